"""Every read and write of coverage runs, and every read they are made from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, text, update
from sqlmodel import Session, col

from directory.coverage.models import (
    CoverageCluster,
    CoverageCompleteness,
    CoverageExpected,
    CoverageRank,
    CoverageRun,
    CoverageSupply,
    CoverageValue,
)

AnyRow = Row[Any]
Rows = Sequence[AnyRow]

_LIVE_POSTCODES = text(
    "SELECT key, easting, northing, lsoa11, lsoa21, ward, parish, district FROM postcode "
    "WHERE inside AND status = 'live' AND easting IS NOT NULL ORDER BY key"
)
_PLACES = text(
    "SELECT s.id AS site, l.id, l.slug, l.name, l.kind, l.visiting, p.precision, p.easting, p.northing, "
    "p.lsoa11, p.lsoa21, p.ward, p.parish, p.district, l.min_age, l.max_age, l.assured_date, l.source_date, "
    "(SELECT group_concat(capital, '|') FROM instance i WHERE i.listing_id = l.id) AS capitals, "
    "(SELECT group_concat(category, '|') FROM listing_category c WHERE c.listing_id = l.id) AS categories, "
    "(SELECT group_concat(r.source || char(9) || coalesce(o.origin, r.source), '|') FROM source_record r "
    " JOIN source o ON o.key = r.source WHERE r.listing_id = l.id) AS sources "
    "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
    "JOIN location p ON p.id = s.location_id "
    "WHERE l.status = 'active' AND l.kind <> 'parish_council' AND p.easting IS NOT NULL "
    "AND p.precision IN ('exact', 'postcode', 'parish') ORDER BY l.id, s.id"
)
_WEEKLY_OPENING = text(
    "SELECT service_at_location_id AS site, freq, byday, opens_at, closes_at FROM schedule ORDER BY id"
)
_AREAS = text(
    "SELECT release, level, code, name, district_code, population, rural_urban, imd_score, imd_rank, "
    "imd_decile FROM area ORDER BY release, level, code"
)
_AGES = text("SELECT code, age, people FROM population_age WHERE release = :release ORDER BY code, age")
_ACTIVE_RUN = text(
    "SELECT * FROM coverage_run WHERE release = :release AND visiting = :visiting AND active "
    "ORDER BY computed_at DESC LIMIT 1"
)
_OLD_RUNS = text(
    "SELECT id FROM (SELECT id, row_number() OVER "
    "(PARTITION BY release, visiting ORDER BY active DESC, computed_at DESC, id DESC) AS age "
    "FROM coverage_run) WHERE age > :keep"
)
_VALUES = text(
    "SELECT * FROM coverage_value WHERE run_id = :run_id AND capital = :capital AND level = :level "
    "ORDER BY code"
)
_INPUTS = text("SELECT packed FROM coverage_inputs WHERE sha256 = :sha256")
_OLD_INPUTS = text(
    "DELETE FROM coverage_inputs WHERE sha256 NOT IN "
    "(SELECT inputs FROM coverage_run WHERE inputs IS NOT NULL)"
)
_COMPLETENESS = text(
    "SELECT * FROM coverage_completeness WHERE run_id = :run_id AND (:subject = '' OR subject = :subject) "
    "ORDER BY subject, district"
)
_EXPECTED = text(
    "SELECT * FROM coverage_expected WHERE run_id = :run_id AND subject = :subject ORDER BY parish"
)
_RANKS = text(
    "SELECT code, low, high FROM coverage_rank WHERE run_id = :run_id AND region = :region "
    "AND level = :level AND capital = :capital"
)
_CLUSTERS = text(
    "SELECT code, measure, label FROM coverage_cluster WHERE run_id = :run_id AND region = :region "
    "AND capital = :capital"
)
_INDICATORS = text("SELECT * FROM indicator ORDER BY label")
_INDICATOR_VALUES = text("SELECT code, value FROM indicator_value WHERE slug = :slug")
_DOMAIN_RANKS = text("SELECT code, rank FROM deprivation WHERE release = :release AND domain = :domain")
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


def list_weekly_opening(session: Session) -> Rows:
    """List the rules of opening of every place."""
    return session.connection().execute(_WEEKLY_OPENING).all()


def list_areas(session: Session) -> Rows:
    """List the areas of every release with their people and their deprivation."""
    return session.connection().execute(_AREAS).all()


def list_ages(session: Session, release: str) -> Rows:
    """List the people of each age in each LSOA."""
    return session.connection().execute(_AGES, {"release": release}).all()


def find_active_run(session: Session, release: str, *, visiting: bool) -> Row[Any] | None:
    """Find the run that is shown."""
    values = {"release": release, "visiting": visiting}
    return session.connection().execute(_ACTIVE_RUN, values).first()


Result = CoverageValue | CoverageCompleteness | CoverageExpected | CoverageRank | CoverageCluster
RESULTS: tuple[type[Result], ...] = (
    CoverageValue,
    CoverageCompleteness,
    CoverageExpected,
    CoverageRank,
    CoverageCluster,
)


def keep_inputs(session: Session, sha256: str, packed: bytes) -> None:
    """Keep what runs are worked out from, once for all that share it."""
    session.connection().execute(
        text("INSERT INTO coverage_inputs (sha256, packed) VALUES (:sha256, :packed) ON CONFLICT DO NOTHING"),
        {"sha256": sha256, "packed": packed},
    )


def add_results(session: Session, table: type[Result], run_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Store what a run found."""
    if rows:
        session.execute(insert(table), [row | {"run_id": run_id} for row in rows])


