"""What can people reach, where is it missing, and what was that made from?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas.arrays import IntegerArray
from sqlalchemy import Row
from sqlmodel import Session

from directory.areas.schemas import AreaRead
from directory.areas.service import list_areas
from directory.coverage import queries
from directory.coverage.run import run_coverage
from directory.coverage.schemas import (
    ALL_CAPITALS,
    FEWEST_FOR_GAPS,
    FEWEST_FOR_THIRDS,
    AreaCoverage,
    CapitalInArea,
    CoverageAnswer,
    CoverageQuery,
    InstanceRow,
    InstanceTable,
    PeopleSentence,
    ReportFigureRead,
)
from directory.errors import InvalidInput, Unavailable
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import ALL_DISTRICTS, Capital, Level, Release
from geo.arrays import as_optional
from geo.coverage import rate_per_1000
from geo.gaps import WORST, access_breaks_m, access_class, gap_rank, people_beyond, rank_among
from geo.need import most_deprived_third_here, need_class
from geo.projection import to_wgs84

__all__ = ["area_capitals", "instance_table", "read_coverage", "run_coverage"]

_MANY_DISTRICTS = "In several districts"
_NEAREST_LOOKED_AT = 20
"""The nearest few may all be visiting listings, which do not count here."""
_WIDE = "Serving a whole district or county, or with no public place"


def read_coverage(session: Session, query: CoverageQuery) -> CoverageAnswer:
    """Tell how near what people need is, area by area, with classes where there is enough to class."""
    if query.district is not None and query.district not in query.region.districts:
        raise InvalidInput(
            f"The district {query.district[:20]} is not in the region {query.region.value}. "
            f"Its districts are {', '.join(query.region.districts)}.",
            field="district",
        )
    run = _active_run(session, query.release, visiting=query.visiting)
    capital = query.capital.value if query.capital else ALL_CAPITALS
    supply = queries.find_supply(session, run.id, capital)
    rows = queries.list_values(
        session,
        run.id,
        release=query.release.value,
        capital=capital,
        level=query.level.value,
        districts=query.region.districts,
    )
    too_few = supply.listings < FEWEST_FOR_GAPS
    classed = _Classed(rows, query, too_few=too_few)
    return CoverageAnswer(
        query=query,
        computed_at=_instant(run.computed_at),
        method=run.method,
        listings_used=supply.listings,
        kinds_used=supply.kinds,
        places_used=supply.places,
        by_parish_used=supply.by_parish,
        too_few=too_few,
        access_breaks_m=classed.breaks_m(),
        contents=classed.areas(),
        people=classed.people(classed.high_need),
        people_here=classed.people(classed.high_need_here),
    )


def _active_run(session: Session, release: Release, *, visiting: bool) -> Row[Any]:
    run = queries.find_active_run(session, release.value, visiting=visiting)
    if run is None:
        raise Unavailable("Coverage has not been computed yet. Run: hereabouts coverage run")
    return run


def _instant(stored: datetime | str) -> datetime:
    instant = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


class _Classed:
    """The areas of a region with need, access and rank; classes are the region's whatever is shown."""

    PEOPLE_BEYOND_M = 3_000

    def __init__(self, rows: queries.Rows, query: CoverageQuery, *, too_few: bool) -> None:
        self._rows = rows
        self._too_few = too_few
        self._shown = np.array(
            [query.district is None or row.district_code == query.district for row in rows], dtype=np.bool_
        )
        self._nearest = _floats(rows, "nearest_m")
        self._population = _floats(rows, "population")
        self._rate = rate_per_1000(_floats(rows, "listings"), self._population)
        # LSOAs have a published rank; wider areas only a mean score, which orders them the same way.
        rank = _floats(rows, "imd_rank") if query.level is Level.LSOA else -_floats(rows, "imd_score")
        codes = np.array([row.code for row in rows], dtype=np.str_)
        self._need = need_class(_floats(rows, "imd_decile"))
        self._access = access_class(np.full(len(rows), np.nan) if too_few else self._nearest)
        self._rank = gap_rank(self._nearest, rank, codes, self._need, self._access)
        self.high_need: NDArray[np.bool_] = _equals(self._need, WORST)
        self.high_need_here: NDArray[np.bool_] = np.zeros(len(rows), dtype=np.bool_)
        if np.count_nonzero(self._shown) >= FEWEST_FOR_THIRDS:
            self.high_need_here[self._shown] = most_deprived_third_here(rank[self._shown])
        furthest = _equals(self._access, WORST)
        self._rank_here = rank_among(self._nearest, rank, codes, self.high_need_here & furthest)

    def areas(self) -> tuple[AreaCoverage, ...]:
        need, access = as_optional(self._need), as_optional(self._access)
        rank, rank_here = as_optional(self._rank), as_optional(self._rank_here)
        rate = as_optional(self._rate)
        return tuple(
            AreaCoverage(
                code=row.code,
                name=row.name,
                district_code=row.district_code,
                district=row.district,
                population=row.population,
                imd_rank=row.imd_rank,
                imd_decile=row.imd_decile,
                imd_score=row.imd_score,
                count=row.listings,
                rate_per_1000=None if rate[i] is None else round(rate[i], 4),
                nearest_m=None if row.nearest_m is None else round(row.nearest_m, 1),
                share_within_1200m=None
                if row.share_within_1200m is None
                else round(row.share_within_1200m, 4),
                need_class=need[i],
                access_class=access[i],
                gap_rank=rank[i],
                gap_rank_here=rank_here[i],
            )
            for i, row in enumerate(self._rows)
            if self._shown[i]
        )

    def breaks_m(self) -> tuple[float, float] | None:
        return None if self._too_few else access_breaks_m(self._nearest)

    def people(self, in_need: NDArray[np.bool_]) -> PeopleSentence | None:
        chosen = in_need & self._shown
        if not chosen.any():
            return None
        found = people_beyond(self._population, self._nearest, chosen, self.PEOPLE_BEYOND_M)
        return PeopleSentence(
            found.people, found.of_people, self.PEOPLE_BEYOND_M, unknown_residents=found.unknown_people
        )


def _floats(rows: queries.Rows, column: str) -> NDArray[np.float64]:
    found = [getattr(row, column) for row in rows]
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def _equals(classes: IntegerArray, value: int) -> NDArray[np.bool_]:
    return np.array([found == value for found in as_optional(classes)], dtype=np.bool_)


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
    run = _active_run(session, area.release, visiting=False)
    rows = queries.list_values_of_codes(
        session, run.id, release=area.release.value, codes=[area.code, area.district_code]
    )
    found = {(row.code, row.capital): row for row in rows}
    middle = queries.find_middle(session, area.code)
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
