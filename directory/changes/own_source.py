"""Where does a listing come from that people told us here?"""

from datetime import date
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.listings.models import Source
from directory.listings.record import ListingRecord, SourceRef

OWN_SOURCE: Final = "told_here"


def own_ref(listing_id: UUID, on: date) -> SourceRef:
    """Name people's own telling as the source of a listing."""
    return SourceRef(source=OWN_SOURCE, source_id=str(listing_id), date=on.isoformat())


def ensure_own_source(session: Session, record: ListingRecord) -> None:
    """Describe people's own telling as a source, where a record is the first to name it."""
    if any(ref.source == OWN_SOURCE for ref in record.sources):
        describe_own_source(session)


def describe_own_source(session: Session) -> None:
    """Describe it, once, with the licence that the form tells."""
    if session.get(Source, OWN_SOURCE) is not None:
        return
    session.add(
        Source(
            key=OWN_SOURCE,
            title="Told to this directory by the people who run it",
            publisher="The groups themselves",
            licence="Creative Commons Attribution 4.0 (CC BY 4.0)",
            vintage="",
            credit="Told to this directory by the group.",
        )
    )
    session.flush()
