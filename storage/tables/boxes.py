"""What comes in and goes out, where messages stand, who owns a loop, and what was done once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, String, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from storage.columns import partial, word

PENDING_SHOW = "state = 'pending' AND key IS NOT NULL"
"""A message under a logical key that nobody has begun to send: there is one a room, and a newer one replaces it."""


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

    ``file``: it comes with a file, for which nothing else waits. ``told``: the coordinators know that it is dead or
    uncertain.
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
    file: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
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
