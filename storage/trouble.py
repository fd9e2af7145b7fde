"""What a database's errors mean: away for now (the caller's turn to wait), changed meanwhile (run again), or a bug.

Rules of this file: a cause is the first line of the database's own words, which hold no values of anybody's; going away
and coming back are each logged once, not for every caller that met it.
"""

import sqlite3
import threading
from typing import Any

import structlog
from sqlalchemy import exc

from bot.errors import Unavailable

log = structlog.get_logger(__name__)

_SQLITE_AWAY = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
_POSTGRES_AWAY = ("08", "53", "57", "58", "F0", "XX", "25006", "25P03", "28", "3D", "55P03")
"""Classes of SQLSTATE: connection, resources, operator, system, corruption; a read-only server, no right to log in."""
_POSTGRES_AGAIN = ("40", "23505")
"""Another transaction was first: a serialization failure, a deadlock, or a row that both made."""


def unavailable(failure: BaseException) -> Unavailable | None:
    """The error as the database being away, or None where it is something else."""
    if isinstance(failure, Unavailable):
        return failure
    if isinstance(failure, exc.TimeoutError):
        return Unavailable("every connection is in use")
    if not isinstance(failure, exc.DBAPIError):
        return None
    state = _state(failure)
    if isinstance(failure.orig, sqlite3.Error):
        away = (getattr(failure.orig, "sqlite_errorcode", 0) & 0xFF) in _SQLITE_AWAY
    else:
        away = failure.connection_invalidated or (isinstance(failure, exc.OperationalError) and state is None)
        away = away or (state is not None and state.startswith(_POSTGRES_AWAY))
    return Unavailable(str(failure.orig).strip().partition("\n")[0]) if away else None


def conflict(failure: BaseException) -> bool:
    """Whether another transaction was first, so that the unit should run again."""
    state = _state(failure)
    return state is not None and state.startswith(_POSTGRES_AGAIN)


def _state(failure: BaseException) -> str | None:
    """The SQLSTATE of an error of PostgreSQL's; None for any other."""
    orig: Any = getattr(failure, "orig", None)
    state = getattr(orig, "sqlstate", None)
    return state if isinstance(state, str) else None


class Watch:
    """Knows whether the last transaction found the database, and says in the log when that changes."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.Lock()
        self.fault: str | None = None

    def worked(self) -> None:
        """A transaction went through."""
        if self.fault is not None:
            with self._lock:
                back, self.fault = self.fault is not None, None
            if back:
                log.info("database is back", database=self._what)

    def failed(self, away: Unavailable) -> None:
        """One didn't, because the database is away."""
        with self._lock:
            first, self.fault = self.fault is None, away.cause
        if first:
            log.error("database is away", database=self._what, cause=away.cause)
