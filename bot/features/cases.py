"""Looking at cases: one's own, a single one, and its answers in private."""

from datetime import datetime

from bot import aside, casework, dialogue, ladder, offering, outlook, reminders, standing, working
from bot.card import region_name
from bot.casework import load, state_name
from bot.clock import local_day
from bot.command import command
from bot.context import Ctx
from bot.due import Due
from bot.effect import Outcome, answer
from bot.message import Action, Ago, Day, Many, Message, Text, Value, When, Words, do, say, write
from bot.model import LIVE, STAFF, Case, Entry, Person, State, queues
from bot.parameters import CaseNumber, mention
from bot.policy import ENDS
from bot.requests import summary
from bot.rungs import Aside, Ladder

RECENT = 12
_ASKS = frozenset({"apply", "decline", "ask next", "choose"})
"""Acts with which another mentor may be asked."""


@command("status", examples=("status",), reads=True)
def status(ctx: Ctx) -> Outcome:
    """Where one's own application stands, and whose turn it is."""
    me = ctx.actor
    case = ctx.store.cases.open_of(me) or ctx.store.cases.last_of(me) if me.id else None
    if case is None:
        staff = not me.roles.isdisjoint(STAFF)
        actions = (do("mentees"), do("queue")) if staff else (do("apply"),)
        return answer("status-staff" if staff else "status-none", actions=actions)
    return _own(ctx, case)


def _own(ctx: Ctx, case: Case) -> Outcome:
    """A case as its candidate sees it: where it stands, and when they hear next."""
    rows = ctx.store.dues.of_case(case.id)
    row = ladder.to_come(rows) if case.state in LIVE else None
    wish = aside.among(rows, Aside.REMATCH)
    parts = [
        *_status(ctx, case, row),
        *([say("status-rematch")] if wish is not None else []),
        *standing.more(ctx, case, row, wished=wish is not None),
        *_hears(ctx, case, _sooner(row, wish)),
    ]
    more = (do("rematch cancel"),) if wish is not None else ()
    return answer("status", parts=parts, number=case.number, actions=(*_candidate_actions(ctx, case), *more))


def _sooner(row: Due | None, wish: Due | None) -> Due | None:
    return min(
        (each for each in (row, wish) if each is not None and each.rung), key=lambda due: due.due_at, default=None
    )


def _hears(ctx: Ctx, case: Case, row: Due | None) -> tuple[Message, ...]:
    """When the candidate hears next if nobody acts before: they do at each rung."""
    if row is None:
        return ()
    at = When(row.due_at, working.zone_of(ctx, ctx.actor, case.region))
    if row.rung == "discard":
        return (say("remind-discards", when=at),)
    return (say("status-ends", at=at) if row.rung in ENDS else say("heard-again", next=at),)


def _status(ctx: Ctx, case: Case, row: Due | None) -> tuple[Message, ...]:
    """``row``: the rung that comes next; its ladder tells whether a question may be open."""
    ago = Ago(int((ctx.now - case.since).total_seconds()))
    key = f"status-{case.state.value.replace(' ', '-')}"
    match case.state:
        case State.APPLIED if case.asked is not None:
            return (say("status-asked", mentor=mention(case.asked)),)
        case State.APPLIED if row is None and casework.risen(ctx, case):
            return (say("status-risen"),)
        case State.APPLIED if not offering.suits(ctx, case):
            return (say("status-nobody", region=region_name(case)),)
        case State.MENTORING | State.THUMBS_UP if case.mentor is not None:
            question = _question(ctx, case) if row is None or row.kind != Ladder.MENTORING else ()
            theirs = case.state is State.MENTORING or ctx.config.sponsoring.policy == "mentor"
            instead = casework.instead(ctx, case) if theirs else ()
            turn = () if question or instead else (say("status-turn", who=_next(ctx, case, case.mentor)),)
            told = (say("status-told"),) if row is None and casework.risen(ctx, case) else ()
            return (say(key, mentor=mention(case.mentor)), *turn, *told, *question)
        case State.NOT_YET:
            return _not_yet(ctx, case)
        case State.SPONSORED:
            return (say(key, region=region_name(case)),)
        case _:
            return (say(key, ago=ago),)


