"""What does somebody tell who asks to hire a room, and what is shown of it to whom?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from directory.venues.bookings import Span
from directory.venues.words import Facility, Hirer


class EnquiryState(StrEnum):
    """Where an enquiry stands."""

    CONFIRMING = "confirming"
    """Who asked has not proved their address yet: the venue knows nothing."""
    SENT = "sent"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """Its first day came and the venue had not answered."""

    @property
    def label(self) -> str:
        """Plain English, as both sides read it."""
        return {
            "confirming": "Not sent yet",
            "sent": "Sent to the venue",
            "provisional": "Kept for now",
            "confirmed": "Confirmed by the venue",
            "declined": "The venue said no",
            "withdrawn": "Taken back",
            "lapsed": "Not answered in time",
        }[self.value]

    @property
    def waits(self) -> bool:
        """The venue may still answer otherwise."""
        return self in {EnquiryState.SENT, EnquiryState.PROVISIONAL, EnquiryState.CONFIRMED}


class Reply(StrEnum):
    """What a venue may answer."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class EnquiryDraft:
    """What somebody tells who asks for a room."""

    room_id: UUID
    group_name: str
    name: str
    email: str
    phone: str | None
    purpose: str
    people: int
    hirer: Hirer
    spans: tuple[Span, ...]
    needs: tuple[Facility, ...] = ()
    pence_told: int | None = None
    """The price of all times together as the page showed it; None where it is to be asked."""
    group_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EnquiryRead:
    """An enquiry whole: for who asked, and once it was sent for who answers at the venue."""

    id: UUID
    room_id: UUID
    listing_id: UUID
    group_name: str
    name: str
    email: str
    phone: str | None
    purpose: str
    people: int
    hirer: Hirer
    spans: tuple[Span, ...]
    needs: tuple[Facility, ...]
    pence_told: int | None
    state: EnquiryState
    reply: str | None
    created_at: datetime
    confirmed_at: datetime | None
    answered_at: datetime | None
