"""The judge's desk of reminders: who is owed which, when it may reach them, and what came instead.

Rules of this file: whatever was expected, a reminder never reaches anybody outside their hours, while they are away, or
a second time on one day of theirs.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.message import Message
from tests.simulation.books import Heard, Rows, instant
from tests.simulation.programme import Cast, Human
from tests.simulation.times import DAY, Calendar

LATE = timedelta(minutes=1)
MOST = 10
"""Cases that one message names."""
_AWAY = "SELECT away_until FROM mentors m JOIN people p ON p.id = m.person_id WHERE p.identity = ?"
_BACK = "SELECT 1 FROM cases c JOIN mentors m ON m.person_id = c.mentor_id WHERE c.id = ? AND m.absence IS NULL"
_SNOOZED = """
SELECT d.due_at, d.rung FROM dues d JOIN people p ON p.id = d.person_id
    WHERE d.kind = 'snooze' AND d.case_id = ? AND p.identity = ?
"""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody is to be reminded of a case, because of a rung: ``application/mentor``."""

    who: str
    case: int
    why: str
    instead: bool = False
    """In place of a mentor who isn't there."""

    def __str__(self) -> str:
        return f"{self.who}'s reminder of #{self.case} ({self.why})"


class Desk:
    """What is owed, by person and case, each with the instant at which it may reach them."""

    def __init__(self, cast: Cast, rows: Rows, fault: Callable[[datetime, str], None]) -> None:
        self._cast, self._rows, self._fault = cast, rows, fault
        self._owed: dict[tuple[str, int], tuple[Reminder, datetime]] = {}
        self._snoozed: dict[tuple[str, int], tuple[Reminder, datetime]] = {}
        self._last: dict[str, datetime] = {}
        self.started = cast.scale.begins
        self.came: Counter[str] = Counter()
        self.messages = 0
        self.snoozed = 0

    def put(self, now: datetime, reminder: Reminder) -> None:
        """A rung asks somebody; whoever put the case off is left alone."""
        key = (reminder.who, reminder.case)
        if key not in self._snoozed:
            self._owed[key] = (reminder, self._suits(self._cast.people[reminder.who], now))

    def snooze(self, who: str, case: int) -> None:
        """Somebody put a case off: until when is in the database."""
        self.snoozed += 1
        self._owed.pop((who, case), None)
        for due, rung in self._rows.all(_SNOOZED, case, f"shell:{who}"):
            self._snoozed[who, case] = (Reminder(who, case, rung), instant(due))

    def snoozed_until(self, who: str, case: int) -> datetime | None:
        """Until when somebody has put a case off."""
        return self._snoozed[who, case][1] if (who, case) in self._snoozed else None

    def held(self, case: int, ladder: str) -> datetime | None:
        """When the last of those is reminded whom a ladder has asked, and who weren't there yet."""
        asked = [(reminder, at) for reminder, at in self._owed.values() if reminder.case == case]
        return max((at for reminder, at in asked if reminder.why.startswith(f"{ladder}/")), default=None)

    def drop(self, case: int, who: str | None = None) -> None:
        """A case has moved on: nobody, or who was waited for, is to be reminded of it."""
        for owed in (self._owed, self._snoozed):
            for key in [key for key in owed if key[1] == case and who in (None, key[0])]:
                del owed[key]

    def look(self, now: datetime, heard: Sequence[Heard]) -> None:
        """The reminders that came, and those that should have."""
        for key, (reminder, until) in list(self._snoozed.items()):
            if until <= now:
                del self._snoozed[key]
                self.put(max(until, self.started), reminder)
        came = {each.to: each.message for each in heard if each.direct and each.message.key.startswith("remind-")}
        for name, message in came.items():
            self._allowed(now, self._cast.people[name])
            self._as_owed(now, self._cast.people[name], message)
        for (name, _), (reminder, at) in list(self._owed.items()):
            if at <= now:
                self._missing(now, self._cast.people[name], reminder, at)

    def back(self, human: Human, now: datetime) -> date | None:
        """The day on which somebody who is away is back."""
        if human.role != "mentor":
            return None
        for (until,) in self._rows.all(_AWAY, human.identity):
            if until is not None and self._calendar(human).day(now) < date.fromisoformat(until):
                return date.fromisoformat(until)
        return None

    def _allowed(self, now: datetime, human: Human) -> None:
        """What holds for every reminder."""
        self.messages += 1
        calendar = self._calendar(human)
        there = f"{now.astimezone(calendar.there):%a %Y-%m-%d %H:%M} in {calendar.zone}"
        if not calendar.works(now):
            self._fault(now, f"{human.name} was reminded outside their hours, at {there}")
        if self.back(human, now) is not None:
            self._fault(now, f"{human.name} was reminded while away, until {self.back(human, now)}")
        if human.name in self._last and calendar.day(self._last[human.name]) == calendar.day(now):
            self._fault(now, f"{human.name} was reminded a second time on {calendar.day(now)}, at {there}")
        self._last[human.name] = now

    def _as_owed(self, now: datetime, human: Human, message: Message) -> None:
        """One message holds all that is owed that day, and nothing else."""
        today = self._calendar(human).day(now)
        owed = {
            _key(reminder, self._is_candidate(reminder)): key
            for key, (reminder, at) in self._owed.items()
            if key[0] == human.name and self._calendar(human).day(at) <= today
        }
        told = set(_told(message))
        if len(owed) > MOST == len(told) and message.args.get("count") == len(owed):
            told |= set(owed)  # the rest is counted
        for each in told - set(owed):
            self._fault(now, f"{human.name} was reminded of #{each[0]} ({each[1]}), and it wasn't due to them")
        for each in set(owed) - told:
            self._fault(now, f"{human.name} was reminded, but not of #{each[0]} ({each[1]})")
        for each, key in owed.items():
            self.came[each[1]] += each in told
            del self._owed[key]

    def _missing(self, now: datetime, human: Human, reminder: Reminder, at: datetime) -> None:
        later = self._suits(human, now)
        if reminder.instead and list(self._rows.all(_BACK, reminder.case)):
            del self._owed[human.name, reminder.case]
        elif later > now:
            self._owed[human.name, reminder.case] = (reminder, later)
        elif now - max(at, self.started) > LATE:
            self._fault(now, f"{reminder} should have come at {at:%a %Y-%m-%d %H:%M}, and didn't")
            del self._owed[human.name, reminder.case]

    def _suits(self, human: Human, now: datetime) -> datetime:
        """From when on somebody may be reminded: in their hours, not while away, and not again that day."""
        calendar = self._calendar(human)
        back = self.back(human, now)
        first = calendar.opening(now) if back is None else calendar.morning(back)
        last = self._last.get(human.name)
        if last is not None and calendar.day(first) <= calendar.day(last):
            return calendar.morning(calendar.day(last) + DAY)
        return first

    def _calendar(self, human: Human) -> Calendar:
        return self._cast.reads(human)

    def _is_candidate(self, reminder: Reminder) -> bool:
        return self._cast.people[reminder.who].role == "candidate"


def _key(reminder: Reminder, is_candidate: bool) -> tuple[int, str]:
    both = "-candidate" if is_candidate and reminder.why.endswith("/idle") else ""
    both = "-instead" if reminder.instead else both
    words = reminder.why.replace("/", "-").replace("_", "-").replace(" ", "-")
    return reminder.case, f"remind-{words}{both}"


def _told(message: Message) -> list[tuple[int, str]]:
    """The cases that a reminder is about, each with its key."""
    if message.key != "remind-several":
        return [(int(str(message.args["number"])), message.key)]
    lines = [part for part in message.parts if part.key.endswith("-line")]
    return [(int(str(part.args["number"])), part.key.removesuffix("-line")) for part in lines]
