"""Handovers by hand: who is offered a case and doesn't answer is reminded, then its mentor hears that.

Rules of this file: both waits count in the receiver's hours, from when they were asked. The case's own ladder goes on.
"""

from datetime import datetime

from tests.simulation.cases import Known
from tests.simulation.programme import Human
from tests.simulation.reminders import Desk, Reminder

_RUNGS = (("handover/receiver", 1), ("handover/mentor", 2))
"""After how many working days."""


def climb(now: datetime, started: datetime, known: Known, desk: Desk) -> None:
    """What is due of a handover that nobody answers."""
    while known.handing and known.handing[0][1] <= now:
        why, at = known.handing.pop(0)
        human = known.offered if why == "handover/receiver" else known.mentor
        if human is not None:
            desk.put(max(at, started), Reminder(human.name, known.number, why))


def follow(now: datetime, known: Known, before: Human | None, acts: list[str], desk: Desk) -> None:
    """An offer was made, answered or taken back."""
    if known.offered is before and "hand over" not in acts:
        return
    known.handing = []
    desk.settled(known.number)
    if known.offered is not None:
        calendar = known.offered.calendar
        known.handing = [(why, calendar.working_days(now, days)) for why, days in _RUNGS]
