"""Every read and write of marks."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, text
from sqlmodel import Session, col

from directory.areas.models import Area
from directory.listings.models import Category
from directory.marks.models import Mark

Rows = Sequence[Row[Any]]
_MARKS = (
    "SELECT m.*, a.name AS area_name, d.name AS district_name FROM mark m "
    "LEFT JOIN area a ON a.code = m.area_code AND a.release = "
    "(SELECT MAX(release) FROM area WHERE code = m.area_code) "
    "LEFT JOIN area d ON d.code = a.district_code AND d.release = a.release AND d.code <> a.code {where} "
    "ORDER BY m.subject, m.area_code, m.on_date DESC, m.role"
)


def list_marks(session: Session, subject: str | None, area: str | None) -> Rows:
    """List marks, of one subject and one area where told, the newest first within each."""
    wanted = [("m.subject = :subject", subject), ("m.area_code = :area", area)]
    where = " AND ".join(clause for clause, value in wanted if value is not None)
    statement = text(_MARKS.format(where=f"WHERE {where}" if where else ""))
    values = {"subject": subject, "area": area}
    used = {name: value for name, value in values.items() if value is not None}
    return session.connection().execute(statement, used).all()


def find_marks(session: Session, ids: Iterable[UUID]) -> dict[UUID, Mark]:
    """Find the marks of some identifiers that are there."""
    wanted = list(ids)
    found: dict[UUID, Mark] = {}
    for start in range(0, len(wanted), 500):
        some = select(Mark).where(col(Mark.id).in_(wanted[start : start + 500]))
        found |= {mark.id: mark for mark in session.execute(some).scalars()}
    return found


def replace_shipped(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Put the shipped marks in place of those shipped before; one that somebody here brought is kept."""
    session.execute(delete(Mark).where(col(Mark.shipped)))
    own = set(session.execute(select(col(Mark.id))).scalars())
    fresh = [row for row in rows if row["id"] not in own]
    if fresh:
        session.execute(insert(Mark), fresh)


def list_areas(session: Session) -> Rows:
    """List the code, level, name and district of every area, once each."""
    return session.execute(
        select(col(Area.code), col(Area.level), col(Area.name), col(Area.district_code))
        .distinct()
        .order_by(col(Area.code))
    ).all()


def list_categories(session: Session) -> Rows:
    """List the slug and label of every category."""
    return session.execute(select(col(Category.slug), col(Category.label))).all()
