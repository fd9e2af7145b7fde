"""Working time by hand: ordinary weeks, and the nights in which clocks are changed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.hours import Hours, Never, due, end_of_day, instant, next_morning, opening, works
from bot.waits import read

WEEK = frozenset(range(5))
DAY = timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(zone: str, shown: str = "09:00-17:00", days: Iterable[int] = WEEK, off: Iterable[str] = ()) -> Hours:
    begin, end = map(time.fromisoformat, shown.split("-"))
    return Hours(zone, frozenset(days), begin, end, frozenset(map(date.fromisoformat, off)))


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("UTC", "2026-03-02 09:00", "2026-03-02 09:00"),
        ("Asia/Kathmandu", "2026-03-02 09:00", "2026-03-02 03:15"),
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),  # a gap: to its end, wherever in it
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:59:59.5", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),  # a fold: the first
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),  # half an hour
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Pacific/Chatham", "2026-09-27 03:00", "2026-09-26 14:00"),  # from 02:45 to 03:45
        ("Antarctica/Troll", "2026-03-29 01:30", "2026-03-29 01:00"),  # two hours
        ("America/Santiago", "2026-09-06 00:00", "2026-09-06 04:00"),  # a midnight that doesn't exist
        ("America/Nuuk", "2026-03-28 23:30", "2026-03-29 01:00"),  # the last hour of a date doesn't
        ("America/St_Johns", "2006-04-02 00:00", "2006-04-02 03:30"),  # clocks were changed a minute past midnight
        ("America/St_Johns", "2006-04-02 00:30", "2006-04-02 03:31"),
        ("Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00"),  # a date that doesn't exist
        ("Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00"),
    ],
)
def test_a_local_time_is_an_instant(zone: str, local: str, expected: str) -> None:
    at = datetime.fromisoformat(local)
    for fold in (0, 1):
        found = instant(at.date(), at.time().replace(fold=fold), zone)
        assert found == utc(expected)
        assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-06 07:59", "2026-03-06 08:00"),  # Friday, before work
        ("2026-03-06 08:00", "2026-03-06 08:00"),
        ("2026-03-06 15:59:59.999999", "2026-03-06 15:59:59.999999"),
        ("2026-03-06 16:00", "2026-03-09 08:00"),  # the end is no more working time
        ("2026-03-07 12:00", "2026-03-09 08:00"),
        ("2026-03-07 23:30", "2026-03-09 08:00"),  # Sunday by clocks there
        ("2026-03-27 20:00", "2026-03-30 07:00"),  # summer time began
        ("2026-12-23 16:00", "2026-12-28 08:00"),  # Christmas and a weekend
    ],
)
def test_work_begins_next(at: str, expected: str) -> None:
    berlin = hours("Europe/Berlin", off=["2026-12-24", "2026-12-25"])
    assert opening(utc(at), berlin) == utc(expected)
    assert works(utc(at), berlin) == (at == expected)


@pytest.mark.parametrize(
    ("start", "wait", "expected"),
    [
        ("2026-03-02 09:30", "1 working day", "2026-03-03 09:30"),  # Monday
        ("2026-03-06 15:00", "1 working day", "2026-03-09 15:00"),  # Friday
        ("2026-03-06 17:00", "1 working day", "2026-03-10 08:00"),  # after work: Monday has all of it
        ("2026-03-07 12:00", "1 working day", "2026-03-10 08:00"),  # Saturday
        ("2026-03-02 07:00", "5 working days", "2026-03-09 08:00"),
        ("2026-03-27 15:00", "1 working day", "2026-03-30 14:00"),  # the same local time: summer time began
        ("2026-12-23 10:00", "1 working day", "2026-12-28 10:00"),
        ("2026-12-24 10:00", "2 working days", "2026-12-30 08:00"),
        ("2026-03-02 09:30", "6 working hours", "2026-03-02 15:30"),
        ("2026-03-02 10:00", "6 working hours", "2026-03-02 16:00"),  # just at the end
        ("2026-03-02 10:01", "6 working hours", "2026-03-03 08:01"),
        ("2026-03-06 15:00", "18 working hours", "2026-03-11 09:00"),
        ("2026-03-07 12:00", "1 working hour", "2026-03-09 09:00"),
        ("2026-03-07 12:00", "30 days", "2026-04-06 11:00"),  # the same local time, whether anybody works then or not
        ("2026-03-07 12:00", "2 weeks", "2026-03-21 12:00"),
        ("2026-03-28 20:00", "12 hours", "2026-03-29 08:00"),  # so many hours, whatever clocks show
    ],
)
def test_a_wait_is_over_in_berlin(start: str, wait: str, expected: str) -> None:
    berlin = hours("Europe/Berlin", off=["2026-12-24", "2026-12-25"])
    over = due(utc(start), read(wait), berlin)
    assert over == utc(expected)
    assert over.tzinfo is UTC
    assert due(utc(start).astimezone(ZoneInfo("Europe/Berlin")), read(wait), berlin) == over, "told in local time"


@pytest.mark.parametrize(
    ("there", "start", "wait", "expected"),
    [
        # Nights in which clocks are put forward and back: an hour less to work, an hour more.
        (hours("Europe/Berlin", "00:00-08:00", range(7)), "2026-03-28 23:00", "7 working hours", "2026-03-29 06:00"),
        (hours("Europe/Berlin", "00:00-08:00", range(7)), "2026-03-28 23:00", "8 working hours", "2026-03-29 23:00"),
        (hours("Europe/Berlin", "00:00-08:00", range(7)), "2026-10-24 22:00", "9 working hours", "2026-10-25 07:00"),
        # Work ends at half past two, the first time, and doesn't begin again.
        (hours("Europe/Berlin", "00:00-02:30", range(7)), "2026-10-25 00:00", "1 working hour", "2026-10-25 23:30"),
        # Begun in the hour's second time, before half past two by clocks there: held to the hours.
        (hours("Europe/Berlin", "02:30-10:00", range(7)), "2026-10-25 01:15", "1 working day", "2026-10-26 01:30"),
        (hours("America/St_Johns", "00:00-08:00", range(7)), "2010-11-07 03:00", "1 working day", "2010-11-08 11:30"),
        # A day's window in the gap: that date is none. One that begins in the gap begins at its end.
        (hours("Europe/Berlin", "02:00-03:00", range(7)), "2026-03-28 01:30", "1 working day", "2026-03-30 00:30"),
        (hours("Europe/Berlin", "02:30-04:00", range(7)), "2026-03-28 02:00", "1 working day", "2026-03-29 01:00"),
        # Due in the gap: at its end, or at the end of work in it.
        (hours("UTC", "00:00-00:00", range(7)), "2026-03-28 02:30", "1 day", "2026-03-29 02:30"),
        (hours("Europe/Berlin", "00:00-00:00", range(7)), "2026-03-28 01:30", "1 day", "2026-03-29 01:00"),
        (hours("Europe/Berlin", "01:00-02:30", range(7)), "2026-03-28 01:15", "1 working day", "2026-03-29 01:00"),
        # From midnight to midnight. An end of 00:00 is the end of the day, even where that midnight doesn't exist.
        (hours("America/Santiago", "16:00-00:00", range(7)), "2026-09-05 20:00", "9 working hours", "2026-09-06 20:00"),
        (hours("Asia/Kathmandu", "00:00-00:00"), "2026-03-06 17:00", "2 working hours", "2026-03-08 19:00"),
        # A date that doesn't exist, as a working date and as the day after tomorrow.
        (hours("Pacific/Apia"), "2011-12-29 20:00", "1 working day", "2012-01-01 20:00"),
        (hours("Pacific/Apia"), "2011-12-28 20:00", "2 days", "2011-12-30 10:00"),
        (hours("Pacific/Apia"), "2011-12-28 20:00", "3 days", "2011-12-30 20:00"),
    ],
)
def test_a_wait_is_over_where_clocks_change(there: Hours, start: str, wait: str, expected: str) -> None:
    assert due(utc(start), read(wait), there) == utc(expected)


@pytest.mark.parametrize(
    ("there", "at", "morning", "ends"),
    [
        (hours("Europe/Berlin"), "2026-03-06 06:00", "2026-03-09 08:00", "2026-03-06 23:00"),  # early on Friday
        (hours("Europe/Berlin"), "2026-03-06 23:00", "2026-03-09 08:00", "2026-03-07 23:00"),  # Saturday there
        (hours("Europe/Berlin"), "2026-03-08 22:59", "2026-03-09 08:00", "2026-03-08 23:00"),
        (hours("Pacific/Chatham"), "2026-03-01 10:14", "2026-03-01 19:15", "2026-03-01 10:15"),
        (hours("America/Santiago"), "2026-09-06 03:00", "2026-09-07 12:00", "2026-09-06 04:00"),  # no midnight
        (hours("America/Nuuk"), "2026-10-25 00:30", "2026-10-26 11:00", "2026-10-25 02:00"),  # 23:00 comes twice
        (hours("America/St_Johns"), "2010-11-07 02:40", "2010-11-08 12:30", "2010-11-07 03:30"),  # midnight does
        (hours("Pacific/Apia"), "2011-12-30 09:00", "2012-01-01 19:00", "2011-12-30 10:00"),  # the 29th, then the 31st
    ],
)
def test_the_next_morning_and_the_end_of_the_day(there: Hours, at: str, morning: str, ends: str) -> None:
    assert next_morning(utc(at), there) == utc(morning)
    assert end_of_day(utc(at), there) == utc(ends)


NOBODY = [
    hours("Europe/Berlin", days=()),
    Hours("UTC", WEEK, time(9), time(17), frozenset(date(2026, 1, 1) + count * DAY for count in range(800))),
]


@pytest.mark.parametrize("there", NOBODY)
def test_nobody_is_waited_for_who_never_works(there: Hours) -> None:
    at = utc("2026-01-02 10:00")
    assert not works(at, there)
    for asked in (opening, next_morning):
        with pytest.raises(Never):
            asked(at, there)
    for wait in ("1 working day", "1 working hour"):
        with pytest.raises(Never):
            due(at, read(wait), there)
    assert due(at, read("1 day"), there) == at + DAY
    assert end_of_day(at, there) > at


def test_somebody_is_waited_for_who_is_off_for_almost_two_years() -> None:
    off = frozenset(date(2026, 1, 1) + count * DAY for count in range(730))
    back = Hours("UTC", frozenset(range(7)), time(9), time(17), off)
    assert opening(utc("2026-01-01 10:00"), back) == utc("2028-01-01 09:00")
    assert due(utc("2025-12-31 16:00"), read("2 working hours"), back) == utc("2028-01-01 10:00")


def test_a_wait_is_followed_for_ten_years() -> None:
    rarely = hours("UTC", "09:00-09:30", [0])
    assert due(utc("2026-01-05 09:00"), read("260 working hours"), rarely) == utc("2035-12-17 09:30")
    with pytest.raises(Never):
        due(utc("2026-01-05 09:00"), read("8784 working hours"), rarely)
    assert due(utc("2026-01-05 09:00"), read("366 working days"), rarely) == utc("2033-01-10 09:00")
    every_other = frozenset(date(2026, 1, 12) + count * 14 * DAY for count in range(500))
    with pytest.raises(Never):
        due(utc("2026-01-05 09:00"), read("366 working days"), replace(rarely, off=every_other))


def test_time_ends_with_the_year_9999() -> None:
    for at in ("9999-12-30 20:00", "9999-12-31 20:00"):
        with pytest.raises(Never):
            opening(utc(at), hours("America/New_York", "00:00-00:00", [0]))


@pytest.mark.parametrize("shown", ["17:00-09:00", "09:00-09:00", "22:00-06:00"])
def test_hours_end_after_they_begin(shown: str) -> None:
    with pytest.raises(ValueError, match="write them like 09:00-17:00"):
        hours("UTC", shown)


def test_days_are_days_of_a_week() -> None:
    with pytest.raises(ValueError, match="from 0, Monday, to 6"):
        hours("UTC", days=[7])
