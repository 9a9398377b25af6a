"""What is there to know about one listing, and what is like it or near it?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.areas.schemas import Origin
from directory.errors import Gone, HereaboutsError, NotFound
from directory.listings import queries
from directory.listings.hours import next_open
from directory.listings.schemas import (
    CapitalRead,
    CategoryRead,
    ListingRead,
    Moved,
    OpeningTime,
    SiteRead,
    SourceRead,
    SourceSummary,
)
from directory.search.schemas import ListingCard, ListingQuery
from directory.search.service import cards_by_id, place_of, search
from directory.words import Capital, Departure, Kind, Reach, SizeBand, Status

NEARBY_M = 5_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the directory holds."""

    listings: int
    """Parish councils not among them."""
    kinds: int
    parishes: int
    confirmed: int
    """By somebody who knows, here."""


class ListingGone(Gone):
    """A listing that is shown no more, with what its page says instead."""

    def __init__(
        self, message: str, *, name: str, departure: Departure | None, instead: tuple[str, str] | None
    ) -> None:
        super().__init__(message)
        self.name = name
        self.departure = departure
        self.instead = instead
        """Slug and name of where to go, where there is one."""


def read_listing(session: Session, slug: str) -> ListingRead | Moved:
    """Tell everything public about the listing at an address, or where it moved to.

    One that is shown no more raises `Gone` with the reason; one that is not shown yet is not found.
    """
    row = queries.find_by_slug(session, slug) or _find_former(session, slug)
    if row is None:
        raise NotFound("There is no such listing. It may have been removed, or the address may be mistyped.")
    row = _follow(session, row)
    if row.slug != slug:
        return Moved(row.slug)
    if row.status == Status.INACTIVE.value:
        raise _gone(session, row)
    return _read(session, row)


def _find_former(session: Session, slug: str) -> Row[Any] | None:
    now = queries.find_former(session, slug)
    return None if now is None else queries.find_by_slug(session, now)


def _follow(session: Session, row: Row[Any]) -> Row[Any]:
    """Follow what was made one with another to the one that stands for it now."""
    seen = {row.id}
    while row.departure == Departure.MERGED.value and row.goes_to and row.goes_to not in seen:
        following = queries.find_by_id(session, row.goes_to)
        if following is None:
            return row
        row = following
        seen.add(row.id)
    return row


def _gone(session: Session, row: Row[Any]) -> HereaboutsError:
    """Say why a listing is not shown, and where to go instead."""
    today = clock.local_now().date().isoformat()
    if row.departure is None and row.visible_from and row.visible_from > today:
        return NotFound("There is no such listing. It may have been removed, or the address may be mistyped.")
    goes_to = queries.find_by_id(session, row.goes_to) if row.goes_to else None
    instead = _follow(session, goes_to) if goes_to is not None else None
    shown = instead is not None and instead.status != Status.INACTIVE.value
    return ListingGone(
        _why_gone(row),
        name=row.name,
        departure=Departure(row.departure) if row.departure else None,
        instead=(instead.slug, instead.name) if shown and instead is not None else None,
    )


def _why_gone(row: Row[Any]) -> str:
    if row.departure == Departure.UNCONFIRMED.value:
        return f"{row.gone_reason or 'Nobody confirmed it'}, so we do not know whether it still goes on."
    if row.departure is not None:
        return str(row.gone_reason or "It was taken down.")
    if row.visible_until:
        ended = date.fromisoformat(row.visible_until)
        return f"It ended on {ended.day} {ended:%B %Y}."
    return "It is not shown at present."


def read_listing_by_id(session: Session, identifier: UUID) -> ListingRead:
    """Tell everything public about a listing; of one that was made one with another, about that."""
    row = queries.find_by_id(session, identifier.hex)
    if row is None:
        raise NotFound("There is no listing with that id.", field="id")
    row = _follow(session, row)
    if row.status == Status.INACTIVE.value:
        raise _gone(session, row)
    return _read(session, row)


