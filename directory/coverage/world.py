"""What does a run's world look like? Its postcodes, places and areas as columns, ready to be measured.

A world is immutable and shared between threads; it is read again only when another run is shown.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sqlalchemy import Engine
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.inputs import AGES_RELEASE, AREA_COLUMNS, OLDEST_AGE, AreaInput, Inputs, unpack
from directory.errors import Unavailable
from directory.words import Day, Level, Release
from geo.arrays import Bools, Floats, Ints
from geo.trust import Trust, age_months, weights
from geo.weights import lies_with_its_lsoa

LSOA_COLUMN = {Release.R2011: "lsoa11", Release.R2021: "lsoa21"}
_MINUTES_A_DAY = 1_440


@dataclass(frozen=True, slots=True)
class Partition:
    """Areas of one kind, and which of them every postcode and every place lies in."""

    areas: tuple[AreaInput, ...]
    postcode_area: Ints
    """Shape (postcodes,): place in `areas`, -1 for none."""
    place_area: Ints
    """Shape (places,): likewise."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Of the areas, in order."""
        return tuple(area.code for area in self.areas)

    @property
    def population(self) -> Floats:
        """Residents of each area; NaN where unknown."""
        return np.array([np.nan if each.population is None else each.population for each in self.areas])

    @property
    def postcode_district(self) -> NDArray[np.str_]:
        """The district of the area of each postcode; empty for none."""
        return np.array([*(each.district for each in self.areas), ""], dtype=np.str_)[self.postcode_area]


@dataclass(frozen=True)
class World:
    """A run's inputs as columns. `places` are in the order of their ids, `postcodes` of their keys."""

    inputs: Inputs
    points: Floats
    """Shape (postcodes, 2), metres (EPSG:27700)."""
    place_points: Floats
    """Shape (places, 2), metres (EPSG:27700)."""
    listing_ids: tuple[str, ...]
    listing_of_place: Ints
    """Shape (places,): place in `listing_ids`."""
    _partitions: dict[tuple[Release, Level], Partition] = field(default_factory=dict)
    _people: dict[Release, Floats] = field(default_factory=dict)

    def partition(self, release: Release, level: Level) -> Partition:
        """Divide the postcodes and the places among the areas of a level."""
        found = self._partitions.get((release, level))
        if found is None:
            found = self._partition(release, level)
            self._partitions[release, level] = found
        return found

    def _partition(self, release: Release, level: Level) -> Partition:
        areas = tuple(
            each for each in self.inputs.areas if each.release == release.value and each.level == level.value
        )
        position = {area.code: number for number, area in enumerate(areas)}
        column = AREA_COLUMNS.index(LSOA_COLUMN[release] if level is Level.LSOA else level.value)
        of_code = np.array([position.get(code, -1) for code in self.inputs.codes] + [-1], dtype=np.int64)
        return Partition(
            areas=areas,
            postcode_area=of_code[self.inputs.postcode_areas[:, column]],
            place_area=np.array(
                [position.get(place.areas[column] or "", -1) for place in self.inputs.places], dtype=np.int64
            ),
        )

    def people(self, release: Release) -> Floats:
        """Residents at each postcode: its share of those of its LSOA; NaN where unknown."""
        found = self._people.get(release)
        if found is None:
            lsoas = self.partition(release, Level.LSOA)
            found = np.append(lsoas.population, np.nan)[lsoas.postcode_area] * self._share(release)
            self._people[release] = found
        return found

    def _share(self, release: Release) -> Floats:
        """Share each LSOA equally among its postcodes, as when the people of areas are counted.

        So those of the postcodes of a parish or a district add up to the population that is told of it.
        """
        lsoa, ward, district = (
            self.partition(release, level) for level in (Level.LSOA, Level.WARD, Level.DISTRICT)
        )
        lies = lies_with_its_lsoa(*(each.postcode_district for each in (lsoa, district, ward)))
        postcodes = np.bincount(lsoa.postcode_area[lies], minlength=len(lsoa.areas))
        return np.where(lies, 1 / np.maximum(np.append(postcodes, 0), 1)[lsoa.postcode_area], 0.0)

    def people_by_age(self, partition: Partition) -> Floats:
        """Count the people of each age in the areas of a partition; of other than LSOAs by their postcodes.

        Shape (areas, 91), the last 90 and over; NaN where the ages are not known of everybody there.
        """
        lsoas = self.partition(AGES_RELEASE, Level.LSOA)
        row = {code: number for number, code in enumerate(self.inputs.age_codes)}
        ages = np.full((len(lsoas.areas), OLDEST_AGE + 1), np.nan)
        for place, code in enumerate(lsoas.codes):
            if code in row:
                ages[place] = self.inputs.ages[row[code]]
        if partition.codes == lsoas.codes:
            return ages
        n, lsoa, area = len(lsoas.areas), lsoas.postcode_area, partition.postcode_area
        inside = (lsoa >= 0) & (area >= 0)
        shared = np.bincount(
            area[inside] * n + lsoa[inside], self._share(AGES_RELEASE)[inside], len(partition.areas) * n
        )
        share = shared.reshape(-1, n)
        found: Floats = share @ np.nan_to_num(ages)
        unknown = np.isnan(ages).any(axis=1)
        found[(share[:, unknown] > 0).any(axis=1) | ~(share > 0).any(axis=1)] = np.nan
        return found

    @cached_property
    def ages_of_place(self) -> Ints:
        """Shape (places, 2): the youngest and the oldest each listing is for; 0 and 90 unless told."""
        told = [
            (
                min(place.min_age or 0, OLDEST_AGE),
                OLDEST_AGE if place.max_age is None else min(place.max_age, OLDEST_AGE),
            )
            for place in self.inputs.places
        ]
        return np.array(told, dtype=np.int64).reshape(-1, 2)

    def code_of_postcodes(self, column: str) -> Ints:
        """Where in `inputs.codes` each postcode's area stands, for one of AREA_COLUMNS; -1 where unknown."""
        return self.inputs.postcode_areas[:, AREA_COLUMNS.index(column)].astype(np.int64)

    @cached_property
    def postcode_tree(self) -> cKDTree:
        """Find the postcode that any point lies nearest to."""
        return cKDTree(self.points)

    @cached_property
    def nearest_postcode_of_place(self) -> Ints:
        """Shape (places,): the postcode each place lies nearest to."""
        if not len(self.place_points):
            return np.zeros(0, dtype=np.int64)
        return np.asarray(self.postcode_tree.query(self.place_points)[1], dtype=np.int64)

    def carrying(self, *, capital: str | None = None, category: str | None = None) -> Bools:
        """Tell which places' listings carry a capital and are about a category; None is any."""
        return np.array(
            [
                (capital is None or capital in place.capitals)
                and (category is None or category in place.categories)
                for place in self.inputs.places
            ],
            dtype=np.bool_,
        )

    @cached_property
    def visiting(self) -> Bools:
        """Which places a listing only visits."""
        return np.array([place.visiting for place in self.inputs.places], dtype=np.bool_)

    def open_at(self, day: Day, minute: int) -> Bools:
        """Tell which places are known to be open each week on a day at a minute from midnight."""
        number = list(Day).index(day)
        before = (number - 1) % 7
        return np.array(
            [
                any(
                    (on == number and opens <= minute < closes)
                    or (on == before and opens <= minute + _MINUTES_A_DAY < closes)
                    for on, opens, closes in place.opening
                )
                for place in self.inputs.places
            ],
            dtype=np.bool_,
        )

    @cached_property
    def hours_known(self) -> Bools:
        """Which places say when they are open."""
        return np.array([place.hours_known for place in self.inputs.places], dtype=np.bool_)

    def trust_weights(self, trust: Trust, on: date) -> Floats:
        """Weigh each place by the age of its listing's confirmation, else of its source."""
        ages = age_months([place.dated for place in self.inputs.places], on)
        return weights(ages, trust, self.inputs.assumptions.half_life_months)

    def numbers_of(self, slugs: Sequence[str]) -> Ints:
        """List the places of some listings."""
        wanted = set(slugs)
        found = [number for number, place in enumerate(self.inputs.places) if place.slug in wanted]
        return np.array(found, dtype=np.int64)


