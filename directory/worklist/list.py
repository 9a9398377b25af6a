"""Which parishes should be asked next, about what, and who could be asked?

The order is need times people times doubt. A place is *in doubt* of one thing where its neighbourhood is not
surveyed or probably a gap (`geo.evidence`). First come the parishes with most people in doubt who live in
neighbourhoods of high need, counted once for each thing looked for; where those are as many, the sum of need
over all people in doubt decides; then name and code. A parish is asked about what at least half of its
people, or anybody in high need, are in doubt of, and not about what it has answered. A city without parishes
is told by ward.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from scipy.spatial import cKDTree
from sqlmodel import Session

from directory.coverage import queries as coverage_queries
from directory.coverage.need import need_words
from directory.coverage.schemas import AreaCoverage, CoverageQuery
from directory.coverage.view import Viewed, active_run, check_query, instant, read_coverage, view
from directory.marks.schemas import MarkRead, Says
from directory.marks.service import Subjects, current_marks, list_marks
from directory.words import CIVIL_PARISH, Capital, Level
from directory.worklist import queries
from directory.worklist.schemas import Status, WorkItemRead
from directory.worklist.service import list_status
from geo.arrays import Bools, Floats, Ints
from geo.evidence import HALF, Reason, State
from geo.gaps import WORST

IN_DOUBT = (State.NOT_SURVEYED, State.PROBABLE_GAP)
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask a parish about."""

    subject: str
    label: str
    state: State
    reason: Reason
    """That of most of its people who are in doubt."""
    people: int
    """In doubt."""
    neighbourhoods: int
    """In doubt, of those in which anybody of the place lives."""
    people_in_need: int
    """Of them, in neighbourhoods of high need."""


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A parish, or a ward where there is none, with what to ask there and whom."""

    code: str
    name: str
    level: Level
    parish_code: str
    """Under which what was asked is written down: of a ward, its city's area without a parish."""
    district_code: str
    district: str
    people: int
    people_in_high_need: int
    neighbourhoods: int
    """Of the finest areas, those in which anybody of the place lives, whole or in part."""
    need: float | None
    """0 to 1, mean over people."""
    doubt: float
    """People in doubt who live in high need, added up over what to ask about: the first of the order."""
    asks: tuple[Ask, ...]
    listed: int | None
    """Of what is looked for; with what is expected, None where nothing could be compared."""
    expected: float | None
    status: Status
    items: tuple[WorkItemRead, ...]
    """What was written down of asking."""
    marks: tuple[MarkRead, ...]
    """What somebody said who was asked, of what nothing is written down here."""
    node_slug: str | None
    """Address of the listing of the parish."""
    node_name: str | None
    reachable: bool
    """Whether a telephone number, an address for mail or a page of the parish is held."""
    neighbours: tuple[str, ...]
    """The nearest places, by the middle of where people live."""


@dataclass(frozen=True, slots=True)
class WorkList:
    """Whom to ask first."""

    query: CoverageQuery
    computed_at: datetime
    need_label: str
    places: tuple[WorkPlace, ...]
    nothing_to_ask: int
    """Places where nothing is in doubt and nothing was written down."""
    nobody_there: int
    """Places without a live postcode, of which nothing can be said."""
    left_out: int
    """Places with another status than the one asked for."""
    too_few: bool
    """Whether so few are listed of what is looked for that no place can be put in a class."""


@dataclass(frozen=True, slots=True)
class _Units:
    """Parishes, and the wards of areas without one, by postcode."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    parishes: tuple[str, ...]
    districts: tuple[str, ...]
    levels: tuple[Level, ...]
    of_postcode: Ints
    """Shape (postcodes,): -1 for none."""

    def total(self, values: Floats) -> Floats:
        """Add up by unit what each postcode holds."""
        inside = self.of_postcode >= 0
        return np.bincount(self.of_postcode[inside], values[inside], len(self.codes)).astype(np.float64)

    def neighbourhoods(self, lsoa: Ints, present: Bools) -> Ints:
        """Count by unit the LSOAs that have any of the chosen postcodes in it."""
        inside = (self.of_postcode >= 0) & (lsoa >= 0) & present
        pairs = np.unique(np.column_stack((self.of_postcode[inside], lsoa[inside])), axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.codes))


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What is in doubt of one subject, by LSOA in the order of the partition."""

    subject: str
    areas: tuple[AreaCoverage | None, ...]

    def is_doubtful(self) -> Bools:
        """Tell the LSOAs where too little is known."""
        return np.array([area is not None and area.state in IN_DOUBT for area in self.areas], dtype=np.bool_)

    def is_untold(self) -> bool:
        """Tell whether no LSOA has a state, because too few things are listed."""
        return all(area is None or area.state is None for area in self.areas)


