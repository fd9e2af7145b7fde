"""Everything the whole path needs"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cursors",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("event_id", AutoString(), nullable=False),
        sa.Column("state", AutoString(length=20), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", UTCDateTime(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("source", "event_id", name=op.f("uq_inbox_source_event_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )

    op.create_table(
        "leases",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("owner", AutoString(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "messages",
        sa.Column("room", AutoString(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("message_id", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("room", "key", name=op.f("pk_messages")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_room_message_id", ["room", "message_id"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("identity", AutoString(), nullable=False),
        sa.Column("locale", AutoString(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("time_zone", AutoString(), nullable=True),
        sa.Column("language", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["regions.id"], name=op.f("fk_regions_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("name", name=op.f("uq_regions_name")),
    )
    op.create_table(
        "marks",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("account", AutoString(), nullable=False),
        sa.Column("email", AutoString(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("so_far", sa.Text(), server_default="", nullable=False),
        sa.Column("would_do", sa.Text(), server_default="", nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=True),
        sa.Column("asked_id", sa.Integer(), nullable=True),
        sa.Column("offered_id", sa.Integer(), nullable=True),
        sa.Column("thumbs_by", AutoString(), nullable=True),
        sa.Column("retry_on", sa.Date(), nullable=True),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["people.id"], name=op.f("fk_cases_asked_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["people.id"], name=op.f("fk_cases_candidate_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_cases_mentor_id")),
        sa.ForeignKeyConstraint(["offered_id"], ["people.id"], name=op.f("fk_cases_offered_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_cases_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cases_asked",
            ["asked_id"],
            unique=False,
            sqlite_where=sa.text("asked_id IS NOT NULL"),
            postgresql_where=sa.text("asked_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_cases_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(
            "ix_cases_mentored",
            ["mentor_id"],
            unique=False,
            sqlite_where=sa.text("state IN ('mentoring', 'thumbs up')"),
            postgresql_where=sa.text("state IN ('mentoring', 'thumbs up')"),
        )
        batch_op.create_index(
            "ix_cases_offered",
            ["offered_id"],
            unique=False,
            sqlite_where=sa.text("offered_id IS NOT NULL"),
            postgresql_where=sa.text("offered_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_cases_queue",
            ["since", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'applied'"),
            postgresql_where=sa.text("state = 'applied'"),
        )
        batch_op.create_index(
            "ix_cases_thumbs_by",
            ["thumbs_by"],
            unique=False,
            sqlite_where=sa.text("thumbs_by IS NOT NULL"),
            postgresql_where=sa.text("thumbs_by IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_cases_open_candidate",
            ["candidate_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'applied', 'mentoring', 'thumbs up')"),
            postgresql_where=sa.text("state IN ('draft', 'applied', 'mentoring', 'thumbs up')"),
        )

    op.create_table(
        "identities",
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mentors",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("time_zone", AutoString(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mentors_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mentors")),
    )
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", AutoString(length=20), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("granted_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["granted_by"], ["people.id"], name=op.f("fk_roles_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_roles_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
    )
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roles_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_roles_role_person_id", ["role", "person_id"], unique=False)

    op.create_table(
        "choices",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_choices_case_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_choices_mentor_id")),
        sa.PrimaryKeyConstraint("case_id", "rank", name=op.f("pk_choices")),
    )
    op.create_table(
        "dialogues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", AutoString(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("step", AutoString(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dialogues_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dialogues_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
    )
    with op.batch_alter_table("dialogues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogues_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_dialogues_person_id_form", ["person_id", "form"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("platform", AutoString(length=20), nullable=False),
        sa.Column("act", AutoString(length=20), nullable=False),
        sa.Column("whom_id", sa.Integer(), nullable=True),
        sa.Column("before", AutoString(length=20), nullable=False),
        sa.Column("after", AutoString(length=20), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("event", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_history_actor_id")),
        sa.ForeignKeyConstraint(["whom_id"], ["people.id"], name=op.f("fk_history_whom_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_history_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_case_id"), ["case_id"], unique=False)

    op.create_table(
        "mentor_regions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["mentors.person_id"], name=op.f("fk_mentor_regions_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_mentor_regions_region_id")),
        sa.PrimaryKeyConstraint("person_id", "region_id", name=op.f("pk_mentor_regions")),
    )
    with op.batch_alter_table("mentor_regions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_regions_region_id"), ["region_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("platform", AutoString(length=20), nullable=False),
        sa.Column("lane", AutoString(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("room", AutoString(), nullable=True),
        sa.Column("key", AutoString(), nullable=True),
        sa.Column("under", AutoString(), nullable=True),
        sa.Column("thread", AutoString(), nullable=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("locale", AutoString(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("state", AutoString(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("message_id", AutoString(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("event", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("token", name=op.f("uq_outbox_token")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_outbox_pending_show",
            ["lane", "key"],
            unique=True,
            sqlite_where=sa.text("state = 'pending' AND key IS NOT NULL"),
            postgresql_where=sa.text("state = 'pending' AND key IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_unsent",
            ["state"],
            unique=False,
            sqlite_where=sa.text("state <> 'sent'"),
            postgresql_where=sa.text("state <> 'sent'"),
        )
        batch_op.create_index(
            "ix_outbox_lane",
            ["lane", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'sending', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'retry')"),
        )
        batch_op.create_index(
            "ix_outbox_waiting",
            ["platform", "due_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'sending', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'retry')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("state IN ('pending', 'sending', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'retry')"),
        )
        batch_op.drop_index(
            "ix_outbox_unsent",
            sqlite_where=sa.text("state <> 'sent'"),
            postgresql_where=sa.text("state <> 'sent'"),
        )
        batch_op.drop_index(
            "ix_outbox_lane",
            sqlite_where=sa.text("state IN ('pending', 'sending', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'retry')"),
        )
        batch_op.drop_index(
            "uq_outbox_pending_show",
            sqlite_where=sa.text("state = 'pending' AND key IS NOT NULL"),
            postgresql_where=sa.text("state = 'pending' AND key IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_case_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("mentor_regions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_regions_region_id"))

    op.drop_table("mentor_regions")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_case_id"))

    op.drop_table("history")
    with op.batch_alter_table("dialogues", schema=None) as batch_op:
        batch_op.drop_index("ix_dialogues_person_id_form")
        batch_op.drop_index(batch_op.f("ix_dialogues_case_id"))

    op.drop_table("dialogues")
    op.drop_table("choices")
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.drop_index("ix_roles_role_person_id")
        batch_op.drop_index(batch_op.f("ix_roles_person_id"))

    op.drop_table("roles")
    op.drop_table("mentors")
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identities_person_id"))

    op.drop_table("identities")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_cases_open_candidate",
            sqlite_where=sa.text("state IN ('draft', 'applied', 'mentoring', 'thumbs up')"),
            postgresql_where=sa.text("state IN ('draft', 'applied', 'mentoring', 'thumbs up')"),
        )
        batch_op.drop_index(
            "ix_cases_thumbs_by",
            sqlite_where=sa.text("thumbs_by IS NOT NULL"),
            postgresql_where=sa.text("thumbs_by IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_cases_queue", sqlite_where=sa.text("state = 'applied'"), postgresql_where=sa.text("state = 'applied'")
        )
        batch_op.drop_index(
            "ix_cases_offered",
            sqlite_where=sa.text("offered_id IS NOT NULL"),
            postgresql_where=sa.text("offered_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_cases_mentored",
            sqlite_where=sa.text("state IN ('mentoring', 'thumbs up')"),
            postgresql_where=sa.text("state IN ('mentoring', 'thumbs up')"),
        )
        batch_op.drop_index(batch_op.f("ix_cases_candidate_id"))
        batch_op.drop_index(
            "ix_cases_asked",
            sqlite_where=sa.text("asked_id IS NOT NULL"),
            postgresql_where=sa.text("asked_id IS NOT NULL"),
        )

    op.drop_table("cases")
    op.drop_table("marks")
    op.drop_table("regions")
    op.drop_table("people")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_room_message_id")

    op.drop_table("messages")
    op.drop_table("leases")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_waiting", sqlite_where=sa.text("state <> 'done'"), postgresql_where=sa.text("state <> 'done'")
        )

    op.drop_table("inbox")
    op.drop_table("cursors")
