"""Every read and write of coverage runs, and every read they are made from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, text, update
from sqlmodel import Session, col

from directory.coverage.models import CoverageRun, CoverageSupply, CoverageValue

Rows = Sequence[Row[Any]]

_LIVE_POSTCODES = text(
    "SELECT key, easting, northing, lsoa11, lsoa21, ward, parish, district FROM postcode "
    "WHERE inside AND status = 'live' AND easting IS NOT NULL ORDER BY key"
)
_PLACES = text(
    "SELECT l.id, l.kind, l.visiting, p.precision, p.easting, p.northing, p.lsoa11, p.lsoa21, p.ward, "
    "p.parish, p.district, "
    "(SELECT group_concat(capital, '|') FROM instance i WHERE i.listing_id = l.id) AS capitals "
    "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
    "JOIN location p ON p.id = s.location_id "
    "WHERE l.status = 'active' AND l.kind <> 'parish_council' AND p.easting IS NOT NULL "
    "ORDER BY l.id, s.id"
)
_AREAS = text("SELECT level, code, population FROM area WHERE release = :release ORDER BY level, code")
_ACTIVE_RUN = text(
    "SELECT * FROM coverage_run WHERE release = :release AND visiting = :visiting AND active "
    "ORDER BY computed_at DESC LIMIT 1"
)
_OLD_RUNS = text(
    "SELECT id FROM (SELECT id, row_number() OVER "
    "(PARTITION BY release, visiting ORDER BY active DESC, computed_at DESC, id DESC) AS age "
    "FROM coverage_run) WHERE age > :keep"
)
_SUPPLY = text("SELECT * FROM coverage_supply WHERE run_id = :run_id AND capital = :capital")
_VALUES = text(
    "SELECT a.code, a.name, a.district_code, d.name AS district, a.population, a.imd_rank, a.imd_decile, "
    "a.imd_score, v.count AS listings, v.nearest_m, v.share_within_1200m "
    "FROM coverage_value v JOIN area a ON a.code = v.code AND a.release = :release "
    "JOIN area d ON d.code = a.district_code AND d.release = a.release "
    "WHERE v.run_id = :run_id AND v.capital = :capital AND v.level = :level "
    "AND a.district_code IN :districts ORDER BY a.code"
).bindparams(bindparam("districts", expanding=True))
_VALUES_OF_CODES = text(
    "SELECT v.code, v.capital, v.count AS listings, v.nearest_m, v.share_within_1200m, a.population "
    "FROM coverage_value v JOIN area a ON a.code = v.code AND a.release = :release "
    "WHERE v.run_id = :run_id AND v.code IN :codes"
).bindparams(bindparam("codes", expanding=True))
_INSTANCES = text(
    "SELECT l.id, l.visiting, "
    "(SELECT group_concat(capital, '|') FROM instance i WHERE i.listing_id = l.id) AS capitals, "
    "(SELECT group_concat(DISTINCT p.district) FROM service_at_location s "
    " JOIN location p ON p.id = s.location_id WHERE s.listing_id = l.id) AS districts, "
    "(SELECT group_concat(area_code) FROM service_area a WHERE a.listing_id = l.id) AS serves "
    "FROM listing l WHERE l.status = 'active' AND l.kind <> 'parish_council' ORDER BY l.id"
)
_REPORT = text("SELECT * FROM report_figure ORDER BY measure, rowid")
_MIDDLE = text(
    "SELECT AVG(easting) AS easting, AVG(northing) AS northing FROM postcode "
    "WHERE inside AND status = 'live' AND (lsoa11 = :code OR lsoa21 = :code OR ward = :code "
    "OR parish = :code OR district = :code)"
)


def list_live_postcodes(session: Session) -> Rows:
    """List the live postcodes with their points and areas."""
    return session.connection().execute(_LIVE_POSTCODES).all()


def list_places(session: Session) -> Rows:
    """List the placed sites of every active listing but parish councils."""
    return session.connection().execute(_PLACES).all()


def list_areas(session: Session, release: str) -> Rows:
    """List the areas of a release with their people."""
    return session.connection().execute(_AREAS, {"release": release}).all()


def find_active_run(session: Session, release: str, *, visiting: bool) -> Row[Any] | None:
    """Find the run that is shown."""
    values = {"release": release, "visiting": visiting}
    return session.connection().execute(_ACTIVE_RUN, values).first()


def add_run(
    session: Session,
    run: CoverageRun,
    supplies: Sequence[dict[str, Any]],
    values: Sequence[dict[str, Any]],
) -> int:
    """Store a run with what it found, and show it in place of the last of its kind."""
    session.execute(
        update(CoverageRun)
        .where(col(CoverageRun.release) == run.release, col(CoverageRun.visiting) == run.visiting)
        .values(active=False)
    )
    session.add(run)
    session.flush()
    run_id = run.id
    if run_id is None:  # pragma: no cover - a flushed row has its key
        raise RuntimeError("The run was stored without a number.")
    session.execute(insert(CoverageSupply), [row | {"run_id": run_id} for row in supplies])
    session.execute(insert(CoverageValue), [row | {"run_id": run_id} for row in values])
    return run_id


def remove_old_runs(session: Session, *, keep: int) -> None:
    """Remove all but the newest runs of each release, with and without visiting listings."""
    old = [row.id for row in session.connection().execute(_OLD_RUNS, {"keep": keep})]
    for table in (CoverageValue, CoverageSupply):
        session.execute(delete(table).where(col(table.run_id).in_(old)))
    session.execute(delete(CoverageRun).where(col(CoverageRun.id).in_(old)))


def find_supply(session: Session, run_id: int, capital: str) -> Row[Any]:
    """Find what a run used for a capital."""
    return session.connection().execute(_SUPPLY, {"run_id": run_id, "capital": capital}).one()


def list_values(
    session: Session, run_id: int, *, release: str, capital: str, level: str, districts: Sequence[str]
) -> Rows:
    """List what a run found for the areas of some districts."""
    values = {
        "run_id": run_id,
        "release": release,
        "capital": capital,
        "level": level,
        "districts": list(districts),
    }
    return session.connection().execute(_VALUES, values).all()


def list_values_of_codes(session: Session, run_id: int, *, release: str, codes: Sequence[str]) -> Rows:
    """List what a run found for some areas, every capital."""
    values = {"run_id": run_id, "release": release, "codes": list(codes)}
    return session.connection().execute(_VALUES_OF_CODES, values).all()


def list_instances(session: Session) -> Rows:
    """List every active listing with its capitals and where it is or serves."""
    return session.connection().execute(_INSTANCES).all()


def list_report_figures(session: Session) -> Rows:
    """List the margins the 2022 report printed."""
    return session.connection().execute(_REPORT).all()


def find_middle(session: Session, code: str) -> Row[Any] | None:
    """Find the mean point of the live postcodes of an area."""
    row = session.connection().execute(_MIDDLE, {"code": code}).first()
    return None if row is None or row.easting is None else row
