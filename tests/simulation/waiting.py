"""The ladders by hand, from the programme's words: which rung comes when, whom it asks, and what the candidate hears.

Rules of this file: nothing is read off the code or the config. Waits count from the beginning; a rung that would come
behind a later one, or with it, is left out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulation.times import Calendar

ASKED, MENTOR, CANDIDATE, REGION = "asked", "mentor", "candidate", "region"
LEADS, SPONSORS, COORDINATORS = "leads", "sponsors", "coordinators"


@dataclass(frozen=True, slots=True)
class Rung:
    """``days`` are working days in the hours of ``whose`` (``plain``: any days).

    ``tells`` are the keys of which the candidate hears one at once; ``reminds`` are those who are reminded in their own
    time.
    """

    name: str
    days: int
    whose: str
    tells: frozenset[str] = frozenset()
    reminds: tuple[str, ...] = ()
    plain: bool = False

    def at(self, since: datetime, calendar: Calendar) -> datetime:
        """When it comes."""
        return calendar.plain_days(since, self.days) if self.plain else calendar.working_days(since, self.days)


def _told(*keys: str) -> frozenset[str]:
    return frozenset(keys)


NEXT = _told("waited-next", "waited-pool")
_IDLE = Rung("idle", 30, MENTOR, reminds=(MENTOR, CANDIDATE), plain=True)
_LAPSE = Rung("lapse", 44, MENTOR, _told("lapsed-candidate"), plain=True)
LADDERS: dict[str, tuple[Rung, ...]] = {
    "application": (
        Rung("mentor", 1, ASKED, _told("heard-mentor", "heard-mentor-later"), (ASKED,)),
        Rung("next_choice", 2, ASKED, NEXT),
        Rung("pool", 3, REGION, _told("heard-pool"), (LEADS,)),
        Rung("coordinators", 5, REGION, _told("heard-coordinators-application"), (COORDINATORS,)),
    ),
    "mentoring": (_IDLE, _LAPSE),
    "question": (
        Rung("candidate", 2, CANDIDATE, reminds=(CANDIDATE,)),
        Rung("mentor", 6, MENTOR, _told("heard-question"), (MENTOR,)),
        _IDLE,
        _LAPSE,
    ),
    "thumbs up": (
        Rung("sponsor", 3, REGION, _told("heard-sponsor", "heard-sponsor-later"), (SPONSORS,)),
        Rung("coordinators", 6, REGION, _told("heard-coordinators-thumbs-up"), (COORDINATORS,)),
    ),
    "draft": (
        Rung("candidate", 3, CANDIDATE, reminds=(CANDIDATE,), plain=True),
        Rung("discard", 30, CANDIDATE, _told("draft-too-old"), plain=True),
    ),
}
ENDS = {"lapse", "discard"}
"""Rungs that end a case: they leave those who were asked before it their time, however late that was."""
ABSENCE = timedelta(days=92)
"""How long an end waits, at the most, for somebody who is to be asked before it."""
TOLD = frozenset(key for rungs in LADDERS.values() for rung in rungs for key in rung.tells)
"""Everything that says that a rung has come."""


@dataclass
class Waiting:
    """A case that waits: for whom (a name, where it is one person), since when, and what comes next at what instant.

    ``applied``: since when an application waits, whoever is asked meanwhile. ``ready``: when what comes was settled;
    what lies before that is due at once. ``passed`` rungs lie behind it.
    """

    ladder: str
    since: datetime
    applied: datetime
    whom: str | None
    ready: datetime
    passed: int = 0
    coming: Rung | None = None
    at: datetime | None = None

    def plan(self, calendars: dict[str, Calendar], ready: datetime, snoozed: datetime | None = None) -> None:
        """Settle what comes next. Nobody is asked before the instant to which their mentor put a case off."""
        self.ready = ready
        rungs = list(enumerate(LADDERS[self.ladder]))[self.passed :]
        steps = [(number, rung, self._instant(rung, calendars)) for number, rung in rungs if rung.whose in calendars]
        if snoozed is not None:
            floors = {"idle": snoozed, "lapse": snoozed + self.gap(calendars)}
            steps = [(number, rung, max(at, floors.get(rung.name, at))) for number, rung, at in steps]
        for place, (number, rung, at) in enumerate(steps):
            if all(at < later for _, _, later in steps[place + 1 :]):
                again = rung.name in ENDS and rung is self.coming and self.at is not None
                self.passed, self.coming, self.at = number, rung, max(at, self.at) if again and self.at else at
                return
        self.passed, self.coming, self.at = len(LADDERS[self.ladder]), None, None

    def leave(self, asked: datetime | None, now: datetime, calendars: dict[str, Calendar]) -> None:
        """Nothing ends before everybody was asked who isn't there now, and had their time; ABSENCE late at the most."""
        assert self.coming is not None
        assert self.at is not None
        last = self._instant(self.coming, calendars) + ABSENCE
        if asked is not None and now < last and (asked := max(now, min(asked, last))) >= self.at:
            self.at = max(self.at, min(asked + self.gap(calendars), last))

    def gap(self, calendars: dict[str, Calendar]) -> timedelta:
        """How long the last rung leaves to those whom the one before it has asked."""
        below, last = LADDERS[self.ladder][-2:]
        return self._instant(last, calendars) - self._instant(below, calendars)

    def _instant(self, rung: Rung, calendars: dict[str, Calendar]) -> datetime:
        by_age = self.ladder == "application" and rung.whose == REGION
        return rung.at(self.applied if by_age else self.since, calendars[rung.whose])
