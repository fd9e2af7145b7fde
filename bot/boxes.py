"""What the core asks of a store's two boxes: the inbox, with what came in, and the outbox, with what goes out.

Like all of ``ports.py``: methods are synchronous, run inside a transaction that somebody else opened, and don't commit.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.address import Room
from bot.effect import Answer, Effect
from bot.event import AnyEvent
from bot.message import Message
from bot.platform import Parcel


@dataclass(frozen=True, slots=True)
class Seen:
    """What the inbox knows of an event: ``pending``, ``done``, ``failed``, or None when it is new.

    ``tries``: how often it failed, or was parked. ``retry_at``: when it may be looked at again; None: at once, or, for
    one that failed, never.
    """

    state: str | None = None
    answer: Message | None = None
    tries: int = 0
    retry_at: datetime | None = None


class Inbox(Protocol):
    """Events by (source, id): what came in, once. ``done`` stays for longer than any platform repeats itself."""

    def seen(self, event: AnyEvent) -> Seen:
        """What is known of an event."""

    def pend(self, events: Sequence[AnyEvent]) -> None:
        """Keep events to be handled after this transaction. Known ones are left as they are."""

    def done(self, event: AnyEvent, answer: Answer | None) -> None:
        """Mark an event handled, together with what it caused."""

    def failed(self, event: AnyEvent, cause: str, tries: int, retry_at: datetime | None) -> None:
        """Mark an event failed for the ``tries``-th time. ``retry_at`` None: given up, the operator's turn."""

    def park(self, event: AnyEvent, tries: int, until: datetime) -> None:
        """Keep an event pending for the ``tries``-th time, and not look at it again before ``until``."""

    def reaction_waits(self, source: str, reaction: str | None = None) -> bool:
        """Whether that reaction, or any, is parked, or failed and will be looked at again."""

    def hasten(self, now: datetime, parked: datetime, failed: datetime) -> None:
        """Look ``now`` at what is put off for longer than anything is: by a clock that has been set back since.

        ``parked`` and ``failed``: the latest times that events of either kind can have been put off to.
        """

    def waiting(self, now: datetime, limit: int) -> list[AnyEvent]:
        """Pending events and failed ones whose time has come, in order of arrival.

        One that can't be read any more is marked failed, given up, and left out.
        """

    def counts(self) -> dict[str, int]:
        """How many events are pending and failed, for the operator."""

    def forget(self, answered: datetime, done: datetime, limit: int) -> int:
        """Forget answers that were given before ``answered``, and events that came before ``done`` and are done.

        So are those that failed and left nothing to handle again. At most ``limit`` of each at a time; returns how
        many of the one that had more.
        """


@dataclass(frozen=True, slots=True)
class Snag:
    """An event as operators see it. ``kind`` is all that is told of what it holds: "?" where it can't be read.

    ``kind`` None: nothing of it is left that could be handled again. ``due``: when it will be.
    """

    row: int
    state: str
    source: str
    event: str
    kind: str | None
    tries: int
    since: datetime
    due: datetime | None
    cause: str


class Snags(Protocol):
    """Events that somebody has to look after."""

    def all(self, limit: int, rows: Sequence[int] | None = None) -> list[Snag]:
        """Events that failed, oldest first; where there are more than ``limit``, the newest.

        ``rows``: these events alone, however they stand.
        """

    def again(self, rows: Sequence[int] | None, now: datetime) -> list[int]:
        """Handle events once more that failed; None: all that were given up. Returns those that will be."""

    def drop(self, rows: Sequence[int]) -> list[int]:
        """Give events up that failed, and forget what they hold. Returns those it did that to."""


class Fate(StrEnum):
    """Why a parcel is not sent any more: it never will arrive, nobody can know whether it did, or nobody needs it."""

    DEAD = "dead"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


