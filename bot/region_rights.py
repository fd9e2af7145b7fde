"""Who may change which region, and how what regions have is named.

Rules of this file: coordinators change everything. A lead changes their own regions and what lies below them; who leads
a region, where it hangs and whether it stays is decided from above it.
"""

from collections.abc import Sequence

from bot import atlas, gazetteer
from bot.context import Ctx
from bot.errors import Refused
from bot.message import Channel, Many
from bot.model import Region, Role
from bot.whereabouts import language


def may(ctx: Ctx, region: Region) -> None:
    """Raises Refused for a region that is neither theirs nor below one of theirs."""
    if not theirs_too(ctx, region):
        raise Refused("region-not-yours", region=region.name, regions=theirs(ctx))


def may_decide(ctx: Ctx, region: Region) -> None:
    """Raises Refused for a region that isn't below one of theirs: what is decided from above."""
    above = {each.id for each in atlas.of(ctx.regions).path(region)[1:]}
    if Role.COORDINATOR not in ctx.actor.roles and above.isdisjoint(ctx.actor.leads):
        raise Refused("region-from-above", region=region.name)


def theirs_too(ctx: Ctx, region: Region) -> bool:
    """Whether somebody answers for a region: they lead it, or one above it, or run the programme."""
    return Role.COORDINATOR in ctx.actor.roles or region.id in atlas.of(ctx.regions).below(ctx.actor.leads)


def theirs(ctx: Ctx) -> Many:
    """The regions that somebody leads."""
    return Many(tuple(each.name for each in ctx.regions if each.id in ctx.actor.leads))


def rooms(region: Region) -> Many:
    """Its channels."""
    return Many(tuple(map(Channel, region.channels)))


def lands(ctx: Ctx, codes: Sequence[str]) -> Many:
    """Countries, as whoever asks calls them."""
    return Many(tuple(gazetteer.called(code, language(ctx)) for code in codes))
