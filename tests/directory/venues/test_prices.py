"""Is the price of a hire the cheapest that applies, whatever the prices, the hirer and the time?"""

from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms_made import made_room

from directory.clock import LONDON
from directory.venues.prices import price_for, prices_of
from directory.venues.schemas import PriceRead
from directory.venues.words import Hirer, Per

TUESDAY_7PM = datetime(2026, 12, 1, 19, tzinfo=LONDON)
MONDAY = datetime(2026, 11, 30, tzinfo=LONDON)


@st.composite
def prices(draw: st.DrawFn) -> PriceRead:
    from_min = draw(st.sampled_from([0, 0, 9 * 60, 17 * 60, 18 * 60 + 30]))
    until_min = draw(
        st.sampled_from([minute for minute in (12 * 60, 18 * 60, 22 * 60, 1440) if minute > from_min])
    )
    return PriceRead(
        draw(st.sampled_from(Hirer)),
        draw(st.sampled_from(Per)),
        draw(st.integers(0, 5_000)),
        tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=4)))),
        from_min,
        until_min,
    )


def plain_price(prices: tuple[PriceRead, ...], hirer: Hirer, starts: datetime, minutes: int) -> int | None:
    """Say the same slowly: minute by minute."""
    kinds = {hirer, Hirer.COMMUNITY} if hirer is Hirer.LOW_INCOME else {hirer}
    mine = [price for price in prices if price.hirer in kinds]
    told = []
    for price in mine:
        if price.per is Per.HOUR:
            continue
        whole = all(
            (starts + timedelta(minutes=each)).date() == starts.date()
            and _in_force(price, starts + timedelta(minutes=each))
            for each in range(minutes)
        )
        if whole:
            told.append(price.pence)
    total: Fraction | None = Fraction(0)
    for each in range(minutes):
        at = starts + timedelta(minutes=each)
        rates = [price.pence for price in mine if price.per is Per.HOUR and _in_force(price, at)]
        total = total + Fraction(min(rates), 60) if rates and total is not None else None
    if total is not None:
        told.append(ceil(total))
    return min(told, default=None)


def _in_force(price: PriceRead, at: datetime) -> bool:
    minute = at.hour * 60 + at.minute
    return (not price.days or at.weekday() in price.days) and price.from_min <= minute < price.until_min


@given(
    st.lists(prices(), max_size=8),
    st.sampled_from(Hirer),
    st.integers(0, 7 * 96),
    st.integers(1, 40),
)
def test_the_price_is_that_of_a_plain_count(
    said: list[PriceRead], hirer: Hirer, quarter: int, quarters: int
) -> None:
    starts = MONDAY + timedelta(minutes=15 * quarter)
    room = made_room(prices=tuple(said))
    found = price_for(room, hirer, starts, 15 * quarters)
    assert found == plain_price(tuple(said), hirer, starts, 15 * quarters)


@given(st.lists(prices(), max_size=8), st.integers(0, 7 * 96), st.integers(1, 20))
def test_a_group_with_little_money_never_pays_more(
    said: list[PriceRead], quarter: int, quarters: int
) -> None:
    starts = MONDAY + timedelta(minutes=15 * quarter)
    room = made_room(prices=tuple(said))
    community = price_for(room, Hirer.COMMUNITY, starts, 15 * quarters)
    low = price_for(room, Hirer.LOW_INCOME, starts, 15 * quarters)
    assert community is None or (low is not None and low <= community)


def test_a_price_that_nobody_said_must_be_asked() -> None:
    room = made_room(prices=(PriceRead(Hirer.COMMUNITY, Per.HOUR, 800),))
    assert price_for(room, Hirer.COMMUNITY, TUESDAY_7PM, 120) == 1_600
    assert price_for(room, Hirer.LOW_INCOME, TUESDAY_7PM, 120) == 1_600
    for hirer in (Hirer.PUBLIC, Hirer.BUSINESS, Hirer.PRIVATE):
        assert price_for(room, hirer, TUESDAY_7PM, 120) is None


def test_free_is_free_and_not_unknown() -> None:
    room = made_room(
        prices=(PriceRead(Hirer.LOW_INCOME, Per.HOUR, 0), PriceRead(Hirer.COMMUNITY, Per.HOUR, 800))
    )
    assert price_for(room, Hirer.LOW_INCOME, TUESDAY_7PM, 120) == 0
    assert price_for(room, Hirer.COMMUNITY, TUESDAY_7PM, 120) == 800 * 2


def test_across_the_start_of_the_evening_both_rates_count() -> None:
    room = made_room(
        prices=(
            PriceRead(Hirer.COMMUNITY, Per.HOUR, 600, (), 0, 18 * 60),
            PriceRead(Hirer.COMMUNITY, Per.HOUR, 1_000, (), 18 * 60, 1440),
            PriceRead(Hirer.COMMUNITY, Per.SESSION, 1_500, (1,), 17 * 60, 22 * 60),
        )
    )
    tuesday, wednesday = MONDAY + timedelta(days=1, hours=17), MONDAY + timedelta(days=2, hours=17)
    assert price_for(room, Hirer.COMMUNITY, tuesday, 120) == 1_500
    assert price_for(room, Hirer.COMMUNITY, wednesday, 120) == 600 + 1_000
    assert price_for(room, Hirer.COMMUNITY, wednesday, 65) == 600 + 84


@pytest.mark.parametrize(("hirer", "kinds"), [(Hirer.LOW_INCOME, 2), (Hirer.PUBLIC, 0), (Hirer.COMMUNITY, 1)])
def test_the_prices_of_a_kind_of_hirer_are_listed(hirer: Hirer, kinds: int) -> None:
    said = (
        PriceRead(Hirer.LOW_INCOME, Per.HOUR, 0),
        PriceRead(Hirer.COMMUNITY, Per.HOUR, 800),
        PriceRead(Hirer.BUSINESS, Per.HOUR, 2_000),
    )
    assert len(prices_of(said, hirer)) == kinds
