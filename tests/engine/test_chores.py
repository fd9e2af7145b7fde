"""What is done now and then: boxes forget what nobody needs any more, and one chore's trouble is no other's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot import chores
from bot.chores import DONE_KEPT, FORGET_EVERY, PARCELS_KEPT
from bot.effect import Post, Show
from bot.platform import Parcel, Undeliverable
from storage.inbox import SqlInbox
from storage.letters import SqlLetters
from tests.engine.test_courier import EMEA, Office, words
from tests.engine.test_letters import looking_after
from tests.engine.test_settling import raising
from tests.world import MENTORS, world


def fine(_parcel: Parcel) -> None:
    """Everything arrives."""


@pytest.fixture
async def office(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database; boxes forget by threes."""
    monkeypatch.setattr(chores, "BATCH", 3)
    async with world(database_url) as there:
        yield Office(there)


async def test_the_outbox_forgets_what_arrived_or_was_dropped_a_month_ago(office: Office) -> None:
    loop = looking_after(office)
    await office.queue(*(Post(EMEA, words(str(number))) for number in range(8)))
    await office.courier.drain()
    office.wire.fault = raising(Undeliverable("no right"))
    await office.queue(Post(EMEA, words("dead")), Post(EMEA, words("dropped")))
    await office.courier.drain()
    await office.there.database.write(lambda store: store.letters.drop([10], "dropped"))
    office.there.clock.move(PARCELS_KEPT / 2)
    office.wire.fault = fine
    await office.queue(Post(EMEA, words("young")))
    await office.courier.drain()
    await loop.round()
    assert len(await office.there.rows("SELECT id FROM outbox WHERE event = 'test/1'")) == 11
    office.there.clock.move(PARCELS_KEPT / 2 + FORGET_EVERY)
    await loop.round()
    kept = [row[0] for row in await office.there.rows("SELECT id FROM outbox WHERE event = 'test/1' ORDER BY id")]
    assert kept == [9, 11], "what needs the operator stays, and what is young"


async def test_a_message_is_known_after_its_parcel_is_forgotten(office: Office) -> None:
    loop = looking_after(office)
    await office.queue(Show(MENTORS, "card:1", words("1")))
    await office.courier.drain()
    await office.queue(Post(EMEA, words("the last one's number is kept")))
    await office.courier.drain()
    known = await office.there.rows("SELECT * FROM messages")
    office.there.clock.move(PARCELS_KEPT + FORGET_EVERY)
    await loop.round()
    assert await office.there.rows("SELECT id FROM outbox") == [(2,)], "or SQLite would give it again"
    assert await office.there.rows("SELECT * FROM messages") == known
    assert len(known) == 1


async def test_what_took_an_older_ones_place_keeps_it(office: Office) -> None:
    """Else the older one could be sent again, over the newer."""
    loop, database, now = looking_after(office), office.there.database, office.there.clock.now
    office.wire.fault = raising(Undeliverable("no right"))
    await office.queue(Show(MENTORS, "card:1", words("old")))
    await office.courier.drain()
    office.wire.fault = fine
    await office.queue(Show(MENTORS, "card:1", words("new")))
    await office.courier.drain()
    await office.queue(Post(EMEA, words("last")))
    await office.courier.drain()
    office.there.clock.move(PARCELS_KEPT + FORGET_EVERY)
    await loop.round()
    assert await database.write(lambda store: store.letters.again([1], now())) == []
    await database.write(lambda store: store.letters.drop([1], "dropped"))
    office.there.clock.move(FORGET_EVERY)
    await loop.round()
    kept = await office.there.rows("SELECT id FROM outbox WHERE event = 'test/1' AND key IS NOT NULL")
    assert kept == []


async def test_forgetting_goes_on_behind_what_is_young(office: Office) -> None:
    there, loop = office.there, looking_after(office)
    later = there.clock.now() + DONE_KEPT
    for number in range(8):
        at = later if number % 3 == 1 else there.clock.now()
        await there.engine.handle(there.said("kim", "!apply", id=f"e{number}", at=at))
    there.clock.move(DONE_KEPT + FORGET_EVERY)
    await loop.round()
    assert await there.rows("SELECT event_id FROM inbox ORDER BY id") == [("e1",), ("e4",), ("e7",)]


async def test_what_one_chore_stumbles_over_hinders_no_other_and_is_logged_once(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loop, done = looking_after(office), []

    def broken(*_: Any) -> Any:
        raise LookupError("a bug")

    def counted(*_: Any) -> int:
        done.append(True)
        return 0

    monkeypatch.setattr(SqlLetters, "untold", broken)
    monkeypatch.setattr(SqlInbox, "forget", broken)
    monkeypatch.setattr(SqlLetters, "forget", counted)
    for _ in range(3):
        await loop.round()
    assert len(done) == 1, "and not again within the hour"
    assert "".join(capsys.readouterr()).count("stumbled") == 2
    monkeypatch.setattr(SqlInbox, "forget", counted)
    await loop.round()
    monkeypatch.setattr(SqlInbox, "forget", broken)
    office.there.clock.move(FORGET_EVERY)
    await loop.round()
    assert "".join(capsys.readouterr()).count("stumbled") == 1, "a new one"
