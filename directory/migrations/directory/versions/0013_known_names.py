"""Neighbourhoods bear the names people know them by, beside the numbers of the statistics.

They are filled in with the shipped tables, which `hereabouts init` loads anew where they changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_known_names"
down_revision = "0012_calendars_without_address"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("area", sa.Column("known_as", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_column("known_as")
