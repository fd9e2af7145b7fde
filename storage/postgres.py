"""PostgreSQL: a few threads, each unit in a SERIALIZABLE transaction, run again as a whole where another was first.

Rules of this file: what a unit raised or lost is thrown away with its transaction; a commit whose answer got lost is
reported as ``Unavailable``, for the caller to look again; no statement, lock or connection is waited for without end.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url

from bot.errors import Unavailable
from bot.ports import Store
from storage.store import SqlStore
from storage.trouble import Watch, conflict, unavailable

T = TypeVar("T")
WRITERS = 8
READERS = 4
TRIES = 10
"""How often a unit runs before it is given up: five without a pause weren't enough."""
WAIT = 5.0
"""Seconds that a unit waits for a free thread."""
_SETTINGS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}
_NETWORK = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}


def driver_url(url: str) -> URL:
    """The URL with the one driver there is."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername="postgresql+psycopg")


def engine_for(url: str, *, writes: bool, size: int = 1) -> Engine:
    """An engine whose transactions are SERIALIZABLE; for readers, each one unchanging view; errors without values."""
    settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    engine = create_engine(
        driver_url(url),
        hide_parameters=True,
        isolation_level="SERIALIZABLE" if writes else "REPEATABLE READ",
        pool_size=size,
        max_overflow=0,
        pool_timeout=WAIT,
        connect_args={"application_name": "ambassador", "options": settings, **_NETWORK},
    )
    return engine if writes else engine.execution_options(postgresql_readonly=True)


class _Again(Exception):
    """Another transaction was first."""


class PostgresDatabase:
    """A database on a server. ``open`` before use, ``close`` after: what was accepted is finished first."""

    def __init__(self, url: str) -> None:
        """``url``: ``postgresql://user:password@host/name``."""
        self.url = url
        self._watch = Watch("postgresql")
        self._writing = engine_for(url, writes=True, size=WRITERS)
        self._reading = engine_for(url, writes=False, size=READERS)
        self._writers = ThreadPoolExecutor(WRITERS, "writer")
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._free = asyncio.Semaphore(WRITERS)
        self._closed = False

    @property
    def fault(self) -> str | None:
        """See ``bot.ports.Database``."""
        return self._watch.fault

    def open(self) -> None:
        """Nothing to begin: connections are made when they are needed."""

    def close(self) -> None:
        """Finish what was accepted and let the connections go."""
        self._closed = True
        self._writers.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if self._closed:
            raise RuntimeError("the database is closed")
        loop = asyncio.get_running_loop()
        for tries in range(TRIES):
            try:
                async with self._turn():
                    return await loop.run_in_executor(self._writers, self._write, unit)
            except _Again:
                await asyncio.sleep(random.uniform(0.5, 1.0) * min(0.005 * 2**tries, 0.5))  # noqa: S311 - spreads load
        raise Unavailable(f"others were first, {TRIES} times")

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._run, self._reading, unit)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """A free thread. What waits too long for one was never begun."""
        try:
            async with asyncio.timeout(WAIT):
                await self._free.acquire()
        except TimeoutError:
            away = Unavailable("every connection is in use")
            self._watch.failed(away)
            raise away from None
        try:
            yield
        finally:
            self._free.release()

    def _write(self, unit: Callable[[Store], T]) -> T:
        try:
            return self._run(self._writing, unit)
        except Exception as failure:
            if conflict(failure):
                raise _Again from failure
            raise

    def _run(self, engine: Engine, unit: Callable[[Store], T]) -> T:
        try:
            with engine.begin() as connection:
                result = unit(SqlStore(connection))
        except Exception as failure:
            away = unavailable(failure)
            if away is not None:
                self._watch.failed(away)
                raise away from failure
            raise
        self._watch.worked()
        return result
