"""The clock: what is due, when somebody works, and the holidays of regions.

Every open case gets a row, which is due within a few minutes, or with very many cases within days: then the bot finds
its place on a ladder, a few cases at a time (bot/features/beginning.py).
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SOMEBODYS = sa.text("person_id IS NOT NULL")
_FAILED = sa.text("tries > 0")
_EACH_MINUTE = 300
"""Of how many cases, open or not, the places are found in a minute."""
_BEGIN = sa.text(
    "INSERT INTO dues (kind, key, due_at, since, rung, case_id, tries) "
    "SELECT 'begin', CAST(id AS VARCHAR), :at, since, '', id, 0 FROM cases "
    "WHERE id > :behind AND id <= :last AND state IN ('draft', 'applied', 'mentoring', 'thumbs up')"
).bindparams(sa.bindparam("at", type_=UTCDateTime()))
_FORGET = (
    "DELETE FROM history WHERE act IN ('remind', 'snooze', 'done', 'go on')",
    "UPDATE history SET platform = 'shell' WHERE platform = 'clock'",
    "DELETE FROM dialogues WHERE form = 'decline'",
)
"""What the version below has no words for: entries that changed nothing, from where the clock's came, a form."""


def upgrade() -> None:
    op.add_column("people", sa.Column("zone", AutoString(), nullable=True))
    op.add_column("regions", sa.Column("holidays", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "schedules",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("zone", AutoString(), nullable=True),
        sa.Column("days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("begins", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("off", sa.JSON(), nullable=False),
        sa.Column("holidays", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_schedules_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_schedules")),
    )
    op.create_table(
        "dues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(length=20), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("rung", AutoString(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dues_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dues_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_dues_kind_key")),
    )
    _begin()
    op.create_index("ix_dues_due_at", "dues", ["due_at", "id"])
    op.create_index("ix_dues_case_id", "dues", ["case_id"])
    op.create_index(
        "ix_dues_person_id", "dues", ["person_id", "due_at"], sqlite_where=_SOMEBODYS, postgresql_where=_SOMEBODYS
    )
    op.create_index("ix_dues_failed", "dues", ["due_at"], sqlite_where=_FAILED, postgresql_where=_FAILED)


def _begin() -> None:
    connection, now = op.get_bind(), datetime.now(UTC)
    most = connection.execute(sa.text("SELECT max(id) FROM cases")).scalar() or 0
    for minute, behind in enumerate(range(0, most, _EACH_MINUTE)):
        at = now + timedelta(minutes=minute)
        connection.execute(_BEGIN, {"at": at, "behind": behind, "last": behind + _EACH_MINUTE})


def downgrade() -> None:
    for statement in _FORGET:
        op.execute(statement)
    op.drop_table("dues")
    op.drop_table("schedules")
    op.drop_column("regions", "holidays")
    op.drop_column("people", "zone")
