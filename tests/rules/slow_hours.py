"""Working time told the slow way: by looking at the clocks of a zone minute by minute.

Rules of this file: it shares nothing with ``bot.hours`` but the shape of its arguments. It asks a zone one thing only,
what its clocks show at an instant; from that it makes a clock that never runs back: it stops until it is overtaken.
Everything here is a whole number of minutes, as every change of clocks from 2020 to 2035 is.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.hours import Hours
from bot.waits import Unit, Wait

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass
class Walk:
    """So many minutes of a zone, from an instant on. Answers are None where they lie behind its end."""

    zone: str
    begins: datetime
    minutes: int
    known: dict[Hours, list[bool]] = field(default_factory=dict)

    @cached_property
    def instants(self) -> list[datetime]:
        """The minutes."""
        return [self.begins + count * MINUTE for count in range(self.minutes)]

    @cached_property
    def shown(self) -> list[datetime]:
        """What clocks there show at each."""
        zone = ZoneInfo(self.zone)
        return [each.astimezone(zone).replace(tzinfo=None, fold=0) for each in self.instants]

    @cached_property
    def reached(self) -> list[datetime]:
        """What a clock shows that never runs back."""
        highest, reached = self.shown[0], []
        for each in self.shown:
            highest = max(highest, each)
            reached.append(highest)
        return reached

    def instant(self, day: date, at: time) -> datetime | None:
        """The first minute at which that clock shows a local time or a later one."""
        index = bisect_left(self.reached, datetime.combine(day, at))
        return self.instants[index] if index < self.minutes else None

    def working(self, hours: Hours) -> list[bool]:
        """Whether each minute is one of working time."""
        if hours not in self.known:
            last = time.max if hours.end == time(0) else hours.end
            self.known[hours] = [
                hours.begin <= each.time() < last and each.weekday() in hours.days and each.date() not in hours.off
                for each in self.reached
            ]
        return self.known[hours]

    def opening(self, start: datetime, hours: Hours) -> datetime | None:
        """The first minute of working time from an instant on."""
        first = self._index(start)
        return next((self.instants[first + i] for i, works in enumerate(self.working(hours)[first:]) if works), None)

    def due(self, start: datetime, wait: Wait, hours: Hours) -> datetime | None:
        """When a wait is over."""
        if wait.unit is Unit.HOUR:
            return start + wait.amount * 60 * MINUTE
        if wait.unit in (Unit.DAY, Unit.WEEK):
            local = self._shown_at(start)
            return self.instant(local.date() + wait.amount * (7 if wait.unit is Unit.WEEK else 1) * DAY, local.time())
        working = self.working(hours)
        if wait.unit is Unit.WORKING_HOUR:
            left = wait.amount * 60
            for index in range(self._index(start), self.minutes):
                left -= working[index]
                if not left:
                    return self.instants[index] + MINUTE
            return None
        return self._working_days(start, wait.amount, hours, working)

    def _working_days(self, start: datetime, amount: int, hours: Hours, working: list[bool]) -> datetime | None:
        begun = self.opening(start, hours)
        if begun is None:
            return None
        first = self.reached[self._index(begun)].date()
        minutes: dict[date, list[datetime]] = {}
        for index in range(self._index(begun), self.minutes):
            if working[index] and self.reached[index].date() > first:
                minutes.setdefault(self.reached[index].date(), []).append(self.instants[index])
        if len(minutes) <= amount:  # the last date may be cut off by the end of the walk
            return None
        day, window = list(minutes.items())[amount - 1]
        at = self.instant(day, self._shown_at(begun).time()) or window[0]
        return min(max(at, window[0]), window[-1] + MINUTE)

    def _index(self, at: datetime) -> int:
        return (at - self.begins) // MINUTE

    def _shown_at(self, at: datetime) -> datetime:
        return self.shown[self._index(at)]


def changes(zone: str, year: int) -> list[datetime]:
    """The minutes of a year at which clocks of a zone are changed."""
    there = ZoneInfo(zone)
    found = []
    before = datetime(year, 1, 1, tzinfo=UTC)
    while before.year == year:
        after = before + DAY
        while after - before > MINUTE and before.astimezone(there).utcoffset() != after.astimezone(there).utcoffset():
            middle = before + (after - before) // MINUTE // 2 * MINUTE
            if middle.astimezone(there).utcoffset() == before.astimezone(there).utcoffset():
                before = middle
            else:
                after = middle
        if after - before == MINUTE:
            found.append(after)
            after = after.replace(hour=0, minute=0) + DAY
        before = after
    return found
