"""Are distances, dates and times said as people say them?"""

from datetime import date, datetime, timedelta

import pytest

from directory.areas.schemas import AreaCodes
from directory.clock import LONDON
from directory.search.schemas import NextOpen, PlaceRead
from directory.speech import about_miles, clock_time, miles
from directory.words import Precision
from web import words

NOWHERE = AreaCodes(None, None, None, None, None)
SUNDAY = datetime(2026, 11, 22, 13, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("distance_m", "said"),
    [
        (0, "under 0.1 miles"),
        (160, "under 0.1 miles"),
        (161, "0.1 miles"),
        (1609, "1 mile"),
        (4800, "3 miles"),
        (16000, "9.9 miles"),
        (32187, "20 miles"),
    ],
)
def test_distances_are_said_in_miles(distance_m: float, said: str) -> None:
    assert miles(distance_m) == said


@pytest.mark.parametrize(
    ("opens_in_hours", "lasts_hours", "open_now", "said"),
    [
        (-2, 6, True, "Open now until 5pm"),
        (2, 2, False, "Next: today, 3pm to 5pm"),
        (21, 2, False, "Next: tomorrow, 10am to midday"),
        (5 * 24, 1, False, "Next: Friday, 1pm to 2pm"),
        (7 * 24, 1, False, "Next: Sunday 29 November, 1pm to 2pm"),
    ],
)
def test_next_opening_is_said_by_the_day(
    opens_in_hours: int,
    lasts_hours: int,
    open_now: bool,  # noqa: FBT001 - a case of the table above
    said: str,
) -> None:
    opens = SUNDAY + timedelta(hours=opens_in_hours)
    opening = NextOpen(opens=opens, closes=opens + timedelta(hours=lasts_hours), open_now=open_now)
    assert words.next_open_words(opening, SUNDAY) == said


def test_an_opening_without_an_end_has_none() -> None:
    assert words.next_open_words(NextOpen(SUNDAY, None, True), SUNDAY) == "Open now"


@pytest.mark.parametrize(
    ("partial", "said"),
    [
        ("2025", "in 2025"),
        ("2025-03", "in March 2025"),
        ("2025-03-05", "on 5 March 2025"),
        (date(2025, 3, 5), "on 5 March 2025"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(partial: str | date, said: str) -> None:
    assert words.when_true(partial) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 0, "midnight"), (12, 0, "midday"), (9, 30, "9:30am"), (12, 30, "12:30pm"), (23, 5, "11:05pm")],
)
def test_the_time_of_day(hour: int, minute: int, said: str) -> None:
    assert clock_time(SUNDAY.replace(hour=hour, minute=minute)) == said


def test_a_place_names_each_part_once() -> None:
    place = PlaceRead(
        None, None, Precision.EXACT, "PE13 4DA", NOWHERE, name="March Road", address="March Road, Rings End"
    )
    assert words.where_line(place) == "March Road, Rings End, PE13\N{NO-BREAK SPACE}4DA"


def test_a_hidden_place_has_no_line() -> None:
    assert words.where_line(PlaceRead(None, None, Precision.HIDDEN, None, NOWHERE)) == ""


def test_days_with_the_same_hours_are_said_together() -> None:
    week = (("Monday", "9am to 5pm"), ("Tuesday", "9am to 5pm"), ("Wednesday", "9am to 1pm"))
    assert words.hours_short(week) == ("Monday and Tuesday: 9am to 5pm", "Wednesday: 9am to 1pm")


def test_hours_on_a_day_leave_out_the_others() -> None:
    month = (
        ("Monday", "1pm to 2pm"),
        ("Second Friday of the month", "9am to 10am"),
        ("Fourth Friday of the month", "9am to 10am"),
    )
    assert words.hours_on(month, ["Friday"]) == "Second and fourth Friday of the month: 9am to 10am"
    assert words.hours_on(month, ["Sunday"]) == ""


def test_what_a_listing_does_not_say() -> None:
    assert words.unsaid_words(("free",)) == "Does not say if it is free"
    assert (
        words.unsaid_words(("free", "age", "remote"))
        == "Does not say if it is free, what ages it is for or if you can use it online or by phone"
    )


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ((None, None), None),
        ((5, None), "Ages 5 and over"),
        ((None, 11), "Up to age 11"),
        ((5, 11), "Ages 5 to 11"),
    ],
)
def test_ages(ages: tuple[int | None, int | None], said: str | None) -> None:
    assert words.ages_words(*ages) == said


@pytest.mark.parametrize(
    ("distance_m", "said"),
    [
        (0, "about a mile or less"),
        (700, "about a mile or less"),
        (1700, "about 1 mile"),
        (3300, "about 2 miles"),
    ],
)
def test_the_way_to_a_parish_is_said_roughly(distance_m: float, said: str) -> None:
    assert about_miles(distance_m) == said


def test_a_parish_and_where_there_is_none() -> None:
    assert words.in_parish("March") == "March parish"
    assert words.in_parish("Cambridge, unparished area") == "the part of Cambridge that has no parish"
