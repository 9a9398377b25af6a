"""Who asked to be told of what, and what was told to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0003_subscriptions"
down_revision = "0002_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("exported_at", sa.DateTime(), nullable=True),
        sa.Column("may_count", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("way IN ('email','sms','post')", name=op.f("ck_digest_way")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index("ix_digest_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_digest_made_at", ["made_at"], unique=False)

    op.create_table(
        "dismissal",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "notice_id", name=op.f("pk_dismissal")),
    )
    op.create_table(
        "paper_reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("way IN ('sms','post')", name=op.f("ck_paper_reader_way")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_reader")),
    )
    with op.batch_alter_table("paper_reader", schema=None) as batch_op:
        batch_op.create_index("ix_paper_reader_district", ["district"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("may_count", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "rhythm IN ('weekly','fortnightly','monthly')", name=op.f("ck_subscription_rhythm")
        ),
        sa.CheckConstraint("way IN ('email','sms','post')", name=op.f("ck_subscription_way")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "account_id", "subject", "purpose", name=op.f("uq_subscription_account_id_subject_purpose")
        ),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_subscription_purpose", ["purpose"], unique=False)
        batch_op.create_index("ix_subscription_subject", ["subject"], unique=False)

    op.create_table(
        "digest_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("clicked_at", sa.DateTime(), nullable=True),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_item_digest_id_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint(
            "account_id", "notice_id", "edition", name=op.f("uq_digest_item_account_id_notice_id_edition")
        ),
    )
    with op.batch_alter_table("digest_item", schema=None) as batch_op:
        batch_op.create_index("ix_digest_item_digest_id", ["digest_id"], unique=False)
        batch_op.create_index("ix_digest_item_notice_id", ["notice_id"], unique=False)

    op.add_column("consent_event", sa.Column("subject", sa.String(), server_default="", nullable=False))
    op.add_column("consent_event", sa.Column("terms", sa.JSON(none_as_null=True), nullable=True))

    op.add_column("message", sa.Column("html", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "html")

    op.drop_column("consent_event", "terms")
    op.drop_column("consent_event", "subject")

    with op.batch_alter_table("digest_item", schema=None) as batch_op:
        batch_op.drop_index("ix_digest_item_notice_id")
        batch_op.drop_index("ix_digest_item_digest_id")

    op.drop_table("digest_item")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_subject")
        batch_op.drop_index("ix_subscription_purpose")
        batch_op.drop_index("ix_subscription_account_id")

    op.drop_table("subscription")
    with op.batch_alter_table("paper_reader", schema=None) as batch_op:
        batch_op.drop_index("ix_paper_reader_district")

    op.drop_table("paper_reader")
    op.drop_table("dismissal")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_index("ix_digest_made_at")
        batch_op.drop_index("ix_digest_account_id")

    op.drop_table("digest")
