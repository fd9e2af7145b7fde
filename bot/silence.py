"""A mentor who answers no reminder is taken to be away, kindly: nothing waits for them, and one tap brings them back.

Rules of this file: a reminder counts that somebody got as a mentor. Whatever they do that the bot writes down puts an
end to the row of them: a press, a command, a form, putting it off; a mere look doesn't, where it writes nothing. After
the last one they have a working day more.
"""

from collections.abc import Iterable

from bot import absence, working
from bot.context import Ctx
from bot.due import SILENT, Due
from bot.effect import Outcome, tell
from bot.hours import Never, due
from bot.message import do
from bot.model import Absence, Case, Person, Role
from bot.waits import Unit, Wait

PATIENCE = Wait(1, Unit.WORKING_DAY)
_AS_MENTOR = {"application/mentor", "mentoring/idle", "question/mentor", "question/idle"}
"""What somebody is reminded of because they are a mentor."""


def reminded(ctx: Ctx, person: Person, cases: Iterable[tuple[Due, Case]]) -> None:
    """Somebody has just been reminded of these."""
    rungs = {row.rung for row, case in cases if case.candidate.id != person.id}
    own = {"thumbs up/sponsor"} if ctx.config.sponsoring.policy == "mentor" else set[str]()
    owes = not rungs.isdisjoint(_AS_MENTOR | own)
    most = ctx.config.mentoring.silent_after
    if not (owes and most and Role.MENTOR in person.roles):
        return
    if ctx.store.mentors.reminded(person) >= most:
        hours = working.hours_of(ctx, person)
        try:
            ends = due(ctx.now, PATIENCE, hours)
        except Never:
            ends = due(ctx.now, Wait(1, Unit.DAY), hours)
        ctx.store.dues.put(SILENT, str(person.id), ends, since=ctx.now, person=person.id)


def heard(ctx: Ctx) -> None:
    """Whoever sent the event is there."""
    if ctx.actor.unanswered:
        ctx.store.mentors.heard_from(ctx.actor)


def ended(ctx: Ctx, row: Due) -> Outcome:
    """The working day is over. Whoever did something meanwhile, or said that they aren't there, is left alone."""
    ctx.store.dues.remove([row])
    person = ctx.store.people.get(row.person or 0)
    known = ctx.store.mentors.get(person) if person is not None else None
    most = ctx.config.mentoring.silent_after
    if person is None or known is None or known.absent or not most or person.unanswered < most:
        return None
    left = absence.leave(ctx, person, Absence.SILENT)
    if left is None:
        return None
    parts = absence.told(ctx, left)
    return tell(person, "silent", count=person.unanswered, parts=parts, actions=(do("back"),)), left.effects
