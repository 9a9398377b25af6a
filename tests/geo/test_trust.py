"""Does a listing count less the longer ago it was confirmed, and as ever where age plays no part?"""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.trust import Trust, age_months, weights

ON = date(2026, 6, 16)


def test_ages_worked_by_hand() -> None:
    # 16 June 2026 back to: a year; a month; a month and 15 days; a month less 15 days; two years; today.
    dates = ["2025-06-16", "2026-05-16", "2026-05-01", "2026-05-31", "2024-06-16", "2026-06-16"]
    np.testing.assert_allclose(age_months(dates, ON), [12, 1, 1 + 15 / 31, 1 - 15 / 31, 24, 0])


@pytest.mark.parametrize(
    ("then", "on", "counts"),
    [
        ("2024-02-15", date(2025, 2, 15), 1),
        ("2024-02-14", date(2025, 2, 15), 0),
        ("2024-02-29", date(2025, 2, 28), 1),
        ("2023-02-28", date(2024, 2, 28), 1),
        ("2023-02-28", date(2024, 2, 29), 0),
    ],
)
def test_around_a_leap_day_a_year_is_a_year(then: str, on: date, counts: float) -> None:
    assert weights(age_months([then], on), Trust.YEAR).tolist() == [counts]


def test_a_month_or_a_year_is_taken_as_its_last_day() -> None:
    dates = ["2025-12", "2025", "2024-02", "2024"]
    days = ["2025-12-31", "2025-12-31", "2024-02-29", "2024-12-31"]
    np.testing.assert_array_equal(age_months(dates, ON), age_months(days, ON))


def test_what_is_dated_later_is_new_and_what_is_undated_is_unknown() -> None:
    np.testing.assert_array_equal(age_months(["2026", "2026-06", "2027-01-01"], ON), [0, 0, 0])
    np.testing.assert_array_equal(age_months(["", None], ON), [np.nan, np.nan])
    np.testing.assert_array_equal(age_months(np.array(["2025-06-16", ""]), ON), [12, np.nan])
    assert age_months([], ON).shape == (0,)


@pytest.mark.parametrize("wrong", ["2025-02-30", "2025-13", "0000"])
def test_a_date_that_never_was_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="no such date"):
        age_months([wrong], ON)


@pytest.mark.parametrize("wrong", ["16/06/2025", "2025-6", "2025-06-16T09:00", "soon"])
def test_a_date_written_otherwise_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="must be written"):
        age_months([wrong], ON)


DATES = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(DATES, DATES, DATES)
def test_a_later_date_is_never_older(first: date, second: date, on: date) -> None:
    early, late = sorted((first, second))
    ages = age_months([early.isoformat(), late.isoformat()], on)
    assert ages[0] >= ages[1] >= 0
    assert abs(ages[0] - max(0, (on - early).days) / 30.436875) < 0.15


@given(st.dates(date(1990, 1, 1), date(2025, 6, 15)), st.integers(1, 5))
def test_years_are_twelve_months_each_and_a_day_more_is_more(day: date, years: int) -> None:
    if (day.month, day.day) != (2, 29):
        later = day.replace(year=day.year + years)
        before, after = (later + timedelta(days=step) for step in (-1, 1))
        ages = [age_months([day.isoformat()], on)[0] for on in (before, later, after)]
        assert ages[1] == 12 * years
        assert ages[0] < ages[1] < ages[2]


@given(st.dates(date(1990, 1, 1), date(2025, 6, 15)), st.integers(0, 40))
def test_the_same_day_of_another_month_is_whole_months_away(day: date, months: int) -> None:
    number = day.year * 12 + day.month - 1 + months
    later = date(number // 12, number % 12 + 1, min(day.day, 28))
    assert age_months([day.replace(day=later.day).isoformat()], later)[0] == months


def test_weights_worked_by_hand() -> None:
    age = [0, 3, 3.1, 12, 12.1, 24, 48, np.nan]
    assert weights(age, Trust.ANY).tolist() == [1] * 8
    assert weights(age, Trust.YEAR).tolist() == [1, 1, 1, 1, 0, 0, 0, 0]
    assert weights(age, Trust.QUARTER).tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
    np.testing.assert_allclose(weights(age, Trust.HALF_LIFE)[[0, 5, 6, 7]], [1, 0.5, 0.25, 0])
    np.testing.assert_allclose(weights([6.0], Trust.HALF_LIFE, half_life_months=6), [0.5])


AGES = st.lists(st.one_of(st.floats(0, 600), st.just(np.nan)), max_size=20)


@given(AGES)
def test_at_any_a_weighted_count_is_the_count(ages: list[float]) -> None:
    assert weights(ages, Trust.ANY).sum() == len(ages)


@given(AGES, st.sampled_from(Trust))
def test_an_older_listing_never_counts_more(ages: list[float], trust: Trust) -> None:
    ordered = np.sort(np.array(ages, dtype=np.float64))  # the undated come last
    weight = weights(ordered, trust)
    assert ((weight >= 0) & (weight <= 1)).all()
    assert (np.diff(weight) <= 0).all()
    assert (weight <= weights(ordered, Trust.ANY)).all()
    assert (weights(ordered, Trust.QUARTER) <= weights(ordered, Trust.YEAR)).all()


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        weights([-1.0], Trust.ANY)
    with pytest.raises(ValueError, match="above 0"):
        weights([1.0], Trust.HALF_LIFE, half_life_months=0)
