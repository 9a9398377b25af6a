"""Which question to the directory do a program's parameters make?"""

from sqlmodel import Session

from api.params import CoverageParams, Include, ListingFilters
from directory.areas.service import origin_of_postcode
from directory.coverage.need import read_need
from directory.coverage.schemas import CoverageQuery
from directory.errors import InvalidInput
from directory.search.schemas import Box, ListingQuery
from directory.words import Sort

LAT_MAX = 90
LON_MAX = 180


def listing_query(session: Session, params: ListingFilters) -> ListingQuery:
    """Check what one parameter asks of another, find the point, and make the question."""
    point = _point(session, params)
    if params.radius_m is not None and point is None:
        raise InvalidInput("radius_m needs a point: give postcode, or lat and lon.", field="radius_m")
    if params.sort is Sort.DISTANCE and point is None:
        raise InvalidInput("Sorting by distance needs a point: give postcode, or lat and lon.", field="sort")
    lon, lat = point or (None, None)
    return ListingQuery(
        q=params.q,
        lon=lon,
        lat=lat,
        radius_m=params.radius_m,
        box=None if params.bbox is None else _box(params.bbox),
        kinds=params.kind,
        capitals=params.capital,
        categories=params.category,
        districts=params.district,
        wards=params.ward,
        parishes=params.parish,
        lsoas=params.lsoa,
        days=params.day,
        free=params.free,
        age=params.age,
        step_free=params.step_free,
        languages=params.language,
        remote=params.remote,
        assured_within_months=params.assured_within_months,
        recruiting=bool(params.recruiting),
        takes_referrals=bool(params.takes_referrals),
        sizes=params.size_band,
        reaches=params.reach,
        sort=_sort(params),
        page=params.page,
        per_page=params.per_page,
    )


def coverage_query(params: CoverageParams) -> CoverageQuery:
    """Make the question; the service says what of it is not known here."""
    if params.geography is not None and "level" in params.model_fields_set:
        raise InvalidInput(
            "Give a level or a geography, not both: the units of a geography are the areas.",
            field="geography",
        )
    return CoverageQuery(
        level=params.level,
        capital=params.capital.capital,
        release=params.release,
        region=params.region,
        district=params.district,
        visiting=Include.VISITING in params.include,
        category=params.category,
        day=params.day,
        at=params.at,
        trust=params.trust,
        need=read_need(params.need),
        within=params.within,
        geography=params.geography,
    )


def _sort(params: ListingFilters) -> Sort | None:
    """Without words everything is equally relevant, and the name decides."""
    if params.sort is Sort.RELEVANCE and not params.q.strip():
        return Sort.NAME
    return params.sort


def _point(session: Session, params: ListingFilters) -> tuple[float, float] | None:
    """Return lon, lat to measure from."""
    if params.lat is None and params.lon is not None:
        raise InvalidInput("lon needs lat: give both.", field="lat")
    if params.lon is None and params.lat is not None:
        raise InvalidInput("lat needs lon: give both.", field="lon")
    if params.postcode is None:
        return None if params.lon is None or params.lat is None else (params.lon, params.lat)
    if params.lat is not None:
        raise InvalidInput("Give either postcode, or lat and lon: not both.", field="postcode")
    origin = origin_of_postcode(session, params.postcode)
    return origin.lon, origin.lat


def _box(text: str) -> Box:
    box = Box(*(float(part) for part in text.split(",")))
    if max(abs(box.min_lat), abs(box.max_lat)) > LAT_MAX or max(abs(box.min_lon), abs(box.max_lon)) > LON_MAX:
        raise InvalidInput(
            "bbox is min_lon,min_lat,max_lon,max_lat in degrees: longitude from -180 to 180, latitude "
            "from -90 to 90.",
            field="bbox",
        )
    if box.min_lon > box.max_lon or box.min_lat > box.max_lat:
        raise InvalidInput("bbox is min_lon,min_lat,max_lon,max_lat, the smaller number first.", field="bbox")
    return box
