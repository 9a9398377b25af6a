"""What people say and bring: marks, own geographies, indicators, scenarios, the work list."""

import sqlalchemy as sa
from alembic import op

revision = "0004_evidence"
down_revision = "0003_shipped_and_by_parish"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("district_code", sa.String(), nullable=False),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_line", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("district_code", "concern", name=op.f("pk_concern")),
    )
    op.create_table(
        "geography",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_geography")),
    )
    op.create_table(
        "indicator",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("higher_is_worse", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("vintage", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_indicator")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("area_level", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.CheckConstraint("says IN ('has','none','unknown')", name=op.f("ck_mark_says")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint(
            "area_code", "subject", "on_date", "role", name=op.f("uq_mark_area_code_subject_on_date_role")
        ),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index("ix_mark_subject", ["subject"], unique=False)

    op.create_table(
        "scenario",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_scenario")),
        sa.UniqueConstraint("name", name=op.f("uq_scenario_name")),
    )
    op.create_table(
        "work_item",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("on_date", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("status IN ('not_asked','asked','answered')", name=op.f("ck_work_item_status")),
        sa.PrimaryKeyConstraint("area_code", "subject", name=op.f("pk_work_item")),
    )
    op.create_table(
        "geography_unit",
        sa.Column("geography", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["geography"], ["geography.slug"], name=op.f("fk_geography_unit_geography_geography")
        ),
        sa.PrimaryKeyConstraint("geography", "unit", name=op.f("pk_geography_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_geography_unit_code")),
    )
    op.create_table(
        "indicator_value",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["slug"], ["indicator.slug"], name=op.f("fk_indicator_value_slug_indicator")),
        sa.PrimaryKeyConstraint("slug", "code", name=op.f("pk_indicator_value")),
    )
    op.create_table(
        "geography_member",
        sa.Column("geography", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["geography", "unit"],
            ["geography_unit.geography", "geography_unit.unit"],
            name=op.f("fk_geography_member_geography_unit_geography_unit"),
        ),
        sa.PrimaryKeyConstraint("geography", "unit", "code", "level", name=op.f("pk_geography_member")),
    )


def downgrade() -> None:
    op.drop_table("geography_member")
    op.drop_table("indicator_value")
    op.drop_table("geography_unit")
    op.drop_table("work_item")
    op.drop_table("scenario")
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_subject")

    op.drop_table("mark")
    op.drop_table("indicator")
    op.drop_table("geography")
    op.drop_table("concern")
