"""What may somebody ask who wants to help, and why does a need fit them, in plain words?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from directory.clock import LONDON
from directory.languages import spoken_words
from directory.needs.likes import liked_words, likes_of
from directory.needs.schemas import NeedRead, SessionRead, SlotRead
from directory.needs.words import Ease, Skill, Whereabouts
from directory.speech import about_miles, clock_time, clock_words, miles
from directory.words import DAY_NAMES

FAR_M: Final = 16_000.0
_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """What somebody who wants to help says; what they do not say asks nothing."""

    lon: float | None = None
    lat: float | None = None
    easting: float | None = None
    """EPSG:27700, the same for northing; with both, only what is near or can be done from home fits."""
    northing: float | None = None
    within_m: float = FAR_M
    minutes: int | None = None
    """How long they have."""
    day: int | None = None
    """Of the week; 0 is Monday."""
    from_min: int | None = None
    """From when they are free, by the clock, and until when."""
    until_min: int | None = None
    on_date: date | None = None
    skills: frozenset[Skill] = frozenset()
    """What they can do: what needs another skill does not fit; nothing said rules nothing out."""
    eases: frozenset[Ease] = frozenset()
    """What they need to be able to come: all of it must be offered."""
    themes: frozenset[str] = frozenset()
    """One of them is enough."""
    languages: frozenset[str] = frozenset()
    """These rank, and rule nothing out."""
    likes: frozenset[str] = frozenset()
    """What they like, as slugs of categories: ranks, and rules nothing out."""
    from_home: bool = False
    """Only what can be done from home."""
    age: int | None = None
    lapsed: bool = False
    """They used to help: what asks for no promise comes first."""
    most: int = 8


@dataclass(frozen=True, slots=True)
class NeedMatch:
    """A need that fits, at which of its times, and why."""

    need: NeedRead
    distance_m: float | None
    """None where nobody asked near a place, or it is done from home."""
    session: SessionRead | None
    """The first that fits; None where it fits at a time of the week, or at any time."""
    slot: SlotRead | None
    """The first time of the week that fits; None where a session does, or any time."""
    besides: tuple[str, ...]
    """What speaks for it besides where and when it is."""

    @property
    def how_far(self) -> str:
        """Say how far it is, or that it can be done from home; empty where nobody asked near a place."""
        return _where(self.need, self.distance_m)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Say all that speaks for it: where, when, how long, and what was asked for that it has."""
        found = (self.how_far, _when(self.session, self.slot), *self.besides)
        return tuple(each for each in found if each)


@dataclass(frozen=True, slots=True)
class NeedsFound:
    """The few that are shown, and how many fit in all."""

    matches: tuple[NeedMatch, ...]
    total: int


def besides_of(need: NeedRead, asked: HelpWanted, session: SessionRead | None) -> tuple[str, ...]:
    """Say how long it takes, and what was asked for that it has."""
    found = [*_how_long(need, session)]
    shared = [skill.label for skill in Skill if skill in asked.skills & {*need.skills, *need.needs_skills}]
    if shared:
        found.append(f"you can help with {' and '.join(_within(each) for each in shared)}")
    elif need.needs_skills:
        found.append(f"asks for {' and '.join(_within(each.label) for each in need.needs_skills)}")
    if spoken := spoken_words(asked.languages & {*need.languages}):
        found.append(f"you {spoken}")
    if liked := liked_words(likes_of(asked.likes & {*need.themes})):
        found.append(f"it is about what interests you: {liked}")
    found.extend(_within(ease.label) for ease in Ease if ease in asked.eases)
    if asked.lapsed and Ease.FIRST_TIMERS in need.eases and Ease.FIRST_TIMERS not in asked.eases:
        found.append(_within(Ease.FIRST_TIMERS.label))
    return tuple(found)


def length_words(minutes: int) -> str:
    """Say how long something takes: `an hour`, `20 minutes`, `2 and a half hours`."""
    hours, rest = divmod(minutes, _HOUR)
    if not hours or rest not in {0, 30}:
        return f"{minutes} minutes" if not hours else f"{_hours(hours)} {rest} minutes"
    if not rest:
        return "an hour" if hours == 1 else f"{hours} hours"
    return "an hour and a half" if hours == 1 else f"{hours} and a half hours"


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """Say a time that is fixed: `Thursday 26 November, 10am to 11am`."""
    begins, ends = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
    day = f"{begins:%A} {begins.day} {begins:%B}"
    return f"{day}, {clock_time(begins)} to {clock_time(ends)}"


def _where(need: NeedRead, distance_m: float | None) -> str:
    if distance_m is None:
        return "" if need.whereabouts is Whereabouts.PLACE else "from home"
    far = about_miles(distance_m) if need.lsoa21 is None else miles(distance_m)
    return f"{far} from you"


def _when(session: SessionRead | None, slot: SlotRead | None) -> str:
    if session is not None:
        return f"on {span_words(session.starts_at, session.ends_at)}"
    if slot is not None:
        return f"on {DAY_NAMES[slot.day]}s, {clock_words(slot.starts_min)} to {clock_words(slot.ends_min)}"
    return "whenever suits you"


def minutes_of(need: NeedRead) -> int | None:
    """Give how long it takes: as was said, or as all its times last."""
    lengths = {int((each.ends_at - each.starts_at).total_seconds()) // 60 for each in need.sessions}
    return lengths.pop() if need.minutes is None and len(lengths) == 1 else need.minutes


def _how_long(need: NeedRead, session: SessionRead | None) -> tuple[str, ...]:
    # Of one time alone its hours tell it.
    minutes = need.minutes if len(need.sessions) == 1 else minutes_of(need)
    if minutes is None:
        return () if session is not None else ("ask how long it takes",)
    again = "" if session is not None and len(need.sessions) == 1 else " each time"
    return (f"about {length_words(minutes)}{again}",)


def _hours(hours: int) -> str:
    return "an hour and" if hours == 1 else f"{hours} hours and"


def _within(label: str) -> str:
    return label[:1].lower() + label[1:]
