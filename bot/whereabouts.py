"""Who is where: a place as somebody names it, and the ambassadors and mentors there.

Rules of this file: a place is a region by its name or alias, else a country or a city by its name in English or in the
asker's language, else a topic of the mentors', else a larger town. What is written right goes before what is near; what
was taken for a typo is said. The queries run inside somebody else's transaction, as all of ``ports.py``.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from rapidfuzz import fuzz, process

from bot import atlas, gazetteer, towns
from bot.context import Ctx
from bot.gazetteer import Spot
from bot.model import Person, Region
from bot.towns import Town
from bot.typed import bare, brief, key, plain

LONGEST = 60
"""Characters of a name that is worth looking for."""
COUNTED = 1000
"""The most people who are counted."""
_AROUND = frozenset(["about", "are", "at", "for", "from", "in", "is", "knows", "near", "of", "the"])
"""Words in front of a place that aren't its name."""


class Whereabouts(Protocol):
    """Who is where."""

    def ambassadors(self, regions: Collection[int], most: int) -> tuple[list[Person], int]:
        """Ambassadors of regions, by their ids: the first of them, and how many there are, up to ``COUNTED``."""

    def knowing(self, topic: str, most: int) -> tuple[list[tuple[Person, tuple[str, ...]]], int]:
        """Mentors who are there and know about a topic, each with the names of their regions, and how many."""

    def topics(self) -> list[str]:
        """What mentors know about, each once."""

    def missed(self, place: str, region: Region | None, now: datetime) -> None:
        """Somebody asked for a place that has no ambassador; ``region``: the one that it lies in."""

    def times_missed(self, regions: Collection[int]) -> int:
        """How often that happened in regions, by their ids."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a place turned out to be: a region; a country or a city with the region that it lies in, if any; or a topic.

    ``guessed``: it was taken for a typo.
    """

    region: Region | None = None
    spot: Spot | None = None
    topic: str | None = None
    guessed: bool = False


def language(ctx: Ctx) -> str:
    """The language in which whoever asks reads."""
    return ctx.actor.locale or ctx.config.programme.language


def resolve(ctx: Ctx, text: str) -> Found | None:
    """What somebody means by a place; None: nothing that the bot knows."""
    name = brief(plain(text).strip("\"'?!.,")).strip("\"'?!.,")[:LONGEST]
    words = name.split()
    if [key(each) for each in words] == ["are"]:  # "who are you?", and nobody's code for the Emirates
        return None
    while words and len(words) > 1 and key(words[0]) in _AROUND:
        words.pop(0)
    wanted = " ".join(words)
    for each in dict.fromkeys((name, wanted)):
        if (found := _exactly(ctx, each)) is not None:
            return found
    first, _, rest = (each.strip() for each in wanted.partition(","))
    around = next(_places(ctx, rest), None)
    if around is not None:
        return _inside(ctx, first, around)
    found = _nearly(ctx, wanted) or (_exactly(ctx, first) or _nearly(ctx, first) if rest else None)
    return replace(found, guessed=True) if found is not None and found.topic is None else found


def _inside(ctx: Ctx, name: str, around: Found) -> Found | None:
    """A place in another one: ``Heidelberg, South Africa``. None where it isn't there."""
    near = _nearly(ctx, name)
    found = [*_places(ctx, name), *([near] if near is not None else [])]
    return next((each for each in found if _lies(ctx, each, around)), None)


def _lies(ctx: Ctx, inside: Found, around: Found) -> bool:
    """Whether the one is in the other's country, or its region is the other's or below it."""
    if around.spot is not None:
        return inside.spot is not None and inside.spot.country == around.spot.country
    path = atlas.of(ctx.regions).path(inside.region) if inside.region is not None else []
    return around.region is not None and around.region.id in {each.id for each in path}


def _exactly(ctx: Ctx, name: str) -> Found | None:
    known = _known(ctx, name)
    if known is not None:
        return known
    if name and ctx.store.whereabouts.knowing(key(name), 1)[1]:
        return Found(topic=key(name))
    return next(_towns(ctx, name), None)


def _places(ctx: Ctx, name: str) -> Iterator[Found]:
    """Everything of that name, but what mentors know about."""
    known = _known(ctx, name)
    if known is not None:
        yield known
    yield from _towns(ctx, name)


def _known(ctx: Ctx, name: str) -> Found | None:
    tree = atlas.of(ctx.regions)
    if (region := tree.named.get(key(name))) is not None:
        return Found(region)
    if (spot := gazetteer.find(name, language(ctx))) is not None:
        return Found(tree.countries.get(spot.country), spot)
    region = tree.bare.get(bare(name))
    return Found(region) if region is not None else None


def _towns(ctx: Ctx, name: str) -> Iterator[Found]:
    return (_town(ctx, town, name) for town in towns.named(name))


def _town(ctx: Ctx, town: Town, typed: str) -> Found:
    """What a town is called elsewhere is shown to whoever calls it so, and spells it right; else its own name."""
    shown = town.name if key(typed) == key(town.name) else town.own
    spot = Spot(town.country, shown, town.own, town.zone)
    guessed = bare(typed) != bare(shown)
    return Found(atlas.of(ctx.regions).countries.get(town.country), spot, guessed=guessed)


def _nearly(ctx: Ctx, name: str) -> Found | None:
    """The place whose name is nearest: of two that are alike near, a region before a country before a city."""
    typed, tree = bare(name), atlas.of(ctx.regions)
    if len(typed) < gazetteer.SHORTEST:
        return None
    best = 0.0
    found: Found | None = None
    named, spots, topics = tree.bare, gazetteer.spots(language(ctx)), ctx.store.whereabouts.topics()
    large = towns.large()
    for names in (named, spots, topics, large):
        hit = process.extractOne(typed, list(names), scorer=fuzz.ratio, score_cutoff=gazetteer.ALIKE)
        if hit is None or hit[1] <= best or len(hit[0]) < gazetteer.SHORTEST:
            continue
        best = hit[1]
        if names is named:
            found = Found(named[hit[0]], guessed=True)
        elif names is large:
            found = _town(ctx, large[hit[0]], name)
        elif names is spots:
            spot = spots[hit[0]]
            found = Found(tree.countries.get(spot.country), spot, guessed=True)
        else:
            found = Found(topic=hit[0], guessed=True)
    return found


def nearest_up(ctx: Ctx, region: Region | None) -> list[Region]:
    """The regions above one, the nearest first; without one, the widest where there is a single one."""
    tree = atlas.of(ctx.regions)
    if region is not None:
        return tree.path(region)[1:]
    top = tree.top()
    return top if len(top) == 1 else []
