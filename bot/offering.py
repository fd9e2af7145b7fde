"""Offering a case of the pool: privately, to one mentor after the other, each in their own hours.

Rules of this file: the first in the order of ``fitting.py`` is offered it, whatever the time is where they are, and
hears of it when they work; so nobody is passed by for living elsewhere. An offer is made once to one mentor and case,
and never to whoever was asked for it before, or gave it away. It is a row of due work, which is there while the offer
stands: until they decline or the case leaves the pool. It is theirs alone for a while; then the next is offered the
case, too. Any mentor may claim it meanwhile. It counts, in the history and for their turn, from when it is made.
"""

from collections.abc import Collection

from bot import casework, fitting, working
from bot.context import Ctx
from bot.due import BEYOND, OFFER, OFFERED, RESTS, Due
from bot.effect import Dm, Effect, Still, tell
from bot.hours import begins, ends
from bot.message import Many, Tongue, Value, When, do
from bot.model import ASKED, Case, Mentor, Person, State
from bot.parameters import mention

WAITS, ALONE, STANDS = "waits", "alone", "stands"
"""What an offer's row comes to: they hear of it when they work; they have; and its time is over, but it isn't."""
_HAD = frozenset({"claim", "take over", "decline", "decline offer", "turn down"})
"""Acts of whoever had a case, or didn't want it."""
_GIVEN = frozenset({*ASKED, "assign", "pass to cover"})
"""Acts with which somebody was asked for a case, offered it, or given it: whom, the history names."""
LOOKED = 20
"""Waiting cases that are looked at when a mentor has time again."""


def begin(ctx: Ctx, case: Case) -> list[Effect]:
    """Offer a case of the pool to the first who fits, unless it is somebody's alone just now; so it may run again."""
    if case.state is not State.APPLIED or case.asked is not None:
        return []
    if any(row.rung != STANDS for row in offers(ctx, case)):
        return []
    found = fitting.order(ctx, case, besides(ctx, case), most=1)
    return _make(ctx, case, found[0].mentor) if found else []


def freed(ctx: Ctx, person: Person) -> list[Effect]:
    """A mentor is there again, or takes more: of the cases that wait and aren't anybody's alone, the oldest are offered
    to the first who fits each, until this one has as many as they have places."""
    mentor = ctx.store.mentors.get(person)
    left = mentor.free if mentor is not None and not mentor.absent else 0
    told: list[Effect] = []
    for case in ctx.store.cases.queue(0, LOOKED)[0] if left > 0 else ():
        told += begin(ctx, case)
        left -= ctx.store.dues.get(OFFER, _key(case, person)) is not None
        if left <= 0:
            break
    return told


def suits(ctx: Ctx, case: Case, besides: Collection[int] = ()) -> bool:
    """Whether a mentor is free who shares a language, or is there for the region; else those who run the programme
    look for one. ``besides``: who doesn't count, by their ids.
    """
    no = fitting.said_no(ctx, case) | set(besides)
    return ctx.store.mentors.suits(casework.above(ctx, case), case.application.languages, besides=no)


def offers(ctx: Ctx, case: Case) -> list[Due]:
    """The offers of a case that stand, the one that is somebody's alone first."""
    return [row for row in ctx.store.dues.of_case(case.id) if row.kind == OFFER]


def besides(ctx: Ctx, case: Case) -> set[int]:
    """Who isn't offered a case any more: they were asked for it, or offered it, or had it."""
    history = ctx.store.cases.history(case.id)
    asked = {entry.whom.id for entry in history if entry.act in _GIVEN and entry.whom is not None}
    return asked | {entry.actor.id for entry in history if entry.act in _HAD and entry.actor is not None}


def _make(ctx: Ctx, case: Case, mentor: Mentor) -> list[Effect]:
    casework.of_itself(ctx, case, "offer", mentor.person)
    count(ctx, mentor.person)
    return put(ctx, case, mentor)


def put(ctx: Ctx, case: Case, mentor: Mentor) -> list[Effect]:
    """Tell somebody of their offer, or leave it for when they work."""
    hours = working.hours_of(ctx, mentor.person, case.region)
    at = begins(ctx.now, hours)
    until = ends(at, ctx.config.mentoring.offer, hours)
    rung, due_at = (ALONE, until) if at <= ctx.now else (WAITS, at)
    person = mentor.person
    ctx.store.dues.put(OFFER, _key(case, person), due_at, since=ctx.now, rung=rung, case=case.id, person=person.id)
    return [_dm(case, mentor, When(until, hours.zone))] if rung == ALONE else []


