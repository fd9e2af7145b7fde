"""What the core asks of others: a store with transactions, and a clock. Platforms are asked by ``platform.py``.

Store methods are synchronous and run inside one transaction that somebody else opened: no method commits. They
return frozen values of ``model.py``. Times are aware UTC datetimes. ``Database`` is the only way in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.address import Identity, Room
from bot.effect import Answer, Effect
from bot.event import AnyEvent, Sender
from bot.message import Message
from bot.model import Case, CaseChanges, Choice, Dialogue, Entry, Mentor, Person, Region, Role
from bot.platform import Parcel

T = TypeVar("T")


class Clock(Protocol):
    """The only place that reads the time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""


class People(Protocol):
    """Persons, their identities and roles."""

    def who(self, sender: Sender) -> Person:
        """The person behind an event, with roles; ``id`` 0 when they have no row yet."""

    def keep(self, sender: Sender, now: datetime) -> Person:
        """The same with a row: made, or its name and last identity brought up to date."""

    def ensure(self, identities: Sequence[Identity], name: str, now: datetime) -> Person:
        """The person of these identities (all proven to be one human), made if absent. Config and commands."""

    def by_identity(self, identity: Identity) -> Person | None:
        """The person that an identity belongs to."""

    def named(self, name: str) -> list[Person]:
        """Mentors, sponsors, leads and coordinators shown under that name, whatever its case."""

    def holders(self, role: Role) -> list[Person]:
        """Everybody who holds a role, by name."""

    def grant(self, person: Person, role: Role, region: Region | None, by: Person | None, now: datetime) -> bool:
        """Give a role. False: they held it already."""

    def revoke(self, person: Person, role: Role, region: Region | None) -> bool:
        """Take a role away. False: they didn't hold it."""


class Cases(Protocol):
    """Cases, their ranked choices and their history."""

    def get(self, number: int) -> Case | None:
        """The case of that number."""

    def open_of(self, person: Person) -> Case | None:
        """The draft or open case of a person: there is never more than one."""

    def last_of(self, person: Person) -> Case | None:
        """Their newest closed or sponsored case."""

    def start(self, person: Person, now: datetime) -> Case:
        """A new case in state draft."""

    def update(self, case: Case, changes: CaseChanges, now: datetime) -> Case:
        """Write changes where ``case.version`` still stands. Raises Stale where it doesn't."""

    def record(self, entry: Entry, event: str) -> None:
        """Append one history entry, with the key of the event that caused it."""

    def history(self, number: int) -> list[Entry]:
        """All entries of a case, oldest first."""

    def choose(self, case: Case, mentors: Sequence[Person]) -> None:
        """Set the ranked choices of a case."""

    def choices(self, number: int) -> list[Choice]:
        """The ranked choices, first wish first."""

    def decline(self, case: Case, mentor: Person) -> None:
        """Note that a chosen mentor said no."""

    def queue(self, offset: int, limit: int) -> tuple[list[Case], int]:
        """Cases that wait for a mentor, the longest waiting first, and how many there are in all."""

    def mentored_by(self, person: Person) -> list[Case]:
        """Open cases of a mentor, oldest first."""

    def waiting_for(self, person: Person) -> list[Case]:
        """Open cases in which somebody was asked, or offered to take over."""

    def standing_on(self, reaction: str) -> Case | None:
        """The case whose thumbs-up stands on that reaction."""


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

    def set_away(self, person: Person, until: date | None) -> None:
        """Away until a day, or back (None)."""

    def set_capacity(self, person: Person, capacity: int) -> None:
        """How many open cases they take at a time."""


class Regions(Protocol):
    """The region tree."""

    def all(self) -> list[Region]:
        """Every region, by name."""

    def add(self, region: Region) -> Region:
        """Make a region; ``region.id`` is ignored."""


class Dialogues(Protocol):
    """Forms being filled and questions waiting for words, kept across restarts."""

    def active(self, person: Person) -> Dialogue | None:
        """The one that is asking them now: the oldest with a step."""

    def find(self, person: Person, form: str, case: int | None = None) -> Dialogue | None:
        """Their draft of a form: the one that is asking, else the oldest that was put aside."""

    def start(
        self,
        person: Person,
        form: str,
        case: int | None,
        values: dict[str, str],
        step: str | None,
        now: datetime,
    ) -> Dialogue:
        """A new draft."""

    def save(self, dialogue: Dialogue) -> None:
        """Write values, step and message ids."""

    def close(self, dialogue: Dialogue) -> None:
        """Forget it: submitted or discarded."""

    def close_case(self, number: int) -> None:
        """Forget every dialogue about a case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the inbox knows of an event: ``pending``, ``done``, ``failed``, or None when it is new."""

    state: str | None = None
    answer: Message | None = None
    tries: int = 0
    retry_at: datetime | None = None


