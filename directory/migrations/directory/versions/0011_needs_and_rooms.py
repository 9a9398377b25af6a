"""What help is needed, which rooms can be hired, and who has a stall."""

import sqlalchemy as sa
from alembic import op

revision = "0011_needs_and_rooms"
down_revision = "0010_noticeboard"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answering",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("median_hours", sa.Float(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_answering")),
    )
    op.create_table(
        "fair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("stalls", sa.Integer(), nullable=False),
        sa.Column("online_url", sa.String(), nullable=True),
        sa.Column("contact_role", sa.String(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('fair','rally','training')", name=op.f("ck_fair_kind")),
        sa.CheckConstraint("state IN ('draft','open','cancelled')", name=op.f("ck_fair_state")),
        sa.CheckConstraint("stalls BETWEEN 0 AND 500", name=op.f("ck_fair_stalls")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_fair_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair")),
        sa.UniqueConstraint("slug", name=op.f("uq_fair_slug")),
    )
    with op.batch_alter_table("fair", schema=None) as batch_op:
        batch_op.create_index("ix_fair_district", ["district"], unique=False)
        batch_op.create_index("ix_fair_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_fair_starts_at", ["starts_at"], unique=False)
        batch_op.create_index("ix_fair_state", ["state"], unique=False)

    op.create_table(
        "help_need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("whereabouts", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("easting", sa.Float(), nullable=True),
        sa.Column("northing", sa.Float(), nullable=True),
        sa.Column("lsoa21", sa.String(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("needs_skills", sa.JSON(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("eases", sa.JSON(), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("check_level", sa.String(), nullable=False),
        sa.Column("workforce", sa.String(), nullable=True),
        sa.Column("check_note", sa.String(), nullable=True),
        sa.Column("expenses_note", sa.String(), nullable=True),
        sa.Column("contact_role", sa.String(), nullable=False),
        sa.Column("answers_within_days", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=False),
        sa.Column("earns_credits", sa.Boolean(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("rested_at", sa.DateTime(), nullable=True),
        sa.Column("marked_as", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "check_level IN ('none','basic','standard','enhanced','enhanced_barred')",
            name=op.f("ck_help_need_check_level"),
        ),
        sa.CheckConstraint("rhythm IN ('one_off','micro','regular')", name=op.f("ck_help_need_rhythm")),
        sa.CheckConstraint(
            "state IN ('draft','open','resting','filled','closed')", name=op.f("ck_help_need_state")
        ),
        sa.CheckConstraint("whereabouts IN ('place','home','either')", name=op.f("ck_help_need_whereabouts")),
        sa.CheckConstraint(
            "workforce IS NULL OR workforce IN ('adult','child','both')", name=op.f("ck_help_need_workforce")
        ),
        sa.CheckConstraint("places BETWEEN 1 AND 500", name=op.f("ck_help_need_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_need")),
        sa.UniqueConstraint("slug", name=op.f("uq_help_need_slug")),
    )
    with op.batch_alter_table("help_need", schema=None) as batch_op:
        batch_op.create_index("ix_help_need_district", ["district"], unique=False)
        batch_op.create_index("ix_help_need_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_help_need_open_until", ["open_until"], unique=False)
        batch_op.create_index("ix_help_need_parish", ["parish"], unique=False)
        batch_op.create_index("ix_help_need_state", ["state"], unique=False)

    op.create_table(
        "room",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=True),
        sa.Column("capacity", sa.JSON(), nullable=False),
        sa.Column("least_min", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("ask_only", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("least_min >= 15 AND least_min <= 1440", name=op.f("ck_room_least")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("listing_id", "slug", name=op.f("uq_room_listing_id_slug")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index("ix_room_listing_id", ["listing_id"], unique=False)

    op.create_table(
        "room_wanted",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("facilities", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("evening", sa.Boolean(), nullable=True),
        sa.Column("most_pence_per_hour", sa.Integer(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_wanted")),
    )
    with op.batch_alter_table("room_wanted", schema=None) as batch_op:
        batch_op.create_index("ix_room_wanted_district", ["district"], unique=False)
        batch_op.create_index("ix_room_wanted_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_room_wanted_parish", ["parish"], unique=False)

    op.create_table(
        "safeguarding",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("lead_role", sa.String(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_safeguarding")),
    )
    op.create_table(
        "school_term",
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_school_term_order")),
        sa.PrimaryKeyConstraint("authority", "first_day", name=op.f("pk_school_term")),
    )
    op.create_table(
        "venue",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("building_owner", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("opens_said", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("digital_point", sa.Boolean(), nullable=True),
        sa.Column("warm_space", sa.Boolean(), nullable=True),
        sa.Column("safe_space", sa.Boolean(), nullable=True),
        sa.Column("noise_note", sa.String(), nullable=True),
        sa.Column("alcohol_note", sa.String(), nullable=True),
        sa.Column("terms_note", sa.String(), nullable=True),
        sa.Column("quality_mark", sa.String(), nullable=True),
        sa.Column("hire_role", sa.String(), nullable=True),
        sa.Column("hire_email", sa.String(), nullable=True),
        sa.Column("hire_phone", sa.String(), nullable=True),
        sa.Column("hire_url", sa.String(), nullable=True),
        sa.Column("stop_atco", sa.String(), nullable=True),
        sa.Column("stop_name", sa.String(), nullable=True),
        sa.Column("stop_m", sa.Float(), nullable=True),
        sa.Column("said_note", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("status IN ('planned','open','closed')", name=op.f("ck_venue_status")),
        sa.CheckConstraint(
            "opens_on IS NULL OR closes_on IS NULL OR opens_on <= closes_on", name=op.f("ck_venue_dates")
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_venue")),
    )
    op.create_table(
        "venue_facility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("has", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_facility")),
        sa.UniqueConstraint(
            "listing_id", "room_id", "facility", name=op.f("uq_venue_facility_listing_id_room_id_facility")
        ),
    )
    with op.batch_alter_table("venue_facility", schema=None) as batch_op:
        batch_op.create_index("ix_venue_facility_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_venue_facility_room_id", ["room_id"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('provisional','confirmed','cancelled')", name=op.f("ck_booking_state")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("enquiry_id", name=op.f("uq_booking_enquiry_id")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_room_id", ["room_id"], unique=False)
        batch_op.create_index("ix_booking_state", ["state"], unique=False)

    op.create_table(
        "need_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_need_session_order")),
        sa.ForeignKeyConstraint(
            ["need_id"], ["help_need.id"], name=op.f("fk_need_session_need_id_help_need")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_session")),
    )
    with op.batch_alter_table("need_session", schema=None) as batch_op:
        batch_op.create_index("ix_need_session_need_id", ["need_id"], unique=False)
        batch_op.create_index("ix_need_session_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "need_slot",
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts_min", sa.Integer(), nullable=False),
        sa.Column("ends_min", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= starts_min AND starts_min < ends_min AND ends_min <= 1440",
            name=op.f("ck_need_slot_minutes"),
        ),
        sa.CheckConstraint("day BETWEEN 0 AND 6", name=op.f("ck_need_slot_day")),
        sa.ForeignKeyConstraint(["need_id"], ["help_need.id"], name=op.f("fk_need_slot_need_id_help_need")),
        sa.PrimaryKeyConstraint("need_id", "day", "starts_min", name=op.f("pk_need_slot")),
    )
    op.create_table(
        "room_calendar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_calendar_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_calendar")),
    )
    with op.batch_alter_table("room_calendar", schema=None) as batch_op:
        batch_op.create_index("ix_room_calendar_room_id", ["room_id"], unique=False)

    op.create_table(
        "room_price",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("hirer", sa.String(), nullable=False),
        sa.Column("per", sa.String(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("from_min", sa.Integer(), nullable=False),
        sa.Column("until_min", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "hirer IN ('low_income','community','private','public','business')",
            name=op.f("ck_room_price_hirer"),
        ),
        sa.CheckConstraint("per IN ('hour','session','day')", name=op.f("ck_room_price_per")),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_room_price_pence")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_price_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_price")),
    )
    with op.batch_alter_table("room_price", schema=None) as batch_op:
        batch_op.create_index("ix_room_price_room_id", ["room_id"], unique=False)

    op.create_table(
        "room_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_local", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rrule", sa.String(), nullable=True),
        sa.Column("exdates", sa.JSON(), nullable=False),
        sa.Column("weeks", sa.String(), nullable=False),
        sa.Column("not_bank_holidays", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('open','closed','busy')", name=op.f("ck_room_rule_kind")),
        sa.CheckConstraint("weeks IN ('always','term','holidays')", name=op.f("ck_room_rule_weeks")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_room_rule_minutes")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_rule_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_rule")),
    )
    with op.batch_alter_table("room_rule", schema=None) as batch_op:
        batch_op.create_index("ix_room_rule_room_id", ["room_id"], unique=False)

    op.create_table(
        "stall",
        sa.Column("fair_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["fair_id"], ["fair.id"], name=op.f("fk_stall_fair_id_fair")),
        sa.PrimaryKeyConstraint("fair_id", "number", name=op.f("pk_stall")),
        sa.UniqueConstraint("fair_id", "listing_id", name=op.f("uq_stall_fair_id_listing_id")),
    )
    with op.batch_alter_table("stall", schema=None) as batch_op:
        batch_op.create_index("ix_stall_listing_id", ["listing_id"], unique=False)

    op.create_table(
        "booking_span",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_span_order")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_span_booking_id_booking")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_span")),
    )
    with op.batch_alter_table("booking_span", schema=None) as batch_op:
        batch_op.create_index("ix_booking_span_booking_id", ["booking_id"], unique=False)
        batch_op.create_index("ix_booking_span_room_id", ["room_id"], unique=False)
        batch_op.create_index("ix_booking_span_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "room_quarter",
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("span_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["span_id"], ["booking_span.id"], name=op.f("fk_room_quarter_span_id_booking_span")
        ),
        sa.PrimaryKeyConstraint("room_id", "quarter", name=op.f("pk_room_quarter")),
    )
    with op.batch_alter_table("room_quarter", schema=None) as batch_op:
        batch_op.create_index("ix_room_quarter_span_id", ["span_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("room_quarter", schema=None) as batch_op:
        batch_op.drop_index("ix_room_quarter_span_id")

    op.drop_table("room_quarter")
    with op.batch_alter_table("booking_span", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_span_starts_at")
        batch_op.drop_index("ix_booking_span_room_id")
        batch_op.drop_index("ix_booking_span_booking_id")

    op.drop_table("booking_span")
    with op.batch_alter_table("stall", schema=None) as batch_op:
        batch_op.drop_index("ix_stall_listing_id")

    op.drop_table("stall")
    with op.batch_alter_table("room_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_room_rule_room_id")

    op.drop_table("room_rule")
    with op.batch_alter_table("room_price", schema=None) as batch_op:
        batch_op.drop_index("ix_room_price_room_id")

    op.drop_table("room_price")
    with op.batch_alter_table("room_calendar", schema=None) as batch_op:
        batch_op.drop_index("ix_room_calendar_room_id")

    op.drop_table("room_calendar")
    op.drop_table("need_slot")
    with op.batch_alter_table("need_session", schema=None) as batch_op:
        batch_op.drop_index("ix_need_session_starts_at")
        batch_op.drop_index("ix_need_session_need_id")

    op.drop_table("need_session")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_state")
        batch_op.drop_index("ix_booking_room_id")

    op.drop_table("booking")
    with op.batch_alter_table("venue_facility", schema=None) as batch_op:
        batch_op.drop_index("ix_venue_facility_room_id")
        batch_op.drop_index("ix_venue_facility_listing_id")

    op.drop_table("venue_facility")
    op.drop_table("venue")
    op.drop_table("school_term")
    op.drop_table("safeguarding")
    with op.batch_alter_table("room_wanted", schema=None) as batch_op:
        batch_op.drop_index("ix_room_wanted_parish")
        batch_op.drop_index("ix_room_wanted_listing_id")
        batch_op.drop_index("ix_room_wanted_district")

    op.drop_table("room_wanted")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index("ix_room_listing_id")

    op.drop_table("room")
    with op.batch_alter_table("help_need", schema=None) as batch_op:
        batch_op.drop_index("ix_help_need_state")
        batch_op.drop_index("ix_help_need_parish")
        batch_op.drop_index("ix_help_need_open_until")
        batch_op.drop_index("ix_help_need_listing_id")
        batch_op.drop_index("ix_help_need_district")

    op.drop_table("help_need")
    with op.batch_alter_table("fair", schema=None) as batch_op:
        batch_op.drop_index("ix_fair_state")
        batch_op.drop_index("ix_fair_starts_at")
        batch_op.drop_index("ix_fair_listing_id")
        batch_op.drop_index("ix_fair_district")

    op.drop_table("fair")
    op.drop_table("answering")
