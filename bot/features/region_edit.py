"""Changing one thing of a region in chat: its name, where and when it works, where it reads, who leads it.

Rules of this file: what can't be read, or would break something, is refused before anything is changed
(``region_words.py``). What was set is said back, as it counts from then on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot import digests, region_words, tree, working
from bot.clock import local_day
from bot.command import LEADS, command
from bot.context import Ctx
from bot.effect import Effect, Outcome, answer, tell
from bot.errors import Refused
from bot.hours import local
from bot.message import Action, Day, Many, Mention, Message, Text, Tongue, Value, Words, do, say
from bot.model import Person, Region, Role
from bot.parameters import Place, mention, somebody
from bot.region_parameters import Values, What
from bot.region_rights import lands, may, may_decide, rooms
from bot.region_words import quoted
from bot.typed import key


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of one thing of a region: its new value to read, what else is to be said, and to whom."""

    after: Region
    shown: Value
    parts: tuple[Message, ...] = ()
    told: tuple[Effect, ...] = ()
    done: bool = False


@command(
    "region edit",
    who=LEADS,
    examples=(
        "region edit EMEA zone Europe/Berlin",
        "region edit EMEA countries DE AT Switzerland",
        "region edit EMEA channels #emea",
        "region edit EMEA lead @bo",
        "region edit EMEA digest Tue 10:00",
    ),
)
def edit(ctx: Ctx, region: Place, what: What, value: Values = "") -> Outcome:
    """Change one thing of a region: name, aliases, countries, channels, zone, language, holidays, lead or digest."""
    may(ctx, region)
    thing = _thing(region, what)
    if not value.strip():
        raise Refused("region-edit-value", region=region.name, parts=(_how(region, thing),))
    edited = _EDITS[thing](ctx, region, value)
    said: dict[str, Value] = {"region": region.name, "what": Text(f"region-the-{thing}"), "value": edited.shown}
    actions = (do("region show", quoted(edited.after.name), label="do-region-show"),)
    if edited.after == region and not edited.done:
        return answer("region-same", said, actions=actions)
    if edited.after != region:
        ctx.store.regions.save(edited.after)
    tree.changed(ctx, edited.after, thing)
    parts = (*edited.parts, *_told(ctx, edited.after, thing))
    return answer("region-edited", said, parts=parts, actions=actions), edited.told


def _thing(region: Region, word: str) -> str:
    """What of a region a word means. Raises Refused."""
    known = _WORDS.get(word.rstrip(":"))
    if known is None:
        near = process.extractOne(word, list(_WORDS), scorer=fuzz.ratio, score_cutoff=65)
        things = Many(tuple(_EDITS), either=True)
        said: dict[str, Value] = {"typed": Words(word[:40]), "region": quoted(region.name), "things": things}
        raise (
            Refused("region-edit-what", said)
            if near is None
            else Refused("region-edit-what-but", said, near=_WORDS[near[0]])
        )
    return known


def _how(region: Region, thing: str) -> Message:
    return say(f"region-how-{thing}", typed=quoted(region.name))


def _told(ctx: Ctx, region: Region, thing: str) -> list[Message]:
    """What follows from a change."""
    if thing == "zone":
        zone = working.hours_in(ctx, region).zone
        return [say("region-clock", zone=zone, time=f"{local(ctx.now, zone):%H:%M}")]
    if thing == "holidays" and region.holidays:
        return _coming(ctx, region)
    return []


def _coming(ctx: Ctx, region: Region) -> list[Message]:
    """The next day off, so that a mistake is seen."""
    hours = working.hours_in(ctx, region)
    today = local_day(ctx.now, hours.zone)
    day = min((each for each in hours.off if each >= today), default=None)
    return [say("hours-next-holiday", day=Day(day))] if day is not None else []


