"""Replicas that meet on PostgreSQL: of two that are first, one is, and the other's whole unit runs again.

Rules of this file: each race is certain (see ``Meeting``), and every replica is a ``SqlDatabase`` of its own.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.shell import START
from bot.address import Identity, Room
from bot.courier import Courier
from bot.effect import Post
from bot.engine import Engine
from bot.errors import LeaseLost
from bot.message import Words, say
from bot.model import Role
from bot.platform import Parcel, Receipt
from bot.ports import Store
from storage.database import SqlDatabase
from tests.engine.test_courier import Wire
from tests.engine.toys import Trouble, registry
from tests.postgres.replicas import at_once, failures, meeting, replicas
from tests.world import MENTORS, World, identity, key, world

Unit = Callable[[Store], Any]
LIMIT = 2
LATER = START + timedelta(minutes=1)


@pytest.fixture
async def there(pg_url: str) -> AsyncIterator[World]:
    """The programme, on PostgreSQL."""
    async with world(pg_url, registry=registry()) as opened:
        yield opened


@pytest.fixture
async def both(there: World) -> AsyncIterator[list[SqlDatabase]]:
    """Two replicas on its database."""
    async with replicas(there.database.url) as opened:
        yield opened


def engines(there: World, databases: list[SqlDatabase], trouble: Trouble | None = None) -> list[Engine]:
    """An engine on each database, whose next transactions meet."""
    toys = registry(trouble)
    return [Engine(each, toys, there.config, there.clock, lambda: None) for each in meeting(databases)]


async def test_of_25_who_race_past_a_limit_as_many_get_past_as_it_allows(there: World) -> None:
    def own(number: int) -> Unit:
        def claim(store: Store) -> bool:
            taken = sum(store.marks.has(f"claim {other}") for other in range(25))
            return taken < LIMIT and store.marks.first(f"claim {number}", START)

        return claim

    async with replicas(there.database.url, 25) as many:
        won = await at_once(many, *(own(number) for number in range(25)))
    assert won.count(True) == LIMIT
    assert await there.rows("SELECT count(*) FROM marks WHERE name LIKE 'claim %'") == [(LIMIT,)]


async def test_an_event_that_two_handle_happens_once_and_both_give_its_answer(
    there: World, both: list[SqlDatabase]
) -> None:
    await there.apply()
    event = there.said("ana", "!claim 1")
    answers = await asyncio.gather(*(each.handle(event) for each in engines(there, both)))
    assert [key(answer) for answer in answers] == ["claim-done"] * 2
    assert await there.rows("SELECT count(*) FROM history WHERE act = 'claim'") == [(1,)]
    assert await there.rows("SELECT count(*) FROM inbox WHERE event_id = ?", event.id) == [(1,)]
    told = await there.rows("SELECT lane FROM outbox WHERE event = ? ORDER BY lane", f"test/{event.id}")
    assert told == [("shell:kim",), ("shell:mentors",)], "the candidate and the card, once"


async def test_an_event_that_fails_in_two_is_told_once(there: World, both: list[SqlDatabase]) -> None:
    event = there.said("kim", "!stumble over it", window=False)
    await asyncio.gather(*(each.handle(event) for each in engines(there, both, Trouble(99))))
    assert await there.rows("SELECT state FROM inbox") == [("failed",)]
    assert await there.rows("SELECT lane FROM outbox") == [("shell:kim",)]


async def test_of_two_claims_in_two_replicas_one_wins_and_the_other_is_told(
    there: World, both: list[SqlDatabase]
) -> None:
    await there.apply()
    events = [there.said("ana", "!claim 1"), there.said("bo", "!claim 1")]
    handled = (engine.handle(event) for engine, event in zip(engines(there, both), events, strict=True))
    assert sorted(str(key(answer)) for answer in await asyncio.gather(*handled)) == ["claim-done", "claim-taken"]


async def test_somebody_who_applies_in_two_replicas_has_one_draft(there: World, both: list[SqlDatabase]) -> None:
    events = [there.said("kim", "!apply"), there.said("kim", "!apply")]
    handled = (engine.handle(event) for engine, event in zip(engines(there, both), events, strict=True))
    assert None not in await asyncio.gather(*handled)
    for table in ("cases", "dialogues", "people WHERE identity = 'shell:kim'"):
        assert await there.rows(f"SELECT count(*) FROM {table}") == [(1,)]  # noqa: S608


async def test_a_lease_is_taken_by_one(there: World, both: list[SqlDatabase]) -> None:
    def take(owner: str, now: datetime = START) -> Unit:
        return lambda store: store.leases.take("sync", owner, now, now + timedelta(minutes=1))

    assert sorted(map(str, await at_once(both, take("a"), take("b")))) == ["1", "None"]
    expired = LATER + timedelta(seconds=1)
    assert sorted(map(str, await at_once(both, take("c", expired), take("d", expired)))) == ["2", "None"]


async def test_a_cursor_is_moved_by_one(there: World, both: list[SqlDatabase]) -> None:
    for old, new in ((None, "s1"), ("s1", "s2")):
        fence = await both[0].write(lambda store: store.leases.take("sync", "me", START, LATER))
        assert fence == 1

        def move(store: Store, old: str | None = old, new: str = new) -> None:
            store.leases.move_cursor("sync", 1, old, new)

        results = await asyncio.gather(*(each.write(move) for each in meeting(both)), return_exceptions=True)
        assert failures(results) == [LeaseLost.__name__]
        assert await there.rows("SELECT name, value FROM cursors WHERE name = 'sync'") == [("sync", new)]


async def test_what_is_done_once_is_done_by_one(there: World, both: list[SqlDatabase]) -> None:
    assert sorted(await at_once(both, lambda store: store.marks.first("notice", START))) == [False, True]


async def test_a_role_is_given_by_one(there: World, both: list[SqlDatabase]) -> None:
    await there.say("kim", "!apply")

    def grant(region: bool) -> Unit:
        def unit(store: Store) -> bool:
            kim = store.people.by_identity(identity("kim"))
            assert kim is not None
            where = store.regions.all()[0] if region else None
            return store.people.grant(kim, Role.LEAD if region else Role.SPONSOR, where, None, START)

        return unit

    for region in (True, False):
        assert sorted(await at_once(both, grant(region))) == [False, True]
    assert await there.rows("SELECT count(*) FROM roles WHERE granted_by IS NULL AND role <> 'coordinator'") == [(2,)]


async def test_a_person_is_made_by_one(there: World, both: list[SqlDatabase]) -> None:
    known = [Identity("matrix:@zoe:example.org"), identity("zoe")]
    made = await at_once(both, lambda store: store.people.ensure(known, "Zoe", START).id)
    assert made[0] == made[1]
    assert await there.rows("SELECT address FROM identities WHERE person_id = ? ORDER BY address", made[0]) == [
        (address,) for address in known
    ]


async def test_a_mentor_is_made_by_one(there: World, both: list[SqlDatabase]) -> None:
    await there.say("kim", "!apply")

    def add(store: Store) -> bool:
        kim = store.people.by_identity(identity("kim"))
        assert kim is not None
        return store.mentors.add(kim, regions=["EMEA"])

    assert sorted(await at_once(both, add)) == [False, True]


async def test_two_replicas_that_start_at_once_take_the_config_in_once(pg_url: str) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(started(pg_url))
    async with world(pg_url) as there:
        twice = "SELECT name FROM marks GROUP BY name HAVING count(*) > 1"
        assert await there.rows(twice) == []
        assert await there.rows("SELECT count(*) FROM people") == await there.rows("SELECT count(*) FROM identities")
        assert await there.rows("SELECT name FROM regions GROUP BY name HAVING count(*) > 1") == []


async def started(url: str) -> None:
    """A start of the bot."""
    async with world(url):
        pass


async def queued(there: World, each: int) -> list[tuple[str, str]]:
    """So many parcels in each of three conversations; returns where they go and what they say, in order."""
    said = [(lane, f"{lane} {number}") for number in range(each) for lane in (MENTORS, "shell:emea", "shell:world")]
    posts = [Post(Room(lane), say("unknown", typed=Words(words))) for lane, words in said]
    await there.database.write(lambda store: store.outbox.add(posts, "test/1", START))
    return said


async def test_each_parcel_is_leased_by_one(there: World, both: list[SqlDatabase]) -> None:
    said = await queued(there, 4)
    leased = await at_once(both, lambda store: store.outbox.lease("shell", START, LATER, 32))
    assert sorted(parcel.to for parcels in leased for parcel in parcels) == sorted({lane for lane, _ in said})


class SlowWire(Wire):
    """A wire on which some parcels take longer than others."""

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        await asyncio.sleep(random.Random(parcel.id).random() / 100)
        return await super().deliver(parcel, body)


async def test_two_couriers_send_each_parcel_once_and_each_conversation_in_order(
    there: World, both: list[SqlDatabase]
) -> None:
    said = await queued(there, 12)
    wire = SlowWire()
    couriers = [Courier(each, wire, there.clock) for each in both]
    running = [asyncio.create_task(courier.run()) for courier in couriers]
    while await there.rows("SELECT 1 FROM outbox WHERE state <> 'sent'"):  # noqa: ASYNC110 - until the table says so
        await asyncio.sleep(0.01)
    for courier in couriers:
        courier.stop()
    await asyncio.gather(*running)
    for lane in dict(said):
        assert [words for to, words, _ in wire.sent if to == lane] == [words for to, words in said if to == lane]
