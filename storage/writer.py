"""One thread that writes, with group commit: what waits together is committed together, each unit in a savepoint.

Rules of this file: a caller hears of success only after COMMIT. Where a group can't be committed, each of its units
runs again by itself; where another process was first, as often as ``TRIES``. Nothing that a unit raises may end the
thread, or hang anybody. A unit that is alone needs no savepoint: what it raises undoes the transaction.

One writer on PostgreSQL, too: a SERIALIZABLE transaction locks whole index pages, so that several writers mostly undo
each other (docs/adr/0010-postgresql.md has the figures).
"""

import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.errors import Unavailable
from bot.ports import Store
from storage.prepared import say
from storage.store import SqlStore
from storage.trouble import Watch, bearable, conflict, unavailable
from storage.unit import Unit, Units, group, settle, turn

T = TypeVar("T")
GROUP = 64
"""The most units that share a commit."""
TRIES = 10
"""How often a unit runs that another process keeps being ahead of: five without a pause weren't enough."""


class Writer:
    """The thread. ``start`` before use, ``close`` after: what was accepted is finished first."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]], watch: Watch) -> None:
        """``transaction`` begins one, commits it at the end, and rolls back where something is raised."""
        self._transaction, self._watch = transaction, watch
        self._units = Units()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._closed = False

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """Finish what was accepted. Blocks."""
        self._closed = True
        if self._thread.is_alive():
            self._units.end()
            self._thread.join()

    async def write(self, run: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if self._closed:
            raise RuntimeError("the database is closed")
        return await turn(self._units, run, self._watch)

    def _work(self) -> None:
        last = False
        while not last:
            units, last = group(self._units, self._units.first(), GROUP)
            self._commit(units)
            settle(units)

    def _commit(self, units: list[Unit]) -> None:
        """Run units and commit them together; where that fails, each by itself, if there is any use in it."""
        lost = self._run(units) if len(units) > 1 else None
        if len(units) > 1 and lost is None:
            return
        for unit in units:
            if lost is None or not lost.hopeless:
                lost = self._commit_one(unit)
            else:
                unit.failure = copy(lost.failure)  # whoever catches one may add to it

    def _commit_one(self, unit: Unit) -> "_Lost | None":
        for tries in range(TRIES):
            lost = self._run([unit])
            unit.failure = unit.failure if lost is None else lost.failure
            if lost is None or lost.hopeless or not conflict(lost.failure):
                return lost
            time.sleep(random.uniform(0.5, 1.0) * min(0.005 * 2**tries, 0.5))  # noqa: S311 - spreads load
        if not isinstance(unit.failure, IntegrityError):  # a row that is there each time is no race, but a bug
            unit.failure = behind = Unavailable(f"others were first, {TRIES} times")
            self._watch.failed(behind)
        return None

    def _run(self, units: list[Unit]) -> "_Lost | None":
        """Run units in one transaction; returns why it isn't committed. Each unit's own failure is its own."""
        within = False
        try:
            with self._transaction() as connection:
                within = True
                if len(units) == 1:
                    _do(connection, *units)
                else:
                    for unit in units:
                        self._guard(connection, unit)
                within = False
        except BaseException as failure:
            away = unavailable(failure)
            if away is None:
                return _Lost(bearable(failure), hopeless=False)
            self._watch.failed(away)
            return _Lost(away, hopeless=not within)
        self._watch.worked()
        return None

    def _guard(self, connection: Connection, unit: Unit) -> None:
        """Run one unit so that what it raises undoes what it did, and nobody else's work."""
        say(connection, "SAVEPOINT unit")
        try:
            _do(connection, unit)
        except BaseException as failure:
            if unavailable(failure) is not None or conflict(failure):
                raise  # the transaction itself is lost
            say(connection, "ROLLBACK TO SAVEPOINT unit")
            unit.failure = bearable(failure)
        say(connection, "RELEASE SAVEPOINT unit")


def _do(connection: Connection, unit: Unit) -> None:
    unit.result = unit.failure = None
    unit.result = unit.run(SqlStore(connection))


@dataclass(frozen=True, slots=True)
class _Lost:
    """Why a transaction isn't committed.

    ``hopeless``: it couldn't be begun, so that no other can; or the word of its commit got lost, so that its units may
    have been done, and only whoever sent them knows how to look.
    """

    failure: BaseException
    hopeless: bool
