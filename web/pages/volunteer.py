"""Who near me needs volunteers, and who knows of more?

Only groups that say so themselves are in the list, and what they say ends by its own date. They are few, so
the volunteer centres stand under it, by district: the page is never empty.
"""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.session import reading
from directory.areas.schemas import Ambiguous, Located, NotLocated, Origin
from directory.areas.service import area_names, contact_points, locate, origin_of_point
from directory.search.schemas import ListingCard, ListingQuery
from directory.search.service import search
from directory.words import ALL_DISTRICTS, Kind, Sort
from web import choice, filters
from web.contexts.near import Link, Problem
from web.contexts.volunteer import Centres, VolunteerPage
from web.render import render
from web.words import count

router = APIRouter()
CENTRES_CATEGORY: Final = "volunteering"
MOST: Final = 20


@router.get("/volunteer")
def show_volunteer(request: Request) -> Response:
    """List who needs volunteers, the nearest first where somebody says where they are."""
    asked = filters.read(request.query_params)
    where = asked.where or request.query_params.get("postcode", "").strip()[: filters.TEXT_MAX]
    with reading(request) as session:
        if asked.lon is not None and asked.lat is not None:
            return _show(request, session, where, origin_of_point(session, asked.lon, asked.lat))
        if not where and not asked.place:
            return _show(request, session, where, None)
        found = locate(session, where, locality_id=asked.place or None)
        if isinstance(found, Located):
            return _show(request, session, where, found.origin)
        return _show(request, session, where, None, unclear=found)


def _show(
    request: Request,
    session: Session,
    where: str,
    origin: Origin | None,
    *,
    unclear: Ambiguous | NotLocated | None = None,
) -> Response:
    kinds = tuple(Kind)
    wanted = ListingQuery(
        recruiting=True,
        kinds=kinds,
        per_page=MOST,
        lon=origin.lon if origin else None,
        lat=origin.lat if origin else None,
        sort=Sort.DISTANCE if origin else Sort.NAME,
    )
    page = search(session, wanted, with_facets=False)
    centres = search(
        session,
        ListingQuery(categories=(CENTRES_CATEGORY,), kinds=kinds, per_page=MOST, sort=Sort.NAME),
        with_facets=False,
    ).contents
    district = origin.areas.district if origin else None
    names = area_names(session, _codes((*page.contents, *centres)) | set(ALL_DISTRICTS))
    query = {"recruiting": "1", **({"where": where} if where and origin else {})}
    return render(
        request,
        VolunteerPage(
            title="Volunteer" if origin is None else f"Volunteer near {origin.label}",
            talk=contact_points(session, district),
            where=where,
            problems=(Problem("where", unclear.message),) if isinstance(unclear, NotLocated) else (),
            choices=_choices(where, unclear),
            heading="Who needs volunteers" if origin is None else f"Who needs volunteers near {origin.label}",
            summary=_summary(page.total_items, len(page.contents), near=origin is not None),
            cards=page.contents,
            all_near=f"/near?{urlencode(query)}" if page.total_items > len(page.contents) else "",
            centres=_by_district(centres, names, district),
            names=names,
            chosen=frozenset(choice.decode(request.cookies.get(choice.COOKIE, ""))),
            back=f"/volunteer?{urlencode({'where': where})}" if where else "/volunteer",
        ),
    )


def _choices(where: str, unclear: Ambiguous | NotLocated | None) -> tuple[Link, ...]:
    if unclear is None:
        return ()
    places = unclear.choices if isinstance(unclear, Ambiguous) else unclear.suggestions
    return tuple(
        Link(
            f"/volunteer?{urlencode({'where': where, 'place': place.locality_id})}",
            f"{place.name}, {place.district_name}",
        )
        for place in places
    )


def _summary(total: int, shown: int, *, near: bool) -> str:
    if total == 0:
        return "No group has told us yet that it needs volunteers. That does not mean that none does."
    order = ", the nearest first" if near and total > 1 else ""
    some = f" Here are {shown} of them." if shown < total else ""
    needs = "group says that it needs" if total == 1 else "groups say that they need"
    return f"{count(total, needs, needs)} volunteers{order}.{some}"


def _by_district(
    centres: tuple[ListingCard, ...], names: dict[str, str], first: str | None
) -> tuple[Centres, ...]:
    """Put the centres under the districts they are in or serve; what serves all stands under each."""
    order = sorted(ALL_DISTRICTS, key=lambda code: (code != first, names.get(code, code)))
    found = []
    for code in order:
        cards = tuple(card for card in centres if code in _districts(card))
        if cards:
            found.append(Centres(names.get(code, code), cards))
    wide = tuple(card for card in centres if not set(ALL_DISTRICTS) & _districts(card))
    return (*found, Centres("The whole area", wide)) if wide else tuple(found)


def _districts(card: ListingCard) -> set[str]:
    placed = {card.place.areas.district} if card.place else set()
    return {code for code in (*placed, *card.serves) if code is not None}


def _codes(cards: tuple[ListingCard, ...]) -> set[str]:
    codes: set[str | None] = set()
    for card in cards:
        codes.update(card.serves)
        if card.place is not None:
            codes.update((card.place.areas.parish, card.place.areas.district))
    return {code for code in codes if code is not None}
