"""Clocks that jump: what is in hand isn't sent twice, and what a clock that was ahead put off doesn't wait for it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import parking
from bot.chores import ANSWERS_KEPT, Chores
from bot.courier import GIVE_UP, LEASE
from bot.effect import Show
from bot.engine import LONGEST, TRIES
from bot.parking import PAUSE
from bot.platform import Later, Undeliverable
from tests.engine.test_courier import Office, failing, to, words
from tests.engine.test_courier_troubles import hang
from tests.engine.test_letters import looking_after
from tests.engine.test_settling import raising
from tests.world import MENTORS, World, world

YEAR = timedelta(days=365)
SECOND = timedelta(seconds=1)
TTL = timedelta(seconds=30)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An empty outbox, on either kind of database."""
    async with world(database_url) as there:
        yield Office(there)


async def test_what_is_in_hand_isnt_taken_up_again_when_the_clock_jumps(office: Office) -> None:
    wire = hang(office, "shell:kim")
    await office.queue(to("kim", "1"))
    running = asyncio.create_task(office.courier.run())
    await wire.tried.wait()
    office.there.clock.move(2 * LEASE)
    await office.queue(to("lee", "1"))
    office.courier.wake()
    await wire.arrived.wait()
    wire.freed.set()
    office.courier.stop()
    await running
    assert sorted(wire.words) == [("kim", "1"), ("lee", "1")]
    assert await office.there.rows("SELECT DISTINCT state, attempts FROM outbox") == [("sent", 1)]


async def test_what_was_put_back_is_no_longer_in_hand(office: Office) -> None:
    office.wire.fault = failing(2, Later("down", 1.0), "shell:kim")
    await office.queue(to("kim", "1"))
    await office.courier.drain()
    for _ in range(2):
        assert await office.after(SECOND) == 1
    assert office.wire.words == [("kim", "1")]


async def test_what_was_queued_by_a_clock_that_was_ahead_goes_at_once(office: Office) -> None:
    office.there.clock.move(YEAR)
    await office.queue(to("kim", "1"))
    office.there.clock.move(-YEAR)
    await office.queue(to("kim", "2"))
    await office.courier.drain()
    assert office.wire.words == [("kim", "1"), ("kim", "2")]


async def test_what_was_put_off_by_a_clock_that_was_ahead_goes_at_once(office: Office) -> None:
    office.wire.fault = failing(1, Later("down", 60.0), "shell:kim")
    await office.queue(to("kim", "1"))
    office.there.clock.move(YEAR)
    await office.courier.round()
    office.there.clock.move(-YEAR)
    await office.courier.drain()
    assert office.wire.words == [("kim", "1")]


async def test_the_time_until_giving_up_counts_from_the_first_try_by_a_clock_that_is_right(office: Office) -> None:
    office.wire.fault = raising(Later("down", 3600.0))
    await office.queue(to("kim", "1"))
    office.there.clock.move(YEAR)
    await office.courier.round()
    office.there.clock.move(-YEAR)
    for _ in range(int(GIVE_UP / timedelta(hours=1)) + 2):
        await office.courier.round()
        office.there.clock.move(timedelta(hours=1))
    assert await office.states() == ["dead"]


async def test_what_the_operator_sends_again_by_a_clock_that_is_ahead_goes_at_once(office: Office) -> None:
    office.wire.fault = failing(1, Undeliverable("no right"), "shell:kim")
    await office.queue(to("kim", "1"))
    await office.courier.drain()
    ahead = office.there.clock.now() + YEAR
    await office.there.database.write(lambda store: store.letters.again(None, ahead))
    await office.courier.drain()
    assert office.wire.words == [("kim", "1")]


async def test_a_parcel_leased_by_a_clock_that_was_ahead_is_held_for_one_lease(office: Office) -> None:
    """Not due at once: another process may be sending it just now."""
    await office.queue(to("kim", "1"))
    ahead = office.there.clock.now() + YEAR
    await office.there.database.write(lambda store: store.outbox.lease("shell", ahead, ahead + LEASE, 9))
    await looking_after(office).round()
    assert await office.after(LEASE - SECOND) == 0
    assert await office.after(SECOND) == 1


