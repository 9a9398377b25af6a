"""A mark that every change of the bank of volunteers moves, by whatever way it is changed."""

import sqlalchemy as sa
from alembic import op

revision = "0006_people_mark"
down_revision = "0005_sealed"
branch_labels = None
depends_on = None

_OF_THE_BANK = ("volunteer", "volunteer_slot", "volunteer_away", "volunteer_check", "placement")
_VERBS = ("INSERT", "UPDATE", "DELETE")
_MOVE = "BEGIN UPDATE people_mark SET mark = lower(hex(randomblob(16))) WHERE noun = 'bank'; END"


def upgrade() -> None:
    op.create_table(
        "people_mark",
        sa.Column("noun", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("noun", name=op.f("pk_people_mark")),
    )
    if op.get_bind().dialect.name != "sqlite":
        return  # without a mark the bank is read anew each time, which is as right
    op.execute("INSERT INTO people_mark (noun, mark) VALUES ('bank', lower(hex(randomblob(16))))")
    for table in _OF_THE_BANK:
        for verb in _VERBS:
            op.execute(f"CREATE TRIGGER {table}_{verb.lower()}_moves_bank AFTER {verb} ON {table} {_MOVE}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _OF_THE_BANK:
            for verb in _VERBS:
                op.execute(f"DROP TRIGGER {table}_{verb.lower()}_moves_bank")
    op.drop_table("people_mark")
