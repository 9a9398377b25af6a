"""A message may say where an answer goes: to an address of a relay, which says nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0007_reply_to"
down_revision = "0006_people_mark"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("reply_to", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("reply_to")
