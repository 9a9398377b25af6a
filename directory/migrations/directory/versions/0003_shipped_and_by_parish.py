"""Which listings leave with the shipped tables; how many places a run knew only by parish."""

import sqlalchemy as sa
from alembic import op

revision = "0003_shipped_and_by_parish"
down_revision = "0002_active_release"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("listing") as table:
        table.add_column(sa.Column("shipped", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("coverage_supply") as table:
        table.add_column(sa.Column("by_parish", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("coverage_supply") as table:
        table.drop_column("by_parish")
    with op.batch_alter_table("listing") as table:
        table.drop_column("shipped")
