"""Mentors who are there: why and since when one isn't, who covers for them, and how much they would like to do."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AWAY = sa.text("UPDATE mentors SET absence = 'away', away_since = :now WHERE away_until IS NOT NULL").bindparams(
    sa.bindparam("now", type_=UTCDateTime())
)
_BACK = sa.text(
    "INSERT INTO dues (kind, key, due_at, since, rung, person_id, tries) "
    "SELECT 'back', CAST(person_id AS VARCHAR), :now, :now, 'upgraded', person_id, 0 FROM mentors "
    "WHERE away_until IS NOT NULL"
).bindparams(sa.bindparam("now", type_=UTCDateTime()))
"""At once the bot finds out for each when they are back, in their own zone; whose day has passed is back in silence."""
_LIVE = "state IN ('draft', 'applied', 'mentoring', 'thumbs up')"
_INDEXES: tuple[tuple[str, str, tuple[str, ...], str | None], ...] = (
    ("ix_cases_region_id_id", "cases", ("region_id", "id"), None),
    ("ix_cases_ages", "cases", ("state", "since", "region_id"), _LIVE),
    ("ix_cases_tallies", "cases", ("region_id", "state"), _LIVE),
    ("ix_cases_live", "cases", ("id", "state", "region_id"), _LIVE),
    ("ix_mentor_regions_turn", "mentor_regions", ("region_id", "turn", "person_id", "speaks"), "turn IS NOT NULL"),
    ("ix_history_offers", "history", ("whom_id", "at"), "act = 'offer'"),
    (
        "ix_history_asked",
        "history",
        ("whom_id", "case_id", "id", "at"),
        "act IN ('apply', 'decline', 'ask next', 'choose', 'offer')",
    ),
    ("ix_history_answered", "history", ("actor_id", "id"), "act IN ('claim', 'decline', 'decline offer')"),
    (
        "ix_dues_ladder",
        "dues",
        ("case_id", "kind"),
        "kind IN ('application', 'mentoring', 'question', 'thumbs up', 'draft', 'begin')",
    ),
    (
        "ix_dues_past",
        "dues",
        ("since", "case_id", "rung", "kind"),
        "(kind = 'application' AND rung IN ('next_choice', 'coordinators', '')) "
        "OR (kind = 'mentoring' AND rung IN ('lapse', '')) "
        "OR (kind = 'question' AND rung IN ('mentor', 'idle', 'lapse', '')) "
        "OR (kind = 'thumbs up' AND rung IN ('coordinators', ''))",
    ),
)
"""What offers are chosen and explained by, and what the pipeline counts by."""
_DIGESTS = sa.text(
    "INSERT INTO dues (kind, key, due_at, since, rung, person_id, tries) "
    "SELECT 'digest', CAST(person_id AS VARCHAR), :now, :now, 'begin', person_id, 0 FROM (SELECT person_id "
    "FROM mentors UNION SELECT person_id FROM roles WHERE role IN ('sponsor', 'lead', 'coordinator')) staff"
).bindparams(sa.bindparam("now", type_=UTCDateTime()))
"""Whoever has a queue reads its digest from the next week on: within the first hour each one's morning is found."""
_OFFERED = sa.text(
    "INSERT INTO dues (kind, key, due_at, since, rung, case_id, person_id, tries) "
    "SELECT 'handover', CAST(id AS VARCHAR), :at, :at, 'receiver', id, offered_id, 0 FROM cases "
    "WHERE offered_id IS NOT NULL AND state IN ('mentoring', 'thumbs up')"
).bindparams(sa.bindparam("at", type_=UTCDateTime()))
"""Whoever was asked to take a case over is reminded of it, from tomorrow on."""
_FORGET: tuple[str, ...] = (
    "DELETE FROM dues WHERE kind IN ('handover', 'rematch') OR rung LIKE 'handover/%' OR rung LIKE 'rematch/%'",
    "DELETE FROM history WHERE act = 'remind' AND (why LIKE 'handover/%' OR why LIKE 'rematch/%')",
    "DELETE FROM history WHERE act IN ('rematch', 'rematch cancel', 'rematch keep', 'gone', 'returned')",
    "UPDATE history SET act = 'assign' WHERE act = 'pass to cover'",
    "UPDATE history SET act = 'ask next' WHERE act = 'skip'",
    "DELETE FROM history WHERE act IN ('offer', 'decline offer', 'choose')",
    "DELETE FROM dues WHERE kind IN ('offer', 'offered')",
    "DELETE FROM history WHERE act IN ('ask cover', 'cover', 'uncovered')",
    "DELETE FROM dues WHERE kind IN ('back', 'cover', 'silent', 'digest')",
)
"""What the version below has no words for."""
_TURNS = """
UPDATE mentor_regions SET
    turn = (SELECT CASE WHEN m.capacity > (
        SELECT count(*) FROM cases c WHERE c.mentor_id = m.person_id AND c.state IN ('mentoring', 'thumbs up')
    ) THEN CAST(1 AS FLOAT) / ((m.capacity - (
        SELECT count(*) FROM cases c WHERE c.mentor_id = m.person_id AND c.state IN ('mentoring', 'thumbs up')
    )) * 2) END FROM mentors m WHERE m.person_id = mentor_regions.person_id),
    speaks = (SELECT CAST(m.languages AS VARCHAR) FROM mentors m WHERE m.person_id = mentor_regions.person_id)
"""
"""Nobody was offered anything yet, and nobody said that they would like to do more or less."""


