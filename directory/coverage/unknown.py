"""What does the directory not know: how full it is, how old, who was asked, and what lies beyond its edge?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlmodel import Session

from directory.coverage import queries, unknown_queries
from directory.coverage.edge import edge_m
from directory.coverage.evidence import completeness_by_district
from directory.coverage.inputs import AREA_COLUMNS, PlaceInput
from directory.coverage.schemas import ALL_CAPITALS, CoverageQuery
from directory.coverage.view import Viewed, instant, view
from directory.coverage.world import Partition
from directory.marks.schemas import MarkRead, Says
from directory.marks.service import list_marks
from directory.words import ALL_DISTRICTS, COMBINED_AUTHORITY, COUNTY, DISTRICTS_OF_COUNTY, Level, Precision
from geo.arrays import Floats, Ints
from geo.nearest import nearest_m

_DISTRICT = AREA_COLUMNS.index("district")
_MEASURED = {Precision.EXACT, Precision.POSTCODE, Precision.PARISH}
_FINEST_FIRST = (Precision.EXACT, Precision.POSTCODE, Precision.PARISH, Precision.DISTRICT, Precision.HIDDEN)


@dataclass(frozen=True, slots=True)
class Held:
    """How much of what is there the directory holds, by estimate from two lists that overlap."""

    code: str
    name: str
    """Of a district, or of a kind in one."""
    subject: str
    """A capital, `all` or a category."""
    sources: tuple[str, str] | None
    """Titles of the two lists; None where several kinds are taken together or there are not two."""
    first: int
    second: int
    both: int
    known: int
    estimated_of: int
    """Of those known, how many are of kinds where an estimate can be made."""
    estimate: float | None
    low: float | None
    high: float | None
    share: float | None
    share_low: float | None
    share_high: float | None
    holds: bool
    """Whether the share speaks for all that is known there: of so much that it holds for the subject."""

    @property
    def left(self) -> int:
        """How many listings the estimate says nothing of."""
        return self.known - self.estimated_of


@dataclass(frozen=True, slots=True)
class Compared:
    """A parish beside what one would expect there."""

    code: str
    name: str
    district: str
    observed: int
    expected: float
    low: float
    high: float
    far_below: bool
    asked: bool
    """Whether anybody there was asked about it, as a mark tells."""

    @property
    def telling(self) -> bool:
        """Whether having none would be far below; elsewhere the comparison can tell nothing."""
        return self.low >= 1


@dataclass(frozen=True, slots=True)
class Told:
    """What listings tell of themselves, each count of listings."""

    listings: int
    placed: int
    """At an address or a postcode, and there to go to."""
    by_parish: int
    """Known only by parish."""
    by_district: int
    """Known only by district."""
    hidden: int
    wide: int
    """With no place at all: they serve an area."""
    visiting: int
    """Placed, but they come by, so that nothing is measured to them."""
    hours_unsaid: int
    cost_unsaid: int
    step_free_unsaid: int
    untagged: int
    """Carrying no capital by the stated rules."""
    confirmed: int
    undated: int
    """With neither a confirmation nor a dated source."""
    years: tuple[tuple[str, int], ...]
    """Year of the newest source, and how many listings; the oldest first."""


@dataclass(frozen=True, slots=True)
class NearEdge:
    """People for whom a place beyond the edge might be nearer than any that is known."""

    name: str
    code: str
    people: int
    nearer: int
    """Of them, how many live nearer to the edge than to the nearest listing."""

    @property
    def share(self) -> float:
        """Of the people."""
        return self.nearer / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Edge:
    """What the edge of the areas loaded hides."""

    whole: NearEdge
    districts: tuple[NearEdge, ...]
    outward: tuple[NearEdge, ...]
    """By the outward half of postcodes where any are, the most people first."""
    parishes: tuple[NearEdge, ...]
    """Those where any are, the most people first."""
    beyond: int
    """Places counted that lie outside."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the directory does not know of one subject in one place."""

    query: CoverageQuery
    computed_at: datetime
    held: tuple[Held, ...]
    """One of each district shown; they add up."""
    county: Held | None
    """The five districts of the county taken together, which overlaps more; None where one is shown."""
    kinds: tuple[Held, ...]
    """Every kind that can be estimated, by district."""
    kinds_left: tuple[tuple[str, int], ...]
    """Kinds that cannot, and how many listings that concerns; the most first."""
    compared: tuple[Compared, ...]
    """Parishes that could be compared, the furthest below first."""
    not_compared: int
    """Areas without a parish, or without what the comparison needs."""
    marks: tuple[MarkRead, ...]
    parishes: int
    answered: int
    """Parishes where somebody said that there is some, or none."""
    unanswered: int
    """Parishes where somebody was asked and nobody could say so yet."""
    told: Told
    edge: Edge

    @property
    def nobody_asked(self) -> int:
        """Parishes of which nothing is written down."""
        return self.parishes - self.answered - self.unanswered

    @property
    def known(self) -> int:
        """Placed listings the run measured to, in the districts shown."""
        return sum(row.known for row in self.held)

    @property
    def left(self) -> int:
        """Of them, how many are of kinds where nothing can be estimated."""
        return sum(row.left for row in self.held)


