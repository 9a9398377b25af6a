"""What exactly is asked when somebody asks where one more place should be? People, places and candidates."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from sqlmodel import Session

from directory.coverage import siting_queries
from directory.coverage.inputs import AREA_COLUMNS, PlaceInput
from directory.coverage.need import area_need
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import Viewed, view
from directory.coverage.world import Partition, World
from directory.words import Kind, Precision
from geo.arrays import Bools, Floats
from geo.projection import to_wgs84
from geo.travel import Mode

HIGH_NEED = 3
_DISTRICT = AREA_COLUMNS.index("district")
_PLACED = {Precision.EXACT, Precision.POSTCODE}
"""How finely a building must be placed to be a candidate: the middle of a parish is no building."""


class Objective(StrEnum):
    """What a choice of places is judged by."""

    COVERING = "covering"
    MEDIAN = "median"


class Weight(StrEnum):
    """Who counts, and for how much."""

    PEOPLE = "people"
    DEPRIVED = "deprived"
    """Only people in areas of high need."""
    NEED = "need"
    """Everyone, times the need of their area from 0 to 1."""


class Near(StrEnum):
    """How near is near enough."""

    WALK = "walk"
    CYCLE = "cycle"
    DRIVE = "drive"
    THREE_KM = "3000"


class CandidateKind(StrEnum):
    """What sort of building a candidate is."""

    LIBRARY = "library"
    HUB = "hub"
    HALL = "hall"
    VENUE = "venue"
    SURGERY = "gp_practice"
    PHARMACY = "pharmacy"
    HOSPITAL = "hospital"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class SitingChoice:
    """How to choose."""

    k: int = 1
    objective: Objective = Objective.COVERING
    weight: Weight = Weight.DEPRIVED
    near: Near = Near.CYCLE
    kinds: tuple[CandidateKind, ...] = tuple(CandidateKind)


DEFAULT_CHOICE = SitingChoice()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A building we know of where a place could be; nobody has asked it."""

    id: str
    kind: CandidateKind
    name: str
    slug: str | None
    """Of its listing; None for a surgery, pharmacy, hospital or school, which is none."""
    easting: float
    northing: float
    lon: float
    lat: float
    district: str


@dataclass(frozen=True, slots=True)
class Question:
    """Everything a choice depends on. Demand is of the neighbourhoods shown whose people are known."""

    viewed: Viewed
    choice: SitingChoice
    partition: Partition
    demand: Floats
    """Shape (n, 2): the mean of the live postcodes of each neighbourhood, metres (EPSG:27700)."""
    area: tuple[int, ...]
    """Which area of the partition each demand point is of."""
    people: Floats
    in_need: Bools
    weight: Floats
    """Shape (n,): who counts; need unknown counts for nothing where need is what counts."""
    existing: Floats
    """Shape (m, 2): places that offer it now."""
    candidates: tuple[Candidate, ...]
    within_m: float
    left_out: int
    """Neighbourhoods shown whose people, or whose place, are not known."""

    @property
    def points(self) -> Floats:
        """Where the candidates are; shape (c, 2)."""
        return np.array([(each.easting, each.northing) for each in self.candidates]).reshape(-1, 2)

    @property
    def sha256(self) -> str:
        """Digest of the question: two that are equal have equal answers."""
        digest = hashlib.sha256()
        asked = (self.choice.k, self.choice.objective.value, float(self.within_m))
        digest.update(json.dumps([*asked, [each.id for each in self.candidates]]).encode())
        for column in (self.demand, self.weight, self.existing, self.points):
            digest.update(np.ascontiguousarray(column, dtype=np.float64).tobytes())
        return digest.hexdigest()


def ask(session: Session, query: CoverageQuery, choice: SitingChoice) -> Question:
    """Gather people, places and candidates of the neighbourhoods a view shows."""
    viewed = view(session, query)
    world, partition = viewed.world, viewed.partition
    need = area_need(session, world, query.release, partition, query.need)
    demand = _middles(world, partition)
    people = partition.population
    known = viewed.shown & ~np.isnan(people) & ~np.isnan(demand).any(axis=1)
    in_need = need.classes.to_numpy(dtype=np.float64, na_value=np.nan)[known] == HIGH_NEED
    weight = {
        Weight.PEOPLE: people[known],
        Weight.DEPRIVED: np.where(in_need, people[known], 0.0),
        Weight.NEED: people[known] * np.nan_to_num(need.score[known], nan=0.0),
    }[choice.weight]
    return Question(
        viewed=viewed,
        choice=choice,
        partition=partition,
        demand=demand[known],
        area=tuple(np.flatnonzero(known).tolist()),
        people=people[known],
        in_need=in_need,
        weight=weight,
        existing=world.place_points[viewed.offer.mask],
        candidates=_candidates(session, viewed, choice),
        within_m=near_m(world, choice.near),
        left_out=int(np.count_nonzero(viewed.shown & ~known)),
    )


def near_m(world: World, near: Near) -> float:
    """Give how near is near enough in straight metres."""
    if near is Near.THREE_KM:
        return float(near.value)
    return world.inputs.assumptions.travel(Mode(near.value)).radius_m


def _middles(world: World, partition: Partition) -> Floats:
    inside = partition.postcode_area >= 0
    area, n_areas = partition.postcode_area[inside], len(partition.areas)
    postcodes = np.bincount(area, minlength=n_areas)
    middles: Floats = np.full((n_areas, 2), np.nan)
    for axis in (0, 1):
        total = np.bincount(area, world.points[inside, axis], n_areas)
        np.divide(total, postcodes, out=middles[:, axis], where=postcodes > 0)
    return middles


def _candidates(session: Session, viewed: Viewed, choice: SitingChoice) -> tuple[Candidate, ...]:
    """List the buildings in the districts shown that do not offer it already, in a stated order."""
    query, world = viewed.query, viewed.world
    districts = (query.district,) if query.district else query.region.districts
    found = [
        Candidate(
            id=row.id,
            kind=CandidateKind(row.kind),
            name=row.name,
            slug=None,
            easting=float(row.easting),
            northing=float(row.northing),
            lon=row.lon,
            lat=row.lat,
            district=row.district_code,
        )
        for row in siting_queries.list_reference_places(session)
        if row.kind in set(CandidateKind) and row.district_code in districts
    ]
    offering = {world.inputs.places[number].listing for number in np.flatnonzero(viewed.offer.mask)}
    for place in world.inputs.places:
        kind, district = _kind_of(place), place.areas[_DISTRICT]
        if kind is None or district not in districts or place.listing in offering:
            continue
        lon, lat = to_wgs84(place.easting, place.northing)
        found.append(
            Candidate(
                place.site, kind, place.name, place.slug, place.easting, place.northing, lon, lat, district
            )
        )
    return tuple(sorted((each for each in found if each.kind in choice.kinds), key=lambda each: each.id))


def _kind_of(place: PlaceInput) -> CandidateKind | None:
    if place.visiting or place.precision not in _PLACED:
        return None
    if "library" in place.categories:
        return CandidateKind.LIBRARY
    if "community-centre" in place.categories:
        return CandidateKind.HALL
    return {Kind.HUB.value: CandidateKind.HUB, Kind.VENUE.value: CandidateKind.VENUE}.get(place.kind)
