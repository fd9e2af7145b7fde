"""Days that somebody names, by their own calendar and in their own language, or a refusal that says what to write.

Rules of this file: it reads what ``dates.py`` can, for the asker: their today is that of their zone, their language the
one that is known of them, else the programme's; a mentor's are those that they speak, too.
"""

from datetime import date, timedelta

from bot import dates, typed, working
from bot.clock import local_day
from bot.context import Ctx
from bot.dates import Named, NoSuchDay
from bot.errors import Refused
from bot.message import Day, Words
from bot.model import Role

_FAR = 731
"""Days ahead behind which nobody plans: two years."""


def day_ahead(ctx: Ctx, written: str) -> Named:
    """A day that is still to come where who writes is, within two years. Raises Refused."""
    words, today = typed.brief(typed.plain(written)) or typed.plain(written), own_day(ctx)
    named = read_day(ctx, words, today)
    if named is None:
        raise Refused("not-a-date", typed=Words(words[:40]), example=f"{today.year + 1}-03-31")
    if named.day <= today:
        raise Refused("date-past", typed=Words(words), today=today.isoformat())
    if (named.day - today).days > _FAR:
        raise Refused("date-far", typed=Words(words), last=Day(today + timedelta(days=_FAR)))
    return named


def own_day(ctx: Ctx) -> date:
    """Which day it is where the asker is."""
    return local_day(ctx.now, working.zone_of(ctx, ctx.actor))


def day(ctx: Ctx, written: str) -> date:
    """A day as it is written. Raises Refused for one that doesn't exist, and for what is none."""
    today = own_day(ctx)
    named = read_day(ctx, written, today)
    if named is None:
        raise Refused("day-unreadable", typed=Words(written[:40]), example=f"{today.year}-12-24")
    return named.day


def read_day(ctx: Ctx, written: str, today: date) -> Named | None:
    """A day as it is written; None for what is none. Raises Refused for one that doesn't exist."""
    languages = [ctx.actor.locale or ctx.config.programme.language]
    try:
        found = dates.read(written, today, languages)
        if found is None and (spoken := _spoken(ctx)):
            found = dates.read(written, today, [*languages, *spoken])
        return found
    except NoSuchDay as none:
        raise Refused("no-such-day", typed=Words(written), last=none.last.isoformat()) from None


def _spoken(ctx: Ctx) -> tuple[str, ...]:
    """The languages that a mentor speaks: not every platform knows which one somebody reads."""
    mine = ctx.store.mentors.get(ctx.actor) if Role.MENTOR in ctx.actor.roles else None
    return mine.languages if mine is not None else ()
