"""Roles that coordinators give and take: sponsor, lead of a region, coordinator."""

from bot import digests
from bot.command import COORDINATORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import Text, Value, do
from bot.model import Person, Region, Role
from bot.parameters import Granted, Place, Somebody, mention

NOWHERE = Region(0, "")


@command("role grant", who=COORDINATORS, examples=("role grant sponsor @ana", "role grant lead @ana EMEA"))
def grant(ctx: Ctx, role: Granted, person: Somebody, region: Place = NOWHERE) -> Outcome:
    """Give somebody a role. A lead is one for a region."""
    where = _where(role, region)
    person = person if person.id else ctx.store.people.ensure([person.identity], person.name, ctx.now)
    said = _said(role, person, where)
    if not ctx.store.people.grant(person, role, where, ctx.me(), ctx.now):
        raise Refused("role-already", said)
    digests.begin(ctx.store, person, ctx.now)
    told = tell(person, "role-welcome", said, actions=(do("help"),)) if person.id != ctx.actor.id else None
    return answer("role-granted", said), told


@command("role revoke", who=COORDINATORS, examples=("role revoke sponsor @ana", "role revoke lead @ana EMEA"))
def revoke(ctx: Ctx, role: Granted, person: Somebody, region: Place = NOWHERE) -> Outcome:
    """Take a role from somebody. The last coordinator stays one."""
    where = _where(role, region)
    said = _said(role, person, where)
    if role is Role.COORDINATOR and [each.id for each in ctx.store.people.holders(role)] == [person.id]:
        raise Refused("last-coordinator", said)
    if not ctx.store.people.revoke(person, role, where):
        raise Refused("role-not-held", said)
    told = tell(person, "role-goodbye", said) if person.id != ctx.actor.id else None
    return answer("role-revoked", said), told


def _where(role: Role, region: Region) -> Region | None:
    if (role is Role.LEAD) != (region is not NOWHERE):
        raise Refused("role-where")
    return region if role is Role.LEAD else None


def _said(role: Role, person: Person, region: Region | None) -> dict[str, Value]:
    shown = Text(f"role-{role}")
    where: Value = region.name if region is not None else Text("everywhere")
    return {"role": shown, "person": mention(person), "where": where}