def build_world(inputs: Inputs) -> World:
    """Turn inputs into columns."""
    listing_ids = tuple(sorted({place.listing for place in inputs.places}))
    number = {listing: position for position, listing in enumerate(listing_ids)}
    return World(
        inputs=inputs,
        points=inputs.points.astype(np.float64),
        place_points=np.array(
            [(place.easting, place.northing) for place in inputs.places], dtype=np.float64
        ).reshape(-1, 2),
        listing_ids=listing_ids,
        listing_of_place=np.array([number[place.listing] for place in inputs.places], dtype=np.int64),
    )


_KEPT = 3
"""The run that is shown, and two that are compared."""
_worlds: WeakKeyDictionary[Engine, OrderedDict[str, World]] = WeakKeyDictionary()
_lock = threading.Lock()


def world_of(session: Session, inputs_sha256: str | None) -> World:
    """Give the world of a run, reading it only where it is not held already."""
    if inputs_sha256 is None:
        raise Unavailable("This run did not keep what it was made from. Run: hereabouts coverage run")
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        engine = engine.engine
    with _lock:
        held = _worlds.setdefault(engine, OrderedDict())
        if inputs_sha256 in held:
            held.move_to_end(inputs_sha256)
            return held[inputs_sha256]
    # Outside the lock, so that whoever asks of a run that is held need not wait for one that is not.
    world = build_world(unpack(queries.find_inputs(session, inputs_sha256)))
    with _lock:
        world = held.setdefault(inputs_sha256, world)
        held.move_to_end(inputs_sha256)
        while len(held) > _KEPT:
            held.popitem(last=False)
        return world
