"""Working time by hand, for the judge: when somebody works is what the clocks on their wall show, minute by minute.

Rules of this file: only the standard library's zones, and nothing of the project's. A working date has one window.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATEST = 400
"""Days after the last one for which working time is known: waits end after a simulation does."""


@dataclass(frozen=True)
class Calendar:
    """Somebody's: their zone, their week (0: Monday; an end at 0:00 is midnight), and dates without work."""

    zone: str
    first: date
    last: date
    days: frozenset[int] = frozenset(range(5))
    begins: time = time(9)
    ends: time = time(17)
    off: frozenset[date] = frozenset()

    def day(self, at: datetime) -> date:
        """The date there."""
        return at.astimezone(self.there).date()

    def works(self, at: datetime) -> bool:
        """Whether the clocks there show a time of work."""
        there = at.astimezone(self.there)
        day, clock = there.date(), there.time()
        ends = self.ends == time(0) or clock < self.ends
        return day.weekday() in self.days and day not in self.off and self.begins <= clock and ends

    def opening(self, at: datetime) -> datetime:
        """The instant itself in working time, else when that begins next."""
        return max(at, self._windows[self._next(at)][1])

    def morning(self, day: date) -> datetime:
        """When work begins on a date, or on the first one after it."""
        return next(opens for when, opens, _ in self._windows if when >= day)

    def working_days(self, since: datetime, count: int) -> datetime:
        """So many working dates later, as long after work began that day; no later than it ends."""
        begun = self._next(since)
        _, opens, _ = self._windows[begun]
        _, target, closes = self._windows[begun + count]
        return min(target + (max(since, opens) - opens), closes)

    def plain_days(self, since: datetime, count: int) -> datetime:
        """The same time on the clocks there, so many dates later."""
        return self._shown(since.astimezone(self.there).replace(tzinfo=None) + count * DAY)

    def _next(self, at: datetime) -> int:
        """Which window an instant lies in or before."""
        return bisect_right(self._closings, at)

    @cached_property
    def there(self) -> ZoneInfo:
        """The zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def _closings(self) -> list[datetime]:
        return [closes for _, _, closes in self._windows]

    @cached_property
    def _windows(self) -> list[tuple[date, datetime, datetime]]:
        return list(self._each())

    def _each(self) -> Iterator[tuple[date, datetime, datetime]]:
        for count in range((self.last - self.first).days + LATEST):
            day = self.first + count * DAY
            if day.weekday() in self.days and day not in self.off:
                ends = day + DAY if self.ends == time(0) else day
                opens, closes = datetime.combine(day, self.begins), datetime.combine(ends, self.ends)
                yield day, self._shown(opens), self._shown(closes)

    def _shown(self, wall: datetime) -> datetime:
        """The first minute at which the clocks there show that, or later."""
        at = wall.replace(tzinfo=self.there, fold=0).astimezone(UTC)
        while (at - MINUTE).astimezone(self.there).replace(tzinfo=None) >= wall:
            at -= MINUTE
        return at
