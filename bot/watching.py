"""What rings for a tick: APScheduler, every so often; and a watchdog, where the clock was set or no tick came.

Rules of this file: the scheduler goes by the machine's clock, so it stands still where that is set back; the watchdog
goes by the monotonic one, which nobody sets. That one stands still while the machine sleeps, so that waking up is seen
as a jump. Nobody here knows what a tick does.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.ports import Clock

log = structlog.get_logger(__name__)

EVERY = 10.0
"""Seconds between two ticks."""
WATCH_EVERY = 5.0
"""Seconds between two looks of the watchdog."""
JUMP = timedelta(seconds=30)
"""By how much the clock may go apart from the monotonic one between two looks."""
LATE = 2.5
"""How many times ``EVERY`` may go by without a ring before the watchdog rings itself."""
HANGS = 300.0
"""Seconds without a tick behind which it isn't well, whatever the reason."""
BELIEVED = 3600.0
"""Seconds after which a clock is believed that nobody set meanwhile."""


def steady() -> float:
    """Seconds by a clock that is never set."""
    return time.monotonic()


class _Again(BaseTrigger):  # type: ignore[misc]
    """So long from now. APScheduler's own interval makes a list of every run that a clock set ahead has skipped."""

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """See APScheduler."""
        return now + timedelta(seconds=EVERY)


class Watch:
    """Rings. ``seen`` says that a tick is under way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()
        self._rang = self._seen = self._looked = self._set = steady()
        self._wall = clock.now()
        self._job: Any = None

    @property
    def believed(self) -> bool:
        """Whether nobody has set the clock for a while."""
        return steady() - self._set >= BELIEVED

    @property
    def late(self) -> bool:
        """Whether no tick came for so long that something is wrong."""
        return self._job is not None and steady() - self._seen > HANGS

    def seen(self) -> None:
        """A tick does something."""
        self._seen = steady()

    @asynccontextmanager
    async def ringing(self) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Ring until the end; yields what waits for the next ring."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        self._job = scheduler.add_job(self._ring, _Again(), misfire_grace_time=None, coalesce=True, max_instances=1)
        self._begin()
        scheduler.start()
        watching = asyncio.create_task(self._watch(), name="watchdog")
        try:
            yield self._next
        finally:
            watching.cancel()
            scheduler.shutdown(wait=False)
            await asyncio.gather(watching, return_exceptions=True)
            self._job = None

    def _begin(self) -> None:
        self._rang = self._seen = self._looked = steady()
        self._wall = self._clock.now()

    async def _next(self) -> None:
        self.seen()
        await self._rung.wait()
        self._rung.clear()
        self.seen()

    async def _ring(self) -> None:
        self._rang = steady()
        self._rung.set()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_EVERY)
            self.look()

    def look(self) -> None:
        """Look at both clocks, and ring where something is wrong with one, or with the scheduler."""
        wall, now = self._clock.now(), steady()
        jumped = (wall - self._wall) - timedelta(seconds=now - self._looked)
        self._wall, self._looked = wall, now
        if abs(jumped) > JUMP:
            log.warning("the clock jumped", seconds=round(jumped.total_seconds()))
            self._set = now
        elif now - self._rang <= LATE * EVERY:
            return
        else:
            log.error("no tick came", seconds=round(now - self._rang))
        self._rang = now
        self._rung.set()
        if self._job is not None:
            self._job.reschedule(_Again())  # it waits for an instant by a clock that may be another now
