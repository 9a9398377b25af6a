"""A small world made by hand, for measures that can be counted on the fingers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from directory.coverage.inputs import AreaInput, Assumptions, Inputs, PlaceInput
from directory.coverage.world import World, build_world

DISTRICT = "E07000010"


def place(number: int, easting: float, northing: float, **said: Any) -> PlaceInput:
    plain = PlaceInput(
        site=f"s{number:03}",
        listing=f"l{number:03}",
        slug=f"place-{number}",
        name=f"Place {number}",
        kind="group",
        visiting=False,
        precision="postcode",
        easting=easting,
        northing=northing,
        areas=("A1", "A1", None, "E04000001", DISTRICT),
        capitals=("social",),
        categories=("library",),
        dated="2026-01",
        confirmed=False,
        hours_known=False,
        opening=(),
        min_age=None,
        max_age=None,
        sources=("one",),
    )
    return replace(plain, **said)


def area(code: str, level: str, population: int | None, **said: Any) -> AreaInput:
    plain = AreaInput(
        release="2021",
        level=level,
        code=code,
        name=code,
        district=DISTRICT,
        population=population,
        rural="Smaller rural",
        imd_score=30.0,
        imd_rank=4000,
        imd_decile=2,
    )
    return replace(plain, **said)


def world(
    postcodes: Sequence[tuple[float, float, str]],
    places: Sequence[PlaceInput],
    areas: Sequence[AreaInput],
    assumptions: Assumptions | None = None,
) -> World:
    """Make a world of postcodes (easting, northing, LSOA)."""
    codes = sorted({code for _, _, code in postcodes} | {DISTRICT, "E04000001"})
    columns = [
        [codes.index(code), codes.index(code), -1, codes.index("E04000001"), codes.index(DISTRICT)]
        for _, _, code in postcodes
    ]
    return build_world(
        Inputs(
            postcodes=tuple(f"PE{number:05}" for number in range(len(postcodes))),
            points=np.array([(e, n) for e, n, _ in postcodes], dtype=np.int32),
            codes=tuple(codes),
            postcode_areas=np.array(columns, dtype=np.int32).reshape(-1, 5),
            areas=tuple(areas),
            places=tuple(places),
            assumptions=assumptions or Assumptions(),
        )
    )
