"""Who guides a claimed case now: its mentor, or whoever looks after it while they aren't there.

Rules of this file: it only looks. There is always somebody: the mentor, else who covers for them, else the nearest
leads of the case's region who are there, else the coordinators.
"""

from bot import working
from bot.context import Ctx
from bot.leads import of_case
from bot.model import Case, Mentor, Person


def of(ctx: Ctx, case: Case) -> list[Person]:
    """Those who have a claimed case's next step, by name; nobody: the coordinators have."""
    stands_in = stand_in(ctx, case)
    if case.mentor is None or stands_in is None:
        return [case.mentor] if case.mentor is not None else []
    return [stands_in.cover] if looked_after(stands_in, case) and stands_in.cover else leads(ctx, case)


def stand_in(ctx: Ctx, case: Case) -> Mentor | None:
    """A claimed case's mentor, if somebody else is to look after it because they aren't there."""
    if case.mentor is None or not working.absent(ctx, case.mentor, ctx.now):
        return None
    return ctx.store.mentors.get(case.mentor)


def looked_after(absent: Mentor, case: Case) -> bool:
    """Whether who covers for an absent mentor looks after this case, too: nobody does after their own."""
    return absent.cover is not None and absent.cover.id != case.candidate.id


def leads(ctx: Ctx, case: Case) -> list[Person]:
    """The leads of the case's region, else of the nearest one above, who are there; nobody of their own case."""
    return of_case(ctx, case, lambda lead: not working.absent(ctx, lead, ctx.now))
