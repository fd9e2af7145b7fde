"""Where words belong: to the region in whose room they are said, else to their author's own, else to the programme.

Rules of this file: it looks things up and changes nothing. Of several regions of one's own, the first by name counts.
"""

from collections.abc import Collection, Sequence

from bot import casework
from bot.context import Ctx
from bot.model import Region, Role


def here(ctx: Ctx) -> Region | None:
    """The region whose room the event is in."""
    if ctx.event.direct:
        return None
    return next((each for each in ctx.regions if ctx.event.room in each.channels), None)


def of_words(ctx: Ctx) -> Region | None:
    """Where what the asker says belongs."""
    return here(ctx) or _own(ctx)


def _own(ctx: Ctx) -> Region | None:
    """Where they are an ambassador, mentor or lead, else where they applied last."""
    if not ctx.actor.id:
        return None
    theirs = ambassador_in(ctx)
    mentor = ctx.store.mentors.get(ctx.actor) if Role.MENTOR in ctx.actor.roles else None
    theirs += [each for each in ctx.regions if mentor is not None and each.name in mentor.regions]
    theirs += [each for each in ctx.regions if each.id in ctx.actor.leads]
    if theirs:
        return theirs[0]
    case = ctx.store.cases.open_of(ctx.actor) or ctx.store.cases.last_of(ctx.actor)
    return case.region if case is not None else None


def ambassador_in(ctx: Ctx) -> list[Region]:
    """The regions that the asker is ambassador of."""
    ids = ctx.store.week.ambassador_in(ctx.actor) if ctx.actor.id else ()
    return [each for each in ctx.regions if each.id in ids]


def meant(ctx: Ctx, theirs: Sequence[Region]) -> Region | None:
    """Which of an ambassador's own regions is meant: the only one, or the nearest to the room. None: they must say."""
    if len(theirs) == 1:
        return theirs[0]
    room, by_id = here(ctx), {each.id: each for each in theirs}
    return next((by_id[each] for each in casework.upwards(ctx, room.id if room else None) if each in by_id), None)


def below(regions: Sequence[Region], ids: Collection[int]) -> frozenset[int]:
    """Regions, and all below them, by their ids."""
    found = frozenset(ids)
    while more := {each.id for each in regions if each.parent in found} - found:
        found |= more
    return found
