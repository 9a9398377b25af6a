"""What should a committee know of one area, on two pages?

Everything is told of the inputs of the run that is shown, so that a brief and the map of gaps never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from directory.areas.middle import Middle, middle_of
from directory.areas.schemas import AreaRead, ReferencePlaceRead
from directory.areas.service import (
    area_names,
    attribution_lines,
    contact_points,
    nearest_reference_places,
    read_area,
)
from directory.coverage import queries
from directory.coverage.brief_need import read_need_here
from directory.coverage.brief_places import Inside, PlacesHere
from directory.coverage.brief_schemas import (
    Brief,
    BriefArea,
    BriefDates,
    BriefMade,
    CapitalHere,
    ParishHere,
)
from directory.coverage.inputs import Assumptions
from directory.coverage.schemas import ALL_CAPITALS, CoverageAnswer, CoverageQuery
from directory.coverage.view import Viewed, answer_of, view
from directory.geographies.schemas import is_own
from directory.geographies.service import read_unit, unit_people
from directory.marks.schemas import MarkRead
from directory.marks.service import list_marks
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import PETERBOROUGH, Capital, Kind, Level, Region, Release
from geo.evidence import State
from geo.projection import to_wgs84
from geo.travel import Mode

MOST_SHOWN = 8
MOST_HOSTS = 5
MOST_NEIGHBOURS = 4
MOST_REFERENCE = 3
LEAST_SHARE = 0.05
"""A parish is named where so much of the area's people live in it."""
_HOSTS = (Kind.HUB, Kind.VENUE)
_REFERENCE = ("school", "gp_practice")
_SUBJECTS = (None, *Capital)


def read_brief(session: Session, code: str, release: Release | None = None) -> Brief:
    """Tell what is known of an area and how surely, what is not, and with whom something could be done."""
    subject = _subject(session, code, release)
    views = {capital: view(session, _query(subject, capital)) for capital in _SUBJECTS}
    answers = {capital: answer_of(session, found) for capital, found in views.items()}
    anything = views[None]
    inside = Inside.of(anything, code, middle=_middle(session, subject))
    area = _area(session, subject, inside)
    places = PlacesHere(session, anything, inside)
    parishes = _parishes(session, anything, inside)
    rows = {
        capital: next(row for row in answer.contents if row.code == code)
        for capital, answer in answers.items()
    }
    district = _district_nearest(session, anything.run.id, area)
    capitals = tuple(
        CapitalHere(
            capital,
            rows[capital],
            district.get(capital.value if capital else ALL_CAPITALS),
            places.nearest(views[capital].offer.mask),
            answers[capital].too_few,
        )
        for capital in _SUBJECTS
    )
    lacking = _lacking(capitals)
    there, visits = places.listed(inside.places)
    return Brief(
        area=area,
        parishes=parishes,
        need=read_need_here(session, inside, subject.read),
        listings=len(there),
        there=there[:MOST_SHOWN],
        visits=visits,
        capitals=capitals,
        marks=_marks(session, code, parishes),
        dates=_dates(anything, inside, {here.nearest.slug for here in capitals if here.nearest}),
        hosts=places.hosts(_HOSTS, MOST_HOSTS),
        reference=_reference(session, inside),
        neighbours=() if area.level is Level.DISTRICT else places.neighbours(lacking, MOST_NEIGHBOURS),
        contacts=contact_points(session, area.district_code or None),
        made=_made(session, answers[None], anything),
    )


