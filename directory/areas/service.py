"""Where is that, what is it called, and who lives there?"""

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import hypot
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz import process as fuzzy
from sqlalchemy import Row
from sqlmodel import Session
from uk_postcodes_parsing import ukpostcode

from directory.areas import queries
from directory.areas.middle import middles
from directory.areas.names import fold
from directory.areas.schemas import (
    Ambiguous,
    AreaCodes,
    AreaRead,
    AreaSummary,
    Choice,
    ContactPointRead,
    DatasetRead,
    DomainRead,
    Located,
    NotLocated,
    Origin,
    PostcodeRead,
    ReferencePlaceRead,
    StopRead,
)
from directory.errors import InvalidInput, NotFound
from directory.words import COMBINED_AUTHORITY, COUNTY, PETERBOROUGH, WIDE_AREA_NAMES, Domain, Level, Release
from geo.nearest import k_nearest
from geo.projection import to_bng

MAX_TYPED = 100
_LIKE_A_POSTCODE = re.compile(r"^[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}$")
_OUTWARD_ONLY = re.compile(r"^[A-Za-z]{1,2}\d[A-Za-z\d]?(\s*\d)?$")
_NEARBY_M = 3_000
_MOST_PLACES = 6
_GOOD_MATCH = 80
_FULL_POSTCODE = "Enter a full UK postcode, like CB1 2JD, or the name of a town or village."


def locate(
    session: Session, typed: str, *, locality_id: str | None = None
) -> Located | Ambiguous | NotLocated:
    """Find the place somebody typed the postcode or name of, or say why not and what to do."""
    if locality_id is not None:
        row = queries.find_locality(session, locality_id[:MAX_TYPED])
        if row is None:
            return NotLocated(typed, "no_such_place", f"That place is not in our list. {_FULL_POSTCODE}")
        return Located(_origin_of_locality(session, row))
    asked = " ".join(_printable(typed).split())[:MAX_TYPED]
    if not asked:
        return NotLocated("", "empty", f"Tell us where to look. {_FULL_POSTCODE}")
    if _LIKE_A_POSTCODE.match(asked):
        return _locate_postcode(session, asked)
    if _OUTWARD_ONLY.match(asked):
        message = f'"{asked.upper()}" is only part of a postcode. {_FULL_POSTCODE}'
        return NotLocated(asked, "malformed", message, _places_of_outward(session, asked))
    return _locate_name(session, asked)


def locate_about(
    session: Session, typed: str, *, locality_id: str | None = None
) -> Located | Ambiguous | NotLocated:
    """Find where somebody is, or about where: the first half of a postcode is the middle of its homes.

    For what people travel to. Where the side of a street matters, `locate` asks for the whole postcode.
    """
    asked = " ".join(_printable(typed).split())[:MAX_TYPED]
    if locality_id is None and _OUTWARD_ONLY.match(asked):
        points = queries.list_outward_points(session, asked.upper().split()[0])
        if points:
            east, north = (sum(axis) / len(points) for axis in zip(*points, strict=True))
            middle = min(points, key=lambda point: hypot(point.easting - east, point.northing - north))
            row = queries.find_nearest_live(session, middle.easting, middle.northing, _NEARBY_M)
            if row is not None:
                return Located(replace(_origin_of_postcode(row), label=asked.upper(), postcode=None))
    return locate(session, typed, locality_id=locality_id)


def _printable(typed: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in typed)


def _locate_postcode(session: Session, asked: str) -> Located | NotLocated:
    key = _postcode_key(asked)
    row = queries.find_postcode(session, key)
    shown = f"{key[:-3]} {key[-3:]}"
    if row is None:
        near = queries.count_outward(session, key[:-3])
        hint = (
            "Check the last three characters."
            if near
            else "It may be new, mistyped, or far from Cambridgeshire."
        )
        message = f"We do not know the postcode {shown}. {hint} {_FULL_POSTCODE}"
        return NotLocated(asked, "unknown", message)
    if not row.inside:
        name = queries.find_outside_name(session, row.district)
        where = f"in {name}" if name else "outside our area"
        message = (
            f"{shown} is {where}, and this directory covers Cambridgeshire and Peterborough. "
            "Try a postcode or a village on our side, or ask the council there."
        )
        return NotLocated(asked, "outside", message)
    if row.status == "live":
        return Located(_origin_of_postcode(row))
    instead = _live_beside(session, row)
    if row.status == "terminated":
        when = f" in {_month(row.terminated)}" if row.terminated else ""
        message = f"Royal Mail stopped using {shown}{when}. Use the postcode you have now, or a village name."
        return NotLocated(asked, "terminated", message, nearest_live_postcode=instead)
    message = f"We cannot tell whether {shown} is still in use. Check it, or use a village name."
    return NotLocated(asked, "unknown_status", message, nearest_live_postcode=instead)


