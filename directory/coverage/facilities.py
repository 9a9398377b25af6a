"""Who reaches a room that has what is needed, on a day, as far as is known, and who does not?

A room that says it has not is kept apart from one that does not say, so every area is one of: within reach;
only if one that does not say has it; none known within reach. No listing of a room is not the lack of one.
"""

from collections import defaultdict
from datetime import date
from typing import Final

import numpy as np
from scipy.spatial import cKDTree
from sqlmodel import Session

from directory import clock
from directory.coverage.facilities_rooms import NO, UNSAID, YES, RoomColumns, Said, Standing, read_columns
from directory.coverage.facilities_schemas import (
    AreaRooms,
    Change,
    FacilityQuery,
    FacilityView,
    NearRoom,
    PeopleCounted,
    RoomChange,
    RoomsCounted,
    RoomState,
)
from directory.coverage.facilities_told import FEWEST_PEOPLE, told_people
from directory.coverage.inputs import AreaInput
from directory.coverage.view import active_run
from directory.coverage.world import Partition, World, world_of
from directory.errors import InvalidInput
from directory.words import Level, Release
from geo.arrays import Bools, Floats, Ints
from geo.evidence import HALF
from geo.nearest import nearest_m
from geo.reach import distance_summary
from geo.travel import Mode

LEVELS: Final = (Level.LSOA, Level.PARISH, Level.DISTRICT)
HIGH_NEED_DECILE: Final = 3
_LEAST_EVENINGS, _MOST_EVENINGS = 1, 5


def nearest_room(session: Session, query: FacilityQuery) -> FacilityView:
    """Tell area by area how far the nearest such room is, and how many people have none within reach."""
    check_query(query)
    day = query.on_date or clock.local_now().date()
    run = active_run(session, query.release, visiting=False)
    world = world_of(session, run.inputs)
    here = world if query.parish is None else alone(world, query.release, query.parish)
    return work_out(world, here, read_columns(session), query, day)


def check_query(query: FacilityQuery) -> None:
    """Refuse what cannot be asked."""
    if query.district is not None and query.district not in query.region.districts:
        raise InvalidInput(
            f"The district {query.district[:20]} is not in the region {query.region.value}. "
            f"Its districts are {', '.join(query.region.districts)}.",
            field="district",
        )
    if not _LEAST_EVENINGS <= query.evenings <= _MOST_EVENINGS:
        raise InvalidInput("Give how many evenings of the week as 1 to 5.", field="evenings")


def work_out(
    whole: World, world: World, columns: RoomColumns, query: FacilityQuery, day: date
) -> FacilityView:
    """Measure from every postcode of a world to the nearest room that says yes, and that may have it.

    The world is the whole one, or that of the parish asked of `alone`.
    """
    answers = columns.answers(query, day)
    standing = columns.standing(day)
    travel = world.inputs.assumptions.travel(query.by)
    has, may = standing & (answers == YES), standing & (answers != NO)
    sure_m, possible_m = (_reaching(world.points, columns.points[mask]) for mask in (has, may))
    people = world.people(query.release)
    measured = _Measured(
        whole, world, columns, query, has, may, sure_m, possible_m, np.nan_to_num(people), ~np.isnan(people)
    )
    near = measured.in_reach(travel.radius_m)
    levels = LEVELS if query.parish is None else (Level.PARISH,)
    areas = tuple(area for level in levels for area in measured.areas(level))
    return FacilityView(
        query=query,
        on_date=day,
        reach_m=travel.radius_m,
        reach_min=travel.within_min,
        counted=_counted(columns, answers, standing & near),
        people=measured.counted(),
        areas=areas,
        changes=_changes(columns, np.where(near, answers, NO), day),
    )


