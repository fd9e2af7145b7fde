"""``region show``: the tree, or all that is known of one region. It only looks.

Rules of this file: everybody may see it. How many cases wait, and how often somebody was looked for there in vain, is
shown to those who answer for the region.
"""

from bot import atlas, leads, weekly, working
from bot.atlas import Atlas
from bot.clock import local_day
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.hours import local
from bot.message import Action, Day, Many, Message, Text, Tongue, When, do, say, write
from bot.model import Region, Role
from bot.parameters import openly
from bot.region_parameters import Called
from bot.region_rights import lands, rooms, theirs_too
from bot.region_words import quoted
from bot.regions import no_region

WHOLE = 50
"""Regions up to which the whole tree is shown; of a larger one, its two upper levels."""
NAMED = 30
_DEEPER = "– "


@command("region show", examples=("region show", "region show EMEA"), reads=True)
def show(ctx: Ctx, name: Called = "") -> Outcome:
    """The regions as a tree; or one of them: who leads it, its countries, channels, zone, language and holidays."""
    if not name.strip():
        return _tree(ctx)
    region = atlas.of(ctx.regions).find(name)
    if region is None:
        raise no_region(ctx.regions, name)
    return _one(ctx, region)


def _tree(ctx: Ctx) -> Outcome:
    tree = atlas.of(ctx.regions)
    add = (write("region add", "NAME"),) if Role.COORDINATOR in ctx.actor.roles else ()
    if not ctx.regions:
        return answer("region-tree-none", actions=add)
    whole = len(ctx.regions) <= WHOLE
    lines = [_branch(tree, depth, each, whole) for depth, each in tree.tree(tree.top()) if whole or depth < 2]
    return answer(
        "region-tree", count=len(ctx.regions), parts=[*lines[: 4 * WHOLE], say("region-tree-how")], actions=add
    )


def _branch(tree: Atlas, depth: int, region: Region, whole: bool) -> Message:
    below = 0 if whole or depth == 0 else len(tree.below({region.id})) - 1
    return say("region-branch", depth=_DEEPER * depth, region=region.name, aliases=Many(region.aliases),
               known=len(region.aliases), below=below)  # fmt: skip


def _one(ctx: Ctx, region: Region) -> Outcome:
    tree = atlas.of(ctx.regions)
    hours = working.hours_in(ctx, region)
    above = tree.path(region)[1:]
    parts = [
        say("region-under", path=Many(tuple(each.name for each in above))) if above else None,
        say("region-aliases", aliases=Many(region.aliases)) if region.aliases else None,
        _below(tree, region),
        _lead(ctx, region),
        _people(ctx, tree, region),
        say("region-countries", countries=lands(ctx, region.countries)) if region.countries else None,
        _channels(tree, region),
        say("region-zone", zone=hours.zone, time=f"{local(ctx.now, hours.zone):%H:%M}"),
        say("region-language", language=_tongue(ctx, tree, region)),
        _holidays(ctx, region),
        _digest(ctx, region, hours.zone),
        *_private(ctx, tree, region),
    ]
    return answer("region-one", region=region.name, parts=[each for each in parts if each], actions=_ways(ctx, region))


def _below(tree: Atlas, region: Region) -> Message | None:
    names = tuple(each.name for each in tree.children.get(region.id, []))
    more = max(len(names) - NAMED, 0)
    return say("region-below", names=Many(names[:NAMED]), more=more) if names else None


def _lead(ctx: Ctx, region: Region) -> Message:
    own = ctx.store.people.leads([region.id])
    if own:
        return say("region-lead", people=Many(tuple(map(openly, own))))
    answering = leads.for_region(ctx, region)
    return say("region-lead-none", people=Many(tuple(map(openly, answering))), count=len(answering))


def _people(ctx: Ctx, tree: Atlas, region: Region) -> Message:
    guides = ctx.store.regions.hanging(region).mentors
    _, ambassadors = ctx.store.whereabouts.ambassadors(tree.below({region.id}), 1)
    return say("region-people", mentors=guides, ambassadors=ambassadors)


def _channels(tree: Atlas, region: Region) -> Message | None:
    reads = next((each for each in tree.path(region) if each.channels), None)
    if reads is None:
        return None
    return say("region-channels", channels=rooms(reads), of=reads.name, own=int(reads.id == region.id))


def _tongue(ctx: Ctx, tree: Atlas, region: Region) -> Tongue:
    spoken = (each.language for each in tree.path(region) if each.language is not None)
    return Tongue(next(spoken, ctx.config.programme.language))


def _holidays(ctx: Ctx, region: Region) -> Message:
    entries, source = working.region_holidays(ctx, region)
    if not entries:
        return say("region-no-holidays")
    return say("region-holidays", holidays=Many(entries), own=int(bool(region.holidays)), source=Text(f"from-{source}"))


def _digest(ctx: Ctx, region: Region, zone: str) -> Message | None:
    """When its week is told next; where none is, the time that was set for it."""
    if not ctx.config.digest.send or not region.channels:
        off = int(not ctx.config.digest.send)
        return say("region-digest-not", digest=region.digest, off=off) if region.digest is not None else None
    read_by = weekly.circle(ctx, region)
    next_at = When(weekly.next_at(ctx, read_by), zone)
    if read_by.paused is not None and ctx.now < read_by.paused:
        return say("region-digest-paused", until=Day(local_day(read_by.paused, zone)), next=next_at)
    return say("region-digest-next", next=next_at)


def _private(ctx: Ctx, tree: Atlas, region: Region) -> list[Message]:
    """For those who answer for it."""
    if not theirs_too(ctx, region):
        return []
    there = tree.below({region.id})
    waits = len(ctx.store.regions.waiting(there, 0, 1000))
    times = ctx.store.whereabouts.times_missed(there)
    return [say("region-cases", cases=waits), *([say("region-missed", times=times)] if times else [])]


def _ways(ctx: Ctx, region: Region) -> tuple[Action, ...]:
    edit = (write("region edit", quoted(region.name), "WHAT", "VALUE"),) if theirs_too(ctx, region) else ()
    return do("who", quoted(region.name)), *edit
