"""Mentors as a candidate sees them, and the up to three whom they would like: shown, read, kept and ranked.

Rules of this file: only who can be chosen is shown: they are there, have a free place, and aren't whoever asks; who
fits stands first. How soon somebody answers is told once it is more than chance, counted in their own working time.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median

from bot import casework, typed, working
from bot.card import tongues
from bot.context import Ctx
from bot.errors import Refused
from bot.form import Field
from bot.hours import Hours, local, worked
from bot.message import Many, Message, Value, say
from bot.model import Mentor, Person
from bot.parameters import mention, somebody
from bot.regions import find_region
from bot.sheet import Option

WISHES = 3
SHOWN = 8
"""Mentors on one page."""
_OPTIONS = 100
_COUNTED, _ENOUGH = 10, 5
"""Answers that count, the last ones, and from how many on anything is said of them."""
_HOUR = timedelta(hours=1)
_NOTHING = {"", "-", "no", "none", "nothing"}
_ANYBODY = {"nobody", "no one", "noone", "any", "anyone", "anybody", "whoever", "pool"}


# Who there is


def line(ctx: Ctx, mentor: Mentor) -> Message:
    """A mentor with all that helps to choose: what they know, what time it is where they are, how soon they answer."""
    hours = working.hours_of(ctx, mentor.person)
    said: dict[str, Value] = {
        "mentor": mention(mentor.person),
        "regions": Many(mentor.regions),
        "languages": tongues(mentor.languages),
        "topics": Many(mentor.topics),
        "spoken": len(mentor.languages),
        "known": len(mentor.topics),
        "places": mentor.free,
        "time": f"{local(ctx.now, hours.zone):%H:%M}",
    }
    return say("mentor-line", said | _answers_in(ctx, mentor, hours))


def _answers_in(ctx: Ctx, mentor: Mentor, hours: Hours) -> dict[str, Value]:
    """How soon they usually answer, as a number of working hours or days; 0 of either where too little is known."""
    taken = usual(ctx, mentor, hours)
    if taken is None:
        return {"hours": 0, "days": 0}
    usual_week = replace(hours, off=frozenset())  # holidays that are near make no working day shorter
    a_day = worked(ctx.now, ctx.now + timedelta(days=7), usual_week) / max(len(hours.days), 1)
    if a_day and taken > a_day:
        return {"hours": 0, "days": -(-taken // a_day)}
    return {"hours": max(-(-taken // _HOUR), 1), "days": 0}


def usual(ctx: Ctx, mentor: Mentor, hours: Hours) -> timedelta | None:
    """The median working time between being asked and answering, of the last times; None: there were too few."""
    answers = ctx.store.mentors.answers(mentor.person, _COUNTED)
    if len(answers) < _ENOUGH:
        return None
    return timedelta(seconds=median(worked(asked, answered, hours).total_seconds() for asked, answered in answers))


def available(ctx: Ctx, values: Mapping[str, str], most: int) -> tuple[list[Mentor], int]:
    """Mentors who can be chosen for a draft's region, the first who fit, and how many there are in all."""
    region = find_region(ctx.regions, values.get("region", ""))
    near = casework.upwards(ctx, region.id) if region is not None else []
    besides = {ctx.actor.id}
    found, total = ctx.store.mentors.choosable(near, (), besides=besides, skip=0, most=most)
    languages = tuple(filter(None, values.get("languages", "").split(", ")))
    if near and languages:
        found = ctx.store.mentors.in_order(near, languages, besides=besides, most=most)
    return found, total


# The field of the application


def _hints(ctx: Ctx, values: Mapping[str, str]) -> tuple[Message, ...]:
    there, total = available(ctx, values, SHOWN)
    if not there:
        return (say("hint-no-mentors"),)
    more = (say("hint-more", count=total - SHOWN, region=values.get("region", "")),) if total > SHOWN else ()
    return (*(line(ctx, each) for each in there), *more, say("hint-pool"))


def _options(ctx: Ctx, values: Mapping[str, str]) -> tuple[Option, ...]:
    """Who can be chosen, whatever their region: a whole form asks for both at once. Who was chosen isn't left out."""
    chosen = [each for each in wished(ctx, values.get("mentors", "")) if each.free > 0 and not each.absent]
    there = [*available(ctx, values, _OPTIONS)[0], *available(ctx, {}, _OPTIONS)[0]]
    found = {mentor.person.id: mentor for mentor in (*there[:_OPTIONS], *chosen, *there[_OPTIONS:])}
    return tuple(map(_option, list(found.values())[: _OPTIONS + len(chosen)]))


def _option(mentor: Mentor) -> Option:
    note = say("option-mentor", regions=Many(mentor.regions), languages=tongues(mentor.languages))
    return Option(mentor.person.identity, mention(mentor.person), note)


def _chosen(ctx: Ctx, kept: str) -> tuple[str, ...]:
    return tuple(mentor.person.identity for mentor in wished(ctx, kept))


def _check(ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    if typed.key(text).strip(".!") in _NOTHING | _ANYBODY:
        return ""
    names = [word.strip() for word in re.split(r"[,;>\n]|(?<=\s)and(?=\s)", typed.plain(text)) if word.strip()]
    return kept(ctx, [somebody(ctx, name) for name in names[: WISHES + 1]])


def kept(ctx: Ctx, people: Sequence[Person], absent: str = "mentor-not-there") -> str:
    """People as the draft keeps them, in order. Raises Refused where one can't be chosen, or they are too many.

    ``absent``: what is said of who isn't there.
    """
    if len(people) > WISHES:
        raise Refused("too-many-mentors", most=WISHES)
    found: list[int] = []
    for person in people:
        mentor = ctx.store.mentors.get(person)
        if person.identity == ctx.actor.identity or (person.id and person.id == ctx.actor.id):
            raise Refused("not-yourself")
        if mentor is None or mentor.absent:
            raise Refused(absent, mentor=mention(person))
        if person.id not in found:
            found.append(person.id)
    return ", ".join(map(str, found))


def wished(ctx: Ctx, kept: str) -> list[Mentor]:
    """The mentors behind the kept ids, without those who left meanwhile."""
    people = [ctx.store.people.get(int(each)) for each in kept.split(", ") if each]
    mentors = [ctx.store.mentors.get(person) for person in people if person is not None and person.id != ctx.actor.id]
    return [mentor for mentor in mentors if mentor is not None]


def shown(ctx: Ctx, kept: str) -> Many:
    """The kept mentors, in order."""
    return Many(tuple(mention(mentor.person) for mentor in wished(ctx, kept)))


FIELD = Field(
    "mentors",
    _check,
    required=False,
    shown=shown,
    hints=_hints,
    options=_options,
    chosen=_chosen,
    most=WISHES,
)
