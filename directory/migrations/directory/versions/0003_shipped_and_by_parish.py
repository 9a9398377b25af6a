"""Which listings leave with the shipped tables; how many places a run knew only by parish."""

import sqlalchemy as sa
from alembic import op

revision = "0003_shipped_and_by_parish"
down_revision = "0002_active_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: that would make the tables anew, and other tables refer to listings.
    op.add_column("listing", sa.Column("shipped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("coverage_supply", sa.Column("by_parish", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("coverage_supply", "by_parish")
    op.drop_column("listing", "shipped")
