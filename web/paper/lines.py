"""How is one listing said on paper?"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from directory.areas.schemas import ContactPointRead, ReferencePlaceRead
from directory.listings.hours import plain_hours
from directory.paper.schemas import Told
from directory.search.schemas import ListingCard, PlaceRead
from directory.speech import about_miles, miles
from directory.words import Precision
from web.paper.schemas import Helper, Line
from web.words import (
    ages_words,
    count,
    date_words,
    hours_short,
    in_parish,
    listed,
    where_line,
    wide_area_name,
)

MANY_PLACES: Final = 5
"""What calls at more places than these has them on its own page only."""


def line_of(
    told: Told,
    names: Mapping[str, str],
    site: str,
    *,
    site_here: bool = False,
    far: bool = False,
    email: bool = False,
) -> Line:
    """Say a listing.

    `far` adds how far it is from where the paper is about; `site_here` says that of several places the one
    that is told is the one that is meant.
    """
    card = told.card
    return Line(
        name=card.name,
        about=card.category_labels[0] if card.category_labels else card.kind.label,
        where="" if card.place is None else _where(card, card.place, names, far=far, site_here=site_here),
        when=hours_short(plain_hours(card.opening_hours)) if site_here or far or _one_place(card) else (),
        phone=told.phone or "",
        web=read_out(told.url) if told.url else "",
        host=read_out(told.url).partition("/")[0] if told.url else "",
        href=told.url or "",
        email=told.email or "" if email else "",
        summary=card.summary,
        cost=_cost(told),
        care=_care(told, one_place=site_here or far or _one_place(card)),
        old=_is_only_old(told),
        serves=_serves(card, names),
        page=f"{site}/listing/{card.slug}",
        theme=told.theme or "Other things",
        year=_year(card),
        confirmed=card.assured_date is not None and card.unconfirmed_since is None,
    )


def lines_of(
    told: Iterable[Told],
    names: Mapping[str, str],
    site: str,
    *,
    site_here: bool = False,
    far: bool = False,
    email: bool = False,
) -> tuple[Line, ...]:
    """Say several listings, in their order."""
    return tuple(line_of(each, names, site, site_here=site_here, far=far, email=email) for each in told)


def _year(card: ListingCard) -> str:
    newest = card.newest_source[1] if card.newest_source else None
    return (newest or card.source_date or "")[:4]


def assured_words(lines: Collection[Line]) -> str:
    """Say from when what is told is, and how much of it somebody has confirmed."""
    listed_here = [line for line in lines if line.year or line.confirmed]
    if not listed_here:
        return "as far as we know."
    years = sorted({line.year for line in listed_here if line.year})
    confirmed = sum(line.confirmed for line in listed_here)
    return f"as far as we know{_from(years)}. {_confirmed(confirmed, len(listed_here))}"


def _from(years: list[str]) -> str:
    if not years:
        return ""
    return f", from lists of {years[0]} to {years[-1]}" if len(years) > 1 else f", from lists of {years[0]}"


def _confirmed(confirmed: int, told: int) -> str:
    if confirmed == 0:
        return "Nobody has confirmed it here yet."
    if confirmed == told:
        return "Somebody who knows has confirmed it."
    return f"Somebody who knows has confirmed {confirmed} of these {told}; nobody the rest yet."


def read_out(url: str) -> str:
    """Say a web address as people read it out: no scheme, no `www`, no last stroke."""
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"


def helper_of(point: ContactPointRead) -> Helper:
    """Say somebody to ask."""
    return Helper(
        name=point.organisation,
        role=point.role,
        purpose=point.purpose,
        phone=point.phone or "",
        email=point.email or "",
        web=read_out(point.url) if point.url else "",
        href=point.url or "",
    )


def reference_words(place: ReferencePlaceRead) -> str:
    """Say a surgery or pharmacy in a line."""
    postcode = f", {place.postcode}" if place.postcode else ""
    return f"{place.name.strip()}{postcode} ({miles(place.distance_m)} away)"


def code_names(told: Iterable[Told]) -> set[str]:
    """List the codes of areas that lines name."""
    codes: set[str] = set()
    for each in told:
        codes.update(each.card.serves)
        if each.card.place is not None and each.card.place.areas.parish:
            codes.add(each.card.place.areas.parish)
    return codes


def _one_place(card: ListingCard) -> bool:
    return card.place is None or card.site_count <= MANY_PLACES


def _where(
    card: ListingCard, place: PlaceRead, names: Mapping[str, str], *, far: bool, site_here: bool
) -> str:
    """Say where, as far as it may be told; never of what somebody may be at risk for going to."""
    if card.sensitive:
        return ""
    by_parish = place.precision is Precision.PARISH
    parish = "" if site_here else names.get(place.areas.parish or "")
    said = where_line(place) or (f"In {in_parish(parish)}" if parish else "")
    if not far or card.distance_m is None:
        return said
    away = about_miles(card.distance_m) if by_parish else miles(card.distance_m)
    return f"{said} ({away})" if said else f"{away} away"


def _serves(card: ListingCard, names: Mapping[str, str]) -> str:
    if card.sensitive:
        return "Ask them where to go."
    served = [wide_area_name(code, dict(names)) for code in card.serves[:3] if code in names]
    return f"Serves {listed(served)}." if served and card.place is None else ""


def _cost(told: Told) -> str:
    said = {True: "Free.", False: "There is something to pay.", None: ""}[told.free]
    ages = ages_words(told.min_age, told.max_age)
    step_free = "Step-free." if told.step_free else ""
    note = told.cost_note or ""
    if note.startswith(said):
        said = ""
    return " ".join(filter(None, (said, note, f"{ages}." if ages else "", step_free)))


def _is_only_old(told: Told) -> bool:
    return bool(told.card.time_note) and not told.closed_now and told.card.unconfirmed_since is None


def _lapsed(since: date | None) -> str:
    return f"Nobody has confirmed it since {date_words(since)}." if since else ""


def _care(told: Told, *, one_place: bool) -> str:
    card = told.card
    since = card.assured_date or card.unconfirmed_since
    return " ".join(
        said
        for said, counts in (
            ("Closed for now.", told.closed_now),
            (_lapsed(since), card.unconfirmed_since is not None),
            (f"It calls at {count(card.site_count, 'place')}: ask where and when.", not one_place),
            (card.time_note or "", bool(card.time_note)),
        )
        if counts
    )
