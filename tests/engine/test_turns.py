"""Whoever asks the database for something hears what came of it, whatever a unit raises and however long others take.

Rules of this file: nothing that a unit does may hang its own caller, or those who wait beside it.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import Unavailable
from bot.ports import Store
from storage import trouble, unit
from storage.unit import NO_TURN, Unit, Units
from storage.writer import TRIES
from tests.engine.test_group_commit import post, queued, together
from tests.world import World, world

WITHIN = 10.0
"""Seconds after which a caller would wait for ever."""


def exhausted(_store: Store) -> None:
    """What ``next`` raises where there is nothing."""
    next(iter(()))


async def test_a_unit_that_raises_stop_iteration_hangs_nobody(database_url: str) -> None:
    async with world(database_url) as there:
        units = [exhausted, lambda store: post(store, "neighbour")]
        results = await asyncio.wait_for(together(there, units), WITHIN)
        assert [type(result) for result in results] == [RuntimeError, type(None)]
        assert isinstance(results[0].__cause__, StopIteration)
        assert await queued(there) == ["neighbour"]


async def test_a_read_that_raises_stop_iteration_hangs_nobody(database_url: str) -> None:
    async with world(database_url) as there:
        with pytest.raises(RuntimeError) as raised:
            await asyncio.wait_for(there.database.read(exhausted), WITHIN)
        assert isinstance(raised.value.__cause__, StopIteration)


async def test_one_whose_end_cant_be_told_holds_up_nobody_elses(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(database_url) as there:
        real = unit.Unit.settle

        def settle(unit: Any) -> None:
            if unit.result == "first":
                raise LookupError("no word of it")
            real(unit)

        monkeypatch.setattr(unit.Unit, "settle", settle)
        units = [lambda _store: "first", lambda _store: "second"]
        first, second = await asyncio.wait_for(together(there, units), WITHIN)
        assert isinstance(first, RuntimeError)
        assert isinstance(first.__cause__, LookupError)
        assert second == "second"


async def test_each_caller_of_a_hopeless_group_gets_a_failure_of_its_own(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(database_url) as there:

        def away(**_: Any) -> Any:
            raise Unavailable("away", said="in its own words")

        units: list[Callable[[Store], Any]] = [lambda _store: None] * 3
        async with held(there, 1):
            waiting = [asyncio.ensure_future(there.database.write(unit)) for unit in units]
            await asyncio.sleep(0)
            monkeypatch.setattr(there.database, "_transaction", away)
        failures = await asyncio.gather(*waiting, return_exceptions=True)
        monkeypatch.undo()
        assert [str(failure) for failure in failures] == ["away"] * 3
        assert len({id(failure) for failure in failures}) == 3


async def test_a_failed_read_isnt_its_own_cause(database_url: str) -> None:
    async with world(database_url) as there:
        for unit in (exhausted, lambda store: post(store, "no")):
            with pytest.raises((RuntimeError, DBAPIError)) as raised:
                await there.database.read(unit)
            assert raised.value.__cause__ is not raised.value


@asynccontextmanager
async def held(there: World, threads: int, *, reading: bool = False) -> AsyncIterator[None]:
    """So many threads of the database are busy for as long as this lasts."""
    busy, go = threading.Semaphore(0), threading.Event()

    def hold(_store: Store) -> None:
        busy.release()
        assert go.wait(WITHIN)

    ask = there.database.read if reading else there.database.write
    holding = []
    for _ in range(threads):  # one by one: what waits together is read together
        holding.append(asyncio.ensure_future(ask(hold)))
        assert await asyncio.to_thread(busy.acquire, timeout=WITHIN)
    try:
        yield
    finally:
        go.set()
        await asyncio.gather(*holding)


async def test_a_write_that_gets_no_turn_never_runs_and_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with world(database_url) as there:
        monkeypatch.setattr(unit, "WAIT", 0.05)
        async with held(there, 1):
            for words in ("one", "two"):
                with pytest.raises(Unavailable, match=NO_TURN):
                    await asyncio.wait_for(there.database.write(partial(post, words=words)), WITHIN)
            assert there.database.fault == NO_TURN
        monkeypatch.undo()
        assert await queued(there) == []
        await heals(there, monkeypatch)
    assert "".join(capsys.readouterr()).count(NO_TURN) == 1


async def test_a_read_that_gets_no_turn_never_runs_and_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with world(database_url) as there:
        ran: list[Store] = []
        monkeypatch.setattr(unit, "WAIT", 0.05)
        async with held(there, there.database._kind.READERS, reading=True):
            reading = [asyncio.ensure_future(there.database.read(ran.append)) for _ in range(2)]
            await asyncio.sleep(0.1)
        results = await asyncio.wait_for(asyncio.gather(*reading, return_exceptions=True), WITHIN)
        monkeypatch.undo()
        assert [str(result) for result in results] == [NO_TURN] * 2
        assert ran == []
        assert there.database.fault == NO_TURN
        await heals(there, monkeypatch)
    assert "".join(capsys.readouterr()).count(NO_TURN) == 1


async def test_a_write_that_others_are_always_ahead_of_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Behind(Exception):
        sqlstate = "40001"

    async with world(database_url) as there:
        ran: list[Store] = []

        def unit(store: Store) -> None:
            ran.append(store)
            raise OperationalError("UPDATE", {}, Behind())

        monkeypatch.setattr(time, "sleep", lambda _seconds: None)
        with pytest.raises(Unavailable, match="others were first") as raised:
            await there.database.write(unit)
        assert len(ran) == TRIES
        assert there.database.fault == str(raised.value)
        await heals(there, monkeypatch)
    assert "".join(capsys.readouterr()).count("others were first") == 1


async def heals(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next success ends the fault."""
    monkeypatch.setattr(trouble, "CALM", 0.0)
    await there.database.write(lambda _store: None)
    assert there.database.fault is None


def test_whoever_comes_behind_a_loop_that_ended_is_handed_over_all_the_same() -> None:
    units = Units()
    ended, going = asyncio.new_event_loop(), asyncio.new_event_loop()
    with closing(ended), closing(going):
        first, second = (Unit(lambda _store: None, loop.create_future()) for loop in (ended, going))
        units.add(first)  # and its loop takes no turn any more
        units.add(second)
        going.run_until_complete(asyncio.sleep(0))
        assert [units.next(), units.next()] == [first, second]
