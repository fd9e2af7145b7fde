"""Which mentors fit a case, and in which order they are asked: for an offer from the pool, and for a cover.

Rules of this file: one order for everybody, and each place in it can be explained. Whoever isn't there, has no free
place or said no to the case isn't in it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot import casework
from bot.context import Ctx
from bot.model import Case, Mentor


@dataclass(frozen=True, slots=True)
class Fit:
    """A mentor who can be asked. ``above``: how many steps above the case's region theirs is (0: the same).

    ``speaks``: whether they share a language with the candidate. ``offered``: how often they were offered one lately.
    """

    mentor: Mentor
    above: int
    speaks: bool
    offered: int = 0


MOST = 20
"""Mentors that are looked at, unless more are asked for."""


def order(ctx: Ctx, case: Case, besides: Collection[int] = (), *, most: int = MOST, skip: int = 0) -> list[Fit]:
    """Who fits, the first to be asked first: at most so many, behind the first ``skip``.

    ``besides``: people, by their ids, who aren't asked.
    """
    names = {region.id: region.name for region in ctx.regions}
    near = {names[region]: step for step, region in enumerate(casework.above(ctx, case))}
    no = {choice.mentor.id for choice in ctx.store.cases.choices(case.id) if choice.declined}
    no |= {case.candidate.id, *besides}
    found = [
        Fit(mentor, min(near[name] for name in mentor.regions if name in near), _speaks(mentor, case))
        for mentor in ctx.store.mentors.all()
        if mentor.person.id not in no
        and mentor.free > 0
        and not mentor.away(ctx.today)
        and not near.keys().isdisjoint(mentor.regions)
    ]
    found.sort(key=lambda fit: (not fit.speaks, fit.above, -fit.mentor.free, fit.mentor.person.id))
    return found[skip : skip + most]


def _speaks(mentor: Mentor, case: Case) -> bool:
    return not set(case.application.languages).isdisjoint(mentor.languages)