def _live_beside(session: Session, row: Row[Any]) -> str | None:
    if row.easting is None or row.northing is None:
        return None
    nearest = queries.find_nearest_live(session, row.easting, row.northing, _NEARBY_M)
    return None if nearest is None else str(nearest.postcode)


def _month(year_month: str) -> str:
    year, _, month = year_month.partition("-")
    return f"{calendar.month_name[int(month)]} {year}" if month else year


def _locate_name(session: Session, asked: str) -> Located | Ambiguous | NotLocated:
    """Look a name up: as typed, with its district after a comma, by another spelling, then by likeness."""
    name, _, within = asked.partition(",")
    key, note = fold(name), None
    rows = list(queries.list_localities_by_key(session, key))
    if not rows:
        alias = queries.find_alias(session, key)
        if alias is not None:
            rows = list(queries.list_localities_by_key(session, alias.name_key))
            note = f'We took "{name.strip()}" to mean {rows[0].name}.' if rows else None
    names = queries.list_names(session, {row.district_code for row in rows})
    if within.strip() and len(rows) > 1:
        wanted = fold(within)
        rows = [row for row in rows if fold(names[row.district_code]).startswith(wanted)] or rows
    if len(rows) == 1:
        return Located(_origin_of_locality(session, rows[0]), note)
    if rows:
        return Ambiguous(asked, tuple(_choice(row, names) for row in rows))
    parish = _locate_parish(session, name, within)
    if parish is not None:
        return parish
    suggestions = _alike(session, key)
    if _typed_a_bad_postcode(asked):
        return NotLocated(
            asked, "malformed", f'"{asked}" is not a full postcode. {_FULL_POSTCODE}', suggestions
        )
    message = f'We know no place called "{asked}" in Cambridgeshire or Peterborough. {_FULL_POSTCODE}'
    return NotLocated(asked, "no_such_place", message, suggestions)


def _locate_parish(session: Session, name: str, within: str) -> Located | None:
    """Find a parish whose name no village bears, as `Upwood and the Raveleys`: from where its people live."""
    key = fold(re.sub(r"(?i)\b(parish|council)\b", "", name))
    found = [each for each in middles(session).values() if fold(each.name) == key]
    names = queries.list_names(session, {each.district for each in found})
    if within.strip():
        wanted = fold(within)
        found = [each for each in found if fold(names[each.district]).startswith(wanted)] or found
    if len(found) != 1:
        return None
    middle = found[0]
    beside = queries.find_nearest_live(session, middle.easting, middle.northing, _NEARBY_M)
    codes = _codes(beside) if beside is not None else AreaCodes(None, None, None, None, None)
    label = middle.name if "," in middle.name else f"{middle.name} parish, {names[middle.district]}"
    areas = replace(codes, parish=middle.code, district=middle.district)
    note = (
        None if middle.village is None else f"We measure from {middle.village}, the village of this parish."
    )
    return Located(Origin(label, middle.lon, middle.lat, middle.easting, middle.northing, areas), note)


def _typed_a_bad_postcode(asked: str) -> bool:
    return any(letter.isdigit() for letter in asked)


def _alike(session: Session, key: str) -> tuple[Choice, ...]:
    rows = queries.list_all_localities(session)
    found = fuzzy.extract(
        key, [row.name_key for row in rows], scorer=fuzz.ratio, limit=5, score_cutoff=_GOOD_MATCH
    )
    names = queries.list_names(session, {rows[index].district_code for _name, _score, index in found})
    return tuple(_choice(rows[index], names) for _name, _score, index in found)


def _places_of_outward(session: Session, asked: str) -> tuple[Choice, ...]:
    """Name the places that most postcodes of an outward code are nearest to."""
    points = queries.list_outward_points(session, asked.upper().split()[0])
    if not points:
        return ()
    localities = queries.list_all_localities(session)
    nearest = k_nearest(
        [(row.easting, row.northing) for row in points],
        [(row.easting, row.northing) for row in localities],
        1,
    )
    most = Counter(nearest.place_index[:, 0].tolist()).most_common(_MOST_PLACES)
    names = queries.list_names(session, {localities[index].district_code for index, _count in most})
    return tuple(_choice(localities[index], names) for index, _count in most)


