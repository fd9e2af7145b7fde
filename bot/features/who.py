"""``who``: the ambassadors of a place, and how to reach them; or who knows about a topic.

Rules of this file: anybody may ask, and is answered alone. Where there is nobody, the nearest region above that has
somebody stands in, and it is noted that somebody looked in vain: the place, not who asked. Else nothing is written.
"""

from bot import atlas, gazetteer, leads, whereabouts, working
from bot.address import Room
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.hours import local
from bot.message import Action, Channel, Many, Message, Value, Words, do, say
from bot.model import Person, Region
from bot.parameters import openly
from bot.region_parameters import Where
from bot.region_words import quoted
from bot.regions import NAMED
from bot.typed import plain
from bot.whereabouts import COUNTED, Found

SHOWN = 10
"""People that one answer names."""


@command("who", examples=("who EMEA", "who Germany", "who Berlin", "who translation"), reads=True)
def who(ctx: Ctx, wanted: Where) -> Outcome:
    """Who is an ambassador in a region, country or city, and how to reach them; or who knows about a topic."""
    found = whereabouts.resolve(ctx, wanted)
    if found is None:
        raise _unknown(ctx, wanted)
    if found.topic is not None:
        return _topic(ctx, found.topic, wanted, guessed=found.guessed)
    return _place(ctx, found, wanted)


def _unknown(ctx: Ctx, wanted: str) -> Refused:
    all_of_them = ctx.regions if len(ctx.regions) <= NAMED else atlas.of(ctx.regions).top()
    names = sorted(region.name for region in all_of_them)
    typed = Words(plain(wanted)[: whereabouts.LONGEST])
    shown = (do("region show", label="do-regions"),)
    return Refused("who-unknown", typed=typed, regions=Many(tuple(names[:NAMED])), actions=shown)


# A place


def _place(ctx: Ctx, found: Found, wanted: str) -> Outcome:
    tree, region = atlas.of(ctx.regions), found.region
    people, many = _ambassadors(ctx, tree.below({region.id})) if region is not None else ([], 0)
    parts = [*_understood(found, wanted), *_clock(ctx, found)]
    if people:
        parts.append(_named("who-ambassadors", people, many))
        parts += _reach(ctx, region)
        return answer("who", place=_called(found), parts=parts, actions=_ways(region))
    place = found.spot.english if found.spot is not None else _called(found)
    ctx.write()
    ctx.store.whereabouts.missed(place, region, ctx.now)
    parts += [say("who-nobody", place=_called(found)), *_instead(ctx, region)]
    return answer("who", place=_called(found), parts=parts, actions=(*_ways(region), do("apply")))


def _ambassadors(ctx: Ctx, regions: frozenset[int]) -> tuple[list[Person], int]:
    people, many = ctx.store.whereabouts.ambassadors(regions, SHOWN)
    return list({each.id: each for each in people}.values()), many  # one may be it for two of the regions


def _called(found: Found) -> str:
    if found.spot is not None:
        return found.spot.name
    return found.region.name if found.region is not None else ""


def _understood(found: Found, wanted: str) -> list[Message]:
    """What was taken for a typo, and in which region a country or city lies."""
    typed: dict[str, Value] = {"typed": Words(plain(wanted)[: whereabouts.LONGEST]), "place": _called(found)}
    parts = [say("who-guessed", typed)] if found.guessed else []
    if found.spot is not None and found.region is not None:
        parts.append(say("who-in", typed, region=found.region.name))
    elif found.spot is not None:
        parts.append(say("who-in-none", typed))
    return parts


def _clock(ctx: Ctx, found: Found) -> list[Message]:
    zone = gazetteer.clock_of(found.spot, ctx.now.year) if found.spot is not None else None
    if zone is None and found.region is not None:
        zone = working.hours_in(ctx, found.region).zone
    if zone is None:
        return []
    return [say("who-clock", time=f"{local(ctx.now, zone):%H:%M}", zone=zone)]


def _named(key: str, people: list[Person], many: int, **said: Value) -> Message:
    shown = Many(tuple(map(openly, sorted(people, key=lambda each: (each.name.casefold(), each.id)))))
    more = max(many - len(people), 0) if many > SHOWN else 0
    return say(key, said, people=shown, more=more, least=int(many >= COUNTED))


def _instead(ctx: Ctx, region: Region | None) -> list[Message]:
    """The nearest region above that has somebody, with its people; and who answers for the place."""
    tree = atlas.of(ctx.regions)
    for above in whereabouts.nearest_up(ctx, region):
        people, many = _ambassadors(ctx, tree.below({above.id}))
        if people:
            nearest = _named("who-instead", people, many, region=above.name)
            return [nearest, *_reach(ctx, region if region is not None else above)]
    return _reach(ctx, region)


def _reach(ctx: Ctx, region: Region | None) -> list[Message]:
    """Who answers for it, where its people meet, and where its mentors are."""
    parts = []
    answering = leads.for_region(ctx, region)
    if answering:
        lead = region is not None and region.id in answering[0].leads
        people = Many(tuple(map(openly, answering[:SHOWN])))
        parts.append(
            say("who-lead", people=people) if lead else say("who-lead-above", people=people, count=len(answering))
        )
    tree = atlas.of(ctx.regions)
    meets = next((each for each in tree.path(region) if each.channels), None) if region is not None else None
    channels = meets.channels if meets is not None else tuple(map(Room, ctx.config.programme.ambassadors_channels))
    if channels:
        parts.append(say("who-channels", channels=_rooms(channels)))
    mentors = tuple(map(Room, ctx.config.programme.mentors_channels))
    typed = f"mentors {quoted(region.name)}" if region is not None else "mentors"
    parts.append(say("who-mentors", channels=_rooms(mentors), command=typed))
    return parts


def _rooms(channels: tuple[Room, ...]) -> Many:
    return Many(tuple(map(Channel, channels)))


def _ways(region: Region | None) -> tuple[Action, ...]:
    return (do("region show", quoted(region.name), label="do-region-show"),) if region is not None else ()


# A topic


def _topic(ctx: Ctx, topic: str, wanted: str, *, guessed: bool) -> Outcome:
    people, many = ctx.store.whereabouts.knowing(topic, SHOWN)
    typed: dict[str, Value] = {"typed": Words(plain(wanted)[: whereabouts.LONGEST]), "place": topic}
    parts = [say("who-guessed", typed)] if guessed else []
    parts += [say("who-knows", mentor=openly(each), regions=Many(regions)) for each, regions in people]
    more = [say("who-more", more=many - len(people))] if many > len(people) else []
    actions = (do("mentors", quoted(topic)),)
    return answer("who-topic", topic=topic, parts=[*parts, *more, say("who-topic-how")], actions=actions)
