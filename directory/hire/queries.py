"""Which enquiries, and which addresses of calendars, are there? Reads of the people store."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from directory.hire.models import CalendarAddress, HireEnquiry
from directory.sealing import address_found_by


def find(session: Session, enquiry_id: UUID) -> HireEnquiry | None:
    """Find an enquiry by its id."""
    return session.get(HireEnquiry, enquiry_id)


def find_by_token(session: Session, token_hash: str) -> HireEnquiry | None:
    """Find an enquiry by the link of who asked."""
    return session.exec(select(HireEnquiry).where(col(HireEnquiry.token_hash) == token_hash)).one_or_none()


def find_by_answer(session: Session, answer_hash: str) -> HireEnquiry | None:
    """Find an enquiry by the link of the venue."""
    return session.exec(select(HireEnquiry).where(col(HireEnquiry.answer_hash) == answer_hash)).one_or_none()


def list_of_listings(
    session: Session, listing_ids: Collection[UUID] | None, *, most: int
) -> list[HireEnquiry]:
    """List what was sent to venues, the newest first; to all of them where none are named."""
    sent = select(HireEnquiry).where(col(HireEnquiry.confirmed_at).is_not(None))
    if listing_ids is not None:
        sent = sent.where(col(HireEnquiry.listing_id).in_(listing_ids))
    return list(session.exec(sent.order_by(col(HireEnquiry.confirmed_at).desc()).limit(most)))


def asked_listings(session: Session) -> set[UUID]:
    """Name the venues that were ever asked."""
    asked = select(HireEnquiry.listing_id).where(col(HireEnquiry.confirmed_at).is_not(None))
    return set(session.exec(asked.distinct()))


def count_open(session: Session, email: str) -> int:
    """Count what an address has asked that nobody answered yet."""
    asked = select(func.count()).where(
        col(HireEnquiry.email_hash).in_(address_found_by(session, email)),
        col(HireEnquiry.state).in_(("confirming", "sent")),
    )
    return int(session.execute(asked).scalar_one())


def list_by_email(session: Session, email: str) -> list[HireEnquiry]:
    """List what somebody asked of venues."""
    found_by = address_found_by(session, email)
    return list(session.exec(select(HireEnquiry).where(col(HireEnquiry.email_hash).in_(found_by))))


def list_waiting(session: Session) -> list[HireEnquiry]:
    """List what waits for a venue's answer."""
    return list(session.exec(select(HireEnquiry).where(col(HireEnquiry.state).in_(("sent", "provisional")))))


def list_settled(session: Session) -> list[HireEnquiry]:
    """List what a venue or who asked has settled, to forget what is long past."""
    return list(session.exec(select(HireEnquiry).where(col(HireEnquiry.state) != "confirming")))


def delete_unsent(session: Session, before: datetime) -> int:
    """Forget what was never confirmed; return how many."""
    gone = delete(HireEnquiry).where(
        col(HireEnquiry.state) == "confirming", col(HireEnquiry.created_at) < before
    )
    return session.execute(gone).rowcount  # type: ignore[attr-defined,no-any-return]


def addresses_of(session: Session, room_id: UUID | None = None) -> list[CalendarAddress]:
    """List the addresses that calendars are read from, of a room or of all."""
    rows = select(CalendarAddress).order_by(col(CalendarAddress.calendar_id))
    return list(session.exec(rows if room_id is None else rows.where(CalendarAddress.room_id == room_id)))
