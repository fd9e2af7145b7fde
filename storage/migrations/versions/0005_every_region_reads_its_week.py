"""Every region reads its week: reports, feedback, thanks, places without anybody, and what was told of each week."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WHERE_IT_WAS = "UPDATE history SET region_id = (SELECT c.region_id FROM cases c WHERE c.id = history.case_id)"
"""Where a case was before is known of none: where it is now is the nearest that there is."""
_FORGET: tuple[str, ...] = ("DELETE FROM dues WHERE kind IN ('week', 'region')",)
"""What the version below has no words for."""


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _to(table: str, name: str, *, nullable: bool = False, ondelete: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable)


def _words() -> sa.Column[Any]:
    return sa.Column("words", sa.Text(), server_default="", nullable=False)


def _at(name: str = "at", *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _table(
    name: str,
    *columns: sa.Column[Any],
    key: str = "id",
    indexed: tuple[tuple[str, ...], ...] = (),
    again: bool = True,
) -> None:
    """``again``: SQLite may give a number again whose row is gone."""
    keys = key.split()
    op.create_table(
        name, *columns, sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")), sqlite_autoincrement=not again
    )
    for each in indexed:
        op.create_index(op.f(f"ix_{name}_{'_'.join(each)}"), name, list(each))


def upgrade() -> None:
    with op.batch_alter_table("regions") as regions:
        regions.add_column(sa.Column("digest", sa.String(length=20), nullable=True))
        regions.add_column(sa.Column("digest_paused", sa.Date(), nullable=True))
    with op.batch_alter_table("history") as history:
        history.add_column(sa.Column("region_id", sa.Integer(), nullable=True))
        history.create_foreign_key(op.f("fk_history_region_id"), "regions", ["region_id"], ["id"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("file", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(_WHERE_IT_WAS)
    moved = sa.text("before <> after")
    op.create_index(
        op.f("ix_history_moves"),
        "history",
        ["region_id", "at", "before", "after", "act", "case_id"],
        sqlite_where=moved,
        postgresql_where=moved,
    )
    ambassadors = sa.text("role = 'ambassador'")
    op.create_index(
        op.f("ix_roles_ambassadors"),
        "roles",
        ["region_id", "person_id"],
        sqlite_where=ambassadors,
        postgresql_where=ambassadors,
    )
    by = ("region_id", "at")
    _table(
        "reports",
        *(_id(), _to("people", "person_id"), _to("regions", "region_id", nullable=True)),
        *(sa.Column("kind", AutoString(length=20), nullable=False), _words(), _at(), _at("edited_at", nullable=True)),
        indexed=(by, ("person_id", "at")),
        again=False,
    )
    _table(
        "feedback",
        *(_id(), _to("people", "person_id"), _to("regions", "region_id", nullable=True)),
        *(_words(), sa.Column("quoted", sa.Boolean(), nullable=False), _at()),
        indexed=(by, ("person_id", "at")),
        again=False,
    )
    _table(
        "feedback_tags",
        *(_to("feedback", "feedback_id", ondelete="CASCADE"), sa.Column("tag", AutoString(), nullable=False)),
        key="feedback_id tag",
        indexed=(("tag", "feedback_id"),),
    )
    _table(
        "thanks",
        *(_id(), _to("people", "person_id"), _to("people", "whom_id"), _to("regions", "region_id", nullable=True)),
        *(_words(), _at()),
        indexed=(by, ("person_id", "at")),
    )
    _table(
        "gaps",
        *(sa.Column("place", AutoString(), nullable=False), _to("regions", "region_id", nullable=True)),
        *(sa.Column("times", sa.Integer(), nullable=False), _at("first_at"), _at("last_at")),
        key="place",
    )
    _table(
        "digests",
        *(_id(), sa.Column("key", AutoString(), nullable=False), _to("regions", "region_id", nullable=True)),
        *(_at("since"), _at(), sa.Column("outcome", AutoString(length=20), nullable=False)),
        sa.Column("seen", sa.JSON(), server_default="{}", nullable=False),
        indexed=(by,),
    )
    with op.batch_alter_table("digests") as digests:
        digests.create_unique_constraint(op.f("uq_digests_key"), ["key"])


def downgrade() -> None:
    for statement in _FORGET:
        op.execute(statement)
    for name in ("digests", "gaps", "thanks", "feedback_tags", "feedback", "reports"):
        op.drop_table(name)
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("file")
    op.drop_index(op.f("ix_roles_ambassadors"), table_name="roles")
    op.drop_index(op.f("ix_history_moves"), table_name="history")
    with op.batch_alter_table("history") as history:
        history.drop_constraint(op.f("fk_history_region_id"), type_="foreignkey")
        history.drop_column("region_id")
    with op.batch_alter_table("regions") as regions:
        regions.drop_column("digest_paused")
        regions.drop_column("digest")
