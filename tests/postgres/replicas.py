"""Several processes on one database, as far as the database can tell: each has connections and a writer of its own.

Rules of this file: nothing in it stands in for the project's own code. ``Meeting`` makes a race certain instead of
likely: everybody has their view of the database before anybody changes anything.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bot.ports import Store
from storage.database import SqlDatabase
from storage.store import SqlStore

T = TypeVar("T")
PATIENCE = 10.0
"""Seconds in which everybody must have come to a meeting."""


class Meeting:
    """A database whose next transaction, once it has its view, waits until as many others have theirs."""

    fault: str | None = None

    def __init__(self, database: SqlDatabase, barrier: threading.Barrier) -> None:
        self._database, self._barrier = database, barrier
        self.ran = 0

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""

        def met(store: Store) -> T:
            self.ran += 1
            if self.ran == 1:
                assert isinstance(store, SqlStore)
                store._connection.exec_driver_sql("SELECT 1")  # the first statement takes the view
                self._barrier.wait(PATIENCE)
            return unit(store)

        return await self._database.write(met)

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self._database.read(unit)


@asynccontextmanager
async def replicas(url: str, count: int = 2) -> AsyncIterator[list[SqlDatabase]]:
    """So many replicas on one database."""
    opened = [SqlDatabase(url) for _ in range(count)]
    try:
        for each in opened:
            each.open()
        yield opened
    finally:
        await asyncio.gather(*(asyncio.to_thread(each.close) for each in opened))


async def at_once(databases: list[SqlDatabase], *units: Callable[[Store], T]) -> list[T]:
    """What each database's unit returns, where all begin with the same view; the last unit goes for those after."""
    each = [*units, *units[-1:] * (len(databases) - len(units))]
    meetings = meeting(databases)
    return await asyncio.gather(*(there.write(unit) for there, unit in zip(meetings, each, strict=True)))


def meeting(databases: list[SqlDatabase]) -> list[Meeting]:
    """The databases, whose next transactions meet."""
    barrier = threading.Barrier(len(databases))
    return [Meeting(database, barrier) for database in databases]


def failures(results: list[Any]) -> list[str]:
    """The types of what was raised."""
    return sorted(type(result).__name__ for result in results if isinstance(result, BaseException))
