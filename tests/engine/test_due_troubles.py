"""Due work on a database that changes, loses its word, goes away, or is slow, in the middle of a tick."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest

from bot.errors import Unavailable
from bot.ports import Database, Store
from storage.database import SqlDatabase
from tests.engine.duties import MINUTE, Bench, bench

T = TypeVar("T")


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[Bench]:
    """A ticker on an empty database, of either kind."""
    async with bench(database_url) as opened:
        yield opened


class Between:
    """A database on which something happens between a tick's reading and its writing."""

    fault: str | None = None

    def __init__(self, database: SqlDatabase, happens: Callable[[Store], None]) -> None:
        self._database, self._happens = database, happens
        self._done = False

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        found = await self._database.read(unit)
        if not self._done:
            self._done = True
            await self._database.write(self._happens)
        return found

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self._database.write(unit)


async def test_what_was_taken_back_meanwhile_is_not_done_though_another_row_has_its_number(there: Bench) -> None:
    """Due at the same instant, too: many things are, when a working day begins."""
    now = there.there.clock.now()
    await there.put("gone")

    def replace(store: Store) -> None:
        (row,) = store.dues.due(now, ["say"], 9)
        store.dues.remove([row])
        store.dues.put("climb", "other", row.due_at, since=row.since, rung="3")

    meanwhile = Between(there.there.database, replace)
    await there.another(meanwhile).tick()
    await there.tick()
    assert there.trouble.tried == []
    assert await there.said() == ["other 3"]


async def test_what_was_put_off_meanwhile_waits(there: Bench) -> None:
    now = there.there.clock.now()
    await there.put("x")

    def later(store: Store) -> None:
        (row,) = store.dues.due(now, ["say"], 9)
        store.dues.move(row, now + MINUTE)

    await there.another(Between(there.there.database, later)).tick()
    assert await there.said() == []
    await there.tick(MINUTE)
    assert await there.said() == ["x half", "x"]


class Lost:
    """A database that commits, and loses the word of it."""

    fault: str | None = None

    def __init__(self, database: Database, times: int) -> None:
        self._database, self._times = database, times

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self._database.read(unit)

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        done = await self._database.write(unit)
        if self._times:
            self._times -= 1
            raise Unavailable("the word got lost")
        return done


async def test_what_was_committed_is_not_done_again_though_nobody_heard(there: Bench) -> None:
    await there.put("a", "b", "c")
    ticker = there.another(Lost(there.there.database, 2))
    for _ in range(3):
        await ticker.tick()
    assert sorted(there.trouble.tried) == ["a", "b", "c"]
    assert [tries for _, _, tries in await there.due()] == []


class Away:
    """A database that is away, while it is."""

    fault: str | None = None

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = self.writes = False

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if not self.reads:
            raise Unavailable("away")
        return await self._database.read(unit)

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if not self.writes:
            raise Unavailable("away")
        return await self._database.write(unit)


async def test_while_the_database_is_away_everything_stays_due(
    there: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    await there.put("x")
    away = Away(there.there.database)
    ticker = there.another(away)
    for reads in (False, True):
        away.reads = reads
        await ticker.tick()
        assert [(key, tries) for key, _, tries in await there.due()] == [("x", 0)]
    assert ticker.last is None
    away.writes = True
    await ticker.tick()
    assert await there.said() == ["x half", "x"]
    assert ticker.last == there.there.clock.now()
    assert "failed" not in capsys.readouterr().out


class Slow:
    """A database whose writes wait for a word."""

    fault: str | None = None

    def __init__(self, database: Database) -> None:
        self._database = database
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self._database.read(unit)

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        written = asyncio.ensure_future(self._database.write(unit))
        self.begun.set()
        await self.go.wait()
        return await written


async def test_a_stop_in_the_middle_leaves_each_row_done_or_not(there: Bench) -> None:
    keys = [f"{number}" for number in range(9)]
    await there.put(*keys)
    slow = Slow(there.there.database)
    ticking = asyncio.create_task(there.another(slow).run())
    await slow.begun.wait()
    ticking.cancel()
    ended = await asyncio.gather(ticking, return_exceptions=True)
    assert isinstance(ended[0], asyncio.CancelledError)
    await there.there.database.write(lambda store: None)  # behind all that the one who was stopped has begun
    left = [key for key, _, _ in await there.due()]
    assert sorted(left + (await there.said())[1::2]) == keys
    await there.tick()
    assert sorted((await there.said())[1::2]) == keys