def _choice(row: Row[Any], names: dict[str, str]) -> Choice:
    return Choice(row.id, row.name, names[row.district_code])


def _postcode_key(asked: str) -> str:
    return re.sub(r"\s+", "", asked).upper()


def _codes(row: Row[Any]) -> AreaCodes:
    return AreaCodes(row.lsoa11, row.lsoa21, row.ward, row.parish, row.district)


def _origin_of_postcode(row: Row[Any]) -> Origin:
    return Origin(
        label=row.postcode,
        lon=row.lon,
        lat=row.lat,
        easting=row.easting,
        northing=row.northing,
        areas=_codes(row),
        postcode=row.postcode,
        parish_estimated=row.parish_estimated,
    )


def _origin_of_locality(session: Session, row: Row[Any]) -> Origin:
    beside = queries.find_nearest_live(session, row.easting, row.northing, _NEARBY_M)
    district = queries.list_names(session, [row.district_code]).get(row.district_code, "")
    codes = _codes(beside) if beside is not None else AreaCodes(None, None, None, None, row.district_code)
    return Origin(
        label=row.name if row.name == district else f"{row.name}, {district}",
        lon=row.lon,
        lat=row.lat,
        easting=row.easting,
        northing=row.northing,
        areas=codes,
    )


def origin_of_point(session: Session, lon: float, lat: float) -> Origin:
    """Make a point of the map, or of a device, something to search from."""
    easting, northing = to_bng(lon, lat)
    beside = queries.find_nearest_live(session, easting, northing, _NEARBY_M)
    codes = _codes(beside) if beside is not None else AreaCodes(None, None, None, None, None)
    return Origin("the place you chose", lon, lat, easting, northing, codes)


def read_postcode(session: Session, typed: str) -> PostcodeRead:
    """Tell what the look-up knows of a postcode."""
    asked = _printable(typed).strip()[:MAX_TYPED]
    if ukpostcode.parse(asked) is None or not _LIKE_A_POSTCODE.match(asked):
        raise InvalidInput(f'"{asked}" is not a postcode. Give a full one, like CB1 2JD.', field="postcode")
    row = queries.find_postcode(session, _postcode_key(asked))
    if row is None:
        raise NotFound(f"The postcode {asked.upper()} is not known here.", field="postcode")
    name = queries.list_names(session, [row.district]).get(row.district)
    return PostcodeRead(
        postcode=row.postcode,
        status=row.status,
        terminated=row.terminated,
        inside=bool(row.inside),
        lon=row.lon,
        lat=row.lat,
        areas=_codes(row),
        parish_estimated=bool(row.parish_estimated),
        district_name=name or queries.find_outside_name(session, row.district),
    )


def origin_of_postcode(session: Session, typed: str) -> Origin:
    """Make a postcode something to measure from, live or not, so long as we know where it was."""
    found = read_postcode(session, typed)
    if found.lon is None or found.lat is None:
        where = found.district_name or "another area"
        raise InvalidInput(
            f"{found.postcode} is in {where}, outside the area of this directory.", field="postcode"
        )
    easting, northing = to_bng(found.lon, found.lat)
    return Origin(
        found.postcode,
        found.lon,
        found.lat,
        easting,
        northing,
        found.areas,
        postcode=found.postcode,
        parish_estimated=found.parish_estimated,
    )


def list_areas(
    session: Session, level: Level, release: Release, *, district: str | None = None
) -> tuple[AreaSummary, ...]:
    """List the areas of a level with their main figures."""
    return tuple(
        AreaSummary(
            code=row.code,
            name=row.name,
            known_as=row.known_as,
            level=level,
            release=release,
            district_code=row.district_code,
            district_name=row.district_name,
            lon=row.lon,
            lat=row.lat,
            population=row.population,
            imd_score=row.imd_score,
            imd_rank=row.imd_rank,
            imd_decile=row.imd_decile,
        )
        for row in queries.list_areas(session, level.value, release.value, district)
    )


