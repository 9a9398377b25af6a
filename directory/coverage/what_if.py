"""What changes, and for whom, if places are added, moved or closed? Nothing is saved."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

import numpy as np
from sqlmodel import Session

from directory.areas.service import area_names
from directory.coverage.classed import PEOPLE_BEYOND_M
from directory.coverage.inputs import PlaceInput
from directory.coverage.measure import Measures
from directory.coverage.need import area_need, need_words
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import Viewed, instant, offer_of, view
from directory.coverage.what_if_find import grid_point, movable, numbers_of, refuse_again
from directory.coverage.what_if_held import Held
from directory.coverage.what_if_measure import (
    After,
    Base,
    Step,
    after_of,
    areas_after,
    areas_before,
    base_of,
    nearest_of,
)
from directory.coverage.what_if_schemas import (
    Affected,
    Alternative,
    AreaChange,
    BeforeAfter,
    CapitalChange,
    ChangedPlace,
    Changes,
    GroupChange,
    PlaceTable,
    WhatIf,
)
from directory.coverage.world import Partition, World
from directory.errors import InvalidInput
from directory.words import ALL_DISTRICTS, Capital, Level, Precision
from geo.arrays import Bools, Floats, Ints, as_optional
from geo.gaps import WORST, people_beyond
from geo.projection import to_wgs84
from geo.travel import Mode
from geo.what_if import NearestState

MOST_CHANGES = 20
MOST_AREAS = 10
MOST_ALTERNATIVES = 5
_FIFTHS = 5


def what_if(session: Session, query: CoverageQuery, changes: Changes) -> WhatIf:
    """Tell what changes of a view if places are added, moved or closed."""
    if changes.count > MOST_CHANGES:
        raise InvalidInput(f"At most {MOST_CHANGES} places can change at once. Take some away.", field="add")
    found = view(session, query)
    step = step_of(found, changes)
    base = _base(found)
    return _Told(session, found, base, step, changes).answer()


def step_of(found: Viewed, changes: Changes) -> Step:
    """Turn changes into places of the world, refusing what cannot be done."""
    world, mask = found.world, found.offer.mask
    closed: list[int] = []
    added: list[tuple[float, float]] = []
    weight, listing = [], []
    before: dict[str, str] = {}
    for slug in changes.close:
        closed.extend(number for number in refuse_again(world, slug, "close", before) if mask[number])
    for slug, lon, lat in changes.move:
        number = movable(world, slug)
        refuse_again(world, slug, "move", before)
        if mask[number]:
            closed.append(number)
            added.append(grid_point(world, lon, lat, "move"))
            weight.append(float(found.offer.weight[number]))
            listing.append(int(world.listing_of_place[number]))
    for lon, lat in changes.add:
        added.append(grid_point(world, lon, lat, "add"))
        weight.append(1.0)
        listing.append(-1)
    return Step(
        np.array(sorted(closed), dtype=np.int64),
        np.array(added, dtype=np.float64).reshape(-1, 2),
        np.array(weight, dtype=np.float64),
        np.array(listing, dtype=np.int64),
    )


_bases: Held[Base] = Held(120_000_000)
_states: Held[NearestState] = Held(30_000_000)


def _base(found: Viewed) -> Base:
    """Give an offer as it is, worked out once for all that ask what if of it."""
    return _bases.give(_key(found), lambda: base_of(found.world, found.query.release, found.offer))


def _nearest(found: Viewed) -> NearestState:
    """Give the nearest places of an offer as it is, where nothing else is asked of it."""
    return _states.give(_key(found), lambda: nearest_of(found.world, found.offer))


def _key(found: Viewed) -> Hashable:
    offer = found.offer
    return found.run.inputs, found.query.release, offer.mask.tobytes(), offer.weight[offer.mask].tobytes()


class _Told:
    """One answer, in parts."""

    def __init__(self, session: Session, found: Viewed, base: Base, step: Step, changes: Changes) -> None:
        self._session, self._found, self._base, self._step = session, found, base, step
        self._changes, self._query, self._world = changes, found.query, found.world
        self._after: After = after_of(base, step)
        self._people = np.nan_to_num(base.people)
        self._now, self._then = base.reach.nearest_m[:, 0], self._after.reach.nearest_m[:, 0]
        self._lsoas = found.world.partition(found.query.release, Level.LSOA)
        need = area_need(session, found.world, found.query.release, self._lsoas, found.query.need)
        self._before = areas_before(base, self._lsoas)
        self._then_areas = areas_after(base, step, self._after, self._lsoas, self._before)
        self._score = np.append(need.score, np.nan)[self._lsoas.postcode_area]
        high = np.array([value == WORST for value in as_optional(need.classes)] + [False])
        self._needy: Bools = high[:-1]
        self._high: Bools = high[self._lsoas.postcode_area]
        districts = np.array([area.district for area in self._lsoas.areas] + [""])
        self._district = districts[self._lsoas.postcode_area]
        self._shown: Bools = np.append(found.shown, False)[found.partition.postcode_area]
        self._names = area_names(session, ALL_DISTRICTS)

    def answer(self) -> WhatIf:
        """Put the parts together."""
        found, step = self._found, self._step
        counted = len(np.unique(self._world.listing_of_place[found.offer.mask]))
        closed = len(np.unique(self._world.listing_of_place[step.closed]))
        changed = _moved(self._now, self._then)
        before, after = self._before, self._then_areas
        if found.partition is not self._lsoas:
            before = areas_before(self._base, found.partition)
            after = areas_after(self._base, step, self._after, found.partition, before)
        travel = self._world.inputs.assumptions.travel
        return WhatIf(
            query=self._query,
            computed_at=instant(found.run.computed_at),
            need_label=need_words(self._session, self._query.need),
            places=tuple(_changed_places(self._world, found.offer.mask, self._changes)),
            listings_now=counted,
            listings_then=counted - closed + len(step.added),
            loses=self._affected(self._shown, gains=False),
            gains=self._affected(self._shown, gains=True),
            elsewhere=round(float(self._people[changed & ~self._shown].sum())),
            tables=tuple(self._tables()),
            by_need=tuple(self._by_need()),
            by_district=tuple(self._by_district()),
            areas=tuple(self._areas(before, after, changed)),
            change_m={
                area.code: float(metres)
                for area, metres, shown in zip(
                    found.partition.areas, after.nearest_m - before.nearest_m, found.shown, strict=True
                )
                if shown and metres and not np.isnan(metres)
            },
            alternatives=self._alternatives(changed & self._shown),
            capitals=tuple(self._capitals()),
            walk_min=travel(Mode.WALK).within_min,
            cycle_min=travel(Mode.CYCLE).within_min,
        )

    def _affected(self, among: Bools, *, gains: bool, pair: tuple[Floats, Floats] | None = None) -> Affected:
        """Sum up those whose nearest is further (or, of those who gain, nearer) than before."""
        now, then = pair or (self._now, self._then)
        nearer = (then < now) | (np.isnan(now) & ~np.isnan(then))
        chosen = among & (nearer if gains else (then > now) | (~np.isnan(now) & np.isnan(then)))
        people = self._people
        lsoas = self._lsoas.postcode_area[chosen & (people > 0)]
        measured = chosen & ~np.isnan(now) & ~np.isnan(then)
        whole = people[measured].sum()
        mean = [
            float((people[measured] * each[measured]).sum() / whole) if whole > 0 else None
            for each in (now, then)
        ]
        had, has = (then, now) if gains else (now, then)
        past = [
            None
            if self._world.inputs.assumptions.on_streets(mode)
            else round(float(people[chosen & (had <= metres) & ~(has <= metres)].sum()))
            for mode in (Mode.WALK, Mode.CYCLE)
            for metres in (self._world.inputs.assumptions.travel(mode).radius_m,)
        ]
        return Affected(
            people=round(float(people[chosen].sum())),
            areas=len(np.unique(lsoas[lsoas >= 0])),
            in_need=round(float(people[chosen & self._high].sum())),
            extra_m=None if mean[0] is None or mean[1] is None else mean[1] - mean[0],
            now_m=mean[0],
            then_m=mean[1],
            past_walk=past[0],
            past_cycle=past[1],
            nothing_left=0 if gains else round(float(people[chosen & np.isnan(then)].sum())),
        )

    def _group(self, name: str, among: Bools) -> GroupChange:
        return GroupChange(
            name=name,
            people=round(float(self._people[among].sum())),
            loses=self._affected(among, gains=False),
            gains=self._affected(among, gains=True),
        )

    def _by_need(self) -> Iterator[GroupChange]:
        fifth = np.clip(np.floor(np.nan_to_num(self._score, nan=-1) * _FIFTHS), -1, _FIFTHS - 1)
        for place in range(_FIFTHS - 1, -1, -1):
            yield self._group(str(place + 1), self._shown & (fifth == place))
        unknown = self._shown & (fifth < 0)
        if self._people[unknown].any():
            yield self._group("", unknown)

    def _by_district(self) -> Iterator[GroupChange]:
        for code in self._query.region.districts:
            among = self._shown & (self._district == code)
            if among.any():
                yield self._group(self._names.get(code, code), among)

    def _tables(self) -> Iterator[PlaceTable]:
        """Measure the region, and in it the district that is chosen or where most are affected."""
        yield self._table(self._query.region.label, self._query.region.districts)
        chosen = self._query.district
        if chosen is None:
            changed = _moved(self._now, self._then)
            most = {
                code: float(self._people[changed & (self._district == code)].sum())
                for code in self._query.region.districts
            }
            chosen = max(most, key=lambda code: most[code]) if any(most.values()) else None
        if chosen is not None:
            yield self._table(self._names.get(chosen, chosen), (chosen,))

    def _table(self, name: str, districts: tuple[str, ...]) -> PlaceTable:
        lsoas = self._lsoas
        inside = np.array([area.district in districts for area in lsoas.areas] + [False])
        homes = np.where(inside, 0, -1)[lsoas.postcode_area]
        # A place known by its parish alone lies in no neighbourhood, but in a district.
        held = self._world.partition(self._query.release, Level.DISTRICT)
        own = np.array([area.code in districts for area in held.areas] + [False])
        whole = Partition(lsoas.areas[:1], homes, np.where(own, 0, -1)[held.place_area])
        measured = areas_before(self._base, whole)
        then = areas_after(self._base, self._step, self._after, whole, measured)
        rows = [
            BeforeAfter(field, _one(getattr(measured, field)), _one(getattr(then, field)))
            for field in Measures.__slots__
            if field != "weighted"
        ]
        population = float(np.nansum(lsoas.population[inside[:-1]]))
        if population:
            rates = [float(each.weighted[0]) / population * 1000 for each in (measured, then)]
            rows.insert(1, BeforeAfter("rate_per_1000", *rates))
        beyond = [
            people_beyond(lsoas.population, each.nearest_m, self._needy & inside[:-1], PEOPLE_BEYOND_M).people
            for each in (self._before, self._then_areas)
        ]
        rows.append(BeforeAfter("people_in_need_beyond", float(beyond[0]), float(beyond[1])))
        return PlaceTable(name, tuple(rows))

    def _areas(self, before: Measures, after: Measures, changed: Bools) -> Iterator[AreaChange]:
        partition = self._found.partition
        area = partition.postcode_area
        inside = changed & (area >= 0)
        affected = np.bincount(area[inside], self._people[inside], len(partition.areas))
        extra = np.abs(after.nearest_m - before.nearest_m)
        order = np.lexsort((np.array(partition.codes), -affected, -np.nan_to_num(extra, nan=np.inf)))
        for number in [each for each in order if affected[each] > 0 and self._found.shown[each]][:MOST_AREAS]:
            each = partition.areas[number]
            most = self._alternatives(inside & (area == number))
            yield AreaChange(
                code=each.code,
                name=each.name,
                district=self._names.get(each.district, ""),
                imd_decile=each.imd_decile,
                population=each.population,
                people=round(float(affected[number])),
                now_m=_one(before.nearest_m[number : number + 1]),
                then_m=_one(after.nearest_m[number : number + 1]),
                instead=most[0].name if most else "",
            )

    def _alternatives(self, chosen: Bools) -> tuple[Alternative, ...]:
        """Say what is nearest then, for most people first."""
        place = self._after.nearest_place
        used = chosen & (place >= 0) & (self._people > 0)
        people = np.bincount(place[used], self._people[used])
        metres = np.bincount(place[used], self._people[used] * self._then[used])
        told: dict[tuple[str, str], list[float]] = {}
        for number in np.flatnonzero(people):
            tally = told.setdefault(self._called(int(number)), [0.0, 0.0])
            tally[0] += float(people[number])
            tally[1] += float(metres[number])
        most = sorted(told.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_ALTERNATIVES]
        return tuple(
            Alternative(name, slug, round(count), total / count) for (name, slug), (count, total) in most
        )

    def _called(self, number: int) -> tuple[str, str]:
        """Name a place among those that count, then the added ones: moves first."""
        if number < len(self._base.chosen):
            place = self._world.inputs.places[self._base.chosen[number]]
            return place.name, place.slug
        added = number - len(self._base.chosen)
        owner = int(self._step.added_listing[added])
        if owner >= 0:
            identity = self._world.listing_ids[owner]
            place = next(each for each in self._world.inputs.places if each.listing == identity)
            return f"{place.name}, moved", place.slug
        first = int(np.count_nonzero(self._step.added_listing >= 0))
        return new_place_name(self._changes, added - first), ""

    def _capitals(self) -> Iterator[CapitalChange]:
        """Tell of every capital that a closing or moving listing carries."""
        slugs = {*self._changes.close, *(slug for slug, _, _ in self._changes.move)}
        carried = {
            capital
            for place in self._world.inputs.places
            if place.slug in slugs
            for capital in place.capitals
        }
        for capital in Capital:
            if capital.value in carried:
                query = replace(self._query, capital=capital, category=None)
                offer = offer_of(self._world, query, instant(self._found.run.computed_at))
                found = replace(self._found, query=query, offer=offer)
                nearest, chosen = _nearest(found), np.flatnonzero(offer.mask)
                step = step_of(found, self._changes)
                gone = np.flatnonzero(np.isin(chosen, step.closed))
                pair = (nearest.distance_m[:, 0], nearest.with_changes(step.added, gone).distance_m[:, 0])
                yield CapitalChange(
                    capital,
                    self._affected(self._shown, gains=False, pair=pair),
                    self._affected(self._shown, gains=True, pair=pair),
                )


def new_place_name(changes: Changes, number: int) -> str:
    """Name a place that is added, by what it is called, or its number among those added."""
    named = changes.name_of(changes.add[number])
    return named or ("The new place" if len(changes.add) == 1 else f"New place {number + 1}")


def _changed_places(world: World, mask: Bools, changes: Changes) -> Iterator[ChangedPlace]:
    for slug in changes.close:
        yield _changed(world, mask, "close", slug, None)
    for slug, lon, lat in changes.move:
        yield _changed(world, mask, "move", slug, (lon, lat))
    for number, (lon, lat) in enumerate(changes.add):
        yield ChangedPlace(
            does="add",
            slug="",
            name=new_place_name(changes, number),
            lon=lon,
            lat=lat,
            from_lon=None,
            from_lat=None,
            by_parish=False,
            places=1,
            capitals=(),
            categories=(),
            counts=True,
        )


def _changed(
    world: World, mask: Bools, does: str, slug: str, there: tuple[float, float] | None
) -> ChangedPlace:
    numbers = numbers_of(world, slug)
    place: PlaceInput = world.inputs.places[numbers[0]]
    here = to_wgs84(place.easting, place.northing)
    lon, lat = there or here
    return ChangedPlace(
        does=does,
        slug=slug,
        name=place.name,
        lon=lon,
        lat=lat,
        from_lon=here.lon if there else None,
        from_lat=here.lat if there else None,
        by_parish=place.precision == Precision.PARISH,
        places=len(numbers),
        capitals=tuple(capital for capital in Capital if capital.value in place.capitals),
        categories=place.categories,
        counts=bool(mask[numbers].any()),
    )


def _moved(now: Floats, then: Floats) -> Bools:
    found: Bools = (now != then) & ~(np.isnan(now) & np.isnan(then))
    return found


def _one(values: Floats | Ints) -> float | None:
    return None if np.isnan(values[0]) else float(values[0])
