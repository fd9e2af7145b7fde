"""Working time: when somebody works, and when a wait that began then and then is over.

Rules of this file: everything is a pure function of its arguments, and the machine's clock is never read. Instants come
in aware and go out in UTC. A person's clock never runs back: a local time is reached at the first instant at which
clocks there show it or a later one. So a gap moves forward to its end, a fold takes the first, and a date that doesn't
exist begins where the next one does.

Working time is one window a working date, from the instant of ``begin`` up to, but not at, that of ``end``. A date
whose window a gap swallows whole is no working date.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.waits import MOST, Unit, Wait

MIDNIGHT = time(0)
"""As the end of a day's hours, the midnight at which the day ends: from 00:00 to 00:00 is the whole day."""
_DAY = timedelta(days=1)
_PATIENCE = 731
"""Dates in a row without work, two years of them, behind which nobody is waited for."""
_LONGEST = timedelta(days=3653)
"""Ten years: a wait isn't followed further, however few hours somebody works."""


class Never(Exception):
    """Nobody works within two years, or a wait isn't over in ten."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody works, by the clocks of their zone. Raises ValueError for hours that end before they begin.

    ``days`` are days of the week, 0 for Monday; ``off`` are dates without work. An ``end`` of 00:00 is the end of the
    day. The zone is one that zoneinfo knows.
    """

    zone: str
    days: frozenset[int]
    begin: time
    end: time
    off: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.end != MIDNIGHT and self.begin >= self.end:
            raise ValueError("hours end after they begin, on the same day: write them like 09:00-17:00, or 16:00-00:00")
        if not self.days <= frozenset(range(7)):
            raise ValueError("days of the week go from 0, Monday, to 6, Sunday")


def instant(day: date, at: time, zone: str) -> datetime:
    """When clocks of an IANA zone first show a local time, or a later one: in UTC."""
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=_zone(zone))
    first = wall.astimezone(UTC)
    last = wall.replace(fold=1).astimezone(UTC)
    return first if first <= last else _gap_end(last, first, _zone(zone))


def works(at: datetime, hours: Hours) -> bool:
    """Whether an instant lies in working time."""
    try:
        return opening(at, hours) == at
    except Never:
        return False


def opening(at: datetime, hours: Hours) -> datetime:
    """The instant itself where it lies in working time, else the one when work begins next. Raises Never."""
    return _opening(at.astimezone(UTC), hours)[1]


def next_morning(at: datetime, hours: Hours) -> datetime:
    """When work begins on the next working date behind the local date of an instant. Raises Never."""
    return next(_windows(_local(at, hours).date() + _DAY, hours))[1]


def end_of_day(at: datetime, hours: Hours) -> datetime:
    """The first instant of the next local date, whether anybody works then or not."""
    tomorrow = _local(at, hours).date() + _DAY
    ends = instant(tomorrow, MIDNIGHT, hours.zone)
    if ends <= at:  # the fold lies around midnight, and this date is there again
        return datetime.combine(tomorrow, MIDNIGHT.replace(fold=1), tzinfo=_zone(hours.zone)).astimezone(UTC)
    return ends