def _read(session: Session, row: Row[Any]) -> ListingRead:
    parts = queries.list_parts(session, row.id)
    times: defaultdict[str, list[OpeningTime]] = defaultdict(list)
    for time in parts["schedules"]:
        times[time.service_at_location_id].append(
            OpeningTime(time.freq, time.byday, time.opens_at, time.closes_at)
        )
    at = clock.now()
    order = list(Capital)
    instances = sorted(parts["instances"], key=lambda found: order.index(Capital(found.capital)))
    return ListingRead(
        id=UUID(row.id),
        slug=row.slug,
        name=row.name,
        kind=Kind(row.kind),
        summary=row.summary,
        status=row.status,
        organization_name=row.organization_name,
        organization_url=row.organization_url,
        url=row.url,
        email=row.email,
        phone=row.phone,
        free=_maybe_bool(row.free),
        cost_note=row.cost_note,
        min_age=row.min_age,
        max_age=row.max_age,
        step_free=_maybe_bool(row.step_free),
        languages=tuple(found.language for found in parts["languages"]),
        online=_maybe_bool(row.online),
        telephone=_maybe_bool(row.telephone),
        sensitive=bool(row.sensitive),
        visiting=bool(row.visiting),
        time_note=row.time_note,
        categories=tuple(found.slug for found in parts["categories"]),
        category_labels=tuple(found.label for found in parts["categories"]),
        capitals=tuple(CapitalRead(Capital(found.capital), found.reason, found.basis) for found in instances),
        serves=tuple(found.area_code for found in parts["serves"]),
        sites=tuple(
            SiteRead(
                id=UUID(site.site_id),
                place=place_of(site),
                opening_hours=site.opening_hours,
                hours_note=site.hours_note,
                schedules=tuple(times[site.site_id]),
                next_open=next_open(site.opening_hours, at) if row.status == Status.ACTIVE else None,
            )
            for site in queries.list_sites(session, row.id)
        ),
        sources=tuple(
            SourceRead(
                found.title,
                found.publisher,
                found.licence,
                found.credit,
                found.url,
                found.source_id,
                found.record_date,
            )
            for found in parts["sources"]
        ),
        assured_date=_maybe_date(row.assured_date),
        assured_by=row.assured_by,
        source_date=row.source_date,
        unconfirmed_since=_maybe_date(row.unconfirmed_since),
        closed_until=_maybe_date(row.closed_until),
        visible_until=_maybe_date(row.visible_until),
        **_said_of_itself(row, at.astimezone(clock.LONDON).date()),
    )


def _said_of_itself(row: Row[Any], today: date) -> "_SaidOfItself":
    """Tell what a group says about itself; that it needs volunteers is over by its own date."""
    last = _maybe_date(row.recruiting_until)
    recruits = row.recruiting is not None and (last is None or today <= last)
    return _SaidOfItself(
        recruiting=row.recruiting if recruits else None,
        recruiting_until=last if recruits else None,
        accepts_referrals=_maybe_bool(row.accepts_referrals),
        referrals_from=row.referrals_from,
        referrals_how=row.referrals_how,
        referrals_wait=row.referrals_wait,
        size_band=SizeBand(row.size_band) if row.size_band else None,
        reach=Reach(row.reach) if row.reach else None,
        contact_role=row.contact_role,
    )


class _SaidOfItself(TypedDict):
    recruiting: str | None
    recruiting_until: date | None
    accepts_referrals: bool | None
    referrals_from: str | None
    referrals_how: str | None
    referrals_wait: str | None
    size_band: SizeBand | None
    reach: Reach | None
    contact_role: str | None


def _maybe_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _maybe_bool(value: object) -> bool | None:
    return None if value is None else bool(value)


def nearby(session: Session, listing: ListingRead, *, limit: int = 5) -> tuple[ListingCard, ...]:
    """List what else is near a listing's first public place."""
    place = next((site.place for site in listing.sites if site.place.lon is not None), None)
    if place is None:
        return ()
    query = ListingQuery(lon=place.lon, lat=place.lat, radius_m=NEARBY_M, per_page=limit + 1)
    found = search(session, query, with_facets=False).contents
    return tuple(card for card in found if card.id != listing.id)[:limit]


def similar(session: Session, listing: ListingRead, *, limit: int = 5) -> tuple[ListingCard, ...]:
    """List the nearest listings about the same things, but those that asked to be left out.

    One that asked is shown none either: who takes no part does not look in.
    """
    left_out = queries.list_left_out(session)
    if not listing.categories or listing.id.hex in left_out:
        return ()
    place = next((site.place for site in listing.sites if site.place.lon is not None), None)
    query = ListingQuery(
        categories=listing.categories,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        per_page=limit + 1 + len(left_out),
    )
    found = search(session, query, with_facets=False).contents
    shown = (card for card in found if card.id != listing.id and card.id.hex not in left_out)
    return tuple(shown)[:limit]


def shortlist(session: Session, ids: Sequence[UUID], origin: Origin | None) -> tuple[ListingCard, ...]:
    """Give the chosen listings in the order chosen; those that are no more are left out."""
    return cards_by_id(session, ids, origin)


def categories(session: Session) -> tuple[CategoryRead, ...]:
    """List every category under its heading."""
    return tuple(
        CategoryRead(row.slug, row.label, row.plural, row.heading) for row in queries.list_categories(session)
    )


def sources(session: Session) -> tuple[SourceSummary, ...]:
    """List where the listings come from."""
    return tuple(
        SourceSummary(row.title, row.publisher, row.url, row.licence, row.vintage, row.credit, row.records)
        for row in queries.list_sources(session)
    )


def counts(session: Session) -> Counts:
    """Tell how much the directory holds."""
    by_kind = queries.count_by_kind(session)
    parishes = by_kind.pop(Kind.PARISH_COUNCIL.value, 0)
    return Counts(
        listings=sum(by_kind.values()),
        kinds=len(by_kind),
        parishes=parishes,
        confirmed=queries.count_confirmed(session),
    )


def slugs(session: Session) -> tuple[str, ...]:
    """List the address of every listing."""
    return tuple(row.slug for row in queries.list_slugs(session))
