"""What goes into matching, and what do matching and digests tell?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from directory.noticeboard.schemas import NoticeRead
from directory.profiles.schemas import Profile
from directory.subscriptions.ledger import SubscriptionRead


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One purpose that somebody agreed to, and what is known of the listing it is for."""

    asked: SubscriptionRead
    profile: Profile | None = None
    """Of the listing; None for a resident."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open notice, and where it applies."""

    notice: NoticeRead
    inside: frozenset[str] = frozenset()
    """Codes of every area that lies wholly where it applies."""
    around: frozenset[str] = frozenset()
    """Codes of the areas that overlap it: who asks about a district hears of its parishes."""
    from_parish_council: bool = False

    @property
    def is_everywhere(self) -> bool:
        """Whether it names no place at all."""
        return not self.notice.said.areas and self.notice.said.shape is None


@dataclass(frozen=True, slots=True)
class Matches:
    """Which subscribers which notices fit: positions in what was given, in the order of subscribers."""

    subscriber: NDArray[np.int32]
    notice: NDArray[np.int32]

    def pairs(self) -> list[tuple[int, int]]:
        """Give them as plain pairs."""
        return list(zip(self.subscriber.tolist(), self.notice.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Because:
    """Why a notice is told to somebody, for one listing of theirs or for themselves."""

    subject: str
    """UUID of the listing; empty for a resident."""
    sentence: str
    """Because you are in Fenland, work with young people, and asked about funding."""
    events: tuple[UUID, ...]
    """Of the ledger, which it rests on."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as one digest tells it."""

    candidate: Candidate
    because: tuple[Because, ...]

    @property
    def events(self) -> tuple[UUID, ...]:
        """The events of the ledger it rests on."""
        return tuple(dict.fromkeys(event for one in self.because for event in one.events))


@dataclass(frozen=True, slots=True)
class Links:
    """Where one digest leads."""

    manage: str
    why: str
    stop: str
    more: str
    """All notices that are open."""
    about: str
    phone: str | None
    """Of somebody to talk to, and whose it is; None where none is known."""
    notices: Mapping[UUID, str]
    dismiss: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a digest says, ready for the outbox."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class DigestReport:
    """What one round of making digests did."""

    made: int = 0
    urgent: int = 0
    paper: int = 0
    """Of those made, how many wait to be taken out as letters or text messages."""
    notices: int = 0
    """Told in them."""
    not_due: int = 0
    """People for whom there is something, in whose rhythm it is not yet time."""
    gone: int = 0
    """People whose consent, or whose wish, had changed by the moment of writing."""
    shown: tuple[Letter, ...] = field(default=())
    """What would be written, where nothing is (a dry run)."""


@dataclass(frozen=True, slots=True)
class ConsentTold:
    """What somebody had agreed to, in the words that were shown to them."""

    purpose: str
    subject: str
    wording: str
    at: datetime
    how: str
    terms: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class WhyItem:
    """Why one notice stood in a digest."""

    notice_id: UUID
    edition: int
    reasons: tuple[str, ...]
    consents: tuple[ConsentTold, ...]
    clicked_at: datetime | None
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class WhyRead:
    """Why somebody got a digest, from the ledger as it stood when it was made."""

    digest_id: UUID
    account_id: UUID
    made_at: datetime
    way: str
    urgent: bool
    may_count: bool
    """They agreed that what becomes of it is counted."""
    items: tuple[WhyItem, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """When somebody is written to next."""

    last: date | None
    """The day of their last digest in their rhythm."""
    days: int
    """The shortest rhythm among what they agreed to."""
