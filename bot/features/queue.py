"""What waits: the queue of all, and one's own mentees with what waits for one's answer."""

from bot import casework, covering, offering
from bot.card import region_name
from bot.casework import state_name
from bot.command import MENTORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.message import Ago, Message, Text, Value, do, say
from bot.model import Case, Role, State
from bot.parameters import Page, mention
from bot.ports import COUNTED

PAGE = 8


@command("queue", who=MENTORS, examples=("queue", "queue 2"), reads=True)
def queue(ctx: Ctx, page: Page = 1) -> Outcome:
    """The cases that wait for a mentor, the longest waiting first."""
    page = max(page, 1)
    cases, total = ctx.store.cases.queue((page - 1) * PAGE, PAGE)
    pages = max(1, -(-total // PAGE))
    if not total:
        return answer("queue-empty")
    crowd = total == COUNTED
    if crowd and not cases:
        raise Refused("queue-past-end", page=page, actions=(do("queue"),))
    if not cases:
        raise Refused("queue-no-page", pages=pages, actions=(do("queue", str(pages)),))
    more = (do("queue", str(page + 1), label="do-next-page"),) if page < pages or crowd else ()
    first = (do("claim", cases[0].number),) if page == 1 and Role.MENTOR in ctx.actor.roles else ()
    lines = [_queue_line(ctx, case) for case in cases]
    if crowd:
        return answer("queue-crowd", total=total, page=page, parts=lines, actions=(*first, *more))
    return answer("queue", total=total, page=page, pages=pages, parts=lines, actions=(*first, *more))


def _queue_line(ctx: Ctx, case: Case) -> Message:
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "region": region_name(case),
        "ago": Ago(int((ctx.now - case.since).total_seconds())),
    }
    if case.asked is not None:
        return say("queue-asked", said, mentor=mention(case.asked))
    return say("queue-pool", said)


@command("mentees", who=MENTORS, examples=("mentees",), reads=True)
def mentees(ctx: Ctx) -> Outcome:
    """The cases one mentors, and those that wait for one's answer."""
    mine = ctx.store.cases.mentored_by(ctx.actor) if ctx.actor.id else []
    asked = ctx.store.cases.waiting_for(ctx.actor) if ctx.actor.id else []
    offered = [case for _, case in offering.known_to(ctx, ctx.actor)] if ctx.actor.id else []
    covered = _covered(ctx)
    if not mine and not asked and not offered:
        return answer("mentees-none", parts=covered, actions=(do("queue"),))
    me = ctx.store.mentors.get(ctx.actor) if mine else None
    gone = me is not None and me.absent  # then their cases are others' turn
    lines = [_mentee_line(ctx, case, "mentee", gone=gone) for case in mine]
    lines += [_mentee_line(ctx, case, "mentee-asked") for case in asked]
    lines += [_mentee_line(ctx, case, "mentee-offered") for case in offered]
    lines += covered
    return answer("mentees", count=len(mine), parts=lines)


def _covered(ctx: Ctx) -> list[Message]:
    """Who isn't there: oneself, or a colleague for whom one looks after these cases."""
    me = ctx.store.mentors.get(ctx.actor) if ctx.actor.id else None
    lines = [covering.word("absent-now", me)] if me is not None and me.absent else []
    for absent in ctx.store.mentors.covered_by(ctx.actor) if me is not None else ():
        cases = [each for each in ctx.store.cases.mentored_by(absent.person) if casework.covers(ctx, each, ctx.actor)]
        if cases:
            lines.append(say("mentees-covered", mentor=mention(absent.person)))
        lines += [_mentee_line(ctx, case, "mentee") for case in cases]
    return lines


def _mentee_line(ctx: Ctx, case: Case, key: str, *, gone: bool = False) -> Message:
    ago = Ago(int((ctx.now - case.since).total_seconds()))
    state = state_name(case) if gone else _mentee_state(ctx, case)
    return say(key, number=case.number, candidate=mention(case.candidate), state=state, ago=ago)


def _mentee_state(ctx: Ctx, case: Case) -> Text:
    """Where a case stands for its mentor: while it is being mentored, with whose turn it is."""
    if casework.questioned(ctx, case):
        return Text("mentee-questioned")
    return Text("mentee-mentoring") if case.state is State.MENTORING else state_name(case)