class Outbox(Protocol):
    """Effects on their way out."""

    def add(self, effects: Sequence[Effect], event: str, now: datetime, thread: str | None = None) -> None:
        """Queue effects. A ``Show`` replaces one of its key and room that is still pending."""

    def lease(
        self,
        platform: str,
        now: datetime,
        until: datetime,
        limit: int,
        held: Collection[int] = (),
        files: Collection[bool] = (False, True),
    ) -> list[Parcel]:
        """Claim the next due parcel of each conversation, at most ``limit``, until their lease ends.

        A file waits for what was queued before it; nothing but files waits for a file. Not those that are ``held``:
        they are in the caller's own hand, however long ago their lease ended. ``files``: those without one, with, or
        both.
        """

    def unlease(self) -> None:
        """Make every parcel that is being sent due at once. For who knows that nobody is there any more to send it."""

    def shorten(self, until: datetime) -> None:
        """No lease may last beyond ``until``: one that does is of a clock that has been set back since."""

    def freeze(self, row: int, attempt: int, body: str) -> bool:
        """Keep the rendered body: a repeat sends the same. False: this attempt is over, and somebody else's turn."""

    def sent(self, row: int, room: Room, message: str | None, now: datetime) -> None:
        """Mark a parcel sent and remember its message under its logical key. Whoever knows it may say so, once."""

    def later(self, row: int, attempt: int, at: datetime, cause: str) -> None:
        """Put a parcel back until ``at``, unless this attempt is over."""

    def end(self, row: int, attempt: int, fate: Fate, cause: str) -> Parcel | None:
        """Write down that a parcel is not sent any more; returns it. None: this attempt is over, nothing is written."""

    def bare(self, row: int, attempt: int, words: Callable[[Message], Message], now: datetime) -> Parcel | None:
        """Queue what a parcel says once more, as ``words`` has it; returns the parcel. None: this attempt is over."""

    def unsettled(self, room: Room) -> bool:
        """Whether a message with a logical key may stand in a room whose id isn't known: it is, or was, being sent."""

    def key_of(self, room: Room, message: str) -> str | None:
        """The logical key of a message of ours: ``card:42`` for a case's card."""

    def cards(self, platform: str) -> list[tuple[Room, str, int]]:
        """Where the cards of cases that have a mentor stand on a platform: room, message, case number."""

    def counts(self) -> dict[str, int]:
        """How many parcels stand in each state but sent and dropped, for the operator."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A parcel as operators see it. ``says`` is its catalogue key: its words are its reader's alone.

    ``direct``: it is for one person, not for a room. ``key``: the key of a message that is updated in place.
    ``file``: it comes with a file.
    """

    row: int
    state: str
    platform: str
    to: str
    says: str
    case: int | None
    tries: int
    since: datetime
    due: datetime
    cause: str
    event: str
    direct: bool
    key: str | None = None
    file: bool = False


class Letters(Protocol):
    """Parcels that somebody has to look after."""

    def all(self, limit: int, *, settled: bool = False, rows: Sequence[int] | None = None) -> list[Letter]:
        """Parcels on their way and those that need the operator, oldest first; ``settled``: with every other, too.

        ``rows``: of these alone. Where there are more than ``limit``, the newest.
        """

    def again(self, rows: Sequence[int] | None, now: datetime) -> list[int]:
        """Send parcels that are dead or uncertain once more, as they were; None: all of them.

        Returns those that will be sent: not what a newer one of the same key took the place of, nor what a later one
        about the same case overtook, which arrived in the same conversation, or may yet before it: last said is true.
        """

    def revive(self, room: Room, now: datetime) -> list[int]:
        """The same for what is dead in a room, because the bot can write there again."""

    def drop(self, rows: Sequence[int], cause: str) -> list[int]:
        """Send parcels never more, and forget their words. Returns those it did that to: not what is being sent."""

    def revise(self, under: str, words: Callable[[Message], Message | None]) -> None:
        """What isn't sent yet, nor just being sent, of the threads under keys that begin so says what ``words`` makes
        of it; nothing is left of it: it is dropped."""

    def forget(self, before: datetime, limit: int) -> int:
        """Forget parcels that arrived, or were dropped, before then: of the oldest ``limit``; returns how many.

        What took an older one's place stays while that one might be sent again.
        """

    def untold(self) -> list[Letter]:
        """Dead and uncertain parcels of which the coordinators weren't told yet, the oldest first: at most 1000."""

    def told(self, rows: Sequence[int]) -> None:
        """They were told."""
