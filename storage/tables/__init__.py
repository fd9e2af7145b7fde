"""The tables, declared once with SQLModel. Migrations in ``migrations/`` follow them; a test holds the two together.

Rules of this folder: a datetime field is bare (SQLModel makes it an aware UTC column); states, roles and platforms are
short strings, so that a new word needs no migration; what is looked up while it is open has a partial index.
"""

from sqlmodel import SQLModel

from storage.tables.boxes import PENDING_SHOW, Cursors, Inbox, Leases, Marks, Messages, Outbox
from storage.tables.programme import (
    Cases,
    Choices,
    Dialogues,
    Dues,
    History,
    Identities,
    MentorRegions,
    Mentors,
    People,
    Regions,
    Roles,
    Schedules,
)
from storage.tables.week import Digests, Feedback, FeedbackTags, Gaps, Reports, Thanks

metadata = SQLModel.metadata

__all__ = [
    "PENDING_SHOW",
    "Cases",
    "Choices",
    "Cursors",
    "Dialogues",
    "Digests",
    "Dues",
    "Feedback",
    "FeedbackTags",
    "Gaps",
    "History",
    "Identities",
    "Inbox",
    "Leases",
    "Marks",
    "MentorRegions",
    "Mentors",
    "Messages",
    "Outbox",
    "People",
    "Regions",
    "Reports",
    "Roles",
    "Schedules",
    "Thanks",
    "metadata",
]
