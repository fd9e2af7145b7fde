"""What happened in a region and everything below it: the facts of its week, read from the tables themselves.

Rules of this file: like all of ``ports.py``, methods run inside somebody else's transaction, and none of them changes
anything. ``regions`` are ids; None: the whole programme, with what belongs to no region. What may not be read in a
shared room isn't asked for at all: no address, no answer, nobody who isn't an ambassador yet, and nobody's words who
hasn't meant them for others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.model import Person, State

Regions = Collection[int] | None
CHARTED = (State.APPLIED, State.MENTORING, State.THUMBS_UP)
"""States of which it is known how many cases were in them at the end of a week. ``SPONSORED``: since the first."""


@dataclass(frozen=True, slots=True)
class Span:
    """A week: from behind ``since`` up to ``until``, and what came late: what happened before and wasn't ``seen`` yet.

    ``seen``: the last number of each table that there was when the week before was told; none: there was no such.
    """

    since: datetime
    until: datetime
    seen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """Who waits for a mentor: how many cases, and since when the longest of them."""

    cases: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """How one begins: who wrote it, of which kind, and its first characters."""

    person: Person
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Week:
    """The facts. People, reports, tags and quotes are the first of them; of each it is known how many there are.

    ``ambassadors`` were sponsored and still are; ``thanked`` are ambassadors and staff, ``others`` counts whoever was
    thanked besides. ``quotes`` are of those who agreed to be quoted.
    """

    newcomers: int = 0
    thumbs_up: int = 0
    ambassadors: tuple[Person, ...] = ()
    sponsored: int = 0
    reports: Mapping[str, int] = field(default_factory=dict)
    beginnings: tuple[Report, ...] = ()
    feedback: int = 0
    tags: tuple[tuple[str, int], ...] = ()
    quotes: tuple[str, ...] = ()
    thanks: int = 0
    thanked: tuple[Person, ...] = ()
    others: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        return not (self.newcomers or self.thumbs_up or self.sponsored or self.reports or self.feedback or self.thanks)


@dataclass(frozen=True, slots=True)
class Places:
    """The mentors who are there with a free place, and how many places they have together."""

    mentors: int
    free: int


class Facts(Protocol):
    """Reading them."""

    def need(self, regions: Regions) -> Need:
        """Who waits for a mentor now."""

    def seen(self) -> Mapping[str, int]:
        """The last number that there is in each table that a week is read from."""

    def week(self, regions: Regions, span: Span, most: int, length: int) -> Week:
        """What happened. ``most``: of people, reports and so on; ``length``: characters of what is read of words."""

    def places(self, regions: Regions) -> Places:
        """The mentors of these regions."""

    def weeks(self, regions: Regions, ends: Sequence[datetime]) -> list[Mapping[State, int]]:
        """How many cases were in each of ``CHARTED`` at these instants, the last of which is now.

        Reckoned back from now by every move of a case. Beside them, how many were sponsored since the first instant.
        """

    def longest_waiting(self, regions: Regions, mentor: Person) -> int | None:
        """The case that has waited longest and that a mentor may claim: not their own, nor one that they said no to.

        Those come first for which nobody else was asked.
        """
