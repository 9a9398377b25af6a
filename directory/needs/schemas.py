"""What is written and read of a need: what help, where, when, how many, and who answers by when?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from directory.needs.words import CheckLevel, Ease, NeedState, Rhythm, Skill, Whereabouts, Workforce


@dataclass(frozen=True, slots=True)
class SlotRead:
    """A time of the week at which help is welcome, in minutes after midnight, London time; 0 is Monday."""

    day: int
    starts_min: int
    ends_min: int


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """A time at which help is needed as it is typed: a day and two times of the clock in London.

    `weeks` above one makes as many sessions, a week apart, at the same time by the clock.
    """

    day: date
    starts_min: int
    ends_min: int
    weeks: int = 1


@dataclass(frozen=True, slots=True)
class SessionRead:
    """One time at which help is needed, and how many of its places are taken as last told."""

    id: UUID
    starts_at: datetime
    """Aware UTC, the same for its end."""
    ends_at: datetime
    places: int
    taken: int

    @property
    def left(self) -> int:
        """How many places are free."""
        return max(0, self.places - self.taken)


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """What a group says of the help it needs."""

    listing_id: UUID
    title: str
    rhythm: Rhythm
    contact_role: str
    answers_within_days: int
    open_until: date
    summary: str = ""
    whereabouts: Whereabouts = Whereabouts.PLACE
    postcode: str | None = None
    """Where, if not where the listing is."""
    minutes: int | None = None
    places: int = 1
    skills: tuple[Skill, ...] = ()
    needs_skills: tuple[Skill, ...] = ()
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    eases: tuple[Ease, ...] = ()
    min_age: int = 18
    check_level: CheckLevel = CheckLevel.NONE
    workforce: Workforce | None = None
    check_note: str | None = None
    """Why less than an enhanced check is enough, where it is with children or adults at risk."""
    expenses_note: str | None = None
    earns_credits: bool = False
    source_url: str | None = None
    sessions: tuple[SessionDraft, ...] = ()
    slots: tuple[SlotRead, ...] = ()
    example: bool = False


@dataclass(frozen=True, slots=True)
class NeedRead:
    """A need as it is read: what, where, when, and how far it is filled."""

    id: UUID
    slug: str
    listing_id: UUID
    listing_slug: str
    listing_name: str
    title: str
    summary: str
    state: NeedState
    rhythm: Rhythm
    whereabouts: Whereabouts
    lon: float | None
    """Where, never finer than its listing may be shown; None where unknown. So for the rest."""
    lat: float | None
    easting: float | None
    northing: float | None
    parish: str | None
    district: str | None
    minutes: int | None
    places: int
    skills: tuple[Skill, ...]
    needs_skills: tuple[Skill, ...]
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    eases: tuple[Ease, ...]
    min_age: int
    check_level: CheckLevel
    workforce: Workforce | None
    contact_role: str
    answers_within_days: int
    open_until: date
    earns_credits: bool
    sessions: tuple[SessionRead, ...]
    """Those to come, in order; not the cancelled ones."""
    slots: tuple[SlotRead, ...]
    example: bool
    postcode: str | None = None
    """None where the place of its listing is meant, and where that may not be told so finely."""
    lsoa21: str | None = None
    check_note: str | None = None
    expenses_note: str | None = None
    source_url: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnsweringRead:
    """How a group answers people who offer help, as observed."""

    listing_id: UUID
    asked: int
    answered: int
    median_hours: float | None
    """None below three answers: too few to say."""
    as_of: date

    @property
    def usually_days(self) -> int | None:
        """Within how many days it usually answers; None while too few were observed."""
        if self.median_hours is None:
            return None
        return max(1, -int(-self.median_hours // 24))


@dataclass(frozen=True, slots=True)
class SafeguardingRead:
    """What a group says of how it keeps children and adults at risk safe."""

    listing_id: UUID
    statement: str
    lead_role: str
    reviewed_on: date
    example: bool = False
