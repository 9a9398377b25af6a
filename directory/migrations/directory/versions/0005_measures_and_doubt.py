"""What a run was worked out from, its further measures, and how sure it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005_measures_and_doubt"
down_revision = "0004_evidence"
branch_labels = None
depends_on = None

MEASURES = (
    "nearest_p50_m",
    "nearest_p90_m",
    "third_nearest_m",
    "share_within_walk",
    "share_within_cycle",
    "share_within_drive",
    "reach_walk",
    "reach_cycle",
    "reach_drive",
    "sfca2",
    "e2sfca",
    "sfca3",
)


def _of_run() -> sa.Column[Any]:
    return sa.Column("run_id", sa.Integer(), sa.ForeignKey("coverage_run.id"), primary_key=True)


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), primary_key=True)


def _figures(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Float(), nullable=True) for name in names]


def upgrade() -> None:
    op.create_table("coverage_inputs", _key("sha256"), sa.Column("packed", sa.LargeBinary(), nullable=False))
    # Not in a batch: that would make the table anew, and its results refer to it.
    op.add_column("coverage_run", sa.Column("inputs", sa.String(), nullable=True))
    op.add_column("coverage_run", sa.Column("draws", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_coverage_run_inputs", "coverage_run", ["inputs"])
    for measure in MEASURES:
        op.add_column("coverage_value", sa.Column(measure, sa.Float(), nullable=True))
    op.create_table(
        "coverage_completeness",
        _of_run(),
        _key("district"),
        _key("subject"),
        sa.Column("first_source", sa.String(), nullable=True),
        sa.Column("second_source", sa.String(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("first", "second", "both", "known", "estimated_of")
        ),
        *_figures("estimate", "low", "high", "share", "share_low", "share_high"),
    )
    op.create_table(
        "coverage_expected",
        _of_run(),
        _key("parish"),
        _key("subject"),
        sa.Column("observed", sa.Integer(), nullable=False),
        *_figures("expected", "low", "high"),
        sa.Column("far_below", sa.Boolean(), nullable=False),
        sa.Column("telling", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "coverage_rank",
        _of_run(),
        *(_key(name) for name in ("region", "level", "capital", "code")),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
    )
    op.create_table(
        "coverage_cluster",
        _of_run(),
        *(_key(name) for name in ("region", "capital", "measure", "code")),
        sa.Column("label", sa.String(), nullable=False),
    )


def downgrade() -> None:
    for table in ("coverage_cluster", "coverage_rank", "coverage_expected", "coverage_completeness"):
        op.drop_table(table)
    for measure in reversed(MEASURES):
        op.drop_column("coverage_value", measure)
    op.drop_index("ix_coverage_run_inputs", "coverage_run")
    op.drop_column("coverage_run", "draws")
    op.drop_column("coverage_run", "inputs")
    op.drop_table("coverage_inputs")
