"""What is near somebody, for someone like them, and when?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.labels import landmark_labels, place_labels
from directory.areas.schemas import Ambiguous, Choice, Located, NotLocated, Origin
from directory.areas.service import area_names, contact_points, locate, origin_of_point
from directory.listings.hours import plain_hours
from directory.releases.active import active_folder
from directory.search.schemas import Facets, ListingCard, ListingQuery, NearAnswer
from directory.search.service import near, search
from directory.settings import Settings
from directory.words import ALL_DISTRICTS, Release
from web import choice, filters
from web.card_areas import areas_of
from web.contexts.near import Link, NearPage, NotLocatedPage, Pager, WhichPlacePage
from web.crisis import crisis_help
from web.found import found_words, grown_words, silent_heading
from web.nearmap import LANDMARKS_WITHIN_HALF_M, Frame, NearMap, Spot, draw
from web.outlines import read_picture
from web.render import render
from web.usage import MISS, miss_of
from web.words import all_of_parish, hours_on, listed

router = APIRouter()
LONGEST_OUTWARD = 4
"""Letters of the first half of a postcode, such as PE15 or CB1."""


@router.get("/near")
def show_near(request: Request) -> Response:
    """Show the list for what was typed, or ask again where nothing can be measured from."""
    asked = filters.read(request.query_params)
    with reading(request) as session:
        if asked.lon is not None and asked.lat is not None:
            origin = origin_of_point(session, asked.lon, asked.lat)
            return _list_near(request, session, asked, origin, None)
        if not asked.where and not asked.place:
            return _list_anywhere(request, session, asked)
        found = locate(session, asked.where, locality_id=asked.place or None)
        if isinstance(found, Located):
            return _list_near(request, session, asked, found.origin, found.note)
        if isinstance(found, Ambiguous):
            return _ask_which(request, session, asked, found)
        if crisis_help(asked.where):
            return _list_anywhere(request, session, _where_as_words(asked))
        return _say_not_located(request, session, asked, found)


def _where_as_words(asked: filters.Asked) -> filters.Asked:
    """Read a call for help in the box for the place as what is looked for, with no place."""
    words = f"{asked.where} {asked.query.q}".strip()
    pairs = (*(pair for pair in asked.pairs if pair[0] not in {"where", "q"}), ("q", words))
    return replace(asked, where="", query=replace(asked.query, q=words), pairs=pairs)


def _list_near(
    request: Request, session: Session, asked: filters.Asked, origin: Origin, note: str | None
) -> Response:
    query = replace(_question(asked), lon=origin.lon, lat=origin.lat)
    answer = _answer(session, origin, query, asked.radius_m)
    return _render(
        request,
        session,
        asked,
        origin=origin,
        note=note,
        answer=answer,
        heading=f"Near {origin.label}",
        summary=found_words(answer, query, origin.label),
        grown=grown_words(answer),
    )


def _answer(session: Session, origin: Origin, query: ListingQuery, radius_m: int) -> NearAnswer:
    if not query.hours_unknown:
        return near(session, origin, query, radius_m=radius_m)
    # Asked for by a link that told how many there are so near: a wider look would give others.
    page = search(session, replace(query, radius_m=radius_m))
    return NearAnswer(page=page, radius_m=radius_m, asked_radius_m=radius_m, wide=(), times_unsaid=0)


def _list_anywhere(request: Request, session: Session, asked: filters.Asked) -> Response:
    page = search(session, _question(asked))
    answer = NearAnswer(page=page, radius_m=0, asked_radius_m=0, wide=(), times_unsaid=0)
    return _render(
        request,
        session,
        asked,
        origin=None,
        note=None,
        answer=answer,
        heading=_heading(asked, page.facets),
        summary=found_words(answer, asked.query, None),
        grown=None,
    )


def _question(asked: filters.Asked) -> ListingQuery:
    """Ask for the help we list, however a call for it was worded; anything else as it was typed."""
    crisis = crisis_help(asked.query.q)
    return asked.query if crisis is None else replace(asked.query, q=crisis.listed_under)


def _heading(asked: filters.Asked, facets: Facets) -> str:
    """Say what a list without a place is of, where one filter says it."""
    in_force = filters.chips(asked, facets)
    if len(in_force) != 1:
        return "In the whole area"
    return f"In {in_force[0].label}" if asked.query.districts else in_force[0].label


def _render(
    request: Request,
    session: Session,
    asked: filters.Asked,
    *,
    origin: Origin | None,
    note: str | None,
    answer: NearAnswer,
    heading: str,
    summary: str,
    grown: str | None,
) -> Response:
    page = answer.page
    if page.contents == () and asked.query.page > 1 and page.total_items:
        # The list has become shorter, or the address was typed: its last page is what there is.
        return RedirectResponse(asked.address(page=page.total_pages), status_code=307)
    first = (page.page - 1) * page.per_page + 1
    district = origin.areas.district if origin else None
    if district is None and len(asked.query.districts) == 1:
        district = asked.query.districts[0]
    here = {district} if district else set()
    days = asked.query.days
    crisis = crisis_help(asked.query.q)
    setattr(request.state, MISS, miss_of(asked.query, answer, origin) if crisis is None else None)
    return render(
        request,
        NearPage(
            title=heading,
            talk=contact_points(session, district),
            crisis=crisis,
            origin=origin,
            parish=None if crisis else _parish_link(session, origin),
            note=note,
            form=filters.form(asked, page.facets, has_point=origin is not None),
            problems=asked.problems,
            answer=answer,
            first_number=first,
            numbers={card.id: first + at for at, card in enumerate(page.contents)},
            heading=heading,
            silent_heading=silent_heading(asked.query),
            summary=summary,
            grown=grown,
            chips=filters.chips(asked, page.facets),
            pager=Pager(
                page=page.page,
                pages=page.total_pages,
                previous=asked.address(page=page.page - 1) if page.page > 1 else None,
                following=asked.address(page=page.page + 1) if page.page < page.total_pages else None,
            ),
            map=near_map(request, session, origin, spots(page.contents, first)) if crisis is None else None,
            names=area_names(session, here | areas_of((*page.contents, *answer.wide))),
            chosen=frozenset(choice.decode(request.cookies.get(choice.COOKIE, ""))),
            back=asked.address(page=page.page),
            times_unknown=asked.times_unknown(answer.radius_m),
            day_words=listed((day.label for day in days), "or"),
            day_hours=_day_hours(page.contents, [day.label for day in days]),
        ),
    )


def _day_hours(cards: Iterable[ListingCard], days: list[str]) -> dict[UUID, str]:
    """Say for each listing when it is open on the days asked for: `Friday: 9:30am to 5pm`."""
    said = {card.id: hours_on(plain_hours(card.opening_hours), days) for card in cards}
    return {card: hours for card, hours in said.items() if hours}


def spots(cards: Iterable[ListingCard], first_number: int) -> list[Spot]:
    """Return what goes on the map of a list; what has no public point stays in the list only."""
    return [
        Spot(
            lon=card.place.lon,
            lat=card.place.lat,
            number=number,
            name=card.name,
            anchor=f"l-{card.slug}",
            approximate=card.place.precision not in {"exact", "postcode"},
            recruiting=card.recruiting is not None,
        )
        for number, card in enumerate(cards, first_number)
        if card.place is not None and card.place.lon is not None and card.place.lat is not None
    ]


def near_map(
    request: Request,
    session: Session,
    origin: Origin | None,
    pins: list[Spot],
    *,
    holding: Sequence[tuple[float, float]] = (),
) -> NearMap | None:
    """Draw the map of a list, or None where nothing has a point; it holds some points besides its pins."""
    if not pins:
        return None
    centre = None if origin is None else (origin.lon, origin.lat)
    frame = Frame.around(centre, pins, holding)
    landmarks = landmark_labels(session, frame.box) if frame.half < LANDMARKS_WITHIN_HALF_M else ()
    settings: Settings = request.app.state.settings
    return draw(
        frame,
        origin=centre,
        spots=pins,
        places=(*place_labels(session, frame.box), *landmarks),
        picture=read_picture(active_folder(session, settings.data_dir), Release.R2021),
        districts=ALL_DISTRICTS,
        tile_url=settings.tile_url,
        tile_credit=settings.tile_attribution,
    )


def _parish_link(session: Session, origin: Origin | None) -> Link | None:
    """Lead to the page of the parish that a place lies in."""
    code = None if origin is None else origin.areas.parish
    if code is None:
        return None
    name = area_names(session, [code]).get(code)
    return Link(f"/parish/{code}", all_of_parish(name)) if name else None


def _place_link(asked: filters.Asked, place: Choice) -> str:
    kept = (pair for pair in asked.pairs if pair[0] != "place")
    return replace(asked, pairs=(*kept, ("place", place.locality_id))).address()


def _ask_which(request: Request, session: Session, asked: filters.Asked, found: Ambiguous) -> Response:
    return render(
        request,
        WhichPlacePage(
            title=f"Which {found.choices[0].name}?" if found.choices else "Which place?",
            talk=contact_points(session, None),
            typed=found.typed,
            choices=tuple((place, _place_link(asked, place)) for place in found.choices),
        ),
    )


def _not_located_title(found: NotLocated) -> str:
    typed = found.typed.strip()
    if found.reason == "malformed" and len(typed) <= LONGEST_OUTWARD:
        code = typed.upper()
        return f"Which place near {code}?" if found.suggestions else f"{code} is only part of a postcode"
    return NOT_LOCATED_TITLES.get(found.reason, "We could not find that place")


def _say_not_located(request: Request, session: Session, asked: filters.Asked, found: NotLocated) -> Response:
    nearest, crisis = None, crisis_help(asked.query.q)
    if found.nearest_live_postcode:
        pairs = (("where", found.nearest_live_postcode), *(p for p in asked.pairs if p[0] != "where"))
        nearest = Link(replace(asked, pairs=pairs).address(), found.nearest_live_postcode)
    return render(
        request,
        NotLocatedPage(
            title=_not_located_title(found),
            talk=contact_points(session, None),
            typed=found.typed,
            reason=found.reason,
            message=found.message,
            suggestions=tuple((place, _place_link(asked, place)) for place in found.suggestions),
            nearest_live=nearest,
            crisis=crisis,
        ),
    )


NOT_LOCATED_TITLES = {
    "empty": "Tell us where",
    "malformed": "That does not look like a postcode",
    "unknown": "We do not know that postcode",
    "terminated": "That postcode is no longer used",
    "unknown_status": "We cannot place that postcode yet",
    "outside": "That postcode is outside the area we cover",
    "no_such_place": "We do not know a place of that name",
}
