"""Giving a case to a mentor: who can have it, what speaks against it, and what everybody concerned hears."""

from collections.abc import Sequence

from bot import casework, covering, offering
from bot.card import card
from bot.context import Ctx
from bot.effect import Effect, tell
from bot.errors import Refused
from bot.message import Message, Value, do, say
from bot.model import Case, Mentor, Person, State
from bot.parameters import mention
from bot.requests import tell_candidate, wish_settled

MOST = 15
"""Cases that one message names."""


def receiver(ctx: Ctx, case: Case, person: Person) -> Mentor:
    """Somebody as the mentor that they are. Raises Refused unless they can become the case's."""
    if person.id == case.candidate.id:
        raise Refused("own-mentor", mentor=mention(person), number=case.number)
    known = a_mentor(ctx, person)
    if case.mentor is not None and person.id == case.mentor.id:
        raise Refused("already-theirs", mentor=mention(person), number=case.number)
    return known


def a_mentor(ctx: Ctx, person: Person) -> Mentor:
    """Somebody as the mentor that they are. Raises Refused where they are none."""
    known = ctx.store.mentors.get(person)
    if known is None:
        raise Refused("no-mentor", mentor=mention(person), actions=(do("mentors"),))
    return known


def doubts(mentor: Mentor, more: int) -> tuple[Message, ...]:
    """What speaks against giving somebody so many cases ``more``."""
    full = mentor.mentees + more - mentor.capacity
    said: dict[str, Value] = {"mentor": mention(mentor.person), "mentees": mentor.mentees, "capacity": mentor.capacity}
    return (*absence(mentor), *((say("doubt-they-full", said, over=full),) if full > 0 else ()))


def own_doubts(me: Mentor, more: int) -> tuple[Message, ...]:
    """What somebody may not have in mind who takes so many cases ``more``."""
    away = (covering.word("doubt-away", me),) if me.absent else ()
    full = (say("doubt-full", mentees=me.mentees, capacity=me.capacity),) if me.free < more else ()
    return (*away, *full)


def absence(mentor: Mentor) -> tuple[Message, ...]:
    """That somebody isn't there, and until when, where that is known."""
    return (covering.word("doubt-they-away", mentor, mentor=mention(mentor.person)),) if mentor.absent else ()


def give(ctx: Ctx, before: Case, mentor: Person, besides: Person | None = None) -> list[Effect]:
    """Make somebody a case's mentor. All hear it but they and who is named ``besides``: that is the caller's. Raises
    Refused."""
    settled = wish_settled(ctx, before, mentor)
    concerned, gone = (before.mentor, before.asked, before.offered), before.state is State.THUMBS_UP
    case = casework.change(ctx, before, "assign", whom=mentor, mentor=mentor, asked=None, offered=None, thumbs_by=None)
    know = {mentor.id, ctx.actor.id, besides.id if besides is not None else 0}
    left = [person for person in concerned if person is not None and person.id not in know]
    told = tell_candidate(case, "claim-candidate" if before.mentor is None else "handover-candidate", mentor, gone=gone)
    heard = [*(_settled(ctx, before, mentor, each) for each in left), *offering.settled(ctx, case, mentor)]
    return [*heard, *settled, told, *card(ctx, case)]


def listed(cases: Sequence[Case], most: int = MOST) -> list[Message]:
    """Cases, one a line: as many as a message takes."""
    shown = [say("case-line", number=case.number, candidate=mention(case.candidate)) for case in cases[:most]]
    return [*shown, say("cases-more", count=len(cases) - most)] if len(cases) > most else shown


def _settled(ctx: Ctx, before: Case, mentor: Person, person: Person) -> Effect:
    """Who had the case, or was asked for it, hears who has it now."""
    if before.mentor is not None and person.id == before.mentor.id:
        said: dict[str, Value] = {"candidate": mention(before.candidate), "by": mention(ctx.actor)}
        return tell(person, "assigned-away-from", said, case=before.id, number=before.number, mentor=mention(mentor))
    return tell(person, "claim-wished", case=before.id, number=before.number, mentor=mention(mentor))
