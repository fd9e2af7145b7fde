"""What is asked of the store about mentors: who they are, whether they are there, and in which order they are asked.

Like all of ``ports.py``: methods are synchronous, run inside a transaction that somebody else opened, and don't commit.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model import Absence, Mentor, Person, Weight


class Mentors(Protocol):
    """Who may claim cases, for what, and how many."""

    def get(self, person: Person) -> Mentor | None:
        """The mentor's row, with the count of open cases they mentor."""

    def all(self) -> list[Mentor]:
        """Every mentor, by name."""

    def add(
        self,
        person: Person,
        *,
        regions: Sequence[str],
        languages: Sequence[str] = (),
        topics: Sequence[str] = (),
        capacity: int = 2,
        time_zone: str | None = None,
    ) -> bool:
        """Make somebody a mentor, or give a mentor these regions. False: nothing changed."""

    def remove(self, person: Person) -> bool:
        """End their mentoring. False: they weren't a mentor."""

    def leave(
        self, person: Person, absence: Absence, until: date | None, now: datetime, cases: Sequence[int] = ()
    ) -> None:
        """Not there from now on; ``until`` a day, where it is known; ``cases``: what they leave. Who is away already
        stays so since then, with the cover that they had and the cases that they left."""

    def be_back(self, person: Person) -> None:
        """There again: nobody covers for them any more. What they left is known until they have caught up."""

    def caught_up(self, person: Person) -> None:
        """They know what became of the cases that they left."""

    def reminded(self, person: Person) -> int:
        """They got a reminder as a mentor. Returns how many in a row they have left unanswered."""

    def heard_from(self, person: Person) -> None:
        """They did something: the row of unanswered reminders is at its end."""

    def set_cover(self, person: Person, cover: Person | None, asked: Person | None) -> None:
        """Who covers for somebody who isn't there, and who was asked to and hasn't answered."""

    def covered_by(self, person: Person) -> list[Mentor]:
        """The mentors for whom somebody covers, or was asked to, by name."""

    def set_weight(self, person: Person, weight: Weight) -> None:
        """How often they would like to be offered cases."""

    def set_capacity(self, person: Person, capacity: int) -> None:
        """How many open cases they take at a time."""

    def recount(self, person: Person, since: datetime) -> datetime | None:
        """Count the offers to a mentor since then anew. Returns when the oldest was made; None: there's none."""

    def in_order(
        self,
        near: Sequence[int],
        languages: Collection[str],
        *,
        besides: Collection[int],
        wanted: Sequence[str] = (),
        skip: int = 0,
        most: int,
    ) -> list[Mentor]:
        """Mentors who are there and have a free place, in the order of ``fitting.py``, behind the first ``skip``.

        ``near``: the ids of regions, the nearest first. ``besides``: people who aren't asked. ``wanted``: languages by
        code, or topics, which each of them has.
        """

    def suits(self, near: Sequence[int], languages: Collection[str], *, besides: Collection[int]) -> bool:
        """Whether ``in_order`` finds anybody who serves the nearest region, or shares one of the languages."""

    def choosable(
        self, near: Sequence[int], wanted: Sequence[str], *, besides: Collection[int], skip: int, most: int
    ) -> tuple[list[Mentor], int]:
        """The same for whoever looks for one, and how many there are in all. No region: whatever theirs are."""

    def answers(self, person: Person, most: int) -> list[tuple[datetime, datetime]]:
        """When a mentor was asked for a case, or offered it, and when they answered: the last times that they did."""
