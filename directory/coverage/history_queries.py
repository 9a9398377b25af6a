"""Which runs are kept, and what does the directory say now of the listings they used?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

_RUNS = text(
    "SELECT r.*, (SELECT listings FROM coverage_supply s WHERE s.run_id = r.id AND s.capital = 'all') "
    "AS listings FROM coverage_run r ORDER BY r.computed_at DESC, r.release DESC, r.visiting, r.id DESC"
)
_STATUS = text("SELECT id, status FROM listing WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))


def list_runs(session: Session) -> Sequence[Row[Any]]:
    """List the runs that are kept, newest first, each with how many placed listings it used."""
    return session.connection().execute(_RUNS).all()


def list_status(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Give the status of those of some listings that are still in the directory."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        values = {"ids": list(ids[start : start + 500])}
        found |= {str(row.id): row.status for row in session.connection().execute(_STATUS, values)}
    return found
