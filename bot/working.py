"""When somebody works: what they said, else what their profile, their region and the programme say.

Rules of this file: who said nothing works as the programme does, in the first zone that is known: their own, their
profile's, the config's of a mentor, their region's, the programme's. Holidays are their own, else their region's, else
the programme's. What names no days, such as a calendar that the config lists no more, is no day off. ``away`` is no
matter of hours: whoever is away isn't reminded at all.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from bot import atlas, holidays
from bot.context import Ctx
from bot.due import RESTS
from bot.hours import MIDNIGHT, Hours, instant
from bot.message import Value
from bot.model import Mentor, Person, Region, Role, Schedule
from bot.week import Week


class Source(StrEnum):
    """Where something about somebody's hours is known from; the catalogue names each under ``from-…``."""

    OWN = "own"
    PROFILE = "profile"
    CONFIG = "config"
    REGION = "region"
    PROGRAMME = "programme"


def hours_of(ctx: Ctx, person: Person, region: Region | None = None) -> Hours:
    """Somebody's. ``region`` is where they are a candidate, else that of their open case; a mentor's own come first."""
    schedule, mentor = ctx.store.schedules.get(person), _mentor(ctx, person)
    where = _region_of(ctx, person, mentor, region)
    week, public = ctx.config.programme.hours, days_off(ctx, _holidays(ctx, schedule, where)[0])
    return Hours(
        _zone_of(ctx, person, schedule, mentor, where)[0],
        schedule.days if schedule.days is not None else week.days,
        schedule.begins if schedule.begins is not None else week.begins,
        schedule.ends if schedule.ends is not None else week.ends,
        schedule.off | public if schedule.off else public,
    )


def hours_in(ctx: Ctx, region: Region | None) -> Hours:
    """Those of a region: for its pool, its lead and the coordinators."""
    week, public = ctx.config.programme.hours, days_off(ctx, _holidays(ctx, Schedule(), region)[0])
    return Hours(_zone(ctx, region)[0], week.days, week.begins, week.ends, public)


def zone_of(ctx: Ctx, person: Person, region: Region | None = None) -> str:
    """The zone in which somebody is told times."""
    return zone_from(ctx, person, region)[0]


def zone_from(ctx: Ctx, person: Person, region: Region | None = None) -> tuple[str, Source]:
    """The same, and where it is known from."""
    schedule = ctx.store.schedules.get(person)
    if schedule.zone or schedule.guessed or person.zone:
        return _zone_of(ctx, person, schedule, None, None)
    mentor = _mentor(ctx, person)
    return _zone_of(ctx, person, schedule, mentor, _region_of(ctx, person, mentor, region))


def holidays_from(ctx: Ctx, person: Person, region: Region | None = None) -> tuple[tuple[str, ...], Source]:
    """The entries of somebody's holidays, as ``holidays.py`` reads them, and where they are known from."""
    where = _region_of(ctx, person, _mentor(ctx, person), region)
    return _holidays(ctx, ctx.store.schedules.get(person), where)


def region_holidays(ctx: Ctx, region: Region | None) -> tuple[tuple[str, ...], Source]:
    """The entries of a region's holidays, and where they are known from."""
    return _holidays(ctx, Schedule(), region)


def told(ctx: Ctx, person: Person) -> dict[str, Value]:
    """Somebody's ``zone`` and ``hours``, as values of a message."""
    hours = hours_of(ctx, person)
    return {"zone": hours.zone, "hours": str(Week(hours.days, hours.begin, hours.end))}


def first_told(ctx: Ctx, person: Person) -> bool:
    """Whether somebody hears their hours for the first time; from now on they know them."""
    return ctx.store.marks.first(f"hours told:{person.id}", ctx.now)


def absent(ctx: Ctx, person: Person, at: datetime) -> bool:
    """Whether a mentor who isn't there now won't be at that instant either."""
    back = returns(ctx, person)
    return back is not None and at < back


def returns(ctx: Ctx, person: Person) -> datetime | None:
    """When a mentor who isn't there is back by themselves; ``RESTS`` where they named no day. None: they are there."""
    mentor = _mentor(ctx, person)
    if mentor is None or not mentor.absent:
        return None
    if mentor.away_until is None:
        return RESTS
    return instant(mentor.away_until, MIDNIGHT, zone_of(ctx, person))


def _mentor(ctx: Ctx, person: Person) -> Mentor | None:
    """Somebody's row as a mentor. Of the asker it is known whether there is one; it is read where there is."""
    if person is ctx.actor and Role.MENTOR not in person.roles:
        return None
    return ctx.store.mentors.get(person)


def _region_of(ctx: Ctx, person: Person, mentor: Mentor | None, region: Region | None) -> Region | None:
    """A mentor's first region, else one that they are lead of, else the one where they are a candidate."""
    if mentor is not None or person.leads:
        by_name = {each.name: each for each in ctx.regions}
        theirs = [by_name[name] for name in (mentor.regions if mentor is not None else ()) if name in by_name]
        theirs += [each for each in ctx.regions if each.id in person.leads]
        if theirs:
            return theirs[0]
    if region is None and person.id:
        case = ctx.store.cases.open_of(person)
        return case.region if case is not None else None
    return region


def _zone_of(
    ctx: Ctx, person: Person, schedule: Schedule, mentor: Mentor | None, region: Region | None
) -> tuple[str, Source]:
    if schedule.zone:
        return schedule.zone, Source.OWN
    if guessed := schedule.guessed or person.zone:
        return guessed, Source.PROFILE
    if mentor is not None and mentor.time_zone:
        return mentor.time_zone, Source.CONFIG
    return _zone(ctx, region)


def _zone(ctx: Ctx, region: Region | None) -> tuple[str, Source]:
    for each in _upwards(ctx, region):
        if each.time_zone is not None:
            return each.time_zone, Source.REGION
    return ctx.config.programme.time_zone, Source.PROGRAMME


def _holidays(ctx: Ctx, schedule: Schedule, region: Region | None) -> tuple[tuple[str, ...], Source]:
    if schedule.holidays is not None:
        return schedule.holidays, Source.OWN
    for each in _upwards(ctx, region):
        if each.holidays:
            return each.holidays, Source.REGION
    return ctx.config.programme.holidays, Source.PROGRAMME


def _upwards(ctx: Ctx, region: Region | None) -> Iterator[Region]:
    """A region and those above it. Raises nothing on a tree that bites its tail."""
    seen = set[int]()
    while region is not None and region.id not in seen:
        seen.add(region.id)
        yield region
        above = region.parent
        region = atlas.of(ctx.regions).by_id.get(above) if above is not None else None


def days_off(ctx: Ctx, entries: tuple[str, ...]) -> frozenset[date]:
    """Days off around now: waits are at most a year long."""
    year = ctx.now.year
    known = tuple(each for each in entries if _known(ctx, each))
    return holidays.days_off(known, range(year - 1, year + 3), ctx.config.calendars)


def _known(ctx: Ctx, entry: str) -> bool:
    """Whether an entry of the database still names days: since then a calendar may have left the config."""
    if entry.endswith(".ics"):
        return entry in ctx.config.calendars
    try:
        holidays.check(entry)
    except ValueError:
        return False
    return True
