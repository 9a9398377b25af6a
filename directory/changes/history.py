"""Which states has a listing had? Versions are added, never changed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlmodel import Session, col

from directory import clock
from directory.changes.document import as_document, from_document, read_record
from directory.changes.labels import label_of
from directory.changes.models import ListingVersion
from directory.changes.schemas import Actor, FieldChange, VersionRead
from directory.errors import Conflict, NotFound
from directory.listings.models import Listing
from directory.listings.record import ListingRecord


def find_version(session: Session, version_id: UUID) -> VersionRead | None:
    """Find the version that a change made, by the id of either."""
    found = session.get(ListingVersion, version_id)
    return None if found is None else _read(found)


def find_made(session: Session, change_id: UUID, listing_id: UUID, source: str) -> VersionRead | None:
    """Find what a change made already; an id that another change used is refused."""
    made = find_version(session, change_id)
    if made is not None and (made.listing_id, made.source) != (listing_id, source):
        raise Conflict("Another change used this form already. Open the page again, and repeat what you did.")
    return made


def record_of(session: Session, version_id: UUID) -> ListingRecord:
    """Give the whole listing as a version has it."""
    found = session.get(ListingVersion, version_id)
    if found is None:
        raise NotFound("There is no such version of a listing.", field="version")
    return from_document(found.record)


def record_at(session: Session, listing_id: UUID, number: int) -> ListingRecord:
    """Give the whole listing as its version of a number has it."""
    found = session.execute(
        select(col(ListingVersion.record)).where(
            col(ListingVersion.listing_id) == listing_id, col(ListingVersion.number) == number
        )
    ).scalar()
    if found is not None:
        return from_document(found)
    if number == 1:
        return read_record(session, listing_id)
    raise NotFound(f"The listing has no version {number}.", field="version")


def versions(session: Session, listing_id: UUID) -> tuple[VersionRead, ...]:
    """List the states a listing had, the newest first; none where it was never changed here."""
    rows = session.execute(
        select(ListingVersion)
        .where(col(ListingVersion.listing_id) == listing_id)
        .order_by(col(ListingVersion.number).desc())
    ).scalars()
    return tuple(_read(row) for row in rows)


def current_number(session: Session, listing_id: UUID) -> int:
    """Tell the number of the state a listing is in; 1 where it was never changed here."""
    return _last_number(session, listing_id) or 1


def _last_number(session: Session, listing_id: UUID) -> int | None:
    number: int | None = session.execute(
        select(func.max(col(ListingVersion.number))).where(col(ListingVersion.listing_id) == listing_id)
    ).scalar()
    return number


def newest(session: Session, listing_id: UUID) -> VersionRead:
    """Give the state a listing is in; it has one."""
    return versions_after(session, listing_id, current_number(session, listing_id) - 1)[0]


def versions_after(session: Session, listing_id: UUID, number: int) -> tuple[VersionRead, ...]:
    """List the states after that of a number, the newest first."""
    return tuple(version for version in versions(session, listing_id) if version.number > number)


def ensure_first(session: Session, listing_id: UUID, record: ListingRecord) -> None:
    """Keep the state a listing came with, before it is changed for the first time."""
    if _last_number(session, listing_id) is not None:
        return
    listing = session.get_one(Listing, listing_id)
    session.add(
        ListingVersion(
            id=uuid4(),  # one that could be known beforehand, another change could have taken
            listing_id=listing_id,
            number=1,
            at=listing.created_at,
            actor_role="import",
            source="shipped" if listing.shipped else "import",
            record=as_document(record),
            changes=[],
        )
    )
    session.flush()


def add_version(
    session: Session,
    listing_id: UUID,
    record: ListingRecord,
    changes: Iterable[FieldChange],
    *,
    actor: Actor,
    source: str,
    change_id: UUID,
    note: str | None,
) -> VersionRead:
    """Keep the state a change led to."""
    version = ListingVersion(
        id=change_id,
        listing_id=listing_id,
        number=(_last_number(session, listing_id) or 0) + 1,
        at=clock.now(),
        actor_id=actor.account_id,
        actor_role=actor.role,
        source=source,
        note=note,
        record=as_document(record),
        changes=[
            {"field": each.field, "label": each.label, "before": each.before, "after": each.after}
            for each in changes
        ],
    )
    session.add(version)
    session.flush()
    return _read(version)


def _read(version: ListingVersion) -> VersionRead:
    return VersionRead(
        id=version.id,
        listing_id=version.listing_id,
        number=version.number,
        at=version.at,
        actor=Actor(version.actor_role, version.actor_id),
        source=version.source,
        note=version.note,
        changes=tuple(_change(each) for each in version.changes),
    )


def _change(held: dict[str, Any]) -> FieldChange:
    field = str(held["field"])
    return FieldChange(field, held.get("label") or label_of(field), held["before"], held["after"])