def read_unknown(session: Session, query: CoverageQuery, folder: Path) -> Unknown:
    """Tell what is not known of what a view asks for; `folder` holds the tables in use, with outlines.

    The view is by parish; districts and region say which parishes, and which listings.
    """
    found = view(session, query)
    districts = (query.district,) if query.district else query.region.districts
    names = {area.code: area.name for area in found.world.partition(query.release, Level.DISTRICT).areas}
    rows = queries.list_completeness(session, found.run.id)
    titles = {row.source: row.title for row in unknown_queries.list_sources(session)}
    labels = {row.slug: row.label for row in unknown_queries.list_categories(session)}
    carried = _carried(found, districts)
    holding = completeness_by_district(session, found.run.id, query.subject)
    held = {
        row.district: _held(
            row, names.get(row.district, "Cambridgeshire"), titles, holds=row.district in holding
        )
        for row in rows
        if row.subject == query.subject
    }
    kinds = [
        _held(row, names.get(row.district, ""), titles, holds=row.estimate is not None)
        for row in rows
        if row.district in districts and row.subject in {kind for _, kind in carried}
    ]
    marks = _marks(session, query, districts, names)
    shown = [area for area, is_shown in zip(found.partition.areas, found.shown, strict=True) if is_shown]
    here = {area.code for area in shown}
    answered = {mark.area_code for mark in marks if mark.says is not Says.UNKNOWN} & here
    asked = ({mark.area_code for mark in marks} | _written(session, query)) & here
    compared = _compared(session, found, names, asked)
    return Unknown(
        query=query,
        computed_at=instant(found.run.computed_at),
        held=tuple(
            held.get(code) or _nothing_held(code, names[code], query.subject, carried) for code in districts
        ),
        county=held.get(COUNTY) if set(districts) >= set(DISTRICTS_OF_COUNTY) else None,
        kinds=tuple(
            sorted(
                (row for row in kinds if row.estimate is not None),
                key=lambda row: (labels.get(row.subject, ""), row.name),
            )
        ),
        kinds_left=_kinds_left(carried, kinds, held, labels),
        compared=compared,
        not_compared=len(shown) - len(compared),
        marks=marks,
        parishes=len(shown),
        answered=len(answered),
        unanswered=len(asked - answered),
        told=_told(unknown_queries.list_listings(session), query, districts),
        edge=_edge(found, districts, names, edge_m(folder, found.world.points)),
    )


def _held(row: queries.AnyRow, name: str, titles: dict[str, str], *, holds: bool) -> Held:
    pair = (row.first_source, row.second_source)
    return Held(
        code=row.district,
        name=name,
        subject=row.subject,
        sources=(titles.get(pair[0], pair[0]), titles.get(pair[1], pair[1])) if all(pair) else None,
        first=row.first,
        second=row.second,
        both=row.both,
        known=row.known,
        estimated_of=row.estimated_of,
        estimate=row.estimate,
        low=row.low,
        high=row.high,
        share=row.share,
        share_low=row.share_low,
        share_high=row.share_high,
        holds=holds,
    )


def _nothing_held(code: str, name: str, subject: str, carried: Counter[tuple[str, str]]) -> Held:
    """Stand in where a run keeps no row: a category of which a district has none, or one never pooled."""
    known = sum(count for (district, _), count in carried.items() if district == code)
    return Held(code, name, subject, None, 0, 0, 0, known, 0, *(None,) * 6, holds=False)


