"""The ladder that a case climbs while it waits: which rung comes next, when, and in whose hours that is counted.

Rules of this file: a case that waits has one row of due work, of the ladder that it is on: its next rung. It is written
at the end of whatever changed the case, in the same transaction. A rung whose time comes before an earlier one's, or
with it (in other people's hours), goes first, and the earlier one is left out. Behind the last rung the row stays and
rests: so a case that has been all the way up isn't one that was forgotten. What a rung does stands in the feature
``reminding``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from bot import aside, working
from bot.casework import covers, questioned
from bot.context import Ctx
from bot.due import BEGIN, EVER, LATER, OFFER, REMINDER, RESTS, SNOOZE, Due
from bot.hours import Hours, Never, due, ends
from bot.model import Case, Person, State
from bot.policy import ENDS, Climbing, Ladders
from bot.rungs import RUNGS, Ladder, Whose
from bot.waits import Wait
from bot.ways import guides_rung

_ANEW: dict[Ladder, frozenset[str]] = {
    Ladder.QUESTION: frozenset({"ask", "reply", "done", "go on", "assign", "take over"}),
    Ladder.DRAFT: frozenset({"write"}),
}
"""Acts with which the waiting begins anew, though the ladder stays the same."""
_WENT_ON = frozenset({"done", "go on"})
"""Acts behind which nobody is asked for a while how it goes on."""
_NO_STEP = frozenset({"read", "remind", "snooze", "write", "ask cover", "cover", "uncovered"})
"""Acts that are no step of a mentor's: any other one is, and their waiting begins anew; a note if it is theirs."""
_LATE = timedelta(hours=1)
"""How late a rung may be done for the next one to stay where it was planned."""
_ABSENCE = timedelta(days=92)
"""How long an end is put off while somebody is away who is to be asked before it: as long as they can put it off."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rung to come, and the instant at which it does."""

    rung: str
    at: datetime


def ladder_of(ctx: Ctx, case: Case) -> Ladder | None:
    """The ladder that a case is on; None: it waits for nobody."""
    match case.state:
        case State.DRAFT:
            return Ladder.DRAFT
        case State.APPLIED:
            return Ladder.APPLICATION
        case State.MENTORING:
            return Ladder.QUESTION if questioned(ctx, case) else Ladder.MENTORING
        case State.THUMBS_UP:
            return Ladder.THUMBS_UP
        case _:
            return None


def whom(case: Case) -> Person | None:
    """Whose turn it is where that is one person: the mentor who was asked, or has it, or the candidate of a draft."""
    if case.state is State.DRAFT:
        return case.candidate
    return case.asked if case.state is State.APPLIED else case.mentor


def current(ctx: Ctx, number: int) -> Due | None:
    """The row of the rung that comes next for a case; None: no more does."""
    return to_come(ctx.store.dues.of_case(number))


def to_come(rows: Sequence[Due]) -> Due | None:
    """The same, among the rows of the case."""
    row = _row(rows)
    return row if row is not None and row.rung else None


def _row(rows: Sequence[Due]) -> Due | None:
    return next((row for row in rows if row.kind in RUNGS), None)


def follow(ctx: Ctx) -> None:
    """Bring due work in line with what the event did to cases."""
    for number, touched in ctx.touched.items():
        case = touched.case or ctx.store.cases.get(number)
        if case is not None:
            _follow(ctx, case, touched.acts)


def _follow(ctx: Ctx, case: Case, acts: list[str]) -> None:
    ladder = ladder_of(ctx, case)
    rows = aside.follow(ctx, case, ctx.store.dues.of_case(case.id))
    row = _row(rows)
    if ladder is None:
        ctx.store.dues.remove(rows)
    elif any(each.kind == BEGIN for each in rows):
        ctx.store.dues.remove([each for each in rows if each.kind == OFFER and not _stays(case, each)])
        # it takes its place when its turn comes
    elif row is None or row.kind != ladder or _begins_anew(ctx, case, ladder, acts):
        ctx.store.dues.remove([each for each in rows if not _stays(case, each)])
        rung = "idle" if _WENT_ON & set(acts) else None  # who went on elsewhere needn't be told of an open question
        _put(ctx, case, ladder, ctx.now, plan(ctx, case, ladder, ctx.now, rung, rows=()))
    elif row.person != _id(whom(case)):
        forget(ctx, row)
        asked = ladder is Ladder.APPLICATION and case.asked is not None
        since, rung = (ctx.now, None) if asked else (row.since, row.rung)  # who is asked now is waited for from now on
        _put(ctx, case, ladder, since, plan(ctx, case, ladder, since, rung) if rung != "" else [])
    elif "snooze" in acts and row.rung:
        _put(ctx, case, ladder, row.since, plan(ctx, case, ladder, row.since, row.rung))


