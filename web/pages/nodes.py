"""Which partnerships are there, and what hangs on the nodes of a district?

`/partnership/{slug}`, `/partnerships`, `/district/{code}`.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.service import area_names, contact_points, read_area
from directory.nodes.links import DistrictNodes, nodes_of_district
from directory.noticeboard.reading import notices_for_area
from directory.partnerships.service import list_partnerships, read_partnership
from directory.words import CIVIL_PARISH, WIDE_AREA_NAMES, Level
from web.contexts.nodes import DistrictPage, PartnershipPage, PartnershipsPage
from web.gather_words import hub_cards
from web.render import render
from web.words import when_true

router = APIRouter(include_in_schema=False)
NOTICES_SHOWN = 8
_UNPARISHED = "E43"


@router.get("/partnerships")
def show_partnerships(request: Request) -> Response:
    """List every partnership."""
    with reading(request) as session:
        found = list_partnerships(session)
        codes = {one.area_code for one in found if one.area_code}
        page = PartnershipsPage(
            title="Partnerships",
            talk=contact_points(session, None),
            partnerships=found,
            names=WIDE_AREA_NAMES | area_names(session, codes),
        )
    return render(request, page)


@router.get("/partnership/{slug}")
def show_partnership(request: Request, slug: str) -> Response:
    """Show a partnership and who is in it."""
    with reading(request) as session:
        told = read_partnership(session, slug)
        code = told.about.area_code
        district = None
        if code is not None and code not in WIDE_AREA_NAMES:
            area = read_area(session, code, None)
            district = area.code if area.level is Level.DISTRICT else area.district_code
        names = WIDE_AREA_NAMES | area_names(session, (code,) if code else ())
        page = PartnershipPage(
            title=told.about.name,
            talk=contact_points(session, district),
            about=told.about,
            members=told.members,
            listing_slug=told.listing_slug,
            where=names.get(code or "", "") or "",
            where_href=area_href(code),
            known=f"{told.about.source}, {when_true(told.about.as_of)}.",
        )
    return render(request, page)


@router.get("/district/{code}")
def show_district(request: Request, code: str) -> Response:
    """Show a district by its parishes, hubs, partnerships and notices."""
    with reading(request) as session:
        nodes = nodes_of_district(session, code)
        page = DistrictPage(
            title=f"{nodes.name}: parishes, hubs and partnerships",
            talk=contact_points(session, code),
            code=code,
            name=nodes.name,
            lede=_lede(nodes),
            parishes=nodes.parishes,
            empty=sum(not parish.listings for parish in nodes.parishes),
            hubs=hub_cards(nodes.hubs),
            partnerships=nodes.partnerships,
            notices=notices_for_area(session, code, limit=NOTICES_SHOWN),
            names=WIDE_AREA_NAMES
            | area_names(
                session,
                {
                    *(hub.parish for hub in nodes.hubs if hub.parish),
                    *(one.area_code for one in nodes.partnerships if one.area_code),
                },
            ),
        )
    return render(request, page)


def area_href(code: str | None) -> str | None:
    """Give the page of an area; the county and wider have none."""
    if code is None or code in WIDE_AREA_NAMES:
        return None
    if code.startswith((CIVIL_PARISH, _UNPARISHED)):
        return f"/parish/{code}"
    return f"/district/{code}" if code.startswith(("E06", "E07")) else f"/area/{code}"


def _lede(nodes: DistrictNodes) -> str:
    parishes = sum(not parish.unparished for parish in nodes.parishes)
    hubs = len(nodes.hubs)
    said = [f"{parishes} {'parish' if parishes == 1 else 'parishes'}"] if parishes else ["No civil parishes"]
    said.append(f"{hubs} {'hub' if hubs == 1 else 'hubs'}")
    if nodes.partnerships:
        count = len(nodes.partnerships)
        said.append(f"{count} {'partnership' if count == 1 else 'partnerships'}")
    return f"{', '.join(said[:-1])} and {said[-1]} that groups here can turn to."
