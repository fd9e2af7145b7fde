"""Silence by hand: who answered none of three reminders, and a working day more, is taken to be away; nobody else is.

Rules of this file: what somebody does is read off the history. They may have done more, which isn't written there: so
who must be away by now is judged only of those who fell silent for good.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from bot.message import Message
from tests.simulation.books import Heard, Rows
from tests.simulation.programme import Cast

PATIENCE = 3
AS_MENTOR = ("remind-application-mentor", "remind-mentoring-idle", "remind-question-mentor", "remind-question-idle")
_LATE = timedelta(minutes=1)
_THERE = "SELECT 1 FROM mentors m JOIN people p ON p.id = m.person_id WHERE p.identity = ? AND m.absence IS NULL"


class Silences:
    """The reminders that each mentor got since they did something last."""

    def __init__(self, cast: Cast, rows: Rows, fault: Callable[[datetime, str], None]) -> None:
        self._cast, self._rows, self._fault = cast, rows, fault
        self._unanswered: dict[str, list[datetime]] = {}
        self.told = 0

    def acted(self, names: Iterable[str]) -> None:
        """These did something."""
        for name in names:
            self._unanswered.pop(name, None)

    def look(self, now: datetime, started: datetime, heard: Sequence[Heard]) -> None:
        """Who is taken to be away, and who should be."""
        for each in heard:
            if each.message.key == "silent":
                self._away(now, each.to)
            if each.direct and self._cast.people[each.to].role == "mentor" and _reminds(each.message):
                self._unanswered.setdefault(each.to, []).append(now)
        for name, times in list(self._unanswered.items()):
            human = self._cast.people[name]
            if human.silent is not None and len(since := [at for at in times if at > human.silent]) >= PATIENCE:
                until = max(human.calendar.working_days(since[PATIENCE - 1], 1), started)
                if now > until + _LATE and list(self._rows.all(_THERE, human.identity)):
                    self._fault(now, f"{name} has been silent until {until:%a %Y-%m-%d %H:%M}, and isn't away")
                    del self._unanswered[name]

    def _away(self, now: datetime, name: str) -> None:
        self.told += 1
        times, human = self._unanswered.pop(name, []), self._cast.people[name]
        if len(times) < PATIENCE or now < human.calendar.working_days(times[PATIENCE - 1], 1):
            self._fault(now, f"{name} was taken to be away after {len(times)} reminders")


def _reminds(message: Message) -> bool:
    """Whether it is a reminder of something that somebody owes as a mentor."""
    lines = message.parts if message.key == "remind-several" else ()
    keys = {message.key, *(part.key.removesuffix("-line") for part in lines)}
    return any(key.removesuffix("-instead") in AS_MENTOR for key in keys)
