"""What the database counts for the pipeline: cases by region and state, how long they wait, who has how many.

Rules of this file: like all of ``ports.py``, methods run inside somebody else's transaction, and none of them changes
anything. ``regions`` are ids; None: the whole programme. Nothing is loaded that isn't shown: what is counted among very
many stays fast (``tests/bench``).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Protocol

from bot.model import Absence, Person, State

LAST = 20
"""Applications by which the wait for a mentor is told."""
ENOUGH = 5
"""How many of them must be known, for a wait to be told."""
FIRST = 10
"""Numbers that are named of cases with nobody responsible."""

Regions = Collection[int] | None


class Why(IntEnum):
    """Why a case is stuck, the worst first."""

    UNDELIVERED = 0
    FAILED = 1
    OVERDUE = 2
    RISEN = 3
    REMINDED = 4
    PUT_OFF = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of a region (None: of none yet) are in a state."""

    region: int | None
    state: State
    cases: int


@dataclass(frozen=True, slots=True)
class Handed:
    """An application: when it was handed in and first claimed, or ``until`` when it has waited without being."""

    at: datetime
    claimed: datetime | None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """How long half of them waited for a mentor: ``longer`` than that, where the other half may still."""

    seconds: int
    longer: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one mentor has, of what they would take. ``absence``: why they aren't there, ``back``: until when."""

    person: Person
    mentees: int
    capacity: int
    absence: Absence | None
    back: date | None


@dataclass(frozen=True, slots=True)
class Loads:
    """All mentors together: ``places`` are those of whoever is there."""

    mentors: int
    there: int
    mentees: int
    places: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case that doesn't get on: why, and since when it waits."""

    case: int
    why: Why
    since: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """How many cases there are (counted up to ``ports.COUNTED``), and the first of their numbers."""

    cases: int
    first: tuple[int, ...]


class Census(Protocol):
    """Counting."""

    def tallies(self) -> list[Tally]:
        """Drafts and open cases, by region and state."""

    def since(self, state: State, regions: Regions, skip: int) -> datetime | None:
        """Since when a case has been in a state that comes behind so many which have been for longer."""

    def handed_in(self, region: int | None) -> list[Handed]:
        """The last ``LAST`` applications of a region and those below it, the newest first; None: of all.

        Where fewer than ``ENOUGH`` are known there, those of the nearest region above that has enough.
        """

    def oldest(self, state: State, limit: int) -> list[int]:
        """The numbers of cases that have been in a state for longest."""

    def loads(self, regions: Regions) -> Loads:
        """The mentors of some regions together."""

    def load(self, regions: Regions, offset: int, limit: int) -> list[Load]:
        """The same one by one, fullest first."""

    def stuck(self, regions: Regions, now: datetime, offset: int, limit: int) -> tuple[list[Stuck], int]:
        """Open cases that don't get on, the worst first, and how many there are: of each kind ``COUNTED`` at most."""

    def nobody(self, policy: str, regions: Regions = None) -> Found:
        """Open cases for which ``responsible.of`` finds nobody, or whose rows wait for somebody who isn't there.

        The latter are those without a place on a ladder, those whose mentor is none any more, and those whose asked
        mentor is none any more, or away.
        """


def wait(handed: Sequence[Handed], now: datetime) -> Wait | None:
    """The median time from handing in to the first claim; None: fewer than ``ENOUGH`` are known.

    Whoever still waits, or gave up waiting, counts for as long as they did (Kaplan and Meier's median): a new
    application makes no wait look short, and one that nobody takes makes it long. Where too many wait for a median to
    be told, half of them waited longer than the median of their waits so far.
    """
    if len(handed) < ENOUGH:
        return None
    waits = sorted((_waited(each, now), each.claimed is None) for each in handed)
    left, still = len(waits), 1.0
    for waited, waiting in waits:
        if not waiting:
            still *= 1 - 1 / left
            if still <= 0.5 + 1e-9:
                return Wait(int(waited.total_seconds()), longer=False)
        left -= 1
    return Wait(int(waits[(len(waits) - 1) // 2][0].total_seconds()), longer=True)


def _waited(handed: Handed, now: datetime) -> timedelta:
    return max((handed.claimed or handed.until or now) - handed.at, timedelta(0))
