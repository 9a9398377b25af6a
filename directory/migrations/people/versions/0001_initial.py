"""The people store exists, and holds nothing yet."""

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create nothing: the version row itself marks the store as ours."""


def downgrade() -> None:
    """Remove nothing."""
