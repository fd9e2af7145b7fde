"""Fates of parcels: what expires, what must still be true, and of which coordinators know.

Answers can be forgotten. A role is held once.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UNTOLD = sa.text("state IN ('dead', 'uncertain') AND NOT told")
_OPEN = sa.text("state NOT IN ('sent', 'dropped')")
_UNSENT = sa.text("state <> 'sent'")
_KEYED = sa.text("key IS NOT NULL")
_ANSWERED = sa.text("answer IS NOT NULL")
_IN_REGION, _EVERYWHERE = sa.text("region_id IS NOT NULL"), sa.text("region_id IS NULL")
_TWICE = "DELETE FROM roles WHERE id NOT IN (SELECT min(id) FROM roles GROUP BY person_id, role, region_id)"


def upgrade() -> None:
    op.execute(_TWICE)
    for name, columns, where in (
        ("uq_roles_in_region", ["person_id", "role", "region_id"], _IN_REGION),
        ("uq_roles_everywhere", ["person_id", "role"], _EVERYWHERE),
    ):
        op.create_index(name, "roles", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_inbox_answered", "inbox", ["at"], sqlite_where=_ANSWERED, postgresql_where=_ANSWERED)
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("expires_at", UTCDateTime(), nullable=True))
        outbox.add_column(sa.Column("still", sa.JSON(none_as_null=True), nullable=True))
        outbox.add_column(sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False))
        outbox.drop_index("ix_outbox_unsent")
        outbox.create_index("ix_outbox_unsent", ["state"], sqlite_where=_OPEN, postgresql_where=_OPEN)
        outbox.create_index("ix_outbox_untold", ["id"], sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)
        outbox.create_index("ix_outbox_keyed", ["key", "lane"], sqlite_where=_KEYED, postgresql_where=_KEYED)


def downgrade() -> None:
    op.drop_index("ix_inbox_answered", "inbox")
    op.execute("UPDATE outbox SET state = 'dead' WHERE state IN ('uncertain', 'dropped')")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_keyed")
        outbox.drop_index("ix_outbox_untold")
        outbox.drop_index("ix_outbox_unsent")
        outbox.create_index("ix_outbox_unsent", ["state"], sqlite_where=_UNSENT, postgresql_where=_UNSENT)
        outbox.drop_column("told")
        outbox.drop_column("still")
        outbox.drop_column("expires_at")
    op.drop_index("uq_roles_everywhere", "roles")
    op.drop_index("uq_roles_in_region", "roles")
