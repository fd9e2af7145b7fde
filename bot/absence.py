"""A mentor goes away and comes back: all that follows from it, whichever way they say so, or the clock does.

Rules of this file: nothing waits for whoever isn't there. An application moves on at once, an offer is taken back, and
what a colleague agreed to look after somebody else does. Their cases stay theirs; meanwhile others look after them
(``covering.py``). Who comes back is told once what happened, in their working hours.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from bot import casework, covering, fitting, ladder, meanwhile, offering, working
from bot.card import card, pool
from bot.context import Ctx
from bot.covering import word
from bot.due import BACK, RESTS, TOLD, UPGRADED, Due
from bot.effect import Effect, tell
from bot.hours import begins
from bot.message import Many, Message, Value, do, say
from bot.model import Absence, Case, Mentor, Person
from bot.parameters import mention
from bot.requests import ask_mentor


@dataclass
class Left:
    """What somebody's going came to: ``passed`` applications moved on, ``covered`` are those they can't cover for."""

    mentor: Mentor
    passed: int = 0
    covered: list[Person] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)


def leave(
    ctx: Ctx,
    person: Person,
    absence: Absence,
    until: date | None = None,
    colleague: Person | None = None,
    besides: Collection[int] = (),
) -> Left | None:
    """Somebody isn't there from now on. ``colleague`` is whom they'd like to cover for them; ``besides`` are numbers of
    cases that they answer right now. None: they are no mentor. Raises Refused where the colleague can't be asked.
    """
    known = ctx.store.mentors.get(person)
    if known is None:
        return None
    if colleague is not None:
        covering.may_cover(ctx, known, colleague)
    waiting = ctx.store.cases.waiting_for(person)
    numbers = [case.id for case in (*ctx.store.cases.mentored_by(person), *waiting)]
    ctx.store.mentors.leave(person, absence, until, ctx.now, numbers)
    left = Left(ctx.store.mentors.get(person) or known, covered=covering.dropped(ctx, person))
    follow(ctx, person)
    left.effects += offering.left(ctx, person)
    left.effects += covering.moved(known, left.mentor)
    left.effects += covering.arrange(ctx, left.mentor, colleague)
    for case in waiting:
        if case.id not in besides:
            left.effects += _moved_on(ctx, case, left, colleague)
    left.mentor = ctx.store.mentors.get(person) or known
    return left


def _moved_on(ctx: Ctx, case: Case, left: Left, colleague: Person | None) -> list[Effect]:
    """A case that waited for their answer doesn't any more."""
    person = left.mentor.person
    if case.offered is not None and case.offered.id == person.id:
        case = casework.change(ctx, case, "withdraw offer", offered=None)
        said: dict[str, Value] = {"number": case.number, "mentor": mention(person)}
        again = (do("case", case.number),)
        return [tell(case.mentor, "handover-away", said, case=case.id, actions=again)] if case.mentor else []
    left.passed += 1
    wished = casework.next_asked(ctx, case, without=person)
    following = wished or fitting.cover(ctx, case, colleague or left.mentor.cover)
    case = casework.change(ctx, case, "ask next", whom=following, asked=following)
    said = {"mentor": mention(person), "number": case.number}
    if following is None:
        return [tell(case.candidate, "passed-by-pool", said, case=case.id), *pool(ctx, case)]
    told = tell(case.candidate, "passed-by-next", said, case=case.id, next=mention(following))
    asked = ask_mentor(case, following) if wished is not None else ask_mentor(case, following, "asked-instead", person)
    return [told, asked, *card(ctx, case)]


def told(left: Left) -> list[Message]:
    """What who leaves hears of what waits: the applications, their cases, and when they are back."""
    mentor, parts = left.mentor, list[Message]()
    if left.passed:
        parts.append(say("left-passed", count=left.passed))
    if mentor.mentees and mentor.cover is not None:
        parts.append(say("left-covered", count=mentor.mentees, cover=mention(mentor.cover)))
    elif mentor.mentees and mentor.cover_asked is not None:
        parts.append(say("left-asked", count=mentor.mentees, cover=mention(mentor.cover_asked)))
    elif mentor.mentees:
        parts.append(say("left-uncovered", count=mentor.mentees))
    if left.covered:
        parts.append(say("left-covering", mentors=Many(tuple(map(mention, left.covered)))))
    return [*parts, word("left-back", mentor)]


# Coming back


def follow(ctx: Ctx, person: Person) -> None:
    """Bring the row of their return in line with the day that they named, and with their zone."""
    row, back = ctx.store.dues.get(BACK, str(person.id)), working.returns(ctx, person)
    if back is not None and back < RESTS:
        ctx.store.dues.put(BACK, str(person.id), back, since=ctx.now, person=person.id)
    elif row is not None and back is not None:
        ctx.store.dues.remove([row])


def back(ctx: Ctx, person: Person) -> list[Effect]:
    """There again: what was arranged for their absence ends, and what waits for them is planned anew."""
    absent, row = ctx.store.mentors.get(person), ctx.store.dues.get(BACK, str(person.id))
    ctx.store.dues.remove([row] if row is not None else [])
    if absent is None or not absent.absent:
        return []
    told = covering.over(ctx, absent)
    ctx.store.mentors.be_back(person)
    ladder.recount(ctx, person)
    return told


def summary(ctx: Ctx, person: Person) -> list[Message]:
    """What happened since somebody left, for them alone, once."""
    gone = ctx.store.mentors.get(person)
    if gone is None or gone.away_since is None:
        return []
    ctx.store.mentors.caught_up(person)
    return meanwhile.lines(ctx, gone)


def returned(ctx: Ctx, row: Due) -> list[Effect]:
    """The day has come that somebody named; they hear of it when their work begins."""
    person = ctx.store.people.get(row.person or 0)
    at = working.returns(ctx, person) if person is not None else None
    ctx.store.dues.remove([row])
    if person is None or at is None:
        return []
    if at > ctx.now:  # they are somewhere else now
        follow(ctx, person)
        return []
    effects = [*back(ctx, person), *offering.freed(ctx, person)]
    if row.rung == UPGRADED:
        ctx.store.mentors.caught_up(person)
    else:
        ctx.store.dues.put(BACK, str(person.id), _begins(ctx, person), since=row.since, rung=TOLD, person=person.id)
    return effects


def welcomed(ctx: Ctx, row: Due) -> list[Effect]:
    """Their work begins: what happened, and what waits for them."""
    person = ctx.store.people.get(row.person or 0)
    at = _begins(ctx, person) if person is not None else ctx.now
    if at > ctx.now:  # since then they work at other hours
        ctx.store.dues.move(row, at)
        return []
    ctx.store.dues.remove([row])
    known = ctx.store.mentors.get(person) if person is not None else None
    if person is None or known is None:
        return []
    key = "back-told" if known.mentees and known.free > 0 else welcome(known)
    return [tell(person, key, parts=summary(ctx, person), actions=meanwhile.actions(ctx, person))]


def welcome(mentor: Mentor) -> str:
    """The first words to who is back: nobody new is sent to who has no free place."""
    return "back" if mentor.free > 0 else "back-full"


def _begins(ctx: Ctx, person: Person) -> datetime:
    """When their work begins; at once, for whoever never works."""
    return begins(ctx.now, working.hours_of(ctx, person))
