"""Is every postcode in one unit at most, whatever is claimed and in whatever order?

A grid of six postcodes: LSOAs of 2021 are columns, parishes are rows, the ward is everything.

          L1    L2    L3
    P1    a     b     c
    P2    d     e     f
"""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from directory.geographies.parts import Member, share_out
from directory.geographies.schemas import MemberLevel

GRID: Any = [
    SimpleNamespace(key=key, lsoa21=f"L{column}", lsoa11=f"K{column}", parish=f"P{row}", ward="W")
    for key, row, column in zip("abcdef", (1, 1, 1, 2, 2, 2), (1, 2, 3, 1, 2, 3), strict=True)
]
CODES = [
    *((MemberLevel.POSTCODE, key) for key in "abcdef"),
    *((MemberLevel.LSOA21, f"L{number}") for number in (1, 2, 3)),
    *((MemberLevel.LSOA11, f"K{number}") for number in (1, 2, 3)),
    *((MemberLevel.PARISH, f"P{number}") for number in (1, 2)),
    (MemberLevel.WARD, "W"),
]


def test_the_finer_area_has_the_postcode() -> None:
    members = [
        Member("whole", "W", MemberLevel.WARD),
        Member("top", "P1", MemberLevel.PARISH),
        Member("left", "L1", MemberLevel.LSOA21),
        Member("shape", "d", MemberLevel.POSTCODE),
    ]
    shared = share_out(GRID, members)
    assert shared.unit_of == ("left", "top", "top", "shape", "whole", "whole")
    assert shared.overlaps == (
        ("left", "top", 1),
        ("left", "whole", 1),
        ("shape", "left", 1),
        ("shape", "whole", 1),
        ("top", "whole", 2),
    )


def test_what_no_unit_names_is_in_none() -> None:
    shared = share_out(GRID, [Member("left", "L1", MemberLevel.LSOA21)])
    assert shared.unit_of == ("left", None, None, "left", None, None)
    assert shared.overlaps == ()


def test_a_unit_that_names_a_postcode_twice_overlaps_nobody() -> None:
    members = [Member("one", "L1", MemberLevel.LSOA21), Member("one", "P1", MemberLevel.PARISH)]
    shared = share_out(GRID, members)
    assert shared.unit_of == ("one", "one", "one", "one", None, None)
    assert shared.overlaps == ()


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(CODES)), unique_by=lambda pair: pair[1]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_members_does_not_matter_and_nothing_claimed_is_lost(
    chosen: list[tuple[str, tuple[MemberLevel, str]]],
    random: Any,
) -> None:
    members = [Member(unit, code, level) for unit, (level, code) in chosen]
    shared = share_out(GRID, members)
    random.shuffle(members)
    assert share_out(GRID, members) == shared
    claimed = [
        {m.unit for m in members if m.code in {row.key, row.lsoa21, row.lsoa11, row.parish, row.ward}}
        for row in GRID
    ]
    for unit, claims in zip(shared.unit_of, claimed, strict=True):
        assert (unit in claims) if claims else (unit is None)
    assert sum(count for *_, count in shared.overlaps) == sum(len(claims) - 1 for claims in claimed if claims)
