"""Reminders: what one person is told, alone, of what waits for them, and what they can answer at once.

Rules of this file: a reminder is a row of due work. It leaves in its reader's hours, never while they are away, with
whatever else waits for them that day, and at most once a day. Whatever answers it removes the row; what was
queued is dropped where it isn't true any more, and when their day's work ends.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot import aside, casework, guides, outlook, ways, working
from bot.clock import local_day
from bot.context import Ctx
from bot.due import LATER, REMINDER, RESTS, SNOOZE, Due
from bot.effect import Dm, Still
from bot.hours import MIDNIGHT, Hours, Never, end_of_day, instant, next_morning, opening
from bot.message import Action, Ago, Message, Text, Value, When, say
from bot.model import LIVE, Case, Person, State
from bot.parameters import mention
from bot.requests import summary

_WHILE = timedelta(days=30)
"""How long a reminder waits at a time for whoever doesn't say when they are back: it comes at once when they are."""
AT_LEAST = timedelta(minutes=15)
"""How long a reminder has to arrive, however soon its reader's day ends."""
MOST = 10
"""Cases that one reminder names."""
_OTHERWISE = {
    ("application/mentor", "next_choice"): "remind-passes",
    ("application/mentor", "pool"): "remind-passes",
    ("mentoring/idle", "lapse"): "remind-lapses",
    ("question/idle", "lapse"): "remind-lapses",
    ("draft/candidate", "discard"): "remind-discards",
}
"""What a reminder says of a rung that is to come."""


def put(ctx: Ctx, case: Case, people: Iterable[Person], row: Due) -> bool:
    """Remind people of a case, each in their own hours, because of a rung. Whoever put it off is left alone.

    Returns whether anybody is reminded.
    """
    some = False
    for person in people:
        snoozed = ctx.store.dues.get(SNOOZE, key(case, person))
        if snoozed is None or snoozed.due_at <= ctx.now:
            put_again(ctx, case, person, row, f"{row.kind}/{row.rung}")
            some = True
    return some


def put_again(ctx: Ctx, case: Case, person: Person, row: Due, why: str) -> None:
    """Remind somebody of a case, for the rung that ``why`` names: ``application/mentor``."""
    at = suits(ctx, person) or ctx.now
    ctx.store.dues.put(REMINDER, key(case, person), at, since=row.since, rung=why, case=case.id, person=person.id)


def key(case: Case, person: Person) -> str:
    """The key of somebody's reminder of a case, and of its being put off."""
    return f"{case.number}:{person.id}"


def suits(ctx: Ctx, person: Person) -> datetime | None:
    """When a reminder may leave; None: now. Whoever never works is reminded at any hour, but once a day."""
    hours = working.hours_of(ctx, person)
    back, last = working.returns(ctx, person), ctx.store.marks.last(_reminded(person))
    if last is not None and last >= end_of_day(ctx.now, hours):
        last = None  # a clock that was ahead has written it down
    first = ctx.now if back is None else ctx.now + _WHILE if back == RESTS else max(ctx.now, back)
    try:
        first = opening(first, hours)
        if last is not None and first < end_of_day(last, hours):
            first = next_morning(last, hours)
    except Never:
        first = max(first, end_of_day(last, hours)) if last is not None else first
    return first if first > ctx.now else None


def today(ctx: Ctx, person: Person) -> list[Due]:
    """Everything that somebody is to be reminded of today."""
    return ctx.store.dues.of_person(REMINDER, person.id, end_of_day(ctx.now, working.hours_of(ctx, person)))


def reminded(ctx: Ctx, person: Person) -> None:
    """Write down that somebody was reminded: no other reminder comes on the same day of theirs."""
    ctx.store.marks.touch(_reminded(person), ctx.now)


def _reminded(person: Person) -> str:
    return f"reminded:{person.id}"


def still(ctx: Ctx, row: Due, case: Case, person: Person) -> bool:
    """Whether what a reminder says is still for that person, who comes with their roles."""
    if case.state not in LIVE or person.id == case.candidate.id:
        return case.state in LIVE and row.rung in ways.CANDIDATES
    return _theirs(ctx, case, row.rung, person) and aside.holds(ctx, case, row)


def _theirs(ctx: Ctx, case: Case, rung: str, person: Person) -> bool:
    """Whether somebody can do what a rung is about, or is asked in the place of a mentor who isn't there."""
    act = ways.NEEDS.get(rung)
    if act is not None and casework.may(ctx, case, act, person):
        return True
    return ways.guides_rung(rung) and any(each.id == person.id for each in guides.of(ctx, case))


def why(ctx: Ctx, case: Case, person: Person) -> str:
    """What somebody is to be reminded of who puts a case off that nobody has reminded them of."""
    rungs = {
        State.APPLIED: "application/mentor",
        State.MENTORING: "question/idle" if casework.questioned(ctx, case) else "mentoring/idle",
        State.THUMBS_UP: "thumbs up/sponsor",
    }
    rung = rungs.get(case.state, LATER)
    return rung if _theirs(ctx, case, rung, person) else LATER


# What a reminder says


