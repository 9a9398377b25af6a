"""Does ten in the morning stay ten in the morning across the changes of the clock?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.needs.schemas import SessionDraft
from directory.needs.times import local_minutes, span_of, spans_of

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 12, 31))
FAR = date(2031, 12, 31)


@st.composite
def two_times(draw: st.DrawFn) -> tuple[int, int]:
    first = draw(st.integers(0, 1439))
    return first, draw(st.integers(first + 1, 1440))


def test_weekly_in_march_stays_at_ten_by_the_clock() -> None:
    spans = spans_of([SessionDraft(date(2027, 3, 25), 600, 660, weeks=2)], until=FAR)
    assert [span.starts_at for span in spans] == [
        datetime(2027, 3, 25, 10, tzinfo=UTC),
        datetime(2027, 4, 1, 9, tzinfo=UTC),
    ]


def test_weekly_in_october_stays_at_ten_by_the_clock() -> None:
    spans = spans_of([SessionDraft(date(2027, 10, 29), 600, 660, weeks=2)], until=FAR)
    assert [span.starts_at.hour for span in spans] == [9, 10]


def test_a_time_the_clocks_jump_over_is_read_an_hour_later() -> None:
    span = span_of(date(2027, 3, 28), 90, 150)
    assert span.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert span.ends_at > span.starts_at


def test_it_may_end_at_midnight() -> None:
    assert span_of(date(2027, 1, 4), 1380, 1440).ends_at == datetime(2027, 1, 5, tzinfo=UTC)


@given(DAYS, two_times())
def test_it_never_ends_before_it_begins(day: date, times: tuple[int, int]) -> None:
    span = span_of(day, *times)
    assert span.starts_at < span.ends_at
    assert span.starts_at.tzinfo is UTC


@given(DAYS, st.integers(3 * 60, 22 * 60), st.integers(1, 26))
def test_every_week_shows_the_same_time_on_the_same_day_of_the_week(day: date, at: int, weeks: int) -> None:
    spans = spans_of([SessionDraft(day, at, at + 60, weeks)], until=FAR)
    assert len(spans) == weeks
    assert {local_minutes(span.starts_at) for span in spans} == {at}
    assert {span.ends_at - span.starts_at for span in spans} == {timedelta(hours=1)}
    days = [span.starts_at.astimezone(LONDON).date() for span in spans]
    assert days == [day + timedelta(weeks=week) for week in range(weeks)]


@given(DAYS, st.integers(0, 400))
def test_repeats_end_with_the_last_day_of_the_need(day: date, more: int) -> None:
    until = day + timedelta(days=more)
    spans = spans_of([SessionDraft(day, 600, 660, 26)], until=until)
    assert all(span.starts_at.astimezone(LONDON).date() <= until for span in spans)
    assert len(spans) == min(26, more // 7 + 1)


def test_the_same_time_twice_is_one() -> None:
    twice = [SessionDraft(date(2027, 1, 4), 600, 660, 2), SessionDraft(date(2027, 1, 11), 600, 720)]
    assert len(spans_of(twice, until=FAR)) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SessionDraft(date(2027, 1, 4), 660, 600), "ends before it begins"),
        (SessionDraft(date(2027, 1, 4), 600, 660, 27), "1 to 26 weeks"),
        (SessionDraft(date(2032, 1, 4), 600, 660), "after the last day"),
    ],
)
def test_what_cannot_be_is_refused(wrong: SessionDraft, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        spans_of([wrong], until=FAR)


def test_too_many_times_are_refused() -> None:
    many = [SessionDraft(date(2027, 1, 4) + timedelta(days=day), 600, 660, 26) for day in range(3)]
    with pytest.raises(InvalidInput, match="makes 78 times"):
        spans_of(many, until=FAR)
