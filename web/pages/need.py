"""What help does one group need, and how is it taken? `/volunteer/need/{slug}`."""

from typing import Final

import orjson
from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.session import reading
from directory.areas.service import area_names, contact_points
from directory.clock import local_now
from directory.languages import LANGUAGES
from directory.needs.reading import (
    has_room,
    is_open,
    read_address,
    read_answering,
    read_need,
    read_safeguarding,
)
from directory.needs.schemas import NeedRead
from directory.needs.standard import need_document
from directory.needs.words import NeedState, Whereabouts
from directory.noticeboard.cleaning import host_of
from web.contexts.volunteer import NeedPage, NeedTime
from web.needs_words import (
    EXAMPLE,
    answer_words,
    asked_words,
    left_words,
    rhythm_words,
    session_words,
    slot_words,
    town,
    where_words,
)
from web.pages.volunteer_asked import search_of
from web.render import render
from web.words import count, listed, long_date

router = APIRouter()
GONE: Final = 410
OVER: Final = frozenset({NeedState.CLOSED, NeedState.FILLED})


@router.get("/volunteer/need/{slug}")
def show_need(request: Request, slug: str) -> Response:
    """Show a need; one that is filled or over says so, as gone."""
    with reading(request) as session:
        need = read_need(session, slug)
        return render(request, _page(request, session, need), status=GONE if need.state in OVER else 200)


def _page(request: Request, session: Session, need: NeedRead) -> NeedPage:
    today = local_now().date()
    names = area_names(session, {code for code in (need.parish, need.district) if code})
    safeguarding = read_safeguarding(session, need.listing_id)
    open_now = has_room(need)
    take = f"/volunteer/need/{need.slug}/take" if open_now and not need.example else ""
    document = need_document(need, base_url=request.app.state.settings.base_url) if open_now else None
    return NeedPage(
        title=need.title,
        talk=contact_points(session, need.district),
        back=f"/volunteer{search_of(request.query_params)}",
        slug=need.slug,
        summary=tuple(part for part in need.summary.split("\n") if part.strip()),
        listing_slug=need.listing_slug,
        listing_name=need.listing_name,
        closed=closed_words(need),
        example=EXAMPLE if need.example else "",
        takes=rhythm_words(need),
        times=tuple(
            NeedTime(
                session_words(each, today),
                left_words(each),
                f"{take}?session={each.id}" if take and each.left else "",
            )
            for each in need.sessions
        ),
        slots=tuple(slot_words(each) for each in need.slots),
        anytime=not (need.sessions or need.slots),
        where=where_words(need, read_address(session, need) or _place(need, names)),
        map_href=_near(need),
        places=""
        if need.sessions or need.places == 1
        else f"{count(need.places, 'person', 'people')} needed",
        asked=asked_words(need),
        eases=tuple(each.label for each in need.eases),
        expenses=need.expenses_note or "",
        languages=listed((LANGUAGES.get(each, each) for each in need.languages), "or"),
        credits_earned=need.earns_credits,
        answers=answer_words(need, read_answering(session, need.listing_id)),
        safeguarding=safeguarding,
        reviewed=long_date(safeguarding.reviewed_on) if safeguarding else "",
        until=long_date(need.open_until),
        take=take,
        source_url=need.source_url or "",
        source_host=(host_of(need.source_url) or "") if need.source_url else "",
        jsonld=orjson.dumps(document).decode().replace("<", "\\u003c") if document else "",
    )


def closed_words(need: NeedRead) -> str:
    """Say why a need cannot be taken; empty where it can."""
    if need.state is NeedState.FILLED:
        return "Enough people have been found. Thank you."
    if need.state is NeedState.CLOSED:
        return "This is over: it is not needed any more."
    if need.state is NeedState.RESTING:
        return "The group has not answered people who offered, so this rests until it does."
    if is_open(need) and not has_room(need):
        return "Every place is taken. If somebody gives theirs back, it can be taken here again."
    return ""


def _place(need: NeedRead, names: dict[str, str]) -> str:
    parish = town(names.get(need.parish or "", names.get(need.district or "", "")))
    return ", ".join(part for part in (need.postcode or "", parish) if part)


def _near(need: NeedRead) -> str:
    """Give the listing's own page, where its map, bus stops and access stand."""
    return f"/listing/{need.listing_slug}#where" if need.whereabouts is not Whereabouts.HOME else ""