def _carried(found: Viewed, districts: Sequence[str]) -> Counter[tuple[str, str]]:
    """Count the listings that count in a view by district and kind; of several kinds the first."""
    first: dict[str, PlaceInput] = {}
    for number in np.flatnonzero(found.offer.mask):
        place = found.world.inputs.places[number]
        first.setdefault(place.listing, place)
    return Counter(
        (place.areas[_DISTRICT] or "", place.categories[0] if place.categories else "")
        for place in first.values()
        if place.areas[_DISTRICT] in districts
    )


def _kinds_left(
    carried: Counter[tuple[str, str]], kinds: Sequence[Held], held: dict[str, Held], labels: dict[str, str]
) -> tuple[tuple[str, int], ...]:
    """Count the listings of kinds that no estimate speaks of, neither alone nor taken with other kinds."""
    alone: Counter[str] = Counter()
    for row in kinds:
        if row.estimate is not None:
            alone[row.code] += carried[row.code, row.subject]
    told = {
        (row.code, row.subject)
        for row in kinds
        if row.estimate is not None
        # Small kinds that both lists name are taken together with others, where that tells anything.
        or (row.first and row.second and row.code in held and held[row.code].estimated_of > alone[row.code])
    }
    left: Counter[str] = Counter()
    for (district, kind), count in carried.items():
        if (district, kind) not in told:
            left[labels.get(kind, "Of no stated kind")] += count
    return tuple(sorted(left.items(), key=lambda pair: (-pair[1], pair[0])))


def _marks(
    session: Session, query: CoverageQuery, districts: Sequence[str], names: dict[str, str]
) -> tuple[MarkRead, ...]:
    """List what people who asked said; of every subject where everything is asked for."""
    subject = None if query.subject == ALL_CAPITALS else query.subject
    shown = {names.get(code, code) for code in districts}
    return tuple(
        mark
        for mark in list_marks(session, subject=subject)
        if (mark.district_name or mark.area_name) in shown
        or (mark.area_code in {COUNTY, COMBINED_AUTHORITY} and not query.district)
    )


def _written(session: Session, query: CoverageQuery) -> set[str]:
    """Tell which parishes the work list has as asked, answered or not."""
    subject = "" if query.subject == ALL_CAPITALS else query.subject
    return {row.area_code for row in unknown_queries.list_asked(session, subject)}


def _compared(
    session: Session, found: Viewed, names: dict[str, str], asked: set[str]
) -> tuple[Compared, ...]:
    """Put what a run expected of each parish shown beside what is listed; a category has no expectation."""
    if found.query.category is not None:
        return ()
    areas = {
        area.code: area for area, is_shown in zip(found.partition.areas, found.shown, strict=True) if is_shown
    }
    rows = [
        Compared(
            code=row.parish,
            name=areas[row.parish].name,
            district=names.get(areas[row.parish].district, ""),
            observed=row.observed,
            expected=row.expected,
            low=row.low,
            high=row.high,
            far_below=bool(row.far_below),
            asked=row.parish in asked,
        )
        for row in queries.list_expected(session, found.run.id, found.query.subject)
        if row.expected is not None and row.parish in areas
    ]
    return tuple(
        sorted(rows, key=lambda row: (not row.far_below, row.observed - row.expected, row.name, row.code))
    )


def _told(rows: Sequence[unknown_queries.AnyRow], query: CoverageQuery, districts: Sequence[str]) -> Told:
    """Count what the listings of a view, placed or not, do and do not say."""
    inside = [row for row in rows if _is_of(row, query) and _is_in(row, districts)]
    coming = [
        bool(row.visiting) and not query.visiting and _finest(row.precisions) in _MEASURED for row in inside
    ]
    finest = Counter(_finest(row.precisions) for row, comes in zip(inside, coming, strict=True) if not comes)
    dated = Counter(str(row.source_date)[:4] for row in inside if row.source_date)
    return Told(
        listings=len(inside),
        placed=finest[Precision.EXACT] + finest[Precision.POSTCODE],
        by_parish=finest[Precision.PARISH],
        by_district=finest[Precision.DISTRICT],
        hidden=finest[Precision.HIDDEN],
        wide=finest[None],
        visiting=sum(coming),
        hours_unsaid=sum(bool(row.hours_unsaid) for row in inside),
        cost_unsaid=sum(bool(row.cost_unsaid) for row in inside),
        step_free_unsaid=sum(bool(row.step_free_unsaid) for row in inside),
        untagged=sum(not row.capitals for row in inside),
        confirmed=sum(row.assured_date is not None for row in inside),
        undated=sum(row.source_date is None and row.assured_date is None for row in inside),
        years=tuple(sorted(dated.items())),
    )


