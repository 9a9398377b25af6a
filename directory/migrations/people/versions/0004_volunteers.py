"""Who is ready to help, and who asked to hire a room."""

import sqlalchemy as sa
from alembic import op

revision = "0004_volunteers"
down_revision = "0003_subscriptions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "diversity_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diversity_answer")),
    )
    op.create_table(
        "hire_enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_hash", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("hirer", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("pence_told", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("answer_hash", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('confirming','sent','provisional','confirmed','declined','withdrawn','lapsed')",
            name=op.f("ck_hire_enquiry_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hire_enquiry")),
        sa.UniqueConstraint("answer_hash", name=op.f("uq_hire_enquiry_answer_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hire_enquiry_token_hash")),
    )
    with op.batch_alter_table("hire_enquiry", schema=None) as batch_op:
        batch_op.create_index("ix_hire_enquiry_email_hash", ["email_hash"], unique=False)
        batch_op.create_index("ix_hire_enquiry_group_id", ["group_id"], unique=False)
        batch_op.create_index("ix_hire_enquiry_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_hire_enquiry_room_id", ["room_id"], unique=False)
        batch_op.create_index("ix_hire_enquiry_state", ["state"], unique=False)

    op.create_table(
        "safety_concern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('new','read','closed')", name=op.f("ck_safety_concern_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_concern")),
    )
    with op.batch_alter_table("safety_concern", schema=None) as batch_op:
        batch_op.create_index("ix_safety_concern_district", ["district"], unique=False)
        batch_op.create_index("ix_safety_concern_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_safety_concern_state", ["state"], unique=False)

    op.create_table(
        "volunteer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("brokered_in", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("experience", sa.String(), nullable=True),
        sa.Column("bank", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("lsoa21", sa.String(), nullable=True),
        sa.Column("travel_m", sa.Integer(), nullable=False),
        sa.Column("from_home", sa.Boolean(), nullable=False),
        sa.Column("transport", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("wants", sa.JSON(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("guardian_name", sa.String(), nullable=True),
        sa.Column("guardian_email", sa.String(), nullable=True),
        sa.Column("guardian_agreed_at", sa.DateTime(), nullable=True),
        sa.Column("earns_credits", sa.Boolean(), nullable=False),
        sa.Column("current_at", sa.DateTime(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("age_band IN ('under_16','16_17','adult')", name=op.f("ck_volunteer_age_band")),
        sa.CheckConstraint("state IN ('ready','resting','ended')", name=op.f("ck_volunteer_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_volunteer_account_id")),
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index("ix_volunteer_brokered_in", ["brokered_in"], unique=False)
        batch_op.create_index("ix_volunteer_lsoa21", ["lsoa21"], unique=False)
        batch_op.create_index("ix_volunteer_state", ["state"], unique=False)

    op.create_table(
        "volunteer_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_look")),
    )
    with op.batch_alter_table("volunteer_look", schema=None) as batch_op:
        batch_op.create_index("ix_volunteer_look_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('sent','waiting','accepted','declined','too_late','lapsed','withdrawn')",
            name=op.f("ck_invitation_state"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_invitation_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("session_id", "volunteer_id", name=op.f("uq_invitation_session_id_volunteer_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_invitation_need_id", ["need_id"], unique=False)
        batch_op.create_index("ix_invitation_state", ["state"], unique=False)
        batch_op.create_index("ix_invitation_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("cover_wanted_at", sa.DateTime(), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint("seat BETWEEN 1 AND seats", name=op.f("ck_placement_seat")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_placement_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_placement_token_hash")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index("ix_placement_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_placement_need_id", ["need_id"], unique=False)
        batch_op.create_index(
            "ix_placement_session_id_seat",
            ["session_id", "seat"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_placement_session_id_volunteer_id",
            ["session_id", "volunteer_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_placement_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "relay_thread",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_alias", sa.String(), nullable=False),
        sa.Column("group_alias", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("first_from_volunteer_at", sa.DateTime(), nullable=True),
        sa.Column("first_from_group_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_relay_thread_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_thread")),
        sa.UniqueConstraint("group_alias", name=op.f("uq_relay_thread_group_alias")),
        sa.UniqueConstraint("need_id", "volunteer_id", name=op.f("uq_relay_thread_need_id_volunteer_id")),
        sa.UniqueConstraint("volunteer_alias", name=op.f("uq_relay_thread_volunteer_alias")),
    )
    with op.batch_alter_table("relay_thread", schema=None) as batch_op:
        batch_op.create_index("ix_relay_thread_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_relay_thread_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "share_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "what IN ('name','contact','checks','experience')", name=op.f("ck_share_grant_what")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_share_grant_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_grant")),
    )
    with op.batch_alter_table("share_grant", schema=None) as batch_op:
        batch_op.create_index("ix_share_grant_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_share_grant_volunteer_id", ["volunteer_id"], unique=False)
        batch_op.create_index(
            "ix_share_grant_volunteer_id_listing_id_what",
            ["volunteer_id", "listing_id", "what"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "volunteer_away",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_volunteer_away_order")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_away_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_away")),
    )
    with op.batch_alter_table("volunteer_away", schema=None) as batch_op:
        batch_op.create_index("ix_volunteer_away_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "volunteer_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("workforce", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("good_until", sa.Date(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_role", sa.String(), nullable=True),
        sa.Column("verified_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "level IN ('basic','standard','enhanced','enhanced_barred')",
            name=op.f("ck_volunteer_check_level"),
        ),
        sa.CheckConstraint(
            "workforce IN ('adult','child','both')", name=op.f("ck_volunteer_check_workforce")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_check_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_check")),
    )
    with op.batch_alter_table("volunteer_check", schema=None) as batch_op:
        batch_op.create_index("ix_volunteer_check_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "volunteer_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_volunteer_hours_minutes")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_hours_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_hours")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_volunteer_hours_placement_id")),
    )
    with op.batch_alter_table("volunteer_hours", schema=None) as batch_op:
        batch_op.create_index("ix_volunteer_hours_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_volunteer_hours_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "volunteer_slot",
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts_min", sa.Integer(), nullable=False),
        sa.Column("ends_min", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= starts_min AND starts_min < ends_min AND ends_min <= 1440",
            name=op.f("ck_volunteer_slot_minutes"),
        ),
        sa.CheckConstraint("day BETWEEN 0 AND 6", name=op.f("ck_volunteer_slot_day")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_slot_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "day", "starts_min", name=op.f("pk_volunteer_slot")),
    )
    op.create_table(
        "volunteer_training",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("volunteer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('training','reference')", name=op.f("ck_volunteer_training_kind")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_training_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_training")),
    )
    with op.batch_alter_table("volunteer_training", schema=None) as batch_op:
        batch_op.create_index("ix_volunteer_training_volunteer_id", ["volunteer_id"], unique=False)

    op.create_table(
        "relay_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("side IN ('volunteer','group')", name=op.f("ck_relay_note_side")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["relay_thread.id"], name=op.f("fk_relay_note_thread_id_relay_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_note")),
    )
    with op.batch_alter_table("relay_note", schema=None) as batch_op:
        batch_op.create_index("ix_relay_note_thread_id", ["thread_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("relay_note", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_note_thread_id")

    op.drop_table("relay_note")
    with op.batch_alter_table("volunteer_training", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteer_training_volunteer_id")

    op.drop_table("volunteer_training")
    op.drop_table("volunteer_slot")
    with op.batch_alter_table("volunteer_hours", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteer_hours_volunteer_id")
        batch_op.drop_index("ix_volunteer_hours_listing_id")

    op.drop_table("volunteer_hours")
    with op.batch_alter_table("volunteer_check", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteer_check_volunteer_id")

    op.drop_table("volunteer_check")
    with op.batch_alter_table("volunteer_away", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteer_away_volunteer_id")

    op.drop_table("volunteer_away")
    with op.batch_alter_table("share_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_share_grant_volunteer_id_listing_id_what",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_share_grant_volunteer_id")
        batch_op.drop_index("ix_share_grant_listing_id")

    op.drop_table("share_grant")
    with op.batch_alter_table("relay_thread", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_thread_volunteer_id")
        batch_op.drop_index("ix_relay_thread_listing_id")

    op.drop_table("relay_thread")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index("ix_placement_volunteer_id")
        batch_op.drop_index(
            "ix_placement_session_id_volunteer_id",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_placement_session_id_seat",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_placement_need_id")
        batch_op.drop_index("ix_placement_listing_id")

    op.drop_table("placement")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_volunteer_id")
        batch_op.drop_index("ix_invitation_state")
        batch_op.drop_index("ix_invitation_need_id")
        batch_op.drop_index("ix_invitation_listing_id")

    op.drop_table("invitation")
    with op.batch_alter_table("volunteer_look", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteer_look_volunteer_id")

    op.drop_table("volunteer_look")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteer_state")
        batch_op.drop_index("ix_volunteer_lsoa21")
        batch_op.drop_index("ix_volunteer_brokered_in")

    op.drop_table("volunteer")
    with op.batch_alter_table("safety_concern", schema=None) as batch_op:
        batch_op.drop_index("ix_safety_concern_state")
        batch_op.drop_index("ix_safety_concern_listing_id")
        batch_op.drop_index("ix_safety_concern_district")

    op.drop_table("safety_concern")
    with op.batch_alter_table("hire_enquiry", schema=None) as batch_op:
        batch_op.drop_index("ix_hire_enquiry_state")
        batch_op.drop_index("ix_hire_enquiry_room_id")
        batch_op.drop_index("ix_hire_enquiry_listing_id")
        batch_op.drop_index("ix_hire_enquiry_group_id")
        batch_op.drop_index("ix_hire_enquiry_email_hash")

    op.drop_table("hire_enquiry")
    op.drop_table("diversity_answer")
