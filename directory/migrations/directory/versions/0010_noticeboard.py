"""Notices, what groups say of themselves, funds and awards, partnerships, outlets of paper."""

import sqlalchemy as sa
from alembic import op

revision = "0010_noticeboard"
down_revision = "0009_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_location_postcode", "location", ["postcode"])
    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("aggregate", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("amount_pence", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("awarded_on", sa.String(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("funder_org_id", sa.String(), nullable=True),
        sa.Column("fund_key", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("recipient_org_id", sa.String(), nullable=True),
        sa.Column("recipient_listing_id", sa.Uuid(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("area_level", sa.String(), nullable=True),
        sa.Column("lsoa", sa.String(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("area_from", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_date", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("identifier", name=op.f("uq_award_identifier")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index("ix_award_area_code", ["area_code"], unique=False)
        batch_op.create_index("ix_award_district", ["district"], unique=False)
        batch_op.create_index("ix_award_fund_key", ["fund_key"], unique=False)
        batch_op.create_index("ix_award_lsoa", ["lsoa"], unique=False)
        batch_op.create_index("ix_award_parish", ["parish"], unique=False)
        batch_op.create_index("ix_award_recipient_listing_id", ["recipient_listing_id"], unique=False)

    op.create_table(
        "fund",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("area_codes", sa.JSON(), nullable=False),
        sa.Column("amount_min", sa.Integer(), nullable=True),
        sa.Column("amount_max", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('history','unknown','current')", name=op.f("ck_fund_state")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fund")),
    )
    op.create_table(
        "group_profile",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("income_band", sa.String(), nullable=True),
        sa.Column("registered", sa.Boolean(), nullable=True),
        sa.Column("beneficiaries", sa.JSON(), nullable=False),
        sa.Column("seeks", sa.JSON(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("paperwork", sa.JSON(), nullable=False),
        sa.Column("paperwork_known", sa.Boolean(), nullable=False),
        sa.Column("hide_similar", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_group_profile")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issuer_name", sa.String(), nullable=False),
        sa.Column("issuer_listing_id", sa.Uuid(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("fund_key", sa.String(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("rolling", sa.Boolean(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("amount_min", sa.Integer(), nullable=True),
        sa.Column("amount_max", sa.Integer(), nullable=True),
        sa.Column("effort", sa.String(), nullable=True),
        sa.Column("paperwork", sa.JSON(), nullable=False),
        sa.Column("pays_for", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("contact_role", sa.String(), nullable=True),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("shape", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outside_allowed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('funding','call','collaboration','offer','event','training','consultation')",
            name=op.f("ck_notice_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('draft','waiting','open','closed','withdrawn')", name=op.f("ck_notice_state")
        ),
        sa.CheckConstraint(
            "NOT (rolling AND deadline IS NOT NULL)", name=op.f("ck_notice_rolling_or_deadline")
        ),
        sa.CheckConstraint(
            "amount_min IS NULL OR amount_max IS NULL OR amount_min <= amount_max",
            name=op.f("ck_notice_amounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("slug", name=op.f("uq_notice_slug")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_deadline", ["deadline"], unique=False)
        batch_op.create_index("ix_notice_district", ["district"], unique=False)
        batch_op.create_index("ix_notice_fund_key", ["fund_key"], unique=False)
        batch_op.create_index("ix_notice_issuer_listing_id", ["issuer_listing_id"], unique=False)
        batch_op.create_index("ix_notice_kind", ["kind"], unique=False)
        batch_op.create_index("ix_notice_state", ["state"], unique=False)

    op.create_table(
        "outlet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("reference_place_id", sa.String(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('library','hub','surgery','school','shop','noticeboard','other')",
            name=op.f("ck_outlet_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
    )
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.create_index("ix_outlet_district", ["district"], unique=False)
        batch_op.create_index("ix_outlet_parish", ["parish"], unique=False)

    op.create_table(
        "partnership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("members_note", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        sa.UniqueConstraint("slug", name=op.f("uq_partnership_slug")),
    )
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.create_index("ix_partnership_area_code", ["area_code"], unique=False)
        batch_op.create_index("ix_partnership_listing_id", ["listing_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_delivery_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_outlet_id", ["outlet_id"], unique=False)

    op.create_table(
        "notice_area",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_area_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", "area_code", name=op.f("pk_notice_area")),
    )
    with op.batch_alter_table("notice_area", schema=None) as batch_op:
        batch_op.create_index("ix_notice_area_area_code", ["area_code"], unique=False)

    op.create_table(
        "notice_link",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.CheckConstraint("relation IN ('venue','awarded','about')", name=op.f("ck_notice_link_relation")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_link_notice_id_notice")),
        sa.PrimaryKeyConstraint("notice_id", "listing_id", "relation", name=op.f("pk_notice_link")),
    )
    with op.batch_alter_table("notice_link", schema=None) as batch_op:
        batch_op.create_index("ix_notice_link_listing_id", ["listing_id"], unique=False)

    op.create_table(
        "notice_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_version_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_version")),
    )
    with op.batch_alter_table("notice_version", schema=None) as batch_op:
        batch_op.create_index("ix_notice_version_notice_id", ["notice_id"], unique=False)

    op.create_table(
        "partnership_member",
        sa.Column("partnership_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_member_partnership_id_partnership"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "name", name=op.f("pk_partnership_member")),
    )
    with op.batch_alter_table("partnership_member", schema=None) as batch_op:
        batch_op.create_index("ix_partnership_member_listing_id", ["listing_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_location_postcode", "location")
    with op.batch_alter_table("partnership_member", schema=None) as batch_op:
        batch_op.drop_index("ix_partnership_member_listing_id")

    op.drop_table("partnership_member")
    with op.batch_alter_table("notice_version", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_version_notice_id")

    op.drop_table("notice_version")
    with op.batch_alter_table("notice_link", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_link_listing_id")

    op.drop_table("notice_link")
    with op.batch_alter_table("notice_area", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_area_area_code")

    op.drop_table("notice_area")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_outlet_id")

    op.drop_table("delivery")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_index("ix_partnership_listing_id")
        batch_op.drop_index("ix_partnership_area_code")

    op.drop_table("partnership")
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.drop_index("ix_outlet_parish")
        batch_op.drop_index("ix_outlet_district")

    op.drop_table("outlet")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_state")
        batch_op.drop_index("ix_notice_kind")
        batch_op.drop_index("ix_notice_issuer_listing_id")
        batch_op.drop_index("ix_notice_fund_key")
        batch_op.drop_index("ix_notice_district")
        batch_op.drop_index("ix_notice_deadline")

    op.drop_table("notice")
    op.drop_table("group_profile")
    op.drop_table("fund")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index("ix_award_recipient_listing_id")
        batch_op.drop_index("ix_award_fund_key")
        batch_op.drop_index("ix_award_district")
        batch_op.drop_index("ix_award_area_code")

    op.drop_table("award")
