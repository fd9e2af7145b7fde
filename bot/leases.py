"""What processes share besides the programme's own rows: who owns a loop, and what was done once.

Rules of this file: like all of ``ports.py``: synchronous, inside somebody else's transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Cursor:
    """A sync token to move in the same transaction that keeps the events it stands behind."""

    name: str
    fence: int
    old: str | None
    new: str


class Leases(Protocol):
    """Who owns a loop, with a fence, and the cursors kept under it."""

    def take(self, name: str, owner: str, now: datetime, until: datetime) -> int | None:
        """The fence of a lease taken or renewed; None while somebody else holds it."""

    def release(self, name: str, owner: str, now: datetime) -> None:
        """Let a lease go at once."""

    def free(self) -> None:
        """Let every lease go at once, whoever holds it. For who knows that nobody else is there."""

    def cursor(self, name: str) -> str | None:
        """The cursor (a sync token) kept under a name."""

    def move_cursor(self, name: str, fence: int, old: str | None, new: str) -> None:
        """Compare and swap a cursor under a fence. Raises LeaseLost where either doesn't stand."""


class Marks(Protocol):
    """What is done once and never again, by name."""

    def first(self, name: str, now: datetime) -> bool:
        """Whether this is the first time; from now on it isn't."""

    def has(self, name: str) -> bool:
        """Whether it was done."""

    def touch(self, name: str, now: datetime) -> None:
        """Write down when it was done last: for what is done again and again."""

    def last(self, name: str) -> datetime | None:
        """When it was done last; None: never."""
