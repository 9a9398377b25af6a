"""Every read of needs, their times, and of what their listings say of where they are."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select
from sqlmodel import Session, col

from directory.listings.models import Category, Listing, ListingCategory, Location, ServiceAtLocation
from directory.needs.models import Answering, HelpNeed, NeedSession, NeedSlot, Safeguarding
from directory.words import Status

Rows = Sequence[Row[Any]]
_CHUNK = 500


def find_need(session: Session, need_id: UUID) -> HelpNeed | None:
    """Find a need to change it."""
    return session.get(HelpNeed, need_id, populate_existing=True)


def find_by_slug(session: Session, slug: str) -> Row[Any] | None:
    """Find a need by its address, with its listing; whatever its state."""
    return session.execute(_needs().where(col(HelpNeed.slug) == slug)).first()


def find_by_id(session: Session, need_id: UUID) -> Row[Any] | None:
    """Find a need by its id, with its listing; whatever its state."""
    return session.execute(_needs().where(col(HelpNeed.id) == need_id)).first()


def list_open(session: Session, today: date, *, examples: bool) -> Rows:
    """List the open needs of listings that are shown, the first to end first."""
    wanted = _needs().where(
        col(HelpNeed.state) == "open",
        col(HelpNeed.open_until) >= today,
        col(Listing.status) == Status.ACTIVE.value,
    )
    if not examples:
        wanted = wanted.where(~col(HelpNeed.example))
    return session.execute(
        wanted.order_by(col(HelpNeed.open_until), col(HelpNeed.title), col(HelpNeed.id))
    ).all()


def list_recruiting(session: Session, today: date) -> Sequence[UUID]:
    """List which listings have an open need."""
    found = select(col(HelpNeed.listing_id)).where(
        col(HelpNeed.state) == "open", col(HelpNeed.open_until) >= today
    )
    return session.scalars(found.distinct()).all()


def list_of_listing(session: Session, listing_id: UUID) -> Rows:
    """List all needs of a listing, what was last changed first."""
    return session.execute(
        _needs()
        .where(col(HelpNeed.listing_id) == listing_id)
        .order_by(col(HelpNeed.updated_at).desc(), col(HelpNeed.id))
    ).all()


def list_models(
    session: Session, *, listing_id: UUID | None = None, state: str | None = None
) -> list[HelpNeed]:
    """List needs to change them."""
    wanted = select(HelpNeed).execution_options(populate_existing=True)
    if listing_id is not None:
        wanted = wanted.where(col(HelpNeed.listing_id) == listing_id)
    if state is not None:
        wanted = wanted.where(col(HelpNeed.state) == state)
    return list(
        session.scalars(wanted.order_by(col(HelpNeed.open_until), col(HelpNeed.title), col(HelpNeed.id)))
    )


def list_sessions(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """List the times of needs that were not cancelled, in order."""
    found: dict[UUID, list[Row[Any]]] = {each: [] for each in ids}
    for some in _chunks(ids):
        rows = session.execute(
            select(*(col(getattr(NeedSession, name)) for name in NeedSession.model_fields))
            .where(col(NeedSession.need_id).in_(some), ~col(NeedSession.cancelled))
            .order_by(col(NeedSession.starts_at), col(NeedSession.id))
        )
        for row in rows:
            found[row.need_id].append(row)
    return found


def list_session_models(session: Session, need_id: UUID) -> list[NeedSession]:
    """List the times of a need to change them, the cancelled ones too."""
    wanted = select(NeedSession).where(col(NeedSession.need_id) == need_id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def find_session(session: Session, session_id: UUID) -> NeedSession | None:
    """Find one time to change it."""
    return session.get(NeedSession, session_id, populate_existing=True)


def list_slots(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """List the times of the week of needs, in order."""
    found: dict[UUID, list[Row[Any]]] = {each: [] for each in ids}
    for some in _chunks(ids):
        rows = session.execute(
            select(*(col(getattr(NeedSlot, name)) for name in NeedSlot.model_fields))
            .where(col(NeedSlot.need_id).in_(some))
            .order_by(col(NeedSlot.day), col(NeedSlot.starts_min))
        )
        for row in rows:
            found[row.need_id].append(row)
    return found


def replace_slots(session: Session, need_id: UUID, slots: Iterable[NeedSlot]) -> None:
    """Put times of the week in place of those there were."""
    session.execute(delete(NeedSlot).where(col(NeedSlot.need_id) == need_id))
    session.flush()
    session.add_all(list(slots))
    session.flush()


def slug_taken(session: Session, slug: str, but: UUID) -> bool:
    """Whether another need has an address."""
    found = select(col(HelpNeed.id)).where(col(HelpNeed.slug) == slug, col(HelpNeed.id) != but)
    return session.execute(found).first() is not None


def find_listing(session: Session, listing_id: UUID) -> Listing | None:
    """Find the listing a need is of."""
    return session.get(Listing, listing_id, populate_existing=True)


def list_places(session: Session, listing_ids: Collection[UUID]) -> dict[UUID, list[Row[Any]]]:
    """List where listings are, as finely as each may be told; the placed ones first."""
    found: dict[UUID, list[Row[Any]]] = {each: [] for each in listing_ids}
    for some in _chunks(listing_ids):
        rows = session.execute(
            select(
                col(ServiceAtLocation.listing_id),
                *(
                    col(getattr(Location, name))
                    for name in (
                        *("precision", "address", "postcode", "lon", "lat", "easting", "northing"),
                        *("lsoa21", "parish", "district", "stated_district"),
                    )
                ),
            )
            .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
            .where(col(ServiceAtLocation.listing_id).in_(some))
            .order_by(col(Location.lon).is_(None), col(Location.id))
        )
        for row in rows:
            found[row.listing_id].append(row)
    return found


def find_safeguarding(session: Session, listing_id: UUID) -> Safeguarding | None:
    """Find what a group says of how it keeps people safe."""
    return session.get(Safeguarding, listing_id, populate_existing=True)


def find_answering(session: Session, listing_id: UUID) -> Answering | None:
    """Find how a group was observed to answer."""
    return session.get(Answering, listing_id, populate_existing=True)


def list_known_categories(session: Session, slugs: Collection[str]) -> set[str]:
    """Find which categories are there."""
    return set(session.scalars(select(col(Category.slug)).where(col(Category.slug).in_(list(slugs)))))


def list_merged(session: Session) -> Rows:
    """List the needs whose listing was merged into another, and into which."""
    return session.execute(
        select(col(HelpNeed.id), col(Listing.goes_to))
        .join(Listing, col(Listing.id) == col(HelpNeed.listing_id))
        .where(col(Listing.departure) == "merged", col(Listing.goes_to).is_not(None))
    ).all()


def any_begun(session: Session, since: datetime, until: datetime) -> bool:
    """Whether any time at which help was needed began in a span."""
    found = select(func.count()).where(
        col(NeedSession.starts_at) >= since, col(NeedSession.starts_at) < until, ~col(NeedSession.cancelled)
    )
    return bool(session.execute(found).scalar())


def _needs() -> Select[Any]:
    return select(
        *(col(getattr(HelpNeed, name)) for name in HelpNeed.model_fields),
        col(Listing.slug).label("listing_slug"),
        col(Listing.name).label("listing_name"),
        col(Listing.status).label("listing_status"),
    ).join(Listing, col(Listing.id) == col(HelpNeed.listing_id))


def _chunks(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    known = list(ids)
    return (known[start : start + _CHUNK] for start in range(0, len(known), _CHUNK))


def list_categories_of(session: Session, listing_id: UUID) -> tuple[str, ...]:
    """List what a listing is about."""
    found = select(col(ListingCategory.category)).where(col(ListingCategory.listing_id) == listing_id)
    return tuple(session.scalars(found.order_by(col(ListingCategory.category))))
