"""Who is responsible for the next step of an open case: there is always somebody, or the pipeline counts the case.

Rules of this file: it only looks. Nobody is responsible for their own case, but as its candidate; whoever isn't there
as a mentor isn't, either, but for coordinators, behind whom there is nobody. ``census.py`` asks the same of a whole
database in one statement, and a test holds the two against each other: who changes one changes both.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot import casework, fitting, leads
from bot.context import Ctx
from bot.model import Case, Person, Role, State


class By(StrEnum):
    """As what somebody is responsible."""

    CANDIDATE = "candidate"
    ASKED = "asked"
    POOL = "pool"
    MENTOR = "mentor"
    COVER = "cover"
    SPONSOR = "sponsor"
    LEAD = "lead"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Responsible:
    """``people`` are those who can take the next step: one, or all who are asked alike."""

    by: By
    people: tuple[Person, ...]


def of(ctx: Ctx, case: Case) -> Responsible | None:
    """Who it is; None: nobody, or the case is closed.

    A draft and an open question are the candidate's. An application is that of the mentor who was asked, else of the
    mentors whom it suits; a claimed case its mentor's, else that of whoever covers for them; a 👍 theirs who may
    sponsor, which nobody may for having agreed to cover. Where none of them is there, it is the nearest lead's, of the
    case's region or one above, else the coordinators'.
    """
    match case.state:
        case State.DRAFT:
            return Responsible(By.CANDIDATE, (case.candidate,))
        case State.MENTORING if casework.questioned(ctx, case):
            return Responsible(By.CANDIDATE, (case.candidate,))
        case State.APPLIED:
            found = _waiting(ctx, case)
        case State.MENTORING:
            found = _mentor(ctx, case)
        case State.THUMBS_UP:
            found = _own(ctx, case) if ctx.config.sponsoring.policy == "mentor" else _sponsors(ctx, case)
        case _:
            return None
    return found or _lead(ctx, case) or _coordinators(ctx, case)


def there(ctx: Ctx, person: Person) -> bool:
    """Whether somebody isn't away, as mentors say it; who is none always is."""
    mentor = ctx.store.mentors.get(person)
    return mentor is None or not mentor.absent


def _waiting(ctx: Ctx, case: Case) -> Responsible | None:
    if case.asked is not None:
        return Responsible(By.ASKED, (case.asked,)) if _mentors(ctx, case, case.asked) else None
    fits = fitting.order(ctx, case)
    return Responsible(By.POOL, tuple(fit.mentor.person for fit in fits)) if fits else None


def _own(ctx: Ctx, case: Case) -> Responsible | None:
    """The mentor alone: whoever covers for them may not sponsor."""
    if case.mentor is None or not _mentors(ctx, case, case.mentor):
        return None
    return Responsible(By.MENTOR, (case.mentor,))


def _mentor(ctx: Ctx, case: Case) -> Responsible | None:
    if (own := _own(ctx, case)) is not None:
        return own
    mentor = ctx.store.mentors.get(case.mentor) if case.mentor is not None else None
    cover = mentor.cover if mentor is not None else None
    return Responsible(By.COVER, (cover,)) if cover is not None and _mentors(ctx, case, cover) else None


def _mentors(ctx: Ctx, case: Case, person: Person) -> bool:
    """Whether somebody is a mentor, there, and not the candidate."""
    mentor = ctx.store.mentors.get(person)
    return mentor is not None and not mentor.absent and person.id != case.candidate.id


def _sponsors(ctx: Ctx, case: Case) -> Responsible | None:
    people = [each for each in ctx.store.people.holders(Role.SPONSOR) if each.id != case.candidate.id]
    found = tuple(each for each in people if there(ctx, each))
    return Responsible(By.SPONSOR, found) if found else None


def _lead(ctx: Ctx, case: Case) -> Responsible | None:
    """The leads of the nearest region that has some who are there."""
    found = leads.of_case(ctx, case, lambda lead: there(ctx, lead))
    return Responsible(By.LEAD, tuple(found)) if found else None


def _coordinators(ctx: Ctx, case: Case) -> Responsible | None:
    people = leads.coordinators(ctx, {case.candidate.id})
    return Responsible(By.COORDINATOR, tuple(people)) if people else None
