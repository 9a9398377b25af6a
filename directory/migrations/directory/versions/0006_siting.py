"""Keep where the best places for one more would be."""

import sqlalchemy as sa
from alembic import op

revision = "0006_siting"
down_revision = "0005_measures_and_doubt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "siting_result",
        sa.Column("question", sa.String(), primary_key=True),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("inputs", "choice", "objective", "chosen")
        ),
        sa.Column("k", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("value", "bound", "gap", "seconds")),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("siting_result")
