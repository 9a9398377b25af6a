"""Which runs are there, and what changed between two: the directory, or provision?

A listing that is gone may have closed, or only have left the directory; one that is new may have opened, or
only have been found. What the directory holds decides, and where it does not say, the change is the
directory's: nobody may read an opening or a closing out of better book-keeping.

- *Provision changed*: a listing of the earlier run that is now inactive or temporarily closed; and a listing
  that is new and that the asker says opened in between (the directory keeps no opening dates).
- *The directory changed*: every other listing that is new or gone, and every one whose place, capitals,
  categories or the like were corrected.
- *The ground changed*: the postcodes, the people, the boundaries or the assumptions of travel.

The three are put in one after the other, in that order, and measured each time; so the parts of a change add
up to the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

import numpy as np
from sqlmodel import Session

from directory.coverage import history_queries as queries
from directory.coverage.classed import PEOPLE_BEYOND_M
from directory.coverage.inputs import Inputs, PlaceInput
from directory.coverage.measure import Offer
from directory.coverage.need import area_need
from directory.coverage.schemas import DEFAULT_NEED, CoverageQuery
from directory.coverage.view import instant, offer_of
from directory.coverage.world import World, build_world, world_of
from directory.errors import InvalidInput, Unavailable
from directory.words import ALL_DISTRICTS, Level, Release
from geo.arrays import Floats, Ints
from geo.coverage import count_by_area
from geo.gaps import WORST
from geo.nearest import nearest_m
from geo.reach import distance_summary

MOST_AREAS = 10
_CLOSED = frozenset({"inactive", "temporarily_closed"})


@dataclass(frozen=True, slots=True)
class RunRead:
    """One kept run."""

    id: int
    release: Release
    visiting: bool
    computed_at: datetime
    """Aware, UTC."""
    method: str
    inputs_sha256: str
    listings: int
    draws: int
    shown: bool
    """Whether it is the one that pages show."""
    kept_inputs: str | None
    """Which kept inputs it was worked out from; None where they are not kept, so it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Part:
    """A change as the sum of what the three sorts of change did. None where it is not known."""

    provision: float | None
    directory: float | None
    ground: float | None

    @property
    def whole(self) -> float | None:
        """The three together."""
        if self.provision is None or self.directory is None or self.ground is None:
            return None
        return self.provision + self.directory + self.ground


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in both runs, with the change in its parts."""

    before: float | None
    after: float | None
    part: Part


@dataclass(frozen=True, slots=True)
class DistrictChange:
    """What changed in one district."""

    code: str
    name: str
    count: Change
    mean_distance_m: Change
    """To the nearest, over people."""
    people_in_need_beyond: Change
    """Residents of neighbourhoods of high need whose mean distance is over 3 km."""


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What changed in one neighbourhood."""

    code: str
    name: str
    district: str
    mean_distance_m: Change


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing that one of the two runs has and the other has not, or has otherwise."""

    slug: str
    name: str
    why: str
    """closed, gone, opened, new or corrected."""


@dataclass(frozen=True, slots=True)
class RunComparison:
    """What changed between two runs, for one subject."""

    query: CoverageQuery
    before: RunRead
    after: RunRead
    districts: tuple[DistrictChange, ...]
    whole: DistrictChange
    """All districts together."""
    areas: tuple[AreaChange, ...]
    """Those that changed most, the most first."""
    listings: tuple[Listed, ...]
    ground_changed: bool


def list_runs(session: Session) -> tuple[RunRead, ...]:
    """List the runs that are kept, newest first."""
    return tuple(
        RunRead(
            id=row.id,
            release=Release(row.release),
            visiting=bool(row.visiting),
            computed_at=instant(row.computed_at),
            method=row.method,
            inputs_sha256=row.inputs_sha256,
            listings=row.listings or 0,
            draws=row.draws,
            shown=bool(row.active),
            kept_inputs=row.inputs,
        )
        for row in queries.list_runs(session)
    )


def compare_runs(
    session: Session, before_id: int, after_id: int, query: CoverageQuery, *, opened: Sequence[str] = ()
) -> RunComparison:
    """Tell what changed from one run to another, and what made it change.

    `opened` are the slugs of listings that somebody knows to have opened in between. Of the query only what
    is looked for counts; release and visiting listings are those of the runs, need is the index of
    deprivation.
    """
    runs = {run.id: run for run in list_runs(session)}
    before, after = _run(runs, before_id, "a"), _run(runs, after_id, "b")
    if (before.release, before.visiting) != (after.release, after.visiting):
        raise InvalidInput(
            "Choose two runs of one release, both with or both without visiting listings.", field="b"
        )
    if before.id == after.id:
        raise InvalidInput("Choose two different runs.", field="b")
    first, last = world_of(session, before.kept_inputs), world_of(session, after.kept_inputs)
    sorted_out = _sort_out(session, first, last, frozenset(opened))
    asked = CoverageQuery(
        capital=query.capital,
        category=query.category,
        release=after.release,
        visiting=after.visiting,
        need=DEFAULT_NEED,
    )
    steps = tuple(
        _measure(session, world, asked, made)
        for world, made in (
            (first, before.computed_at),
            (build_world(replace(first.inputs, places=sorted_out.provision)), before.computed_at),
            (build_world(replace(first.inputs, places=last.inputs.places)), after.computed_at),
            (last, after.computed_at),
        )
    )
    relevant = _relevant(sorted_out.listings, asked, (first, last), after.computed_at)
    return RunComparison(
        query=asked,
        before=before,
        after=after,
        districts=tuple(
            _district_change(code, steps[-1].districts.get(code) or steps[0].districts[code], steps)
            for code in ALL_DISTRICTS
            if code in steps[0].districts or code in steps[-1].districts
        ),
        whole=_district_change("", "All districts", steps),
        areas=_most_changed(steps),
        listings=relevant,
        ground_changed=_ground_changed(first.inputs, last.inputs),
    )


def _ground_changed(first: Inputs, last: Inputs) -> bool:
    """Tell whether anything but the places is another, as far as both runs kept it."""
    grounds = [replace(each, places=()) for each in (first, last)]
    if not first.age_codes or not last.age_codes:
        # A run of before ages were kept has none: that says nothing of the ground.
        grounds = [replace(each, age_codes=(), ages=each.ages[:0]) for each in grounds]
    return grounds[0].sha256() != grounds[1].sha256()


def _run(runs: dict[int, RunRead], run_id: int, field: str) -> RunRead:
    found = runs.get(run_id)
    if found is None:
        raise InvalidInput("That run is not kept any more. Choose one of the list.", field=field)
    if found.kept_inputs is None:
        raise Unavailable("That run did not keep what it was made from, so it cannot be compared.")
    return found


@dataclass(frozen=True, slots=True)
class _SortedOut:
    provision: tuple[PlaceInput, ...]
    """The earlier places as they would be, had provision alone changed."""
    listings: tuple[Listed, ...]


def _sort_out(session: Session, first: World, last: World, opened: frozenset[str]) -> _SortedOut:
    """Tell closings and openings from changes of the directory."""
    earlier, later = _by_listing(first), _by_listing(last)
    gone = sorted(earlier.keys() - later.keys())
    status = queries.list_status(session, gone)
    closed = {listing for listing in gone if status.get(listing) in _CLOSED}
    new = sorted(later.keys() - earlier.keys())
    new_slugs = {later[listing][0].slug for listing in new}
    unknown = sorted(opened - new_slugs)
    if unknown:
        raise InvalidInput(
            f"Only a listing that is new in the later run can have opened in between, and {unknown[0][:60]} "
            "is not.",
            field="opened",
        )
    fresh = [listing for listing in new if later[listing][0].slug in opened]
    kept = [place for place in first.inputs.places if place.listing not in closed]
    added = [place for listing in fresh for place in later[listing]]
    told = [_listed(earlier[each][0], "closed" if each in closed else "gone") for each in gone]
    told += [_listed(later[each][0], "opened" if each in set(fresh) else "new") for each in new]
    told += [
        _listed(later[each][0], "corrected")
        for each in sorted(earlier.keys() & later.keys())
        if _measured(earlier[each]) != _measured(later[each])
    ]
    places = tuple(sorted((*kept, *added), key=lambda place: (place.listing, place.site)))
    return _SortedOut(places, tuple(told))


def _by_listing(world: World) -> dict[str, list[PlaceInput]]:
    found: dict[str, list[PlaceInput]] = {}
    for place in world.inputs.places:
        found.setdefault(place.listing, []).append(place)
    return found


def _listed(place: PlaceInput, why: str) -> Listed:
    return Listed(place.slug, place.name, why)


def _measured(places: Sequence[PlaceInput]) -> list[PlaceInput]:
    """Leave out of places what no measure of these reads: names and dates."""
    plain = [
        replace(
            place,
            site="",
            slug="",
            name="",
            dated="",
            confirmed=False,
            sources=(),
            origins=(),
            hours_known=False,
            opening=(),
        )
        for place in places
    ]
    return sorted(plain, key=lambda place: (place.easting, place.northing, repr(place)))


def _relevant(
    listings: Sequence[Listed], query: CoverageQuery, worlds: tuple[World, World], made: datetime
) -> tuple[Listed, ...]:
    """Keep the listings that count in either run for what is looked for."""
    slugs: set[str] = set()
    for world in worlds:
        offer = offer_of(world, query, made)
        slugs |= {world.inputs.places[number].slug for number in np.flatnonzero(offer.mask)}
    return tuple(sorted((each for each in listings if each.slug in slugs), key=lambda each: each.name))


@dataclass(frozen=True, slots=True)
class _Step:
    """The figures of one state of the world."""

    districts: dict[str, str]
    """Code and name."""
    count: dict[str, float]
    """By district, and under "" all; likewise the next two."""
    mean_m: dict[str, float]
    beyond: dict[str, float]
    lsoas: dict[str, tuple[str, str, float]]
    """Code: name, district, mean distance."""


def _measure(session: Session, world: World, query: CoverageQuery, made: datetime) -> _Step:
    offer = offer_of(world, query, made)
    release = query.release
    districts, lsoas = world.partition(release, Level.DISTRICT), world.partition(release, Level.LSOA)
    people = np.nan_to_num(world.people(release))
    distance = nearest_m(world.points, world.place_points[offer.mask])
    inside = districts.postcode_area >= 0
    n = len(districts.areas)
    counts = _count(world, offer, districts.place_area, n)
    everywhere = np.where(districts.place_area >= 0, 0, -1)
    means = distance_summary(distance, districts.postcode_area, n, people).mean
    whole_mean = distance_summary(distance[inside], np.zeros(int(inside.sum()), np.int64), 1, people[inside])
    by_lsoa = distance_summary(distance, lsoas.postcode_area, len(lsoas.areas)).mean
    need = area_need(session, world, release, lsoas, query.need)
    in_need = need.classes.to_numpy(dtype=np.float64, na_value=np.nan) == WORST
    unknown = in_need & np.isnan(by_lsoa)
    beyond = np.where(in_need & (by_lsoa > PEOPLE_BEYOND_M), np.nan_to_num(lsoas.population), 0.0)
    beyond[unknown] = np.nan
    of_district = np.array([area.district for area in lsoas.areas], dtype=np.str_)
    codes = districts.codes
    return _Step(
        districts={area.code: area.name for area in districts.areas},
        count=dict(zip(codes, counts.tolist(), strict=True))
        | {"": float(_count(world, offer, everywhere, 1)[0])},
        mean_m=dict(zip(codes, means.tolist(), strict=True)) | {"": float(whole_mean.mean[0])},
        beyond={code: float(beyond[of_district == code].sum()) for code in codes} | {"": float(beyond.sum())},
        lsoas={
            area.code: (area.name, area.district, float(metres))
            for area, metres in zip(lsoas.areas, by_lsoa, strict=True)
        },
    )


def _count(world: World, offer: Offer, place_area: Ints, n: int) -> Floats:
    counted = count_by_area(place_area[offer.mask], n, world.listing_of_place[offer.mask])
    return counted.astype(np.float64)


def _district_change(code: str, name: str, steps: Sequence[_Step]) -> DistrictChange:
    return DistrictChange(
        code=code,
        name=name,
        count=_change([step.count.get(code) for step in steps]),
        mean_distance_m=_change([step.mean_m.get(code) for step in steps]),
        people_in_need_beyond=_change([step.beyond.get(code) for step in steps]),
    )


def _change(figures: Sequence[float | None]) -> Change:
    """Give a figure of the four states as before, after and the three parts between."""
    known = [None if each is None or np.isnan(each) else each for each in figures]
    parts = [
        None if earlier is None or later is None else later - earlier for earlier, later in pairwise(known)
    ]
    return Change(known[0], known[-1], Part(*parts))


def _most_changed(steps: Sequence[_Step]) -> tuple[AreaChange, ...]:
    """Find the neighbourhoods whose mean distance changed most, whatever made it."""
    names = steps[-1].districts
    found = [
        AreaChange(
            code=code,
            name=name,
            district=names.get(district, district),
            mean_distance_m=_change([step.lsoas[code][2] if code in step.lsoas else None for step in steps]),
        )
        for code, (name, district, _) in steps[-1].lsoas.items()
    ]
    moved = [
        (abs(whole), each.code, each)
        for each in found
        if (whole := each.mean_distance_m.part.whole) is not None and abs(whole) >= 1  # a metre
    ]
    moved.sort(key=lambda each: (-each[0], each[1]))
    return tuple(each for _, _, each in moved[:MOST_AREAS])
