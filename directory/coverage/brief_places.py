"""Which postcodes and places lie in the area of a brief, and what is near?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlmodel import Session

from directory.areas.middle import Middle
from directory.areas.service import area_names
from directory.coverage.brief_schemas import BriefPlace, Neighbour
from directory.coverage.inputs import AREA_COLUMNS, AreaInput
from directory.coverage.view import Viewed
from directory.errors import NotFound
from directory.listings.service import categories
from directory.words import Capital, Kind, Level, Precision
from geo.arrays import Bools, Floats, Ints

NEIGHBOUR_WITHIN_M = 10_000
_PARISH = AREA_COLUMNS.index("parish")


@dataclass(frozen=True)
class Inside:
    """What of a world lies in one area of a view."""

    found: Viewed
    number: int
    """Of the area in the partition of the view."""
    of_parish: Middle | None = None
    """Of a parish: what its distances are measured from on every page."""

    @classmethod
    def of(cls, found: Viewed, code: str, *, middle: Middle | None = None) -> "Inside":
        """Find an area in a view, or say that the run does not have it."""
        if code not in found.partition.codes:
            raise NotFound(f"The last run of coverage does not have {code}. Run: hereabouts coverage run")
        return cls(found, found.partition.codes.index(code), middle)

    @property
    def area(self) -> AreaInput:
        """The area as the run saw it."""
        return self.found.partition.areas[self.number]

    @cached_property
    def postcodes(self) -> Bools:
        """Shape (postcodes,): which lie in the area."""
        return np.asarray(self.found.partition.postcode_area == self.number, dtype=np.bool_)

    @cached_property
    def places(self) -> Ints:
        """The places in the area, by number."""
        return np.flatnonzero(self.found.partition.place_area == self.number)

    @cached_property
    def people(self) -> Floats:
        """Shape (postcodes,): residents of the area at each postcode; 0 elsewhere and where unknown."""
        everybody = np.nan_to_num(self.found.world.people(self.found.query.release))
        return np.where(self.postcodes, everybody, 0.0)

    @cached_property
    def lsoas(self) -> Ints:
        """The LSOAs with a postcode in the area, by number in their partition."""
        lsoas = self.found.world.partition(self.found.query.release, Level.LSOA)
        numbers = np.unique(lsoas.postcode_area[self.postcodes])
        return np.asarray(numbers[numbers >= 0], dtype=np.int64)

    @cached_property
    def middle(self) -> tuple[float, float] | None:
        """That of a parish, else the mean of its live postcodes, EPSG:27700; None where there are none."""
        if self.of_parish is not None:
            return float(self.of_parish.easting), float(self.of_parish.northing)
        if not self.postcodes.any():
            return None
        east, north = self.found.world.points[self.postcodes].mean(axis=0)
        return float(east), float(north)

    @property
    def rural_share(self) -> float | None:
        """Of its people, those who live in LSOAs that are called rural; None where none has a name."""
        lsoas = self.found.world.partition(self.found.query.release, Level.LSOA)
        called = [(area.rural or "").lower() for area in lsoas.areas]
        rural = np.array(["rural" in each for each in called], dtype=np.bool_)
        shares = self.shares(lsoas.postcode_area, len(called))
        known = float(shares[np.array([bool(each) for each in called])].sum())
        return float(shares[rural].sum()) / known if known else None

    def shares(self, postcode_area: Ints, n_areas: int) -> Floats:
        """Tell which share of the people here live in each of other areas; zeros where nobody is known."""
        known = self.postcodes & (postcode_area >= 0)
        total = self.people.sum()
        found = np.bincount(postcode_area[known], self.people[known], n_areas)
        return np.asarray(found / total if total else np.zeros(n_areas), dtype=np.float64)


class PlacesHere:
    """The places of a world as seen from one area."""

    def __init__(self, session: Session, found: Viewed, inside: Inside) -> None:
        self._world, self._inside, self._found = found.world, inside, found
        self._labels = {category.slug: category.label for category in categories(session)}
        codes = {place.areas[_PARISH] for place in self._world.inputs.places}
        self._parishes = area_names(session, [code for code in codes if code])
        if inside.middle is None:
            self._distance_m = np.full(len(self._world.place_points), np.nan)
        else:
            away = self._world.place_points - np.array(inside.middle)
            self._distance_m = np.hypot(away[:, 0], away[:, 1])
        self._is_inside = np.zeros(len(self._distance_m), dtype=np.bool_)
        self._is_inside[inside.places] = True

    def nearest(self, mask: Bools) -> BriefPlace | None:
        """Find the place of a mask that is nearest to the middle of the area."""
        found = self._by_distance(mask)
        return self._read(found[0]) if found else None

    def hosts(self, kinds: Sequence[Kind], most: int) -> tuple[BriefPlace, ...]:
        """List places of some kinds that stay where they are: those inside first, then the nearest."""
        mask = np.array([place.kind in set(kinds) for place in self._world.inputs.places], dtype=np.bool_)
        numbers = self._by_distance(mask & ~self._world.visiting)
        numbers.sort(key=lambda number: not self._is_inside[number])
        return tuple(self._read(number) for number in numbers[:most])

    def listed(self, numbers: Ints) -> tuple[tuple[BriefPlace, ...], tuple[BriefPlace, ...]]:
        """List the listings of some places, those that offer most first; then those that only visit."""
        by_listing = {self._world.inputs.places[number].listing: number for number in numbers[::-1]}
        places = sorted(
            (self._read(number) for number in by_listing.values()),
            key=lambda place: (-len(place.capitals), place.name, place.slug),
        )
        return (
            tuple(place for place in places if not place.visiting),
            tuple(place for place in places if place.visiting),
        )

    def neighbours(self, capitals: Sequence[Capital], most: int) -> tuple[Neighbour, ...]:
        """List the nearest parishes outside the area where something for these capitals is."""
        middle = self._inside.middle
        if middle is None or not capitals:
            return ()
        parishes = self._world.partition(self._found.query.release, Level.PARISH)
        n = len(parishes.areas)
        known = parishes.postcode_area >= 0
        index = parishes.postcode_area[known]
        postcodes = np.bincount(index, minlength=n)
        means = (
            np.stack([np.bincount(index, self._world.points[known, axis], n) for axis in (0, 1)], axis=1)
            / np.maximum(postcodes, 1)[:, None]
        )
        away_m = np.hypot(*(means - np.array(middle)).T)
        outside = (self._inside.shares(parishes.postcode_area, n) == 0) & (postcodes > 0)
        found: list[Neighbour] = []
        for number in np.argsort(away_m, kind="stable"):
            if away_m[number] > NEIGHBOUR_WITHIN_M or len(found) == most:
                break
            held = {
                capital
                for place in np.flatnonzero((parishes.place_area == number) & ~self._world.visiting)
                for capital in self._world.inputs.places[place].capitals
            }
            have = tuple(capital for capital in capitals if capital in held)
            if outside[number] and have:
                area = parishes.areas[number]
                found.append(Neighbour(area.code, area.name, round(away_m[number]), have))
        return tuple(found)

    def _by_distance(self, mask: Bools) -> list[int]:
        """Order the places of a mask, each listing once at its nearest place."""
        numbers = np.flatnonzero(mask & ~np.isnan(self._distance_m))
        ordered = numbers[np.argsort(self._distance_m[numbers], kind="stable")]
        listings = self._world.listing_of_place[ordered]
        first = np.unique(listings, return_index=True)[1]
        return [int(number) for number in ordered[np.sort(first)]]

    def _read(self, number: int) -> BriefPlace:
        place, away_m = self._world.inputs.places[number], self._distance_m[number]
        return BriefPlace(
            slug=place.slug,
            name=place.name,
            kind=Kind(place.kind).label,
            about=tuple(self._labels.get(slug, slug) for slug in place.categories),
            capitals=tuple(capital for capital in Capital if capital in place.capitals),
            distance_m=None if np.isnan(away_m) else round(away_m),
            by_parish=place.precision == Precision.PARISH,
            inside=bool(self._is_inside[number]),
            visiting=place.visiting,
            parish=self._parishes.get(place.areas[_PARISH] or ""),
        )
