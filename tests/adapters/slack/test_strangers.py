"""Whoever isn't a member of the workspace, by every route; and everybody, while Slack can't say who they are."""

from pathlib import Path
from typing import Any

import pytest

from adapters.slack import directory
from tests.adapters.slack.slow import slowed
from tests.adapters.slack.world import FORM, Place, inhabited
from tests.slack import happenings, payloads
from tests.slack.people import Someone
from tests.slack.town import Message, View

pytestmark = pytest.mark.usefixtures("quick")
KINDS: dict[str, tuple[dict[str, Any], str | None]] = {
    "guest": ({"is_restricted": True}, "You're here as a guest"),
    "guest of one channel": ({"is_ultra_restricted": True}, "You're here as a guest"),
    "from elsewhere": ({"team": "T0OTHER"}, "You're here from another workspace"),
    "gone": ({"deleted": True}, None),
    "bot": ({"is_bot": True}, None),
}


async def applied(place: Place) -> Message:
    """Kim has applied."""
    await place.apply()
    card = await place.card()
    await place.quiet()
    return card


async def by_every_route(place: Place, card: Message, who: Someone) -> list[Any]:
    """Everything that somebody can send, as Slack would send it of them. Returns what each was answered with."""
    town, wire, api, user = place.slack.town, place.slack.http, place.slack.api, who.user
    url = api.response_url(user, place.mentors)
    mention = Message(town.ts(), who.id, f"<@{town.bot.id}> claim 1")
    word = Message(town.ts(), who.id, "claim 1")
    place.mentors.messages.append(mention)
    view = View("V0FORGED", who.id, {"callback_id": "form", "private_metadata": '{"form": "apply"}'})
    state = {name: {name: {"type": "plain_text_input", "value": str(value)}} for name, value in FORM.items()}
    button = {"type": "button", "action_id": "do:0", "block_id": "b", "value": "claim 1", "action_ts": town.ts()}
    said = [
        await wire.command(payloads.slash(town, user, place.mentors, "/ambassador", "claim 1", api.trigger(user), url)),
        await wire.interaction(
            payloads.block_actions(town, user, place.mentors, card, [button], api.trigger(user), url)
        ),
        await wire.interaction(payloads.view_submission(town, user, view, state, api.trigger(user))),
    ]
    for told in (
        happenings.app_mention(town, place.mentors, mention),
        happenings.message(town, who.direct, word),
        happenings.reaction(town, user, place.mentors, card, "+1", added=True),
        happenings.app_home_opened(town, user, who.direct, "messages"),
    ):
        said.append(await wire.event(happenings.event(town, told)))
    await place.quiet()
    place.mentors.messages.remove(mention)
    return said


@pytest.mark.parametrize("kind", KINDS)
async def test_whoever_is_no_member_gets_nothing_by_any_route(tmp_path: Path, kind: str) -> None:
    flags, says = KINDS[kind]
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        await place.cora.slash("/ambassador help")
        eve = place.slack.person("Eve", **flags)
        place.mentors.members.add(eve.id)
        replies = await by_every_route(place, card, eve)
        assert all(each.error is None for each in replies)
        assert await place.history() == ["apply"]
        private = [each.text for each in eve.seen_privately()] + [
            each.text for each in eve.direct.messages if each.bot_id
        ]
        if says is None:
            assert private == []
            assert replies[0].body == {}
        else:
            assert says in replies[0].body["text"]
            assert says in str(replies[2].body)
            assert private
            assert all(says in each for each in private)
        assert len([each for each in place.mentors.messages if each.bot_id]) == 1


