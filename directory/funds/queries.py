"""Every read and write of funds and awards."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, text
from sqlmodel import Session, col

from directory.funds.models import Award, Fund

Rows = Sequence[Row[Any]]
_AWARDS = (
    # A recipient that was made one with another is told as the one that stands now.
    "WITH RECURSIVE stands(id, now) AS ("
    "SELECT id, id FROM listing WHERE id IN (SELECT recipient_listing_id FROM award) "
    "UNION SELECT s.id, g.goes_to FROM stands s JOIN listing g ON g.id = s.now "
    "WHERE g.departure = 'merged' AND g.goes_to IS NOT NULL) "
    "SELECT w.*, f.name AS fund_name, l.id AS recipient_now, l.slug AS recipient_slug, a.name AS area_name, "
    "d.name AS district_name "
    "FROM award w LEFT JOIN fund f ON f.key = w.fund_key "
    "LEFT JOIN (SELECT s.id AS named, l.id, l.slug FROM stands s JOIN listing l ON l.id = s.now "
    "WHERE l.departure IS NULL) l ON l.named = w.recipient_listing_id "
    "LEFT JOIN area a ON a.code = w.area_code AND a.release = "
    "(SELECT MAX(release) FROM area WHERE code = w.area_code) "
    "LEFT JOIN area d ON d.code = w.district AND d.release = "
    "(SELECT MAX(release) FROM area WHERE code = w.district) {where} "
    "ORDER BY w.awarded_on DESC, w.funder, w.identifier"
)


def list_funds(session: Session) -> Sequence[Fund]:
    """List every fund by name."""
    return session.scalars(select(Fund).order_by(col(Fund.name))).all()


def find_fund(session: Session, key: str) -> Fund | None:
    """Find a fund by its key."""
    return session.get(Fund, key)


def list_awards(session: Session, *, limit: int = -1, offset: int = 0, **wanted: object) -> Rows:
    """List awards, the newest first; `wanted` names columns and the value each must have."""
    where, used = _where(wanted)
    statement = text(f"{_AWARDS.format(where=where)} LIMIT :limit OFFSET :offset")
    return session.connection().execute(statement, {**used, "limit": limit, "offset": offset}).all()


def count_awards(session: Session, **wanted: object) -> int:
    """Count awards."""
    where, used = _where(wanted)
    statement = text(f"SELECT COUNT(*) FROM award w {where}")  # noqa: S608 - names of columns out of a list
    return int(session.connection().execute(statement, used).scalar_one())


def _where(wanted: dict[str, object]) -> tuple[str, dict[str, object]]:
    used = {name: value for name, value in wanted.items() if value is not None}
    unknown = used.keys() - {"fund_key", "district", "area_code", "identifier", "aggregate", "shipped"}
    if unknown:
        raise ValueError(f"There is no filter {', '.join(sorted(unknown))}.")
    clauses = " AND ".join(f"w.{name} = :{name}" for name in used)
    return (f"WHERE {clauses}" if clauses else ""), used


def list_licences(session: Session) -> tuple[str, ...]:
    """List the licences that awards are under."""
    return tuple(session.scalars(select(col(Award.licence)).distinct().order_by(col(Award.licence))))


def list_given_funds(session: Session) -> tuple[str, ...]:
    """List the keys of the funds of which a grant is held."""
    given = select(col(Award.fund_key)).where(col(Award.fund_key).is_not(None), ~col(Award.aggregate))
    return tuple(str(key) for key in session.scalars(given.distinct()))


def find_awards(session: Session, identifiers: Iterable[str]) -> dict[str, Award]:
    """Find the awards of some identifiers that are there."""
    wanted = list(identifiers)
    found: dict[str, Award] = {}
    for start in range(0, len(wanted), 500):
        some = select(Award).where(col(Award.identifier).in_(wanted[start : start + 500]))
        found |= {award.identifier: award for award in session.scalars(some)}
    return found


def replace_shipped_funds(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Put the shipped funds in place of those shipped before; what somebody here wrote is kept."""
    session.execute(delete(Fund).where(col(Fund.shipped)))
    own = set(session.scalars(select(col(Fund.key))))
    fresh = [row for row in rows if row["key"] not in own]
    if fresh:
        session.execute(insert(Fund), fresh)


