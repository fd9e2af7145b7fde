"""A mentor who answers no reminder is taken to be away, kindly: nothing waits for them, and one tap brings them back.

Rules of this file: a reminder counts that somebody got as a mentor. Whatever they do that the bot writes down puts an
end to the row of them: a press, a command, also one that is refused, a form, putting it off. A mere look does where its
event is written down (Matrix), and doesn't where nothing is (Slack, the shell). After the last one they have a working
day more, however many come in it.
"""

from collections.abc import Iterable

from bot import absence, casework, ways, working
from bot.context import Ctx
from bot.due import SILENT, Due
from bot.effect import Outcome, tell
from bot.hours import ends
from bot.message import do
from bot.model import Absence, Case, Person, Role
from bot.waits import Unit, Wait

PATIENCE = Wait(1, Unit.WORKING_DAY)
_AS_MENTOR = {"application/mentor", "mentoring/idle", "question/mentor", "question/idle"}
"""What somebody is reminded of because they are a mentor; of a 👍 where its mentor sponsors."""


def reminded(ctx: Ctx, person: Person, cases: Iterable[tuple[Due, Case]]) -> None:
    """Somebody has just been reminded of these. Another reminder doesn't give whoever is silent more time."""
    most = ctx.config.mentoring.silent_after
    owes = any(_owed(ctx, row, case, person) for row, case in cases)
    if not (owes and most and Role.MENTOR in person.roles):
        return
    unanswered, runs = ctx.store.mentors.reminded(person), ctx.store.dues.get(SILENT, str(person.id))
    if unanswered < most or (unanswered > most and runs is not None):
        return
    hours = working.hours_of(ctx, person)
    ctx.store.dues.put(SILENT, str(person.id), ends(ctx.now, PATIENCE, hours), since=ctx.now, person=person.id)


def _owed(ctx: Ctx, row: Due, case: Case, person: Person) -> bool:
    """Whether somebody is reminded as a mentor: not of their own application, nor as the lead of an absent mentor's."""
    if person.id == case.candidate.id:
        return False
    if row.rung == "thumbs up/sponsor":
        return ctx.config.sponsoring.policy == "mentor"
    return row.rung in _AS_MENTOR and (not ways.instead(row, case, person) or casework.covers(ctx, case, person))


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
    parts = absence.told(left)
    return tell(person, "silent", count=person.unanswered, parts=parts, actions=(do("back"),)), left.effects
