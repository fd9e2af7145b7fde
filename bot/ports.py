"""What the core asks of others: a store with transactions, and a clock. Platforms are asked by ``platform.py``.

Store methods are synchronous and run inside one transaction that somebody else opened: no method commits. They
return frozen values of ``model.py``. Times are aware UTC datetimes. ``Database`` is the only way in.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.address import Identity
from bot.book import Book
from bot.boxes import Inbox, Letters, Outbox, Snags
from bot.census import Census
from bot.due import Dues
from bot.event import Sender
from bot.facts import Facts
from bot.leases import Leases, Marks
from bot.mentors import Mentors
from bot.model import Case, CaseChanges, Choice, Dialogue, Entry, Person, Region, Role, Schedule
from bot.rollup import Rollup
from bot.told import Told
from bot.tree import Regions
from bot.whereabouts import Whereabouts

T = TypeVar("T")

COUNTED = 1000
"""The most waiting cases that are counted: counting is the one thing that takes longer the more there are."""


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

    def get(self, id: int) -> Person | None:
        """The person of a row, with roles."""

    def leads(self, regions: Sequence[int]) -> list[Person]:
        """The leads of regions, by their ids; by name."""

    def holders(self, role: Role) -> list[Person]:
        """Everybody who holds a role, by name."""

    def standing(self, identity: Identity) -> bool | None:
        """Whether somebody can be reached by an identity; None: it is nobody's."""

    def set_gone(self, identity: Identity, at: datetime | None) -> bool:
        """Nobody is behind an identity any more (None: somebody is again). Whoever has another one is reached there.

        Returns whether its person can be reached by any other.
        """

    def concerned(self, source: str) -> list[Identity]:
        """The identities below ``source`` (``slack:T123/``) of whoever holds a role or has an open case, or is gone."""

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
        """Cases that wait for a mentor, longest first, and how many there are, counted up to ``COUNTED``."""

    def mentored_by(self, person: Person) -> list[Case]:
        """Open cases of a mentor, oldest first."""

    def waiting_for(self, person: Person) -> list[Case]:
        """Open cases in which somebody was asked, or offered to take over."""

    def standing_on(self, reaction: str) -> Case | None:
        """The case whose thumbs-up stands on that reaction."""


class Schedules(Protocol):
    """When people work, as far as they said so."""

    def get(self, person: Person) -> Schedule:
        """Somebody's; what they left open is None."""

    def save(self, person: Person, schedule: Schedule) -> None:
        """Keep what they said; ``guessed`` isn't theirs to say."""


class Dialogues(Protocol):
    """Forms being filled and questions waiting for words, kept across restarts."""

    def active(self, person: Person) -> Dialogue | None:
        """The one that is asking them now: the oldest with a step."""

    def find(self, person: Person, form: str, case: int | None = None) -> Dialogue | None:
        """Their draft of a form: the one that is asking, else the oldest that was put aside."""

    def get(self, person: Person, id: int) -> Dialogue | None:
        """Somebody's draft by its row."""

    def start(
        self, person: Person, form: str, case: int | None, values: dict[str, str], step: str | None, now: datetime
    ) -> Dialogue:
        """A new draft."""

    def save(self, dialogue: Dialogue) -> None:
        """Write values, step and message ids."""

    def close(self, dialogue: Dialogue) -> None:
        """Forget it: submitted or discarded."""

    def close_case(self, number: int) -> None:
        """Forget every dialogue about a case."""


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
    def letters(self) -> Letters: ...
    @property
    def snags(self) -> Snags: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def dues(self) -> Dues: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def census(self) -> Census: ...
    @property
    def week(self) -> Book: ...
    @property
    def rollup(self) -> Rollup: ...
    @property
    def whereabouts(self) -> Whereabouts: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def told(self) -> Told: ...


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
