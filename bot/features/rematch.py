"""A candidate would like another mentor: that goes past the mentor, to those who answer for the region.

Rules of this file: nothing of it reaches whom it is about: no room, no entry that they see, and no message that would
show on the case where it doesn't arrive. It is settled by giving the case to somebody else, by the candidate, or by
those who decide, with a reason.
"""

from bot import aside, casework, leads, offering, reminders, working
from bot.card import card, pool
from bot.casework import load
from bot.command import LEADS, command, due
from bot.context import Ctx
from bot.due import Due
from bot.effect import Dm, Effect, Outcome, Still, answer, tell
from bot.errors import Refused
from bot.message import Many, Message, Value, When, Words, do, say
from bot.model import CLAIMED, Case, Person, State
from bot.parameters import CaseNumber, Reason, Sentence, mention
from bot.requests import ask_mentor, wish_settled
from bot.rungs import Aside


@command("rematch", examples=("rematch", "rematch I'd like somebody who speaks French"))
def rematch(ctx: Ctx, text: Sentence = "") -> Outcome:
    """Ask for another mentor. The one who has the case hears nothing of it; one who was only asked is passed by."""
    case = ctx.store.cases.open_of(ctx.actor) if ctx.actor.id else None
    if case is not None and case.asked is not None and case.state is State.APPLIED:
        return _skip(ctx, case, case.asked, text)
    if case is None or case.state is State.DRAFT:
        raise Refused("rematch-not-applied", actions=(do("status"),))
    if case.mentor is None or case.state not in CLAIMED:
        raise Refused("rematch-nobody", actions=(do("status"),))
    decide = _decide(ctx, case)
    if not decide:
        raise Refused("rematch-nobody-decides", mentor=mention(case.mentor))
    before = aside.waits(ctx, case, Aside.REMATCH)
    if before is not None and not text:
        raise Refused("rematch-already", actions=(do("rematch cancel"), do("status")))
    ctx.case = case.id
    case = casework.change(ctx, case, "rematch", text, case.mentor)
    if case.mentor is not None and before is None:
        aside.begin(ctx, case, Aside.REMATCH, case.mentor)
    row = aside.waits(ctx, case, Aside.REMATCH)
    parts = [] if text else [say("rematch-say-more")]
    parts += _again(ctx, case, row) if row is not None else []
    said: dict[str, Value] = {**_said(case), "who": Many(tuple(mention(each) for each in decide), either=True)}
    told = [_wish(case, each, text, row) for each in decide]
    return answer("rematch-asked", said, parts=parts, actions=(do("rematch cancel"),)), told


def _decide(ctx: Ctx, case: Case) -> list[Person]:
    """Those who answer for a case, but for its mentor; who isn't there only where there is nobody else."""
    mentor = {case.mentor.id} if case.mentor is not None else set[int]()
    there = leads.for_case(ctx, case, mentor, lambda lead: not working.absent(ctx, lead, ctx.now))
    return there or leads.for_case(ctx, case, mentor)


def _said(case: Case) -> dict[str, Value]:
    assert case.mentor is not None  # noqa: S101 - of a claimed case
    return {"number": case.number, "candidate": mention(case.candidate), "mentor": mention(case.mentor)}


def _still(case: Case, row: Due | None) -> Still:
    since = row.since if row is not None else None
    return Still(case.id, CLAIMED, mentor=case.mentor.id if case.mentor is not None else None, since=since)


def _wish(case: Case, person: Person, text: str, row: Due | None) -> Effect:
    words = (say("rematch-words", words=Words(text)),) if text else ()
    word = say("rematch-wish", _said(case), parts=(*words, say("rematch-how")), actions=aside.wished(case))
    return Dm(person, word, wanted=True, still=_still(case, row))


def _again(ctx: Ctx, case: Case, row: Due) -> list[Message]:
    if not row.rung:
        return []
    return [say("heard-again", next=When(row.due_at, working.zone_of(ctx, case.candidate, case.region)))]


def _skip(ctx: Ctx, case: Case, asked: Person, text: str) -> Outcome:
    """Whoever was asked, and hasn't answered, isn't waited for any more: the next choice is asked, or the pool."""
    ctx.case = case.id
    ctx.store.cases.decline(case, asked)
    offering.passed_by(ctx, case, asked)
    following = casework.next_asked(ctx, case, without=asked)
    case = casework.change(ctx, case, "skip", text, asked, asked=following)
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate)}
    passed = tell(asked, "passed-on", said, case=case.id)
    if following is None:
        return answer("skipped-pool", number=case.number, mentor=mention(asked)), passed, pool(ctx, case)
    told = answer("skipped-next", number=case.number, mentor=mention(asked), next=mention(following))
    return told, passed, ask_mentor(case, following), card(ctx, case)


@command("rematch cancel", examples=("rematch cancel",))
def cancel(ctx: Ctx) -> Outcome:
    """Take the wish for another mentor back."""
    case = ctx.store.cases.open_of(ctx.actor) if ctx.actor.id else None
    row = aside.waits(ctx, case, Aside.REMATCH) if case is not None else None
    if case is None or row is None:
        raise Refused("rematch-none", actions=(do("status"),))
    ctx.case = case.id
    case = casework.change(ctx, case, "rematch cancel", whom=case.mentor)
    aside.end(ctx, row)
    still = Still(case.id, CLAIMED)
    told = [Dm(each, say("rematch-cancelled", _said(case)), still=still) for each in _decide(ctx, case)]
    return answer("rematch-back", _said(case)), told


@command("rematch keep", who=LEADS, examples=("rematch keep 42 Everybody else is full until June",))
def keep(ctx: Ctx, number: CaseNumber, reason: Reason) -> Outcome:
    """Leave a candidate with the mentor they have, with a reason that the candidate reads; the mentor doesn't."""
    case = load(ctx, number)
    casework.allow(ctx, case, "rematch keep")
    row = aside.waits(ctx, case, Aside.REMATCH)
    if row is None:
        raise Refused("rematch-nothing", number=case.number, actions=(do("case", case.number),))
    case = casework.change(ctx, case, "rematch keep", reason, case.mentor)
    settled = wish_settled(ctx, case)
    aside.end(ctx, row)
    word = say("rematch-keeps", {**_said(case), "by": mention(ctx.actor), "reason": Words(reason)})
    told = Dm(case.candidate, word, still=Still(case.id, CLAIMED))
    return answer("rematch-kept", _said(case)), told, settled


@due(Aside.REMATCH)
def wished(ctx: Ctx, row: Due) -> Outcome:
    """Nobody has decided yet: they are reminded, then the coordinators; the candidate hears where it stands."""
    case = ctx.store.cases.get(row.case or 0)
    if case is None or case.mentor is None:
        aside.end(ctx, row)
        return None
    people, key = _decide(ctx, case), "heard-rematch-lead"
    if row.rung == "coordinators":
        people = leads.coordinators(ctx, {case.candidate.id, case.mentor.id}) or people
        key = "heard-rematch-coordinators"
    reminders.put(ctx, case, people, row)
    aside.advance(ctx, row)
    later = aside.waits(ctx, case, Aside.REMATCH)
    parts = _again(ctx, case, later) if later is not None else []
    said: dict[str, Value] = {**_said(case), "who": Many(tuple(mention(each) for each in people), either=True)}
    return Dm(case.candidate, say(key, said, parts=parts), still=_still(case, row))
