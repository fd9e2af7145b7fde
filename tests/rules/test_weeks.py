"""When a week is told: by hand at the edges of the calendar, and drawn, with regions that move and clocks that stop."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import weeks
from bot.digest_time import Slot, read
from bot.hours import local
from bot.weeks import Turn

ZONES = ("UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/St_Johns",
         "Australia/Lord_Howe", "America/Santiago")  # fmt: skip
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("week", "slot", "zone", "at"),
    [
        ("2026-W10", "Tue 10:00", "UTC", "2026-03-03 10:00"),
        ("2026-W10", "Tue 10:00", "Asia/Kathmandu", "2026-03-03 04:15"),
        ("2026-W53", "Thu 10:00", "UTC", "2026-12-31 10:00"),
        ("2026-W53", "Fri 10:00", "UTC", "2027-01-01 10:00"),
        ("2027-W01", "Mon 10:00", "UTC", "2027-01-04 10:00"),
        ("2026-W13", "Sun 02:30", "Europe/Berlin", "2026-03-29 01:00"),  # a gap: to its end
        ("2026-W43", "Sun 02:30", "Europe/Berlin", "2026-10-25 00:30"),  # a fold: the first
        ("2026-W36", "Sun 00:00", "America/Santiago", "2026-09-06 04:00"),  # a midnight that doesn't exist
    ],
)
def test_a_week_has_one_instant(week: str, slot: str, zone: str, at: str) -> None:
    assert weeks.slot_of(week, read(slot), zone) == utc(at)


@pytest.mark.parametrize(
    ("at", "zone", "week"),
    [
        ("2026-12-31 23:00", "UTC", "2026-W53"),
        ("2027-01-03 23:59", "UTC", "2026-W53"),
        ("2027-01-03 23:59", "Europe/Berlin", "2027-W01"),
        ("2027-01-04 09:00", "Pacific/Pago_Pago", "2026-W53"),
        ("2024-12-30 12:00", "UTC", "2025-W01"),
    ],
)
def test_a_week_is_that_of_whoever_reads_it(at: str, zone: str, week: str) -> None:
    assert weeks.week_of(utc(at), zone) == week


def test_a_week_behind_the_last_of_a_year_is_the_first_of_the_next() -> None:
    assert weeks.after("2026-W53") == "2027-W01"
    assert weeks.after("2027-W01", -1) == "2026-W53"
    assert weeks.after("2025-W52") == "2026-W01"
    turn = weeks.next_after("2026-W53", utc("2026-12-29 10:00"), read("Tue 10:00"), "UTC")
    assert turn == Turn("2027-W01", utc("2027-01-05 10:00"))


@pytest.mark.parametrize(
    ("now", "week"),
    [("2026-03-03 09:59", "2026-W10"), ("2026-03-03 10:00", "2026-W11"), ("2026-03-08 23:00", "2026-W11")],
)
def test_a_new_region_begins_with_its_first_slot_to_come(now: str, week: str) -> None:
    assert weeks.first(utc(now), read("Tue 10:00"), "UTC").week == week


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-03-03 10:00", "2026-W10"),
        ("2026-03-09 12:00", "2026-W10"),  # nearly a week late
        ("2026-03-24 09:00", "2026-W12"),  # three weeks: the last of them stands for all
        ("2026-03-24 10:00", "2026-W13"),
    ],
)
def test_of_weeks_that_passed_the_last_is_told(now: str, week: str) -> None:
    assert weeks.passed("2026-W10", utc(now), read("Tue 10:00"), "UTC") == week


def test_a_region_that_moves_keeps_the_week_that_is_to_come() -> None:
    wednesday = utc("2026-03-04 12:00")
    later = weeks.moved("2026-W10", wednesday, read("Fri 10:00"), "UTC")
    sooner = weeks.moved("2026-W10", wednesday, read("Tue 10:00"), "UTC")
    assert later == Turn("2026-W10", utc("2026-03-06 10:00"))
    assert sooner == Turn("2026-W10", wednesday)  # its day is over: it is told at once, and not left out


@dataclass
class Life:
    """A region as the bot has it: what is told, and what is to come."""

    now: datetime
    slot: Slot
    zone: str
    turn: Turn
    told: list[tuple[str, datetime]] = field(default_factory=list)
    moves: set[datetime] = field(default_factory=set)

    def until(self, end: datetime) -> None:
        """Time passes with the bot running: what is due is told at that very instant."""
        while self.turn.at <= end:
            self.now = max(self.turn.at, self.now)
            self.tell(late=False)
        self.now = end

    def off(self, end: datetime) -> None:
        """Time passes without it."""
        due, self.now = self.turn.at, end
        if due <= end:
            self.tell(late=end - due > HOUR)

    def tell(self, *, late: bool) -> None:
        """As ``weekly`` does."""
        week = weeks.passed(self.turn.week, self.now, self.slot, self.zone)
        self.told.append((week, self.now))
        behind = self.now + weeks.APART if late else self.now
        self.turn = weeks.next_after(week, behind, self.slot, self.zone)

    def move(self, slot: Slot, zone: str) -> None:
        """It has another time."""
        self.moves.add(self.now)
        self.slot, self.zone = slot, zone
        self.turn = weeks.moved(self.turn.week, self.now, slot, zone)


slots = st.builds(Slot, st.integers(0, 6), st.times().map(lambda at: time(at.hour, at.minute)))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
spans = st.integers(1, 40 * 24 * 60).map(lambda minutes: minutes * MINUTE)
moves = st.tuples(slots, st.sampled_from(ZONES))


def begun(now: datetime, slot: Slot, zone: str) -> Life:
    return Life(now, slot, zone, weeks.first(now, slot, zone))


@given(moments, moves, st.lists(st.tuples(spans, moves), max_size=12))
def test_a_region_that_moves_hears_every_week_once(
    now: datetime, way: tuple[Slot, str], steps: list[tuple[timedelta, tuple[Slot, str]]]
) -> None:
    life = begun(now, *way)
    first = life.turn.week
    for span, to in steps:
        life.until(life.now + span)
        life.move(*to)
        assert life.turn.at - life.now <= 15 * DAY
    life.until(life.now + 40 * DAY)
    assert life.told[0][0] == first or life.told[0][1] in life.moves
    for (before, _), (behind, at) in pairwise(life.told):
        if behind != weeks.after(before):  # a day and a zone at once, so far that two weeks' slots were jumped over
            assert (behind, at in life.moves) == (weeks.after(before, 2), True)


@given(moments, moves, st.lists(st.tuples(spans, st.booleans()), max_size=12))
def test_a_clock_that_was_off_tells_once_and_no_week_twice(
    now: datetime, way: tuple[Slot, str], steps: list[tuple[timedelta, bool]]
) -> None:
    life = begun(now, *way)
    for span, runs in steps:
        before, due = len(life.told), life.turn.at
        if runs:
            life.until(life.now + span)
        else:
            life.off(life.now + span)
            assert len(life.told) - before == int(due <= life.now)
        assert life.turn.at > life.now
        assert local(life.turn.at, life.zone).weekday() in {life.slot.day, (life.slot.day + 1) % 7}  # behind a gap
    assert all(before < behind for (before, _), (behind, _) in pairwise(life.told))
    assert all(behind - before >= weeks.APART for (_, before), (_, behind) in pairwise(life.told))


@given(moments, moves)
def test_the_first_is_the_next_of_its_day_and_time(now: datetime, way: tuple[Slot, str]) -> None:
    turn = weeks.first(now, *way)
    assert now < turn.at <= now + 7 * DAY + 2 * HOUR
    assert weeks.week_of(turn.at, way[1]) in {turn.week, weeks.after(turn.week)}  # behind a gap at a week's end