def read_area(session: Session, code: str, release: Release | None = None) -> AreaRead:
    """Tell everything held of an area, in the release asked for or the newest it is in."""
    rows = queries.list_area_releases(session, code)
    row = next((row for row in rows if release is None or row.release == release.value), None)
    if row is None:
        others = ", ".join(found.release for found in rows)
        hint = (
            f"It is in release {others}." if others else "Check the code, or choose one on the page of gaps."
        )
        raise NotFound(f"There is no area {code[:20]} here{' in that release' if rows else ''}. {hint}")
    domains = {found.domain: found for found in queries.list_domains(session, code, row.release)}
    return AreaRead(
        code=row.code,
        name=row.name,
        known_as=row.known_as,
        level=Level(row.level),
        release=Release(row.release),
        releases=tuple(found.release for found in rows),
        subtype=row.subtype,
        district_code=row.district_code,
        district_name=row.district_name,
        lon=row.lon,
        lat=row.lat,
        area_km2=row.area_km2,
        population=row.population,
        population_estimated=bool(row.population_estimated),
        rural_urban=row.rural_urban,
        imd_score=row.imd_score,
        imd_rank=row.imd_rank,
        imd_decile=row.imd_decile,
        imd_estimated=bool(row.imd_estimated),
        approximate_outline=bool(row.approximate_outline),
        domains=tuple(
            DomainRead(domain.value, found.score, found.rank, found.decile)
            for domain in Domain
            if (found := domains.get(domain.value)) is not None
        ),
        lsoa_count=queries.count_lsoas(session, row.level, row.release, row.code),
    )


def area_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Tell the names of areas, the county and the combined authority among them."""
    wanted = set(codes)
    wide = {code: name for code, name in WIDE_AREA_NAMES.items() if code in wanted}
    return wide | queries.list_names(session, wanted - set(wide))


def known_names(session: Session, release: Release, codes: Iterable[str]) -> dict[str, str]:
    """Tell what people call LSOAs, code by code: nobody knows a neighbourhood by its number."""
    return {row.code: row.known_as for row in queries.list_known_names(session, release.value, codes)}


def neighbourhood_words(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Say which neighbourhoods LSOAs of 2021 are: `March West (Fenland 009C)`."""
    return {
        row.code: f"{row.known_as} ({row.name})"
        for row in queries.list_known_names(session, Release.R2021.value, codes)
    }


def nearest_stops(
    session: Session, lon: float, lat: float, *, limit: int = 3, within_m: int = 2_000
) -> tuple[StopRead, ...]:
    """List the bus stops and stations nearest to a point, in a straight line."""
    easting, northing = to_bng(lon, lat)
    rows = queries.list_stops(session, easting, northing, within_m, limit)
    return tuple(
        StopRead(row.name, row.indicator, row.locality, row.kind, round(row.d2**0.5))
        for row in rows
        if row.d2 <= within_m**2
    )


def nearest_reference_places(
    session: Session, lon: float, lat: float, *, kinds: Sequence[str] = (), limit: int = 5
) -> tuple[ReferencePlaceRead, ...]:
    """List the surgeries, pharmacies, hospitals and schools nearest to a point."""
    easting, northing = to_bng(lon, lat)
    rows = queries.list_reference_places(session, easting, northing, kinds, limit)
    return tuple(
        ReferencePlaceRead(row.id, row.kind, row.name, row.postcode, round(row.d2**0.5)) for row in rows
    )


def contact_points(session: Session, district: str | None) -> tuple[ContactPointRead, ...]:
    """List whom to talk to: of the district first, then of the county (or of Peterborough) and both."""
    county = () if district == PETERBOROUGH else (COUNTY,)
    codes = [*([district] if district else []), *county, COMBINED_AUTHORITY]
    rows = queries.list_contacts(session, codes)
    told: dict[tuple[str, str], Row[Any]] = {}
    for row in sorted(rows, key=lambda row: codes.index(row.area_code)):
        # Where the county answers for a district, its own line says the same again.
        told.setdefault((row.organisation, row.role), row)
    return tuple(
        ContactPointRead(
            row.organisation,
            row.role,
            row.purpose,
            row.phone,
            row.url,
            row.email,
            row.source,
            row.source_date,
        )
        for row in told.values()
    )


def datasets(session: Session) -> tuple[DatasetRead, ...]:
    """List every loaded table with source, licence, vintage and checksum."""
    return tuple(
        DatasetRead(
            row.path,
            row.title,
            row.rows,
            row.source,
            row.licence,
            row.vintage,
            tuple(row.attribution.splitlines()),
            row.sha256,
        )
        for row in queries.list_datasets(session)
    )


def attribution_lines(session: Session) -> tuple[str, ...]:
    """List the credits that pages must show, once each."""
    lines = [line for row in queries.list_datasets(session) for line in row.attribution.splitlines()]
    return tuple(dict.fromkeys(lines))
