"""What does an organisation ask of volunteers: for which need, where, when, with which check?"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from directory import clock
from directory.clock import LONDON
from directory.needs.likes import likes_of
from directory.needs.schemas import NeedRead, SessionRead, SlotRead
from directory.needs.words import CheckLevel, Ease, Skill, Whereabouts, Workforce
from directory.volunteers.words import Transport

FAR_M: Final = 16_000.0
"""How far around, where nobody says otherwise: 10 miles."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must hold of a volunteer, and what only ranks them; what is empty asks nothing."""

    need_id: UUID
    on_day: date
    """When a check must be good: the day of the session, else today."""
    session_id: UUID | None = None
    """None: the need itself, where it has no sessions."""
    whereabouts: Whereabouts = Whereabouts.PLACE
    easting: float | None = None
    """Without a place nobody is near, the same for northing."""
    northing: float | None = None
    within_m: float = FAR_M
    starts_at: datetime | None = None
    """Aware UTC, the same for its end; None where no time is fixed."""
    ends_at: datetime | None = None
    slots: tuple[SlotRead, ...] = ()
    """Times of the week at which it is done, where no session is; one of them is enough."""
    minutes: int | None = None
    level: CheckLevel = CheckLevel.NONE
    workforce: Workforce | None = None
    good_for_days: int = 0
    """How many days after `on_day` the check must still be good."""
    min_age: int = 0
    all_skills: frozenset[Skill] = frozenset()
    any_skills: frozenset[Skill] = frozenset()
    any_transport: frozenset[Transport] = frozenset()
    any_languages: frozenset[str] = frozenset()
    eases: frozenset[Ease] = frozenset()
    """What is offered: who needs something else is not asked."""
    helpful_skills: frozenset[Skill] = frozenset()
    """These rank, and rule nobody out; so do the next two."""
    helpful_languages: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    """What it is about, in words of `needs.likes`."""
    without: frozenset[UUID] = field(default=frozenset())
    """Volunteers who are left out: asked already."""


def wanted_of(
    need: NeedRead,
    session: SessionRead | None = None,
    *,
    within_m: float = FAR_M,
    good_for_days: int = 0,
    drives: bool = False,
    any_skills: frozenset[Skill] = frozenset(),
    any_languages: frozenset[str] = frozenset(),
    without: frozenset[UUID] = frozenset(),
) -> Wanted:
    """Ask what a need asks, for one of its sessions where it has any."""
    return Wanted(
        need_id=need.id,
        on_day=session.starts_at.astimezone(LONDON).date() if session else clock.local_now().date(),
        session_id=session.id if session else None,
        whereabouts=need.whereabouts,
        easting=need.easting,
        northing=need.northing,
        within_m=within_m,
        starts_at=session.starts_at if session else None,
        ends_at=session.ends_at if session else None,
        slots=() if session else need.slots,
        minutes=need.minutes,
        level=need.check_level,
        workforce=need.workforce,
        good_for_days=good_for_days,
        min_age=need.min_age,
        all_skills=frozenset(need.needs_skills),
        any_skills=any_skills,
        any_transport=frozenset({Transport.CAR}) if drives else frozenset(),
        any_languages=any_languages,
        eases=frozenset(need.eases),
        helpful_skills=frozenset(need.skills),
        helpful_languages=frozenset(need.languages),
        themes=likes_of(need.themes),
        without=without,
    )
