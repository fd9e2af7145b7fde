"""Working time in every zone: what always holds, and what ``tests.rules.slow_hours`` finds by looking at clocks.

Rules of this file: zones are those that the machine knows, years are 2020 to 2035. ``make test`` draws the same sample
on every run; ``make soak`` takes every zone in every year, and draws others each time.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.hours import Hours, due, end_of_day, instant, next_morning, opening, works
from bot.waits import Unit, Wait, read
from tests.rules.slow_hours import DAY, MINUTE, Walk, changes

ZONES = sorted(available_timezones())
ODD = [
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
]
YEARS = range(2020, 2036)
WEEK = frozenset(range(5))
SAMPLE = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALL = settings(SAMPLE, max_examples=20_000, derandomize=False)


@cache
def near_changes(zone: str, year: int) -> list[datetime]:
    """Instants of a year worth a look: where clocks are changed, or else some day."""
    return changes(zone, year) or [datetime(year, 6, 15, 12, tzinfo=UTC)]


@st.composite
def _starts(draw: st.DrawFn, zone: str) -> datetime:
    year = draw(st.sampled_from(YEARS))
    near = draw(st.sampled_from(near_changes(zone, year)))
    about = draw(st.sampled_from([timedelta(hours=4), timedelta(days=2), timedelta(days=180)]))
    return near + draw(st.integers(-(about // MINUTE), about // MINUTE)) * MINUTE


@st.composite
def _hours(draw: st.DrawFn, zone: str, about: datetime) -> Hours:
    begin, end = draw(
        st.sampled_from([(540, 1020), (0, 0), (0, 150), (120, 180), (90, 195), (1320, 0), (0, 1380), (165, 225)])
        | st.tuples(st.integers(0, 1429), st.integers(0, 1439)).filter(lambda pair: pair[0] + 10 <= (pair[1] or 1440))
    )
    days = draw(st.sampled_from([WEEK, frozenset(range(7))]) | st.frozensets(st.integers(0, 6), min_size=1))
    off = draw(st.frozensets(st.integers(-3, 30), max_size=8))
    return Hours(zone, days, _time(begin), _time(end), frozenset(about.date() + count * DAY for count in off))


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@st.composite
def _cases(draw: st.DrawFn) -> tuple[datetime, Hours]:
    zone = draw(st.sampled_from(ODD) | st.sampled_from(ZONES))
    start = draw(_starts(zone))
    return start, draw(_hours(zone, start))


WORKING = st.sampled_from([Unit.WORKING_DAY, Unit.WORKING_HOUR])


def check_openings(case: tuple[datetime, Hours]) -> None:
    at, there = case
    begun = opening(at, there)
    assert begun >= at
    assert works(at, there) == (begun == at)
    assert works(begun, there)
    assert opening(begun, there) == begun
    day = begun.astimezone(ZoneInfo(there.zone)).date()
    assert day not in there.off
    assert day.weekday() in there.days
    morning, ends = next_morning(at, there), end_of_day(at, there)
    assert at < ends <= at + timedelta(hours=27)
    assert ends <= morning
    assert works(morning, there)
    assert opening(ends, there) == morning


def check_waits(case: tuple[datetime, Hours], amount: int, unit: Unit) -> None:
    start, there = case
    over = due(start, Wait(amount, unit), there)
    assert over > start
    assert due(start, Wait(amount + 1, unit), there) >= over
    if unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR):
        assert works(over, there) or works(over - timedelta(microseconds=1), there), "not even the end of working time"
        assert due(opening(start, there), Wait(amount, unit), there) == over, "nothing is waited outside working time"
    if unit is Unit.DAY:
        wanted = shown(start, there) + amount * DAY
        assert shown(over, there) >= wanted > shown(over - timedelta(microseconds=1), there)


def shown(at: datetime, there: Hours) -> datetime:
    """What clocks show there."""
    return at.astimezone(ZoneInfo(there.zone)).replace(tzinfo=None)


def check_order(case: tuple[datetime, Hours], later: int, amount: int, unit: Unit) -> None:
    """Who begins to wait later waits until later. But of an hour that clocks show twice, both count as the first."""
    start, there = case
    second = start + later * MINUTE
    if unit not in (Unit.HOUR, Unit.WORKING_HOUR):
        assume(not opening(second, there).astimezone(ZoneInfo(there.zone)).fold)
        assume(not second.astimezone(ZoneInfo(there.zone)).fold)
    assert due(start, Wait(amount, unit), there) <= due(second, Wait(amount, unit), there)


def check_against_the_slow_way(case: tuple[datetime, Hours], amount: int, unit: Unit) -> None:
    start, there = case
    walk = Walk(there.zone, start - 3 * DAY, 20 * 24 * 60)
    expected = walk.due(start, Wait(amount, unit), there)
    assume(expected is not None)
    assert due(start, Wait(amount, unit), there) == expected
    assert opening(start, there) == walk.opening(start, there)


AMOUNTS = st.integers(1, 8)
BERLIN = (datetime(2026, 3, 28, 12, tzinfo=UTC), Hours("Europe/Berlin", frozenset(range(7)), time(2), time(3)))


@example(BERLIN)
@given(_cases())
@SAMPLE
def test_openings(case: tuple[datetime, Hours]) -> None:
    check_openings(case)


@given(_cases(), st.integers(1, 40), st.sampled_from(Unit))
@SAMPLE
def test_waits(case: tuple[datetime, Hours], amount: int, unit: Unit) -> None:
    check_waits(case, amount, unit)


@given(_cases(), st.integers(0, 4000), AMOUNTS, st.sampled_from(Unit))
@SAMPLE
def test_order(case: tuple[datetime, Hours], later: int, amount: int, unit: Unit) -> None:
    check_order(case, later, amount, unit)


@example(BERLIN, 1, Unit.WORKING_DAY)
@given(_cases(), AMOUNTS, WORKING | st.sampled_from([Unit.DAY, Unit.WEEK]))
@SAMPLE
def test_against_the_slow_way(case: tuple[datetime, Hours], amount: int, unit: Unit) -> None:
    check_against_the_slow_way(case, amount, unit)


# All of it


@pytest.mark.soak
@pytest.mark.parametrize(
    ("check", "more"),
    [
        (check_openings, []),
        (check_waits, [st.integers(1, 51), st.sampled_from(Unit)]),
        (check_order, [st.integers(0, 100_000), st.integers(1, 51), st.sampled_from(Unit)]),
    ],
)
def test_long(check: Callable[..., None], more: list[st.SearchStrategy[object]]) -> None:
    ALL(given(_cases(), *more)(check))()


WINDOWS = [(540, 1020), (0, 0), (90, 195), (120, 180), (1320, 0), (0, 150), (30, 1410)]
WAITS = [read("1 working day"), read("2 working hours"), read("11 working hours"), read("1 day")]


@pytest.mark.soak
def test_every_zone_in_every_year_against_the_slow_way() -> None:
    alike = {_clocks(zone): zone for zone in ZONES}
    assert len(alike) > 60
    nights = [(zone, near) for zone, year in product(alike.values(), YEARS) for near in near_changes(zone, year)]
    compared = [_compare(zone, near) for zone, near in nights]
    assert min(compared) > 0
    assert sum(compared) > 20 * len(nights), "most waits are over before the slow way ends"


def _clocks(zone: str) -> tuple[object, ...]:
    """The same for zones that show the same all the time."""
    there = ZoneInfo(zone)
    days = [each for year in YEARS for each in (datetime(year, 1, 1, tzinfo=UTC), *changes(zone, year))]
    return tuple((each, each.astimezone(there).utcoffset()) for each in days)


def _compare(zone: str, near: datetime) -> int:
    """Compare around an instant; returns how many waits."""
    walk = Walk(zone, near - 4 * DAY, 12 * 24 * 60)
    for count, quarter in product(range(-1, 3), range(96)):
        day, at = (near + count * DAY).date(), _time(quarter * 15)
        assert instant(day, at, zone) == walk.instant(day, at), (zone, day, at)
    compared = 0
    for begin, end in (WINDOWS[near.year % len(WINDOWS)], WINDOWS[(near.year + 3) % len(WINDOWS)]):
        off = frozenset({(near + DAY).date()})
        there = Hours(zone, frozenset(range(near.year % 3, 7)), _time(begin), _time(end), off)
        for start in (near - 25 * MINUTE, near, near + 25 * MINUTE, near - 1480 * MINUTE):
            assert opening(start, there) == walk.opening(start, there), (start, there)
            for wait in WAITS:
                expected = walk.due(start, wait, there)
                if expected is not None:
                    compared += 1
                    assert due(start, wait, there) == expected, (start, wait, there)
    return compared