def _not_yet(ctx: Ctx, case: Case) -> tuple[Message, ...]:
    """That it was closed for now, by whom, with the reason that they gave, and when one can try again."""
    closed = [entry for entry in ctx.store.cases.history(case.id) if entry.act == "not yet"][-1:]
    why = [
        say("status-not-yet-why", by=mention(entry.actor), reason=Words(entry.why))
        for entry in closed
        if entry.actor is not None
    ]
    waits = case.retry_on is not None and ctx.today < case.retry_on
    when = say("status-again-from", day=Day(case.retry_on)) if waits and case.retry_on else say("status-again-now")
    return say("status-not-yet"), *why, when


def _next(ctx: Ctx, case: Case, mentor: Person) -> Value:
    return casework.sponsor_of(ctx, case) if case.state is State.THUMBS_UP else mention(mentor)


def _question(ctx: Ctx, case: Case) -> tuple[Message, ...]:
    """What the candidate is being asked now, or a word that a question was put off."""
    active = ctx.store.dialogues.active(case.candidate)
    if active is not None and active.case == case.id:
        return (dialogue.question(ctx, active),)
    return (say("status-question"),) if casework.questioned(ctx, case) else ()


def _answers_below(ctx: Ctx, case: Case) -> bool:
    """Whether the candidate's next words are the answer to a question, right below what they are told now."""
    active = ctx.store.dialogues.active(case.candidate)
    return active is not None and active.case == case.id and not ctx.event.apart


def _candidate_actions(ctx: Ctx, case: Case) -> tuple[Action, ...]:
    match case.state:
        case State.DRAFT:
            return do("apply"), do("withdraw")
        case State.MENTORING | State.THUMBS_UP if casework.questioned(ctx, case) and not _answers_below(ctx, case):
            return do("answer"), do("withdraw")
        case State.APPLIED | State.MENTORING | State.THUMBS_UP:
            return (do("withdraw"),)
        case State.SPONSORED:
            return ()
        case _ if case.retry_on is not None and ctx.today < case.retry_on:
            return ()
        case _:
            return (do("apply"),)


@command("case", examples=("case 42",), reads=True)
def case_(ctx: Ctx, number: CaseNumber) -> Outcome:
    """A case for those who work on it: facts, whose turn it is, wishes and history. One's own: as ``status``."""
    case = load(ctx, number)
    if case.candidate.id == ctx.actor.id:
        return _own(ctx, case)
    if ctx.actor.roles.isdisjoint(STAFF):
        raise casework.no_such_case(ctx, case.number)
    entries = casework.history(ctx, case)
    reads = casework.may(ctx, case, "read")
    zone = working.zone_of(ctx, ctx.actor)
    parts = [summary(case, masked=not reads), *_wishes(ctx, case), *_turn(ctx, case), say("case-history")]
    if len(entries) > RECENT:
        parts.append(say("case-earlier", count=len(entries) - RECENT))
    parts += [_entry(entry, zone, words=reads) for entry in entries[-RECENT:]]
    parts += _coming(ctx, case, zone)
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "state": state_name(case),
    }
    return answer("case", said, parts=parts, actions=_actions(ctx, case))


def _coming(ctx: Ctx, case: Case, zone: str) -> list[Message]:
    """What the clock does if nobody does anything, in the reader's zone."""
    kind = ladder.ladder_of(ctx, case)
    steps = outlook.coming(ctx, case) if kind is not None else []
    if kind is None or not steps:
        return []
    lines = [say("case-rung", when=When(step.at, zone), what=reminders.coming(kind, step.rung)) for step in steps]
    return [say("case-coming"), *lines]


