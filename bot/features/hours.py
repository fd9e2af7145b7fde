"""When somebody works, in their own words: ``hours`` and ``timezone``.

Rules of this file: anybody may say it, for themselves. Each change is said back, and moves what is due for them. Nobody
can say that they never work: whoever is waited for is reminded some day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot import absence, covering, digests, ladder, places, working, zones
from bot.clock import local_day
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.hours import Never, opening
from bot.message import Action, Day, Many, Message, Text, Value, When, Words, do, say, write
from bot.model import Schedule
from bot.parameters import Country, FirstDay, LastDay, Workweek, Zone
from bot.typed import key
from bot.week import Unreadable, read

SHOWN = 8
"""The most zones, or stretches of days off, that one answer lists."""
MOST = 366
"""The most days in a row that one can name at once."""
ONE_DAY = date.min
"""Stands for a last day that nobody named."""
_FAR = timedelta(days=731)
"""How far ahead a day off may be."""
_NONE = ("none", "no", "nothing")
_AGAIN = ("region", "default")
"""Words with which somebody leaves their holidays to the bot again."""


@command("hours", examples=("hours", "hours Mon-Fri 9-17", "hours Tue, Thu 18:30-22"))
def hours(ctx: Ctx, wanted: Workweek = "") -> Outcome:
    """When one works, as far as the bot knows; or say it: days and hours."""
    if not wanted:
        return answer("hours", _told(ctx), parts=_shown(ctx), actions=_ways())
    try:
        week = read(wanted)
    except Unreadable as wrong:
        raise Refused("hours-unreadable", typed=Words(wanted[:60]), parts=(say(f"week-{wrong.why}"),)) from None
    _keep(ctx, replace(_mine(ctx), days=week.days, begins=week.begins, ends=week.ends))
    return answer("hours-set", _told(ctx), actions=(_ways()[2], *_ways()[1:2]))


@command("hours off", examples=("hours off 2026-12-24", "hours off 2026-12-24 to 2027-01-02"))
def off(ctx: Ctx, first: FirstDay, last: LastDay = ONE_DAY) -> Outcome:
    """Say on which days one is off."""
    days, today = _row(first, last), _today(ctx)
    if first < today:
        raise Refused("hours-off-past", day=Day(first), today=Day(today), example=f"hours off {today.isoformat()}")
    if days[-1] > today + _FAR:
        raise Refused("hours-off-far", day=Day(days[-1]))
    mine = _mine(ctx)
    _keep(ctx, replace(mine, off=mine.off | {*days}))
    return answer("hours-off", _stretch(days), parts=_days_off(ctx), actions=(write("hours on", "DATE"),))


@command("hours on", examples=("hours on 2026-12-24", "hours on 2026-12-24 to 2027-01-02"))
def on(ctx: Ctx, first: FirstDay, last: LastDay = ONE_DAY) -> Outcome:
    """Take days off back."""
    days = _row(first, last)
    mine, wanted = _mine(ctx), {*days}
    if not mine.off & wanted:
        if working.hours_of(ctx, ctx.actor).off & wanted:
            drop = do("hours holidays", "none", label="do-no-holidays")
            raise Refused("hours-on-holiday", _stretch(days), actions=(drop,))
        raise Refused("hours-on-not", _stretch(days), actions=(do("hours"),))
    _keep(ctx, replace(mine, off=mine.off - wanted))
    public = [say("hours-on-but")] if working.hours_of(ctx, ctx.actor).off & wanted else []
    return answer("hours-on", _stretch(days), parts=[*public, *_days_off(ctx)])


@command("hours holidays", examples=("hours holidays DE", "hours holidays Germany", "hours holidays none"))
def own_holidays(ctx: Ctx, wanted: Country) -> Outcome:
    """Whose public holidays one has: a country's or a part's, none, or those of the region."""
    entries: tuple[str, ...] | None
    if key(wanted) in _AGAIN:
        entries = None
    elif key(wanted) in _NONE:
        entries = ()
    else:
        entries = tuple(dict.fromkeys(_entry(each.strip()) for each in wanted.split(",") if each.strip()))
    _keep(ctx, replace(_mine(ctx), holidays=entries))
    return answer("hours-holidays-set", parts=_public(ctx))


def _entry(name: str) -> str:
    """A country's or a part's entry. Raises Refused, with those that are near."""
    found = places.country(name)
    if found is not None:
        return found
    near = places.near(name)
    if near:
        raise Refused("hours-holidays-but", typed=Words(name[:60]), near=Many(near, either=True), first=near[0])
    raise Refused("hours-holidays-unknown", typed=Words(name[:60]))


@command("timezone", examples=("timezone", "timezone Berlin", "timezone Asia/Kathmandu"))
def timezone(ctx: Ctx, wanted: Zone = "") -> Outcome:
    """The zone in which one is told times; or say it: a city or a country will do."""
    if not wanted:
        return answer("timezone", _told(ctx), parts=_zone_from(ctx), actions=(write("timezone", "CITY"),))
    found = places.zones_of(wanted, ctx.now.year) or places.zones_of_town(wanted, ctx.now.year)
    if len(found) > 1:
        shown = Many(found[:SHOWN])
        raise Refused("timezone-which", typed=Words(wanted[:60]), zones=shown, more=max(len(found) - SHOWN, 0))
    if not found:
        near = zones.near(wanted)
        if near is not None:
            raise Refused("timezone-but", typed=Words(wanted[:60]), near=near)
        raise Refused("timezone-unknown", typed=Words(wanted[:60]))
    _keep(ctx, replace(_mine(ctx), zone=found[0]))
    return answer("timezone-set", _told(ctx), actions=(write("hours", "Mon-Fri", "9-17"),))


# Keeping it


def _mine(ctx: Ctx) -> Schedule:
    """What they said so far, without the days off that are over."""
    mine = ctx.store.schedules.get(ctx.me())
    today = _today(ctx)
    return replace(mine, off=frozenset(day for day in mine.off if day >= today))


def _keep(ctx: Ctx, schedule: Schedule) -> None:
    """Write it, and move what is due for them. Raises Refused where no working time is left."""
    ctx.store.schedules.save(ctx.me(), schedule)
    try:
        opening(ctx.now, working.hours_of(ctx, ctx.actor))
    except Never:
        raise Refused("hours-never") from None
    working.first_told(ctx, ctx.actor)  # the answer says what the bot goes by
    ladder.recount(ctx, ctx.actor)
    absence.follow(ctx, ctx.actor)
    digests.moved(ctx, ctx.actor)


# Showing it


def _told(ctx: Ctx) -> dict[str, Value]:
    told = working.told(ctx, ctx.actor)
    return told | {"now": When(ctx.now, str(told["zone"]))}


def _shown(ctx: Ctx) -> list[Message]:
    mine = ctx.store.schedules.get(ctx.actor)
    guessed = [] if mine.days is not None else [say("hours-not-said")]
    mentor = ctx.store.mentors.get(ctx.actor) if ctx.actor.id else None
    away = [covering.word("absent-now", mentor)] if mentor is not None and mentor.absent else []
    return [*away, *guessed, *_zone_from(ctx), *_public(ctx), *_days_off(ctx)]


def _zone_from(ctx: Ctx) -> list[Message]:
    _, source = working.zone_from(ctx, ctx.actor)
    return [] if source is working.Source.OWN else [say("timezone-guessed", source=Text(f"from-{source}"))]


def _public(ctx: Ctx) -> list[Message]:
    """Whose holidays they have, and the next of them."""
    entries, source = working.holidays_from(ctx, ctx.actor)
    today = _today(ctx)
    coming = min((day for day in working.days_off(ctx, entries) if day >= today), default=None)
    said: dict[str, Value] = {"holidays": Many(entries), "source": Text(f"from-{source}")}
    if not entries:
        return [say("hours-no-holidays")]
    return [say("hours-holidays", said), *([say("hours-next-holiday", day=Day(coming))] if coming is not None else [])]


def _days_off(ctx: Ctx) -> list[Message]:
    """Their own days off, a line for each stretch of them."""
    today = _today(ctx)
    days = sorted(day for day in ctx.store.schedules.get(ctx.actor).off if day >= today)
    if not days:
        return []
    gaps = [at for at, (one, other) in enumerate(pairwise(days), 1) if other - one > timedelta(days=1)]
    breaks = [0, *gaps, len(days)]
    stretches = [days[begin:end] for begin, end in pairwise(breaks)]
    lines = [say("hours-day-off", _stretch(each)) for each in stretches[:SHOWN]]
    more = [say("hours-more-off", count=len(stretches) - SHOWN)] if len(stretches) > SHOWN else []
    return [say("hours-days-off"), *lines, *more]


def _ways() -> tuple[Action, ...]:
    return write("hours", "Mon-Fri", "9-17"), write("hours off", "DATE"), write("timezone", "CITY")


def _row(first: date, last: date) -> list[date]:
    """Days in a row. Raises Refused where they run backwards, or on and on."""
    count = 1 if last == ONE_DAY else (last - first).days + 1
    if count < 1:
        raise Refused("days-reversed", first=first.isoformat(), last=last.isoformat())
    if count > MOST:
        raise Refused("days-too-many", most=MOST)
    return [first + timedelta(days=more) for more in range(count)]


def _stretch(days: Sequence[date]) -> dict[str, Value]:
    """Days in a row, as values of a message."""
    return {"days": len(days), "first": Day(days[0]), "last": Day(days[-1])}


def _today(ctx: Ctx) -> date:
    return local_day(ctx.now, working.zone_of(ctx, ctx.actor))
