"""Cases that were open before there was a clock: each takes its place on a ladder when its turn comes.

Rules of this file: nobody is told of the past. A case goes on with the first rung that is still to come, as if it had
been on its ladder all the time. One that has waited for so long that none is gets the last rung that asks somebody,
within the next weeks, each case on its own day: on the day of the upgrade nobody hears of any. None ends unasked.
"""

from datetime import datetime, timedelta

from bot import ladder
from bot.command import due
from bot.context import Ctx
from bot.due import BEGIN, Due
from bot.effect import Outcome
from bot.hours import begins
from bot.ladder import Step
from bot.model import Case
from bot.policy import ENDS
from bot.rungs import RUNGS, Ladder, Whose

DAYS = 28
"""Over how many days the cases are spread that have waited for long."""
_NO_STEP = frozenset({"read", "undelivered", "uncertain"})
"""Entries of a history that don't tell of a step."""


@due(BEGIN)
def begin(ctx: Ctx, row: Due) -> Outcome:
    """Find the place of a case that has none yet."""
    case = ctx.store.cases.get(row.case or 0)
    way = ladder.ladder_of(ctx, case) if case is not None else None
    ctx.store.dues.remove([row])
    if case is not None and way is not None:
        since, person = _since(ctx, case, way), ladder.whom(case)
        step = _place(ctx, case, way, since)
        of = person.id if person is not None else None
        ctx.store.dues.put(way, case.number, step.at, since=since, rung=step.rung, case=case.id, person=of)
    return None


def _since(ctx: Ctx, case: Case, way: Ladder) -> datetime:
    """Since when it waits: a claimed one since the last step in it, a question since it was asked."""
    steps = [entry for entry in ctx.store.cases.history(case.id) if entry.act not in _NO_STEP]
    if way is Ladder.QUESTION:
        steps = [entry for entry in steps if entry.act in {"ask", "reply"}]
    if way in (Ladder.QUESTION, Ladder.MENTORING):
        return max([case.since, *(entry.at for entry in steps)])
    return case.since


def _place(ctx: Ctx, case: Case, way: Ladder, since: datetime) -> Step:
    coming = [step for step in ladder.plan(ctx, case, way, since) if step.at > ctx.now]
    if coming and coming[0].rung not in ENDS:
        return coming[0]
    asks = [rung for rung in RUNGS[way] if rung not in ENDS]
    return Step(asks[-1], _own_day(ctx, case))


def _own_day(ctx: Ctx, case: Case) -> datetime:
    """A moment in working time on a day of its own, or when the day comes, where nobody ever works."""
    return begins(ctx.now + timedelta(days=1 + case.id % DAYS), ladder.hours(ctx, case, Whose.REGION))
