"""What holds after every day: each open case has somebody responsible for its next step, and nothing is stuck."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from tests.simulation.books import Rows, instant
from tests.simulation.cases import OPEN, STUCK, Known

LATE = timedelta(minutes=1)
ANSWERED_WITHIN = 5
"""Working days of its region in which an application is answered, or is at the coordinators."""


def faults(now: datetime, started: datetime, rows: Rows, cases: Mapping[int, Known]) -> Iterator[str]:
    """Sentences, each about a case, or about what failed."""
    for number, state, there, due, rung in rows.all(OPEN):
        known = cases[number]
        if not rung and not known.escalated:
            yield f"{known} ({state}) waits, nothing is to come, and the coordinators don't know"
        elif rung and instant(due) < now - LATE:
            yield f"{known} ({state}) waits for what should have come at {due}"
        if state in {"mentoring", "thumbs up"} and not there:
            yield f"{known} ({state}) waits for {known.whom}, who mentors no more"
        if state == "applied" and known.asked is not None and not there:
            yield f"{known} waits for {known.asked.name}, who mentors no more"
        if state == "applied" and not known.escalated and known.region is not None and known.waiting is not None:
            until = known.region.working_days(known.waiting.since, ANSWERED_WITHIN)
            if max(until, started) < now - LATE:
                yield f"{known} waits since {known.waiting.since}, and isn't at the coordinators"
    for statement in STUCK:
        for (words,) in rows.all(statement):
            yield words
