"""What has somebody chosen, to print or to share, without telling us who they are?"""

from typing import Annotated, Final
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.session import reading
from directory.areas.schemas import StopRead
from directory.areas.service import area_names, contact_points, nearest_stops
from directory.listings.hours import plain_hours
from directory.listings.service import read_listing_by_id, shortlist
from directory.search.schemas import ListingCard
from directory.words import Precision
from web import choice
from web.card_areas import areas_of
from web.contexts.listing import ShortlistItem, ShortlistPage
from web.render import render
from web.words import count, where_line

router = APIRouter()
PLACES_ON_A_SHEET: Final = 5
"""What calls at more places than these has them on its own page only."""


@router.get("/shortlist")
def show_shortlist(
    request: Request, ids: str | None = None, left: Annotated[int, Query(ge=0, le=10_000)] = 0
) -> Response:
    """Show the choice that the link holds, or else this browser's own."""
    mine = choice.read(request.cookies.get(choice.COOKIE, ""))
    own = mine.ids
    base_url = request.app.state.settings.base_url
    link = None if ids is None else choice.read(ids)
    shown = mine if link is None else link
    ids_shown, places = shown.ids, shown.places
    with reading(request) as session:
        cards = shortlist(session, ids_shown, None)
        held = choice.encode((card.id for card in cards), places)
        items = tuple(
            _item(session, card, number, places.get(card.id)) for number, card in enumerate(cards, 1)
        )
        districts = [item.district for item in items if item.district]
        return render(
            request,
            ShortlistPage(
                title="Your shortlist" if ids is None or (own and ids_shown == own) else "A shared shortlist",
                talk=contact_points(session, districts[0] if districts else None),
                items=items,
                share=f"{base_url}/shortlist?ids={held}",
                held=held,
                only_here=_only_here(base_url),
                shared=ids is not None,
                keepable=not set(ids_shown) <= set(own),
                missing=len(ids_shown) - len(cards),
                sensitive=any(card.sensitive for card in cards),
                most=choice.MOST,
                not_shown=0 if link is None else link.left_out,
                # Whatever the address says, only a full list turns anything away.
                not_added=left if link is None and len(own) == choice.MOST else 0,
                damaged=link is not None and link.damaged,
                names=area_names(session, areas_of(cards)),
                chosen=frozenset(own),
            ),
        )


def _item(session: Session, card: ListingCard, number: int, site_id: UUID | None) -> ShortlistItem:
    listing = read_listing_by_id(session, card.id)
    site = next((each for each in listing.sites if each.id == site_id), None)
    ways = (("Telephone", listing.phone), ("E-mail", listing.email), ("Web", listing.url))
    place = site.place if site else card.place if card.site_count <= PLACES_ON_A_SHEET else None
    hours = site.opening_hours if site else card.opening_hours
    stops: tuple[StopRead, ...] = ()
    if place is not None and place.lon is not None and place.lat is not None:
        fine = place.precision in {Precision.EXACT, Precision.POSTCODE}
        stops = nearest_stops(session, place.lon, place.lat, limit=2) if fine else ()
    return ShortlistItem(
        card=card,
        number=number,
        site_id=site.id if site else None,
        district=place.areas.district if place is not None else None,
        where=where_line(place) if place is not None else _many(card),
        hours=plain_hours(hours) if place is not None else (),
        contact=tuple((label, text) for label, text in ways if text),
        stops=stops,
    )


def _many(card: ListingCard) -> str:
    """Say of what calls at many places that its page lists them; empty for what has no place."""
    return f"{count(card.site_count, 'place')}, each on its own page here" if card.site_count > 1 else ""


@router.post("/shortlist")
def change_shortlist(
    request: Request,
    add: Annotated[list[UUID] | None, Form()] = None,
    remove: Annotated[list[UUID] | None, Form()] = None,
    keep: Annotated[str, Form()] = "",
    clear: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/shortlist",
    at: Annotated[str, Query(pattern=r"^[a-z0-9-]*$", max_length=200)] = "",
    site: UUID | None = None,
) -> Response:
    """Add to, take from or empty this browser's shortlist, then go back to where the person was.

    What does not fit is not added, and that is said: on the shortlist, or to the script that asks for JSON.
    """
    mine = choice.read(request.cookies.get(choice.COOKIE, ""))
    chosen = () if clear else mine.ids
    chosen = tuple(each for each in chosen if each not in set(remove or ()))
    others = choice.read(keep)
    kept = choice.keep((*chosen, *(add or ()), *others.ids))
    places = {**others.places, **mine.places}
    if site is not None and add:
        places[add[0]] = site
    response: Response
    if "application/json" in request.headers.get("accept", ""):
        response = JSONResponse({"count": len(kept.ids), "left_out": kept.left_out})
    elif kept.left_out:
        response = RedirectResponse(f"/shortlist?left={kept.left_out}", status_code=303)
    else:
        response = RedirectResponse(_own_address(back) + (f"#{at}" if at else ""), status_code=303)
    # For as long as the browser stays open, and no longer: others may use the same telephone.
    response.set_cookie(
        choice.COOKIE,
        choice.encode(kept.ids, places),
        path="/",
        secure=request.app.state.settings.base_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


def _only_here(base_url: str) -> bool:
    """Tell whether a link to this service leads nowhere from another computer."""
    host = urlsplit(base_url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def _own_address(back: str) -> str:
    """Return an address on this server only, whatever the form said."""
    own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if own else "/shortlist"
