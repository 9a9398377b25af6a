"""Every read of areas, postcodes and places."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlmodel import Session

from directory.search.schemas import Box

_POSTCODE = text("SELECT * FROM postcode WHERE key = :key")
_NEAREST_LIVE = text(
    "SELECT *, (easting - :e) * (easting - :e) + (northing - :n) * (northing - :n) AS d2 FROM postcode "
    "WHERE inside AND status = 'live' AND easting BETWEEN :e - :r AND :e + :r "
    "AND northing BETWEEN :n - :r AND :n + :r ORDER BY d2, key LIMIT 1"
)
_OUTWARD = text("SELECT COUNT(*) FROM postcode WHERE key LIKE :outward || '___'")
_OUTWARD_POINTS = text(
    "SELECT easting, northing FROM postcode WHERE inside AND status = 'live' AND key LIKE :outward || '___' "
    "ORDER BY key"
)
_OUTSIDE_NAME = text("SELECT name FROM outside_district WHERE code = :code")
_LOCALITIES_BY_KEY = text("SELECT * FROM locality WHERE name_key = :key ORDER BY district_code, id")
_LOCALITY = text("SELECT * FROM locality WHERE id = :id")
_ALL_LOCALITIES = text(
    "SELECT id, name, name_key, district_code, easting, northing FROM locality ORDER BY name, id"
)
_ALIAS = text("SELECT name_key, reason FROM locality_alias WHERE alias_key = :key")
_AREAS = text(
    "SELECT a.*, d.name AS district_name FROM area a "
    "JOIN area d ON d.code = a.district_code AND d.release = a.release "
    "WHERE a.level = :level AND a.release = :release AND (:district IS NULL OR a.district_code = :district) "
    "ORDER BY a.code"
)
_AREA = text(
    "SELECT a.*, d.name AS district_name FROM area a "
    "JOIN area d ON d.code = a.district_code AND d.release = a.release "
    "WHERE a.code = :code ORDER BY a.release DESC"
)
_PARISHES = text(
    "SELECT a.code, a.name, a.district_code, a.easting, a.northing FROM area a WHERE a.level = 'parish' "
    "AND a.release = (SELECT MAX(b.release) FROM area b WHERE b.code = a.code AND b.level = 'parish') "
    "ORDER BY a.code"
)
_HOMES = text(
    "SELECT parish, AVG(easting) AS easting, AVG(northing) AS northing FROM postcode "
    "WHERE inside AND status = 'live' AND parish IS NOT NULL AND easting IS NOT NULL GROUP BY parish"
)
_DOMAINS = text("SELECT * FROM deprivation WHERE code = :code AND release = :release")
_NAMES = text("SELECT DISTINCT code, name FROM area WHERE code IN :codes").bindparams(
    bindparam("codes", expanding=True)
)
_KNOWN_NAMES = text(
    "SELECT code, name, known_as FROM area "
    "WHERE known_as IS NOT NULL AND release = :release AND code IN :codes"
).bindparams(bindparam("codes", expanding=True))
_LSOA_COUNTS = {
    "district": "SELECT COUNT(*) FROM area "
    "WHERE level = 'lsoa' AND release = :release AND district_code = :code",
    "ward": "SELECT COUNT(DISTINCT {lsoa}) FROM postcode WHERE inside AND status = 'live' AND ward = :code",
    "parish": "SELECT COUNT(DISTINCT {lsoa}) FROM postcode "
    "WHERE inside AND status = 'live' AND parish = :code",
}
_STOPS = text(
    "SELECT *, (easting - :e) * (easting - :e) + (northing - :n) * (northing - :n) AS d2 FROM stop "
    "WHERE kind IN ('bus', 'rail') AND easting BETWEEN :e - :r AND :e + :r "
    "AND northing BETWEEN :n - :r AND :n + :r ORDER BY d2, atco LIMIT :limit"
)
_REFERENCE_PLACES = (
    "SELECT *, (easting - :e) * (easting - :e) + (northing - :n) * (northing - :n) AS d2 "
    "FROM reference_place {where} ORDER BY d2, id LIMIT :limit"
)
_CONTACTS = text("SELECT * FROM contact_point WHERE area_code IN :codes ORDER BY id").bindparams(
    bindparam("codes", expanding=True)
)
_INSIDE = "lon BETWEEN :min_lon AND :max_lon AND lat BETWEEN :min_lat AND :max_lat"
_LOCALITIES_INSIDE = text(
    "SELECT l.name, l.lon, l.lat FROM locality l LEFT JOIN area a ON a.name = l.name "
    "AND a.level IN ('parish', 'district') AND a.release = '2021' AND a.district_code = l.district_code "
    "WHERE l.lon BETWEEN :min_lon AND :max_lon AND l.lat BETWEEN :min_lat AND :max_lat "
    "GROUP BY l.id ORDER BY COALESCE(MAX(a.population), 0) DESC, l.name LIMIT :limit"
)
_STATIONS_INSIDE = text(f"SELECT name, lon, lat FROM stop WHERE kind = 'rail' AND {_INSIDE} ORDER BY name")  # noqa: S608
_LANDMARKS_INSIDE = text(
    "SELECT name, lon, lat FROM reference_place "  # noqa: S608
    f"WHERE kind IN ('hospital', 'school') AND {_INSIDE} ORDER BY kind, name LIMIT :limit"
)
"""What people tell the way by, the best known first."""
_DATASETS = text("SELECT * FROM dataset ORDER BY path")

Rows = Sequence[Row[Any]]


def find_postcode(session: Session, key: str) -> Row[Any] | None:
    """Find a postcode by its key."""
    return session.connection().execute(_POSTCODE, {"key": key}).first()


def find_nearest_live(session: Session, easting: float, northing: float, within_m: float) -> Row[Any] | None:
    """Find the live postcode nearest to a point, if one is that near."""
    values = {"e": easting, "n": northing, "r": within_m}
    return session.connection().execute(_NEAREST_LIVE, values).first()


def count_outward(session: Session, outward: str) -> int:
    """Count the postcodes we know that begin with an outward code, like PE15."""
    return int(session.connection().execute(_OUTWARD, {"outward": outward}).scalar_one())


def list_outward_points(session: Session, outward: str) -> Rows:
    """List the points of the live postcodes that begin with an outward code."""
    return session.connection().execute(_OUTWARD_POINTS, {"outward": outward}).all()


def find_outside_name(session: Session, code: str) -> str | None:
    """Find the name of a district that is not ours."""
    return session.connection().execute(_OUTSIDE_NAME, {"code": code}).scalar()


def list_localities_by_key(session: Session, key: str) -> Rows:
    """List the localities of one name."""
    return session.connection().execute(_LOCALITIES_BY_KEY, {"key": key}).all()


def list_all_localities(session: Session) -> Rows:
    """List every locality's name."""
    return session.connection().execute(_ALL_LOCALITIES).all()


