"""Who near me needs what I can do, when I can do it? `/volunteer`.

A few needs that fit, never a wall. They are few, and often none: the volunteer centres, by district, and the
national services stand under them, so the page is never empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.responses import Response

from api.session import reading
from directory.areas.schemas import Ambiguous, Located, NotLocated, Origin
from directory.areas.service import area_names, contact_points, locate, origin_of_point
from directory.clock import local_now
from directory.needs.centres import CENTRES_CATEGORY, national_services
from directory.needs.finding import HOME_MILES, find_needs
from directory.needs.fit import HelpWanted, NeedMatch
from directory.needs.reading import listings_in_need
from directory.needs.words import Ease, Rhythm, Skill, Whereabouts
from directory.search.schemas import ListingCard, ListingQuery
from directory.search.service import search
from directory.speech import METRES_PER_MILE
from directory.words import ALL_DISTRICTS, Kind, Sort
from web import choice, filters
from web.card_areas import areas_of
from web.contexts.near import Link, Problem
from web.contexts.volunteer import Centres, HelpForm, VolunteerPage
from web.pages.near import near_map
from web.pages.volunteer_asked import (
    DAYS,
    FAR_MILES,
    HOWS,
    LONG,
    MOST,
    NEAR_MILES,
    PARTS,
    PLACE,
    HelpAsked,
    picks,
    read,
    search_of,
    ticks,
    typed_where,
)
from web.pages.volunteer_needs import card_of, pinless, spots_of
from web.render import render
from web.words import count, listed

router = APIRouter()
MOST_GROUPS: Final = 8
ENOUGH: Final = 3
"""So many near by are enough; below, what is further away is shown too."""
_WHERE: Final = frozenset({"where", *PLACE})
"""What is read here as the list of what is near reads it."""
WHOLE_AREA: Final = "The whole area"
PAGE: Final = "/volunteer"
PANDEMIC: Final = "/volunteer/pandemic"


@dataclass(frozen=True, slots=True)
class _Found:
    """The few that are shown, the number of the first, and what is to be told of all that fit."""

    matches: tuple[NeedMatch, ...]
    first: int
    total: int
    far: bool
    """Some are further away than was looked for first."""
    mixed: bool
    """Some are examples, and some are not."""
    home: bool
    """Some are done from home."""
    miles: int
    """Within how many it was looked; 0 where nobody said from where."""


@router.get("/volunteer")
def show_volunteer(request: Request) -> Response:
    """Show a few needs that fit, the nearest first where somebody says where they are."""
    return _answer(request, lapsed=False)


@router.get("/volunteer/pandemic")
def show_volunteer_pandemic(request: Request) -> Response:
    """Show the same to somebody who helped in the pandemic, and has not since."""
    return _answer(request, lapsed=True)


def _answer(request: Request, *, lapsed: bool) -> Response:
    params = request.query_params
    point = filters.read(QueryParams([pair for pair in params.multi_items() if pair[0] in _WHERE]))
    asked = read(params, where := typed_where(params), lapsed=lapsed)
    with reading(request) as session:
        if point.lon is not None and point.lat is not None:
            return _show(request, session, asked, origin_of_point(session, point.lon, point.lat))
        if not where and not point.place:
            return _show(request, session, asked, None)
        found = locate(session, where, locality_id=point.place or None)
        if isinstance(found, Located):
            return _show(request, session, asked, found.origin)
        return _show(request, session, asked, None, unclear=found)


def _show(
    request: Request,
    session: Session,
    asked: HelpAsked,
    origin: Origin | None,
    *,
    unclear: Ambiguous | NotLocated | None = None,
) -> Response:
    path = PANDEMIC if asked.lapsed else PAGE
    found = _find(session, asked, origin)
    spots = spots_of(found.matches, found.first, near=origin is not None)
    groups, more_groups = _groups(session, origin)
    centres = search(
        session,
        ListingQuery(categories=(CENTRES_CATEGORY,), kinds=tuple(Kind), per_page=20, sort=Sort.NAME),
        with_facets=False,
    ).contents
    district = origin.areas.district if origin else None
    places = {code for match in found.matches for code in (match.need.parish, match.need.district) if code}
    names = area_names(session, areas_of((*groups, *centres)) | set(ALL_DISTRICTS) | places)
    grouped = _by_district(centres, names, district)
    close = {names.get(district or "", ""), WHOLE_AREA}
    problems = (
        *((Problem("where", unclear.message),) if isinstance(unclear, NotLocated) else ()),
        *asked.problems,
    )
    near = f" near {origin.label}" if origin else ""
    kept = search_of(request.query_params, lapsed=asked.lapsed)
    query = {"recruiting": "1", **({"where": asked.where} if asked.where and origin else {})}
    return render(
        request,
        VolunteerPage(
            title="What is needed now" if asked.lapsed else f"Volunteer{near}",
            talk=contact_points(session, district),
            action=path,
            lapsed=asked.lapsed,
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
            choices=_choices(asked, path, unclear),
            heading=f"You helped in the pandemic. This is needed now{near}"
            if asked.lapsed
            else f"Time to give{near}",
            form=_form(asked),
            summary=_summary(found, asked, origin),
            needs=tuple(
                card_of(match, names, number, spots.get(number), kept)
                for number, match in enumerate(found.matches, found.first)
            ),
            pages=_pages(request.query_params, asked, path, found),
            map=near_map(request, session, origin, list(spots.values())),
            pinless=pinless(found.matches, spots, near=origin is not None),
            looser=_looser(asked, path, found),
            examples=any(match.need.example for match in found.matches),
            groups_heading=f"Groups that say they need people{near}",
            groups_summary=_groups_summary(len(groups), more_groups, near=origin is not None),
            cards=groups,
            all_near=f"/near?{urlencode(query)}" if more_groups > len(groups) else "",
            centres=tuple(each for each in grouped if not district or each.district in close),
            centres_beyond=tuple(each for each in grouped if district and each.district not in close),
            centres_unknown=_centres_unknown(grouped, names, district),
            services=national_services(),
            names=names,
            chosen=frozenset(choice.decode(request.cookies.get(choice.COOKIE, ""))),
            back=asked.address(path),
        ),
    )


def _find(session: Session, asked: HelpAsked, origin: Origin | None) -> _Found:
    wanted = asked.wanted(local_now().date())
    if origin is None:
        return _page(_fitting(session, wanted, asked), asked)
    wanted = replace(wanted, lon=origin.lon, lat=origin.lat, easting=origin.easting, northing=origin.northing)
    close = _fitting(session, replace(wanted, within_m=NEAR_MILES * METRES_PER_MILE), asked)
    if len(close) >= ENOUGH and not asked.wide:
        return _page(close, asked, miles=NEAR_MILES)
    wider = _fitting(session, replace(wanted, within_m=FAR_MILES * METRES_PER_MILE), asked)
    return _page(wider, asked, miles=FAR_MILES, far=len(close) < ENOUGH and len(wider) > len(close))


def _page(fitting: tuple[NeedMatch, ...], asked: HelpAsked, *, miles: int = 0, far: bool = False) -> _Found:
    """Take the few of one page; beyond the last page the last is shown."""
    number = min(asked.page, max(1, -(-len(fitting) // MOST)))
    start = (number - 1) * MOST
    return _Found(
        fitting[start : start + MOST],
        start + 1,
        len(fitting),
        far=far,
        mixed=len({match.need.example for match in fitting}) > 1,
        home=any(match.distance_m is None for match in fitting),
        miles=miles,
    )


def _pages(params: QueryParams, asked: HelpAsked, path: str, found: _Found) -> tuple[Link, ...]:
    """Lead to the few before and the few after, for the same place, and to what is further away."""
    place = {name: params[name] for name in PLACE if params.get(name)}
    last = found.first - 1 + len(found.matches)
    links = []
    if found.first > 1:
        page = str(found.first // MOST) if found.first > MOST + 1 else ""
        links.append(Link(f"{asked.address(path, **place, page=page)}#fits", f"The {MOST} before"))
    if last < found.total:
        page = str(last // MOST + 1)
        more = min(MOST, found.total - last)
        links.append(Link(f"{asked.address(path, **place, page=page)}#fits", f"{more} more"))
    if found.miles == NEAR_MILES and asked.how != "home":
        wider = asked.address(path, **place, within=str(FAR_MILES))
        links.append(Link(f"{wider}#fits", f"Look within {FAR_MILES} miles"))
    return tuple(links)


def _fitting(session: Session, wanted: HelpWanted, asked: HelpAsked) -> tuple[NeedMatch, ...]:
    return tuple(
        match
        for match in find_needs(session, wanted).matches
        if (not asked.regular or match.need.rhythm is Rhythm.REGULAR)
        and (asked.how != "place" or match.need.whereabouts is not Whereabouts.HOME)
    )


def _summary(found: _Found, asked: HelpAsked, origin: Origin | None) -> str:
    if not found.total:
        if asked.narrowed or origin is not None:
            return "Nothing that groups have told us fits today. There is more: see below."
        return "No group has told us yet that it needs help now. That does not mean that none does."
    shown = len(found.matches)
    what = f"{count(found.total, 'thing fits', 'things fit')}{_within(asked, found)}"
    some = f" Here are {shown}." if shown < found.total else ""
    if found.first > 1:
        some = f" Here are {found.first} to {found.first - 1 + shown}."
    far = " Little is asked within five miles, so some are further away." if found.far else ""
    order = f" {_order(asked, found)}" if origin and found.total > 1 else ""
    return f"{what}.{some}{far}{order}"


def _within(asked: HelpAsked, found: _Found) -> str:
    """Say within how many miles it was looked."""
    if not found.miles or asked.how == "home":
        return ""
    return f" within {found.miles} miles{', or from home' if found.home else ''}"


def _order(asked: HelpAsked, found: _Found) -> str:
    """Say in which order they stand, as `directory.needs.finding` puts them."""
    parts = (
        "those that use what you can do" if asked.skills else "",
        "those that ask for no promise" if asked.lapsed else "",
        "those with a date on that day, then those on it every week" if asked.day else "",
        "the nearest, counted in whole miles",
        "the soonest",
    )
    first = f"First come {', then '.join(part for part in parts if part)}."
    home = f" From home counts as {HOME_MILES} miles." if found.home and asked.how != "home" else ""
    return f"{'Real ones stand before examples. ' if found.mixed else ''}{first}{home}"


def _looser(asked: HelpAsked, path: str, found: _Found) -> tuple[Link, ...]:
    """Offer what to ask instead, where few fit."""
    if found.total >= ENOUGH:
        return ()
    links = []
    if asked.day or asked.part:
        links.append(Link(asked.address(path, day="", part=""), "Any day, at any time"))
    if asked.how != "home":
        links.append(Link(asked.address(path, how="home"), "From home instead"))
    if asked.narrowed:
        links.append(Link(asked.without_filters().address(path), "Everything near this place"))
    return tuple(links)


def _form(asked: HelpAsked) -> HelpForm:
    return HelpForm(
        where=asked.where,
        long=picks(LONG, asked.long),
        days=picks(DAYS, asked.day),
        parts=picks(PARTS, asked.part),
        hows=picks(HOWS, asked.how),
        eases=ticks(Ease, asked.eases),
        skills=ticks(Skill, asked.skills),
        age=asked.age,
        folded=not (asked.eases or asked.skills or asked.age or asked.how or asked.problems),
    )


def _choices(asked: HelpAsked, path: str, unclear: Ambiguous | NotLocated | None) -> tuple[Link, ...]:
    if unclear is None:
        return ()
    places = unclear.choices if isinstance(unclear, Ambiguous) else unclear.suggestions
    return tuple(
        Link(asked.address(path, place=place.locality_id), f"{place.name}, {place.district_name}")
        for place in places
    )


def _groups(session: Session, origin: Origin | None) -> tuple[tuple[ListingCard, ...], int]:
    """List groups that say in a line that they need people; those whose need can be taken stand above."""
    page = search(
        session,
        ListingQuery(
            recruiting=True,
            kinds=tuple(Kind),
            per_page=100,
            lon=origin.lon if origin else None,
            lat=origin.lat if origin else None,
            sort=Sort.DISTANCE if origin else Sort.NAME,
        ),
        with_facets=False,
    )
    listed = listings_in_need(session)
    own = tuple(card for card in page.contents if card.id not in listed)
    return own[:MOST_GROUPS], len(own)


def _groups_summary(shown: int, total: int, *, near: bool) -> str:
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
    return (*found, Centres(WHOLE_AREA, wide)) if wide else tuple(found)


def _centres_unknown(grouped: tuple[Centres, ...], names: Mapping[str, str], district: str | None) -> str:
    """Say for which districts we know of no centre: of all, or of the one that was asked about."""
    known = {each.district for each in grouped}
    asked = (district,) if district else ALL_DISTRICTS
    lacking = sorted(names.get(code, code) for code in asked if names.get(code, code) not in known)
    if not lacking:
        return ""
    ask = "Ask one of the people at the foot of this page."
    return f"We know of no volunteer centre in {listed(lacking, 'or')}. {ask}"


def _districts(card: ListingCard) -> set[str]:
    placed = {card.place.areas.district} if card.place else set()
    return {code for code in (*placed, *card.serves) if code is not None}
