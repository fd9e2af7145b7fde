"""What a thread of the database does for somebody who waits in the event loop, and how those who wait are grouped.

Rules of this file: a unit whose group wasn't begun within ``WAIT`` seconds never runs, and its caller is told so; one
in a group that is begun waits for as long as that takes, which only the limits of the connection end. What goes wrong
with one is that one's.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from bot.errors import Unavailable
from bot.ports import Store
from storage.trouble import Watch

T = TypeVar("T")
WAIT = 5.0
"""Seconds that a unit waits for its group to be begun."""
NO_TURN = f"no turn within {WAIT:.0f} s"


@dataclass(slots=True)
class Unit:
    """One of them: what to do with the store, what came of it, and who is to hear of that."""

    run: Callable[[Store], Any]
    done: asyncio.Future[Any]
    taken: threading.Lock = field(default_factory=threading.Lock)
    """Who gets it decides: the thread, that the unit is begun; its caller, that it never will be."""
    result: Any = None
    failure: BaseException | None = None

    def withdraw(self) -> Unavailable | None:
        """Never run; returns what its caller is told, None where it is begun, or nobody waits for it any more."""
        if not self.taken.acquire(blocking=False) or self.done.done():
            return None
        late = Unavailable(NO_TURN)
        self.done.set_exception(late)
        return late

    def settle(self) -> None:
        """Tell the caller, in their loop."""
        if self.done.done():
            return  # the caller is gone; what it asked for is committed all the same
        if self.failure is not None:
            self.done.set_exception(self.failure)
        else:
            self.done.set_result(self.result)


class Units:
    """Those that wait; None is the word to end.

    What comes in one turn of the loop is handed over together: a thread that is woken by the first would fight with the
    loop for the interpreter until the last is there.
    """

    def __init__(self) -> None:
        self._waiting = queue.SimpleQueue[Unit | None]()
        self._coming: list[Unit] = []

    def add(self, unit: Unit) -> None:
        """One more, by its loop. Each has it handed over: the loop of one that came before may have ended."""
        self._coming.append(unit)
        unit.done.get_loop().call_soon(self._hand_over)

    def end(self) -> None:
        """The word to end, behind whoever waits."""
        self._hand_over()
        self._waiting.put(None)

    def _hand_over(self) -> None:
        coming, self._coming = self._coming, []
        for unit in coming:
            self._waiting.put(unit)

    def first(self) -> Unit | None:
        """Wait for one."""
        return self._waiting.get()

    def next(self) -> Unit | None:
        """One who waits already. Raises queue.Empty."""
        return self._waiting.get_nowait()


async def turn(units: Units, run: Callable[[Store], T], watch: Watch) -> T:
    """Wait in line until ``run`` has run. Raises what it raises, and Unavailable where its turn didn't come."""
    loop = asyncio.get_running_loop()
    unit = Unit(run, loop.create_future())

    def withdraw() -> None:
        if (late := unit.withdraw()) is not None:
            watch.failed(late)

    units.add(unit)
    patience = loop.call_later(WAIT, withdraw)
    try:
        result: T = await unit.done
    finally:
        patience.cancel()
    return result


def group(units: Units, first: Unit | None, most: int) -> tuple[list[Unit], bool]:
    """``first`` and whoever else waits, all begun from now on; and whether the word to end was among them."""
    found = [first]
    with suppress(queue.Empty):
        while len(found) < most and found[-1] is not None:
            found.append(units.next())
    begun = [unit for unit in found if unit is not None and unit.taken.acquire(blocking=False)]
    return begun, found[-1] is None


def settle(units: Sequence[Unit]) -> None:
    """Wake the callers of a group, all in one turn of their loop."""
    for loop, settled in groupby(units, key=lambda unit: unit.done.get_loop()):
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, list(settled))


def _settle(units: list[Unit]) -> None:
    for unit in units:
        try:
            unit.settle()
        except Exception as failure:
            untold = RuntimeError("what came of it can't be told")
            untold.__cause__ = failure
            if not unit.done.done():
                unit.done.set_exception(untold)
