"""A database by its URL: one thread that writes, a few that read beside it. Each kind has a file of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from bot.clock import SystemClock
from bot.ports import Clock, Store
from storage.clock import SharedClock
from storage.hold import Hold
from storage.reader import Reader
from storage.store import SqlStore
from storage.trouble import Watch, unavailable
from storage.writer import Writer

T = TypeVar("T")


def is_sqlite(url: str) -> bool:
    """Whether a URL names a file."""
    return make_url(url).get_backend_name() == "sqlite"


def engine_for(url: str, *, writes: bool) -> Engine:
    """An engine with what its kind needs on its connections."""
    engine: Engine = _kind(url).engine_for(url, writes=writes)
    return engine


def _kind(url: str) -> ModuleType:
    """The module of a database's kind; each kind's library is loaded only where it is used."""
    if is_sqlite(url):
        from storage import sqlite

        return sqlite
    from storage import postgres

    return postgres


class SqlDatabase:
    """See ``bot.ports.Database``. ``open`` before use, ``close`` after: what was accepted is finished first."""

    def __init__(self, url: str) -> None:
        """``url``: ``sqlite:///relative``, ``sqlite:////absolute`` or ``postgresql://user:password@host/name``."""
        self.url = url
        self._kind = _kind(url)
        self._watch = Watch(make_url(url).get_backend_name())
        self._reading, self._writing = (self._kind.engine_for(url, writes=writes) for writes in (False, True))
        self._writer = Writer(lambda: self._transaction(writes=True), self._watch)
        self._reader = Reader(lambda: self._transaction(writes=False), self._watch, self._kind.READERS)
        self._hold: Hold | None = self._kind.hold(url)
        self._shared: SharedClock | None = self._kind.clock()
        self.clock: Clock = self._shared or SystemClock()
        """What all who use this database go by."""

    @property
    def fault(self) -> str | None:
        """See ``bot.ports.Database``."""
        return self._watch.fault

    def open(self, *, serves: bool = True) -> None:
        """Begin to work. The schema must stand (``migrate.upgrade``). Raises Unavailable.

        Whoever doesn't serve takes no hold: it frees nothing, and a bot that starts beside it is alone all the same.
        """
        if self._hold is not None and not serves:
            self._hold.look()
        elif self._hold is not None:
            if self._hold.take():
                self._take_over()
            self._hold.share()
        self._writer.start()
        self._reader.start()

    def _take_over(self) -> None:
        """Nobody else is here: whoever held something is dead, and needn't be waited for."""
        try:
            with self._transaction(writes=True) as connection:
                store = SqlStore(connection)
                store.leases.free()
                store.outbox.unlease()
        except Exception as failure:
            away = unavailable(failure)
            if away is None:
                raise
            self._watch.failed(away)
            raise away from failure

    def close(self) -> None:
        """Finish what was accepted and let the database go. Blocks."""
        self._writer.close()
        self._reader.close()
        self._reading.dispose()
        self._writing.dispose()
        if self._hold is not None:
            self._hold.release()

    async def write(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self._writer.write(unit)

    async def read(self, unit: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        return await self._reader.read(unit)

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        if self._hold is not None:
            self._hold.check()
        with self._kind.transaction(self._writing if writes else self._reading, writes=writes) as connection:
            if writes and self._shared is not None and self._shared.stale:
                self._shared.ask(connection)
            yield connection
