"""Who answers for a region: its lead, else the nearest one above it that has some, else the coordinators.

Rule of this file: whoever is named ``besides`` isn't among them: a case may be their own, or about them.
"""

from collections.abc import Callable, Collection, Iterable

from bot import casework
from bot.context import Ctx
from bot.model import Case, Person, Region, Role


def for_case(
    ctx: Ctx, case: Case, besides: Collection[int] = (), there: Callable[[Person], bool] = lambda _: True
) -> list[Person]:
    """Those who answer for a case, never its candidate. Nobody: there is nobody.

    ``besides``: people, by their ids. ``there``: which leads to ask.
    """
    others = {case.candidate.id, *besides}
    return _leads(ctx, casework.above(ctx, case), others, there) or coordinators(ctx, others)


def for_region(ctx: Ctx, region: Region | None) -> list[Person]:
    """Those who answer for a region. Asked once for all above it: mostly there is nobody."""
    upwards = casework.upwards(ctx, region.id if region is not None else None)
    known = ctx.store.people.leads(upwards) if upwards else []
    of_each = ([lead for lead in known if each in lead.leads] for each in upwards)
    return next(filter(None, of_each), None) or coordinators(ctx, ())


def coordinators(ctx: Ctx, besides: Collection[int]) -> list[Person]:
    """Everybody who runs the programme, but for some."""
    return [each for each in ctx.store.people.holders(Role.COORDINATOR) if each.id not in besides]


def of_case(ctx: Ctx, case: Case, there: Callable[[Person], bool] = lambda _: True) -> list[Person]:
    """The leads among those who answer for a case; nobody: the coordinators do. ``there``: whom to ask."""
    return _leads(ctx, casework.above(ctx, case), {case.candidate.id}, there)


def _leads(
    ctx: Ctx, regions: Iterable[int], besides: Collection[int], there: Callable[[Person], bool] = lambda _: True
) -> list[Person]:
    for region in regions:
        if found := [lead for lead in ctx.store.people.leads([region]) if lead.id not in besides and there(lead)]:
            return found
    return []