def _mentored(*columns: str) -> None:
    """Make the index of mentors' cases anew."""
    claimed = sa.text("state IN ('mentoring', 'thumbs up')")
    op.drop_index(op.f("ix_cases_mentored"), table_name="cases")
    op.create_index(op.f("ix_cases_mentored"), "cases", list(columns), sqlite_where=claimed, postgresql_where=claimed)


def upgrade() -> None:
    with op.batch_alter_table("mentors") as mentors:
        mentors.add_column(sa.Column("weight", sa.String(length=20), server_default="normal", nullable=False))
        mentors.add_column(sa.Column("absence", sa.String(length=20), nullable=True))
        mentors.add_column(sa.Column("away_since", UTCDateTime(), nullable=True))
        mentors.add_column(sa.Column("left_cases", sa.JSON(), server_default="[]", nullable=False))
        mentors.add_column(sa.Column("unanswered", sa.Integer(), server_default="0", nullable=False))
        for name in ("cover_id", "cover_asked_id"):
            mentors.add_column(sa.Column(name, sa.Integer(), nullable=True))
            mentors.create_foreign_key(op.f(f"fk_mentors_{name}"), "people", [name], ["id"])
    op.add_column("schedules", sa.Column("digest", sa.String(length=20), nullable=True))
    op.add_column("identities", sa.Column("gone_at", UTCDateTime(), nullable=True))
    now = datetime.now(UTC)
    for statement in (_AWAY, _BACK):
        op.get_bind().execute(statement, {"now": now})
    op.get_bind().execute(_DIGESTS, {"now": now + timedelta(hours=1)})
    op.get_bind().execute(_OFFERED, {"at": now + timedelta(days=1)})
    _mentored("mentor_id", "state")
    _add_turns()
    for name, table, columns, where in _INDEXES:
        some = sa.text(where) if where is not None else None
        op.create_index(op.f(name), table, list(columns), sqlite_where=some, postgresql_where=some)


def _add_turns() -> None:
    op.add_column("mentors", sa.Column("offers", sa.Integer(), server_default="0", nullable=False))
    op.add_column("mentor_regions", sa.Column("turn", sa.Float(), nullable=True))
    op.add_column("mentor_regions", sa.Column("speaks", sa.Text(), server_default="", nullable=False))
    op.execute(_TURNS)


def _drop_turns() -> None:
    for name in ("speaks", "turn"):
        op.drop_column("mentor_regions", name)
    op.drop_column("mentors", "offers")


def downgrade() -> None:
    for name, table, _, _ in reversed(_INDEXES):
        op.drop_index(op.f(name), table_name=table)
    _mentored("mentor_id")
    for statement in _FORGET:
        op.execute(statement)
    _drop_turns()
    op.drop_column("identities", "gone_at")
    op.drop_column("schedules", "digest")
    with op.batch_alter_table("mentors") as mentors:
        for name in ("cover_id", "cover_asked_id"):
            mentors.drop_constraint(op.f(f"fk_mentors_{name}"), type_="foreignkey")
            mentors.drop_column(name)
        for name in ("unanswered", "left_cases", "away_since", "absence", "weight"):
            mentors.drop_column(name)
