"""Whether the database can be written, asked for everybody at once.

Rules of this file: however many ask, and however long it takes, one look is under way at a time, and what it found
serves all for some seconds: nobody can load the database through the page. A look that takes too long isn't waited for,
nor is another begun beside it. What it says is plain and public.
"""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from bot.due import Waiting
from bot.errors import Unavailable, where
from bot.ports import Clock, Database, Store

log = structlog.get_logger(__name__)
T = TypeVar("T")

FRESH = 5.0
"""Seconds for which a look serves."""
PATIENCE = 1.5
"""Seconds that anybody waits for one."""
SILENT = "it doesn't answer"
OURS = "a fault of the bot's, which its log tells"
_MARK = "health:asked"


@dataclass(frozen=True, slots=True)
class Beat:
    """What a look found. ``fault``: why the database can't be used; ``waiting``: what isn't done, by its state.

    ``due``: how much should have been done by now, and since when.
    """

    fault: str | None = None
    waiting: dict[str, int] = field(default_factory=dict)
    due: Waiting = field(default_factory=Waiting)


class Pulse:
    """Looks at one database."""

    def __init__(self, database: Database, clock: Clock, fresh: float = FRESH, patience: float = PATIENCE) -> None:
        """``fresh`` and ``patience`` in seconds, as above."""
        self._database, self._clock = database, clock
        self._fresh, self._patience = fresh, patience
        self._beat: Beat | None = None
        self._begun = self._ended = float("-inf")
        self._look: asyncio.Task[None] | None = None
        self._told = False

    async def beat(self) -> Beat:
        """The newest look there is; waits for one where there is none, but not for long."""
        now = time.monotonic()
        if self._look is None:
            if self._beat is not None and now - self._ended < self._fresh:
                return self._beat
            self._begun = now
            self._look = asyncio.create_task(self._take(), name="pulse")
        look = self._look
        await asyncio.wait([look], timeout=max(0.0, self._begun + self._patience - now))
        if look.done() and self._beat is not None:
            return self._beat
        return replace(self._beat or Beat(), fault=SILENT)

    async def stop(self) -> None:
        """Don't look any more."""
        if self._look is not None:
            self._look.cancel()
            await asyncio.gather(self._look, return_exceptions=True)

    async def _take(self) -> None:
        now = self._clock.now()
        try:
            _, unwritten = await self._tried(self._database.write(lambda store: store.marks.touch(_MARK, now)))
            found, unread = await self._tried(
                self._database.read(lambda store: (_waiting(store), store.dues.waiting(now)))
            )
            self._beat = Beat(unwritten or unread or self._database.fault, *(found or ()))
            self._told = OURS in (unwritten, unread)
            self._ended = time.monotonic()
        finally:
            self._look = None

    async def _tried(self, asked: Awaitable[T]) -> tuple[T | None, str | None]:
        """What the database said, or why it didn't."""
        try:
            return await asked, None
        except Unavailable as away:
            return None, away.cause
        except Exception as failure:  # the page says so each time, the log once
            if not self._told:
                log.error("health can't be told", cause=where(failure))
            return None, OURS


def _waiting(store: Store) -> dict[str, int]:
    inbox, outbox = store.inbox.counts(), store.outbox.counts()
    return {f"events {state}": count for state, count in inbox.items()} | {
        f"messages {state}": count for state, count in outbox.items()
    }
