"""SQLite: one writer thread with group commit, and readers beside it.

Rules of this file: every write begins IMMEDIATE (a deferred one fails as "locked" whatever the timeout); what is
committed is on the disk (synchronous=FULL); units that wait together commit together, each in a savepoint of its own;
a caller hears of success only after COMMIT. If COMMIT fails, each unit of the group runs again by itself.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from bot.errors import Misconfigured
from bot.ports import Store
from storage.store import SqlStore
from storage.trouble import Watch, unavailable

T = TypeVar("T")
GROUP = 64
"""The most units that share a commit."""
READERS = 2


@dataclass(slots=True)
class _Unit:
    run: Callable[[Store], Any]
    done: asyncio.Future[Any]
    result: Any = None
    failure: BaseException | None = None

    def settle(self) -> None:
        if self.done.done():
            return  # the caller is gone; what it asked for is committed all the same
        if self.failure is not None:
            self.done.set_exception(self.failure)
        else:
            self.done.set_result(self.result)


def _settle(units: list[_Unit]) -> None:
    """Wake the callers of a group, all in one turn of their loop."""
    for unit in units:
        unit.settle()


def engine_for(url: str, *, writes: bool) -> Engine:
    """An engine with the pragmas that the rules above need. Errors don't carry parameters: they are people's words."""
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours, not the driver's
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    return engine


@contextmanager
def transaction(engine: Engine, begin: str = "BEGIN") -> Iterator[Connection]:
    """A transaction begun by our own word, not by a listener: one listener on an engine slows its every statement."""
    with engine.begin() as connection:
        connection.exec_driver_sql(begin)
        yield connection


class SqliteDatabase:
    """A database file. ``open`` before use, ``close`` after: what was accepted is finished first."""

    def __init__(self, url: str) -> None:
        """``url``: ``sqlite:///relative`` or ``sqlite:////absolute``. Raises Misconfigured for anything else."""
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
            raise Misconfigured("storage.url: write sqlite:///ambassador.db, a file that the bot may write")
        self.path = Path(parsed.database)
        self.url = url
        self._watch = Watch("sqlite")
        self._units: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._reading = engine_for(url, writes=False)
        self._writing = engine_for(url, writes=True)

    @property
    def fault(self) -> str | None:
        """See ``bot.ports.Database``."""
        return self._watch.fault

    def open(self) -> None:
        """Start the writer. The schema must stand (``migrate.upgrade``)."""
        self._thread.start()

    def close(self) -> None:
        """Finish what was accepted and let the file go."""
        self._closed = True
        if self._thread.is_alive():
            self._units.put(None)
            self._thread.join()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if self._closed:
            raise RuntimeError("the database is closed")
        work = _Unit(unit, asyncio.get_running_loop().create_future())
        self._units.put(work)
        result: T = await work.done
        return result

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, unit)

    def _read(self, unit: Callable[[Store], T]) -> T:
        try:
            with transaction(self._reading) as connection:
                return unit(SqlStore(connection))
        except Exception as failure:
            raise self._noted(failure) from failure

    def _work(self) -> None:
        last = False
        while not last:
            group = [self._units.get()]
            while len(group) < GROUP and not self._units.empty():
                group.append(self._units.get())
            units = [unit for unit in group if unit is not None]
            last = len(units) < len(group)
            self._commit(units)
            for loop, settled in groupby(units, key=lambda unit: unit.done.get_loop()):
                with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                    loop.call_soon_threadsafe(_settle, list(settled))

    def _commit(self, units: list[_Unit]) -> None:
        """Run units and commit them together; where that fails, each by itself."""
        begun = False
        try:
            with transaction(self._writing, "BEGIN IMMEDIATE") as connection:
                begun = True
                for unit in units:
                    self._guard(connection, unit)
        except BaseException as failure:
            if begun and len(units) > 1:
                for unit in units:
                    self._commit([unit])
                return
            noted = self._noted(failure)
            for unit in units:
                unit.failure = noted
        else:
            self._watch.worked()

    def _noted(self, failure: BaseException) -> BaseException:
        """The failure as the caller should see it."""
        away = unavailable(failure)
        if away is None:
            return failure
        self._watch.failed(away)
        return away

    def _guard(self, connection: Connection, unit: _Unit) -> None:
        """Run one unit so that what it raises undoes what it did, and nobody else's work."""
        unit.result = unit.failure = None
        connection.exec_driver_sql("SAVEPOINT unit")
        try:
            unit.result = unit.run(SqlStore(connection))
        except BaseException as failure:  # nothing may end this thread: everybody waits on it
            if unavailable(failure) is not None:
                raise  # the file's trouble is the whole group's
            connection.exec_driver_sql("ROLLBACK TO unit")
            unit.failure = failure
        connection.exec_driver_sql("RELEASE unit")