def read_work_list(session: Session, query: CoverageQuery, status: Status | None = None) -> WorkList:
    """List whom to ask first about what a view looks for; about each capital where it looks for none."""
    check_query(query)
    found = view(session, replace(query, level=Level.LSOA, district=None))
    units = _units(found)
    doubts = _doubts(session, found)
    places, empty, quiet = _places(session, query, found, units, doubts)
    shown = [place for place in places if status is None or place.status is status]
    run = active_run(session, query.release, visiting=query.visiting)
    return WorkList(
        query=query,
        computed_at=instant(run.computed_at),
        need_label=need_words(session, query.need),
        places=tuple(shown),
        nothing_to_ask=quiet,
        nobody_there=empty,
        left_out=len(places) - len(shown),
        too_few=any(doubt.is_untold() for doubt in doubts),
    )


def _units(found: Viewed) -> _Units:
    """Take parishes, and divide what has no parish by ward."""
    world, release = found.world, found.query.release
    parishes, wards = world.partition(release, Level.PARISH), world.partition(release, Level.WARD)
    codes: list[tuple[str, str]] = [(area.code, area.code) for area in parishes.areas]
    names, districts = [area.name for area in parishes.areas], [area.district for area in parishes.areas]
    levels = [Level.PARISH] * len(codes)
    of_postcode = parishes.postcode_area.copy()
    for number, area in enumerate(parishes.areas):
        if area.code.startswith(CIVIL_PARISH):
            continue
        inside = parishes.postcode_area == number
        for ward in np.unique(wards.postcode_area[inside & (wards.postcode_area >= 0)]):
            here = inside & (wards.postcode_area == ward)
            whole = here.sum() == (wards.postcode_area == ward).sum()
            of_postcode[here] = len(codes)
            codes.append((wards.areas[ward].code, area.code))
            names.append(f"{wards.areas[ward].name} ward{'' if whole else ', the part with no parish'}")
            districts.append(area.district)
            levels.append(Level.WARD)
    return _Units(
        codes=tuple(code for code, _ in codes),
        names=tuple(names),
        parishes=tuple(parish for _, parish in codes),
        districts=tuple(districts),
        levels=tuple(levels),
        of_postcode=of_postcode,
    )


def _doubts(session: Session, found: Viewed) -> tuple[_Doubt, ...]:
    query = found.query
    one = query.capital is not None or query.category is not None
    told = []
    for capital in (query.capital,) if one else tuple(Capital):
        asked = replace(query, capital=capital)
        rows = {area.code: area for area in read_coverage(session, asked).contents}
        told.append(_Doubt(asked.subject, tuple(rows.get(code) for code in found.partition.codes)))
    return tuple(told)


