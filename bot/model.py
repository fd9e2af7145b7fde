"""The programme's nouns as frozen values, the way storage hands them to rules and features.

Nothing here can change a row: changes go through ``casework.py`` (cases) and the store's verbs. Their words are
the programme's own: case, candidate, mentor, sponsor, region.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypedDict

from bot.address import Identity, Room


class Role(StrEnum):
    """What somebody is to the programme. ``lead`` and ``ambassador`` are held for a region."""

    MEMBER = "member"
    MENTOR = "mentor"
    SPONSOR = "sponsor"
    AMBASSADOR = "ambassador"
    LEAD = "lead"
    COORDINATOR = "coordinator"


GRANTABLE = (Role.SPONSOR, Role.LEAD, Role.COORDINATOR)
"""Roles that coordinators give by command. Mentors come with ``mentor add``, ambassadors by sponsoring."""


STAFF = (Role.MENTOR, Role.SPONSOR, Role.LEAD, Role.COORDINATOR)
"""Roles of those who may know that a case exists."""


class State(StrEnum):
    """Where a case stands. What leads where is ``states.ACTS``."""

    DRAFT = "draft"
    APPLIED = "applied"
    MENTORING = "mentoring"
    THUMBS_UP = "thumbs up"
    SPONSORED = "sponsored"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not yet"
    LAPSED = "lapsed"
    DISCARDED = "discarded"


CLAIMED = (State.MENTORING, State.THUMBS_UP)
"""States of a case that a mentor has."""
OPEN = (State.APPLIED, *CLAIMED)
"""States of a case that waits for somebody in the programme."""
LIVE = (State.DRAFT, *OPEN)
"""States of which a person has one case at the most."""
ASKED = ("apply", "decline", "ask next", "choose", "offer")
"""Acts with which a mentor is asked whether they take a case: whom, the history names."""
ANSWERED = ("claim", "decline", "decline offer")
"""Acts with which a mentor who was asked answers."""


@dataclass(frozen=True, slots=True)
class Person:
    """One human. ``id`` is 0 while they have no row yet: one is made on their first write.

    ``identity`` is where they are reached: the one they last spoke by. ``leads`` are the ids of the regions they
    are lead of. ``zone`` is the one that their profile names, ``locale`` the language they read, where that is known.
    ``unanswered`` counts the reminders in a row that they got as a mentor and did nothing after.
    """

    id: int
    name: str
    identity: Identity
    roles: frozenset[Role] = frozenset({Role.MEMBER})
    leads: frozenset[int] = frozenset()
    zone: str | None = None
    locale: str | None = None
    unanswered: int = 0


def same(one: Person | None, other: Person | None) -> bool:
    """Whether both are there, and one person: what else is known of them may differ."""
    return one is not None and other is not None and one.id == other.id


@dataclass(frozen=True, slots=True)
class Region:
    """A node of the region tree, with the names people use for it and the rooms that read about it.

    ``digest`` is when its week is told, as ``digest_time`` reads it; None: when the programme's is.
    """

    id: int
    name: str
    parent: int | None = None
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[Room, ...] = ()
    time_zone: str | None = None
    language: str | None = None
    holidays: tuple[str, ...] = ()
    digest: str | None = None


class Weight(StrEnum):
    """How often a mentor would like to be offered cases from the pool."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"

    @property
    def share(self) -> int:
        """How many cases they are offered while somebody with ``low`` is offered one."""
        return {Weight.LOW: 1, Weight.NORMAL: 2, Weight.HIGH: 4}[self]