def _key(case: Case, person: Person) -> str:
    return f"{case.number}:{person.id}"


def _dm(case: Case, mentor: Mentor, until: When) -> Dm:
    shared = fitting.shared(case, mentor)
    said: dict[str, Value] = {
        "number": case.number,
        "region": case.region.name if case.region is not None else "?",
        "languages": Many(tuple(Tongue(code) for code in shared)),
        "shared": len(shared),
        "places": mentor.free,
        "until": until,
    }
    not_me = do("decline", case.number, label="do-not-me")
    actions = (do("claim", case.number), not_me, do("read", case.number))
    still = Still(case.id, (State.APPLIED,))
    return tell(mentor.person, "offer", said, case=case.id, wanted=True, still=still, actions=actions)


def fits_still(ctx: Ctx, case: Case, person: Person) -> Mentor | None:
    """Somebody who was chosen, if they can still be sent the case: things change over night."""
    mentor = ctx.store.mentors.get(person)
    gone = mentor is None or mentor.free <= 0 or mentor.absent
    return None if gone or person.id in fitting.said_no(ctx, case) else mentor


def stands(ctx: Ctx, row: Due) -> None:
    """Its time is over: the offer stands, beside the next one."""
    ctx.store.dues.put(OFFER, row.key, RESTS, since=row.since, rung=STANDS, case=row.case, person=row.person)


def declined(ctx: Ctx, case: Case, reason: str) -> list[Effect]:
    """Who is asking doesn't want the case that they are offered: the next one is, at once."""
    case = casework.change(ctx, case, "decline offer", reason)
    ctx.store.dues.remove([row for row in offers(ctx, case) if row.person == ctx.actor.id])
    return begin(ctx, case)


def passed_by(ctx: Ctx, case: Case, person: Person) -> None:
    """Somebody who was asked for a case said no, or is asked no longer: what they were offered of it before is over."""
    ctx.store.dues.remove([row for row in offers(ctx, case) if row.person == person.id])


def left(ctx: Ctx, person: Person) -> list[Effect]:
    """Somebody isn't there any more, or is no mentor: what they were offered is offered to the next."""
    rows = ctx.store.dues.of_person(OFFER, person.id, BEYOND)
    ctx.store.dues.remove(rows)
    cases = [ctx.store.cases.get(row.case or 0) for row in rows]
    return [each for case in cases if case is not None for each in begin(ctx, case)]


def settled(ctx: Ctx, case: Case, mentor: Person) -> list[Effect]:
    """A case that was offered has a mentor now: who heard of their offer hears that, and who didn't never will."""
    others = [person for person in heard(ctx, case) if person.id not in (mentor.id, ctx.actor.id)]
    said: dict[str, Value] = {"number": case.number, "mentor": mention(mentor)}
    return [tell(person, "claim-wished", said, case=case.id) for person in others]


def heard(ctx: Ctx, case: Case) -> list[Person]:
    """Who is offered a case, and knows."""
    people = [ctx.store.people.get(row.person or 0) for row in offers(ctx, case) if row.rung != WAITS]
    return [person for person in people if person is not None]


def count(ctx: Ctx, person: Person) -> None:
    """Count somebody's recent offers, and again when the oldest of them isn't recent any more."""
    oldest = ctx.store.mentors.recount(person, ctx.now - fitting.LATELY)
    row = ctx.store.dues.get(OFFERED, str(person.id))
    if oldest is not None:
        ctx.store.dues.put(OFFERED, str(person.id), oldest + fitting.LATELY, since=oldest, person=person.id)
    elif row is not None:
        ctx.store.dues.remove([row])


def known_to(ctx: Ctx, person: Person) -> list[tuple[Due, Case]]:
    """The cases that somebody is offered and has heard of, each with its offer: also where its time is over."""
    rows = [row for row in ctx.store.dues.of_person(OFFER, person.id, BEYOND) if row.rung != WAITS]
    return [(row, case) for row in rows if (case := ctx.store.cases.get(row.case or 0)) is not None]
