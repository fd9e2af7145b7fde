"""Giving a case to another mentor: by those who run the programme, or by its mentor, to a colleague who agrees."""

from bot import casework
from bot.card import card
from bot.casework import load
from bot.command import LEADS, command
from bot.context import Ctx
from bot.effect import Effect, Outcome, Still, answer, tell
from bot.errors import Refused
from bot.message import Day, Message, Value, Words, do, say, write
from bot.model import Case, Person, Role, State
from bot.parameters import CaseNumber, Sentence, Somebody, mention
from bot.requests import answers, summary, tell_candidate


@command("assign", who=LEADS, examples=("assign 42 @ana",))
def assign(ctx: Ctx, number: CaseNumber, mentor: Somebody) -> Outcome:
    """Give a case to a mentor, whoever has it now."""
    case = load(ctx, number)
    casework.allow(ctx, case, "assign")
    _may_receive(ctx, case, mentor)
    before, concerned, gone = case.mentor, (case.mentor, case.asked, case.offered), case.state is State.THUMBS_UP
    case = casework.change(ctx, case, "assign", whom=mentor, mentor=mentor, asked=None, offered=None, thumbs_by=None)
    left = [person for person in concerned if person is not None and person.id not in (mentor.id, ctx.actor.id)]
    return (
        answer("assigned", number=case.number, mentor=mention(mentor), parts=_away(ctx, mentor)),
        _assigned(ctx, case, mentor),
        [_settled(ctx, case, mentor, each, before) for each in left],
        tell_candidate(case, "claim-candidate" if before is None else "handover-candidate", mentor, gone=gone),
        card(ctx, case),
    )


def _settled(ctx: Ctx, case: Case, mentor: Person, person: Person, before: Person | None) -> Effect:
    """Who had the case, or was asked for it, hears who has it now."""
    if before is not None and person.id == before.id:
        said: dict[str, Value] = {"candidate": mention(case.candidate), "by": mention(ctx.actor)}
        return tell(person, "assigned-away-from", said, case=case.id, number=case.number, mentor=mention(mentor))
    return tell(person, "claim-wished", case=case.id, number=case.number, mentor=mention(mentor))


def _assigned(ctx: Ctx, case: Case, mentor: Person) -> Effect:
    actions = (
        do("read", case.number),
        write("ask", case.number, "QUESTION"),
        write("release", case.number, "REASON"),
    )
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "by": mention(ctx.actor),
    }
    return tell(mentor, "assigned-mentor", said, case=case.id, wanted=True, parts=(summary(case),), actions=actions)


def _away(ctx: Ctx, mentor: Person) -> tuple[Message, ...]:
    known = ctx.store.mentors.get(mentor)
    if known is None or known.away_until is None or not known.away(ctx.today):
        return ()
    return (say("assigned-away", mentor=mention(mentor), day=Day(known.away_until)),)


@command("handover", who=(Role.MENTOR,), examples=("handover 42 @bo", "handover 42 @bo They speak French"))
def handover(ctx: Ctx, number: CaseNumber, mentor: Somebody, note: Sentence = "") -> Outcome:
    """Offer a case to a colleague. It stays with its mentor until the colleague claims it."""
    case = load(ctx, number)
    casework.allow(ctx, case, "hand over")
    _may_receive(ctx, case, mentor)
    before = case.offered if case.offered is not None and case.offered.id != mentor.id else None
    case = casework.change(ctx, case, "hand over", note, mentor, offered=mentor)
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "mentor": mention(ctx.actor),
    }
    asked = tell(
        mentor,
        "handover-asked",
        said,
        case=case.id,
        wanted=True,
        still=Still(case.id, whom=mentor.id),
        parts=(summary(case), *((say("handover-note", note=Words(note)),) if note else ())),
        actions=answers(case),
    )
    moved = (
        tell(before, "handover-moved", case=case.id, number=case.number, mentor=mention(ctx.actor)) if before else None
    )
    return (
        answer("handover-offered", number=case.number, mentor=mention(mentor), parts=_away(ctx, mentor)),
        asked,
        moved,
    )


def _may_receive(ctx: Ctx, case: Case, mentor: Person) -> None:
    """Raises Refused unless this person can become the case's mentor."""
    if mentor.id == case.candidate.id:
        raise Refused("own-mentor", mentor=mention(mentor), number=case.number)
    if ctx.store.mentors.get(mentor) is None:
        raise Refused("no-mentor", mentor=mention(mentor), actions=(do("mentors"),))
    if case.mentor is not None and mentor.id == case.mentor.id:
        raise Refused("already-theirs", mentor=mention(mentor), number=case.number)