def _places(
    session: Session, query: CoverageQuery, found: Viewed, units: _Units, doubts: Sequence[_Doubt]
) -> tuple[list[WorkPlace], int, int]:
    """Put every place with something to ask, or already asked, in order; count the empty and the quiet."""
    world = found.world
    people = np.nan_to_num(world.people(query.release))
    lsoa = found.partition.postcode_area
    need, high = _need(doubts[0].areas, lsoa)
    population = units.total(people)
    in_high_need = units.total(people * high)
    weighed = units.total(people * np.nan_to_num(need))
    known = units.total(people * ~np.isnan(need))
    asks, first, second = _asks(session, doubts, units, lsoa, people, need, high)
    items = _items(session, query)
    said = _said(session, query, items)
    inhabited = units.neighbourhoods(lsoa, people > 0)
    expected = _expected(session, found)
    nodes = {row.parish: row for row in queries.list_nodes(session)}
    neighbours = _neighbours(found, units, people)
    names = {area.code: area.name for area in world.partition(query.release, Level.DISTRICT).areas}
    places, empty, quiet = [], 0, 0
    chosen = (query.district,) if query.district else query.region.districts
    for number, code in enumerate(units.codes):
        if units.districts[number] not in chosen or _is_divided(units, number):
            continue
        parish = units.parishes[number]
        written = items.get(parish, ())
        marks = tuple(mark for place in dict.fromkeys((code, parish)) for mark in said.get(place, ()))
        if not population[number] and not written and not marks:
            empty += 1
            continue
        if not asks[number] and not written and not marks:
            quiet += 1
            continue
        node = nodes.get(code)
        compared = expected.get(code)
        places.append(
            (
                (-first[number], -second[number], units.names[number], code),
                WorkPlace(
                    code=code,
                    name=units.names[number],
                    level=units.levels[number],
                    parish_code=parish,
                    district_code=units.districts[number],
                    district=names.get(units.districts[number], ""),
                    people=round(population[number]),
                    people_in_high_need=round(in_high_need[number]),
                    neighbourhoods=int(inhabited[number]),
                    need=float(weighed[number] / known[number]) if known[number] else None,
                    doubt=float(first[number]),
                    asks=tuple(asks[number]),
                    listed=None if compared is None else compared[0],
                    expected=None if compared is None else compared[1],
                    status=_status(asks[number], written, marks),
                    items=written,
                    marks=marks,
                    node_slug=None if node is None else node.slug,
                    node_name=None if node is None else node.name,
                    reachable=node is not None and bool(node.reachable),
                    neighbours=neighbours[number],
                ),
            )
        )
    return [place for _, place in sorted(places, key=lambda pair: pair[0])], empty, quiet


def _is_divided(units: _Units, number: int) -> bool:
    """Tell the areas without a parish, whose wards stand in the list for them."""
    return units.levels[number] is Level.PARISH and not units.codes[number].startswith(CIVIL_PARISH)


def _need(areas: Sequence[AreaCoverage | None], lsoa: Ints) -> tuple[Floats, Floats]:
    """Give need, and whether it is high, at each postcode."""
    score = np.array([np.nan if area is None or area.need is None else area.need for area in areas])
    high = np.array([float(area is not None and area.need_class == WORST) for area in areas])
    return np.append(score, np.nan)[lsoa], np.append(high, 0.0)[lsoa]


def _asks(
    session: Session,
    doubts: Sequence[_Doubt],
    units: _Units,
    lsoa: Ints,
    people: Floats,
    need: Floats,
    high: Floats,
) -> tuple[list[list[Ask]], Floats, Floats]:
    """Tell what to ask each unit about, with both numbers that order the units."""
    labels = Subjects(session)
    population = units.total(people)
    asks: list[list[Ask]] = [[] for _ in units.codes]
    first, second = np.zeros(len(units.codes)), np.zeros(len(units.codes))
    for doubt in doubts:
        unsure = people * np.append(doubt.is_doubtful(), False)[lsoa]
        unsure[_is_told(session, doubt.subject, units)] = 0
        many, needy = units.total(unsure), units.total(unsure * high)
        where = units.neighbourhoods(lsoa, unsure > 0)
        reasons = _main_reasons(doubt, units, lsoa, unsure)
        to_ask = ((many > 0) & (many >= HALF * population)) | (needy > 0)
        first += needy
        second += units.total(unsure * np.nan_to_num(need))
        for number in np.flatnonzero(to_ask):
            reason = reasons[number]
            asks[number].append(
                Ask(
                    subject=doubt.subject,
                    label=labels.label(doubt.subject),
                    state=reason.state,
                    reason=reason,
                    people=round(many[number]),
                    neighbourhoods=int(where[number]),
                    people_in_need=round(needy[number]),
                )
            )
    # A sum of equal shares may leave its last bits behind; the order must not hang on them.
    return asks, first.round(6), second.round(6)