def _stays(case: Case, row: Due) -> bool:
    """Whether a row outlasts the ladder that its case was on: what somebody wanted to hear, an offer of the pool."""
    if row.kind == OFFER:
        return case.state is State.APPLIED
    return row.rung == LATER and row.person != _id(whom(case))


def _begins_anew(ctx: Ctx, case: Case, ladder: Ladder, acts: list[str]) -> bool:
    if ladder is Ladder.MENTORING:
        theirs = case.mentor is not None and (ctx.actor.id == case.mentor.id or covers(ctx, case, ctx.actor))
        return bool(set(acts) - _NO_STEP - (set() if theirs else {"note"}))
    return not _ANEW.get(ladder, frozenset()).isdisjoint(acts)


def forget(ctx: Ctx, row: Due) -> None:
    """Nobody waits any more for whom a row was about: they aren't reminded."""
    rows = [each for each in ctx.store.dues.of_case(row.case or 0) if each.kind in (REMINDER, SNOOZE)]
    ctx.store.dues.remove([each for each in rows if each.person == row.person])


def advance(ctx: Ctx, row: Due) -> None:
    """A rung was done: the next one of its ladder is due, unless the case has left it."""
    case = ctx.store.cases.get(row.case or 0)
    ladder = ladder_of(ctx, case) if case is not None else None
    ctx.store.dues.remove([row])
    if case is None or ladder is None or ladder != row.kind:
        return
    instead = case.asked is not None and row.rung == "mentor" and row.person != case.asked.id  # who is away
    since, rung = (ctx.now, None) if instead else (row.since, row.rung)
    steps = plan(ctx, case, ladder, since, rung, done=True)
    # An end comes no sooner behind the warning before it than planned, however late that one was.
    if steps and steps[0].rung in ENDS:
        warned = row.due_at if ctx.now - row.due_at < _LATE else ctx.now
        counted = cache(partial(hours, ctx, case))
        step = _later(steps[0], warned + _gap(ctx, case, ladder, row.since, steps[0].rung, counted))
        steps[0] = once_asked(ctx, case, row, step)
    _put(ctx, case, ladder, since, steps)


def once_asked(ctx: Ctx, case: Case, row: Due, end: Step) -> Step:
    """An end, put off where somebody is away, or off, who is to be asked before it; not for ever: another waits."""
    rows = [each for each in ctx.store.dues.of_case(case.id) if each.kind == REMINDER]
    waiting = [each.due_at for each in rows if each.rung.startswith(f"{row.kind}/")]
    ladder, counted = Ladder(row.kind), cache(partial(hours, ctx, case))
    last = _instant(ctx, case, ladder, end.rung, row.since, counted) + _ABSENCE
    if not waiting or ctx.now >= last:
        return end
    asked = max(ctx.now, min(max(waiting), last))
    gap = _gap(ctx, case, ladder, row.since, end.rung, counted)
    return end if asked < end.at else _later(end, min(asked + gap, last))


def recount(ctx: Ctx, person: Person) -> None:
    """Somebody works at other hours now: their reminders are looked at anew, and rungs counted in those hours move."""
    ever = ctx.now + EVER
    aside.recount(ctx, person)
    for reminder in ctx.store.dues.of_person(REMINDER, person.id, ever):
        ctx.store.dues.move(reminder, ctx.now)  # when its turn comes, it waits for hours that suit it
    for offer in ctx.store.dues.of_person(OFFER, person.id, ever):
        if offer.rung == "waits":
            ctx.store.dues.move(offer, ctx.now)
    numbers = {row.case for ladder in Ladder for row in ctx.store.dues.of_person(ladder, person.id, ever)}
    own = ctx.store.cases.open_of(person)
    for number in numbers | ({own.id} if own is not None else set()):
        case, row = ctx.store.cases.get(number or 0), current(ctx, number or 0)
        ladder = ladder_of(ctx, case) if case is not None else None
        if case is not None and row is not None and ladder is not None and ladder == row.kind:
            _put(ctx, case, ladder, row.since, plan(ctx, case, ladder, row.since, row.rung))


