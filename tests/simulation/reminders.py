"""The judge's desk of reminders: who is owed which, when it may reach them, and what came instead.

Rules of this file: whatever was expected, a reminder never reaches anybody outside their hours, while they are away, or
a second time on one day of theirs.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.message import Message
from tests.simulation.books import Heard, Rows, instant
from tests.simulation.cases import Known
from tests.simulation.guides import FOR_GUIDES, Guides, in_place
from tests.simulation.programme import Cast, Human
from tests.simulation.times import DAY, Calendar

LATE = timedelta(minutes=1)
MOST = 10
"""Cases that one message names."""
_HANDOVER = "handover/"
_WANTED = "later"
"""What isn't of a case's ladder, and outlasts it: so does what somebody wanted to hear who owes the case nothing."""
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

    def __str__(self) -> str:
        return f"{self.who}'s reminder of #{self.case} ({self.why})"


class Desk:
    """What is owed, by person and case, each with the instant at which it may reach them."""

    def __init__(
        self, cast: Cast, rows: Rows, guides: Guides, cases: Mapping[int, Known], fault: Callable[[datetime, str], None]
    ) -> None:
        self._cast, self._rows, self._guides, self._cases, self._fault = cast, rows, guides, cases, fault
        self._owed: dict[tuple[str, int], tuple[Reminder, datetime]] = {}
        self._snoozed: dict[tuple[str, int], tuple[Reminder, datetime]] = {}
        self._last: dict[str, datetime] = {}
        self._absent = set[str]()
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

    def snoozed_until(self, case: int) -> datetime | None:
        """Until when whoever guides a case, or does so in its mentor's place, has put it off."""
        found = [at for reminder, at in self._snoozed.values() if reminder.case == case and reminder.why in FOR_GUIDES]
        return max(found, default=None)

    def held(self, case: int, ladder: str) -> datetime | None:
        """When the last of those is reminded whom a ladder has asked, and who weren't there yet."""
        asked = [(reminder, at) for reminder, at in self._owed.values() if reminder.case == case]
        return max((at for reminder, at in asked if reminder.why.startswith(f"{ladder}/")), default=None)

    def drop(self, case: int, who: str | None = None) -> None:
        """A case is over, or nobody waits for somebody any more: they aren't reminded of it."""
        self._forget(lambda reminder: reminder.case == case and who in (None, reminder.who))

    def anew(self, case: int, whom: str | None) -> None:
        """A case waits anew: what was owed isn't, but for a handover, and for what others than ``whom`` wanted."""

        def over(reminder: Reminder) -> bool:
            stays = reminder.why.startswith(_HANDOVER) or (reminder.why == _WANTED and reminder.who != whom)
            return reminder.case == case and not stays

        self._forget(over)

    def settled(self, case: int) -> None:
        """A handover was answered, or taken back."""
        self._forget(lambda reminder: reminder.case == case and reminder.why.startswith(_HANDOVER))

    def _forget(self, over: Callable[[Reminder], bool]) -> None:
        for owed in (self._owed, self._snoozed):
            for key, (reminder, _) in list(owed.items()):
                if over(reminder):
                    del owed[key]

    def covers(self, now: datetime, mentor: str, cover: str, case: int) -> None:
        """Somebody looks after a case: they are reminded of what its mentor would be."""
        reminder, _ = self._owed.get((mentor, case), (None, now))
        if reminder is not None and reminder.why in FOR_GUIDES:
            again = Reminder(cover, case, reminder.why)
            self._owed[cover, case] = (again, self._suits(self._cast.people[cover], now))

    def look(self, now: datetime, heard: Sequence[Heard]) -> None:
        """The reminders that came, and those that should have."""
        for key, (reminder, until) in list(self._snoozed.items()):
            if until <= now:
                del self._snoozed[key]
                for who in self._wanted(reminder, now):
                    again = Reminder(who.name, reminder.case, reminder.why)
                    self._owed[who.name, reminder.case] = (again, self._suits(who, max(until, self.started)))
        absent = self._guides.absent()
        for (name, case), (reminder, _) in list(self._owed.items()):
            if name in self._absent - absent:  # they are back, maybe before they said
                self._owed[name, case] = (reminder, self._suits(self._cast.people[name], now))
        self._absent = absent
        came = {each.to: each.message for each in heard if each.direct and each.message.key.startswith("remind-")}
        for name, message in came.items():
            self._allowed(now, self._cast.people[name])
            self._as_owed(now, self._cast.people[name], message)
        for (name, _), (reminder, at) in list(self._owed.items()):
            if at <= now:
                self._missing(now, self._cast.people[name], reminder, at)

    def _wanted(self, reminder: Reminder, now: datetime) -> list[Human]:
        """Who is reminded of what somebody put off: in place of a mentor who isn't there now, those who guide it."""
        known, who = self._cases[reminder.case], self._cast.people[reminder.who]
        instead = self._guides.instead(known, now) if known.mentor is who and reminder.why in FOR_GUIDES else []
        return instead or [who]

    def _allowed(self, now: datetime, human: Human) -> None:
        """What holds for every reminder."""
        self.messages += 1
        calendar = self._calendar(human)
        there = f"{now.astimezone(calendar.there):%a %Y-%m-%d %H:%M} in {calendar.zone}"
        if not calendar.works(now):
            self._fault(now, f"{human.name} was reminded outside their hours, at {there}")
        if (back := self._guides.back(human, now)) is not None:
            self._fault(now, f"{human.name} was reminded while away, until {back}")
        if human.name in self._last and calendar.day(self._last[human.name]) == calendar.day(now):
            self._fault(now, f"{human.name} was reminded a second time on {calendar.day(now)}, at {there}")
        self._last[human.name] = now

    def _as_owed(self, now: datetime, human: Human, message: Message) -> None:
        """One message holds all that is owed that day, and nothing else."""
        today, owed = self._calendar(human).day(now), dict[tuple[int, str], tuple[str, int]]()
        for key, (reminder, at) in list(self._owed.items()):
            if key[0] == human.name and self._calendar(human).day(at) <= today:
                if self._still(reminder, now):
                    owed[self._key(reminder)] = key
                else:
                    del self._owed[key]
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
        if later > now:
            self._owed[human.name, reminder.case] = (reminder, later)
        elif not self._still(reminder, now):
            del self._owed[human.name, reminder.case]
        elif now - max(at, self.started) > LATE:
            self._fault(now, f"{reminder} should have come at {at:%a %Y-%m-%d %H:%M}, and didn't")
            del self._owed[human.name, reminder.case]

    def _suits(self, human: Human, now: datetime) -> datetime:
        """From when on somebody may be reminded: in their hours, not while away, and not again that day."""
        calendar = self._calendar(human)
        back = self._guides.back(human, now)
        first = calendar.opening(now) if back is None else back
        last = self._last.get(human.name)
        if last is not None and calendar.day(first) <= calendar.day(last):
            return calendar.morning(calendar.day(last) + DAY)
        return first

    def _calendar(self, human: Human) -> Calendar:
        return self._cast.reads(human)

    def _still(self, reminder: Reminder, now: datetime) -> bool:
        return self._guides.still(self._cases[reminder.case], reminder.why, reminder.who, now)

    def _key(self, reminder: Reminder) -> tuple[int, str]:
        is_candidate = self._cast.people[reminder.who].role == "candidate"
        both = "-candidate" if is_candidate and reminder.why.endswith("/idle") else ""
        both = "-instead" if in_place(self._cases[reminder.case], reminder.why, reminder.who) else both
        words = reminder.why.replace("/", "-").replace("_", "-").replace(" ", "-")
        return reminder.case, f"remind-{words}{both}"


def _told(message: Message) -> list[tuple[int, str]]:
    """The cases that a reminder is about, each with its key."""
    if message.key != "remind-several":
        return [(int(str(message.args["number"])), message.key)]
    lines = [part for part in message.parts if part.key.endswith("-line")]
    return [(int(str(part.args["number"])), part.key.removesuffix("-line")) for part in lines]