def _turn(ctx: Ctx, case: Case) -> tuple[Message, ...]:
    wish = [say("turn-rematch", candidate=mention(case.candidate))] if _wished(ctx, case) else []
    if casework.questioned(ctx, case):
        return (say("turn-candidate", candidate=mention(case.candidate)), *wish)
    return (*casework.whose_turn(ctx, case), *wish)


def _wished(ctx: Ctx, case: Case) -> bool:
    """Whether the candidate would like another mentor, and it is for whoever asks to decide."""
    return casework.may(ctx, case, "rematch keep") and aside.waits(ctx, case, Aside.REMATCH) is not None


def _wishes(ctx: Ctx, case: Case) -> list[Message]:
    choices = ctx.store.cases.choices(case.id)
    if not choices:
        return []
    return [say("case-wishes", mentors=Many(tuple(mention(choice.mentor) for choice in choices)))]


def _entry(entry: Entry, zone: str, *, words: bool) -> Message:
    """One line of the history, in the reader's zone. ``words``: with what only readers of answers may see."""
    reminds = entry.act == "remind"
    said: dict[str, Value] = {
        "day": When(entry.at, zone) if reminds else Day(local_day(entry.at, zone)),
        "actor": mention(entry.actor) if entry.actor is not None else Text("the-bot"),
        "act": Text(f"did-{entry.act.replace(' ', '-')}"),
        "platform": Text(f"platform-{entry.platform}"),
    }
    why = (say("case-entry-why", why=Words(entry.why)),) if entry.why and words else ()
    if reminds:
        why = (say("case-entry-rung", why=reminders.was(entry.why)),)
    elif entry.act == "snooze":
        why = (say("case-entry-until", until=When(datetime.fromisoformat(entry.why), zone)),)
    if entry.whom is not None and entry.act in _ASKS:
        return say("case-entry-asked", said, whom=mention(entry.whom), parts=why)
    if entry.whom is not None and entry.act != "snooze":
        return say("case-entry-whom", said, whom=mention(entry.whom), parts=why)
    return say("case-entry", said, parts=why)


def _actions(ctx: Ctx, case: Case) -> tuple[Action, ...]:
    """What this person can do to this case now, read off the table."""
    number, wished = case.number, _wished(ctx, case)
    offers = {
        "claim": do("claim", number),
        "take over": do("claim", number, label="do-take-over"),
        "read": do("read", number),
        "ask": write("ask", number, "QUESTION"),
        "decline": write("decline", number, "REASON"),
        "decline offer": do("decline", number, label="do-not-me"),
        **({"assign": write("assign", number, "@MENTOR")} if case.state is State.APPLIED or wished else {}),
        **({"rematch keep": write("rematch keep", number, "REASON")} if wished else {}),
        "thumbs up": do("thumbsup", number),
        "sponsor": do("sponsor", number),
        "reopen": do("reopen", number),
    }
    why = (do("queue why", number),) if case.state is State.APPLIED and queues(ctx.actor) else ()
    return *(action for act, action in offers.items() if casework.may(ctx, case, act)), *why


@command("read", who=STAFF, examples=("read 42",), again=True)
def read(ctx: Ctx, number: CaseNumber) -> Outcome:
    """An application's answers, privately. The reading is noted in the history."""
    case = casework.change(ctx, load(ctx, number), "read")
    written = case.application
    answers = {"read-why": written.why, "read-so-far": written.so_far, "read-would-do": written.would_do}
    parts = [summary(case), *(say(key, answer=Words(text)) for key, text in answers.items())]
    if written.links:
        parts.append(say("read-links", links=Words("\n".join(written.links))))
    return answer(
        "read",
        number=case.number,
        candidate=mention(case.candidate),
        parts=parts,
        actions=[action for action in _actions(ctx, case) if action.label != "do-read"],
    )
