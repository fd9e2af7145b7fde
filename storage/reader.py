"""A few threads that read, and reading in groups: what waits together is read in one transaction.

Rules of this file: a group is begun behind what it is to see, so whoever was told of a commit reads it. Where one unit
raises anything, or the connection had died meanwhile, each runs again by itself: reading twice does no harm. One
thread reads at a time, because threads that take turns statement by statement cost twice as much; the next only
comes in where one is ``SLOW``.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import Connection

from bot.ports import Store
from storage.store import SqlStore
from storage.trouble import Watch, bearable, unavailable
from storage.unit import Unit, Units, group, settle, turn

T = TypeVar("T")
GROUP = 64
"""The most units that share a transaction: the first of them waits for the last."""
SLOW = 0.02
"""Seconds after which the next group doesn't wait for the one before."""


class Reader:
    """The threads. ``start`` before use, ``close`` after: what was accepted is finished first."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]], watch: Watch, many: int) -> None:
        """``transaction`` begins one, and ends it; ``many``: how many there may be at a time."""
        self._transaction, self._watch = transaction, watch
        self._units = Units()
        self._threads = [threading.Thread(target=self._work, name=f"reader {n}", daemon=True) for n in range(many)]
        self._turn = threading.Lock()
        self._closed = False

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Finish what was accepted. Blocks."""
        self._closed = True
        alive = [thread for thread in self._threads if thread.is_alive()]
        for _ in alive:
            self._units.end()
        for thread in alive:
            thread.join()

    async def read(self, run: Callable[[Store], T]) -> T:
        """See ``bot.ports.Database``."""
        if self._closed:
            raise RuntimeError("the database is closed")
        return await turn(self._units, run, self._watch)

    def _work(self) -> None:
        last = False
        while not last:
            first = self._units.first()
            alone = self._turn.acquire(timeout=SLOW)
            try:
                units, last = group(self._units, first, GROUP)
                self._read(units)
            finally:
                if alone:
                    self._turn.release()
            settle(units)

    def _read(self, units: Sequence[Unit]) -> None:
        try:
            self._together(units)
        except BaseException:  # whosever it is: theirs alone, the second time
            for unit in units:
                self._alone(unit)

    def _together(self, units: Sequence[Unit]) -> None:
        if not units:
            return
        with self._transaction() as connection:
            store = SqlStore(connection, still=True)
            for unit in units:
                unit.result = unit.run(store)

    def _alone(self, unit: Unit) -> None:
        try:
            self._together([unit])
        except BaseException as failure:
            unit.failure = self._noted(failure)

    def _noted(self, failure: BaseException) -> BaseException:
        """The failure as the caller should see it."""
        away = unavailable(failure, reading=True)
        if away is None:
            return bearable(failure)
        self._watch.failed(away)
        if away is not failure:
            away.__cause__ = failure
        return away
