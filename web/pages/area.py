"""Who lives in this area, what is there, and what is within reach? `/area/{code}`."""

from pathlib import Path

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.schemas import AreaRead
from directory.areas.service import contact_points, read_area
from directory.coverage.schemas import CapitalInArea
from directory.coverage.service import area_capitals
from directory.errors import InvalidInput
from directory.releases.active import active_folder
from directory.releases.known import AREAS_IN_ENGLAND
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import PETERBOROUGH, Domain, Level, Region, Release
from web.contexts.area import AreaPage, Locator, NeedLine, ReachLine
from web.contexts.gaps import Link
from web.gap_choices import GapChoices, offer_words
from web.outlines import OutlinePicture, read_picture
from web.render import render

LEVEL_NAMES = {
    Level.LSOA: "Neighbourhood (LSOA)",
    Level.WARD: "Ward",
    Level.PARISH: "Parish",
    Level.DISTRICT: "District",
}
LISTINGS_SHOWN = 25
MOST_DEPRIVED_HALF = 5
ALIKE = 0.1
"""A distance within a tenth of the district's is called about the same."""

router = APIRouter(include_in_schema=False)


@router.get("/area/{code}")
def show_area(request: Request, code: str) -> Response:
    asked = request.query_params.get("release", "")
    if asked and asked not in set(Release):
        raise InvalidInput("The release must be 2011 or 2021.", field="release")
    with reading(request) as session:
        area = read_area(session, code, Release(asked) if asked else None)
        folder = active_folder(session, request.app.state.data_dir)
        return render(request, _page(session, area, folder, request.app.state.settings.base_url))


def _page(session: Session, area: AreaRead, data_dir: Path, base_url: str) -> AreaPage:
    per_km2 = round(area.population / area.area_km2) if area.population and area.area_km2 else None
    region = Region.COMBINED_AUTHORITY if area.district_code == PETERBOROUGH else Region.CAMBRIDGESHIRE
    gaps = GapChoices(release=area.release, region=region, district=area.district_code)
    return AreaPage(
        title=area.name,
        talk=contact_points(session, area.district_code),
        area=area,
        level_name=LEVEL_NAMES[area.level],
        people_per_km2=per_km2,
        areas_in_england=AREAS_IN_ENGLAND[area.release],
        need=_need(area),
        reach=tuple(_reach(area, figures) for figures in area_capitals(session, area)),
        listings=search(session, _listings_of(area), with_facets=False),
        locator=_locator(area, read_picture(data_dir, area.release)),
        other_releases=tuple(
            Link(Release(other).label, f"/area/{area.code}?release={other}")
            for other in area.releases
            if other != area.release.value
        ),
        base_url=base_url,
        gaps_here=gaps.address(),
    )


def _need(area: AreaRead) -> tuple[NeedLine, ...]:
    overall = NeedLine("Overall", area.imd_decile, area.imd_rank, decile_words(area.imd_decile))
    domains = (
        NeedLine(Domain(read.domain).label, read.decile, read.rank, decile_words(read.decile))
        for read in area.domains
    )
    return overall, *domains


def decile_words(decile: int | None) -> str:
    """Say what a decile means."""
    if decile is None:
        return "Not known"
    if decile <= MOST_DEPRIVED_HALF:
        return f"Among England's most deprived {decile * 10}%"
    return f"Among England's least deprived {(11 - decile) * 10}%"


def _reach(area: AreaRead, figures: CapitalInArea) -> ReachLine:
    label = offer_words(figures.capital) if figures.capital else "Anything listed"
    return ReachLine(label, figures, "" if area.level is Level.DISTRICT else _verdict(figures))


def _verdict(figures: CapitalInArea) -> str:
    here, district = figures.nearest_m, figures.district_nearest_m
    if here is None or not district:
        return "Cannot be compared"
    if abs(here - district) <= ALIKE * district:
        return "About the same"
    return "Further away" if here > district else "Nearer"


def _listings_of(area: AreaRead) -> ListingQuery:
    codes = (area.code,)
    return ListingQuery(
        lsoas=codes if area.level is Level.LSOA else (),
        wards=codes if area.level is Level.WARD else (),
        parishes=codes if area.level is Level.PARISH else (),
        districts=codes if area.level is Level.DISTRICT else (),
        per_page=LISTINGS_SHOWN,
    )


def _locator(area: AreaRead, picture: OutlinePicture) -> Locator | None:
    if area.code not in picture.outlines:
        return None
    within = None if area.level is Level.DISTRICT else area.district_code
    around = tuple(
        code
        for code, outline in picture.outlines.items()
        if code != area.code
        and outline.level is (Level.DISTRICT if within is None else Level.LSOA)
        and within in {None, outline.district_code}
    )
    return Locator(picture.path, picture.view_of((*around, area.code)), around, area.code)
