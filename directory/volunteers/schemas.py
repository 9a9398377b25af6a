"""What is said of somebody who helps, by whom, to whom?"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.volunteers.words import AgeBand, Shared, Training, Transport


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time of the week, in London time; day 0 is Monday, minutes are after midnight."""

    day: int
    starts_min: int
    ends_min: int


@dataclass(frozen=True, slots=True)
class VolunteerDraft:
    """What somebody says of themselves; the same form for joining and for every change."""

    name: str
    phone: str | None = None
    experience: str | None = None
    slots: tuple[Slot, ...] = ()
    travel_m: int = 8000
    from_home: bool = True
    transport: tuple[Transport, ...] = ()
    skills: tuple[Skill, ...] = ()
    themes: tuple[str, ...] = ()
    """Words of `needs.likes`."""
    languages: tuple[str, ...] = ()
    """Codes of `languages.EVERY_LANGUAGE`."""
    wants: tuple[Ease, ...] = ()
    age_band: AgeBand = AgeBand.ADULT
    guardian_name: str | None = None
    guardian_email: str | None = None
    earns_credits: bool = False


class Standing(StrEnum):
    """Where somebody stands in the bank, and what is missing."""

    READY = "ready"
    NOT_IN_BANK = "not_in_bank"
    """They took one thing, and are not asked for others."""
    GUARDIAN = "guardian"
    """Waits for the parent or guardian."""
    NOT_CONFIRMED = "not_confirmed"
    """Rests: they did not say for long that it is still right."""
    STOPPED = "stopped"
    """Rests: they do not want to be written to."""


@dataclass(frozen=True, slots=True)
class AwayRead:
    """Days on which somebody cannot help, first and last included."""

    id: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class CheckRead:
    """A check somebody holds. Its number is nowhere."""

    id: UUID
    level: CheckLevel
    workforce: Workforce
    checked_on: date
    good_until: date
    """The last day it is relied on."""
    verified_by: UUID | None
    """The listing that saw it; None while it is only told."""
    verified_role: str | None
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class TrainingRead:
    """Training, or a reference that somebody holds."""

    id: UUID
    what: Training | None
    """None for a reference."""
    on_date: date
    held_by: UUID | None
    """The listing that holds the reference, or that gave the training."""


@dataclass(frozen=True, slots=True)
class GrantRead:
    """What one listing may see of a volunteer, and since when."""

    listing_id: UUID
    what: Shared
    how: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class LookRead:
    """Somebody looked: in which listing's name, at what, when."""

    listing_id: UUID | None
    account_id: UUID
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HoursRead:
    """Time given on a day."""

    listing_id: UUID
    on_date: date
    minutes: int
    credits: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class VolunteerRead:
    """All that is kept of a volunteer, for the volunteer alone."""

    id: UUID
    account_id: UUID | None
    said: VolunteerDraft
    bank: bool
    standing: Standing
    lsoa21: str | None
    away: tuple[AwayRead, ...]
    checks: tuple[CheckRead, ...]
    training: tuple[TrainingRead, ...]
    grants: tuple[GrantRead, ...]
    """Those that hold now."""
    guardian_agreed_at: datetime | None
    current_at: datetime
    created_at: datetime

    @property
    def ready(self) -> bool:
        """Whether they may be asked."""
        return self.standing is Standing.READY


@dataclass(frozen=True, slots=True)
class Seen:
    """What one listing may see of a volunteer now; None where it was not granted."""

    volunteer_id: UUID
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    experience: str | None = None
    checks: tuple[CheckRead, ...] | None = None
    training: tuple[TrainingRead, ...] | None = None
