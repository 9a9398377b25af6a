"""What of a parish can be taken elsewhere: a feed, a calendar, a list for its own website?"""

from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.answers import SECONDS_SETTLED, answer_bytes
from api.session import reading
from directory.areas.schemas import AreaRead
from directory.areas.service import area_names, read_area
from directory.errors import NotFound
from directory.noticeboard.reading import notices_for_area, read_cards
from directory.noticeboard.schemas import NoticeCard
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.syndication.service import news, times_in
from directory.words import Level
from web.card_areas import areas_of
from web.contexts.parish import ParishEmbed
from web.pages.parish import notice_lines
from web.parish_words import parish_name
from web.render import render
from web.syndication import rss
from web.syndication.calendar import MEDIA_TYPE
from web.syndication.parish_feed import parish_calendar, parish_rss

MOST: Final = 50
MOST_NOTICES: Final = 20

router = APIRouter(include_in_schema=False)


@router.get("/parish/{code}/feed.rss")
def show_feed(request: Request, code: str) -> Response:
    base = str(request.app.state.settings.base_url)
    with reading(request) as session:
        area = _parish(session, code)
        page = f"{base}/parish/{area.code}"
        body = parish_rss(
            news(session, area.code),
            read_cards(session, _real_notices(session, area)),
            area=area.name,
            page=page,
            own=f"{page}/feed.rss",
            base_url=base,
        )
    return answer_bytes(request, body, rss.MEDIA_TYPE, seconds=SECONDS_SETTLED)


@router.get("/parish/{code}/events.ics")
def show_events(request: Request, code: str) -> Response:
    base = str(request.app.state.settings.base_url)
    with reading(request) as session:
        area = _parish(session, code)
        body = parish_calendar(
            times_in(session, area.code),
            read_cards(session, _real_notices(session, area)),
            name=f"What is on in {area.name}",
            base_url=base,
        )
    return answer_bytes(request, body, MEDIA_TYPE, seconds=SECONDS_SETTLED)


@router.get("/embed/parish/{code}")
def show_parish_embed(request: Request, code: str) -> Response:
    """Show at most 50 listings of a parish with the notices that apply there; nothing in it is a script."""
    with reading(request) as session:
        area = _parish(session, code)
        found = search(session, ListingQuery(parishes=(area.code,), per_page=MOST), with_facets=False)
        page = ParishEmbed(
            title=f"What is in {parish_name(area.name)}",
            talk=(),
            code=area.code,
            place=area.name,
            cards=found.contents,
            total=found.total_items,
            notices=notice_lines(_real_notices(session, area)),
            names=area_names(session, areas_of(found.contents)),
            base_url=request.app.state.settings.base_url,
        )
    return render(request, page)


def _parish(session: Session, code: str) -> AreaRead:
    area = read_area(session, code)
    if area.level is not Level.PARISH:
        raise NotFound(f"{area.name} is not a parish. Its page is /area/{area.code}.")
    return area


def _real_notices(session: Session, area: AreaRead) -> tuple[NoticeCard, ...]:
    """Leave examples out: on a council's own site nobody would know them for what they are."""
    return notices_for_area(session, area.code, limit=MOST_NOTICES, examples=False)
