"""What is new here, what is on, and what may be found? Feeds, calendars and the map of the site."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers import SECONDS_SETTLED, answer_bytes
from api.session import reading
from directory.areas.service import read_area
from directory.errors import NotFound
from directory.listings.schemas import Moved
from directory.listings.service import read_listing
from directory.syndication.service import addresses, news, times_in, times_of
from web.syndication import rss
from web.syndication.calendar import MEDIA_TYPE, calendar
from web.syndication.sitemap import robots, sitemap

router = APIRouter(include_in_schema=False)


def _base(request: Request) -> str:
    return str(request.app.state.settings.base_url)


@router.get("/area/{code}/changes.rss")
def show_news(request: Request, code: str) -> Response:
    base = _base(request)
    with reading(request) as session:
        area = read_area(session, code, None)
        page = f"{base}/area/{area.code}"
        own = f"{page}/changes.rss"
        body = rss.rss(news(session, area.code), area=area.name, page=page, own=own, base_url=base)
    return answer_bytes(request, body, rss.MEDIA_TYPE, seconds=SECONDS_SETTLED)


@router.get("/area/{code}/whats-on.ics")
def show_times_of_area(request: Request, code: str) -> Response:
    with reading(request) as session:
        area = read_area(session, code, None)
        body = calendar(
            times_in(session, area.code), name=f"What is on in {area.name}", base_url=_base(request)
        )
    return answer_bytes(request, body, MEDIA_TYPE, seconds=SECONDS_SETTLED)


@router.get("/listing/{slug}/times.ics")
def show_times_of_listing(request: Request, slug: str) -> Response:
    with reading(request) as session:
        listing = read_listing(session, slug)
        if isinstance(listing, Moved):
            raise NotFound("It has another address now. Open its page and take the calendar from there.")
        body = calendar(times_of(session, slug), name=listing.name, base_url=_base(request))
    return answer_bytes(request, body, MEDIA_TYPE, seconds=SECONDS_SETTLED)


@router.get("/sitemap.xml")
def show_sitemap(request: Request) -> Response:
    with reading(request) as session:
        body = sitemap(addresses(session), base_url=_base(request))
    return answer_bytes(request, body, "application/xml", seconds=SECONDS_SETTLED)


@router.get("/robots.txt")
def show_robots(request: Request) -> Response:
    return answer_bytes(request, robots(base_url=_base(request)), "text/plain", seconds=SECONDS_SETTLED)
