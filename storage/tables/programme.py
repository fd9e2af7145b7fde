"""The programme's own tables: its people, regions and mentors, cases with their history, and what is due."""

from datetime import date, datetime, time

from sqlalchemy import JSON, Column, Index, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.model import ANSWERED, ASKED, LIVE
from storage.columns import json, long, partial, word

LIVE_ONES = "state IN ({})".format(", ".join(f"'{state}'" for state in LIVE))


LADDERS = "kind IN ('application', 'mentoring', 'question', 'thumbs up', 'draft', 'begin')"
"""A row that is a case's place on a ladder."""
PAST = (
    "(kind = 'application' AND rung IN ('next_choice', 'coordinators', '')) "
    "OR (kind = 'mentoring' AND rung IN ('lapse', '')) "
    "OR (kind = 'question' AND rung IN ('mentor', 'idle', 'lapse', '')) "
    "OR (kind = 'thumbs up' AND rung IN ('coordinators', ''))"
)
"""A row of a case whose first rung has passed."""
_ASKED, _ANSWERED = ("({})".format(", ".join(f"'{act}'" for act in acts)) for acts in (ASKED, ANSWERED))


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
    """The addresses that are proven to be one person's. ``gone_at``: since then nobody is behind it."""

    __tablename__ = "identities"
    address: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    gone_at: datetime | None = None


class Roles(SQLModel, table=True):
    """Who holds which role, each once; ``region_id`` for those held for a region."""

    __tablename__ = "roles"
    __table_args__ = (
        Index("ix_roles_role_person_id", "role", "person_id"),
        partial("uq_roles_in_region", "person_id", "role", "region_id", where="region_id IS NOT NULL", unique=True),
        partial("ix_roles_ambassadors", "region_id", "person_id", where="role = 'ambassador'"),
        partial("uq_roles_everywhere", "person_id", "role", where="region_id IS NULL", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    role: str = word()
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    granted_by: int | None = Field(default=None, foreign_key="people.id")
    granted_at: datetime


class Regions(SQLModel, table=True):
    """The region tree.

    ``digest`` is when its week is told where that isn't the programme's own time: ``Tue 10:00``. Until the day
    ``digest_paused`` begins, it isn't.
    """

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
    digest: str | None = Field(default=None, sa_column=Column(String(20)))
    digest_paused: date | None = None


class Mentors(SQLModel, table=True):
    """Who may claim cases."""

    __tablename__ = "mentors"
    person_id: int = Field(primary_key=True, foreign_key="people.id")
    languages: list[str] = json()
    topics: list[str] = json()
    capacity: int
    time_zone: str | None = None
    away_until: date | None = None
    weight: str = Field(sa_column=Column(String(20), nullable=False, default="normal", server_default="normal"))
    absence: str | None = Field(default=None, sa_column=Column(String(20)))
    away_since: datetime | None = None
    cover_id: int | None = Field(default=None, foreign_key="people.id")
    cover_asked_id: int | None = Field(default=None, foreign_key="people.id")
    offers: int = Field(default=0, sa_column=Column(Integer, nullable=False, default=0, server_default="0"))
    left_cases: list[int] = Field(sa_column=Column(JSON, nullable=False, default=list, server_default="[]"))
    unanswered: int = Field(sa_column=Column(Integer, nullable=False, default=0, server_default="0"))


class MentorRegions(SQLModel, table=True):
    """For which regions a mentor takes cases.

    ``turn`` and ``speaks`` are kept in step with the rest by ``storage/turns.py``: the smaller the turn, the sooner
    they are offered a case of that region, and none where they have no free place; the languages are the mentor's.
    """

    __tablename__ = "mentor_regions"
    __table_args__ = (
        partial("ix_mentor_regions_turn", "region_id", "turn", "person_id", "speaks", where="turn IS NOT NULL"),
    )
    person_id: int = Field(primary_key=True, foreign_key="mentors.person_id", ondelete="CASCADE")
    region_id: int = Field(primary_key=True, foreign_key="regions.id", index=True)
    turn: float | None = None
    speaks: str = long()


class Cases(SQLModel, table=True):
    """Applications. One that is open a person."""

    __tablename__ = "cases"
    __table_args__ = (
        partial("uq_cases_open_candidate", "candidate_id", where=LIVE_ONES, unique=True),
        partial("ix_cases_queue", "since", "id", where="state = 'applied'"),
        Index("ix_cases_region_id_id", "region_id", "id"),
        partial("ix_cases_ages", "state", "since", "region_id", where=LIVE_ONES),
        partial("ix_cases_tallies", "region_id", "state", where=LIVE_ONES),
        partial("ix_cases_live", "id", "state", "region_id", where=LIVE_ONES),
        partial("ix_cases_mentored", "mentor_id", "state", where="state IN ('mentoring', 'thumbs up')"),
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
    digest: str | None = Field(default=None, sa_column=Column(String(20)))


class Dues(SQLModel, table=True):
    """What is to be done at an instant: one row of a kind and key. ``since``: when what it is about began to wait."""

    __tablename__ = "dues"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_dues_due_at", "due_at", "id"),
        partial("ix_dues_person_id", "person_id", "due_at", where="person_id IS NOT NULL"),
        partial("ix_dues_failed", "due_at", where="tries > 0"),
        partial("ix_dues_ladder", "case_id", "kind", where=LADDERS),
        partial("ix_dues_past", "since", "case_id", "rung", "kind", where=PAST),
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
    """Every change of a case: who, what, when, from which platform, and why. ``region_id``: where it was then."""

    __tablename__ = "history"
    __table_args__ = (
        partial("ix_history_offers", "whom_id", "at", where="act = 'offer'"),
        partial("ix_history_asked", "whom_id", "case_id", "id", "at", where=f"act IN {_ASKED}"),
        partial("ix_history_answered", "actor_id", "id", where=f"act IN {_ANSWERED}"),
        partial("ix_history_moves", "region_id", "at", "before", "after", "act", "case_id", where="before <> after"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    region_id: int | None = Field(default=None, foreign_key="regions.id")
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
