"""Which loaded release is in use."""

import sqlalchemy as sa
from alembic import op

revision = "0002_active_release"
down_revision = "0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "active_release",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("activated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_active_release")),
    )


def downgrade() -> None:
    op.drop_table("active_release")
