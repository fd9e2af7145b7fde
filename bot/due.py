"""Due work: what is to be done at an instant, as rows that are written and removed with what causes them.

Rules of this file: there is one row of a kind and key. A row that is due is done by whoever still finds it as it was;
doing it, what that causes, and moving or removing the row are one transaction. A row of a kind that this version of the
bot doesn't know belongs to a newer one, and is left alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

REMINDER = "reminder"
"""The kind of a reminder to one person, about one case: its key is ``CASE:PERSON``."""
SNOOZE = "snooze"
"""The kind of a reminder that somebody put off: no other comes about that case meanwhile. Keyed as a reminder."""
DIGEST = "digest"
"""The kind of somebody's digest of their own queue: its key is the person."""
WEEK = "week"
"""The kind of what is told of a region's week, keyed by the region, or ``all`` for the programme: its rung is the
week that is to come."""
LATER = "later"
"""The rung of a reminder to somebody who owes the case nothing: they wanted one."""
BACK = "back"
"""The kind of the return of a mentor who is away until a day, keyed by the person; of rung ``TOLD``, of its summary."""
TOLD = "told"
UPGRADED = "upgraded"
"""The rung of somebody's who was away before there was a clock for it."""
COVER = "cover"
"""The kind of the search for somebody who looks after an absent mentor's cases, keyed by that mentor: when it is due,
the next one is asked."""
SILENT = "silent"
"""The kind of the end of patience with a mentor who answers no reminder, keyed by the person."""
BEGIN = "begin"
"""The kind of the row of a case that was open before there was a clock: when it is due, the case takes its place on a
ladder. Keyed by the case; beside it there is no row of a ladder."""
OFFER = "offer"
"""The kind of an offer of a case from the pool to one mentor, keyed as a reminder: there while the offer stands."""
REGION = "region"
"""The kind of the look at all that is due in a region that was changed: keyed by the region, its rung says how far."""
OFFERED = "offered"
"""The kind of what counts somebody's recent offers anew, when the oldest isn't recent any more. Keyed by the person."""
RESTS = datetime(9999, 1, 1, tzinfo=UTC)
"""When a row is due that never is: that of a ladder behind its last rung, which has no ``rung``, and of an offer whose
time is over."""
EVER = timedelta(days=36_525)
"""Longer than anything is due ahead, and not so long as what rests."""
BEYOND = RESTS.replace(month=2)
"""Behind everything that is due, or rests."""


@dataclass(frozen=True, slots=True)
class Due:
    """One row. ``rung`` is what to do of its kind. ``case`` is a number, ``person`` the id of whom it is for.

    ``since``: when what it is about began to wait. ``tries``: how often it failed.
    """

    id: int
    kind: str
    key: str
    due_at: datetime
    since: datetime
    rung: str = ""
    case: int | None = None
    person: int | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What operators see: ``due`` rows, the first of them since ``oldest``, and those that failed and are put off."""

    due: int = 0
    oldest: datetime | None = None
    failing: int = 0


class Dues(Protocol):
    """Like all of ``ports.py``: synchronous, inside somebody else's transaction."""

    def put(
        self,
        kind: str,
        key: str,
        due_at: datetime,
        *,
        since: datetime,
        rung: str = "",
        case: int | None = None,
        person: int | None = None,
    ) -> None:
        """Make something due, in place of what was due of that kind and key."""

    def get(self, kind: str, key: str) -> Due | None:
        """What is due of a kind and key."""

    def of_case(self, number: int) -> list[Due]:
        """Everything that is due about a case, the next first."""

    def of_person(self, kind: str, person: int, before: datetime) -> list[Due]:
        """What of a kind is for somebody and due before then, the next first."""

    def due(self, now: datetime, kinds: Collection[str], limit: int) -> list[Due]:
        """What of these kinds is due now, longest first: at most so many are read."""

    def strange(self, now: datetime, kinds: Collection[str]) -> list[str]:
        """The kinds of what is due now, beside these."""

    def waiting(self, now: datetime) -> Waiting:
        """How much is due now, counted up to ``ports.COUNTED``."""

    def following(self) -> datetime | None:
        """When the next thing is due; None: nothing is."""

    def still(self, due: Due) -> bool:
        """Whether a row is as it was, and nobody else is at it: whoever asks has it until the transaction ends."""

    def move(self, due: Due, at: datetime, tries: int = 0) -> None:
        """Make it due at another instant."""

    def remove(self, rows: Sequence[Due]) -> None:
        """These aren't due any more."""

    def put_off(self, behind: datetime, limit: int) -> list[Due]:
        """What failed and is due behind an instant, so many at most: a clock that was ahead put it off."""

    def hence(self, now: datetime, limit: int) -> list[Due]:
        """What began to wait behind now, by a clock that was ahead. Reads all there is."""

    def shift(self, due: Due, at: datetime, since: datetime) -> None:
        """Make it due at another instant, having waited since another."""

    def hasten(self, kind: str, now: datetime) -> None:
        """Everything of a kind is due now. Reads all there is."""
