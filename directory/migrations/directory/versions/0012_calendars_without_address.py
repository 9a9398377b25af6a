"""A calendar is known here without its address, which is a secret: that stands sealed in the people store.

What was read stays. `directory.upgrade` has carried the addresses over before this runs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_calendars_without_address"
down_revision = "0011_needs_and_rooms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("room_calendar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_address", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE room_calendar SET by_address = (url IS NOT NULL)")
    with op.batch_alter_table("room_calendar", schema=None) as batch_op:
        batch_op.drop_column("url")


def downgrade() -> None:
    with op.batch_alter_table("room_calendar", schema=None) as batch_op:
        batch_op.drop_column("by_address")
        batch_op.add_column(sa.Column("url", sa.String(), nullable=True))
