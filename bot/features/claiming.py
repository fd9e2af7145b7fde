"""Who mentors a case: claiming it, taking it over from a colleague who offered it, and giving it back."""

from bot import casework, covering, handing, offering, weekly
from bot.card import card
from bot.casework import load
from bot.command import MENTORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import Message, do, say, write
from bot.model import Case, Mentor, Role, State
from bot.parameters import Anyway, CaseNumber, Reason, Some, mention
from bot.requests import give_back, summary, tell_candidate, wish_settled

_HAD = 3
"""Changes of a case that somebody had: handed in, claimed, given away. With fewer of them nobody looks further."""
_ENDED = frozenset({"mentor left", "reopen"})
"""Acts with which a case isn't its mentor's any more, without anybody having taken it from them."""


@command("claim", who=(Role.MENTOR,), examples=("claim 42", "claim 42 anyway"))
def claim(ctx: Ctx, number: CaseNumber, anyway: Anyway = False) -> Outcome:
    """Become the case's mentor; or take over a case that a colleague offered."""
    return _claim(ctx, number, anyway=anyway)


@command("claim next", who=(Role.MENTOR,), examples=("claim next", "claim next EMEA"))
def claim_next(ctx: Ctx, region: Some = None) -> Outcome:
    """Become the mentor of whoever has waited longest, in a region and below it, or anywhere."""
    regions = weekly.below(ctx.regions, [region.id]) if region is not None else None
    number = ctx.store.facts.longest_waiting(regions, ctx.actor)
    if number is None:
        raise Refused("claim-next-nobody", actions=(do("queue"),))
    return _claim(ctx, number, anyway=False)


def _claim(ctx: Ctx, number: int, *, anyway: bool) -> Outcome:
    case = load(ctx, number)
    offered = case.offered is not None and case.offered.id == ctx.actor.id
    casework.allow(ctx, case, "take over" if offered else "claim")
    me = ctx.store.mentors.get(ctx.actor)
    doubts = _doubts(ctx, case, me)
    if doubts and not anyway:
        sure = do("claim", case.number, "anyway", label="do-claim-anyway")
        return answer("claim-sure", number=case.number, parts=doubts, actions=(sure,))
    if offered:
        return _take_over(ctx, case, me)
    wished = case.asked if case.asked is not None and case.asked.id != ctx.actor.id else None
    case = casework.change(ctx, case, "claim", mentor=ctx.me(), asked=None)
    return (
        _yours(case, "claim-done"),
        covering.more(ctx, [case], me),
        tell_candidate(case, "claim-candidate", ctx.me()),
        tell(wished, "claim-wished", case=case.id, number=case.number, mentor=mention(ctx.me())) if wished else None,
        offering.settled(ctx, case, ctx.me()),
        card(ctx, case),
    )


def _doubts(ctx: Ctx, case: Case, me: Mentor | None) -> tuple[Message, ...]:
    """What a mentor may not have in mind when they claim."""
    doubts = [*(handing.own_doubts(me, 1) if me is not None else ())]
    if case.asked is not None and case.asked.id != ctx.actor.id:
        doubts.append(say("doubt-wished", mentor=mention(case.asked)))
    if case.state is State.APPLIED and case.version >= _HAD and _was_taken(ctx, case):
        doubts.append(say("doubt-had"))
    return tuple(doubts)


def _was_taken(ctx: Ctx, case: Case) -> bool:
    """Whether others gave the case away while whoever asks mentored it: its candidate may have wished for that."""
    mine = taken = False
    for entry in ctx.store.cases.history(case.id):
        by_me = entry.actor is not None and entry.actor.id == ctx.actor.id
        if entry.act in casework.BEGINS:
            now = entry.whom or entry.actor
            begins = now is not None and now.id == ctx.actor.id
            taken = not begins and (taken or (mine and entry.act == "assign"))
            mine = begins
        elif entry.act == "release":
            mine, taken = False, taken or (mine and not by_me)
        elif entry.act in _ENDED:
            mine = False
    return taken


def _take_over(ctx: Ctx, case: Case, me: Mentor | None) -> Outcome:
    before, gone, settled = case.mentor, case.state is State.THUMBS_UP, wish_settled(ctx, case, ctx.me())
    case = casework.change(ctx, case, "take over", mentor=ctx.me(), offered=None, thumbs_by=None)
    return (
        _yours(case, "claim-done"),
        covering.more(ctx, [case], me),
        tell(before, "handover-taken", case=case.id, number=case.number, mentor=mention(ctx.me())) if before else None,
        tell_candidate(case, "handover-candidate", ctx.me(), gone=gone),
        settled,
        card(ctx, case),
    )


@command("release", who=MENTORS, examples=("release 42", "release 42 I am moving house"))
def release(ctx: Ctx, number: CaseNumber, reason: Reason = "") -> Outcome:
    """Give a case back to the pool, so that any mentor can claim it."""
    case = load(ctx, number)
    return answer("released", number=case.number), give_back(ctx, case, "release", reason)


def _yours(case: Case, key: str) -> Outcome:
    actions = (do("read", case.number), write("ask", case.number, "QUESTION"), do("thumbsup", case.number))
    return answer(key, number=case.number, candidate=mention(case.candidate), parts=(summary(case),), actions=actions)
