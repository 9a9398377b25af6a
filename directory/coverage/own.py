"""Which postcodes and places lie in the units of an own geography?"""

import numpy as np
from sqlmodel import Session

from directory.coverage.inputs import AreaInput
from directory.coverage.world import Partition, World
from directory.geographies.service import geography_postcodes, list_units, unit_postcodes
from directory.words import OWN_LEVEL, Release
from geo.arrays import Floats, Ints
from geo.evidence import majority


def own_partition(session: Session, world: World, release: Release, geography: str) -> Partition:
    """Divide the postcodes among the units of a geography; a place lies where its nearest postcode does."""
    units = list_units(session, geography)
    position = {unit.code: place for place, unit in enumerate(units)}
    unit_of = dict(geography_postcodes(session, geography))
    postcode_area = np.array(
        [position.get(unit_of.get(key, ""), -1) for key in world.inputs.postcodes], dtype=np.int64
    )
    districts = world.code_of_postcodes("district")
    return Partition(
        areas=tuple(
            AreaInput(
                release=release.value,
                level=OWN_LEVEL,
                code=unit.code,
                name=unit.name,
                district=_most_common(world, districts[postcode_area == place]),
                population=None,
                rural=None,
                imd_score=None,
                imd_rank=None,
                imd_decile=None,
            )
            for place, unit in enumerate(units)
        ),
        postcode_area=postcode_area,
        place_area=postcode_area[world.nearest_postcode_of_place],
    )


def _most_common(world: World, codes: Ints) -> str:
    known = codes[codes >= 0]
    return world.inputs.codes[int(np.bincount(known).argmax())] if len(known) else ""


def share_within_unit(
    session: Session, world: World, release: Release, partition: Partition, unit_code: str
) -> Floats:
    """Tell which share of the people of each area live in a unit; NaN where nobody does."""
    members = set(unit_postcodes(session, unit_code))
    inside = np.array([key in members for key in world.inputs.postcodes], dtype=np.float64)
    return majority(
        inside,
        np.arange(len(inside)),
        partition.postcode_area,
        np.nan_to_num(world.people(release)),
        len(partition.areas),
    )
