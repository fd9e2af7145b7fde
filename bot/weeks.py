"""When a region's week is told: which week, and at which instant. Pure functions of what they are given.

Rules of this file: a week is one of ISO's, on the calendar of those who read it, and is named like ``2026-W53``. In
each there is one slot, a day and a time. What is told is told of a week that is due, each once; a region that moves its
zone or its day keeps the week that is to come, so none of them comes twice and none is left out. Where several passed
while nobody was there, the last of them stands for all.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import local_day
from bot.digest_time import Slot
from bot.hours import MIDNIGHT, instant

APART = timedelta(days=2)
"""What comes late takes the place of one that would come so soon behind it."""
AHEAD = timedelta(days=15)
"""No week is planned further ahead than this, but by a clock that was ahead itself."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """A week, and when it is to be told."""

    week: str
    at: datetime


def week_of(at: datetime, zone: str) -> str:
    """The week that an instant lies in, in an IANA zone."""
    return _name(local_day(at, zone))


def slot_of(week: str, slot: Slot, zone: str) -> datetime:
    """The instant of a week's slot. A gap moves it forward, of a fold it is the first."""
    return instant(_monday(week) + timedelta(days=slot.day), slot.at, zone)


def after(week: str, count: int = 1) -> str:
    """The week that comes so many later."""
    return _name(_monday(week) + count * _WEEK)


def first(now: datetime, slot: Slot, zone: str) -> Turn:
    """The first slot that is still to come: of a region that is new."""
    return next_after(after(week_of(now, zone), -2), now, slot, zone)


def next_after(week: str, now: datetime, slot: Slot, zone: str) -> Turn:
    """The first slot behind a week that is still to come."""
    here = week_of(now, zone)
    coming = after(week) if after(week) > here else here  # weeks of one century sort as texts
    while (at := slot_of(coming, slot, zone)) <= now:
        coming = after(coming)
    return Turn(coming, at)


def passed(week: str, now: datetime, slot: Slot, zone: str) -> str:
    """The last week whose slot has passed, of those from a week on that is due."""
    here = week_of(now, zone)
    latest = max(week, here)
    while latest > week and slot_of(latest, slot, zone) > now:
        latest = after(latest, -1)
    return latest


def moved(week: str, now: datetime, slot: Slot, zone: str) -> Turn:
    """A week that is to come, by another slot or zone: at once where it has passed there."""
    return Turn(week, max(slot_of(week, slot, zone), now))


def day_begins(day: date, zone: str) -> datetime:
    """The instant at which a day begins in an IANA zone."""
    return instant(day, MIDNIGHT, zone)


def _name(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def _monday(week: str) -> date:
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)
