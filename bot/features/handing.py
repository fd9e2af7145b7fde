"""Giving a case to another mentor: by those who run the programme, or by its mentor, to a colleague who agrees."""

from bot import aside, casework, covering, handing, reminders
from bot.casework import load
from bot.command import LEADS, command, due
from bot.context import Ctx
from bot.due import Due
from bot.effect import Effect, Outcome, Still, answer, tell
from bot.message import Value, Words, do, say, write
from bot.model import Case, Person, Role
from bot.parameters import Anyway, CaseNumber, Sentence, Somebody, mention
from bot.requests import answers, summary
from bot.rungs import Aside


@command("assign", who=LEADS, examples=("assign 42 @ana", "assign 42 @ana anyway"))
def assign(ctx: Ctx, number: CaseNumber, mentor: Somebody, anyway: Anyway = False) -> Outcome:
    """Give a case to a mentor, whoever has it now. One who is away, or has no place left, only ``anyway``."""
    case = load(ctx, number)
    casework.allow(ctx, case, "assign")
    receiver = handing.receiver(ctx, case, mentor)
    doubts = handing.doubts(receiver, 1)
    if doubts and not anyway:
        sure = do("assign", case.number, mentor.identity, "anyway", label="do-assign-anyway")
        return answer("assign-sure", number=case.number, mentor=mention(mentor), parts=doubts, actions=(sure,))
    told = handing.give(ctx, case, mentor)
    done = answer("assigned", number=case.number, mentor=mention(mentor))
    return done, _assigned(ctx, case, mentor), told, covering.more(ctx, [case], receiver)


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


@command("handover", who=(Role.MENTOR,), examples=("handover 42 @bo", "handover 42 @bo They speak French"))
def handover(ctx: Ctx, number: CaseNumber, mentor: Somebody, note: Sentence = "") -> Outcome:
    """Offer a case to a colleague. It stays with its mentor until the colleague claims it."""
    case = load(ctx, number)
    casework.allow(ctx, case, "hand over")
    receiver = handing.receiver(ctx, case, mentor)
    before = case.offered if case.offered is not None and case.offered.id != mentor.id else None
    case = casework.change(ctx, case, "hand over", note, mentor, offered=mentor)
    aside.begin(ctx, case, Aside.HANDOVER, mentor)
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
        answer("handover-offered", number=case.number, mentor=mention(mentor), parts=handing.absence(receiver)),
        asked,
        moved,
    )


@due(Aside.HANDOVER)
def offered(ctx: Ctx, row: Due) -> Outcome:
    """Nobody has answered yet: the receiver is reminded, then the mentor hears it and can ask somebody else."""
    case = ctx.store.cases.get(row.case or 0)
    if case is not None:
        person = case.offered if row.rung == "receiver" else case.mentor
        reminders.put(ctx, case, [person] if person is not None else [], row)
    aside.advance(ctx, row)
    return None