def worked(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much of the time between two instants is working time; all of it for whoever never works."""
    total = timedelta()
    try:
        for _, opens, closes in _windows(_local(start, hours).date(), hours):
            if opens >= end:
                return total
            total += max(min(end, closes) - max(start, opens), timedelta())
    except Never:
        pass
    return total or max(end - start, timedelta())


def worked_days(start: datetime, end: datetime, hours: Hours) -> int:
    """How many working days lie between two instants, as ``due`` counts them; whole days for whoever never works."""
    try:
        day, begun = _opening(start, hours)
        at = _local(begun, hours).time()
        for count, (target, opens, closes) in enumerate(_windows(day, hours)):
            if min(max(opens, instant(target, at, hours.zone)), closes) > end:
                return max(count - 1, 0)
    except Never:
        pass
    return max((end - start).days, 0)


def local(at: datetime, zone: str) -> datetime:
    """An instant by the clocks of an IANA zone."""
    return at.astimezone(_zone(zone))


def due(start: datetime, wait: Wait, hours: Hours) -> datetime:
    """When a wait is over that begins at an instant. Raises Never.

    Days and weeks go to the same local time so many dates on, hours are so many hours: they may end outside working
    time. Working days begin when work does, and go to the same local time so many working dates on, within its window.
    Working hours are so many hours of working time. They end in working time, or just at the end of a window.
    """
    start = start.astimezone(UTC)
    match wait.unit:
        case Unit.HOUR:
            return start + timedelta(hours=wait.amount)
        case Unit.DAY | Unit.WEEK:
            local = _local(start, hours)
            dates = wait.amount * (7 if wait.unit is Unit.WEEK else 1)
            return instant(local.date() + dates * _DAY, local.time(), hours.zone)
        case Unit.WORKING_DAY:
            return _working_days(start, wait.amount, hours)
        case Unit.WORKING_HOUR:
            return _working_hours(start, timedelta(hours=wait.amount), hours)


def begins(at: datetime, hours: Hours) -> datetime:
    """When work begins next, or the instant itself within it, and for whoever never works."""
    try:
        return opening(at, hours)
    except Never:
        return at


def ends(start: datetime, wait: Wait, hours: Hours) -> datetime:
    """When a wait is over, as ``due``; whoever never works holds nobody up: of them plain days count."""
    try:
        return due(start, wait, hours)
    except Never:  # of working hours there may be more than there are days
        return due(start, Wait(min(wait.amount, MOST[Unit.DAY]), Unit.DAY), hours)


def _working_days(start: datetime, amount: int, hours: Hours) -> datetime:
    day, begun = _opening(start, hours)
    at = _local(begun, hours).time()
    for count, (target, opens, closes) in enumerate(_windows(day, hours)):
        if count == amount:
            return min(max(opens, instant(target, at, hours.zone)), closes)
        if opens - start > _LONGEST:
            break
    raise Never


def _working_hours(start: datetime, left: timedelta, hours: Hours) -> datetime:
    for _, opens, closes in _windows(_local(start, hours).date(), hours):
        begun = max(start, opens)
        if begun < closes:
            if left <= closes - begun:
                return begun + left
            left -= closes - begun
        if opens - start > _LONGEST:
            break
    raise Never


def _opening(at: datetime, hours: Hours) -> tuple[date, datetime]:
    """The working date that an instant lies in or that comes next, and the instant from which on work is done."""
    for day, opens, closes in _windows(_local(at, hours).date(), hours):
        if at < closes:
            return day, max(at, opens)
    raise Never


def _windows(day: date, hours: Hours) -> Iterator[tuple[date, datetime, datetime]]:
    """Each working date from a date on, with the instants when work begins and ends. Raises Never where none comes."""
    idle = 0
    while idle < _PATIENCE and day < date.max:
        idle += 1
        if day.weekday() in hours.days and day not in hours.off:
            opens, closes = _window(day, hours.begin, hours.end, hours.zone)
            if opens < closes:
                yield day, opens, closes
                idle = 0
        day += _DAY
    raise Never


@lru_cache(maxsize=8192)
def _window(day: date, begin: time, end: time, zone: str) -> tuple[datetime, datetime]:
    return instant(day, begin, zone), instant(day + _DAY if end == MIDNIGHT else day, end, zone)


def _gap_end(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant behind a gap, of which one instant before it and one behind it are known. To the second."""
    offset = after.astimezone(zone).utcoffset()
    before, after = before.replace(microsecond=0), after.replace(microsecond=0)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def _local(at: datetime, hours: Hours) -> datetime:
    return at.astimezone(_zone(hours.zone))


@lru_cache(maxsize=1024)
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)
