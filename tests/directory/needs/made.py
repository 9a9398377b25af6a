"""What do the tests write? Needs of real listings of the shipped data."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory.changes.schemas import Actor
from directory.listings.models import Listing
from directory.needs.schemas import NeedDraft, SessionDraft
from directory.needs.service import open_need, tell_safeguarding, write_need
from directory.needs.words import Rhythm

OWNER = Actor("owner", UUID(int=3))
TODAY = date(2026, 11, 23)
"""A Monday."""
THURSDAY = date(2026, 11, 26)
DRAFT = NeedDraft(
    listing_id=UUID(int=1),
    title="Put books back on the shelves",
    rhythm=Rhythm.MICRO,
    contact_role="the library manager",
    answers_within_days=2,
    open_until=date(2026, 12, 31),
    minutes=60,
    sessions=(SessionDraft(THURSDAY, 14 * 60, 15 * 60),),
)


def listing_id(session: Session, slug: str = "march-library") -> UUID:
    """Find a listing."""
    return session.execute(select(col(Listing.id)).where(col(Listing.slug) == slug)).scalar_one()


def draft(session: Session, slug: str = "march-library", **changes: object) -> NeedDraft:
    """Make a draft of a listing that differs from the usual one."""
    return replace(DRAFT, listing_id=listing_id(session, slug), **changes)  # type: ignore[arg-type]


def opened(session: Session, slug: str = "march-library", **changes: object) -> UUID:
    """Write a need and open it."""
    found = write_need(session, draft(session, slug, **changes), actor=OWNER)
    open_need(session, found, actor=OWNER)
    return found


def safe(session: Session, slug: str = "march-library") -> None:
    """Say how a listing keeps people safe."""
    tell_safeguarding(
        session,
        listing_id(session, slug),
        statement="Two of us are always in the room, and who is new comes along with somebody for a month.",
        lead_role="Safeguarding lead",
        reviewed_on=date(2026, 5, 1),
        actor=OWNER,
    )
