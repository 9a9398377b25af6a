"""Which rooms answer what somebody wants one for, in which order?"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import hypot
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rooms_made import made_room

from directory.errors import InvalidInput
from directory.speech import METRES_PER_MILE
from directory.venues import finding
from directory.venues.asking import days_asked
from directory.venues.calendar import Line
from directory.venues.finding import Rank, RoomsFound, answer
from directory.venues.loosening import Loosened
from directory.venues.prices import price_for
from directory.venues.quarters import Axis, RoomLines, pack
from directory.venues.schemas import Asked, PriceRead, RoomRead
from directory.venues.slots import Calendars
from directory.venues.terms import Terms
from directory.venues.words import Facility, Hirer, Layout, Per

TODAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
EVENING = Asked(TUESDAY, 19 * 60, 21 * 60)
OPEN = Line("open", datetime.fromisoformat("2026-01-05T09:00"), 13 * 60, "FREQ=DAILY")
POUND = 100


def busy(*days: date) -> list[Line]:
    return [Line("busy", datetime.combine(day, time(20)), 60) for day in days]


def hourly(pence: int, hirer: Hirer = Hirer.COMMUNITY) -> PriceRead:
    return PriceRead(hirer, Per.HOUR, pence)


def calendars(*lines: tuple[RoomRead, list[Line]]) -> Calendars:
    axis = Axis(TODAY, 26 * 7)
    rooms = tuple(RoomLines(room.id, tuple(written)) for room, written in lines)
    sure, perhaps, broken = pack(axis, rooms, {})
    return Calendars(axis, rooms, sure, perhaps, np.zeros_like(sure), broken)


def room(number: int, **said: Any) -> RoomRead:
    return made_room(**{"id": UUID(int=number), "name": f"Room {number}", "prices": (hourly(500),)} | said)


def find(asked: Asked, *lines: tuple[RoomRead, list[Line]], **more: Any) -> RoomsFound:
    return answer(asked, [each for each, _ in lines], calendars(*lines), today=TODAY, **more)


def order(found: RoomsFound) -> list[tuple[int, Rank]]:
    return [(each.room.id.int, each.rank) for each in found.found]


def test_free_each_time_comes_first_then_free_at_some_then_to_ask() -> None:
    weeks = [TUESDAY + timedelta(days=7 * week) for week in range(12)]
    found = find(
        replace(EVENING, weeks=12),
        (room(1), []),
        (room(2), [OPEN, *busy(weeks[1], weeks[4])]),
        (room(3), [OPEN]),
        (room(4), [OPEN, *busy(*weeks[:7])]),
        (room(5, ask_only=True), []),
    )

    assert order(found) == [(3, Rank.FITS), (2, Rank.PARTLY), (1, Rank.ASK), (5, Rank.ASK)]
    assert found.found[1].not_free_on == (weeks[1], weeks[4])
    assert len(found.found[1].free_on) == 10
    assert found.found[1].pence_in_all == 10 * 10 * POUND
    assert found.loosened == (Loosened("time", None, 1),)


def test_what_is_not_said_is_asked_after_what_is_and_what_is_missing_is_out() -> None:
    asked = replace(EVENING, facilities=(Facility.KITCHEN, Facility.STEP_FREE), people=25)
    both = ((Facility.STEP_FREE, True), (Facility.KITCHEN, True))
    found = find(
        asked,
        (room(1, facilities=both[:1], capacity=((Layout.TABLES, 40),)), [OPEN]),
        (room(2, facilities=both, capacity=((Layout.TABLES, 40),)), [OPEN]),
        (room(3, facilities=(both[0], (Facility.KITCHEN, False)), capacity=((Layout.TABLES, 40),)), [OPEN]),
        (room(4, facilities=both, capacity=((Layout.TABLES, 24),)), [OPEN]),
        (room(5, facilities=both), [OPEN]),
    )

    assert order(found) == [(2, Rank.FITS), (1, Rank.FREE), (5, Rank.FREE)]
    assert found.found[1].unsaid == (Facility.KITCHEN,)
    assert set(found.loosened) == {Loosened("kitchen", None, 1), Loosened("people", 24, 1)}


def test_of_two_rooms_equally_near_by_a_road_sign_the_cheaper_comes_first() -> None:
    asked = replace(EVENING, easting=550_000.0, northing=280_000.0)
    found = find(
        asked,
        *(
            (room(number, easting=550_000.0 + away, northing=280_000.0, prices=(hourly(pence),)), [OPEN])
            for number, away, pence in ((1, 520, 1200), (2, 540, 800), (3, 900, 300))
        ),
    )

    assert [number for number, _ in order(found)] == [2, 1, 3]


def test_a_room_for_far_fewer_people_is_no_answer() -> None:
    asked = replace(EVENING, people=25)
    held = [
        (room(number, capacity=((Layout.TABLES, most),)), [OPEN]) for number, most in enumerate((8, 19, 20))
    ]

    assert find(asked, *held[:2]).loosened == ()
    assert find(asked, *held).loosened == (Loosened("people", 20, 1),)


def test_the_price_is_that_of_my_kind_of_hirer_and_an_unknown_one_is_asked() -> None:
    asked = replace(EVENING, hirer=Hirer.LOW_INCOME, most_pence_per_hour=1200)
    found = find(
        asked,
        (room(1, prices=(hourly(1400),)), [OPEN]),
        (room(2, prices=(hourly(1400), hourly(0, Hirer.LOW_INCOME))), [OPEN]),
        (room(3, prices=()), [OPEN]),
        (room(4, prices=(hourly(2000, Hirer.BUSINESS),)), [OPEN]),
        (room(5, prices=(PriceRead(Hirer.COMMUNITY, Per.SESSION, 2400),)), [OPEN]),
    )

    assert order(found) == [(2, Rank.FITS), (5, Rank.FITS), (3, Rank.FREE), (4, Rank.FREE)]
    assert [each.pence_each for each in found.found] == [0, 2400, None, None]
    assert found.loosened == (Loosened("price", 1400, 1),)


def test_a_price_is_worked_out_once_for_a_day_of_the_week(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = []

    def counted(*asked: Any) -> int | None:
        asked_for.append(asked)
        return price_for(*asked)

    monkeypatch.setattr(finding, "price_for", counted)
    dear_tuesday = PriceRead(Hirer.COMMUNITY, Per.HOUR, 900, days=(1,))
    cheap = PriceRead(Hirer.COMMUNITY, Per.HOUR, 500, days=(0, 2, 3, 4, 5, 6))
    each_day = replace(EVENING, rrule="FREQ=DAILY;COUNT=49")
    found = find(each_day, (room(1, prices=(dear_tuesday, cheap)), [OPEN]))

    assert len(asked_for) == 7
    assert found.found[0].pence_in_all == 7 * 2 * (900 + 6 * 500)
    assert found.found[0].pence_each == 2 * 900


def test_school_holidays_are_left_out_where_they_are_known() -> None:
    terms = Terms(((date(2026, 11, 2), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 2, 12))))
    holidays = [date(2026, 12, 22), date(2026, 12, 29)]
    found = find(replace(EVENING, weeks=8), (room(1), [OPEN, *busy(*holidays)]), terms=terms)
    beyond = find(replace(EVENING, weeks=14), (room(1), [OPEN]), terms=terms)

    assert found.left_out == tuple(holidays)
    assert found.terms_known
    assert order(found) == [(1, Rank.FITS)]
    assert not beyond.terms_known


def test_a_building_not_there_yet_and_a_day_too_soon_to_ask_are_not_free() -> None:
    found = find(
        replace(EVENING, weeks=3),
        (room(1, opens_on=date(2026, 12, 1)), [OPEN]),
        (room(2, notice_days=7), [OPEN]),
        (room(3, closes_on=date(2026, 11, 30)), [OPEN]),
        (room(4, closed_now=True), [OPEN]),
        (room(5, opens_on=date(2027, 5, 1)), []),
    )

    assert order(found) == [(1, Rank.PARTLY), (2, Rank.PARTLY)]
    assert all(each.not_free_on == (TUESDAY,) for each in found.found)


def test_what_repeats_otherwise_than_weekly() -> None:
    monthly = replace(EVENING, rrule="FREQ=MONTHLY;BYDAY=4TU;COUNT=3")
    fortnightly = replace(EVENING, rrule="FREQ=WEEKLY;INTERVAL=2;UNTIL=20261222")

    assert days_asked(monthly, TODAY) == (TUESDAY, date(2026, 12, 22), date(2027, 1, 26))
    assert days_asked(fortnightly, TODAY) == (TUESDAY, date(2026, 12, 8), date(2026, 12, 22))


def test_a_hire_past_midnight_and_across_the_end_of_the_kept_year() -> None:
    night = Line("open", datetime.fromisoformat("2026-11-24T22:00"), 240)
    late = replace(EVENING, from_min=23 * 60, until_min=25 * 60)

    assert order(find(late, (room(1), [night]))) == [(1, Rank.FITS)]
    assert len(days_asked(replace(EVENING, weeks=60), TODAY)) == 53


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_day": date(2026, 11, 22)}, "day"),
        ({"first_day": date(2028, 1, 1)}, "day"),
        ({"until_min": 19 * 60}, "hours"),
        ({"people": 0}, "people"),
        ({"weeks": 61}, "times"),
        ({"rrule": "FREQ=SECONDLY"}, None),
    ],
)
def test_what_cannot_be_asked_says_what_to_mend(wrong: dict[str, Any], field: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        find(replace(EVENING, **wrong), (room(1), [OPEN]))
    assert refused.value.field == field


def test_at_most_twenty_are_shown_and_all_are_counted() -> None:
    found = find(EVENING, *((room(number), [OPEN]) for number in range(1, 31)))

    assert (len(found.found), found.total, found.rooms) == (20, 30, 30)


_ROOM = st.builds(
    lambda has, holds, pence, at, away, opens: (has, holds, pence, at, away, opens),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, 10, 25, 60]),
    st.sampled_from([None, 0, 900, 1200, 1500]),
    st.none() | st.integers(0, 20_000),
    st.sets(st.integers(0, 5), max_size=6),
    st.sampled_from(["open", "open", "open", "nothing"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_ROOM, max_size=9), st.sampled_from([None, 25]), st.sampled_from([None, 1200]), st.booleans())
def test_the_order_is_that_of_a_plain_look(
    made: list[Any],
    people: int | None,
    most: int | None,
    kitchen: bool,  # noqa: FBT001
) -> None:
    days = [TUESDAY + timedelta(days=7 * week) for week in range(6)]
    asked = replace(
        EVENING,
        weeks=6,
        people=people,
        most_pence_per_hour=most,
        facilities=(Facility.KITCHEN,) if kitchen else (),
        easting=550_000.0,
        northing=280_000.0,
        within_m=15_000.0,
    )
    lines, plain = [], []
    for number, (has, holds, pence, at, away, opens) in enumerate(made, start=1):
        each = room(
            number,
            facilities=() if has is None else ((Facility.KITCHEN, has),),
            capacity=() if holds is None else ((Layout.TABLES, holds),),
            prices=() if pence is None else (hourly(pence),),
            easting=None if at is None else 550_000.0 + at,
            northing=None if at is None else 280_000.0,
        )
        lines.append((each, [OPEN, *busy(*(days[week] for week in away))] if opens == "open" else []))
        free = 6 - len(away) if opens == "open" else None
        if (kitchen and has is False) or (people and holds is not None and holds < people):
            continue
        if (most and pence is not None and pence > most) or (at is not None and hypot(at, 0) > 15_000):
            continue
        if free is not None and free < 3:
            continue
        unsaid = (kitchen and has is None) + (pence is None) + bool(people and holds is None)
        grade = 3 if free is None else 2 if free < 6 else 1 if unsaid else 0
        cost = price_for(each, Hirer.COMMUNITY, datetime.combine(TUESDAY, time(19)), 120)
        far = float("inf") if at is None else round(at / METRES_PER_MILE, 1)
        plain.append(
            (
                grade,
                -(free or 0),
                unsaid,
                far,
                float("inf") if cost is None else cost,
                f"Room {number}",
                number,
            )
        )
    found = find(asked, *lines) if lines else None

    assert [each.room.id.int for each in (found.found if found else ())] == [
        each[-1] for each in sorted(plain)
    ]
