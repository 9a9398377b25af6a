"""May a number of people be told, and does no other number give it back?"""

import pytest

from directory.coverage.facilities_told import Told, told_people, told_share


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (None, Told(None)),
        (0, Told(0)),
        (1, Told(None, few=True)),
        (9, Told(None, few=True)),
        (10, Told(10)),
        (14, Told(10)),
        (15, Told(20)),
        (1_057, Told(1_060)),
    ],
)
def test_a_number_is_told_in_tens_and_few_as_few(people: int | None, told: Told) -> None:
    assert told_people(people) == (told,)


@pytest.mark.parametrize("whole", range(20, 130))
def test_of_a_known_whole_the_few_cannot_be_worked_out(whole: int) -> None:
    """How many people live there is published: what is told beside it is the same for 1 as for 9."""
    assert len({told_people(whole - few, 0, few) for few in range(1, 10)}) == 1
    assert len({told_people(few, whole - few) for few in range(1, 10)}) == 1
    assert len({told_share(few / whole, whole) for few in range(1, 10)}) == 1
    assert len({told_share(1 - few / whole, whole) for few in range(1, 10)}) == 1


def test_the_few_are_told_with_the_largest_part_once() -> None:
    assert told_people(500, 500, 8) == (Told(510), Told(500), Told(None, few=True))
    assert told_people(3, 4, 0) == (Told(None, few=True), Told(None, few=True), Told(0))


@pytest.mark.parametrize(
    ("share", "people", "told"),
    [
        (None, 100, None),
        (0.5, None, None),
        (0.5, 0, None),
        (0.5, 9, None),
        (0.0, 1_000, 0.0),
        (1.0, 1_000, 1.0),
        (0.12345, 10_000, 0.12),
        (1 / 3, 120, 0.33),
    ],
)
def test_a_share_is_told_to_the_whole_per_cent(
    share: float | None, people: int | None, told: float | None
) -> None:
    assert told_share(share, people) == told
