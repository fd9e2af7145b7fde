"""Whether the bot can be on Slack at all: what the operator hears at the start, and when the token is taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import introduction, platform
from adapters.slack.manifest import SCOPES, SPARED
from bot.address import Identity, Room
from bot.cli.config import Config
from bot.errors import Misconfigured
from tests.adapters.slack.world import Place, inhabited, present, workspace
from tests.slack.faults import Kind

pytestmark = pytest.mark.usefixtures("quick")
OUT_OF_REACH = "bound room is out of reach"
TAKEN_BACK = "Slack took the bot's token back: install the app again, put the new token in, and restart"


async def refused(place: Place) -> str:
    """What the operator hears instead of a start."""
    with pytest.raises(Misconfigured) as said:
        async with present(place):
            pass
    return str(said.value)


def programme(**changes: Any) -> Callable[[Config], Config]:
    """A config whose programme differs."""
    return lambda config: config.model_copy(update={"programme": config.programme.model_copy(update=changes)})


def slack(**changes: Any) -> Callable[[Config], Config]:
    """A config whose [slack] differs."""

    def change(config: Config) -> Config:
        assert config.slack is not None
        return config.model_copy(update={"slack": config.slack.model_copy(update=changes)})

    return change


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
async def test_a_token_that_slack_doesnt_take(tmp_path: Path, code: str) -> None:
    async with workspace(tmp_path) as place:
        place.slack.api.faults.next("auth.test", "error", code=code)
        assert await refused(place) == (
            f"slack.bot_token: Slack doesn't take it ({code}); "
            "copy the Bot User OAuth Token from the app's page OAuth & Permissions"
        )


@pytest.mark.parametrize("scope", sorted(SCOPES.keys() - SPARED))
async def test_a_missing_scope_is_named_with_what_it_is_for(tmp_path: Path, scope: str) -> None:
    async with workspace(tmp_path) as place:
        place.slack.api.scopes.remove(scope)
        said = await refused(place)
        assert said.startswith(
            "slack: the app lacks scopes; add them under OAuth & Permissions, and install it again: "
        )
        assert said.endswith(f": {scope} ({SCOPES[scope]})")


@pytest.mark.parametrize("scope", sorted(SPARED))
async def test_what_it_can_do_without_it_warns_of_and_begins(tmp_path: Path, scope: str) -> None:
    async with workspace(tmp_path) as place:
        place.slack.api.scopes.remove(scope)
        async with present(place):
            (warned,) = place.logged("the bot can't do everything on Slack")
        assert f"{scope} ({SCOPES[scope]})" in warned["todo"]


@pytest.mark.parametrize(
    ("change", "named", "kind"),
    [
        (
            programme(mentors_channels=(Room("slack:T9/C1"),)),
            "slack:T9/C1",
            "channels there are written slack:T0TEAM/C…",
        ),
        (programme(coordinators_channels=(Room("slack:E1.T0TEAM/C1"),)), "slack:E1.T0TEAM/C1", "slack:T0TEAM/C…"),
        (
            programme(coordinators=((Identity("slack:T9/U1"),),)),
            "slack:T9/U1",
            "people there are written slack:T0TEAM/U…",
        ),
    ],
)
async def test_another_workspace_in_the_config(
    tmp_path: Path, change: Callable[[Config], Config], named: str, kind: str
) -> None:
    async with workspace(tmp_path, change=change) as place:
        said = await refused(place)
        assert said.startswith(f"{named} isn't in the bot's workspace: ")
        assert said.endswith(kind)


async def test_a_command_that_the_bot_doesnt_have(tmp_path: Path) -> None:
    async with workspace(tmp_path) as place:
        place.config = slack(extra_commands=("apply", "wave"))(place.config)
        said = await refused(place)
        assert said.startswith("slack.extra_commands: wave isn't a command of the bot; there are: ")
        assert "claim" in said


async def test_slack_that_cant_be_reached_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(introduction, "pause", lambda _: 0.0)
    async with workspace(tmp_path) as place:
        place.slack.api.faults.next("auth.test", "http", introduction.TRIES - 1)
        async with present(place):
            assert (await place.health())[0] == 200
        place.slack.api.faults.next("auth.test", "http", introduction.TRIES)
        assert (await refused(place)).startswith(
            "slack.api_url: Slack can't be asked who the bot is (auth.test: HTTP 503"
        )


async def test_in_an_organisation_everybody_is_named_by_both_its_ids(tmp_path: Path) -> None:
    async with inhabited(tmp_path, enterprise="E0ORG") as place:
        await place.apply()
        await place.ana.press("Claim", await place.card())
        await place.told(place.kim, "Ana is your mentor now")
        case = await place.app.database.read(lambda store: store.cases.get(1))
        assert case is not None
        assert case.candidate.identity == f"slack:E0ORG.T0TEAM/{place.kim.id}"
        keys = await place.app.database.read(
            lambda store: store.outbox.key_of(
                Room(f"slack:E0ORG.T0TEAM/{place.mentors.id}"), place.mentors.messages[0].ts
            )
        )
        assert keys == "card:1"


@pytest.mark.parametrize("how", ["told", "found", "uninstalled"])
async def test_a_token_that_is_taken_back_loses_nothing(tmp_path: Path, how: str) -> None:
    async with workspace(tmp_path) as place:
        async with present(place):
            await place.apply()
            await place.card()
            await place.quiet()
            if how == "told":
                await place.slack.revoke()
            elif how == "uninstalled":
                await place.slack.uninstall()
            else:
                place.slack.api.revoked = True
            await place.ana.slash("/ambassador claim 1")
            lee = place.slack.person("Lee")
            asked = await lee.slash("/ambassador help")
            assert asked.shown is not None
            assert "can't ask Slack who you are" in asked.shown.text
            await place.slack.until(lambda: place.logged(TAKEN_BACK))
            status, said = await place.health()
            assert status == 503
            assert said["parts"]["slack"] is False
            counts = await place.app.database.read(lambda store: store.outbox.counts())
            assert "dead" not in counts
        assert len(place.logged(TAKEN_BACK)) == 1
        place.slack.api.revoked = False
        async with present(place):
            assert (await place.health())[0] == 200
            await place.ana.slash("/ambassador claim 1")
            await place.told(place.kim, "Ana is your mentor now")
            await place.card(1, "Ana mentors")


async def test_a_directory_that_finds_the_token_gone_says_so_too(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        place.slack.api.revoked = True
        lee = place.slack.person("Lee")
        await lee.slash("/ambassador help")
        assert (await place.health())[0] == 503
        assert len(place.logged(TAKEN_BACK)) == 1


async def test_before_it_knows_who_it_is_it_takes_nothing_in(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        assert place.config.slack is not None
        other = platform.SlackPlatform(place.config.slack, place.app.engine, place.app.catalogue, place.app.clock)
        assert not other.ready
        with pytest.raises(RuntimeError):
            await other.receive()
        await other.stop()


async def test_a_channel_that_nobody_invited_the_bot_into_is_named_at_the_start(tmp_path: Path) -> None:
    async with workspace(tmp_path) as place:
        bot = place.slack.town.bot.id
        for channel in (place.mentors, place.emea):
            channel.members.discard(bot)
        place.desk.archived = True
        async with present(place):
            assert (await place.health())[0] == 200
        told = {line["room"]: line["todo"] for line in place.logged(OUT_OF_REACH)}
        source = f"slack:{place.slack.town.team}"
        secret = f"{source}/{place.mentors.id}"
        assert told == {
            secret: f"the bot finds no channel {secret}: where it is private, write /invite @ambassador there; "
            "else its id in the config is wrong (conversations.info: channel_not_found)",
            f"{source}/{place.emea.id}": "the bot isn't in #emea: write /invite @ambassador there "
            "(conversations.info: not_in_channel)",
            f"{source}/{place.desk.id}": "#desk is archived: unarchive it, and write /invite @ambassador there "
            "(conversations.info: is_archived)",
        }


@pytest.mark.parametrize("kind", ["http", "429", None])
async def test_channels_that_are_there_or_that_slack_cant_tell_of_are_no_finding(
    tmp_path: Path, kind: Kind | None
) -> None:
    async with workspace(tmp_path) as place:
        if kind is not None:
            place.slack.api.faults.next("conversations.info", kind, 3)
        async with present(place):
            assert place.slack.api.called("conversations.info")
        assert place.logged(OUT_OF_REACH) == []
