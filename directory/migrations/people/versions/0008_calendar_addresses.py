"""The secret address of a hall's own calendar stands here, sealed; it stood open in the directory store."""

import sqlalchemy as sa
from alembic import op

revision = "0008_calendar_addresses"
down_revision = "0007_reply_to"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room_calendar_address",
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("calendar_id", name=op.f("pk_room_calendar_address")),
    )
    with op.batch_alter_table("room_calendar_address", schema=None) as batch_op:
        batch_op.create_index("ix_room_calendar_address_room_id", ["room_id"], unique=False)


def downgrade() -> None:
    op.drop_table("room_calendar_address")