def _is_of(row: unknown_queries.AnyRow, query: CoverageQuery) -> bool:
    if query.capital is not None:
        return query.capital.value in (row.capitals or "").split("|")
    return query.category is None or query.category in (row.categories or "").split("|")


def _is_in(row: unknown_queries.AnyRow, districts: Sequence[str]) -> bool:
    """Tell whether a listing is in a district or, having no place, serves one or is not said to serve any."""
    if row.districts:
        return bool(set(row.districts.split(",")) & set(districts))
    serves = set((row.serves or "").split(",")) - {""}
    wide = {COMBINED_AUTHORITY} | ({COUNTY} if set(districts) & set(DISTRICTS_OF_COUNTY) else set())
    return not serves & {*ALL_DISTRICTS, COUNTY, COMBINED_AUTHORITY} or bool(serves & (set(districts) | wide))


def _finest(precisions: str | None) -> Precision | None:
    told = set((precisions or "").split(","))
    return next((each for each in _FINEST_FIRST if each.value in told), None)


def _edge(found: Viewed, districts: Sequence[str], names: dict[str, str], to_edge_m: Floats) -> Edge:
    """Count the people for whom the edge is nearer than anything known, by where they live."""
    world, release = found.world, found.query.release
    people = np.nan_to_num(world.people(release))
    nearest = nearest_m(world.points, world.place_points[found.offer.mask])
    # Where nothing is known at all, anything beyond the edge would be nearer.
    nearer = people * ~(nearest <= to_edge_m)
    by_district = world.partition(release, Level.DISTRICT)
    district_of = _district_of_residents(world.partition(release, Level.LSOA), by_district)
    inside = np.isin(district_of, [by_district.codes.index(code) for code in districts])
    outward = np.array([key[:-3] for key in world.inputs.postcodes])
    by_outward = [
        NearEdge(str(code), str(code), round(people[here].sum()), round(nearer[here].sum()))
        for code in np.unique(outward[inside & (nearer > 0)])
        for here in (inside & (outward == code),)
    ]
    return Edge(
        whole=NearEdge("", "", round(people[inside].sum()), round(nearer[inside].sum())),
        districts=tuple(
            each
            for each in _by_area(by_district, district_of, people, nearer, names)
            if each.code in districts
        ),
        outward=tuple(sorted(by_outward, key=lambda each: (-each.nearer, each.code))),
        parishes=tuple(
            sorted(
                (
                    each
                    for each, is_shown in zip(
                        _by_area(found.partition, found.partition.postcode_area, people, nearer, {}),
                        found.shown,
                        strict=True,
                    )
                    if is_shown and each.nearer
                ),
                key=lambda each: (-each.nearer, each.code),
            )
        ),
        beyond=sum(
            world.inputs.places[number].areas[_DISTRICT] is None
            for number in np.flatnonzero(found.offer.mask)
        ),
    )


def _district_of_residents(lsoas: Partition, districts: Partition) -> Ints:
    """Give the district of each postcode's neighbourhood, in which its residents were counted.

    A neighbourhood's postcodes may lie just over the border of its district; its people are counted whole.
    """
    row = {code: number for number, code in enumerate(districts.codes)}
    of_lsoa = np.array([row.get(area.district, -1) for area in lsoas.areas] + [-1], dtype=np.int64)
    return of_lsoa[lsoas.postcode_area]


def _by_area(
    partition: Partition, area_of: Ints, people: Floats, nearer: Floats, names: dict[str, str]
) -> tuple[NearEdge, ...]:
    placed = area_of >= 0
    n_areas = len(partition.areas)
    everybody = np.bincount(area_of[placed], people[placed], n_areas)
    hidden = np.bincount(area_of[placed], nearer[placed], n_areas)
    return tuple(
        NearEdge(names.get(area.code, area.name), area.code, round(all_of), round(some))
        for area, all_of, some in zip(partition.areas, everybody, hidden, strict=True)
    )