def alone(world: World, release: Release, code: str) -> World:
    """Cut out the world of the postcodes of one parish, divided as the whole is."""
    parishes = world.partition(release, Level.PARISH)
    if code not in parishes.codes:
        raise InvalidInput("Choose a parish by its code, like E04001668.", field="parish")
    inside = parishes.postcode_area == parishes.codes.index(code)
    divided = {level: world.partition(release, level) for level in LEVELS}
    return World(
        inputs=world.inputs,
        points=world.points[inside],
        place_points=world.place_points,
        listing_ids=world.listing_ids,
        listing_of_place=world.listing_of_place,
        _partitions={
            (release, level): Partition(each.areas, each.postcode_area[inside], each.place_area)
            for level, each in divided.items()
        },
        _people={release: world.people(release)[inside]},
    )


def _reaching(points: Floats, places: Floats) -> Floats:
    """Measure to the nearest; infinite where there is none at all, which is known and not unknown."""
    if not len(places):
        return np.full(len(points), np.inf)
    return nearest_m(points, places)


class _Measured:
    """The distances of every postcode, to be summed up by area."""

    def __init__(
        self,
        whole: World,
        world: World,
        columns: RoomColumns,
        query: FacilityQuery,
        has: Bools,
        may: Bools,
        sure_m: Floats,
        possible_m: Floats,
        people: Floats,
        known: Bools,
    ) -> None:
        self.whole, self.world, self.columns, self.query = whole, world, columns, query
        self.has, self.may = np.flatnonzero(has), np.flatnonzero(may)
        self.sure_m, self.possible_m, self.people, self.known = sure_m, possible_m, people, known
        reach_m = {mode: world.inputs.assumptions.travel(mode).radius_m for mode in Mode}
        self.by_mode = {mode: sure_m <= metres for mode, metres in reach_m.items()}
        self.within = self.by_mode[query.by]
        self.only_unsaid = ~self.within & (possible_m <= reach_m[query.by])
        districts = world.partition(query.release, Level.DISTRICT)
        self.district_name = {area.code: area.name for area in districts.areas}
        self.has_tree = cKDTree(columns.points[self.has]) if len(self.has) else None
        self.postcode_of_room = (
            np.asarray(whole.postcode_tree.query(columns.points[self.has])[1], dtype=np.int64)
            if len(self.has)
            else np.zeros(0, dtype=np.int64)
        )
        self.may_tree = cKDTree(columns.points[self.may]) if len(self.may) else None

    def shown(self, area: AreaInput) -> bool:
        """Whether an area is in the region, and in the district or the parish that is asked for."""
        if self.query.parish is not None:
            return area.level != Level.PARISH.value or area.code == self.query.parish
        if self.query.district is not None:
            return area.district == self.query.district
        return area.district in self.query.region.districts

    def in_reach(self, reach_m: float) -> Bools:
        """Tell which rooms somebody of the areas shown could reach: others change nothing there."""
        districts = self.world.partition(self.query.release, Level.DISTRICT)
        shown = np.array([*(self.shown(area) for area in districts.areas), False], dtype=np.bool_)
        inside = self.world.points[shown[districts.postcode_area]]
        found: Bools = _reaching(self.columns.points, inside) <= reach_m
        return found

    def counted(self) -> PeopleCounted:
        """Add up the people of the districts shown."""
        lsoas = self.world.partition(self.query.release, Level.LSOA)
        districts = self.world.partition(self.query.release, Level.DISTRICT)
        shown = np.array([*(self.shown(area) for area in districts.areas), False], dtype=np.bool_)
        needy = np.array(
            [*((area.imd_decile or 10) <= HIGH_NEED_DECILE for area in lsoas.areas), False], dtype=np.bool_
        )
        inside = shown[districts.postcode_area]

        def add(mask: Bools) -> int:
            return round(float(self.people[inside & mask].sum()))

        people, within, unsaid = add(np.ones_like(inside)), add(self.within), add(self.only_unsaid)
        return PeopleCounted(
            people=people,
            within=within,
            only_unsaid=min(unsaid, people - within),
            not_known_of=max(people - within - unsaid, 0),
            in_need_without=add(~self.within & needy[lsoas.postcode_area]),
        )

    def areas(self, level: Level) -> tuple[AreaRooms, ...]:
        """Give the areas of a level that are shown, those with most people without first."""
        partition = self.world.partition(self.query.release, level)
        of, n = partition.postcode_area, len(partition.areas)
        inside = of >= 0
        postcodes = np.bincount(of[inside], minlength=n)
        peopled = np.bincount(of[inside & self.known], minlength=n)
        totals = {
            name: self._sum(mask, of, n)
            for name, mask in (
                ("all", inside),
                ("within", self.within),
                ("unsaid", self.only_unsaid),
                *((mode.value, reached) for mode, reached in self.by_mode.items()),
            )
        }
        shares = {name: _share(total, totals["all"]) for name, total in totals.items()}
        sure, possible = (_mean(each, of, n) for each in (self.sure_m, self.possible_m))
        rooms = self._rooms_inside(level, n)
        nearest = self._nearest(_middles(self.world.points, of, n))
        found = [
            self._row(
                level,
                area,
                has_postcodes=bool(postcodes[place]),
                people=None
                if not peopled[place]
                else (totals["within"][place], totals["unsaid"][place], totals["all"][place]),
                shares=tuple(_maybe(shares[mode.value][place]) for mode in Mode),
                distances=(_maybe(sure[place]), _maybe(possible[place])),
                rooms=int(rooms[place]),
                nearest=nearest[place] if postcodes[place] else None,
            )
            for place, area in enumerate(partition.areas)
            if self.shown(area)
        ]
        return tuple(sorted(found, key=lambda row: (-_told_without(row), row.code)))

    def _sum(self, mask: Bools, of: Ints, n: int) -> Floats:
        used = mask & (of >= 0)
        found: Floats = np.bincount(of[used], self.people[used], n).astype(np.float64)
        return found

    def _rooms_inside(self, level: Level, n: int) -> Ints:
        """Count the rooms by the area of the postcode that each lies nearest to."""
        if not len(self.has):
            return np.zeros(n, dtype=np.int64)
        area = self.whole.partition(self.query.release, level).postcode_area[self.postcode_of_room]
        return np.bincount(area[area >= 0], minlength=n)

    def _row(
        self,
        level: Level,
        area: AreaInput,
        *,
        has_postcodes: bool,
        people: tuple[float, float, float] | None,
        shares: tuple[float | None, ...],
        distances: tuple[float | None, float | None],
        rooms: int,
        nearest: NearRoom | None,
    ) -> AreaRooms:
        within, unsaid, everybody = people or (0.0, 0.0, 0.0)
        whole = round(everybody)
        n_within = round(within)
        n_unsaid = min(round(unsaid), whole - n_within)
        return AreaRooms(
            level=level,
            code=area.code,
            name=area.name,
            district_code=area.district,
            district=self.district_name.get(area.district, area.district),
            population=area.population,
            imd_decile=area.imd_decile,
            state=_state(within, unsaid, everybody) if has_postcodes and everybody else None,
            nearest_m=distances[0],
            nearest_possible_m=distances[1],
            share_within_walk=shares[0],
            share_within_cycle=shares[1],
            share_within_drive=shares[2],
            people_within=None if people is None else n_within,
            people_only_unsaid=None if people is None else n_unsaid,
            people_not_known_of=None if people is None else whole - n_within - n_unsaid,
            rooms=rooms,
            nearest=nearest,
        )

    def _nearest(self, middles: Floats) -> list[NearRoom | None]:
        """Name the nearest room to each middle: one that says yes, or where none does one that may."""
        for tree, chosen, says in ((self.has_tree, self.has, True), (self.may_tree, self.may, False)):
            if tree is not None:
                distance, place = tree.query(middles)
                return [
                    near_room(self.columns.rooms[chosen[at]], float(metres), says=says)
                    for metres, at in zip(np.atleast_1d(distance), np.atleast_1d(place), strict=True)
                ]
        return [None] * len(middles)


