"""What does a hire of a room cost this kind of hirer?"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from directory.venues.schemas import PriceRead, RoomRead
from directory.venues.words import Hirer, Per

DAY_MIN: Final = 1440
_ALSO: Final = {Hirer.LOW_INCOME: frozenset({Hirer.LOW_INCOME, Hirer.COMMUNITY})}
"""A group with little money is a community group too and never pays more. Nobody else falls back."""


def price_for(room: RoomRead, hirer: Hirer, starts_local: datetime, minutes: int) -> int | None:
    """Tell the pence for a whole hire by the cheapest price that applies; None where it must be asked.

    An hourly price counts for the minutes that lie in its days and hours, so that a hire across the start of
    the evening pays both; part of a penny is a penny. A price for each time, or for the day, counts where the
    whole hire lies in it.
    """
    whole = _whole(room.prices, hirer, starts_local, minutes)
    hourly = _hourly(room.prices, hirer, starts_local, minutes)
    told = [pence for pence in (whole, hourly) if pence is not None]
    return min(told, default=None)


def prices_of(prices: Collection[PriceRead], hirer: Hirer) -> tuple[PriceRead, ...]:
    """List the prices that a kind of hirer may pay, the cheapest of a kind first."""
    kinds = _ALSO.get(hirer, frozenset({hirer}))
    return tuple(
        sorted(
            (price for price in prices if price.hirer in kinds),
            key=lambda price: (price.per, price.days, price.from_min, price.pence),
        )
    )


def _whole(prices: Collection[PriceRead], hirer: Hirer, starts_local: datetime, minutes: int) -> int | None:
    start = starts_local.hour * 60 + starts_local.minute
    day = starts_local.weekday()
    fitting = [
        price.pence
        for price in prices_of(prices, hirer)
        if price.per is not Per.HOUR
        and _counts_on(price, day)
        and price.from_min <= start
        and start + minutes <= price.until_min
    ]
    return min(fitting, default=None)


def _hourly(prices: Collection[PriceRead], hirer: Hirer, starts_local: datetime, minutes: int) -> int | None:
    hourly = [price for price in prices_of(prices, hirer) if price.per is Per.HOUR]
    if not hourly:
        return None
    total = 0
    for day, begins, ends in _by_day(starts_local, minutes):
        here = [price for price in hourly if _counts_on(price, day)]
        edges = {begins, ends} | {
            edge for price in here for edge in (price.from_min, price.until_min) if begins < edge < ends
        }
        cuts = sorted(edges)
        for at, until in pairwise(cuts):
            rates = [price.pence for price in here if price.from_min <= at and until <= price.until_min]
            if not rates:
                return None
            total += min(rates) * (until - at)
    return -(-total // 60)


def _by_day(starts_local: datetime, minutes: int) -> Iterator[tuple[int, int, int]]:
    begins = starts_local.hour * 60 + starts_local.minute
    day = starts_local.date()
    left = minutes
    while left > 0:
        ends = min(begins + left, DAY_MIN)
        yield day.weekday(), begins, ends
        left -= ends - begins
        begins, day = 0, day + timedelta(days=1)


def _counts_on(price: PriceRead, day: int) -> bool:
    return not price.days or day in price.days
