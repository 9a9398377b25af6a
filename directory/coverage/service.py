"""What can people reach, where is it missing, and what was that made from?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from directory.areas.middle import middle_of
from directory.areas.schemas import AreaRead
from directory.areas.service import list_areas
from directory.coverage import queries
from directory.coverage.run import run_coverage
from directory.coverage.schemas import (
    ALL_CAPITALS,
    CapitalInArea,
    InstanceRow,
    InstanceTable,
    ReportFigureRead,
)
from directory.coverage.view import active_run, read_coverage
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import ALL_DISTRICTS, Capital, Level, Release
from geo.projection import to_wgs84

__all__ = ["area_capitals", "instance_table", "read_coverage", "run_coverage"]

_MANY_DISTRICTS = "In several districts"
_NEAREST_LOOKED_AT = 20
"""The nearest few may all be visiting listings, which do not count here."""
_WIDE = "Serving a whole district or county, or with no public place"


def instance_table(session: Session, release: Release = Release.R2021) -> InstanceTable:
    """Count instances by capital and district in the manner of the 2022 report; the rows add up."""
    districts = {area.code: area for area in list_areas(session, Level.DISTRICT, release)}
    tally: dict[str | None, list[tuple[str, ...]]] = {code: [] for code in (*ALL_DISTRICTS, "many", None)}
    untagged = 0
    for row in queries.list_instances(session):
        capitals = tuple(sorted((row.capitals or "").split("|"))) if row.capitals else ()
        untagged += not capitals
        places = {code for code in (row.districts or "").split(",") if code}
        served = {code for code in (row.serves or "").split(",") if code in districts}
        where = places or served
        key = next(iter(where)) if len(where) == 1 else ("many" if where else None)
        tally[key if key in tally else None].append(capitals)
    rows = [
        _instance_row(code, districts[code].name, districts[code].population, tally[code])
        for code in ALL_DISTRICTS
        if code in districts
    ]
    rows.append(_instance_row(None, _MANY_DISTRICTS, None, tally["many"]))
    rows.append(_instance_row(None, _WIDE, None, tally[None]))
    everyone = sum(area.population or 0 for area in districts.values()) or None
    rows.append(
        _instance_row(None, "All", everyone, [capitals for found in tally.values() for capitals in found])
    )
    return InstanceTable(
        rows=tuple(rows),
        untagged_listings=untagged,
        report_2022=tuple(
            ReportFigureRead(row.measure, row.name, row.value, row.source_line)
            for row in queries.list_report_figures(session)
        ),
    )


def _instance_row(
    code: str | None, name: str, population: int | None, listings: Sequence[tuple[str, ...]]
) -> InstanceRow:
    counts = tuple(sum(capital.value in carried for carried in listings) for capital in Capital)
    return InstanceRow(
        code=code,
        name=name,
        population=population,
        listings=len(listings),
        counts=counts,
        instances=sum(counts),
        rates_per_1000=tuple(count / population * 1_000 if population else None for count in counts),
    )


def area_capitals(session: Session, area: AreaRead) -> tuple[CapitalInArea, ...]:
    """Tell how each capital stands in an area, beside its district, with the nearest listing of each."""
    run = active_run(session, area.release, visiting=False)
    rows = queries.list_values_of_codes(
        session, run.id, release=area.release.value, codes=[area.code, area.district_code]
    )
    found = {(row.code, row.capital): row for row in rows}
    is_parish = area.level is Level.PARISH
    middle = middle_of(session, area.code) if is_parish else queries.find_middle(session, area.code)
    told = []
    for capital in (None, *Capital):
        key = capital.value if capital else ALL_CAPITALS
        own, district = found.get((area.code, key)), found.get((area.district_code, key))
        nearest = None
        if middle is not None:
            lon, lat = to_wgs84(middle.easting, middle.northing)
            asked = ListingQuery(
                lon=lon, lat=lat, capitals=(capital,) if capital else (), per_page=_NEAREST_LOOKED_AT
            )
            cards = search(session, asked, with_facets=False).contents
            nearest = next((card for card in cards if card.place is not None and not card.visiting), None)
        told.append(
            CapitalInArea(
                capital=capital,
                count=own.listings if own else None,
                rate_per_1000=_rate(own),
                nearest_m=own.nearest_m if own else None,
                share_within_1200m=own.share_within_1200m if own else None,
                district_rate_per_1000=_rate(district),
                district_nearest_m=district.nearest_m if district else None,
                district_share_within_1200m=district.share_within_1200m if district else None,
                nearest_listing_slug=nearest.slug if nearest else None,
                nearest_listing_name=nearest.name if nearest else None,
                nearest_listing_distance_m=nearest.distance_m if nearest else None,
            )
        )
    return tuple(told)


def _rate(row: Row[Any] | None) -> float | None:
    if row is None or not row.population:
        return None
    return float(row.listings / row.population * 1_000)
