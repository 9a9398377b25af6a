"""How do feed readers and calendars read the noticeboard? With the same filters as its page."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.answers import SECONDS_SETTLED, answer_bytes
from api.session import reading
from directory.errors import Gone, NotFound
from directory.noticeboard.reading import find_notices, read_cards
from directory.noticeboard.schemas import NoticeRead
from directory.noticeboard.words import Phase
from web.pages.noticeboard_asked import BoardAsked, BoardPlace, find_place, read_asked
from web.pages.noticeboard_notice import public_notice
from web.syndication.calendar import MEDIA_TYPE as CALENDAR
from web.syndication.notices import notices_calendar, notices_rss
from web.syndication.rss import MEDIA_TYPE as RSS

router = APIRouter()
MOST = 200


@router.get("/noticeboard.rss")
def show_board_feed(request: Request) -> Response:
    asked = read_asked(request.query_params)
    base = str(request.app.state.settings.base_url)
    with reading(request) as session:
        title, notices = _read(session, asked)
        body = notices_rss(
            notices,
            title=title,
            page=f"{base}{asked.address()}",
            own=f"{base}{asked.address('/noticeboard.rss')}",
            base_url=base,
        )
    return answer_bytes(request, body, RSS, seconds=SECONDS_SETTLED)


@router.get("/noticeboard.ics")
def show_board_calendar(request: Request) -> Response:
    base = str(request.app.state.settings.base_url)
    with reading(request) as session:
        title, notices = _read(session, read_asked(request.query_params))
        body = notices_calendar(notices, name=title, base_url=base)
    return answer_bytes(request, body, CALENDAR, seconds=SECONDS_SETTLED)


@router.get("/noticeboard/{slug}.ics")
def show_notice_calendar(request: Request, slug: str) -> Response:
    base = str(request.app.state.settings.base_url)
    with reading(request) as session:
        notice = public_notice(session, slug)
        if notice.phase is Phase.WITHDRAWN:
            raise Gone("Whoever announced this has withdrawn it.")
        body = notices_calendar([notice], name=notice.said.title, base_url=base)
    return answer_bytes(request, body, CALENDAR, seconds=SECONDS_SETTLED)


def _read(session: Session, asked: BoardAsked) -> tuple[str, tuple[NoticeRead, ...]]:
    """Read the notices of a feed whole, and name them; a place that is not clear is an error, not all."""
    place = find_place(session, asked)
    if place is not None and not isinstance(place, BoardPlace):
        raise NotFound("We do not know which place that is. Open the noticeboard, choose it, and come back.")
    query = asked.query(place.code if place else None, per_page=MOST)
    found = find_notices(session, query)
    title = f"Noticeboard for {place.name}" if place else "Noticeboard"
    return title, read_cards(session, found.cards)