def _lacking(capitals: tuple[CapitalHere, ...]) -> tuple[Capital, ...]:
    """Name what is not known near enough; where everything is, what is not known inside."""
    each = [(here.capital, here.row) for here in capitals if here.capital is not None]
    far = tuple(capital for capital, row in each if row.state is not State.SERVED)
    return far or tuple(capital for capital, row in each if not row.count)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What was asked about: an area of a release, or a unit of an own geography."""

    code: str
    name: str
    release: Release
    read: AreaRead | None
    geography: str | None = None
    geography_name: str | None = None


def _subject(session: Session, code: str, release: Release | None) -> _Subject:
    if not is_own(code):
        read = read_area(session, code, release)
        return _Subject(code, read.name, read.release, read)
    unit = read_unit(session, code)
    return _Subject(code, unit.name, release or Release.R2021, None, unit.geography, unit.geography_name)


def _middle(session: Session, subject: _Subject) -> Middle | None:
    """Tell what the distances of a parish are measured from on every page."""
    is_parish = subject.read is not None and subject.read.level is Level.PARISH
    return middle_of(session, subject.code) if is_parish else None


def _query(subject: _Subject, capital: Capital | None) -> CoverageQuery:
    read = subject.read
    beyond = read is None or read.district_code == PETERBOROUGH
    return CoverageQuery(
        level=Level.LSOA if read is None else read.level,
        capital=capital,
        release=subject.release,
        region=Region.COMBINED_AUTHORITY if beyond else Region.CAMBRIDGESHIRE,
        geography=subject.geography,
    )


def _area(session: Session, subject: _Subject, inside: Inside) -> BriefArea:
    read, query = subject.read, inside.found.query
    if read is not None:
        return BriefArea(
            code=read.code,
            name=read.name,
            level=read.level,
            geography=None,
            geography_name=None,
            release=read.release,
            releases=read.releases,
            region=query.region,
            district_code=read.district_code,
            district_name=read.district_name,
            population=read.population,
            population_estimated=read.population_estimated,
            area_km2=read.area_km2,
            rural_urban=read.rural_urban,
            rural_share=inside.rural_share,
            lsoa_count=read.lsoa_count,
            middle=_lon_lat(inside),
            village=None if inside.of_parish is None else inside.of_parish.village,
            is_parished=read.subtype != "unparished",
        )
    people = unit_people(session, subject.code, subject.release)
    return BriefArea(
        code=subject.code,
        name=subject.name,
        level=None,
        geography=subject.geography,
        geography_name=subject.geography_name,
        release=subject.release,
        releases=tuple(Release),
        region=query.region,
        district_code=inside.area.district,
        district_name=area_names(session, [inside.area.district]).get(inside.area.district, ""),
        population=None if people.population is None else round(people.population),
        population_estimated=people.estimated,
        area_km2=None,
        rural_urban=None,
        rural_share=inside.rural_share,
        lsoa_count=len(inside.lsoas),
        middle=_lon_lat(inside),
        village=None,
        is_parished=True,
    )


def _lon_lat(inside: Inside) -> tuple[float, float] | None:
    return None if inside.middle is None else to_wgs84(*inside.middle)


def _parishes(session: Session, found: Viewed, inside: Inside) -> tuple[ParishHere, ...]:
    """Name the parishes most of the people live in, with what one would expect to be listed there."""
    partition = found.world.partition(found.query.release, Level.PARISH)
    shares = inside.shares(partition.postcode_area, len(partition.areas))
    expected = {row.parish: row for row in queries.list_expected(session, found.run.id, ALL_CAPITALS)}
    here = []
    for number in np.argsort(-shares, kind="stable"):
        if not shares[number] >= LEAST_SHARE:
            break
        area = partition.areas[number]
        row = expected.get(area.code)
        here.append(
            ParishHere(
                code=area.code,
                name=area.name,
                share=float(shares[number]),
                council_slug=_council(session, area.code),
                observed=None if row is None else row.observed,
                expected=None if row is None else row.expected,
                low=None if row is None else row.low,
                high=None if row is None else row.high,
                far_below=row is not None and bool(row.far_below),
            )
        )
    return tuple(here)


def _council(session: Session, parish: str) -> str | None:
    found = search(
        session, ListingQuery(kinds=(Kind.PARISH_COUNCIL,), parishes=(parish,), per_page=1), with_facets=False
    )
    return next((card.slug for card in found.contents), None)


def _district_nearest(session: Session, run_id: int, area: BriefArea) -> Mapping[str, float | None]:
    rows = queries.list_values_of_codes(
        session, run_id, release=area.release.value, codes=[area.district_code]
    )
    return {row.capital: row.nearest_m for row in rows}


def _marks(session: Session, code: str, parishes: tuple[ParishHere, ...]) -> tuple[MarkRead, ...]:
    """List what was said of the area itself and of its parishes, the newest first."""
    codes = dict.fromkeys((code, *(parish.code for parish in parishes)))
    marks = [mark for each in codes for mark in list_marks(session, area=each)]
    return tuple(sorted(marks, key=lambda mark: (mark.on_date, mark.area_name), reverse=True))


def _dates(found: Viewed, inside: Inside, nearest: set[str]) -> BriefDates:
    """Say how old the facts are: of what is inside, and of the nearest of each capital."""
    world = found.world
    numbers = [*inside.places.tolist(), *world.numbers_of(sorted(nearest)).tolist()]
    by_listing = {world.inputs.places[number].listing: world.inputs.places[number] for number in numbers}
    dates = sorted(place.dated for place in by_listing.values() if place.dated)
    return BriefDates(
        listings=len(by_listing),
        confirmed=sum(place.confirmed for place in by_listing.values()),
        undated=sum(not place.dated for place in by_listing.values()),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
    )


def _reference(session: Session, inside: Inside) -> tuple[ReferencePlaceRead, ...]:
    middle = _lon_lat(inside)
    if middle is None:
        return ()
    return nearest_reference_places(session, *middle, kinds=_REFERENCE, limit=MOST_REFERENCE)


def _made(session: Session, answer: CoverageAnswer, found: Viewed) -> BriefMade:
    assumed = found.world.inputs.assumptions
    return BriefMade(
        computed_at=answer.computed_at,
        method=answer.method,
        inputs_sha256=answer.inputs_sha256,
        listings_used=answer.listings_used,
        by_parish_used=answer.by_parish_used,
        beyond=answer.beyond,
        walk_min=assumed.walk.within_min,
        cycle_min=assumed.cycle.within_min,
        drive_min=assumed.drive.within_min,
        walk_m=_straight_m(assumed, Mode.WALK),
        cycle_m=_straight_m(assumed, Mode.CYCLE),
        drive_m=_straight_m(assumed, Mode.DRIVE),
        credits=attribution_lines(session),
    )


def _straight_m(assumed: Assumptions, mode: Mode) -> float | None:
    return None if assumed.on_streets(mode) else assumed.travel(mode).radius_m