class Inbox(Protocol):
    """Events by (source, id): what came in, once. ``done`` is for ever."""

    def seen(self, event: AnyEvent) -> Seen:
        """What is known of an event."""

    def pend(self, events: Sequence[AnyEvent]) -> None:
        """Keep events to be handled after this transaction. Known ones are left as they are."""

    def done(self, event: AnyEvent, answer: Answer | None) -> None:
        """Mark an event handled, together with what it caused."""

    def failed(self, event: AnyEvent, cause: str, tries: int, retry_at: datetime | None) -> None:
        """Mark an event failed for the ``tries``-th time. ``retry_at`` None: given up, the operator's turn."""

    def park(self, event: AnyEvent, until: datetime) -> None:
        """Keep an event pending, and not look at it again before ``until``."""

    def parked(self, source: str) -> list[AnyEvent]:
        """The events of a source that are parked, in order of arrival: few, and only for moments."""

    def waiting(self, now: datetime, limit: int) -> list[AnyEvent]:
        """Pending events and failed ones whose time has come, in order of arrival.

        One that can't be read any more is marked failed, given up, and left out.
        """

    def counts(self) -> dict[str, int]:
        """How many events are pending and failed, for the operator."""


class Fate(StrEnum):
    """Why a parcel is not sent any more: it never will arrive, nobody can know whether it did, or nobody needs it."""

    DEAD = "dead"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Letter:
    """A parcel as operators see it. ``says`` is its catalogue key: its words are its reader's alone."""

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


class Outbox(Protocol):
    """Effects on their way out."""

    def add(self, effects: Sequence[Effect], event: str, now: datetime, thread: str | None = None) -> None:
        """Queue effects. A ``Show`` replaces one of its key and room that is still pending."""

    def lease(self, platform: str, now: datetime, until: datetime, limit: int) -> list[Parcel]:
        """Claim the next due parcel of each conversation, at most ``limit``, until their lease ends."""

    def freeze(self, row: int, body: str) -> None:
        """Keep the rendered body: a repeat sends the same."""

    def sent(self, row: int, room: Room, message: str | None, now: datetime) -> None:
        """Mark a parcel sent and remember its message under its logical key."""

    def later(self, row: int, at: datetime, cause: str) -> None:
        """Put a parcel back until ``at``."""

    def end(self, row: int, fate: Fate, cause: str) -> Parcel | None:
        """Write down that a parcel is not sent any more; returns it. None: its fate was written down before."""

    def unsettled(self, room: Room) -> bool:
        """Whether a message may stand in a room of whose id nothing is known yet: it is, or was, being sent."""

    def letters(self, *, settled: bool = False) -> list[Letter]:
        """Parcels on their way and those that need the operator, oldest first; ``settled``: with every other, too."""

    def again(self, rows: Sequence[int], now: datetime) -> list[int]:
        """Send parcels that are dead or uncertain once more. Returns those that will be: not what a newer replaced."""

    def untold(self) -> list[Letter]:
        """Dead and uncertain parcels of which the coordinators weren't told yet, oldest first."""

    def told(self, rows: Sequence[int]) -> None:
        """They were told."""

    def key_of(self, room: Room, message: str) -> str | None:
        """The logical key of a message of ours: ``card:42`` for a case's card."""

    def counts(self) -> dict[str, int]:
        """How many parcels stand in each state but sent, for the operator."""


class Leases(Protocol):
    """Who owns a loop, with a fence, and the cursors kept under it."""

    def take(self, name: str, owner: str, now: datetime, until: datetime) -> int | None:
        """The fence of a lease taken or renewed; None while somebody else holds it."""

    def release(self, name: str, owner: str, now: datetime) -> None:
        """Let a lease go at once."""

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


class Store(Protocol):
    """All query families, bound to one transaction."""

    @property
    def people(self) -> People: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def mentors(self) -> Mentors: ...
    @property
    def regions(self) -> Regions: ...
    @property
    def dialogues(self) -> Dialogues: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def marks(self) -> Marks: ...


class Database(Protocol):
    """Transactions. A unit is a plain function; it may run more than once, so it must not touch anything else."""

    @property
    def fault(self) -> str | None:
        """Why the last transaction couldn't be had, for operators; None where it could."""

    async def write(self, unit: Callable[[Store], T]) -> T:
        """Run a unit in a transaction and return after its commit. What it raises rolls it back.

        Raises Unavailable where the database is away, or where its word on the commit got lost.
        """

    async def read(self, unit: Callable[[Store], T]) -> T:
        """Run a unit that only reads, beside the writer. Raises Unavailable."""
