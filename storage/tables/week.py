"""What a region's week is made of beside its cases: reports, feedback and thanks; and what was told of each week.

Rule of this file: a number that people name (a report's, a piece of feedback's) is never given again: an old
button would else mean another one.
"""

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from storage.columns import long, word

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""PostgreSQL gives no number again by itself; SQLite does, unless it is told so."""


class Reports(SQLModel, table=True):
    """What ambassadors did: events, talks, help. ``at``: when they wrote it, ``edited_at``: changed it last."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_region_id_at", "region_id", "at"),
        Index("ix_reports_person_id_at", "person_id", "at"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    kind: str = word()
    words: str = long()
    at: datetime
    edited_at: datetime | None = None


class Feedback(SQLModel, table=True):
    """What anybody told the programme. ``quoted``: others may read their words, without their name."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_region_id_at", "region_id", "at"),
        Index("ix_feedback_person_id_at", "person_id", "at"),
        NEVER_AGAIN,
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    words: str = long()
    quoted: bool = False
    at: datetime


class FeedbackTags(SQLModel, table=True):
    """Its themes, each once, in small letters and without the ``#``."""

    __tablename__ = "feedback_tags"
    __table_args__ = (Index("ix_feedback_tags_tag_feedback_id", "tag", "feedback_id"),)
    feedback_id: int = Field(primary_key=True, foreign_key="feedback.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True)


class Thanks(SQLModel, table=True):
    """Who thanked whom for what."""

    __tablename__ = "thanks"
    __table_args__ = (
        Index("ix_thanks_region_id_at", "region_id", "at"),
        Index("ix_thanks_person_id_at", "person_id", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    whom_id: int = Field(foreign_key="people.id")
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    words: str = long()
    at: datetime


class Gaps(SQLModel, table=True):
    """Places that somebody asked for and that have no ambassador, by the name that the bot gives them."""

    __tablename__ = "gaps"
    place: str = Field(primary_key=True)
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    times: int
    first_at: datetime
    last_at: datetime


class Digests(SQLModel, table=True):
    """What was told of a region's week, or of the whole programme's (no region): one row of a region and week.

    ``key`` is ``REGION:YEAR-Wnn``, by the week in which it was due where its readers are. The facts in it are those
    from ``since`` until ``at``; ``outcome`` is ``sent``, ``line`` (of an empty week) or ``silent``. ``seen``: the last
    number that there was then in each of the tables that facts are read from; what comes late has a later one.
    """

    __tablename__ = "digests"
    __table_args__ = (Index("ix_digests_region_id_at", "region_id", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    region_id: int | None = Field(default=None, foreign_key="regions.id")
    since: datetime
    at: datetime
    outcome: str = word()
    seen: dict[str, int] = Field(sa_column=Column(JSON, nullable=False, default=dict, server_default="{}"))
