"""Rooms that somebody names to the bot on Matrix: which they are, and whether the bot is in them."""

from types import SimpleNamespace
from typing import Any

import pytest

from adapters.matrix.channels import MOST, Channels
from adapters.matrix.homeserver import HomeserverError
from adapters.shell import START
from bot.address import Identity, Room
from bot.event import Named, Said, Sender
from tests.adapters.matrix.world import World, until

ME = "@bot:example.org"


class Fake:
    """A homeserver that knows aliases and the rooms that the bot is in; and what the bot is bound to."""

    user_id = ME

    def __init__(self) -> None:
        self.aliases: dict[str, Any] = {
            "#alps:example.org": "!alps:example.org",
            "#emea:example.org": "!emea:example.org",
        }
        self.rooms = {each: SimpleNamespace(users={ME: None}) for each in ("!alps:example.org", "!emea:example.org")}
        self.asked: list[str] = []

    async def resolve(self, alias: str) -> str | None:
        self.asked.append(alias)
        found = self.aliases.get(alias)
        if isinstance(found, Exception):
            raise found
        return found

    def bound(self, room_id: str) -> bool:
        return room_id == "!emea:example.org"

    def name(self, room_id: str) -> Room:
        return Room("matrix:#europe:example.org") if self.bound(room_id) else Room(f"matrix:{room_id}")


def said(text: str) -> Said:
    sender = Sender(identity=Identity("matrix:@cora:example.org"))
    frame: dict[str, Any] = {"source": "matrix:@bot", "id": "$1", "sender": sender, "room": Room("matrix:!x:y")}
    return Said(**frame, at=START, text=text, message="$1")


async def named(fake: Fake, text: str) -> dict[str, Named]:
    (event,) = await Channels(fake, fake).known([said(text)])  # type: ignore[arg-type]
    assert isinstance(event, Said)
    return dict(event.rooms)


@pytest.mark.parametrize(
    ("typed", "room", "there"),
    [
        ("#alps:example.org", "matrix:#alps:example.org", True),
        ("matrix:#alps:example.org", "matrix:#alps:example.org", True),
        ("!alps:example.org", "matrix:!alps:example.org", True),
        ("!elsewhere:example.org", "matrix:!elsewhere:example.org", False),
        ("#emea:example.org", "matrix:#europe:example.org", True),
        ("!emea:example.org", "matrix:#europe:example.org", True),
    ],
)
async def test_a_room_that_is_named(typed: str, room: str, there: bool) -> None:
    found = await named(Fake(), f"region edit EMEA channels {typed}")
    assert found == {typed: Named(room=Room(room), there=there)}


async def test_what_is_not_found_is_not_told() -> None:
    fake = Fake()
    fake.aliases["#down:example.org"] = HomeserverError(None, None)
    assert await named(fake, "#down:example.org #nobody:example.org claim #1 at 10:00, #emea") == {}


async def test_the_bot_is_not_in_a_room_that_it_was_thrown_out_of() -> None:
    fake = Fake()
    fake.rooms["!alps:example.org"].users = {}
    assert not (await named(fake, "#alps:example.org"))["#alps:example.org"].there


async def test_few_are_looked_for() -> None:
    fake = Fake()
    await named(fake, " ".join(f"#c{number}:example.org" for number in range(100)))
    assert len(fake.asked) == MOST


async def test_the_way_into_a_new_room(there: World) -> None:
    cora, kim = there.cora, there.kim
    alias = there.alias("alps")
    room = await cora.room(alias.partition(":")[0][1:], (kim.user_id,))
    await kim.client.join(room)
    async with there.bot() as bot:
        direct = await cora.direct(there.me)
        await cora.say(direct, f"!region edit EMEA channels {alias}")
        await cora.hears("I'm not in", direct)
        await cora.client.room_invite(room, there.me)
        await until(lambda: room in bot.platform._homeserver.rooms)
        await cora.say(direct, f"!region edit EMEA channels +matrix:{alias}")
        await cora.hears("its channels", direct)
        await kim.say(room, "!who EMEA")
        await kim.hears("EMEA")