def _is_told(session: Session, subject: str, units: _Units) -> Bools:
    """Tell the postcodes of units where somebody said that there is some, or none.

    A neighbourhood may lie in several parishes, and then what one of them said does not settle its state.
    """
    told = {mark.area_code for mark in current_marks(session, subject) if mark.says is not Says.UNKNOWN}
    settled = [bool({code, parish} & told) for code, parish in zip(units.codes, units.parishes, strict=True)]
    return np.append(np.array(settled, dtype=np.bool_), False)[units.of_postcode]


def _main_reasons(doubt: _Doubt, units: _Units, lsoa: Ints, unsure: Floats) -> list[Reason]:
    """Give the reason that holds for most of the people in doubt of each unit."""
    doubtful = [reason for reason in Reason if reason.state in IN_DOUBT]
    weights = np.stack(
        [
            units.total(
                unsure
                * np.append([area is not None and area.reason is reason for area in doubt.areas], False)[lsoa]
            )
            for reason in doubtful
        ]
    )
    return [doubtful[number] for number in weights.argmax(axis=0)]


def _items(session: Session, query: CoverageQuery) -> Mapping[str, tuple[WorkItemRead, ...]]:
    """Group what was written down by parish: of what is looked for, or of everything."""
    one = query.capital is not None or query.category is not None
    found: dict[str, list[WorkItemRead]] = defaultdict(list)
    for item in list_status(session, subject=query.subject if one else None):
        found[item.area_code].append(item)
    return {code: tuple(items) for code, items in found.items()}


def _said(
    session: Session, query: CoverageQuery, items: Mapping[str, tuple[WorkItemRead, ...]]
) -> Mapping[str, tuple[MarkRead, ...]]:
    """Group by area the marks that hold, of what was not written down as asked: who says so was asked."""
    one = query.capital is not None or query.category is not None
    subjects = {query.subject} if one else {mark.subject for mark in list_marks(session)}
    written = {(item.area_code, item.subject) for of_area in items.values() for item in of_area}
    found: dict[str, list[MarkRead]] = defaultdict(list)
    for subject in sorted(subjects):
        for mark in current_marks(session, subject):
            if (mark.area_code, subject) not in written:
                found[mark.area_code].append(mark)
    return {code: tuple(marks) for code, marks in found.items()}


def _status(asks: Sequence[Ask], items: Sequence[WorkItemRead], marks: Sequence[MarkRead]) -> Status:
    """Say how far asking has come: answered where all there is to ask, or else all that was, is answered.

    A mark tells that somebody was asked; one that says it is not known is no answer yet.
    """
    done = {item.subject for item in items if item.status is Status.ANSWERED}
    done |= {mark.subject for mark in marks if mark.says is not Says.UNKNOWN}
    begun = {item.subject for item in items if item.status is not Status.NOT_ASKED}
    begun |= {mark.subject for mark in marks}
    wanted = {ask.subject for ask in asks} or begun
    if wanted and wanted <= done:
        return Status.ANSWERED
    return Status.ASKED if begun else Status.NOT_ASKED


def _expected(session: Session, found: Viewed) -> Mapping[str, tuple[int, float]]:
    if found.query.category is not None:
        return {}
    rows = coverage_queries.list_expected(session, found.run.id, found.query.subject)
    return {row.parish: (row.observed, row.expected) for row in rows if row.expected is not None}


def _neighbours(found: Viewed, units: _Units, people: Floats) -> list[tuple[str, ...]]:
    """Name the nearest places of each; of one where nobody lives none."""
    weight = units.total(people)
    lived = np.flatnonzero(weight > 0)
    middles = np.column_stack([units.total(people * found.world.points[:, axis]) for axis in (0, 1)])
    middles[lived] /= weight[lived, None]
    told: list[tuple[str, ...]] = [()] * len(units.codes)
    if len(lived) > 1:
        k = min(NEIGHBOURS + 1, len(lived))
        _, near = cKDTree(middles[lived]).query(middles[lived], k=k)
        for place, others in zip(lived, np.asarray(near), strict=True):
            told[place] = tuple(units.names[lived[each]] for each in others if lived[each] != place)[
                :NEIGHBOURS
            ]
    return told