def message(ctx: Ctx, person: Person, cases: Sequence[tuple[Due, Case]]) -> Dm:
    """One message about all of them: with every answer where it is one case, else with the first of each."""
    until = within(ctx.now, working.hours_of(ctx, person))
    if len(cases) == 1:
        ((row, case),) = cases
        facts = [summary(case)] if case.state is State.APPLIED else []
        parts = [*_until(ctx, row, case, person), *facts, *_instead(ctx, row, case, person), *guess(ctx, person)]
        actions = ways.answers(ctx, row, case, person)
        word = say(_says(row, case, person), _said(ctx, row, case), parts=parts, actions=actions)
        about = None if row.rung.startswith(casework.WISH) else case.id  # what doesn't arrive shows on its case
        return Dm(person, word, about, wanted=True, still=_still(row, case, person), within=until)
    told = [line(ctx, row, case, person) for row, case in cases[:MOST]]
    lines = [each for each, _ in told]
    lines += [say("remind-more", count=len(cases) - MOST)] if len(cases) > MOST else []
    actions = tuple(action for _, action in told)
    others = [case.number for _, case in cases[:MOST] if case.candidate.id != person.id]
    lines += [say("remind-several-how", number=number) for number in others[:1]]
    word = say("remind-several", count=len(cases), parts=[*lines, *guess(ctx, person)], actions=actions)
    return Dm(person, word, wanted=True, within=until)


def line(ctx: Ctx, row: Due, case: Case, person: Person) -> tuple[Message, Action]:
    """One of several: what it says, and the first answer to it."""
    return say(f"{_says(row, case, person)}-line", _said(ctx, row, case)), ways.about(
        case, ways.answers(ctx, row, case, person)[0]
    )


def within(now: datetime, hours: Hours) -> timedelta:
    """How long a reminder may take to arrive: until its reader's day ends."""
    try:
        if opening(now, hours) > now:
            return AT_LEAST
    except Never:
        return timedelta(days=1)
    ends = end_of_day(now, hours)
    if hours.end != MIDNIGHT:
        ends = instant(local_day(now, hours.zone), hours.end, hours.zone)
    return max(ends - now, AT_LEAST)


def _still(row: Due, case: Case, person: Person) -> Still:
    asked = person.id if row.rung in ("application/mentor", "handover/receiver") else None
    mentor = person.id if case.mentor is not None and case.mentor.id == person.id else None
    # Neither a step of the mentor's, nor an answer, nor writing on changes the state: the waiting begins anew.
    since = row.since if case.state in (State.DRAFT, State.MENTORING) and row.rung != LATER else None
    return Still(case.id, (case.state,), asked, mentor, since)


def _said(ctx: Ctx, row: Due, case: Case) -> dict[str, Value]:
    asked = row.rung == "application/mentor"
    since = row.since if asked or case.state is not State.APPLIED else case.since
    if row.rung.startswith("question/"):  # its ladder may have begun anew since, with an answer or a new mentor
        question = ctx.store.dialogues.find(case.candidate, "answer", case.id)
        since = question.at if question is not None else since
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate)}
    there = guides.of(ctx, case)
    people = {"mentor": there[0] if len(there) == 1 else case.mentor, "offered": case.offered}
    said |= {name: mention(each) for name, each in people.items() if each is not None}
    return said | {"state": casework.state_name(case), "ago": Ago(int((ctx.now - since).total_seconds()))}


def _says(row: Due, case: Case, person: Person) -> str:
    """The catalogue's key: ``remind-mentoring-idle``; for whoever isn't the mentor with more behind it."""
    if row.rung.endswith("/idle") and person.id == case.candidate.id:
        return f"remind-{_slug(row.rung)}-candidate"
    return f"remind-{_slug(row.rung)}-instead" if ways.instead(row, case, person) else f"remind-{_slug(row.rung)}"


def was(rung: str) -> Text:
    """Why somebody was reminded, in words: of what the history keeps (``application/mentor``)."""
    return Text(f"rung-{_slug(rung)}")


def coming(ladder: str, rung: str) -> Text:
    """What a rung that comes will do, in words."""
    return Text(f"coming-{_slug(ladder)}-{_slug(rung)}")


def _slug(name: str) -> str:
    return name.replace("/", "-").replace("_", "-").replace(" ", "-")


def _until(ctx: Ctx, row: Due, case: Case, person: Person) -> list[Message]:
    """What comes of it if nobody does anything, and when: for those who can change that."""
    zone = working.zone_of(ctx, person, case.region)
    steps = [step for step in outlook.coming(ctx, case) if (row.rung, step.rung) in _OTHERWISE]
    return [say(_OTHERWISE[row.rung, step.rung], when=When(step.at, zone)) for step in steps[:1]]


def _instead(ctx: Ctx, row: Due, case: Case, person: Person) -> list[Message]:
    """Why somebody else than its mentor is asked about a claimed case."""
    if case.mentor is None or not ways.instead(row, case, person):
        return []
    covers = casework.covers(ctx, case, person)
    return [say("remind-instead" if covers else "remind-uncovered", mentor=mention(case.mentor))]


def guess(ctx: Ctx, person: Person) -> list[Message]:
    """Once: what the bot takes for somebody's hours, where they haven't said."""
    schedule = ctx.store.schedules.get(person)
    said = schedule.zone is not None and schedule.days is not None
    if said or not working.first_told(ctx, person):
        return []
    return [say("hours-guessed", working.told(ctx, person))]
