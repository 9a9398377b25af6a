"""Every read of partnerships, and the writing of those that ship."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, text
from sqlmodel import Session, col

from directory.listings.models import SourceRecord
from directory.partnerships.models import Partnership, PartnershipMember

_MEMBERS = text(
    "SELECT m.partnership_id, m.name, m.as_of, m.source, l.slug AS listing_slug, l.name AS listing_name "
    "FROM partnership_member m LEFT JOIN listing l ON l.id = m.listing_id AND l.status != 'inactive' "
    "WHERE m.partnership_id = :id ORDER BY m.name"
)


def find_by_slug(session: Session, slug: str) -> Partnership | None:
    """Find a partnership by its address."""
    return session.execute(select(Partnership).where(col(Partnership.slug) == slug)).scalar_one_or_none()


def list_all(session: Session) -> Sequence[Partnership]:
    """List every partnership by name."""
    return session.execute(select(Partnership).order_by(col(Partnership.name))).scalars().all()


def list_in(session: Session, codes: Collection[str]) -> Sequence[Partnership]:
    """List the partnerships that work in one of some areas."""
    return (
        session.execute(
            select(Partnership).where(col(Partnership.area_code).in_(codes)).order_by(col(Partnership.name))
        )
        .scalars()
        .all()
    )


def list_of_listing(session: Session, listing_id: UUID) -> Sequence[Partnership]:
    """List the partnerships that a listing is in, or is the listing of."""
    within = select(col(PartnershipMember.partnership_id)).where(
        col(PartnershipMember.listing_id) == listing_id
    )
    return (
        session.execute(
            select(Partnership)
            .where((col(Partnership.listing_id) == listing_id) | col(Partnership.id).in_(within))
            .order_by(col(Partnership.name))
        )
        .scalars()
        .all()
    )


def list_members(session: Session, partnership_id: UUID) -> Sequence[Row[Any]]:
    """List who is in a partnership, with their listing where it is shown."""
    return session.connection().execute(_MEMBERS, {"id": partnership_id.hex}).all()


def find_member(session: Session, partnership_id: UUID, name: str) -> PartnershipMember | None:
    """Find one member by name."""
    return session.get(PartnershipMember, (partnership_id, name))


def remove_shipped(session: Session) -> None:
    """Take out the members that shipped before; partnerships themselves are written over."""
    session.execute(delete(PartnershipMember).where(col(PartnershipMember.shipped)))


def listing_of_record(session: Session, source: str, source_id: str) -> UUID | None:
    """Find the listing behind one record of a source."""
    return session.execute(
        select(col(SourceRecord.listing_id)).where(
            col(SourceRecord.source) == source, col(SourceRecord.source_id) == source_id
        )
    ).scalar()
