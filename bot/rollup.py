"""What the whole programme is counted by, region by region, since a day: for whoever runs it.

Rules of this file: a region without an ambassador has none in any region below it either.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.book import Did
from bot.model import Region

Regions = Collection[int] | None


@dataclass(frozen=True, slots=True)
class Theme:
    """How often a tag was used in a region (None: the programme's)."""

    tag: str
    region: int | None
    times: int


@dataclass(frozen=True, slots=True)
class Reported:
    """How many reports of a kind there are of a region."""

    region: int | None
    kind: Did
    times: int


@dataclass(frozen=True, slots=True)
class Moves:
    """How many cases of a region were handed in, got their 👍, and were sponsored, each counted once."""

    region: int
    applied: int
    thumbs_up: int
    sponsored: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that was asked for and has no ambassador."""

    place: str
    region: int | None
    times: int


class Rollup(Protocol):
    """Counting. ``regions``: of these; None: of all, and of none."""

    def themes(self, regions: Regions, since: datetime, limit: int) -> list[Theme]:
        """Tags of feedback, the most used first."""

    def reported(self, regions: Regions, since: datetime) -> list[Reported]:
        """Reports, by region and kind."""

    def said(self, regions: Regions, since: datetime) -> Mapping[int | None, int]:
        """Pieces of feedback, by region."""

    def thanks(self, regions: Regions, since: datetime) -> int:
        """How often people thanked each other."""

    def moves(self, regions: Regions, since: datetime) -> list[Moves]:
        """What cases did, by region. Who isn't sponsored any more doesn't count."""

    def ambassadors(self) -> Mapping[int, int]:
        """How many ambassadors regions have that have some."""

    def gaps(self, regions: Regions, since: datetime, limit: int) -> list[Gap]:
        """Places that were asked for since then, the most wanted first."""


def without(regions: Sequence[Region], ambassadors: Mapping[int, int]) -> list[Region]:
    """The regions without an ambassador, in the order given."""
    above = {each.id: each.parent for each in regions}
    covered = set[int]()
    for region in ambassadors:
        at: int | None = region
        while at is not None and at not in covered:
            covered.add(at)
            at = above.get(at)
    return [each for each in regions if each.id not in covered]
