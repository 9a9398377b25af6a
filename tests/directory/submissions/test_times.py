"""Are times read as people write them, and said back unchanged?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from directory.listings.hours import check_hours, plain_hours, schedules
from directory.submissions.answers import TIMES, Answers
from directory.submissions.times import DAYS, OFTEN, fields_of, hours_of, read_time


def answers(*lines: tuple[str, str, str, str]) -> Answers:
    day, often, start, end = zip(*lines, strict=True)
    return Answers(day=day, often=often, start=start, end=end)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("10am", "10:00"),
        ("10", "10:00"),
        ("2.30 pm", "14:30"),
        ("2:30 p.m.", "14:30"),
        ("14:30", "14:30"),
        ("1430", "14:30"),
        ("09:05", "09:05"),
        ("07:30", "07:30"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        (" Noon ", "12:00"),
        ("midnight", "24:00"),
        ("7", None),
        ("7:30", None),
        ("13pm", None),
        ("25:00", None),
        ("10:60", None),
        ("ten", None),
        ("", None),
        ("\u0661\u0660", None),
    ],
)
def test_a_time_is_read_as_it_is_written_and_a_doubtful_one_is_not(typed: str, read: str | None) -> None:
    assert read_time(typed) == read


def test_lines_make_opening_hours() -> None:
    osm, problems = hours_of(
        answers(("tue", "", "10am", "noon"), ("thu", "2", "2pm", "4pm"), ("", "", "", ""))
    )
    assert problems == ()
    assert osm == "Tu 10:00-12:00; Th[2] 14:00-16:00"
    assert plain_hours(osm) == (
        ("Tuesday", "10am to midday"),
        ("Second Thursday of the month", "2pm to 4pm"),
    )


def test_two_lines_of_one_day_both_count() -> None:
    osm, _ = hours_of(answers(("mon", "", "10am", "noon"), ("weekdays", "", "1pm", "5pm")))
    monday = {(each.opens_at, each.closes_at) for each in schedules(osm) if each.byday == "MO"}
    assert monday == {("10:00", "12:00"), ("13:00", "17:00")}
    assert len(schedules(osm)) == 6


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (("", "", "10am", "noon"), "day-1"),
        (("tue", "9", "10am", "noon"), "often-1"),
        (("weekdays", "1", "10am", "noon"), "often-1"),
        (("tue", "", "", "noon"), "start-1"),
        (("tue", "", "10am", "later"), "end-1"),
        (("tue", "", "2pm", "10am"), "end-1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(line: tuple[str, str, str, str], field: str) -> None:
    osm, problems = hours_of(answers(line))
    assert osm is None
    assert [problem.field for problem in problems] == [field]


def test_the_same_twice_and_a_day_in_two_ways_are_refused() -> None:
    twice = hours_of(answers(("tue", "", "10am", "noon"), ("tue", "", "10:00", "12:00")))
    assert [problem.field for problem in twice[1]] == ["day-2"]
    both = hours_of(answers(("tue", "", "10am", "noon"), ("tue", "1", "2pm", "4pm")))
    assert [problem.field for problem in both[1]] == ["often-2"]


clock_times = st.tuples(st.integers(0, 22), st.integers(0, 59), st.integers(1, 59)).map(
    lambda made: (f"{made[0]:02}:{made[1]:02}", f"{made[0] + 1:02}:{made[2]:02}")
)
lines = st.tuples(
    st.sampled_from([day for day, _ in DAYS]), st.sampled_from([often for often, _ in OFTEN]), clock_times
)


@given(st.lists(lines, min_size=1, max_size=TIMES))
def test_whatever_is_taken_is_understood_and_says_each_line(
    made: list[tuple[str, str, tuple[str, str]]],
) -> None:
    osm, problems = hours_of(answers(*((day, often, *span) for day, often, span in made)))
    if problems:
        assert osm is None
        return
    assert osm is not None
    check_hours(osm)
    said = {(each.opens_at, each.closes_at) for each in schedules(osm)}
    assert said == {span for _, _, span in made}


def test_hours_that_ship_are_said_in_fields_or_left_as_they_are(read_session: Session) -> None:
    held = [
        row[0]
        for row in read_session.execute(
            text("SELECT DISTINCT opening_hours FROM service_at_location WHERE opening_hours IS NOT NULL")
        )
    ]
    said = 0
    for osm in held:
        found = fields_of(osm)
        if found is None:
            continue
        again, problems = hours_of(answers(*((each.day, each.often, each.start, each.end) for each in found)))
        assert problems == (), osm
        assert set(schedules(again)) == set(schedules(osm)), osm
        said += 1
    assert said > 0.5 * len(held) > 50


def test_times_come_in_the_order_of_the_week_as_pages_say_them() -> None:
    found = fields_of("Fr 14:00-17:00; Mo 09:30-13:00; We 00:00-24:00")
    assert found is not None
    assert [(line.start, line.end) for line in found] == [
        ("9:30am", "1pm"),
        ("12am", "midnight"),
        ("2pm", "5pm"),
    ]
    again = hours_of(answers(*((line.day, line.often, line.start, line.end) for line in found)))
    assert again == ("Mo 09:30-13:00; We 00:00-24:00; Fr 14:00-17:00", ())