def _name(ctx: Ctx, region: Region, value: str) -> Edit:
    """The old name stays an alias: drafts, and people, still know it."""
    name = region_words.name(ctx, value.strip().strip('"“”'), region)
    others = [each for each in region.aliases if key(each) != key(name)]
    kept = [region.name] if key(name) != key(region.name) else []
    also = (say("region-renamed", old=region.name, typed=quoted(name)),) if kept else ()
    return Edit(replace(region, name=name, aliases=(*others, *kept)), name, also)


def _aliases(ctx: Ctx, region: Region, value: str) -> Edit:
    found = region_words.aliases(ctx, region, value)
    return Edit(replace(region, aliases=found), Many(found))


def _countries(ctx: Ctx, region: Region, value: str) -> Edit:
    found = region_words.countries(ctx, region, value)
    return Edit(replace(region, countries=found), lands(ctx, found))


def _channels(ctx: Ctx, region: Region, value: str) -> Edit:
    after = replace(region, channels=region_words.channels(ctx, region, value))
    return Edit(after, rooms(after))


def _zone(ctx: Ctx, region: Region, value: str) -> Edit:
    found = None if region_words.nothing(value) else region_words.zone(ctx, value)
    return Edit(replace(region, time_zone=found), found or Text("region-as-above"))


def _language(ctx: Ctx, region: Region, value: str) -> Edit:
    found = None if region_words.nothing(value) else region_words.tongue(ctx, value)
    return Edit(replace(region, language=found), Tongue(found) if found else Text("region-as-above"))


def _holidays(ctx: Ctx, region: Region, value: str) -> Edit:
    found = region_words.days_off(ctx, region, value)
    return Edit(replace(region, holidays=found), Many(found) if found else Text("region-as-above"))


def _digest(ctx: Ctx, region: Region, value: str) -> Edit:
    found = None if region_words.nothing(value) else region_words.digest(ctx, value)
    return Edit(replace(region, digest=found), found or Text("region-as-programme"))


def _lead(ctx: Ctx, region: Region, value: str) -> Edit:
    """Those who are named lead it from now on, and nobody else."""
    may_decide(ctx, region)
    before = ctx.store.people.leads([region.id])
    names = [part.strip().strip('"') for part in value.replace(" and ", ",").split(",") if part.strip()]
    wanted = [] if region_words.nothing(value) else [_kept(ctx, somebody(ctx, each)) for each in names]
    ids, had = {each.id for each in wanted}, {each.id for each in before}
    told: list[Effect] = []
    for person in wanted:
        if person.id not in had and ctx.store.people.grant(person, Role.LEAD, region, ctx.me(), ctx.now):
            digests.begin(ctx.store, person, ctx.now)
            told += _word(ctx, person, region, "role-welcome", (do("help"),))
    for person in before:
        if person.id not in ids and ctx.store.people.revoke(person, Role.LEAD, region):
            told += _word(ctx, person, region, "role-goodbye")
    shown: tuple[Mention, ...] = tuple(map(mention, wanted))
    return Edit(region, Many(shown), told=tuple(told), done=ids != had)


def _kept(ctx: Ctx, person: Person) -> Person:
    return person if person.id else ctx.store.people.ensure([person.identity], person.name, ctx.now)


def _word(ctx: Ctx, person: Person, region: Region, text: str, actions: Sequence[Action] = ()) -> list[Effect]:
    if person.id == ctx.actor.id:
        return []
    return [tell(person, text, role=Text("role-lead"), where=region.name, actions=actions)]


_EDITS: dict[str, Callable[[Ctx, Region, str], Edit]] = {
    "name": _name,
    "aliases": _aliases,
    "countries": _countries,
    "channels": _channels,
    "zone": _zone,
    "language": _language,
    "holidays": _holidays,
    "lead": _lead,
    "digest": _digest,
}
_WORDS = {each: each for each in _EDITS} | {
    "alias": "aliases",
    "country": "countries",
    "channel": "channels",
    "room": "channels",
    "rooms": "channels",
    "timezone": "zone",
    "time_zone": "zone",
    "holiday": "holidays",
    "leads": "lead",
    "rename": "name",
}
"""What people call the things of a region."""
