"""What a database's errors mean: away for now (the caller's turn to wait), changed meanwhile (run again), or a bug.

Rules of this file: a cause is plain words that may stand on a public page; the database's own words, of which the first
line holds no values of anybody's, go to the log. Going away and coming back are each logged once, not for every caller
that met it. Damage doesn't end by itself, so it stays until the bot is started anew.
"""

import sqlite3
import threading
import time
from typing import Any

import structlog
from sqlalchemy import exc

from bot.errors import Unavailable

log = structlog.get_logger(__name__)

DAMAGED, NO_DATABASE = "the database is damaged", "the file is no database"
_SQLITE_AWAY = {
    sqlite3.SQLITE_PERM: "the file can't be written",
    sqlite3.SQLITE_BUSY: "another process holds the file",
    sqlite3.SQLITE_LOCKED: "another process holds the file",
    sqlite3.SQLITE_READONLY: "the file can't be written",
    sqlite3.SQLITE_IOERR: "the disk can't be read or written",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_CANTOPEN: "the file can't be opened",
    sqlite3.SQLITE_PROTOCOL: "another process holds the file",
    sqlite3.SQLITE_NOTADB: NO_DATABASE,
}
"""Primary result codes."""
_POSTGRES_AWAY = {
    "08": "the server can't be reached",
    "25006": "the server only reads",
    "25P03": "a transaction stood still for too long",
    "28": "the server doesn't let the bot in",
    "3D": "there is no such database on the server",
    "53": "the server has no connection or memory left",
    "53100": "the server's disk is full",
    "55P03": "somebody else held a lock for too long",
    "57": "the server is stopping or starting",
    "57014": "a statement took too long",
    "58": "the server can't read or write its files",
    "F0": "the server can't read or write its files",
    "XX": "the server has a fault",
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
"""SQLSTATEs and their classes; the longest that fits tells most."""
_ONLY_READS = ("25006",)
_POSTGRES_AGAIN = ("40", "23505")
"""Another transaction was first: a serialization failure, a deadlock, or a row that both made."""
CALM = 2.0
"""Seconds without a failure after which it is back: while only some transactions fail, it isn't."""


def unavailable(failure: BaseException, *, reading: bool = False) -> Unavailable | None:
    """The error as the database being away, or None where it is something else.

    ``reading``: it came from a connection that isn't meant to write, so a refused write is our bug.
    """
    if isinstance(failure, Unavailable):
        return failure
    if isinstance(failure, exc.TimeoutError):
        return Unavailable("every connection is in use")
    if not isinstance(failure, exc.DBAPIError):
        return None
    cause = (
        _of_sqlite(failure.orig, reading) if isinstance(failure.orig, sqlite3.Error) else _of_postgres(failure, reading)
    )
    if cause is None:
        return None
    return Unavailable(cause, said=str(failure.orig).strip().partition("\n")[0], lasts=cause in (DAMAGED, NO_DATABASE))


def conflict(failure: BaseException) -> bool:
    """Whether another transaction was first, so that the unit should run again."""
    state = _state(failure)
    return state is not None and state.startswith(_POSTGRES_AGAIN)


def bearable(failure: BaseException) -> BaseException:
    """The error as a future can bear it: one with StopIteration is never settled, and hangs whoever awaits it."""
    if not isinstance(failure, StopIteration):
        return failure
    borne = RuntimeError("a unit raised StopIteration")
    borne.__cause__ = failure
    return borne


def _of_sqlite(failure: sqlite3.Error, reading: bool) -> str | None:
    code = getattr(failure, "sqlite_errorcode", 0)
    if reading and code == sqlite3.SQLITE_READONLY:
        return None  # said of a statement; a file that can't be read has an extended code
    return _SQLITE_AWAY.get(code & 0xFF)


def _of_postgres(failure: exc.DBAPIError, reading: bool) -> str | None:
    state = _state(failure)
    if state is None:
        broken = failure.connection_invalidated or isinstance(failure, exc.OperationalError)
        return _POSTGRES_AWAY["08"] if broken else None
    if reading and state in _ONLY_READS:
        return None
    known = max((code for code in _POSTGRES_AWAY if state.startswith(code)), key=len, default=None)
    if known is None and failure.connection_invalidated:
        known = "08"
    return _POSTGRES_AWAY[known] if known is not None else None


def _state(failure: BaseException) -> str | None:
    """The SQLSTATE of an error of PostgreSQL's; None for any other."""
    orig: Any = getattr(failure, "orig", None)
    state = getattr(orig, "sqlstate", None)
    return state if isinstance(state, str) else None


class Watch:
    """Knows whether the database can be used, and says in the log when that changes."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.Lock()
        self._failed_at = 0.0
        self._lasts = False
        self.fault: str | None = None

    def worked(self) -> None:
        """A transaction went through."""
        if self.fault is not None and self._over():
            log.info("database is back", database=self._what)

    def _over(self) -> bool:
        """End the fault, unless it lasts or was met a moment ago. Whether this call is the one that ended it."""
        with self._lock:
            over = self.fault is not None and not self._lasts and time.monotonic() - self._failed_at >= CALM
            if over:
                self.fault = None
        return over

    def failed(self, away: Unavailable) -> None:
        """One didn't, because the database is away."""
        with self._lock:
            first = self.fault is None or (away.lasts and not self._lasts)
            self._failed_at = time.monotonic()
            if not self._lasts:
                self.fault, self._lasts = away.cause, away.lasts
        if first:
            said = {"said": away.said} if away.said else {}
            log.error("database is away", database=self._what, cause=away.cause, **said)
