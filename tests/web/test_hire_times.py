"""Which instants does somebody mean who types when they would like a room?"""

from datetime import UTC, datetime

import pytest

from directory import clock
from directory.errors import InvalidInput
from web.hire_times import times_of


@pytest.fixture(autouse=True)
def _in_winter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "starts", "ends", "begins_at", "ends_at"),
    [
        ("2027-03-27", "22:00", "02:00", "2027-03-27T22:00", "2027-03-28T01:00"),
        ("2027-10-30", "22:00", "02:00", "2027-10-30T21:00", "2027-10-31T02:00"),
        # The hour that comes twice is asked for as a whole.
        ("2027-10-31", "01:00", "01:30", "2027-10-31T00:00", "2027-10-31T01:30"),
        ("2027-10-31", "00:30", "01:15", "2027-10-30T23:30", "2027-10-31T01:15"),
        ("2027-06-30", "00:30", "02:00", "2027-06-29T23:30", "2027-06-30T01:00"),
    ],
)
def test_the_nights_on_which_clocks_change(
    day: str, starts: str, ends: str, begins_at: str, ends_at: str
) -> None:
    [span] = times_of(day, starts, ends, "once", "")

    told = [f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}" for moment in (span.starts_at, span.ends_at)]
    assert told == [begins_at, ends_at]


def test_a_time_that_does_not_exist_is_said_to_be_none() -> None:
    with pytest.raises(InvalidInput, match="clocks go forward"):
        times_of("2027-03-28", "01:15", "02:00", "once", "")


@pytest.mark.parametrize("day", ["9999-12-31", "2028-01-01"])
def test_a_day_that_no_calendar_reaches_is_refused_at_its_field(day: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        times_of(day, "19:00", "21:00", "week", "52")
    assert refused.value.field == "first"


def test_once_a_month_is_the_same_weekday_as_a_search_counts_it() -> None:
    def days(first: str, without: tuple[str, ...] = ()) -> list[str]:
        spans = times_of(first, "19:00", "21:00", "month", "4", without=without)
        return [f"{span.starts_at.astimezone(clock.LONDON):%Y-%m-%d}" for span in spans]

    assert days("2026-11-24") == ["2026-11-24", "2026-12-22", "2027-01-26", "2027-02-23"], (
        "the fourth Tuesday"
    )
    assert days("2026-11-30") == ["2026-11-30", "2026-12-28", "2027-01-25", "2027-02-22"], "the last Monday"
    assert days("2026-11-24", ("2026-11-24", "2027-01-26")) == ["2026-12-22", "2027-02-23"]


def test_when_every_day_is_left_out_it_says_so_at_the_days() -> None:
    with pytest.raises(InvalidInput, match="left out") as refused:
        times_of("2026-11-24", "19:00", "21:00", "once", "", without=("2026-11-24",))
    assert refused.value.field == "without"
