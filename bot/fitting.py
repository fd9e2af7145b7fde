"""Which mentors fit a case, and in which order they are asked: for an offer from the pool, and for a cover.

Rules of this file: one order for everybody, and each place in it can be explained. Whoever isn't there, has no free
place or said no to the case isn't in it. The order, what comes first outweighing all that follows:

1. Who shares a language with the candidate comes before who doesn't: without one they can't talk.
2. Who serves the candidate's own region, then who serves the region above it, and so on: they know the place, and those
   above it are there for where nobody else is.
3. Who had the fewest offers in the last 30 days for the places they have free. The one to come is counted in, so that
   among those without any the most free places count; ``low`` weighs half as much as ``normal``, ``high`` twice as
   much. It is one number, the offers with this one divided by free places and weight, and not one after the other: the
   mentor with the most places would else be offered everything that comes, however many offers wait with them already.
4. At last whoever has been a person of the programme for longer: so it is the same whoever looks.

The database keeps the third number ready (``storage/turns.py``), so that the first of ten thousand is found at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot import casework
from bot.context import Ctx
from bot.model import Case, Mentor, Person

LATELY = timedelta(days=30)
"""For how long an offer counts."""
MOST = 20
"""Mentors that are looked at, unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A mentor who can be asked. ``above``: how many steps above the case's region theirs is (0: the same).

    ``speaks``: whether they share a language with the candidate. ``offered``: how often they were offered one lately.
    """

    mentor: Mentor
    above: int
    speaks: bool
    offered: int = 0

    @property
    def turn(self) -> float:
        """What is compared where language and region are alike; the smaller, the sooner they are asked."""
        return (self.offered + 1) / (self.mentor.free * self.mentor.weight.share)


def order(ctx: Ctx, case: Case, besides: Collection[int] = (), *, most: int = MOST, skip: int = 0) -> list[Fit]:
    """Who fits, the first to be asked first: at most so many, behind the first ``skip``.

    ``besides``: people, by their ids, who aren't asked.
    """
    near = casework.above(ctx, case)
    found = ctx.store.mentors.in_order(
        near,
        case.application.languages,
        besides=said_no(ctx, case) | set(besides),
        skip=skip,
        most=most,
    )
    return [_fit(ctx, case, near, mentor) for mentor in found]


def said_no(ctx: Ctx, case: Case) -> set[int]:
    """Who isn't asked for a case in any order, by their ids: its candidate, and whoever said no to it."""
    return {case.candidate.id, *(each.mentor.id for each in ctx.store.cases.choices(case.id) if each.declined)}


def cover(ctx: Ctx, case: Case, person: Person | None) -> Person | None:
    """Who covers for somebody is asked in their place, if the case suits them and they haven't said no to it."""
    if person is None:
        return None
    history = ctx.store.cases.history(case.id)
    no = any(each.act == "decline" and each.actor is not None and each.actor.id == person.id for each in history)
    fits = not no and any(fit.mentor.person.id == person.id for fit in order(ctx, case))
    return person if fits else None


def instead(ctx: Ctx, case: Case, wished: Sequence[Mentor]) -> tuple[Person, Person] | None:
    """Of those wished for the first who isn't there and is covered for by somebody whom it suits, and who that is."""
    found = ((each.person, cover(ctx, case, each.cover)) for each in wished if each.absent)
    return next(((absent, other) for absent, other in found if other is not None), None)


def shared(case: Case, mentor: Mentor) -> tuple[str, ...]:
    """The languages that a mentor shares with the candidate, by code, as the candidate named them."""
    return tuple(code for code in case.application.languages if code in mentor.languages)


def _fit(ctx: Ctx, case: Case, near: list[int], mentor: Mentor) -> Fit:
    ids = {region.name: region.id for region in ctx.regions}
    above = min(near.index(ids[name]) for name in mentor.regions if ids[name] in near)
    return Fit(mentor, above, bool(shared(case, mentor)), mentor.offers)