def find_locality(session: Session, locality_id: str) -> Row[Any] | None:
    """Find one locality."""
    return session.connection().execute(_LOCALITY, {"id": locality_id}).first()


def find_alias(session: Session, key: str) -> Row[Any] | None:
    """Find the name another spelling stands for."""
    return session.connection().execute(_ALIAS, {"key": key}).first()


def list_areas(session: Session, level: str, release: str, district: str | None) -> Rows:
    """List the areas of a level in a release."""
    values = {"level": level, "release": release, "district": district}
    return session.connection().execute(_AREAS, values).all()


def list_area_releases(session: Session, code: str) -> Rows:
    """List an area's rows, the newest release first."""
    return session.connection().execute(_AREA, {"code": code}).all()


def list_parishes(session: Session) -> Rows:
    """List every parish with its centre, by code."""
    return session.connection().execute(_PARISHES).all()


def list_homes(session: Session) -> Rows:
    """Give the mean of the live postcodes of each parish that has any."""
    return session.connection().execute(_HOMES).all()


def list_domains(session: Session, code: str, release: str) -> Rows:
    """List the domains of deprivation of an LSOA."""
    return session.connection().execute(_DOMAINS, {"code": code, "release": release}).all()


def list_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Find the names of areas."""
    wanted = list(codes)
    if not wanted:
        return {}
    return {row.code: row.name for row in session.connection().execute(_NAMES, {"codes": wanted})}


def list_known_names(session: Session, release: str, codes: Iterable[str]) -> Rows:
    """List the LSOAs that have a name people know, with it."""
    found = session.connection().execute(_KNOWN_NAMES, {"release": release, "codes": list(codes)})
    return found.all()


def count_lsoas(session: Session, level: str, release: str, code: str) -> int:
    """Count the LSOAs an area shares live postcodes with (a district: that lie in it)."""
    if level == "lsoa":
        return 1
    statement = _LSOA_COUNTS[level].format(lsoa=f"lsoa{release[2:]}")
    return int(session.connection().execute(text(statement), {"code": code, "release": release}).scalar_one())


def list_stops(session: Session, easting: float, northing: float, within_m: float, limit: int) -> Rows:
    """List the stops and stations nearest to a point."""
    values = {"e": easting, "n": northing, "r": within_m, "limit": limit}
    return session.connection().execute(_STOPS, values).all()


def list_reference_places(
    session: Session, easting: float, northing: float, kinds: Sequence[str], limit: int
) -> Rows:
    """List the surgeries, pharmacies, hospitals and schools nearest to a point."""
    values: dict[str, Any] = {"e": easting, "n": northing, "limit": limit}
    if not kinds:
        return session.connection().execute(text(_REFERENCE_PLACES.format(where="")), values).all()
    statement = text(_REFERENCE_PLACES.format(where="WHERE kind IN :kinds")).bindparams(
        bindparam("kinds", expanding=True)
    )
    return session.connection().execute(statement, values | {"kinds": list(kinds)}).all()


def list_contacts(session: Session, codes: Sequence[str]) -> Rows:
    """List the contact points of areas."""
    return session.connection().execute(_CONTACTS, {"codes": list(codes)}).all()


def list_datasets(session: Session) -> Rows:
    """List the loaded tables."""
    return session.connection().execute(_DATASETS).all()


def list_localities_inside(session: Session, box: Box, limit: int) -> Rows:
    """List the localities inside a box, those first whose parish or district has most people."""
    return session.connection().execute(_LOCALITIES_INSIDE, asdict(box) | {"limit": limit}).all()


def list_stations_inside(session: Session, box: Box) -> Rows:
    """List the railway stations inside a box."""
    return session.connection().execute(_STATIONS_INSIDE, asdict(box)).all()


def list_landmarks_inside(session: Session, box: Box, limit: int) -> Rows:
    """List the hospitals and schools inside a box."""
    return session.connection().execute(_LANDMARKS_INSIDE, asdict(box) | {"limit": limit}).all()
