"""Is a room told in words that say what is known, and no more?"""

import pytest
from rooms_made import made_room

from directory.speech import price
from directory.venues.schemas import PriceRead
from directory.venues.words import Facility, Hirer, Layout, Per
from web.room_words import (
    capacity_words,
    community_words,
    has_words,
    price_rows,
    price_words,
    room_line,
)

EVENINGS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)


@pytest.mark.parametrize(
    ("pence", "said"), [(0, "free of charge"), (800, "£8"), (750, "£7.50"), (120_000, "£1,200"), (5, "£0.05")]
)
def test_a_sum_is_written_as_people_read_it(pence: int, said: str) -> None:
    assert price(pence) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (PriceRead(Hirer.PUBLIC, Per.HOUR, 800), "£8 an hour"),
        (PriceRead(Hirer.PUBLIC, Per.DAY, 9_000, WEEKEND), "£90 a day at weekends"),
        (
            PriceRead(Hirer.PUBLIC, Per.SESSION, 0, (1,), 1_110, 1_320),
            "free of charge on Tuesday from 6:30pm to 10pm",
        ),
        (PriceRead(Hirer.PUBLIC, Per.HOUR, 500, (), 0, 720), "£5 an hour until midday"),
    ],
)
def test_a_price_says_for_what_and_when(told: PriceRead, said: str) -> None:
    assert price_words(told) == said


def test_each_kind_of_hirer_is_told_and_who_is_told_nothing_asks() -> None:
    rows = dict(
        price_rows(
            (
                PriceRead(Hirer.COMMUNITY, Per.HOUR, 750, EVENINGS, 0, 1_080),
                PriceRead(Hirer.COMMUNITY, Per.HOUR, 900, EVENINGS, 1_080, 1_440),
                PriceRead(Hirer.COMMUNITY, Per.HOUR, 900, WEEKEND),
            )
        )
    )
    assert rows[Hirer.COMMUNITY.label] == (
        "£7.50 an hour Monday to Friday until 6pm; £9 an hour from 6pm and at weekends"
    )
    assert rows[Hirer.LOW_INCOME.label] == "As another community group"
    assert rows[Hirer.BUSINESS.label] == "Not said: ask"


def test_what_is_there_what_is_not_and_what_nobody_said_stand_apart() -> None:
    room = made_room(
        facilities=((Facility.KITCHEN, True), (Facility.WIFI, True), (Facility.STAGE, False)),
        capacity=((Layout.THEATRE, 80), (Layout.MEETING, 12)),
    )
    assert has_words(room, said=True) == "Kitchen and Wi-Fi"
    assert has_words(room, said=False) == "Stage"
    assert "Blue Badge parking" in has_words(room, said=None)
    assert "Kitchen" not in has_words(room, said=None)
    assert capacity_words(room) == "80 in rows of chairs, 12 round one table"


def test_a_room_of_which_nothing_is_known_says_that() -> None:
    room = made_room()
    assert capacity_words(room) == "Not said"
    assert community_words(room) == "Not said: ask"
    assert room_line(room) == "How many it holds was not said."
    assert has_words(room, said=True) == ""
