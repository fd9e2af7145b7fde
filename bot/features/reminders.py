"""Reminders going out, being put off, and the word that the next step is done."""

from datetime import UTC, datetime

from bot import aside, casework, guides, ladder, outlook, reminders, silence, ways, working
from bot.casework import load
from bot.command import command, due
from bot.context import Ctx
from bot.due import REMINDER, SNOOZE, Due
from bot.effect import Outcome, answer
from bot.message import Message, Value, When, do, say
from bot.model import STAFF, Case, Person, Role, State
from bot.parameters import CaseNumber, Later, Sentence, mention


@command(
    "snooze",
    who=STAFF,
    examples=("snooze 42 tomorrow", "snooze 42 next week", "snooze 42 until 2027-01-07"),
)
def snooze(ctx: Ctx, number: CaseNumber, until: Later) -> Outcome:
    """Be reminded of a case later. An application goes on meanwhile; a claimed case doesn't lapse."""
    case = load(ctx, number)
    casework.allow(ctx, case, "snooze")
    zone = working.zone_of(ctx, ctx.actor)
    me = ctx.me()
    why = _put_off(ctx, case, me, until)
    about = case.mentor if why.startswith(casework.WISH) else None  # whom the entry is kept from
    casework.change(ctx, case, "snooze", until.astimezone(UTC).isoformat(), about)
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate), "when": When(until, zone)}
    return answer("snoozed", said, parts=_meanwhile(ctx, case, why, until, zone), actions=(do("case", case.number),))


def _put_off(ctx: Ctx, case: Case, person: Person, until: datetime) -> str:
    """Write it down. Returns what they will be reminded of."""
    dues, row, key = ctx.store.dues, ladder.current(ctx, case.id), reminders.key(case, person)
    waiting = [each for kind in (REMINDER, SNOOZE) if (each := dues.get(kind, key)) is not None]
    owed = reminders.why(ctx, case, person), row.since if row is not None else case.since
    why, since = (waiting[0].rung, waiting[0].since) if waiting else aside.why(ctx, case, person) or owed
    dues.remove(waiting)
    dues.put(SNOOZE, key, until, since=since, rung=why, case=case.id, person=person.id)
    return why


def _meanwhile(ctx: Ctx, case: Case, why: str, until: datetime, zone: str) -> tuple[Message, ...]:
    """What happens until then: an application goes on, a claimed case stays as it is."""
    if case.state is State.MENTORING:
        return (say("snoozed-mentoring"),) if why.endswith("/idle") else ()
    kind = ladder.ladder_of(ctx, case)
    whom, alone = ladder.whom(case), case.state is State.APPLIED or ctx.config.sponsoring.policy == "mentor"
    own = why if alone and whom is not None and whom.id == ctx.actor.id else ""  # nobody else is reminded at that rung
    steps = [step for step in outlook.coming(ctx, case) if f"{kind}/{step.rung}" != own and step.at < until]
    if kind is None or not steps:
        return ()
    return (say("snoozed-meanwhile", when=When(steps[0].at, zone), what=reminders.coming(kind, steps[0].rung)),)


@command("done", who=(Role.MENTOR,), examples=("done 42", "done 42 We met on Tuesday"))
def done(ctx: Ctx, number: CaseNumber, text: Sentence = "") -> Outcome:
    """Say that the next step with a candidate is done: nobody is asked how it goes on for a while."""
    case = casework.change(ctx, load(ctx, number), "done", text)
    kind = ladder.ladder_of(ctx, case)
    steps = ladder.plan(ctx, case, kind, ctx.now, "idle") if kind is not None else []
    zone = working.zone_of(ctx, ctx.actor)
    asked = [say("done-until", when=When(steps[0].at, zone))] if steps else []
    return answer("done", number=case.number, candidate=mention(case.candidate), parts=asked)


@due(SNOOZE)
def snoozed(ctx: Ctx, row: Due) -> Outcome:
    """Somebody wanted to be reminded of it now."""
    case, person = ctx.store.cases.get(row.case or 0), ctx.store.people.get(row.person or 0)
    ctx.store.dues.remove([row])
    if case is not None and person is not None:
        instead = ways.guides_rung(row.rung) and case.mentor is not None and case.mentor.id == person.id
        for each in (guides.of(ctx, case) or [person]) if instead else [person]:
            reminders.put_again(ctx, case, each, row, row.rung)
    return None


@due(REMINDER)
def remind(ctx: Ctx, row: Due) -> Outcome:
    """Everything that waits for somebody today, as one message. What isn't theirs any more is left out."""
    person = ctx.store.people.get(row.person or 0)
    if person is None:
        ctx.store.dues.remove([row])
        return None
    later = reminders.suits(ctx, person)
    if later is not None:
        ctx.store.dues.move(row, later)
        return None
    rows = reminders.today(ctx, person)
    ctx.store.dues.remove(rows)
    there = [(each, case) for each in rows if (case := ctx.store.cases.get(each.case or 0)) is not None]
    cases = [(each, case) for each, case in there if reminders.still(ctx, each, case, person)]
    if not cases:
        return None
    reminders.reminded(ctx, person)
    for each, case in cases:
        casework.change(ctx, case, "remind", each.rung, person)
    silence.reminded(ctx, person, cases)
    return reminders.message(ctx, person, cases)
