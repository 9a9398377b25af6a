"""What does the upkeep of a listing depend on, and what comes next?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from directory.settings import Settings


class Stage(StrEnum):
    """Which of the messages about one listing a message is."""

    FIRST = "first"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    """To the parish clerk or, where there is none, the coordinators of the district."""
    LEFT = "left"
    """It has left the public list: how to bring it back."""


class Step(StrEnum):
    """What is to be done about a listing now."""

    NOTHING = "nothing"
    ASK = "ask"
    MARK = "mark"
    """Mark it as not confirmed."""
    LEAVE = "leave"
    """Take it off the public list."""


@dataclass(frozen=True, slots=True)
class Spans:
    """How long each part of the cycle lasts."""

    upkeep_months: int = 6
    reminder_weeks: int = 3
    escalate_weeks: int = 3
    unconfirmed_weeks: int = 4
    departure_months: int = 3

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read them from the settings."""
        return cls(
            settings.upkeep_months,
            settings.reminder_weeks,
            settings.escalate_weeks,
            settings.unconfirmed_weeks,
            settings.departure_months,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One person was asked about the listing in this round."""

    stage: Stage
    account_id: UUID
    on: date | None
    """The day the message left; None while it waits. One that was refused is no asking at all."""


@dataclass(frozen=True, slots=True)
class UpkeepCase:
    """All that the next step for one listing depends on."""

    listing_id: UUID
    assured_on: date | None
    here_since: date
    owned: bool
    in_register: bool = False
    """Some list that we take over still has it: it does not leave by the clock."""
    unconfirmed_since: date | None = None
    left: bool = False
    """It has left the public list because nobody confirmed it."""
    owners: tuple[UUID, ...] = ()
    """Only those who may be written to; the same for the others."""
    clerks: tuple[UUID, ...] = ()
    coordinators: tuple[UUID, ...] = ()
    asked: tuple[Asked, ...] = ()
    """In this round: since it was last confirmed."""

    @property
    def round_from(self) -> str:
        """The word by which a round is known."""
        return "" if self.assured_on is None else self.assured_on.isoformat()

    @property
    def in_cycle(self) -> bool:
        """Whether the clock runs for it at all."""
        return self.owned or self.assured_on is not None

    @property
    def helpers(self) -> tuple[UUID, ...]:
        """Whom to turn to where the owner does not answer."""
        return self.clerks or self.coordinators


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done about one listing."""

    step: Step
    stage: Stage | None = None
    to: tuple[UUID, ...] = ()
    """Whom to ask."""


@dataclass(frozen=True, slots=True)
class UpkeepReport:
    """What one round of the cycle did."""

    asked: int = 0
    messages: int = 0
    marked: int = 0
    left: int = 0
    held: int = 0
    """Listings with somebody to ask who has had a message this week."""


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """A listing, as far as its upkeep depends on the directory store."""

    id: UUID
    slug: str
    name: str
    assured_on: date | None
    here_since: date
    owned: bool
    in_register: bool
    unconfirmed_since: date | None
    left: bool
    parishes: frozenset[str]
    districts: frozenset[str]


@dataclass(frozen=True, slots=True)
class AskRead:
    """A question that was put to somebody, as its link leads to it."""

    id: UUID
    listing_id: UUID
    account_id: UUID
    stage: Stage
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Contacted:
    """The newest message of a purpose to somebody."""

    email: str
    state: str
    sent_at: datetime | None
