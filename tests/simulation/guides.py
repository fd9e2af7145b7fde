"""Who guides a claimed case, by hand: its mentor, else who agreed to cover for them, else the leads who are there.

Rules of this file: who is away, and who covers, is read from the mentors' rows; nothing else is.
"""

from datetime import date, datetime, timedelta

from tests.simulation.books import Rows
from tests.simulation.cases import Known
from tests.simulation.programme import PLACES, Cast, Human

FOR_GUIDES = frozenset({"mentoring/idle", "question/mentor", "question/idle"})
"""Rungs at which others are reminded in place of a mentor who isn't there."""
_AGAIN = timedelta(days=30)
"""When a reminder is looked at again of somebody who didn't say when they are back."""
_AWAY = """
SELECT m.away_until, c.identity FROM mentors m JOIN people p ON p.id = m.person_id
    LEFT JOIN people c ON c.id = m.cover_id WHERE m.absence IS NOT NULL AND p.identity = ?
"""
_ABSENT = "SELECT p.identity FROM mentors m JOIN people p ON p.id = m.person_id WHERE m.absence IS NOT NULL"
_PLACES = {place.name: place for place in PLACES}


class Guides:
    """Who is there, and who is in place of those who aren't."""

    def __init__(self, cast: Cast, rows: Rows) -> None:
        self._cast, self._rows = cast, rows

    def absent(self) -> set[str]:
        """The names of all mentors who aren't there."""
        return {identity.partition(":")[2] for (identity,) in self._rows.all(_ABSENT)}

    def back(self, human: Human, now: datetime) -> datetime | None:
        """When somebody who is away works again, as far as is known now; None: they are there."""
        if human.role != "mentor":
            return None
        for until, _ in self._rows.all(_AWAY, human.identity):
            calendar = self._cast.reads(human)
            if until is None:
                return calendar.opening(now + _AGAIN)
            if calendar.day(now) < date.fromisoformat(until):
                return calendar.morning(date.fromisoformat(until))
        return None

    def away(self, human: Human | None, now: datetime) -> bool:
        """Whether they aren't there."""
        return human is not None and self.back(human, now) is not None

    def instead(self, known: Known, now: datetime) -> list[Human]:
        """Who is asked besides a mentor who isn't there; nobody of those: the coordinators are told."""
        if known.mentor is None or not self.away(known.mentor, now):
            return []
        if cover := self.covers(known):
            return cover
        return [lead for lead in self._cast.leads_of(_PLACES[known.place]) if not self.away(lead, now)]

    def covers(self, known: Known) -> list[Human]:
        """Who looks after a case because its mentor isn't there; nobody does after their own."""
        found = self._rows.all(_AWAY, known.mentor.identity) if known.mentor is not None else []
        people = [self._cast.people[identity.partition(":")[2]] for _, identity in found if identity is not None]
        return [human for human in people if human is not known.candidate]

    def still(self, known: Known, why: str, who: str, now: datetime) -> bool:
        """Whether a reminder is for somebody now whom it was meant for."""
        if why not in FOR_GUIDES or not in_place(known, why, who):
            return True
        return any(human.name == who for human in self.instead(known, now))


def in_place(known: Known, why: str, who: str) -> bool:
    """Whether somebody is reminded in place of a case's mentor."""
    own = {human.name for human in (known.mentor, known.candidate) if human is not None}
    return why in FOR_GUIDES and who not in own
