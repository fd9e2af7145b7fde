"""What a region's week is made of beside its cases: what ambassadors did, what people say, and whom they thank.

Rules of this file: each stands under a region, or under none: then it is the whole programme's. It is known who gave
feedback, so that they can take it back; nobody is told who it was.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.model import Person

REPORT, FEEDBACK, THANKS = 1000, 2000, 500
"""Characters of each that are kept at the most."""
A_DAY = 20
"""Reports, and pieces of feedback, that somebody writes within ``DAY``."""
THANKED = 10
"""How often somebody thanks within ``DAY``."""
DAY = timedelta(days=1)
SOON = timedelta(minutes=10)
"""How soon somebody thanks the same person again, for something else."""


class Did(StrEnum):
    """What an ambassador did."""

    EVENT = "event"
    TALK = "talk"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Report:
    """What an ambassador did, in their words."""

    id: int
    person: Person
    region: int | None
    kind: Did
    words: str
    at: datetime
    edited_at: datetime | None = None

    @property
    def number(self) -> str:
        """Its number as text."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thinks. ``quoted``: others may read it, without a name. ``tags`` as ``themes.py`` has them."""

    id: int
    person: Person
    region: int | None
    words: str
    tags: tuple[str, ...]
    quoted: bool
    at: datetime

    @property
    def number(self) -> str:
        """Its number as text."""
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Thank:
    """Whom somebody thanked (a person's id), for what, and when."""

    whom: int
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Which:
    """Which of them: of these regions (None: of all, and of none), since then, of a kind, under a tag, of somebody."""

    regions: Collection[int] | None = None
    since: datetime | None = None
    kind: Did | None = None
    tag: str | None = None
    person: int | None = None


class Book(Protocol):
    """Where they are kept. Lists begin with the newest, and come with how many there are in all."""

    def ambassador_in(self, person: Person) -> tuple[int, ...]:
        """The ids of the regions that somebody is ambassador of, by the regions' names."""

    def report(self, person: Person, region: int | None, kind: Did, words: str, now: datetime) -> Report:
        """Keep a new report."""

    def the_report(self, number: int) -> Report | None:
        """The report of that number: none ever gets it again."""

    def save_report(self, report: Report) -> None:
        """Write its region, kind, words, and when it was edited."""

    def drop_report(self, number: int) -> None:
        """Forget it."""

    def reports(self, which: Which, offset: int, limit: int) -> tuple[list[Report], int]:
        """Reports; ``tag`` is nothing they have."""

    def say(self, person: Person, region: int | None, words: str, tags: Sequence[str], now: datetime) -> Feedback:
        """Keep new feedback, which may not be quoted yet."""

    def the_feedback(self, number: int) -> Feedback | None:
        """The feedback of that number: none ever gets it again."""

    def save_feedback(self, feedback: Feedback) -> None:
        """Write its words, its tags, and whether it may be quoted."""

    def drop_feedback(self, number: int) -> None:
        """Forget it, and its tags."""

    def feedback(self, which: Which, offset: int, limit: int) -> tuple[list[Feedback], int]:
        """Feedback; ``kind`` is nothing it has."""

    def known_tags(self, limit: int) -> list[str]:
        """Tags that somebody used, the most used first."""

    def thank(self, person: Person, whom: Person, region: int | None, words: str, now: datetime) -> None:
        """Keep that somebody thanked somebody."""

    def thanked(self, person: Person, since: datetime) -> list[Thank]:
        """Whom somebody thanked since then, the newest first."""
