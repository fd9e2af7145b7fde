"""What a candidate wants to know beside whose turn it is: since when, how long others waited, and what they can do.

Rules of this file: it costs one statement at the most, and that only while somebody is waited for: ``status`` is what
people type most. Nothing is promised that isn't measured. Whoever reads this may be nervous: no figure stands alone.
"""

from datetime import timedelta

from bot import census, guides
from bot.context import Ctx
from bot.due import Due
from bot.message import Day, Lasting, Many, Message, Text, Value, say
from bot.model import Case, Mentor, State
from bot.parameters import mention
from bot.rungs import Ladder

_WORTH = timedelta(hours=1)
"""Behind how long it is told for how long."""


def more(ctx: Ctx, case: Case, row: Due | None, *, wished: bool = False) -> list[Message]:
    """The lines below whose turn it is; ``row``: the rung that comes next. An open question is all that matters.

    ``wished``: they have asked for another mentor already.
    """
    if row is not None and row.kind == Ladder.QUESTION:
        return []
    match case.state:
        case State.APPLIED:
            return [*_since(ctx, case, "status-since"), *_others(ctx, case), say("status-meanwhile-applied")]
        case State.MENTORING if case.mentor is not None:
            since = _since(ctx, case, "status-since-mentoring")
            how = [say("status-rematch-how", mentor=mention(case.mentor))] if since and not wished else []
            return [*_away(ctx, case), *since, *how]
        case State.THUMBS_UP if case.mentor is not None:
            theirs = ctx.config.sponsoring.policy == "mentor"
            return [*(_away(ctx, case) if theirs else []), *_since(ctx, case, "status-since-thumbs-up")]
        case _:
            return []


def _since(ctx: Ctx, case: Case, key: str) -> list[Message]:
    """For how long, where that is worth a line."""
    waited = ctx.now - case.since
    mentor = {"mentor": mention(case.mentor)} if case.mentor is not None else {}
    return [say(key, mentor, waited=Lasting(int(waited.total_seconds())))] if waited >= _WORTH else []


def _others(ctx: Ctx, case: Case) -> list[Message]:
    """How long the last ones there waited for a mentor, or that too few are known to tell."""
    if case.region is None:
        return []
    found = census.wait(ctx.store.census.handed_in(case.region.id), ctx.now)
    if found is None:
        return [say("status-wait-few")]
    return [say("status-wait-longer" if found.longer else "status-wait", median=Lasting(found.seconds))]


def _away(ctx: Ctx, case: Case) -> list[Message]:
    """That the mentor isn't there, until when, and who looks after the case meanwhile."""
    mentor = ctx.store.mentors.get(case.mentor) if case.mentor is not None else None
    if mentor is None or not mentor.absent:
        return []
    said: dict[str, Value] = {"mentor": mention(mentor.person)}
    asked = mentor.cover_asked
    if guides.looked_after(mentor, case) and mentor.cover is not None:
        return [_told("status-away", mentor, {**said, "who": mention(mentor.cover)})]
    if mentor.cover is None and asked is not None and asked.id != case.candidate.id:
        return [_told("status-away-asked", mentor, said)]
    leads = tuple(mention(each) for each in guides.leads(ctx, case))
    return [_told("status-away", mentor, {**said, "who": Many(leads) if leads else Text("those-who-run")})]


def _told(key: str, mentor: Mentor, said: dict[str, Value]) -> Message:
    if mentor.away_until is not None:
        return say(f"{key}-until", said, day=Day(mentor.away_until))
    return say(key, said)
