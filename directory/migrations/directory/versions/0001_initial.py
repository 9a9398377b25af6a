"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None


SEARCH_TEXT = """
CREATE VIRTUAL TABLE search_text USING fts5(
    name, about, place, summary,
    tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
)
"""


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subtype", sa.String(), nullable=True),
        sa.Column("district_code", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=False),
        sa.Column("northing", sa.Integer(), nullable=False),
        sa.Column("area_km2", sa.Float(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_estimated", sa.Boolean(), nullable=False),
        sa.Column("rural_urban", sa.String(), nullable=True),
        sa.Column("imd_score", sa.Float(), nullable=True),
        sa.Column("imd_rank", sa.Integer(), nullable=True),
        sa.Column("imd_decile", sa.Integer(), nullable=True),
        sa.Column("imd_estimated", sa.Boolean(), nullable=False),
        sa.Column("approximate_outline", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("release", "code", name=op.f("pk_area")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index("ix_area_district_code", ["district_code"], unique=False)
        batch_op.create_index("ix_area_level", ["level"], unique=False)

    op.create_table(
        "capital_rule",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("capital", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "category", "capital", name=op.f("pk_capital_rule")),
    )
    op.create_table(
        "category",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("plural", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_category")),
    )
    op.create_table(
        "change_mark",
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("noun", name=op.f("pk_change_mark")),
    )
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_date", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.create_index("ix_contact_point_area_code", ["area_code"], unique=False)

    op.create_table(
        "coverage_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("visiting", sa.Boolean(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("inputs_sha256", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_run")),
        sa.UniqueConstraint(
            "release", "visiting", "computed_at", name=op.f("uq_coverage_run_release_visiting_computed_at")
        ),
    )
    op.create_table(
        "dataset",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_dataset")),
    )
    op.create_table(
        "deprivation",
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("decile", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("release", "code", "domain", name=op.f("pk_deprivation")),
    )
    op.create_table(
        "england_decile",
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("decile", sa.Integer(), nullable=False),
        sa.Column("score_from", sa.Float(), nullable=False),
        sa.Column("score_to", sa.Float(), nullable=False),
        sa.Column("areas", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("release", "domain", "decile", name=op.f("pk_england_decile")),
    )
    op.create_table(
        "locality",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("district_code", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=False),
        sa.Column("northing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locality")),
    )
    with op.batch_alter_table("locality", schema=None) as batch_op:
        batch_op.create_index("ix_locality_name_key", ["name_key"], unique=False)

    op.create_table(
        "locality_alias",
        sa.Column("alias_key", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("alias_key", name=op.f("pk_locality_alias")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("easting", sa.Float(), nullable=True),
        sa.Column("northing", sa.Float(), nullable=True),
        sa.Column("lsoa11", sa.String(), nullable=True),
        sa.Column("lsoa21", sa.String(), nullable=True),
        sa.Column("ward", sa.String(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("parish_estimated", sa.Boolean(), nullable=False),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("areas_from", sa.String(), nullable=True),
        sa.CheckConstraint(
            "precision IN ('exact','postcode') OR (address IS NULL AND postcode IS NULL)",
            name=op.f("ck_location_not_finer"),
        ),
        sa.CheckConstraint(
            "precision IN ('exact','postcode','parish') OR (lon IS NULL AND lat IS NULL)",
            name=op.f("ck_location_unplaced"),
        ),
        sa.CheckConstraint(
            "precision IN ('exact','postcode','parish','district','hidden')",
            name=op.f("ck_location_precision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("name", name=op.f("uq_organization_name")),
    )
    op.create_table(
        "outside_district",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_outside_district")),
    )
    op.create_table(
        "postcode",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("terminated", sa.String(), nullable=True),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("easting", sa.Integer(), nullable=True),
        sa.Column("northing", sa.Integer(), nullable=True),
        sa.Column("lsoa11", sa.String(), nullable=True),
        sa.Column("lsoa21", sa.String(), nullable=True),
        sa.Column("ward", sa.String(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("parish_estimated", sa.Boolean(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_postcode")),
    )
    op.create_table(
        "reference_place",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=False),
        sa.Column("northing", sa.Integer(), nullable=False),
        sa.Column("district_code", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_place")),
    )
    op.create_table(
        "report_figure",
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("source_line", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "name", name=op.f("pk_report_figure")),
    )
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("name_sort", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("capitals", sa.Integer(), nullable=False),
        sa.Column("categories", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("easting", sa.Float(), nullable=True),
        sa.Column("northing", sa.Float(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("ward", sa.String(), nullable=True),
        sa.Column("parish", sa.String(), nullable=True),
        sa.Column("lsoa11", sa.String(), nullable=True),
        sa.Column("lsoa21", sa.String(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("hours_known", sa.Boolean(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("languages", sa.String(), nullable=True),
        sa.Column("remote", sa.Boolean(), nullable=True),
        sa.Column("assured_date", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index("ix_search_entry_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_search_entry_no", ["no"], unique=False)

    op.create_table(
        "source",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_source")),
    )
    op.create_table(
        "stop",
        sa.Column("atco", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("locality", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("easting", sa.Integer(), nullable=False),
        sa.Column("northing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("atco", name=op.f("pk_stop")),
    )
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.create_index("ix_stop_easting", ["easting"], unique=False)

    op.create_table(
        "coverage_supply",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("capital", sa.String(), nullable=False),
        sa.Column("listings", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["coverage_run.id"], name=op.f("fk_coverage_supply_run_id_coverage_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "capital", name=op.f("pk_coverage_supply")),
    )
    op.create_table(
        "coverage_value",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("capital", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("nearest_m", sa.Float(), nullable=True),
        sa.Column("share_within_1200m", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["coverage_run.id"], name=op.f("fk_coverage_value_run_id_coverage_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "capital", "code", name=op.f("pk_coverage_value")),
    )
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("free", sa.Boolean(), nullable=True),
        sa.Column("cost_note", sa.String(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=True),
        sa.Column("telephone", sa.Boolean(), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("visiting", sa.Boolean(), nullable=False),
        sa.Column("time_note", sa.String(), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(), nullable=True),
        sa.Column("source_date", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('group','service','hub','venue','outdoor_space','parish_council')",
            name=op.f("ck_listing_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('active','inactive','temporarily_closed')", name=op.f("ck_listing_status")
        ),
        sa.CheckConstraint(
            "min_age IS NULL OR max_age IS NULL OR min_age <= max_age", name=op.f("ck_listing_ages")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_listing_organization_id_organization")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("slug", name=op.f("uq_listing_slug")),
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index("ix_listing_kind", ["kind"], unique=False)

    op.create_table(
        "former_slug",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_former_slug_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_former_slug")),
    )
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.create_index("ix_former_slug_listing_id", ["listing_id"], unique=False)

    op.create_table(
        "instance",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("capital", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.CheckConstraint(
            "capital IN ('social','cultural','human','health','environmental','employability')",
            name=op.f("ck_instance_capital"),
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_instance_listing_id_listing")),
        sa.PrimaryKeyConstraint("listing_id", "capital", name=op.f("pk_instance")),
    )
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.create_index("ix_instance_capital", ["capital"], unique=False)

    op.create_table(
        "listing_category",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category"], ["category.slug"], name=op.f("fk_listing_category_category_category")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_listing_category_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("listing_id", "category", name=op.f("pk_listing_category")),
    )
    with op.batch_alter_table("listing_category", schema=None) as batch_op:
        batch_op.create_index("ix_listing_category_category", ["category"], unique=False)

    op.create_table(
        "listing_language",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_listing_language_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("listing_id", "language", name=op.f("pk_listing_language")),
    )
    op.create_table(
        "service_area",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_service_area_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("listing_id", "area_code", name=op.f("pk_service_area")),
    )
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.create_index("ix_service_area_area_code", ["area_code"], unique=False)

    op.create_table(
        "service_at_location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("opening_hours", sa.String(), nullable=True),
        sa.Column("hours_note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_service_at_location_listing_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_service_at_location_location_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_at_location")),
        sa.UniqueConstraint(
            "listing_id", "location_id", name=op.f("uq_service_at_location_listing_id_location_id")
        ),
    )
    with op.batch_alter_table("service_at_location", schema=None) as batch_op:
        batch_op.create_index("ix_service_at_location_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_service_at_location_location_id", ["location_id"], unique=False)

    op.create_table(
        "source_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("record_date", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_source_record_listing_id_listing")
        ),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("fk_source_record_source_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_record")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_source_record_source_source_id")),
    )
    with op.batch_alter_table("source_record", schema=None) as batch_op:
        batch_op.create_index("ix_source_record_listing_id", ["listing_id"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_at_location_id", sa.Uuid(), nullable=False),
        sa.Column("freq", sa.String(), nullable=False),
        sa.Column("byday", sa.String(), nullable=False),
        sa.Column("opens_at", sa.String(), nullable=False),
        sa.Column("closes_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_at_location_id"],
            ["service_at_location.id"],
            name=op.f("fk_schedule_service_at_location_id_service_at_location"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index("ix_schedule_service_at_location_id", ["service_at_location_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SEARCH_TEXT)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index("ix_schedule_service_at_location_id")

    op.drop_table("schedule")
    with op.batch_alter_table("source_record", schema=None) as batch_op:
        batch_op.drop_index("ix_source_record_listing_id")

    op.drop_table("source_record")
    with op.batch_alter_table("service_at_location", schema=None) as batch_op:
        batch_op.drop_index("ix_service_at_location_location_id")
        batch_op.drop_index("ix_service_at_location_listing_id")

    op.drop_table("service_at_location")
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.drop_index("ix_service_area_area_code")

    op.drop_table("service_area")
    op.drop_table("listing_language")
    with op.batch_alter_table("listing_category", schema=None) as batch_op:
        batch_op.drop_index("ix_listing_category_category")

    op.drop_table("listing_category")
    with op.batch_alter_table("instance", schema=None) as batch_op:
        batch_op.drop_index("ix_instance_capital")

    op.drop_table("instance")
    with op.batch_alter_table("former_slug", schema=None) as batch_op:
        batch_op.drop_index("ix_former_slug_listing_id")

    op.drop_table("former_slug")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index("ix_listing_kind")

    op.drop_table("listing")
    op.drop_table("coverage_value")
    op.drop_table("coverage_supply")
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_index("ix_stop_easting")

    op.drop_table("stop")
    op.drop_table("source")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_search_entry_no")
        batch_op.drop_index("ix_search_entry_listing_id")

    op.drop_table("search_entry")
    op.drop_table("report_figure")
    op.drop_table("reference_place")
    op.drop_table("postcode")
    op.drop_table("outside_district")
    op.drop_table("organization")
    op.drop_table("location")
    op.drop_table("locality_alias")
    with op.batch_alter_table("locality", schema=None) as batch_op:
        batch_op.drop_index("ix_locality_name_key")

    op.drop_table("locality")
    op.drop_table("england_decile")
    op.drop_table("deprivation")
    op.drop_table("dataset")
    op.drop_table("coverage_run")
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_point_area_code")

    op.drop_table("contact_point")
    op.drop_table("change_mark")
    op.drop_table("category")
    op.drop_table("capital_rule")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index("ix_area_level")
        batch_op.drop_index("ix_area_district_code")

    op.drop_table("area")
