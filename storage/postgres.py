"""PostgreSQL: how its connections are made, its transactions begun, and those ended that a server leaves hanging.

Rules of this file: a write is SERIALIZABLE, because READ COMMITTED lets racing writers past a limit that each of them
has checked; readers see one unchanging view and can't write. Nothing is waited for without end: a connection, a lock, a
statement, nor a server that has stopped in the middle of one. An error carries nobody's words.

One thread writes (storage/writer.py), as on SQLite: several mostly undo each other, because a SERIALIZABLE transaction
locks whole pages of an index. docs/adr/0010-postgresql.md has the figures.
"""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from psycopg.types.string import StrDumperUnknown
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import DataError, DBAPIError

from storage.clock import SharedClock

READERS = 4
TAKES = 15.0
"""Seconds that a transaction may take. A server whose machine still stands, but which doesn't answer, is left then."""
LOOK = 1.0
"""Seconds between looks at those that run."""
_SETTINGS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}
_NETWORK = {
    "application_name": "ambassador",
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of pipelines that ended, which the error says already


def driver_url(url: str) -> URL:
    """The URL with the one driver there is."""
    return make_url(url).set(drivername="postgresql+psycopg")


def engine_for(url: str, *, writes: bool) -> Engine:
    """An engine whose transactions are SERIALIZABLE; for readers, each one unchanging view; errors without values.

    What the URL itself says of the connection goes before what is usual here.
    """
    there = driver_url(url)
    settings = [f"-c {name}={value}" for name, value in _SETTINGS.items()]
    own = there.query.get("options", ())
    arguments: dict[str, Any] = {name: value for name, value in _NETWORK.items() if name not in there.query}
    arguments["options"] = " ".join([*settings, *([own] if isinstance(own, str) else own)])
    engine = create_engine(
        there.difference_update_query(["options"]),
        hide_parameters=True,
        isolation_level="SERIALIZABLE" if writes else "REPEATABLE READ",
        pool_size=1 if writes else READERS,
        max_overflow=0,
        pool_timeout=TAKES,
        connect_args=arguments,
    )
    event.listen(engine, "handle_error", _without_words)
    event.listen(engine, "connect", _as_text)
    return engine if writes else engine.execution_options(postgresql_readonly=True)


def hold(url: str) -> None:
    """Nothing: any number of processes share a server, and what a dead one held ends by itself."""


def clock() -> SharedClock:
    """The server's: machines that share it may have clocks that are apart."""
    return SharedClock()


class _Text(StrDumperUnknown):
    """Text as PostgreSQL takes it: without the one character that it can't hold, and that people don't type."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd"))


def _as_text(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, _Text)


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """A transaction; the driver begins it with the first statement."""
    with engine.connect() as connection, _guard.over(connection), connection.begin():
        yield connection


class _Guard:
    """Hangs up on servers that don't answer. Its thread is there only while somebody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[socket.socket, float] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, connection: Connection) -> Iterator[None]:
        """Holds a copy of the socket: the original's number may be another's by the time that it is cut."""
        driver: Any = connection.connection.driver_connection
        kept = socket.fromfd(driver.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
        with self._lock:
            self._running[kept] = time.monotonic() + TAKES
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="guard", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._running[kept]
                kept.close()

    def _look(self) -> None:
        idle = 0
        while idle < TAKES / LOOK:
            time.sleep(LOOK)
            with self._lock:
                idle = 0 if self._running else idle + 1
                now = time.monotonic()
                for kept in [kept for kept, until in self._running.items() if until < now]:
                    with suppress(OSError):
                        kept.shutdown(socket.SHUT_RDWR)
                if idle >= TAKES / LOOK:
                    self._thread = None


_guard = _Guard()


def _without_words(context: ExceptionContext) -> None:
    """Leave of an error's text what holds nobody's words: PostgreSQL shows values in details, and in errors of data."""
    failure = context.sqlalchemy_exception
    if not isinstance(failure, DBAPIError):
        return
    first = str(failure.orig).partition("\n")[0]
    kind = type(failure.orig).__name__
    said = kind if isinstance(failure, DataError) else first
    failure.args = (f"({kind}) {said}",)
    if failure.orig is not None:
        failure.orig.args = (said,)