def replace_shipped_awards(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Put the shipped awards in place of those shipped before; what somebody here wrote is kept."""
    session.execute(delete(Award).where(col(Award.shipped)))
    own = set(session.scalars(select(col(Award.identifier))))
    fresh = [row for row in rows if row["identifier"] not in own]
    if fresh:
        session.execute(insert(Award), fresh)


def list_names(session: Session) -> list[tuple[UUID, str, str | None]]:
    """List the id and name of every listing that has not left, with a district it is in."""
    rows = session.connection().execute(
        text(
            "SELECT DISTINCT l.id, l.name, o.district FROM listing l "
            "LEFT JOIN service_at_location s ON s.listing_id = l.id "
            "LEFT JOIN location o ON o.id = s.location_id WHERE l.departure IS NULL"
        )
    )
    return [(UUID(str(row.id)), row.name, row.district) for row in rows]


def list_area_levels(session: Session) -> dict[str, tuple[str, str]]:
    """List the level and the district of every area, by its code."""
    rows = session.connection().execute(text("SELECT DISTINCT code, level, district_code FROM area"))
    return {row.code: (row.level, row.district_code) for row in rows}


_COLUMN = {"district": "district", "parish": "parish", "lsoa": "lsoa"}
_PLACE_COLUMN = {"district": "district", "parish": "parish", "lsoa": "lsoa21"}


def list_equity_areas(session: Session, level: str) -> Rows:
    """List the areas of a level of 2021 with who lives there; of districts also in how deprived a place."""
    return (
        session.connection()
        .execute(
            text(
                "SELECT a.code, a.name, a.district_code, d.name AS district_name, a.lon, a.lat, "
                "a.population, a.imd_score, "
                "a.imd_decile, "
                "(SELECT CASE WHEN COUNT(*) = COUNT(l.imd_decile) AND COUNT(*) = COUNT(l.population) "
                # Of nobody, or where one neighbourhood is not known, the sum is not known.
                "THEN SUM(CASE WHEN l.imd_decile <= 2 THEN l.population ELSE 0 END) END "
                "FROM area l WHERE :level = 'district' AND l.release = '2021' AND l.level = 'lsoa' "
                "AND l.district_code = a.code) AS deprived_people "
                "FROM area a JOIN area d ON d.code = a.district_code AND d.release = a.release "
                "AND d.level = 'district' WHERE a.release = '2021' AND a.level = :level ORDER BY a.code"
            ),
            {"level": level},
        )
        .all()
    )


def sum_grants(session: Session, level: str, fund: str | None) -> Rows:
    """Count and add up the grants of each area of a level."""
    column = _COLUMN[level]
    only = " AND fund_key = :fund" if fund else ""
    statement = (
        f"SELECT {column} AS code, COUNT(*) AS grants, SUM(amount_pence) AS pence FROM award "  # noqa: S608 - of _COLUMN
        f"WHERE NOT aggregate AND {column} IS NOT NULL{only} GROUP BY {column}"
    )
    return session.connection().execute(text(statement), {"fund": fund} if fund else {}).all()


def sum_all_grants(session: Session, fund: str | None) -> Row[Any]:
    """Count and add up every grant."""
    only = " AND fund_key = :fund" if fund else ""
    statement = f"SELECT COUNT(*) AS grants, SUM(amount_pence) AS pence FROM award WHERE NOT aggregate{only}"  # noqa: S608 - two texts
    return session.connection().execute(text(statement), {"fund": fund} if fund else {}).one()


def count_listings(session: Session, level: str) -> dict[str, int]:
    """Count the groups and services that are shown, by the areas of a level they have a place in."""
    column = _PLACE_COLUMN[level]
    statement = (
        f"SELECT o.{column} AS code, COUNT(DISTINCT l.id) AS listings FROM listing l "  # noqa: S608 - of _PLACE_COLUMN
        "JOIN service_at_location s ON s.listing_id = l.id JOIN location o ON o.id = s.location_id "
        f"WHERE l.status <> 'inactive' AND l.departure IS NULL AND l.kind IN ('group', 'service') "
        f"AND o.{column} IS NOT NULL GROUP BY o.{column}"
    )
    return {row.code: row.listings for row in session.connection().execute(text(statement))}
