"""The region tree, as the core asks for it and changes it.

Rules of this file: like all of ``ports.py``, methods run inside somebody else's transaction. Whatever changes a region
goes through ``changed``: so it counts at once, in every process, and what is due is planned anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.context import Ctx
from bot.due import REGION
from bot.model import Person, Region


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done to a region, for the log: its id, what of it, and the id of who did it."""

    region: int
    what: str
    by: int


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a region itself, not on those below it. ``first``: its mentors, as many as are worth naming.

    ``written`` counts what people wrote of it: reports, feedback and thanks.
    """

    open: int = 0
    closed: int = 0
    mentors: int = 0
    first: tuple[Person, ...] = ()
    ambassadors: int = 0
    written: int = 0


class Regions(Protocol):
    """The region tree."""

    def all(self) -> Sequence[Region]:
        """Every region, by name: the same object for as long as none was changed."""

    def remember(self) -> None:
        """The tree is remembered from now on, where it wasn't: of a database that an earlier version made."""

    def add(self, region: Region) -> Region:
        """Make a region; ``region.id`` is ignored."""

    def save(self, region: Region) -> None:
        """Write what a region is now."""

    def remove(self, region: Region) -> None:
        """Forget a region on which nothing hangs: what was told of it is forgotten, and what once was there counts for
        the region above."""

    def hanging(self, region: Region) -> Hanging:
        """What hangs on a region."""

    def staff(self, regions: Collection[int], after: int, most: int) -> list[int]:
        """Its mentors and leads, by their ids in order, behind ``after``."""

    def waiting(self, regions: Collection[int], after: int, most: int) -> list[int]:
        """The numbers of drafts and open cases of regions, in order, behind ``after``."""


def changed(ctx: Ctx, region: Region, what: str, *, gone: bool = False) -> None:
    """A region was changed; ``what`` is for the log. Unless it is ``gone``, what is due there is looked at anew."""
    ctx.changed.append(Changed(region.id, what, ctx.me().id))
    ctx.__dict__.pop("regions", None)  # the next who asks reads the tree as it is now
    if not gone:
        ctx.store.dues.put(REGION, str(region.id), ctx.now, since=ctx.now)
