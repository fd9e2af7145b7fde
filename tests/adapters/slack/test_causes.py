"""What Slack refuses: in one sentence with the fix where somebody can mend it, and later where it passes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack.api import PASSING, REVOKED
from bot.message import Words, say
from bot.platform import Later, Undeliverable
from tests.adapters.slack.office import OPEN, POST, UPDATE, Office, again, opened
from tests.slack.town import User


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A workspace with a mentors' channel and Kim."""
    async with opened() as made:
        yield made


ROOM = {
    "not_in_channel": "the bot isn't in #mentors: write /invite @ambassador there",
    "channel_not_found": "the bot finds no channel #mentors: where it is private, write /invite @ambassador there",
    "is_archived": "#mentors is archived: unarchive it, and write /invite @ambassador there",
    "is_inactive": "#mentors is archived: unarchive it, and write /invite @ambassador there",
    "restricted_action": "the bot may not post in #mentors: allow it in the channel's posting permissions",
    "restricted_action_read_only_channel": "the bot may not post in #mentors: allow it",
    "restricted_action_thread_only_channel": "the bot may not post in #mentors: allow it",
    "restricted_action_non_threadable_channel": "the bot may not post in #mentors: allow it",
    "msg_too_long": "a message to #mentors is too long for Slack",
    "msg_blocks_too_long": "a message to #mentors is too long for Slack",
    "metadata_too_large": "a message to #mentors is too long for Slack",
    "invalid_blocks": "Slack can't read a message to #mentors: please report it",
    "invalid_blocks_format": "Slack can't read a message to #mentors: please report it",
    "no_text": "Slack can't read a message to #mentors: please report it",
    "invalid_metadata_format": "Slack can't read a message to #mentors: please report it",
    "invalid_arguments": "Slack can't read a message to #mentors: please report it",
    "missing_scope": "the Slack app can't write to #mentors: reinstall it with the scope that it needs",
    "no_permission": "the workspace doesn't let the bot write to #mentors: ask its admins",
    "access_denied": "the workspace doesn't let the bot write to #mentors: ask its admins",
    "team_access_not_granted": "the workspace doesn't let the bot write to #mentors: ask its admins",
    "ekm_access_denied": "the workspace doesn't let the bot write to #mentors: ask its admins",
    "something_new": "Slack refuses a message to #mentors",
}
"""What is said of the mentors' channel, by Slack's word."""


@pytest.mark.parametrize("method", [POST, UPDATE])
@pytest.mark.parametrize("code", ROOM)
async def test_a_channel_that_refuses_is_named_with_what_helps(office: Office, code: str, method: str) -> None:
    office.fake.faults.next(method, "error", code=code)
    known = "1799999999.000001" if method == UPDATE else None
    with pytest.raises(Undeliverable) as raised:
        await office.deliver(office.parcel(message_id=known))
    said = str(raised.value)
    assert said.startswith(ROOM[code])
    assert said.endswith(f"({method}: {code})")
    assert "\n" not in said


async def test_a_channel_whose_name_slack_keeps_is_named_as_in_the_config(office: Office) -> None:
    secret = office.fake.town.channel("secret", private=True, invited=False)
    with pytest.raises(Undeliverable, match=f"no channel {office.workspace.room(secret.id)}:"):
        await office.deliver(office.parcel(secret))


async def test_slack_itself_says_what_the_table_says(office: Office) -> None:
    emea = office.fake.town.channel("emea", invited=False)
    with pytest.raises(Undeliverable, match="the bot isn't in #emea: write /invite @ambassador there"):
        await office.deliver(office.parcel(emea))
    office.mentors.archived = True
    with pytest.raises(Undeliverable, match="#mentors is archived: unarchive it"):
        await office.deliver(office.parcel())
    office.mentors.archived = False
    office.fake.scopes.discard("chat:write")
    with pytest.raises(Undeliverable, match="reinstall it with the scope chat:write"):
        await office.deliver(office.parcel())


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("cannot_dm_bot", "that is a bot: give the role to a person"),
        ("user_disabled", "their account is deactivated"),
        ("user_not_found", "nobody in this workspace has that id"),
        ("users_not_found", "nobody in this workspace has that id"),
        ("user_not_visible", "the bot may not see them"),
        ("missing_scope", "reinstall it with the scope"),
        ("something_new", "Slack refuses a message to"),
    ],
)
async def test_a_person_who_cant_be_written_to_is_named_with_what_helps(office: Office, code: str, says: str) -> None:
    office.fake.faults.next(OPEN, "error", code=code)
    with pytest.raises(Undeliverable) as raised:
        await office.deliver(office.parcel(office.kim))
    said = str(raised.value)
    assert says in said
    assert str(office.workspace.identity(office.kim.id)) in said
    assert said.endswith(f"({OPEN}: {code})")
    assert "kim" not in said, "an id, and no name"


async def test_slack_itself_says_so_of_people(office: Office) -> None:
    robot = office.fake.town.person("robot", is_bot=True)
    gone = office.fake.town.person("gone", deleted=True)
    nobody = User("U0NOBODY", "nobody", "T0TEAM")
    for who, says in ((robot, "that is a bot"), (gone, "deactivated"), (nobody, "nobody in this workspace")):
        with pytest.raises(Undeliverable, match=says):
            await office.deliver(office.parcel(who))


async def test_a_direct_chat_that_is_gone_is_opened_again(office: Office) -> None:
    parcel = office.parcel(office.kim)
    await office.deliver(office.parcel(office.kim))
    office.fake.faults.next(POST, "error", code="channel_not_found")
    with pytest.raises(Later):
        await office.deliver(parcel)
    await office.deliver(again(parcel))
    assert len(office.fake.called(OPEN)) == 2
    office.fake.faults.next(POST, "error", code="messages_tab_disabled")
    with pytest.raises(Undeliverable, match="turn on the Messages tab"):
        await office.deliver(office.parcel(office.kim))


@pytest.mark.parametrize("method", [POST, UPDATE, OPEN])
@pytest.mark.parametrize("code", sorted(PASSING | REVOKED))
async def test_what_passes_is_later(office: Office, code: str, method: str) -> None:
    office.fake.faults.next(method, "error", code=code)
    parcel = office.parcel(
        office.kim if method == OPEN else None, message_id="1799999999.000001" if method == UPDATE else None
    )
    with pytest.raises(Later) as raised:
        await office.deliver(parcel)
    assert code in raised.value.cause
    assert office.revoked == [True] * (code in REVOKED)


async def test_a_revoked_token_stops_nothing_for_good(office: Office) -> None:
    parcel = office.parcel()
    office.fake.revoked = True
    for _ in range(2):
        with pytest.raises(Later, match="reinstall the app"):
            await office.deliver(parcel)
    assert office.revoked == [True, True]
    office.fake.revoked = False
    await office.deliver(parcel)
    assert len(office.mentors.messages) == 1


async def test_no_cause_holds_what_a_message_says(office: Office) -> None:
    message = say("unknown", typed=Words("canary-7f3a9c"))
    broken: list[tuple[str, dict[str, Any]]] = [("error", {"code": "invalid_blocks"}), ("http", {}), ("lose", {})]
    for kind, options in broken:
        office.fake.faults.next(POST, kind, **options)
        with pytest.raises((Later, Undeliverable)) as raised:
            await office.deliver(office.parcel(message=message))
        assert "canary" not in str(raised.value)
    assert "canary" in office.texts()[0]