async def test_what_died_by_a_clock_that_was_ahead_is_told(office: Office) -> None:
    office.wire.fault = raising(Undeliverable("no right"))
    await office.queue(to("kim", "1"))
    office.there.clock.move(YEAR)
    await office.courier.drain()
    office.there.clock.move(-YEAR)
    chores = looking_after(office)
    await chores.round()
    office.there.clock.move(LEASE)
    await chores.round()
    assert await office.there.rows("SELECT 1 FROM outbox WHERE state = 'dead' AND told") == [(1,)]


async def test_what_is_put_off_rightly_isnt_hastened(office: Office) -> None:
    office.wire.fault = failing(1, Later("down", 3600.0), "shell:lee")
    await office.queue(to("lee", "1"))
    await office.courier.drain()
    await office.queue(to("kim", "1"))
    now = office.there.clock.now()
    await office.there.database.write(lambda store: store.outbox.lease("shell", now, now + LEASE, 9))
    before = await office.there.rows("SELECT id, state, due_at FROM outbox ORDER BY id")
    await looking_after(office).round()
    assert await office.there.rows("SELECT id, state, due_at FROM outbox ORDER BY id") == before


async def take(there: World, owner: str, ahead: timedelta = timedelta()) -> int | None:
    """Take the loop's lease, by a clock that is ahead."""
    now = there.clock.now() + ahead
    return await there.database.write(lambda store: store.leases.take("sync", owner, now, now + TTL))


async def test_a_lease_of_a_clock_that_was_ahead_lasts_no_longer_than_another(office: Office) -> None:
    there = office.there
    assert await take(there, "a", YEAR) == 1
    assert await take(there, "b") is None
    there.clock.move(TTL - SECOND)
    assert await take(there, "b") is None, "whoever holds it may live"
    there.clock.move(2 * SECOND)
    assert await take(there, "b") == 2


async def test_whoever_lives_keeps_the_lease_that_they_took_ahead(office: Office) -> None:
    there = office.there
    assert await take(there, "a", YEAR) == 1
    assert await take(there, "b") is None
    assert await take(there, "a") == 1
    there.clock.move(TTL - SECOND)
    assert await take(there, "b") is None


@pytest.mark.parametrize("tries", [1, TRIES - 1])
async def test_a_failed_event_of_a_clock_that_was_ahead_is_handled_at_once(office: Office, tries: int) -> None:
    there = office.there
    event = there.said("kim", "!apply", window=False)
    later = there.clock.now() + LONGEST
    await there.database.write(lambda store: store.inbox.failed(event, "bug", tries, later))
    assert await there.engine.recover() == 0, "not before its time"
    await there.database.write(lambda store: store.inbox.failed(event, "bug", tries, later + YEAR))
    assert await there.engine.recover() == 1
    assert await there.rows("SELECT state FROM inbox") == [("done",)]


async def test_a_parked_event_of_a_clock_that_was_ahead_is_looked_at_at_once(office: Office) -> None:
    there = office.there
    await there.apply()
    await there.change("DELETE FROM outbox")
    await office.queue(Show(MENTORS, "card:1", words("1")))
    now = there.clock.now()
    await there.database.write(lambda store: store.outbox.lease("shell", now, now + LEASE, 9))
    there.clock.move(YEAR)
    await there.engine.handle(there.reacted("ana", "m1", window=False))
    assert await there.rows("SELECT count(*) FROM inbox WHERE state = 'pending'") == [(1,)]
    there.clock.move(-YEAR)
    assert await there.engine.recover() == 1
    assert await there.rows("SELECT tries FROM inbox WHERE state = 'pending'") == [(2,)]
    assert await there.engine.recover() == 0
    there.clock.move(parking.PAUSE)
    assert await there.engine.recover() == 1
    assert PAUSE < LONGEST


async def test_the_inbox_forgets_when_the_clock_was_set_back(office: Office) -> None:
    there = office.there
    chores = Chores(there.database, there.config, there.clock, lambda: None)
    there.clock.move(YEAR)
    await chores.round()
    there.clock.move(-YEAR)
    await there.say("kim", "!apply")
    there.clock.move(ANSWERS_KEPT + SECOND)
    await chores.round()
    assert await there.rows("SELECT count(answer) FROM inbox") == [(0,)]
