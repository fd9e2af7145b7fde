"""The region tree in chat: making, moving and removing regions.

Rules of this file: what a change would break is refused, with what to do first. Each change counts at once, and is in
the log with who made it. Who may, stands in ``region_rights.py``.
"""

from dataclasses import replace

from bot import atlas, region_words, tree, working
from bot.command import LEADS, command
from bot.context import Ctx
from bot.due import REGION, WEEK
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.message import Action, Many, Message, Text, Value, do, say, write
from bot.model import Region, Role
from bot.parameters import Place, mention
from bot.region_parameters import NewName, Under, UnderWhat
from bot.region_rights import may, may_decide, rooms, theirs
from bot.region_words import quoted

NOWHERE = Region(0, "")
"""Stands for a region that nobody named."""


@command("region add", who=LEADS, examples=("region add LATAM", "region add DACH under EMEA"))
def add(ctx: Ctx, name: NewName, under: Under = NOWHERE) -> Outcome:
    """Make a region, under another or at the top."""
    parent = under if under is not NOWHERE else None
    if parent is None and Role.COORDINATOR not in ctx.actor.roles:
        raise Refused("region-add-under", regions=theirs(ctx), example=f"region add {quoted(name.strip())[:60]} under")
    if parent is not None:
        may(ctx, parent)
    named = region_words.name(ctx, name, under=parent)
    made = ctx.store.regions.add(Region(0, named, parent.id if parent is not None else None))
    tree.changed(ctx, made, "added")
    said: dict[str, Value] = {"region": made.name, "zone": working.hours_in(ctx, made).zone}
    actions = _next(made, "countries", "zone", "channels", "lead")
    if parent is None:
        return answer("region-added", said, actions=actions)
    return answer("region-added-under", said, parent=parent.name, actions=actions)


@command("region move", who=LEADS, examples=("region move DACH under EMEA", "region move LATAM under nothing"))
def move(ctx: Ctx, region: Place, under: UnderWhat) -> Outcome:
    """Put a region, with all below it, under another."""
    may_decide(ctx, region)
    if under is None and Role.COORDINATOR not in ctx.actor.roles:
        raise Refused("region-not-yours", region=region.name, regions=theirs(ctx))
    known = atlas.of(ctx.regions)
    if under is not None:
        may(ctx, under)
        if under.id in known.below({region.id}):
            circle = Many(tuple(each.name for each in reversed(known.path(under))))
            raise Refused("region-circle", region=region.name, parent=under.name, path=circle)
    if (under.id if under is not None else None) == region.parent:
        raise Refused("region-there", region=region.name, parent=_named(under))
    moved = replace(region, parent=under.id if under is not None else None)
    ctx.store.regions.save(moved)
    tree.changed(ctx, moved, "moved")
    below = len(known.below({region.id})) - 1
    zone = working.hours_in(ctx, moved).zone
    shown = do("region show", quoted(moved.name), label="do-region-show")
    return answer("region-moved", region=moved.name, parent=_named(under), below=below, zone=zone, actions=(shown,))


@command("region remove", who=LEADS, examples=("region remove DACH",))
def remove(ctx: Ctx, region: Place) -> Outcome:
    """Remove a region on which nothing hangs."""
    may_decide(ctx, region)
    stays = _hanging(ctx, region)
    if stays:
        raise Refused("region-remove-not", region=region.name, parts=stays)
    planned = [ctx.store.dues.get(kind, str(region.id)) for kind in (WEEK, REGION)]
    ctx.store.dues.remove([row for row in planned if row is not None])
    ctx.store.regions.remove(region)
    tree.changed(ctx, region, "removed", gone=True)
    freed = [say("region-freed", channels=rooms(region))] if region.channels else []
    return answer("region-removed", region=region.name, parts=freed, actions=(do("region show", label="do-regions"),))


def _hanging(ctx: Ctx, region: Region) -> list[Message]:
    """Why a region can't be removed, each with what to do first."""
    found = ctx.store.regions.hanging(region)
    below = atlas.of(ctx.regions).children.get(region.id, [])
    named: dict[str, Value] = {"region": region.name, "typed": quoted(region.name)}
    parts: list[Message] = []
    if below:
        first = quoted(below[0].name)
        parts.append(say("region-has-below", named, names=Many(tuple(each.name for each in below[:8])), first=first))
    leads = ctx.store.people.leads([region.id])
    if leads:
        parts.append(say("region-has-leads", named, people=Many(tuple(map(mention, leads)))))
    if found.mentors:
        people = Many(tuple(map(mention, found.first)))
        parts.append(say("region-has-mentors", named, people=people, more=found.mentors - len(found.first)))
    if found.open or found.closed:
        parts.append(say("region-has-cases", named, open=found.open, closed=found.closed))
    if found.ambassadors:
        parts.append(say("region-has-ambassadors", named, ambassadors=found.ambassadors))
    if found.written:
        parts.append(say("region-has-written", named, written=found.written))
    if found.open or found.closed or found.ambassadors or found.written:
        above = atlas.of(ctx.regions).path(region)[1:]
        parts.append(say("region-stays", named, under=quoted(above[0].name) if above else "REGION"))
    return parts


def _named(region: Region | None) -> Value:
    return region.name if region is not None else Text("region-the-top")


def _next(region: Region, *things: str) -> tuple[Action, ...]:
    examples = {"countries": "DE AT", "zone": "CITY", "channels": "#CHANNEL", "lead": "@PERSON"}
    return tuple(
        replace(write("region edit", quoted(region.name), each, examples[each]), label=f"do-region-{each}")
        for each in things
    )
