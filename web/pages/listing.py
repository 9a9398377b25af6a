"""What is this place or group, when, for whom, and how do we know?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import area_names, contact_points, nearest_stops
from directory.clock import local_now
from directory.languages import EVERY_LANGUAGE
from directory.listings.hours import plain_hours
from directory.listings.schemas import ListingRead, Moved, SiteRead
from directory.listings.service import ListingGone, nearby, read_listing, similar
from directory.needs.reading import has_room, needs_of
from directory.needs.schemas import NeedRead
from directory.nodes.gathers import Gathering, gathering_of
from directory.nodes.links import NodeLink, links_of_listing
from directory.words import WIDE_AREA_NAMES, Departure, Precision, Status
from web import choice
from web.card_areas import areas_of
from web.contexts.listing import GonePage, ListingPage, NeedLine, ServedArea, SiteView
from web.gather_words import gather_section
from web.nearmap import Spot
from web.needs_words import when_line
from web.pages.near import near_map
from web.render import render
from web.room_section import rooms_here
from web.syndication.jsonld import listing_jsonld
from web.words import UNSAID, ages_words, listed, long_date, when_true, where_line, wide_area_name

router = APIRouter()
SITES_IN_FULL: Final = 3


@router.get("/listing/{slug}")
def show_listing(request: Request, slug: str) -> Response:
    """Show a listing, opening with the place somebody came for; or send on to its present address."""
    at = request.query_params.get("at", "")
    with reading(request) as session:
        try:
            listing = read_listing(session, slug)
        except ListingGone as gone:
            return _say_gone(request, session, gone)
        if isinstance(listing, Moved):
            # Asked again each time: what was made one may be parted, and made one the other way round.
            asked_again = {"Cache-Control": "no-cache"}
            return RedirectResponse(f"/listing/{listing.slug}", status_code=301, headers=asked_again)
        return render(request, _page(request, session, _place_first(listing, at), at))


@router.post("/listing/{slug}/contact")
def show_contact(request: Request, slug: str) -> Response:
    """Show a listing with its e-mail address, to somebody who pressed the button for it.

    It stands in no page that can be fetched by following links, which is how addresses are gathered for
    unwanted mail. A press is asked of everybody alike and needs no script, no picture and no puzzle.
    """
    with reading(request) as session:
        try:
            listing = read_listing(session, slug)
        except ListingGone as gone:
            return _say_gone(request, session, gone)
        if isinstance(listing, Moved):
            return RedirectResponse(f"/listing/{listing.slug}", status_code=303)
        return render(request, _page(request, session, listing, "", contact_shown=True))


def _say_gone(request: Request, session: Session, gone: ListingGone) -> Response:
    """Say why a listing is shown no more and where to go instead: 410, so that programs forget it too."""
    return render(
        request,
        GonePage(
            title=gone.name,
            talk=contact_points(session, None),
            message=gone.message,
            comes_back=gone.departure is Departure.UNCONFIRMED,
            instead=gone.instead,
        ),
        status=gone.status,
    )


def _place_first(listing: ListingRead, at: str) -> ListingRead:
    """Put the place that the address names before the others; whatever it names else changes nothing."""
    return replace(listing, sites=tuple(sorted(listing.sites, key=lambda site: str(site.id) != at)))


def _page(
    request: Request, session: Session, listing: ListingRead, at: str, *, contact_shown: bool = False
) -> ListingPage:
    here = bool(listing.sites) and str(listing.sites[0].id) == at and len(listing.sites) > 1
    gathering = gathering_of(session, listing)
    close, alike = nearby(session, listing), similar(session, listing)
    needs = tuple(each for each in needs_of(session, listing.id) if has_room(each))
    first = listing.sites[: 1 if here else SITES_IN_FULL]
    district = next((site.place.areas.district for site in first if site.place.areas.district), None)
    return ListingPage(
        title=listing.name,
        talk=contact_points(session, district or next(iter(listing.serves), None)),
        listing=listing,
        freshness=_freshness(listing),
        facts=_facts(listing),
        unsaid=_unsaid(listing),
        sites=tuple(_site(session, site) for site in first),
        more_sites=listing.sites[len(first) :],
        site_id=first[0].id if here else None,
        map=near_map(request, session, None, _spots(listing)[: 1 if here else None]),
        names=area_names(session, _areas(listing) | areas_of((*close, *alike))),
        nearby=close,
        similar=alike,
        links=_links(session, listing, gathering),
        rooms_here=rooms_here(session, listing.id),
        gathers=gather_section(listing, gathering),
        serves=_serves(session, listing),
        from_parish=_measured_from_parish(listing),
        chosen=frozenset(choice.decode(request.cookies.get(choice.COOKIE, ""))),
        back=f"/listing/{listing.slug}" + (f"?at={at}" if here else ""),
        jsonld=listing_jsonld(listing, base_url=request.app.state.settings.base_url),
        near_here=_near_here(first, district),
        contact_shown=contact_shown,
        closed=closed_words(listing.status, listing.closed_until),
        ends=f"It ends on {long_date(listing.visible_until)}." if listing.visible_until else "",
        recruiting_until=long_date(listing.recruiting_until) if listing.recruiting_until else "",
        needs=tuple(_need(each) for each in needs),
        recruits_beside=bool(listing.recruiting)
        and not any((listing.recruiting or "").startswith(each.title) for each in needs),
        referrals=_referrals(listing),
    )


def _links(session: Session, listing: ListingRead, gathering: Gathering | None) -> tuple[NodeLink, ...]:
    """List what it hangs together with, but for what is told as gathering there."""
    links = links_of_listing(session, listing)
    if gathering is None:
        return links
    told = {*(one.slug for one in gathering.here), *(card.slug for card in gathering.notices)}
    return tuple(link for link in links if link.key not in told)


def _need(need: NeedRead) -> NeedLine:
    first = next((each for each in need.sessions if each.left), None)
    return NeedLine(need.slug, need.title, when_line(need, first, None, local_now().date()), need.example)


def closed_words(status: str, until: date | None) -> str:
    """Say that it is closed for now; empty where it is not."""
    if status != Status.TEMPORARILY_CLOSED.value:
        return ""
    return (
        f"Closed for now, until {long_date(until)}." if until else "Closed for now. Nobody said until when."
    )


def _referrals(listing: ListingRead) -> tuple[tuple[str, str], ...]:
    """Say from whom it takes referrals, how, and how long the wait is; empty where it takes none."""
    if not listing.accepts_referrals:
        return ()
    unsaid = "It does not say. Ask first."
    return (
        ("From whom", listing.referrals_from or unsaid),
        ("How", listing.referrals_how or unsaid),
        ("How long the wait is", listing.referrals_wait or unsaid),
    )


def _site(session: Session, site: SiteRead) -> SiteView:
    place = site.place
    placed = place.lon is not None and place.lat is not None
    fine = placed and place.precision in {Precision.EXACT, Precision.POSTCODE}
    return SiteView(
        site=site,
        where=where_line(place),
        hours=plain_hours(site.opening_hours),
        stops=nearest_stops(session, place.lon, place.lat)
        if fine and place.lon is not None and place.lat is not None
        else (),
    )


def _serves(session: Session, listing: ListingRead) -> tuple[ServedArea, ...]:
    """Name the areas served; what has a page here is linked, the county and wider have none."""
    names = area_names(session, listing.serves)
    return tuple(
        ServedArea(
            wide_area_name(code, names),
            f"/area/{code}" if code in names and code not in WIDE_AREA_NAMES else None,
        )
        for code in listing.serves
    )


def _measured_from_parish(listing: ListingRead) -> bool:
    """Tell of the first public place, from which what is near it is measured."""
    first = next((site.place for site in listing.sites if site.place.lon is not None), None)
    return first is not None and first.precision is Precision.PARISH


def _near_here(sites: Iterable[SiteRead], district: str | None) -> str:
    for site in sites:
        if site.place.postcode:
            return f"/near?{urlencode({'where': site.place.postcode})}"
        if site.place.lon is not None and site.place.lat is not None:
            return f"/near?lat={site.place.lat:.4f}&lon={site.place.lon:.4f}"
    return "/near" if district is None else f"/near?district={district}"


def _spots(listing: ListingRead) -> list[Spot]:
    return [
        Spot(
            lon=site.place.lon,
            lat=site.place.lat,
            number=number,
            name=where_line(site.place) or listing.name,
            anchor="where",
            approximate=site.place.precision is Precision.PARISH,
        )
        for number, site in enumerate(listing.sites, 1)
        if site.place.lon is not None and site.place.lat is not None
    ]


def _freshness(listing: ListingRead) -> str:
    if listing.unconfirmed_since is not None:
        return (
            f"Not confirmed since {long_date(listing.assured_date or listing.unconfirmed_since)}. "
            "We asked and nobody has answered: check before you go."
        )
    if listing.assured_date is not None:
        by = f" by {listing.assured_by}" if listing.assured_by else ""
        return f"Confirmed{by} {when_true(listing.assured_date)}."
    newest = next(iter(listing.sources), None)
    source = newest.title if newest else "a list we hold"
    when = f", true {when_true(newest.record_date)}" if newest and newest.record_date else ""
    return f"From {source}{when}. Nobody has confirmed this yet."


def _facts(listing: ListingRead) -> tuple[tuple[str, str], ...]:
    """Say what it costs, who may come and how to get in, as far as it is known."""
    told = (
        ("Cost", _cost(listing)),
        ("Who it is for", ages_words(listing.min_age, listing.max_age) or ""),
        ("Step-free", {True: "Yes.", False: "No.", None: ""}[listing.step_free]),
        ("Languages", _languages(listing.languages)),
        ("Online or by phone", _remote(listing)),
        ("How many take part", listing.size_band.label if listing.size_band else ""),
        ("Where people come from", listing.reach.label if listing.reach else ""),
    )
    return tuple((label, said) for label, said in told if said)


def _unsaid(listing: ListingRead) -> str:
    """Say in one sentence what the record leaves open; empty where it leaves nothing."""
    known = {
        "free": _cost(listing),
        "age": ages_words(listing.min_age, listing.max_age),
        "step_free": listing.step_free is not None,
        "language": listing.languages,
        "remote": _remote(listing),
    }
    left = [key for key in UNSAID if not known[key]]
    return (
        f"The record does not say {listed((UNSAID[key] for key in left), 'or')}. Ask first." if left else ""
    )


def _cost(listing: ListingRead) -> str:
    said = {True: "Free.", False: "There is something to pay.", None: ""}[listing.free]
    if listing.free is None and listing.cost_note:
        return f"{listing.cost_note} The record does not say if anything else costs money."
    note = (listing.cost_note or "").removeprefix(said).strip()
    return f"{said} {note}".strip()


def _languages(codes: tuple[str, ...]) -> str:
    names = {"en": "English", **EVERY_LANGUAGE}
    return f"{listed(names.get(code, code) for code in codes)}." if codes else ""


def _remote(listing: ListingRead) -> str:
    ways = [way for way, offered in (("online", listing.online), ("by phone", listing.telephone)) if offered]
    if ways:
        return f"Yes, {listed(ways)}."
    return "No, you have to go there." if listing.online is listing.telephone is False else ""


def _areas(listing: ListingRead) -> set[str]:
    sites = [site.place.areas for site in listing.sites]
    inside = {code for areas in sites for code in (areas.parish, areas.district) if code is not None}
    return inside | set(listing.serves)
