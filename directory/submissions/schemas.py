"""What is told of something sent in, to its sender and to those who decide?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from directory.accounts.policies import SubmissionState as State
from directory.listings.record import ListingRecord
from directory.submissions.answers import Answers

__all__ = ["Opened", "Sender", "State", "SubmissionKind", "SubmissionRead", "Way"]


class SubmissionKind(StrEnum):
    """What somebody sends in."""

    ADD = "add"
    CLAIM = "claim"
    CHANGE = "change"
    REPORT = "report"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "add": "New listing",
            "claim": "Claim",
            "change": "Suggested change",
            "report": "Reported problem",
        }[self.value]


class Way(StrEnum):
    """How a claim is made good."""

    OWN_EMAIL = "own_email"
    """By a link sent to the listing's own published address."""
    MODERATOR = "moderator"
    CONTESTED = "contested"
    """Somebody else runs it here already: they and a moderator are asked."""
    FURTHER_OWNER = "further_owner"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class SubmissionRead:
    """Something sent in."""

    id: UUID
    kind: SubmissionKind
    state: State
    listing_id: UUID | None
    base_version: int | None
    district: str | None
    parish: str | None
    account_id: UUID | None
    email: str | None
    email_confirmed: bool
    doubts: int
    answers: Answers
    record: ListingRecord | None
    message: str | None
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None
    decided_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft, and the secret in the link to it."""

    id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends something, as far as we know."""

    network: str
    """Address of the network; only a keyed hash of it is kept."""
    email: str | None = None
    account_id: UUID | None = None
    """Of somebody signed in: their address is known to be theirs."""
    doubts: int = 0
