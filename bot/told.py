"""What was told of each region's week, and when it is to be told: the book behind weekly digests.

Rules of this file: like all of ``ports.py``, methods run inside somebody else's transaction. A week is told once: its
key is unique, whoever writes it. ``region`` is an id; None: the whole programme.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What became of a week: it was told, in a single line because nothing had happened, or not at all."""

    SENT = "sent"
    LINE = "line"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Telling:
    """One week that is over: its facts are those from ``since`` until ``at``, as far as they were ``seen``."""

    key: str
    since: datetime
    at: datetime
    outcome: Outcome
    seen: Mapping[str, int] = field(default_factory=dict)


class Told(Protocol):
    """The book."""

    def has(self, key: str) -> bool:
        """Whether a week was told."""

    def last(self, region: int | None, now: datetime, most: int) -> list[Telling]:
        """What was told of a region until now, the newest first."""

    def write(self, region: int | None, telling: Telling) -> None:
        """A week is over. Its key is new."""

    def paused(self, region: int) -> date | None:
        """Until which day a region's week isn't told."""

    def pause(self, region: int, until: date | None) -> None:
        """Tell nothing before that day; None: go on."""

    def unplanned(self) -> list[int]:
        """The regions for which no week is due."""