def near_room(one: Standing, distance_m: float, *, says: bool) -> NearRoom:
    """Tell of a room as an answer."""
    return NearRoom(
        listing_slug=one.listing_slug,
        listing_name=one.listing_name,
        room_slug="" if one.room is None else one.room.slug,
        room_name="" if one.room is None else one.room.name,
        distance_m=distance_m,
        says=says,
        example=one.example,
    )


def _told_without(row: AreaRooms) -> float:
    """Give how many have none as it is told: an order of finer numbers would tell the numbers."""
    _, told = told_people(row.people_within, row.people_without)
    return FEWEST_PEOPLE / 2 if told.few else told.tens or 0


def _state(within: float, unsaid: float, everybody: float) -> RoomState:
    if within >= HALF * everybody:
        return RoomState.WITHIN
    return RoomState.ONLY_UNSAID if within + unsaid >= HALF * everybody else RoomState.NOT_KNOWN_OF


def _mean(distance: Floats, of: Ints, n: int) -> Floats:
    """Average over the postcodes of each area, as coverage does; NaN where there is no room at all."""
    if np.isinf(distance).any():
        return np.full(n, np.nan)
    return distance_summary(distance, of, n).mean


def _middles(points: Floats, of: Ints, n: int) -> Floats:
    inside = of >= 0
    many = np.maximum(np.bincount(of[inside], minlength=n), 1)
    found: Floats = np.stack(
        [np.bincount(of[inside], points[inside, axis], n) / many for axis in (0, 1)], axis=1
    )
    return found


