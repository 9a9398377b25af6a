"""Is a typed date read as people here mean it, and refused where it may mean two days or none?"""

from datetime import UTC, date, datetime

import pytest

from directory import clock
from directory.days import like_day, read_day, read_day_or_none, show_day
from directory.errors import InvalidInput

TO_DO = "Enter the day, the month and all four figures of the year, like 31/1/2027 or 31 January 2027."


@pytest.fixture(autouse=True)
def _late_in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "typed",
    [
        "2027-01-31",
        "31/1/2027",
        "31/01/2027",
        "31 1 2027",
        "31.1.2027",
        "31-1-2027",
        " 31 / 1 / 2027 ",
        "31 January 2027",
        "31 Jan 2027",
        "31 jan. 2027",
        "31-Jan-2027",
        "31January2027",
        "31st of January, 2027",
        "Sunday 31 January 2027",
        "Sun, 31/1/2027",
        "31\N{NO-BREAK SPACE}January\t2027",
    ],
)
def test_a_date_is_read_the_day_first(typed: str) -> None:
    assert read_day(typed, "day") == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/4/2027", date(2027, 4, 3)),
        ("29 Feb 2028", date(2028, 2, 29)),
        ("1 Sept 2027", date(2027, 9, 1)),
        ("1 may 2027", date(2027, 5, 1)),
        ("today", date(2026, 11, 23)),
        ("Tomorrow", date(2026, 11, 24)),
        ("yesterday ", date(2026, 11, 22)),
    ],
)
def test_each_date_is_the_day_it_says(typed: str, day: date) -> None:
    assert read_day(typed, "day") == day


def test_tomorrow_is_that_of_the_clock_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert read_day("tomorrow", "day") == date(2026, 7, 2)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("soon", ""),
        ("", ""),
        ("31/1/27", ""),
        ("31 January 27", ""),
        ("31 January", ""),
        ("January 2027", ""),
        ("2027", ""),
        ("31/1/0027", ""),
        ("31/1/9999", ""),
        ("31/1/20270", ""),
        ("31/1-2027", ""),
        ("31 1/2027", ""),
        ("2027/01/31", ""),
        ("2027-1-31", ""),
        ("20270131", ""),
        ("2027-W04-7", ""),
        ("31 Janvier 2027", ""),
        ("31 ja 2027", ""),
        ("31/1/2027 31/1/2027", ""),
        ("\N{ARABIC-INDIC DIGIT THREE}/1/2027", ""),
        ("1/31/2027", "There is no month 31. "),
        ("31/0/2027", ""),
        ("31/2/2027", "There is no 31 February 2027. "),
        ("2027-02-31", "There is no 31 February 2027. "),
        ("29 Feb 2027", "There is no 29 February 2027. "),
        ("0/1/2027", "There is no 0 January 2027. "),
        ("Monday 31 January 2027", "31 January 2027 is a Sunday. "),
        ("Someday 31 January 2027", "31 January 2027 is a Sunday. "),
    ],
)
def test_what_is_no_day_or_may_be_two_is_refused_with_what_to_write(typed: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_day(typed, "until")
    assert refused.value.message == why + TO_DO
    assert refused.value.field == "until"


def test_nothing_typed_is_no_day_where_none_is_needed() -> None:
    assert read_day_or_none(" ", "day") is None
    assert read_day_or_none("31/1/2027", "day") == date(2027, 1, 31)
    with pytest.raises(InvalidInput):
        read_day_or_none("soon", "day")


@pytest.mark.parametrize(
    ("value", "shown"), [("2027-01-31", "31/1/2027"), ("31 Jan 27", "31 Jan 27"), ("soon", "soon"), ("", "")]
)
def test_a_field_shows_our_date_as_it_is_typed_here_and_what_was_typed_as_it_is(
    value: str, shown: str
) -> None:
    assert show_day(value) == shown


def test_the_date_that_is_proposed_is_ahead_and_reads() -> None:
    assert read_day(like_day(), "day") == date(2027, 1, 31) > clock.local_now().date()
