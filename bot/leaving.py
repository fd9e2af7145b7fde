"""A mentor leaves: what becomes of every case that hung on them.

Rules of this file: however they left, all of it is done here, in the transaction in which they leave. A case that they
mentored goes to who covers for them, where somebody does and is there, else to the pool; nobody's case waits for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import absence, casework, covering, ladder, offering, working
from bot.card import card, pool
from bot.casework import load
from bot.context import Ctx
from bot.effect import Effect, tell
from bot.handing import MOST, listed
from bot.message import Message, Value, When, do, say
from bot.model import Case, Mentor, Person, State, same
from bot.parameters import mention
from bot.requests import ask_mentor, tell_candidate, wish_settled
from bot.rungs import Ladder


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a case whose mentor leaves: it goes ``to`` somebody; None: to the pool."""

    case: Case
    to: Person | None


def fates(ctx: Ctx, person: Person) -> list[Fate]:
    """What would become of somebody's cases, if they left now; none for who isn't a mentor."""
    mentor = ctx.store.mentors.get(person)
    cover = _cover(ctx, mentor) if mentor is not None else None
    mine = ctx.store.cases.mentored_by(person)
    return [Fate(case, cover if cover is not None and cover.id != case.candidate.id else None) for case in mine]


def _cover(ctx: Ctx, mentor: Mentor) -> Person | None:
    """Who agreed to look after somebody's cases, is there, and may still mentor."""
    known = ctx.store.mentors.get(mentor.cover) if mentor.cover is not None else None
    return known.person if known is not None and not known.absent else None


def see_off(ctx: Ctx, person: Person) -> tuple[list[Fate], list[Effect]]:
    """End somebody's mentoring. Returns what became of their cases, and what is said of all that hung on them."""
    theirs, waiting = fates(ctx, person), ctx.store.cases.waiting_for(person)
    covering.dropped(ctx, person)
    mentor = ctx.store.mentors.get(person)
    absence.back(ctx, person)  # what was arranged for an absence ends; nobody hears that they are there again
    ctx.store.mentors.remove(person)
    know = {ctx.actor.id, *(fate.to.id for fate in theirs if fate.to is not None)}  # these hear below what is theirs
    effects: list[Effect] = [*covering.released(mentor, know)] if mentor is not None else []
    for fate in theirs:
        effects += _handed(ctx, fate.case, fate.to, person) if fate.to is not None else _pooled(ctx, fate.case, person)
    effects += _received(ctx, [fate for fate in theirs if fate.to is not None], person)
    effects += [each for case in waiting for each in _moved_on(ctx, case, person)]
    effects += offering.left(ctx, person)
    return theirs, effects


def lines(told: Sequence[Fate]) -> list[Message]:
    """What becomes of cases, one a line; as many as a message takes."""
    shown = [_line(fate) for fate in told[:MOST]]
    return [*shown, say("cases-more", count=len(told) - MOST)] if len(told) > MOST else shown


def _line(fate: Fate) -> Message:
    said: dict[str, Value] = {"number": fate.case.number, "candidate": mention(fate.case.candidate)}
    return say("left-to-pool", said) if fate.to is None else say("left-to-cover", said, mentor=mention(fate.to))


def _handed(ctx: Ctx, before: Case, cover: Person, gone: Person) -> list[Effect]:
    case = casework.change(
        ctx, before, "pass to cover", whom=cover, mentor=cover, asked=None, offered=None, thumbs_by=None
    )
    told = tell_candidate(case, "handover-candidate", cover, gone=before.state is State.THUMBS_UP)
    return [told, *wish_settled(ctx, before, cover), *_no_offer(ctx, before, gone, cover), *card(ctx, case)]


def _no_offer(ctx: Ctx, before: Case, gone: Person, cover: Person) -> list[Effect]:
    """Whoever was asked to take a case over hears who has it now."""
    if before.offered is None or before.offered.id in (cover.id, gone.id, ctx.actor.id):
        return []
    return [tell(before.offered, "claim-wished", case=before.id, number=before.number, mentor=mention(cover))]


def _pooled(ctx: Ctx, before: Case, gone: Person) -> list[Effect]:
    question = ctx.store.dialogues.find(before.candidate, "answer", before.id)
    case = casework.to_pool(ctx, before, "mentor left")
    parts = [say("thumbs-gone")] if before.state is State.THUMBS_UP else []
    parts += [say("question-gone")] if question is not None else []
    parts += hears_again(ctx, case)
    told = [tell(case.candidate, "left-candidate", case=case.id, parts=parts, number=case.number, mentor=mention(gone))]
    if before.offered is not None and before.offered.id not in (ctx.actor.id, gone.id):
        told.append(tell(before.offered, "left-offered", case=case.id, number=case.number, mentor=mention(gone)))
    return [*told, *wish_settled(ctx, before), *pool(ctx, case)]


def hears_again(ctx: Ctx, case: Case) -> list[Message]:
    """When the candidate of a case that begins to wait in the pool hears again, if nobody acts before."""
    steps = ladder.plan(ctx, case, Ladder.APPLICATION, ctx.now, rows=())
    zone = working.zone_of(ctx, case.candidate, case.region)
    return [say("heard-again", next=When(steps[0].at, zone))] if steps else []


def _received(ctx: Ctx, handed: Sequence[Fate], gone: Person) -> list[Effect]:
    """Whoever covered hears of all that is theirs now, at once."""
    if not handed or handed[0].to is None or handed[0].to.id == ctx.actor.id:
        return []
    shown = listed([fate.case for fate in handed])
    said: dict[str, Value] = {"mentor": mention(gone), "count": len(handed)}
    return [tell(handed[0].to, "left-yours", said, wanted=True, parts=shown, actions=(do("mentees"),))]


def _moved_on(ctx: Ctx, case: Case, gone: Person) -> list[Effect]:
    """A case that waited for somebody who left asks the next choice, or the pool."""
    case = load(ctx, case.id)
    if same(case.offered, gone):
        case = casework.change(ctx, case, "withdraw offer", offered=None)
        return [tell(case.mentor, "handover-gone", case=case.id, number=case.number)] if case.mentor else []
    following = casework.next_asked(ctx, case, without=gone)
    case = casework.change(ctx, case, "ask next", whom=following, asked=following)
    said: dict[str, Value] = {"mentor": mention(gone), "number": case.number}
    if following is None:
        return [tell(case.candidate, "declined-pool", said, case=case.id), *pool(ctx, case)]
    told = tell(case.candidate, "declined-next", said, case=case.id, next=mention(following))
    return [told, ask_mentor(case, following), *card(ctx, case)]
