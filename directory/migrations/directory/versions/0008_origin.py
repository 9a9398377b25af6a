"""Whose records a source goes back to."""

import sqlalchemy as sa
from alembic import op

revision = "0008_origin"
down_revision = "0007_ages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("origin", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("source", "origin")