async def test_a_mentor_who_is_deactivated_may_nothing_any_more(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        await place.ana.slash("/ambassador queue")
        await place.slack.deactivate(place.ana)
        await by_every_route(place, card, place.ana)
        assert await place.history() == ["apply"]


async def test_a_mentor_who_becomes_a_guest_may_nothing_any_more(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        await place.ana.slash("/ambassador queue")
        await place.slack.change(place.ana, is_restricted=True)
        await by_every_route(place, card, place.ana)
        assert await place.history() == ["apply"]
        await place.slack.change(place.ana, is_restricted=False)
        await place.ana.press("Claim", card)
        await place.whispered(place.ana, "You now mentor Kim")


async def test_an_older_change_that_comes_again_lets_nobody_in(tmp_path: Path) -> None:
    """Slack brings it again for minutes where it wasn't acknowledged in time."""
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        await place.ana.slash("/ambassador queue")
        older = happenings.user_change(place.slack.town, place.ana.user)
        await place.slack.change(place.ana, is_restricted=True)
        await place.slack.tell(older)
        await by_every_route(place, card, place.ana)
        assert await place.history() == ["apply"]


async def test_another_workspaces_payloads_touch_nothing(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        slow = slowed(place.app)
        town = place.slack.town
        team, town.team = town.team, "T0OTHER"
        card.bot_id = "B0THEIRS"  # what stands on our own messages is ours, whoever presses it
        place.ana.user.team = "T0OTHER"
        try:
            replies = await by_every_route(place, card, place.ana)
            for told in (
                happenings.user_change(town, place.bo.user) | {"user": happenings.user_body(town, place.bo.user)},
                happenings.tokens_revoked(town),
                happenings.app_uninstalled(town),
                happenings.member_joined_channel(town, town.bot, place.mentors),
            ):
                replies.append(await place.slack.http.event(happenings.event(town, told)))
        finally:
            town.team = place.ana.user.team = team
        assert all(each.error is None for each in replies)
        assert replies[0].body == {}
        assert slow.written == 0
        assert await place.history() == ["apply"]
        assert (await place.health())[0] == 200


@pytest.mark.parametrize("fault", ["429", "http", "reset", "delay"])
async def test_while_slack_cant_say_who_somebody_is_they_do_nothing_and_hear_so(tmp_path: Path, fault: str) -> None:
    async with inhabited(tmp_path) as place:
        card = await applied(place)
        given: dict[str, dict[str, Any]] = {"429": {"retry_after": 0}, "delay": {"seconds": 2.0}}
        options = given.get(fault, {})
        said = "I can't ask Slack who you are right now"
        lee = place.slack.person("Lee")
        times = 2 if fault == "reset" else 1  # a connection that had served before is opened again by aiohttp
        place.slack.api.faults.next("users.info", fault, times, **options)
        outcome = await lee.slash("/apply")
        assert outcome.shown is not None
        assert said in outcome.shown.text
        for who, way in (("Max", "press"), ("Nia", "mention")):
            somebody = place.slack.person(who)
            place.mentors.members.add(somebody.id)
            place.slack.api.faults.next("users.info", fault, times, **options)
            if way == "press":
                await somebody.press("Claim", card)
            else:
                await somebody.say(f"<@{place.slack.town.bot.id}> status", place.mentors)
            await place.whispered(somebody, said)
        assert not place.slack.http.waiting
        assert await place.history() == ["apply"]


async def test_a_form_waits_for_slack_to_say_who_somebody_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with inhabited(tmp_path) as place:
        view = (await place.kim.slash("/apply")).view
        assert view is not None
        monkeypatch.setattr(directory, "FRESH", -1.0)
        monkeypatch.setattr(directory, "STALE", 0.0)
        place.slack.api.faults.next("users.info", "http")
        outcome = await place.kim.submit(view, FORM)
        assert outcome.view is view
        assert "can't ask Slack who you are" in str(outcome.errors)
        assert (await place.kim.submit(view)).errors == {}
        await place.card()


async def test_a_word_in_the_direct_chat_comes_again_until_slack_says_who_it_is_from(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        lee = place.slack.person("Lee")
        place.slack.api.faults.next("users.info", "http", 2)
        await lee.say("status")
        assert len(place.slack.http.waiting) == 1
        assert await place.slack.http.retry_due() == 1
        place.slack.clock.move(61)
        assert await place.slack.http.retry_due() == 1
        await place.told(lee, "You have no application")
        assert not place.slack.http.waiting
