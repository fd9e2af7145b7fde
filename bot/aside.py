"""What waits beside a case's ladder: a handover for its receiver, a candidate's wish for whoever decides about it.

Rules of this file: there is one row of each kind for a case, from when it begins to wait until it is settled; the
case's own ladder goes on meanwhile. Behind the last rung the row stays and rests. It is removed with what settles it:
at the end of whatever changed the case. What a rung does stands in the features ``handing`` and ``rematch``.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot import casework, working
from bot.context import Ctx
from bot.due import EVER, REMINDER, RESTS, SNOOZE, Due
from bot.hours import Hours, Never, due, ends
from bot.message import Action, do, write
from bot.model import CLAIMED, Case, Person
from bot.policy import Climbing
from bot.rungs import ASIDE, Aside, Whose


def begin(ctx: Ctx, case: Case, kind: Aside, person: Person) -> datetime:
    """Something waits from now on, in place of what waited before. ``person``: whom it is about.

    Returns when its first rung comes.
    """
    first = next(iter(ASIDE[kind]))
    return _put(ctx, case, kind, person.id, ctx.now, first)


def waits(ctx: Ctx, case: Case, kind: Aside) -> Due | None:
    """The row of what waits; None: nothing does."""
    return ctx.store.dues.get(kind, case.number)


def among(rows: Sequence[Due], kind: Aside) -> Due | None:
    """The same, among the rows of the case."""
    return next((row for row in rows if row.kind == kind), None)


def advance(ctx: Ctx, row: Due) -> datetime | None:
    """A rung was done: the next one is due. Returns when it comes; None: it rests."""
    case, kind = ctx.store.cases.get(row.case or 0), Aside(row.kind)
    later = list(ASIDE[kind])[list(ASIDE[kind]).index(row.rung) + 1 :]
    ctx.store.dues.remove([row])
    if case is None or not _stands(case, row):
        return None
    at = _put(ctx, case, kind, row.person or 0, row.since, later[0] if later else "")
    return at if later else None


def follow(ctx: Ctx, case: Case, rows: Sequence[Due]) -> list[Due]:
    """Remove what is settled; returns the rows of the case that are its ladder's."""
    for row in rows:
        if row.kind in ASIDE and not _stands(case, row):
            end(ctx, row)
    return [row for row in rows if row.kind not in ASIDE and of(row) not in ASIDE]


def end(ctx: Ctx, row: Due) -> None:
    """It is settled: nobody is reminded of it."""
    rows = ctx.store.dues.of_case(row.case or 0)
    ctx.store.dues.remove([row, *(each for each in rows if of(each) == row.kind)])


def recount(ctx: Ctx, person: Person) -> None:
    """Somebody works at other hours now: what is counted in them moves."""
    for kind in Aside:
        for row in ctx.store.dues.of_person(kind, person.id, ctx.now + EVER):
            case = ctx.store.cases.get(row.case or 0)
            if case is not None and row.rung:
                _put(ctx, case, kind, person.id, row.since, row.rung)


def of(row: Due) -> str:
    """Of what a reminder, or one that was put off, is: the part of its rung before the stroke."""
    return row.rung.partition("/")[0] if row.kind in (REMINDER, SNOOZE) else ""


def why(ctx: Ctx, case: Case, person: Person) -> tuple[str, datetime] | None:
    """What of it somebody owes an answer to: what a reminder of it is about, and since when it waits."""
    owed = ("handover/receiver", "handover/mentor", "rematch/lead")
    for rung in owed:
        row = waits(ctx, case, Aside(rung.partition("/")[0]))
        early = row is not None and row.rung and rung == "handover/mentor"  # the mentor hasn't been told yet
        if row is not None and not early and casework.may(ctx, case, NEEDS[rung], person):
            return rung, row.since
    return None


def holds(ctx: Ctx, case: Case, row: Due) -> bool:
    """Whether a reminder of something that waits beside the ladder is about what waits now."""
    if of(row) not in ASIDE:
        return True
    found = waits(ctx, case, Aside(of(row)))
    return found is not None and found.since == row.since


def _stands(case: Case, row: Due) -> bool:
    """Whether a case still waits for what a row is about."""
    person = case.offered if row.kind == Aside.HANDOVER else case.mentor
    return case.state in CLAIMED and person is not None and person.id == row.person


def _put(ctx: Ctx, case: Case, kind: Aside, person: int, since: datetime, rung: str) -> datetime:
    at = _instant(ctx, case, kind, rung, since) if rung else RESTS
    ctx.store.dues.put(kind, case.number, at, since=since, rung=rung, case=case.id, person=person)
    return at


def _instant(ctx: Ctx, case: Case, kind: Aside, rung: str, since: datetime) -> datetime:
    """When a rung comes. Whoever never works holds nobody up: then the region's hours count, else plain days."""
    section: Climbing = getattr(ctx.config.ladder, kind)
    wait, region = section.wait(rung), working.hours_in(ctx, case.region)
    try:
        return due(since, wait, _hours(ctx, case, ASIDE[kind][rung]))
    except Never:
        return ends(since, wait, region)


def _hours(ctx: Ctx, case: Case, whose: Whose) -> Hours:
    if whose is Whose.OFFERED and case.offered is not None:
        return working.hours_of(ctx, case.offered, case.region)
    return working.hours_in(ctx, case.region)


# What its reminders are about, and offer


def _offered(case: Case) -> tuple[Action, ...]:
    not_me = do("decline", case.number, label="do-not-me")
    return do("claim", case.number, label="do-take-over"), not_me, do("read", case.number)


def _offers(case: Case) -> tuple[Action, ...]:
    return do("case", case.number), write("handover", case.number, "@MENTOR")


def wished(case: Case) -> tuple[Action, ...]:
    """What those can do who hear that a candidate would like another mentor."""
    return (
        do("case", case.number),
        do("release", case.number, label="do-pool"),
        write("assign", case.number, "@MENTOR"),
        write("rematch keep", case.number, "REASON"),
    )


ANSWERS: dict[str, Callable[[Case], tuple[Action, ...]]] = {
    "handover/receiver": _offered,
    "handover/mentor": _offers,
    "rematch/lead": wished,
    "rematch/coordinators": wished,
}
NEEDS = {
    "handover/receiver": "turn down",
    "handover/mentor": "hand over",
    "rematch/lead": "rematch keep",
    "rematch/coordinators": "rematch keep",
}
"""The act that such a reminder is about."""
