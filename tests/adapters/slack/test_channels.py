"""Channels that somebody names to the bot on Slack: which they are, and whether the bot is in them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import channels
from adapters.slack.api import SlackError
from adapters.slack.channels import FRESH, Channels, mentioned
from bot.address import Room
from bot.event import Named
from tests.adapters.slack.people import HERE
from tests.adapters.slack.world import Place, inhabited
from tests.slack.fake import Mode


class Fake:
    """Slack's conversations.info: what it answers is a channel or an error."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, list[str]()

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        assert method == "conversations.info"
        channel = arguments["channel"]
        self.asked.append(channel)
        answer = self.answers[channel]
        if isinstance(answer, Exception):
            raise answer
        return {"ok": True, "channel": {"id": channel, **answer}}


def error(code: str) -> SlackError:
    return SlackError("conversations.info", code)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("region edit EMEA channels <#C1|emea>", {"#emea": "C1"}),
        ("<#C1|emea> <#G2|>", {"#emea": "C1", "#G2": "G2"}),
        ("<#C1> and <#C1|#emea>", {"#C1": "C1", "#emea": "C1"}),
        ("#emea <@U1|ana> <https://example.org|#C1>", {}),
        ("<#x> <#C1|a\nb>", {}),
        (None, {}),
        (7, {}),
    ],
)
def test_mentions(raw: Any, found: dict[str, str]) -> None:
    assert mentioned({"text": raw}, HERE, "") == found
    assert mentioned({"event": {"text": raw}}, HERE, "") == found


def test_the_bots_own_buttons_name_channels_by_their_address() -> None:
    text = "region edit EMEA channels +slack:T0TEAM/C1 slack:T0OTHER/C2 slack:T0TEAM/U3"
    assert mentioned({}, HERE, text) == {"slack:T0TEAM/C1": "C1"}


def test_few_are_looked_for() -> None:
    many = " ".join(f"<#C{number}|c{number}>" for number in range(100))
    assert len(mentioned({"text": many}, HERE, "")) == channels.MOST


async def test_whether_the_bot_is_in_them() -> None:
    fake = Fake(
        C1={"is_member": True},
        C2={"is_member": False},
        C3={"is_member": True, "is_archived": True},
        C4=error("channel_not_found"),
        C5=error("internal_error"),
    )
    there = Channels(fake.call, HERE)
    found = await there.named({f"#{each}": each for each in fake.answers}, 1.0)
    assert {shown: each.there for shown, each in found.items()} == {
        "#C1": True,
        "#C2": False,
        "#C3": False,
        "#C4": False,
    }
    assert found["#C1"] == Named(room=Room("slack:T0TEAM/C1"), there=True)


async def test_that_it_is_in_is_kept_for_a_moment_and_that_it_is_not_never() -> None:
    now = 0.0
    fake = Fake(C1={"is_member": True}, C2={"is_member": False})
    there = Channels(fake.call, HERE, lambda: now)
    for _ in range(2):
        await there.named({"#a": "C1", "#b": "C2"}, 1.0)
    assert sorted(fake.asked) == ["C1", "C2", "C2"]
    now = FRESH
    await there.named({"#a": "C1"}, 1.0)
    assert fake.asked.count("C1") == 2


async def test_nobody_waits_for_a_slow_slack() -> None:
    async def slow(_method: str, **_: Any) -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    assert await Channels(slow, HERE).named({"#a": "C1"}, 0.01) == {}


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.usefixtures("quick")
async def test_the_way_into_a_new_channel(tmp_path: Path, mode: Mode) -> None:
    async with inhabited(tmp_path, mode) as place:
        cora, kim = place.cora, place.kim
        alps = place.slack.channel("alps", cora, kim, invited=False)
        command = f"/ambassador region edit EMEA channels <#{alps.id}>"
        assert "I'm not in" in await shown(place, command)
        assert (await cora.press("Look again")).error is None
        await place.slack.until(lambda: [each for each in cora.seen_privately() if "I'm not in" in each.text][1:])
        await place.slack.invite(alps, cora)
        assert (await cora.press("Look again")).error is None
        await place.whispered(cora, "its channels")
        await kim.say(f"<@{place.slack.town.bot.id}> who EMEA", alps)
        assert "ambassador" in (await place.whispered(kim, "EMEA")).text


async def shown(place: Place, command: str) -> str:
    """What a command of Cora's is answered."""
    outcome = await place.cora.slash(command, place.desk)
    assert outcome.shown is not None
    return str(outcome.shown.text)


@pytest.mark.usefixtures("quick")
async def test_a_channel_that_nobody_picked_is_asked_for(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        told = await shown(place, "/ambassador region edit EMEA channels #alps")
        assert "pick the channel from Slack's list" in told
        taken = await shown(place, f"/ambassador region edit APAC channels <#{place.emea.id}>")
        assert "is a channel of EMEA already" in taken
