"""The tables, declared once with SQLModel. Migrations in ``migrations/`` follow them; a test holds the two together.

Rules of this file: a datetime field is bare (SQLModel makes it an aware UTC column); states, roles and platforms are
short strings, so that a new word needs no migration; what is looked up while it is open has a partial index.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Index, MetaData, String, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from bot.model import LIVE
from storage.columns import json, long, partial, word

metadata: MetaData = SQLModel.metadata
_OPEN = "state IN ({})".format(", ".join(f"'{state}'" for state in LIVE))
PENDING_SHOW = "state = 'pending' AND key IS NOT NULL"
"""A message under a logical key that nobody has begun to send: there is one a room, and a newer one replaces it."""


class People(SQLModel, table=True):
    """One human. ``identity`` is where they are reached: the one they last spoke by."""

    __tablename__ = "people"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    identity: str
    locale: str | None = None
    zone: str | None = None
    created_at: datetime


class Identities(SQLModel, table=True):
    """The addresses that are proven to be one person's."""

    __tablename__ = "identities"
    address: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)


class Roles(SQLModel, table=True):
    """Who holds which role, each once; ``region_id`` for those held for a region."""

    __tablename__ = "roles"
    __table_args__ = (
        Index("ix_roles_role_person_id", "role", "person_id"),
        partial("uq_roles_in_region", "person_id", "role", "region_id", where="region_id IS NOT NULL", unique=True),
        partial("uq_roles_everywhere", "person_id", "role", where="region_id IS NULL", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    role: str = word()
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    granted_by: int | None = Field(default=None, foreign_key="people.id")
    granted_at: datetime


class Regions(SQLModel, table=True):
    """The region tree."""

    __tablename__ = "regions"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    parent_id: int | None = Field(default=None, foreign_key="regions.id")
    aliases: list[str] = json()
    countries: list[str] = json()
    channels: list[str] = json()
    time_zone: str | None = None
    language: str | None = None
    holidays: list[str] = Field(sa_column=Column(JSON, nullable=False, default=list, server_default="[]"))


class Mentors(SQLModel, table=True):
    """Who may claim cases."""

    __tablename__ = "mentors"
    person_id: int = Field(primary_key=True, foreign_key="people.id")
    languages: list[str] = json()
    topics: list[str] = json()
    capacity: int
    time_zone: str | None = None
    away_until: date | None = None


class MentorRegions(SQLModel, table=True):
    """For which regions a mentor takes cases."""

    __tablename__ = "mentor_regions"
    person_id: int = Field(primary_key=True, foreign_key="mentors.person_id", ondelete="CASCADE")
    region_id: int = Field(primary_key=True, foreign_key="regions.id", index=True)


class Cases(SQLModel, table=True):
    """Applications. One that is open a person."""

    __tablename__ = "cases"
    __table_args__ = (
        partial("uq_cases_open_candidate", "candidate_id", where=_OPEN, unique=True),
        partial("ix_cases_queue", "since", "id", where="state = 'applied'"),
        partial("ix_cases_mentored", "mentor_id", where="state IN ('mentoring', 'thumbs up')"),
        partial("ix_cases_asked", "asked_id", where="asked_id IS NOT NULL"),
        partial("ix_cases_offered", "offered_id", where="offered_id IS NOT NULL"),
        partial("ix_cases_thumbs_by", "thumbs_by", where="thumbs_by IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    state: str = word()
    version: int = 0
    candidate_id: int = Field(foreign_key="people.id", index=True)
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    account: str = ""
    email: str = ""
    languages: list[str] = json()
    why: str = long()
    so_far: str = long()
    would_do: str = long()
    links: list[str] = json()
    mentor_id: int | None = Field(default=None, foreign_key="people.id")
    asked_id: int | None = Field(default=None, foreign_key="people.id")
    offered_id: int | None = Field(default=None, foreign_key="people.id")
    thumbs_by: str | None = None
    retry_on: date | None = None
    since: datetime


class Schedules(SQLModel, table=True):
    """When somebody works, where they said so: the week's days (0: Monday), from when to when, and days off."""

    __tablename__ = "schedules"
    person_id: int = Field(primary_key=True, foreign_key="people.id")
    zone: str | None = None
    days: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    begins: time | None = None
    ends: time | None = None
    off: list[str] = json()
    holidays: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class Dues(SQLModel, table=True):
    """What is to be done at an instant: one row of a kind and key. ``since``: when what it is about began to wait."""

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_dues_due_at", "due_at", "id"),
        partial("ix_dues_person_id", "person_id", "due_at", where="person_id IS NOT NULL"),
        partial("ix_dues_failed", "due_at", where="tries > 0"),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str = word()
    key: str
    due_at: datetime
    since: datetime
    rung: str = word(40, default="")
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="people.id")
    tries: int = 0


class Choices(SQLModel, table=True):
    """The mentors a candidate would like, ranked."""

    __tablename__ = "choices"
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    rank: int = Field(primary_key=True)
    mentor_id: int = Field(foreign_key="people.id")
    declined: bool = False


class History(SQLModel, table=True):
    """Every change of a case: who, what, when, from which platform, and why."""

    __tablename__ = "history"
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="people.id")
    platform: str = word()
    act: str = word()
    whom_id: int | None = Field(default=None, foreign_key="people.id")
    before: str = word()
    after: str = word()
    why: str = long()
    event: str


class Dialogues(SQLModel, table=True):
    """Forms being filled, and questions waiting for somebody's words."""

    __tablename__ = "dialogues"
    __table_args__ = (Index("ix_dialogues_person_id_form", "person_id", "form"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    form: str
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    answers: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    step: str | None = None
    asked: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime


class Inbox(SQLModel, table=True):
    """Events by (source, id). ``payload`` is kept until the event is handled, ``answer`` for a day: people's words."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        partial("ix_inbox_waiting", "id", where="state <> 'done'"),
        partial("ix_inbox_answered", "at", where="answer IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    event_id: str
    state: str = word()
    payload: str | None = Field(default=None, sa_column=Column(Text))
    answer: str | None = Field(default=None, sa_column=Column(Text))
    tries: int = 0
    retry_at: datetime | None = None
    cause: str | None = Field(default=None, sa_column=Column(Text))
    at: datetime


class Outbox(SQLModel, table=True):
    """Effects on their way out: pending, sending (leased until ``due_at``), retry, sent, dead, uncertain or dropped.

    ``told``: the coordinators know that it is dead or uncertain.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial("ix_outbox_waiting", "platform", "due_at", where="state IN ('pending', 'sending', 'retry')"),
        partial("ix_outbox_unsent", "state", where="state NOT IN ('sent', 'dropped')"),
        partial("ix_outbox_untold", "id", where="state IN ('dead', 'uncertain') AND NOT told"),
        partial("ix_outbox_lane", "lane", "id", where="state IN ('pending', 'sending', 'retry')"),
        partial("ix_outbox_keyed", "key", "lane", where="key IS NOT NULL"),
        partial("uq_outbox_pending_show", "lane", "key", where=PENDING_SHOW, unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(sa_column=Column(String(32), nullable=False, unique=True))
    platform: str = word()
    lane: str
    direct: bool
    room: str | None = None
    key: str | None = None
    under: str | None = None
    thread: str | None = None
    wanted: bool = False
    message: str = Field(sa_column=Column(Text, nullable=False))
    locale: str | None = None
    body: str | None = Field(default=None, sa_column=Column(Text))
    state: str = word()
    attempts: int = 0
    due_at: datetime
    created_at: datetime
    tried_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: str | None = None
    cause: str | None = Field(default=None, sa_column=Column(Text))
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    event: str
    expires_at: datetime | None = None
    still: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    told: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Messages(SQLModel, table=True):
    """Where a logical message (``card:42``) stands in a room: what to edit, what a reaction is on."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_room_message_id", "room", "message_id"),)
    room: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    message_id: str


class Leases(SQLModel, table=True):
    """Who owns a loop, until when, and the fence that grows with every new owner."""

    __tablename__ = "leases"
    name: str = Field(primary_key=True)
    owner: str
    fence: int
    until: datetime


class Cursors(SQLModel, table=True):
    """How far a loop has read: a sync token, moved under its lease's fence."""

    __tablename__ = "cursors"
    name: str = Field(primary_key=True)
    value: str


class Marks(SQLModel, table=True):
    """What has been done once, by name: entries of the config taken in, notices said."""

    __tablename__ = "marks"
    name: str = Field(primary_key=True)
    at: datetime
