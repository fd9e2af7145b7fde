"""What comes of a case that goes on waiting: its rungs to come, and who hears of each.

Rules of this file: it only looks. Who hears is what ``features/reminding.py`` would do now; a test plays every rung and
compares the two. Offers of the pool come by a clock of their own, and are no rung's.
"""

from bot import casework, guides, ladder, leads, working
from bot.address import Room
from bot.context import Ctx
from bot.ladder import Step
from bot.model import Case, Person, Role
from bot.rungs import Ladder


def coming(ctx: Ctx, case: Case) -> list[Step]:
    """The rungs to come, the next first; none for a case that waits for nobody, or has been all the way up."""
    row, there = ladder.current(ctx, case.id), ladder.ladder_of(ctx, case)
    if row is None or there is None or there != row.kind:
        return []
    later = [step for step in ladder.plan(ctx, case, there, row.since, row.rung) if step.rung != row.rung]
    return [Step(row.rung, row.due_at), *(Step(step.rung, max(step.at, row.due_at)) for step in later)]


def told(ctx: Ctx, case: Case, there: Ladder, rung: str) -> list[Person | Room]:
    """Whom a rung tells something, if it came now: people alone, and rooms."""
    match there, rung:
        case Ladder.APPLICATION, "mentor" if case.asked is not None and _away(ctx, case.asked):
            return told(ctx, case, there, "next_choice")
        case Ladder.APPLICATION, "mentor":
            return [*_some(case.asked), case.candidate]
        case Ladder.APPLICATION, "next_choice":
            following = casework.next_asked(ctx, case, without=case.asked)
            return [*_left(ctx, case), *([following] if following is not None else _pool(ctx)), case.candidate]
        case Ladder.APPLICATION, "pool":
            return [*_left(ctx, case), *_pool(ctx), *_leads(ctx, case), case.candidate]
        case _, "coordinators":
            return [*_coordinators(ctx, case), case.candidate]
        case Ladder.THUMBS_UP, "sponsor":
            return [*_sponsors(ctx, case), case.candidate]
        case _, "lapse":
            return [case.candidate, *_some(case.mentor), *_some(case.offered)]
        case _, "idle" | "mentor":
            return [*(guides.of(ctx, case) or _coordinators(ctx, case)), case.candidate]
        case _:
            return [case.candidate]


def _some(person: Person | None) -> list[Person | Room]:
    return [person] if person is not None else []


def _away(ctx: Ctx, person: Person) -> bool:
    return working.absent(ctx, person, ctx.now)


def _left(ctx: Ctx, case: Case) -> list[Person | Room]:
    """Who was asked, and isn't waited for any more."""
    return [] if case.asked is None or _away(ctx, case.asked) else [case.asked]


def _pool(ctx: Ctx) -> list[Person | Room]:
    return [*ctx.config.programme.mentors_channels]


def _leads(ctx: Ctx, case: Case) -> list[Person | Room]:
    return [*leads.of_case(ctx, case)]


def _coordinators(ctx: Ctx, case: Case) -> list[Person | Room]:
    rooms = ctx.config.programme.coordinators_channels
    return [*rooms] if rooms else _others(case, ctx.store.people.holders(Role.COORDINATOR))


def _sponsors(ctx: Ctx, case: Case) -> list[Person | Room]:
    if ctx.config.sponsoring.policy == "mentor":
        return _some(case.mentor)
    return _others(case, ctx.store.people.holders(Role.SPONSOR))


def _others(case: Case, people: list[Person]) -> list[Person | Room]:
    return [each for each in people if each.id != case.candidate.id]