def add_run(session: Session, run: CoverageRun, supplies: Sequence[dict[str, Any]]) -> int:
    """Store a run, and show it in place of the last of its kind."""
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
    return run_id


def remove_old_runs(session: Session, *, keep: int) -> None:
    """Remove all but the newest runs of each release, with and without visiting listings."""
    old = [row.id for row in session.connection().execute(_OLD_RUNS, {"keep": keep})]
    for table in (*RESULTS, CoverageSupply):
        session.execute(delete(table).where(col(table.run_id).in_(old)))
    session.execute(delete(CoverageRun).where(col(CoverageRun.id).in_(old)))
    session.connection().execute(_OLD_INPUTS)


def list_values(session: Session, run_id: int, *, capital: str, level: str) -> Rows:
    """List what a run found for the areas of a level."""
    values = {"run_id": run_id, "capital": capital, "level": level}
    return session.connection().execute(_VALUES, values).all()


def find_inputs(session: Session, sha256: str) -> bytes:
    """Find what a run was worked out from."""
    return bytes(session.connection().execute(_INPUTS, {"sha256": sha256}).scalar_one())


def list_completeness(session: Session, run_id: int, subject: str = "") -> Rows:
    """List how complete the directory is estimated to be, by district; of every subject unless told."""
    return session.connection().execute(_COMPLETENESS, {"run_id": run_id, "subject": subject}).all()


def list_expected(session: Session, run_id: int, subject: str) -> Rows:
    """List how many listings each parish has beside how many one would expect."""
    return session.connection().execute(_EXPECTED, {"run_id": run_id, "subject": subject}).all()


def list_ranks(session: Session, run_id: int, *, region: str, level: str, capital: str) -> Rows:
    """List between which ranks gaps lie."""
    values = {"run_id": run_id, "region": region, "level": level, "capital": capital}
    return session.connection().execute(_RANKS, values).all()


def list_clusters(session: Session, run_id: int, *, region: str, capital: str) -> Rows:
    """List which neighbourhoods are like those around them beyond chance."""
    return (
        session.connection()
        .execute(_CLUSTERS, {"run_id": run_id, "region": region, "capital": capital})
        .all()
    )


def list_indicators(session: Session) -> Rows:
    """List the indicators that are loaded."""
    return session.connection().execute(_INDICATORS).all()


def list_indicator_values(session: Session, slug: str) -> Rows:
    """List the values of an indicator."""
    return session.connection().execute(_INDICATOR_VALUES, {"slug": slug}).all()


def list_domain_ranks(session: Session, release: str, domain: str) -> Rows:
    """List the ranks in England of one domain."""
    return session.connection().execute(_DOMAIN_RANKS, {"release": release, "domain": domain}).all()


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
