"""What waits in the inbox: each event once and in its order, and one that can't be read in nobody's way."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from adapters.shell import START
from bot.engine import Engine
from bot.event import AnyEvent
from bot.ports import Database, Store
from storage.database import SqlDatabase
from tests.engine.toys import Trouble, registry
from tests.world import World, key, world

T = TypeVar("T")
UNREADABLE = ["", "{", '{"kind": "said"}', '{"kind": "sung"}', "[]", None]


async def keep(there: World, *events: AnyEvent) -> None:
    """Events that came in, and wait."""
    await there.database.write(lambda store: store.inbox.pend(events))


async def everything(there: World) -> tuple[list[tuple[Any, ...]], ...]:
    """What came in, and what goes out."""
    return tuple([await there.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("inbox", "outbox")])  # noqa: S608


async def told(there: World) -> list[str]:
    """Who is sent something."""
    return [lane.removeprefix("shell:") for (lane,) in await there.rows("SELECT lane FROM outbox ORDER BY id")]


@pytest.mark.parametrize("payload", UNREADABLE)
async def test_an_event_that_cant_be_read_waits_for_the_operator_and_holds_nobody_up(
    database_url: str, capsys: pytest.CaptureFixture[str], payload: str | None
) -> None:
    async with world(database_url) as there:
        bad = there.said("kim", "!status", window=False)
        behind = [there.said(who, "!status", window=False) for who in ("kim", "lee")]
        await keep(there, bad, *behind)
        await there.change("UPDATE inbox SET payload = ? WHERE event_id = ?", payload, bad.id)
        assert await there.engine.recover() == 2
        assert await there.rows("SELECT state, retry_at, cause FROM inbox WHERE event_id = ?", bad.id) == [
            ("failed", None, "unreadable")
        ]
        assert sorted(await told(there)) == ["kim", "lee"]
        there.clock.move(timedelta(days=9))
        assert await there.engine.recover() == 0
        assert await there.read(lambda store: store.inbox.counts()) == {"failed": 1}
    logged = "".join(capsys.readouterr())
    assert logged.count("event can't be read") == 1
    assert bad.id in logged


async def test_a_failed_event_that_cant_be_read_when_its_time_comes_is_given_up(database_url: str) -> None:
    trouble = Trouble(99)
    async with world(database_url, registry=registry(trouble)) as there:
        event = there.said("kim", "!stumble over it", window=False)
        await there.engine.handle(event)
        await there.change("UPDATE inbox SET payload = '{' WHERE event_id = ?", event.id)
        there.clock.move(timedelta(days=1))
        assert await there.engine.recover() == 0
        assert await there.rows("SELECT state, retry_at, cause FROM inbox") == [("failed", None, "unreadable")]
        assert len(trouble.ran) == 1


async def test_more_than_one_batch_is_handled_in_order_of_arrival(database_url: str) -> None:
    trouble = Trouble()
    async with world(database_url, registry=registry(trouble)) as there:
        people, rounds = [f"kim{number}" for number in range(24)], 22
        events = [
            there.said(who, f"!stumble {who} {turn}", window=False, at=START - timedelta(minutes=turn))
            for turn in range(rounds)
            for who in people
        ]
        assert len(events) > 501
        await keep(there, *events)
        assert await there.engine.recover() == len(events)
        for who in people:
            assert [words for words in trouble.ran if words.split()[0] == who] == [
                f"{who} {turn}" for turn in range(rounds)
            ]
        assert len(trouble.ran) == len(events)
        assert not await there.rows("SELECT 1 FROM inbox WHERE state <> 'done'")


async def test_an_event_refused_twice_at_once_queues_one_refusal(database_url: str) -> None:
    async with world(database_url, registry=registry()) as there:
        database = SqlDatabase(there.database.url)
        database.open()
        try:
            other = Engine(database, registry(), there.config, there.clock, lambda: None)
            await other.start()
            for number in range(20):
                event = there.said(f"kim{number}", "!balk at it", window=False)
                await asyncio.gather(there.engine.handle(event), other.handle(event))
            assert sorted(await told(there)) == sorted(f"kim{number}" for number in range(20))
        finally:
            await asyncio.to_thread(database.close)


async def test_a_failing_event_that_two_hold_is_tried_once_when_it_is_due(database_url: str) -> None:
    trouble = Trouble(99)
    async with world(database_url, registry=registry(trouble)) as there:
        event = there.said("kim", "!stumble over it", window=False)
        await keep(there, event)
        for tries, pause in enumerate((0, 5, 20, 80), 1):
            there.clock.move(timedelta(seconds=pause))
            both = there.engine.recover(), there.engine.handle(event)
            await asyncio.gather(*(both if tries % 2 else reversed(both)))
            assert await there.rows("SELECT state, tries FROM inbox") == [("failed", tries)]
            assert len(trouble.ran) == tries
        assert await told(there) == ["kim"], "told once"


class Lossy:
    """A database whose next write is committed, and reported as failed."""

    fault: str | None = None

    def __init__(self, real: Database) -> None:
        self._real, self.lost = real, 0

    async def write(self, unit: Callable[[Store], T]) -> T:
        done = await self._real.write(unit)
        self.lost += 1
        if self.lost == 1:
            raise OSError("no word of it")
        return done

    async def read(self, unit: Callable[[Store], T]) -> T:
        return await self._real.read(unit)


@pytest.mark.parametrize("window", [True, False])
@pytest.mark.parametrize("text", ["!stumble over it", "!apply"])
async def test_what_was_committed_stays_done_whatever_the_caller_heard(
    database_url: str, window: bool, text: str
) -> None:
    trouble = Trouble()
    async with world(database_url, registry=registry(trouble)) as there:
        event = there.said("kim", text, window=window)
        there.engine.database = lossy = Lossy(there.database)
        await there.engine.handle(event)
        assert lossy.lost == 2, "the event's own write, and the one that would have kept its failure"
        before = await everything(there)
        assert await there.rows("SELECT state, tries, retry_at, cause FROM inbox") == [("done", 0, None, None)]
        assert "failed" not in str(await there.rows("SELECT message FROM outbox"))
        there.clock.move(timedelta(days=1))
        assert await there.engine.recover() == 0
        again = await there.engine.handle(event)
        assert (again is not None) == window
        assert await everything(there) == before
        assert len(trouble.ran) == (text != "!apply")


async def test_a_failed_event_that_somebody_waited_on_keeps_no_words(database_url: str) -> None:
    async with world(database_url, registry=registry(Trouble(1))) as there:
        assert key(await there.say("kim", "!stumble over a secret")) == "failed"
        assert await there.rows("SELECT state, payload FROM inbox") == [("failed", None)]
        assert "secret" not in str(await there.rows("SELECT * FROM inbox"))
