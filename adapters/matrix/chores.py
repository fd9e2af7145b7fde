"""What else is to be done with the homeserver: answer invites, follow a moved room, leave an empty one.

Rules of this file: a chore is done once, again with growing pauses while the homeserver can't, and dropped with a log
line when it never will. None of them holds up the sync loop. All can be derived from a full sync, so none is stored.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from adapters.matrix.homeserver import HomeserverError
from bot.errors import where

log = structlog.get_logger(__name__)

Chore = Callable[[], Awaitable[None]]


class NotYet(Exception):
    """A chore must wait. ``after``: seconds."""

    def __init__(self, after: float) -> None:
        super().__init__()
        self.after = after


@dataclass(slots=True)
class _Entry:
    chore: Chore
    due: float
    tries: int = 0


class Chores:
    """The chores of one account, by name: one that is already waiting isn't added again."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Entry] = {}
        self._changed = asyncio.Event()

    def add(self, name: str, chore: Chore, delay: float = 0.0) -> None:
        """Do ``chore`` in ``delay`` seconds."""
        if name not in self._waiting:
            self._waiting[name] = _Entry(chore, _now() + delay)
            self._changed.set()

    def drop(self, name: str) -> None:
        """Forget a chore that has become needless."""
        self._waiting.pop(name, None)

    async def run(self) -> None:
        """Do chores until cancelled, one after the other."""
        while True:
            self._changed.clear()
            name, entry = min(self._waiting.items(), key=lambda item: item[1].due, default=(None, None))
            wait = None if entry is None else entry.due - _now()
            if name is not None and entry is not None and wait is not None and wait <= 0:
                await self._do(name, entry)
                continue
            try:
                await asyncio.wait_for(self._changed.wait(), wait)
            except TimeoutError:
                continue

    async def _do(self, name: str, entry: _Entry) -> None:
        try:
            await entry.chore()
        except NotYet as later:
            entry.due = _now() + later.after
            return
        except HomeserverError as failure:
            if failure.passing:
                self._again(entry, failure.after)
                return
            log.warning("chore given up", chore=name, cause=str(failure))
        except Exception as failure:
            log.error("chore failed", chore=name, cause=where(failure))
            self._again(entry, None)
            return
        if self._waiting.get(name) is entry:
            del self._waiting[name]

    def _again(self, entry: _Entry, after: float | None) -> None:
        entry.tries += 1
        entry.due = _now() + max(after or 0.0, pause(entry.tries))


def _now() -> float:
    return asyncio.get_running_loop().time()


def pause(tries: int, longest: float = 60.0) -> float:
    """Seconds to wait after so many failures: 1, 2, 4 …, jittered so that many don't come back at once."""
    return min(longest, 2.0 ** min(tries - 1, 16)) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load
