"""Halves of characters, which no database takes: whatever an adapter lets through, what came with it is kept."""

from typing import Any

import pytest

from bot.courier import Courier
from bot.effect import Post
from bot.event import EVENT, Delivered, Failed, Sender
from bot.leases import Cursor
from bot.message import Many, Mention, Words, say
from bot.platform import Later
from bot.unicode import all_whole, whole
from tests.engine.test_courier import Office, to
from tests.engine.test_settling import raising
from tests.world import MENTORS, identity, world

HALF = "a\ud800b"
MENDED = "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("", ""),
        ("kim", "kim"),
        ("ünï 例え 😀 \0 \ue000 \ufffe", "ünï 例え 😀 \0 \ue000 \ufffe"),
        (HALF, MENDED),
        ("\udc00", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("x\ud83d", "x\ufffd"),
        ("\ud83d\ud83d\ude00\ude00", "\ufffd😀\ufffd"),
    ],
)
def test_halves_are_put_together_or_replaced(text: str, mended: str) -> None:
    assert whole(text) == mended
    whole(text).encode()


def test_every_text_in_a_value_is() -> None:
    value = {HALF: [HALF, {"x": (HALF, 1, None)}]}
    assert all_whole(value) == {MENDED: [MENDED, {"x": (MENDED, 1, None)}]}


def test_an_event_is_made_whole() -> None:
    sender = {"identity": "shell:kim", "name": HALF}
    frame: dict[str, Any] = {"source": "s", "id": HALF, "at": "2026-03-02T09:00:00Z", "sender": sender, "room": "r:r"}
    kinds: dict[str, dict[str, Any]] = {
        "said": {"text": HALF, "message": "m", "mentions": {HALF: HALF}},
        "submitted": {"form": HALF, "values": {HALF: HALF}},
        "reacted": {"message": HALF, "emoji": HALF, "reaction": HALF},
    }
    for kind, own in kinds.items():
        event = EVENT.validate_python({**frame, "kind": kind, **own})
        assert "\\ud800" not in repr(event)
        assert EVENT.validate_json(EVENT.dump_json(event)) == event
    assert Failed(row=1, attempt=1, cause=HALF).cause == MENDED
    assert Delivered(row=1, room=MENTORS, message=HALF).message == MENDED


async def test_one_that_slipped_through_keeps_out_no_other(database_url: str) -> None:
    async with world(database_url) as there:
        slipped = there.said("kim", "x", window=False).model_copy(
            update={"text": HALF, "sender": Sender.model_construct(identity=identity("kim"), name=HALF)}
        )
        fence = await there.database.write(
            lambda store: store.leases.take("sync", "us", there.clock.now(), there.clock.now())
        )
        assert fence == 1
        events = [slipped, there.said("kim", "!apply", window=False)]
        await there.engine.accept(events, Cursor("sync", 1, None, "s1"))
        assert await there.engine.recover() == 2
        assert await there.rows("SELECT DISTINCT state FROM inbox") == [("done",)]


async def test_a_message_is_kept(database_url: str) -> None:
    mention = Mention(identity("kim"), HALF)
    message = say("unknown", typed=Words(HALF), name=mention, many=Many((Words(HALF), mention)))
    async with world(database_url) as there:
        office = Office(there)
        await office.queue(Post(MENTORS, message))
        await office.courier.drain()
        assert office.wire.words == [("mentors", MENDED)]
        ((_, _, parcel),) = office.wire.sent
        assert parcel.message.args["many"] == Many((Words(MENDED), Mention(identity("kim"), MENDED)))


async def test_why_something_is_put_off_is_kept(database_url: str) -> None:
    async with world(database_url) as there:
        office = Office(there)
        office.wire.fault = raising(Later(HALF, 1.0))
        await office.queue(to("kim", "1"))
        await Courier(there.database, office.wire, there.clock).drain()
        assert await there.rows("SELECT state, cause FROM outbox") == [("retry", MENDED)]
