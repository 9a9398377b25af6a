"""Know how many people of each age live in each LSOA."""

import sqlalchemy as sa
from alembic import op

revision = "0007_ages"
down_revision = "0006_siting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "population_age",
        sa.Column("release", sa.String(), primary_key=True),
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("age", sa.Integer(), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("population_age")