def plan(
    ctx: Ctx,
    case: Case,
    ladder: Ladder,
    since: datetime,
    rung: str | None = None,
    *,
    done: bool = False,
    rows: Sequence[Due] | None = None,
) -> list[Step]:
    """The rungs to come, in the order in which they do; ``rung``: from that one on, ``done``: behind it.

    ``rows``: what is due of the case, where that is known.
    """
    names = list(RUNGS[ladder])
    if ladder is Ladder.APPLICATION and case.asked is None:
        names = [name for name in names if RUNGS[ladder][name] is not Whose.ASKED]
    if rung is not None:
        order = list(RUNGS[ladder])
        names = [name for name in names if order.index(name) >= order.index(rung) + done]
    counted = cache(partial(hours, ctx, case))
    steps = [Step(name, _instant(ctx, case, ladder, name, since, counted)) for name in names]
    if ladder in (Ladder.MENTORING, Ladder.QUESTION):
        found = ctx.store.dues.of_case(case.id) if rows is None else rows
        until = max((row.due_at for row in found if row.kind == SNOOZE and guides_rung(row.rung)), default=None)
        if until is not None:
            lapse = until + _gap(ctx, case, ladder, since, "lapse", counted)
            steps = _put_off(steps, {"idle": until, "lapse": lapse})
    return [step for at, step in enumerate(steps) if all(step.at < later.at for later in steps[at + 1 :])]


def _put_off(steps: Sequence[Step], until: Mapping[str, datetime]) -> list[Step]:
    """What whoever guides a case put off comes no sooner, and nothing lapses before it was asked once more."""
    return [_later(step, until.get(step.rung, step.at)) for step in steps]


def _gap(
    ctx: Ctx, case: Case, ladder: Ladder, since: datetime, rung: str, counted: Callable[[Whose], Hours]
) -> timedelta:
    """By how long the rung below comes before one."""
    names = list(RUNGS[ladder])
    below = names[names.index(rung) - 1]
    return _instant(ctx, case, ladder, rung, since, counted) - _instant(ctx, case, ladder, below, since, counted)


def _later(step: Step, at: datetime) -> Step:
    return Step(step.rung, max(step.at, at))


def _instant(
    ctx: Ctx, case: Case, ladder: Ladder, rung: str, since: datetime, counted: Callable[[Whose], Hours]
) -> datetime:
    """When a rung comes. Whoever never works holds nobody up: then the region's hours count, else plain days.

    Whoever is asked is waited for since they were; all others wait for an application since it was made.
    """
    wait = wait_of(ctx.config.ladder, ladder, rung)
    if ladder is Ladder.APPLICATION and RUNGS[ladder][rung] is Whose.REGION:
        since = min(since, case.since)  # a clock that was ahead may have made the application
    try:
        return due(since, wait, counted(RUNGS[ladder][rung]))
    except Never:
        return ends(since, wait, counted(Whose.REGION))


def wait_of(config: Ladders, ladder: Ladder, rung: str) -> Wait:
    """How long after the beginning a rung comes."""
    section: Climbing = getattr(config, ladder.replace(" ", "_"))
    return section.wait(rung)


def hours(ctx: Ctx, case: Case, whose: Whose) -> Hours:
    """The hours in which a rung's days are counted: of several people, it is their region's."""
    people = {Whose.ASKED: case.asked, Whose.MENTOR: case.mentor, Whose.CANDIDATE: case.candidate}
    if ctx.config.sponsoring.policy == "mentor":
        people[Whose.SPONSOR] = case.mentor
    person = people.get(whose)
    if person is None:
        return working.hours_in(ctx, case.region)
    return working.hours_of(ctx, person, case.region)


def _put(ctx: Ctx, case: Case, ladder: Ladder, since: datetime, steps: Sequence[Step]) -> None:
    """Make the first of the rungs to come due; where there is none, the row rests."""
    rung, at = (steps[0].rung, steps[0].at) if steps else ("", RESTS)
    row = current(ctx, case.id) if rung in ENDS else None
    if row is not None and row.rung == rung:
        at = max(at, row.due_at)
    ctx.store.dues.put(ladder, case.number, at, since=since, rung=rung, case=case.id, person=_id(whom(case)))


def _id(person: Person | None) -> int | None:
    return person.id if person is not None else None
