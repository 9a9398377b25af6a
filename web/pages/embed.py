"""What is listed in an area, for the frame of a parish's own site? `/embed/area/{code}`."""

from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.session import reading
from directory.areas.schemas import AreaRead
from directory.areas.service import area_names, read_area
from directory.errors import InvalidInput
from directory.listings.service import categories
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import Level
from web.card_areas import areas_of
from web.contexts.embed import EmbedPage
from web.pages.near import near_map, spots
from web.render import render

MOST: Final = 50

router = APIRouter(include_in_schema=False)


@router.get("/embed/area/{code}")
def show_embed(request: Request, code: str, category: str = "", map: str = "") -> Response:  # noqa: A002 - the name in the address
    """Show at most 50 listings of an area, of one category where that is asked for."""
    with reading(request) as session:
        area = read_area(session, code, None)
        found = search(session, _query(session, area, category), with_facets=False)
        return render(
            request,
            EmbedPage(
                title=f"What is in {area.name}",
                talk=(),
                area=area,
                cards=found.contents,
                total=found.total_items,
                map=near_map(request, session, None, spots(found.contents, 1)) if map == "yes" else None,
                names=area_names(session, areas_of(found.contents)),
                base_url=request.app.state.settings.base_url,
            ),
        )


def _query(session: Session, area: AreaRead, category: str) -> ListingQuery:
    if category and category not in {each.slug for each in categories(session)}:
        raise InvalidInput("There is no such category. /api/v1/listings names them.", field="category")
    codes = (area.code,)
    return ListingQuery(
        categories=(category,) if category else (),
        lsoas=codes if area.level is Level.LSOA else (),
        wards=codes if area.level is Level.WARD else (),
        parishes=codes if area.level is Level.PARISH else (),
        districts=codes if area.level is Level.DISTRICT else (),
        per_page=MOST,
    )
