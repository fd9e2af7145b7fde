"""A process's hand on a SQLite file: whether it is the only one, and whether the file is still where it was.

Rules of this file: the lock is on a file of its own beside the database (closing another handle of the database's own
file would drop SQLite's locks) and goes with the process, however that ends. Every process holds it together with the
others; who can have it alone, at its start, is alone. The lock's file is never removed: another may be waiting on it.
"""

import fcntl
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

import structlog

from bot.errors import Unavailable

log = structlog.get_logger(__name__)

TODO = "let the bot's user write that file; until then what a killed bot held is free only after a minute"
WAIT = 10.0
"""Seconds to wait for another process that is just starting."""
PAUSE = 0.01


class Hold:
    """The hand on one database file."""

    def __init__(self, path: Path) -> None:
        """``path``: the database's, wherever links lead."""
        self._path = Path(os.path.realpath(path))
        self._lock: int | None = None
        self._file: tuple[int, int] | None = None

    def take(self) -> bool:
        """Take hold; ``share`` must follow, or nobody else can start. Returns whether no other process has.

        Where the file system knows no such locks, nobody is ever alone.
        """
        self.look()
        lock = Path(f"{self._path}.lock")
        try:
            self._lock = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
            self._hand_over(self._lock)
            return _locked(self._lock, fcntl.LOCK_EX)
        except OSError as failure:
            log.warning("no lock beside the database", lock=lock.name, cause=failure.strerror, todo=TODO)
            self.release()
            return False

    def look(self) -> None:
        """See which file lies there, for ``check``, and take no hold."""
        self._file = _identity(self._path)

    def _hand_over(self, lock: int) -> None:
        """Whoever may use the database may use its lock, whoever came first: root's must not keep the bot out."""
        with suppress(OSError):
            own, there = os.fstat(lock), os.stat(self._path)
            if (own.st_uid, own.st_gid) != (there.st_uid, there.st_gid):
                os.fchown(lock, there.st_uid, there.st_gid)
            if (mode := stat.S_IMODE(there.st_mode)) != stat.S_IMODE(own.st_mode):
                os.fchmod(lock, mode)

    def share(self) -> None:
        """Let others in."""
        until = time.monotonic() + WAIT
        while self._lock is not None and not _locked(self._lock, fcntl.LOCK_SH) and time.monotonic() < until:
            time.sleep(PAUSE)

    def check(self) -> None:
        """Raises Unavailable unless the file that was opened is the one that lies there."""
        if self._file is not None and _identity(self._path) != self._file:
            raise Unavailable("the file was moved, or another was put in its place")

    def release(self) -> None:
        """Let go."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _locked(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of its name; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
