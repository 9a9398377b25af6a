"""Who is ready to help, and what is needed? Made-up volunteers and needs, for tests and benches."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from directory.needs.schemas import NeedRead, SessionRead, SlotRead
from directory.needs.words import CheckLevel, Ease, NeedState, Rhythm, Skill, Whereabouts, Workforce
from directory.volunteers.columns import Held, Ready, Seat
from directory.volunteers.wanted import Wanted
from directory.volunteers.words import Transport

SPACE = UUID("0d6f2c1e-5a7b-5c3d-9e8f-000000000006")
SIDE_M = 60_000.0
"""A square county about as long as Cambridgeshire."""
SUNDAYS_OF_CHANGE = (date(2026, 3, 29), date(2026, 10, 25))
LANGUAGES = ("pl", "lt", "pt", "ur", "ar")
THEMES = tuple(f"theme-{number}" for number in range(12))
HELD = (CheckLevel.BASIC, CheckLevel.STANDARD, CheckLevel.ENHANCED, CheckLevel.ENHANCED_BARRED)
FEN_LON, FEN_LAT = 0.1, 52.5


def named(kind: str, number: int) -> UUID:
    return uuid5(SPACE, f"{kind} {number}")


def make_ready(name: str | int = 0, **said: object) -> Ready:
    """Make somebody who can come anywhere at any time, unless said otherwise."""
    usual: dict[str, object] = {
        "easting": 540_000.0,
        "northing": 290_000.0,
        "travel_m": 8_000,
        "from_home": False,
        "at_least": 18,
        "slots": tuple(SlotRead(day, 0, 1440) for day in range(7)),
    }
    return Ready(id=uuid5(SPACE, f"volunteer {name}"), **(usual | said))  # type: ignore[arg-type]


def make_wanted(name: str | int = 0, **said: object) -> Wanted:
    usual: dict[str, object] = {"on_day": date(2026, 11, 26), "easting": 540_000.0, "northing": 290_000.0}
    return Wanted(need_id=uuid5(SPACE, f"need {name}"), **(usual | said))  # type: ignore[arg-type]


def make_need(name: str | int = 0, **said: object) -> NeedRead:
    """Make a need of adults without a check, at any time, unless said otherwise."""
    usual: dict[str, object] = {
        "slug": f"need-{name}",
        "listing_id": uuid5(SPACE, f"listing of {name}"),
        "listing_slug": f"listing-{name}",
        "listing_name": f"Helpers {name}",
        "title": f"Help with {name}",
        "summary": "",
        "state": NeedState.OPEN,
        "rhythm": Rhythm.REGULAR,
        "whereabouts": Whereabouts.PLACE,
        "lon": FEN_LON,
        "lat": FEN_LAT,
        "easting": 540_000.0,
        "northing": 290_000.0,
        "parish": None,
        "district": None,
        "minutes": None,
        "places": 1,
        "skills": (),
        "needs_skills": (),
        "themes": (),
        "languages": (),
        "eases": (),
        "min_age": 18,
        "check_level": CheckLevel.NONE,
        "workforce": None,
        "contact_role": "the organiser",
        "answers_within_days": 3,
        "open_until": date(2027, 3, 31),
        "earns_credits": False,
        "sessions": (),
        "slots": (),
        "example": True,
    }
    return NeedRead(id=uuid5(SPACE, f"need {name}"), **(usual | said))  # type: ignore[arg-type]


def make_session(name: str | int, starts_at: datetime, minutes: int, *, taken: int = 0) -> SessionRead:
    ends_at = starts_at + timedelta(minutes=minutes)
    return SessionRead(uuid5(SPACE, f"session {name}"), starts_at, ends_at, 2, taken)


def many_ready(count: int, seed: str = "bank") -> list[Ready]:
    """Make a bank as a county might have: most are free on a few mornings, afternoons or evenings."""
    draw = Random(seed)
    return [_ready(draw, number) for number in range(count)]


def _ready(draw: Random, number: int) -> Ready:
    slots = []
    for day in draw.sample(range(7), draw.choice((1, 2, 3, 3, 4, 5))):
        for begins in draw.sample((540, 780, 1080), draw.choice((1, 1, 2))):
            slots.append(SlotRead(day, begins, min(1440, begins + draw.choice((120, 180, 240, 300)))))  # noqa: PERF401
    first = date(2026, 11, 1) + timedelta(days=draw.randrange(90))
    checked = date(2024, 1, 1) + timedelta(days=draw.randrange(1000))
    starts = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(hours=draw.randrange(24 * 28))
    return Ready(
        id=named("volunteer", number),
        easting=500_000 + draw.random() * SIDE_M,
        northing=250_000 + draw.random() * SIDE_M,
        travel_m=draw.choice((3_200, 8_000, 8_000, 16_000)),
        from_home=draw.random() < 0.4,
        at_least=18 if draw.random() < 0.95 else 16,
        transport=frozenset(each for each in Transport if draw.random() < 0.4),
        skills=frozenset(draw.sample(tuple(Skill), draw.randrange(1, 6))),
        themes=frozenset(draw.sample(THEMES, draw.randrange(4))),
        languages=frozenset(draw.sample(LANGUAGES, 1)) if draw.random() < 0.15 else frozenset(),
        wants=frozenset({draw.choice(tuple(Ease))}) if draw.random() < 0.2 else frozenset(),
        slots=tuple(slots),
        away=((first, first + timedelta(days=draw.randrange(21))),) if draw.random() < 0.3 else (),
        checks=(
            Held(draw.choice(HELD), draw.choice(tuple(Workforce)), checked, checked + timedelta(days=1096)),
        )
        if draw.random() < 0.5
        else (),
        seats=(Seat(named("taken", draw.randrange(500)), starts, starts + timedelta(hours=2)),)
        if draw.random() < 0.2
        else (),
    )


def many_wanted(count: int, seed: str = "needs") -> list[Wanted]:
    """Make what groups of a county might ask for: two in three for a session, of the rest most for a time."""
    draw = Random(seed)
    return [_wanted(draw, number) for number in range(count)]


def _wanted(draw: Random, number: int) -> Wanted:
    level = draw.choice((CheckLevel.NONE,) * 3 + (CheckLevel.BASIC, CheckLevel.ENHANCED))
    day = date(2026, 11, 23) + timedelta(days=draw.randrange(28))
    starts = datetime(day.year, day.month, day.day, draw.choice((9, 10, 14, 18)), 0, tzinfo=UTC)
    when: dict[str, object] = {}
    if draw.random() < 0.66:
        minutes = draw.choice((60, 60, 90, 120))
        when = {
            "session_id": named("taken", draw.randrange(500)),
            "starts_at": starts,
            "ends_at": starts + timedelta(minutes=minutes),
        }
    elif draw.random() < 0.8:
        when = {"slots": (SlotRead(day.weekday(), 600, 720),), "minutes": draw.choice((None, 60))}
    return Wanted(
        need_id=named("need", number),
        on_day=day,
        whereabouts=draw.choice(
            (Whereabouts.PLACE,) * 8 + (Whereabouts.HOME, Whereabouts.EITHER),
        ),
        easting=500_000 + draw.random() * SIDE_M,
        northing=250_000 + draw.random() * SIDE_M,
        within_m=draw.choice((8_000.0, 16_000.0)),
        level=level,
        workforce=draw.choice(tuple(Workforce)) if level is CheckLevel.ENHANCED else None,
        good_for_days=draw.choice((0, 60)),
        min_age=draw.choice((16, 18)),
        all_skills=frozenset(draw.sample(tuple(Skill), 1)) if draw.random() < 0.3 else frozenset(),
        any_transport=frozenset({Transport.CAR}) if draw.random() < 0.2 else frozenset(),
        eases=frozenset(draw.sample(tuple(Ease), draw.randrange(6))),
        helpful_skills=frozenset(draw.sample(tuple(Skill), draw.randrange(4))),
        themes=frozenset(draw.sample(THEMES, draw.randrange(3))),
        **when,  # type: ignore[arg-type]
    )