def _share(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _maybe(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _counted(columns: RoomColumns, answers: Said, standing: Bools) -> RoomsCounted:
    told = standing & ~columns.silent
    return RoomsCounted(
        rooms=int(told.sum()),
        with_it=int((told & (answers == YES)).sum()),
        unsaid=int((told & (answers == UNSAID)).sum()),
        without=int((told & (answers == NO)).sum()),
        places=len({one.listing_id for one, here in zip(columns.rooms, standing, strict=True) if here}),
        silent=int((standing & columns.silent).sum()),
        examples=sum(one.example for one, here in zip(columns.rooms, told, strict=True) if here),
    )


def _changes(columns: RoomColumns, answers: Said, day: date) -> tuple[RoomChange, ...]:
    """List the places that are to open or to close, and have such a room or do not say."""
    today = clock.local_now().date()
    by_place: dict[tuple[Change, str], list[tuple[Standing, bool]]] = defaultdict(list)
    for one, answer in zip(columns.rooms, answers, strict=True):
        if answer == NO:
            continue
        for change in _changes_of(one, today):
            by_place[change, one.listing_slug].append((one, answer == YES))
    found = [_change(change, many, day) for (change, _), many in by_place.items()]
    return tuple(sorted(found, key=lambda each: (each.on is None, each.on or date.max, each.listing_name)))


def _changes_of(one: Standing, today: date) -> list[Change]:
    found = []
    if one.opens_on is not None and one.opens_on > today:
        put_off = one.opens_said is not None and one.opens_said < one.opens_on
        found.append(Change.DELAYED if put_off else Change.OPENS)
    elif one.opens_on is None and one.status.value == "planned":
        found.append(Change.NO_DAY)
    if one.closes_on is not None and one.closes_on >= today:
        found.append(Change.CLOSES)
    return found


def _change(change: Change, many: list[tuple[Standing, bool]], day: date) -> RoomChange:
    one = many[0][0]
    return RoomChange(
        change=change,
        listing_slug=one.listing_slug,
        listing_name=one.listing_name,
        on=one.closes_on if change is Change.CLOSES else one.opens_on,
        first_said=one.opens_said,
        rooms=sum(each.room is not None for each, _ in many),
        says=any(says for _, says in many),
        counted=one.stands(day),
        example=one.example,
    )
