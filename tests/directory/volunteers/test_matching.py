"""Does matching in columns find exactly whom a plain look at each would find, in the same order?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from made_volunteers import make_ready, make_wanted, many_ready, many_wanted, named
from plain_volunteers import match_all_plainly, match_plainly

from directory.needs.schemas import SlotRead
from directory.needs.words import CheckLevel, Ease, Skill, Whereabouts, Workforce
from directory.volunteers.columns import Held, Ready, Seat, columns_of
from directory.volunteers.matching import match, match_all
from directory.volunteers.wanted import Wanted
from directory.volunteers.words import Transport

DAYS = (date(2026, 3, 28), date(2026, 3, 29), date(2026, 6, 3), date(2026, 10, 24), date(2026, 10, 25))
"""Days of clock change, those before, and one far from them."""
EDGES = (0, 30, 59, 60, 61, 90, 119, 120, 121, 150, 600, 720, 1380, 1439)
SOME_SKILLS = tuple(Skill)[:4]
SOME_EASES = tuple(Ease)[:3]
SESSIONS = tuple(named("session", number) for number in range(3))


def who(bank: list[Ready], wanted: Wanted) -> list[int]:
    places = {one.id: number for number, one in enumerate(bank)}
    return [places[each.volunteer_id] for each in match(columns_of(bank), wanted, most=len(bank) or 1)]


def some(words: tuple[Any, ...], most: int = 2) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(words), max_size=most)


@st.composite
def week_slots(draw: st.DrawFn) -> SlotRead:
    starts = draw(st.sampled_from(EDGES))
    ends = draw(st.sampled_from([*(edge for edge in EDGES if edge > starts), 1440]))
    return SlotRead(draw(st.sampled_from((0, 2, 5, 6))), starts, ends)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    day = draw(st.sampled_from(DAYS))
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(
        minutes=draw(st.sampled_from(EDGES))
    )


@st.composite
def seats(draw: st.DrawFn) -> Seat:
    if draw(st.booleans()):
        return Seat(draw(st.sampled_from(SESSIONS)), None, None)
    starts = draw(moments())
    ends = starts + timedelta(minutes=draw(st.sampled_from((1, 30, 60, 120))))
    return Seat(draw(st.sampled_from(SESSIONS)), starts, ends)


@st.composite
def volunteers(draw: st.DrawFn, number: int) -> Ready:
    everything = draw(st.booleans())
    away = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 2)), max_size=1))
    checks = st.builds(
        Held,
        st.sampled_from([level for level in CheckLevel if level is not CheckLevel.NONE]),
        st.sampled_from(Workforce),
        st.sampled_from((date(2025, 1, 1), date(2026, 6, 3))),
        st.sampled_from((date(2026, 6, 3), date(2026, 10, 25), date(2026, 11, 24), date(2027, 1, 1))),
    )
    return make_ready(
        number,
        easting=draw(st.sampled_from((None, 540_000.0, 541_609.344, 544_000.0))),
        northing=290_000.0,
        travel_m=draw(st.sampled_from((1_000, 4_000, 8_000))),
        from_home=draw(st.booleans()),
        at_least=draw(st.sampled_from((0, 16, 18))),
        transport=draw(some(tuple(Transport))),
        skills=draw(some(SOME_SKILLS, 4)),
        themes=draw(some(("a", "b"))),
        languages=draw(some(("pl", "lt"))),
        wants=draw(some(SOME_EASES, 1)),
        slots=tuple(SlotRead(day, 0, 1440) for day in range(7))
        if everything
        else tuple(draw(st.lists(week_slots(), max_size=4))),
        away=tuple((first, first + timedelta(days=more)) for first, more in away),
        checks=tuple(draw(st.lists(checks, max_size=2))),
        seats=tuple(draw(st.lists(seats(), max_size=2))),
    )


@st.composite
def wanteds(draw: st.DrawFn, number: int) -> Wanted:
    when: dict[str, object] = {}
    match draw(st.sampled_from(("session", "weekly", "any"))):
        case "session":
            starts = draw(moments())
            length = timedelta(minutes=draw(st.sampled_from((1, 30, 60, 61, 120, 240, 1500))))
            session = draw(st.sampled_from(SESSIONS))
            when = {"starts_at": starts, "ends_at": starts + length, "session_id": session}
        case "weekly":
            slots = tuple(draw(st.lists(week_slots(), min_size=1, max_size=2)))
            when = {"slots": slots, "minutes": draw(st.sampled_from((None, 30, 60, 90)))}
        case _:
            pass
    return make_wanted(
        number,
        on_day=draw(st.sampled_from(DAYS)),
        whereabouts=draw(st.sampled_from(Whereabouts)),
        easting=draw(st.sampled_from((540_000.0, 540_000.0, None))),
        within_m=draw(st.sampled_from((1_700.0, 4_000.0, 16_000.0))),
        level=draw(st.sampled_from(CheckLevel)),
        workforce=draw(st.sampled_from((None, *Workforce))),
        good_for_days=draw(st.sampled_from((0, 30))),
        min_age=draw(st.sampled_from((0, 16, 18))),
        all_skills=draw(some(SOME_SKILLS, 1)),
        any_skills=draw(some(SOME_SKILLS)),
        any_transport=draw(some(tuple(Transport), 1)),
        any_languages=draw(some(("pl", "lt", "ur"), 1)),
        eases=draw(some(SOME_EASES, 3)),
        helpful_skills=draw(some(SOME_SKILLS)),
        helpful_languages=draw(some(("pl", "ur"))),
        themes=draw(some(("a", "c"))),
        without=draw(some((named("volunteer", 0), UUID(int=3)), 1)),
        **when,
    )


@given(
    st.integers(0, 8).flatmap(lambda count: st.tuples(*(volunteers(number) for number in range(count)))),
    st.integers(1, 4).flatmap(lambda count: st.tuples(*(wanteds(number) for number in range(count)))),
)
@settings(max_examples=300, deadline=None)
def test_columns_find_what_a_plain_look_finds(bank: tuple[Ready, ...], asked: tuple[Wanted, ...]) -> None:
    for wanted in asked:
        assert who(list(bank), wanted) == match_plainly(list(bank), wanted)
    of_need, of_volunteer, found = match_all_plainly(list(bank), list(asked), 2)
    ours = match_all(columns_of(bank), asked, best=2)
    assert [[each for each in row if each >= 0] for row in ours.of_need.tolist()] == of_need
    assert [[each for each in row if each >= 0] for row in ours.of_volunteer.tolist()] == of_volunteer
    assert ours.found.tolist() == found


def test_a_county_is_matched_as_a_plain_look_matches_it_and_the_same_each_time() -> None:
    bank, asked = many_ready(400), many_wanted(60)
    of_need, of_volunteer, found = match_all_plainly(bank, asked, 4)
    ours, again = (match_all(columns_of(bank), asked, best=4) for _ in range(2))
    assert [[each for each in row if each >= 0] for row in ours.of_need.tolist()] == of_need
    assert [[each for each in row if each >= 0] for row in ours.of_volunteer.tolist()] == of_volunteer
    assert ours.found.tolist() == found
    assert sum(found) > 100, "the county must have something to find"
    assert np.array_equal(ours.of_need, again.of_need)
    assert np.array_equal(ours.of_volunteer, again.of_volunteer)


def test_each_goes_no_farther_than_they_said_and_no_farther_than_is_asked() -> None:
    near, far = make_ready("near", easting=543_000.0), make_ready("far", easting=547_000.0)
    short = make_ready("short", easting=543_000.0, travel_m=2_999)
    unknown = make_ready("unknown", easting=None)
    bank = [near, far, short, unknown]
    assert who(bank, make_wanted()) == [0, 1]
    assert who(bank, make_wanted(within_m=5_000.0)) == [0]
    assert who(bank, make_wanted(easting=None)) == [], "nobody is near a place that is not known"
    assert match(columns_of(bank), make_wanted())[0].distance_m == 3_000.0


def test_a_morning_of_work_across_two_slots_that_touch() -> None:
    day = date(2026, 11, 26)
    starts = datetime(2026, 11, 26, 9, tzinfo=UTC)
    thursday = {"starts_at": starts, "ends_at": starts + timedelta(hours=4), "on_day": day}
    touching = make_ready("t", slots=(SlotRead(3, 540, 660), SlotRead(3, 660, 780)))
    apart = make_ready("a", slots=(SlotRead(3, 540, 660), SlotRead(3, 661, 780)))
    away = make_ready("w", away=((day, day),))
    assert who([touching, apart, away], make_wanted(**thursday)) == [0]


def test_a_night_over_the_change_of_clocks() -> None:
    """On 25 October 2026 the clock shows 1am to 2am twice; on 29 March it does not show it at all."""
    autumn = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    early, late = (
        make_ready("e", slots=(SlotRead(6, 60, 120),)),
        make_ready("l", slots=(SlotRead(6, 90, 120),)),
    )
    asked = make_wanted(starts_at=autumn, ends_at=autumn + timedelta(hours=1))
    assert who([early, late], asked) == [0], "from 1.30 by the old clock to 1.30 by the new one"
    spring = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    gap = make_ready("g", slots=(SlotRead(6, 30, 60), SlotRead(6, 120, 150)))
    assert who([gap], make_wanted(starts_at=spring, ends_at=spring + timedelta(hours=1))) == [0]


def test_a_night_over_midnight_needs_both_days() -> None:
    starts = datetime(2026, 11, 26, 23, tzinfo=UTC)
    asked = make_wanted(starts_at=starts, ends_at=starts + timedelta(hours=2))
    both = make_ready("b", slots=(SlotRead(3, 1380, 1440), SlotRead(4, 0, 60)))
    first = make_ready("f", slots=(SlotRead(3, 1380, 1440),))
    assert who([both, first], asked) == [0]
    assert who([make_ready("w", away=((date(2026, 11, 27),) * 2,))], asked) == []


def test_a_check_must_be_high_enough_for_those_people_and_last() -> None:
    day = date(2026, 11, 26)
    good = Held(CheckLevel.ENHANCED, Workforce.CHILD, date(2025, 1, 1), date(2027, 1, 25))
    asked = {"level": CheckLevel.ENHANCED, "workforce": Workforce.CHILD, "on_day": day}
    bank = [make_ready("none"), make_ready("good", checks=(good,))]
    assert who(bank, make_wanted(**asked, good_for_days=60)) == [1]
    assert who(bank, make_wanted(**asked, good_for_days=61)) == []
    assert who(bank, make_wanted(**(asked | {"level": CheckLevel.ENHANCED_BARRED}))) == []
    assert who(bank, make_wanted(**(asked | {"workforce": Workforce.BOTH}))) == []
    assert who(bank, make_wanted(**(asked | {"on_day": date(2024, 12, 31)}))) == [], "not yet held"


def test_nobody_is_asked_for_what_they_have_already_or_while_they_are_elsewhere() -> None:
    starts = datetime(2026, 11, 26, 9, tzinfo=UTC)
    here, other = named("session", 1), named("session", 2)
    asked = make_wanted(starts_at=starts, ends_at=starts + timedelta(hours=1), session_id=here)
    has_it = make_ready("has", seats=(Seat(here, None, None),))
    busy = make_ready(
        "busy", seats=(Seat(other, starts - timedelta(hours=1), starts + timedelta(minutes=1)),)
    )
    after = make_ready(
        "after", seats=(Seat(other, starts + timedelta(hours=1), starts + timedelta(hours=2)),)
    )
    assert who([has_it, busy, after], asked) == [2]
    assert who([after], make_wanted(starts_at=starts, ends_at=starts, without=frozenset({after.id}))) == []


def test_what_helps_comes_first_then_whole_miles_then_a_draw_of_its_own_for_each_need() -> None:
    cook = make_ready("cook", easting=546_000.0, skills=frozenset({Skill.COOKING}))
    near = make_ready("near")
    asked = make_wanted(helpful_skills=frozenset({Skill.COOKING}))
    assert who([near, cook], asked) == [1, 0]
    crowd = [make_ready(number) for number in range(6)]
    orders = {tuple(who(crowd, make_wanted(name))) for name in range(20)}
    assert len(orders) > 10, "it would be the same people first each time"
    assert len({order[0] for order in orders}) > 3


def test_a_volunteer_is_told_why() -> None:
    one = make_ready(
        "one", easting=543_219.0, skills=frozenset({Skill.COOKING}), transport=frozenset({Transport.CAR})
    )
    asked = make_wanted(
        helpful_skills=frozenset({Skill.COOKING}), any_transport=frozenset({Transport.CAR}), within_m=9_000.0
    )
    assert match(columns_of([one]), asked)[0].reasons == (
        "About 2 miles from you",
        "You said you can help with: cooking and serving food",
        "You can drive a car",
    )