class Absence(StrEnum):
    """Why a mentor isn't there: until a day, until they say otherwise, or because reminder after reminder
    went unanswered."""

    AWAY = "away"
    UNAVAILABLE = "unavailable"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Mentor:
    """A person who may claim cases. ``mentees`` counts the open cases they mentor now, ``offers`` those that they were
    offered from the pool lately (``fitting.LATELY``).

    ``absence`` stands until they are back: on ``away_until`` by themselves, where they named a day. Meanwhile ``cover``
    looks after their cases, who agreed to; ``cover_asked`` hasn't answered yet. ``left`` are the numbers of the cases
    that were theirs, or waited for them, when they left at ``away_since``: both are kept until they know what became of
    them.
    """

    person: Person
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    capacity: int
    mentees: int
    time_zone: str | None = None
    away_until: date | None = None
    weight: Weight = Weight.NORMAL
    absence: Absence | None = None
    away_since: datetime | None = None
    cover: Person | None = None
    cover_asked: Person | None = None
    offers: int = 0
    left: tuple[int, ...] = ()

    @property
    def free(self) -> int:
        """Places left; negative when over capacity."""
        return self.capacity - self.mentees

    @property
    def absent(self) -> bool:
        """Whether they aren't there. Away until a day means: back when that day begins where they are."""
        return self.absence is not None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When somebody works, as far as they said so: None is what they leave to the bot.

    ``zone`` is theirs, ``guessed`` the one that their profile names. ``days`` are those of the week (0: Monday),
    ``off`` single days, ``holidays`` entries as a region's (``holidays.py``), in place of their region's. ``digest``:
    how often they read what waits for them.
    """

    zone: str | None = None
    guessed: str | None = None
    days: frozenset[int] | None = None
    begins: time | None = None
    ends: time | None = None
    off: frozenset[date] = frozenset()
    holidays: tuple[str, ...] | None = None
    digest: "Digest | None" = None


class Digest(StrEnum):
    """How often somebody reads the digest of their own queue, in their morning."""

    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a candidate's ranked preferred mentors, and whether they said no."""

    mentor: Person
    rank: int
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """What the candidate wrote. In a shared room the email is masked and the answers are never shown."""

    account: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    why: str = ""
    so_far: str = ""
    would_do: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One application on its way to the title.

    ``asked`` is the preferred mentor whose turn it is, ``mentor`` who claimed it, ``offered`` who was asked to take
    it over. ``thumbs_by`` is the reaction that the 👍 stands on, or ``command``. ``version`` counts its changes.
    """

    id: int
    state: State
    version: int
    candidate: Person
    since: datetime
    region: Region | None = None
    application: Application = field(default_factory=Application)
    mentor: Person | None = None
    asked: Person | None = None
    offered: Person | None = None
    thumbs_by: str | None = None
    retry_on: date | None = None

    @property
    def number(self) -> str:
        """Its number as text: a number in a message would be grouped ("1,042")."""
        return str(self.id)

    @property
    def summary(self) -> str:
        """``account name <email>``, for those who may see the address."""
        return f"{self.application.account} <{self.application.email}>"

    @property
    def masked(self) -> str:
        """The summary for shared rooms: ``kim <k…@example.org>``."""
        local, _, domain = self.application.email.partition("@")
        return f"{self.application.account} <{local[:1]}…@{domain}>"


def queues(person: Person) -> bool:
    """Whether they look after the queue: a mentor, a lead or a coordinator."""
    return not person.roles.isdisjoint({Role.MENTOR, Role.LEAD, Role.COORDINATOR})


class CaseChanges(TypedDict, total=False):
    """Columns of a case that a feature may change, all through ``casework.change``."""

    state: State
    region: Region
    application: Application
    mentor: Person | None
    asked: Person | None
    offered: Person | None
    thumbs_by: str | None
    retry_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history: who, what, when, from which platform, and why where a reason was given.

    ``whom``: to whom it was done, where the act is about somebody: who was assigned, or offered a handover.
    """

    case: int
    at: datetime
    actor: Person | None
    platform: str
    act: str
    before: State
    after: State
    why: str = ""
    whom: Person | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A form that somebody is filling or a question that waits for their words.

    ``step`` is the field being asked; None while it isn't active (a draft put aside). ``asked`` maps the message
    that gave an answer to its field, so that editing the message changes the answer.
    """

    id: int
    person: int
    form: str
    case: int | None
    values: dict[str, str]
    step: str | None
    asked: dict[str, str]
    at: datetime
