"""What happened while a mentor wasn't there, in a few lines for them alone: read off the histories of their cases.

Rules of this file: it only looks. Their own acts are left out, and so is what changed nothing for anybody, and what the
case's own page keeps from them.
"""

from bot import casework
from bot.clock import local_day
from bot.context import Ctx
from bot.message import Action, Day, Many, Message, Text, Value, do, say
from bot.model import CLAIMED, Case, Entry, Mentor, Person, State, same
from bot.parameters import mention
from bot.working import zone_of

CASES, ENTRIES = 8, 4
"""How many cases are told of, and how many steps of each."""
_QUIET = {"apply", "remind", "snooze", "read", "ask cover", "uncovered", "withdraw offer", "undelivered", "uncertain"}


def lines(ctx: Ctx, gone: Mentor) -> list[Message]:
    """What became of the cases that they left, and what waits for them now."""
    found = [case for number in gone.left if (case := ctx.store.cases.get(number)) is not None]
    told = [line for case in found if (line := _line(ctx, gone, case)) is not None]
    shown = told[:CASES] or ([say("meanwhile-nothing")] if found else [])
    more = [say("meanwhile-more", count=len(told) - CASES)] if len(told) > CASES else []
    waiting = _waiting(ctx, gone.person)
    waits = [say("meanwhile-waits", numbers=Many(tuple(f"#{case.number}" for case in waiting)))] if waiting else []
    return [*shown, *more, *waits]


def actions(ctx: Ctx, person: Person) -> tuple[Action, ...]:
    """The first things to do: the case that waits, and where the others are."""
    return *(do("case", case.number) for case in _waiting(ctx, person)[:1]), do("mentees"), do("queue")


def _line(ctx: Ctx, gone: Mentor, case: Case) -> Message | None:
    """One case, with what others did; None where it is as it was."""
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate)}
    mine = case.state in CLAIMED and same(case.mentor, gone.person)
    if case.state in CLAIMED and case.mentor is not None and not mine:
        return say("meanwhile-theirs", said, mentor=mention(case.mentor))
    if not mine:
        asked = case.state is State.APPLIED and case.asked is not None
        key = "meanwhile-asked" if asked else "meanwhile-stands"
        whom: dict[str, Value] = {"mentor": mention(case.asked)} if case.asked is not None and asked else {}
        return say(key, said | whom, state=casework.state_name(case))
    steps = [each for each in casework.history(ctx, case) if _tells(each, gone)]
    if not steps:
        return None
    zone = zone_of(ctx, gone.person)
    return say("meanwhile-case", said, parts=[_step(entry, zone) for entry in steps[-ENTRIES:]])


def _tells(entry: Entry, gone: Mentor) -> bool:
    since = gone.away_since
    own = same(entry.actor, gone.person)
    return since is not None and entry.at >= since and entry.act not in _QUIET and not own


def _step(entry: Entry, zone: str) -> Message:
    said: dict[str, Value] = {
        "day": Day(local_day(entry.at, zone)),
        "actor": mention(entry.actor) if entry.actor is not None else Text("the-bot"),
        "act": Text(f"did-{entry.act.replace(' ', '-')}"),
    }
    if entry.whom is not None:
        return say("meanwhile-step-whom", said, whom=mention(entry.whom))
    return say("meanwhile-step", said)


def _waiting(ctx: Ctx, person: Person) -> list[Case]:
    """The cases whose next step is theirs."""
    asked = [case for case in ctx.store.cases.waiting_for(person) if same(case.asked, person)]
    mine = ctx.store.cases.mentored_by(person)
    sponsors = ctx.config.sponsoring.policy == "mentor"
    open_ = [case for case in mine if case.state is State.MENTORING and not casework.questioned(ctx, case)]
    return [*asked, *open_, *(case for case in mine if sponsors and case.state is State.THUMBS_UP)]
