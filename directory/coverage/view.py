"""What does one view of coverage say? Kept measures or fresh ones, with need, classes, ranks and doubt."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from difflib import get_close_matches

import numpy as np
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.classed import Classed
from directory.coverage.evidence import area_evidence
from directory.coverage.measure import Measures, Offer, catchments, reach_of, sum_up
from directory.coverage.need import area_need, need_words
from directory.coverage.own import own_partition, share_within_unit
from directory.coverage.schemas import CoverageAnswer, CoverageQuery
from directory.coverage.world import Partition, World, world_of
from directory.errors import InvalidInput, Unavailable
from directory.listings.service import categories
from directory.words import Level, Precision, Release
from geo.arrays import Bools, Floats
from geo.evidence import HALF
from geo.nearest import nearest_m
from geo.reach import distance_summary
from geo.trust import Trust

_CLOCK_PARTS = 2


@dataclass(frozen=True, slots=True)
class Viewed:
    """One view, worked out: what other questions (an offer moved, a brief) start from."""

    query: CoverageQuery
    run: queries.AnyRow
    world: World
    partition: Partition
    offer: Offer
    measures: Measures
    shown: Bools
    """Shape (areas,): the areas of the region that are asked for."""
    in_region: Bools


def read_coverage(session: Session, query: CoverageQuery) -> CoverageAnswer:
    """Tell how near what people need is, area by area, with classes where there is enough to class."""
    return answer_of(session, view(session, query))


def view(session: Session, query: CoverageQuery) -> Viewed:
    """Find or work out the measures of a view."""
    check_query(query)
    check_category(session, query.category)
    run = active_run(session, query.release, visiting=query.visiting)
    world = world_of(session, run.inputs)
    if query.geography is None:
        partition = world.partition(query.release, query.level)
    else:
        partition = own_partition(session, world, query.release, query.geography)
    offer = offer_of(world, query, instant(run.computed_at))
    measures = _kept(session, run.id, query, partition) if query.is_kept else None
    if measures is None:
        measures = _fresh(run, world, query, partition, offer)
    in_region = np.array(
        [query.geography is not None or area.district in query.region.districts for area in partition.areas],
        dtype=np.bool_,
    )
    shown = in_region.copy()
    if query.district is not None:
        shown &= np.array([area.district == query.district for area in partition.areas], dtype=np.bool_)
    if query.within is not None:
        shown &= share_within_unit(session, world, query.release, partition, query.within) >= HALF
    return Viewed(query, run, world, partition, offer, measures, shown, in_region)


def check_query(query: CoverageQuery) -> None:
    """Refuse what cannot be asked together."""
    if query.district is not None and query.district not in query.region.districts:
        raise InvalidInput(
            f"The district {query.district[:20]} is not in the region {query.region.value}. "
            f"Its districts are {', '.join(query.region.districts)}.",
            field="district",
        )
    if query.capital is not None and query.category is not None:
        raise InvalidInput("Choose a capital or a category, not both.", field="category")
    if (query.day is None) != (query.at is None):
        raise InvalidInput(
            "A day and an hour go together, like day=tue and at=18:30.", field="at" if query.day else "day"
        )
    if query.at is not None:
        minute_of(query.at)


def check_category(session: Session, slug: str | None) -> None:
    """Refuse a category that there is not, naming those it might be: it would look like nothing known."""
    known = [category.slug for category in categories(session)]
    if slug is None or slug in known:
        return
    alike = get_close_matches(slug, known, n=3)
    words = f"Did you mean {' or '.join(alike)}? " if alike else ""
    raise InvalidInput(
        f"There is no category {slug[:60]}. {words}Those there are: {', '.join(sorted(known))}.",
        field="category",
    )


def minute_of(clock_time: str) -> int:
    """Read HH:MM as minutes from midnight."""
    hours, colon, minutes = clock_time.partition(":")
    if colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit():
        hour, minute = int(hours), int(minutes)
        if hour < 24 and minute < 60 and len(minutes) == _CLOCK_PARTS:  # noqa: PLR2004 - of a clock
            return hour * 60 + minute
    raise InvalidInput("Give the hour like 18:30, from 00:00 to 23:59.", field="at")


def active_run(session: Session, release: Release, *, visiting: bool) -> queries.AnyRow:
    """Find the run that is shown."""
    run = queries.find_active_run(session, release.value, visiting=visiting)
    if run is None:
        raise Unavailable("Coverage has not been computed yet. Run: hereabouts coverage run")
    return run


def instant(stored: datetime | str) -> datetime:
    """Read an instant as the store holds it."""
    found = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def offer_of(world: World, query: CoverageQuery, made: datetime) -> Offer:
    """Choose the places that count in a view, and for how much."""
    capital = query.capital.value if query.capital else None
    mask = world.carrying(capital=capital, category=query.category)
    if not query.visiting:
        mask &= ~world.visiting
    if query.day is not None and query.at is not None:
        mask &= world.open_at(query.day, minute_of(query.at))
    weight = world.trust_weights(query.trust, made.date())
    return Offer(mask & (weight > 0), weight)


def _kept(session: Session, run_id: int, query: CoverageQuery, partition: Partition) -> Measures | None:
    """Read the measures a run kept; None where it did not keep them all."""
    rows = queries.list_values(session, run_id, capital=query.subject, level=query.level.value)
    if tuple(row.code for row in rows) != partition.codes:
        return None
    columns = {
        field.name: np.array(
            [np.nan if value is None else value for value in (getattr(row, field.name) for row in rows)],
            dtype=np.float64,
        )
        for field in fields(Measures)
        if field.name not in {"count", "weighted"}
    }
    count = np.array([row.count for row in rows], dtype=np.int64)
    return Measures(count=count, weighted=count.astype(np.float64), **columns)


_fresh_views: OrderedDict[Hashable, Measures] = OrderedDict()
_MOST_FRESH = 64
_lock = threading.Lock()


def _fresh(
    run: queries.AnyRow, world: World, query: CoverageQuery, partition: Partition, offer: Offer
) -> Measures:
    key = (
        run.inputs,
        query.release,
        # Units of the same codes may have been brought in anew with other postcodes.
        query.level if query.geography is None else (partition.codes, partition.postcode_area.tobytes()),
        offer.mask.tobytes(),
        offer.weight.tobytes() if query.trust is Trust.HALF_LIFE else b"",
    )
    with _lock:
        held = _fresh_views.get(key)
        if held is not None:
            _fresh_views.move_to_end(key)
    if held is None:
        held = measure(world, query.release, partition, offer)
        with _lock:
            _fresh_views[key] = held
            while len(_fresh_views) > _MOST_FRESH:
                _fresh_views.popitem(last=False)
    return held


def measure(world: World, release: Release, partition: Partition, offer: Offer) -> Measures:
    """Work out the measures of an offer for the areas of a partition."""
    people = world.people(release)
    reach = reach_of(world, offer)
    shared = catchments(reach, people, world.inputs.assumptions.cycle.within_min)
    return sum_up(world, partition, offer, reach, people, shared)


def answer_of(session: Session, found: Viewed) -> CoverageAnswer:
    """Class, rank and doubt the measures of a view, and put them into rows."""
    query, world, partition = found.query, found.world, found.partition
    made = instant(found.run.computed_at).date()
    classed = Classed(
        found=found,
        need=area_need(session, world, query.release, partition, query.need),
        evidence=area_evidence(session, world, found.run, query, partition, made),
        reference_m=_reference_m(found),
        ranks=_ranks(session, found),
        clusters=_clusters(session, found),
    )
    used = np.flatnonzero(found.offer.mask)
    places = [world.inputs.places[number] for number in used]
    asked = _asked(world, query)
    return CoverageAnswer(
        query=query,
        computed_at=instant(found.run.computed_at),
        method=found.run.method,
        listings_used=classed.listings,
        kinds_used=len({place.kind for place in places}),
        places_used=len(places),
        by_parish_used=len({place.listing for place in places if place.precision == Precision.PARISH}),
        too_few=classed.too_few,
        access_breaks_m=classed.breaks_m,
        contents=classed.areas(),
        people=classed.people(classed.high_need),
        people_here=classed.people(classed.high_need_here),
        inputs_sha256=found.run.inputs_sha256,
        need_label=need_words(session, query.need),
        unknown_hours=None if query.day is None else _listings(world, asked & ~world.hours_known),
        undated=None if query.trust is Trust.ANY else _listings(world, asked & (found.offer.weight == 0)),
        states=classed.states(),
        ranks_from=classed.ranks_from,
        beyond=sum(place.areas[-1] is None for place in places),
        assumptions=world.inputs.assumptions,
    )


def _asked(world: World, query: CoverageQuery) -> Bools:
    """Choose the places of what is asked for, whenever open and however old."""
    mask = world.carrying(capital=query.capital.value if query.capital else None, category=query.category)
    return mask if query.visiting else mask & ~world.visiting


def _listings(world: World, mask: Bools) -> int:
    return len(np.unique(world.listing_of_place[mask]))


def _reference_m(found: Viewed) -> Floats:
    """Give the distances whose thirds are the classes: of the region's areas, or its LSOAs for own units."""
    if found.query.geography is None:
        return found.measures.nearest_m[found.in_region]
    query, world = found.query, found.world
    lsoas = world.partition(query.release, Level.LSOA)
    distance = nearest_m(world.points, world.place_points[found.offer.mask])
    inside = np.array([area.district in query.region.districts for area in lsoas.areas], dtype=np.bool_)
    return distance_summary(distance, lsoas.postcode_area, len(lsoas.areas)).mean[inside]


def _ranks(session: Session, found: Viewed) -> dict[str, tuple[int, int]]:
    query = found.query
    if not query.is_kept or query.need.text != "imd":
        return {}
    rows = queries.list_ranks(
        session, found.run.id, region=query.region.value, level=query.level.value, capital=query.subject
    )
    return {row.code: (row.low, row.high) for row in rows}


def _clusters(session: Session, found: Viewed) -> dict[tuple[str, str], str]:
    query = found.query
    if not query.is_kept or query.level is not Level.LSOA:
        return {}
    rows: Sequence[queries.AnyRow] = queries.list_clusters(
        session, found.run.id, region=query.region.value, capital=query.subject
    )
    default = query.need.text == "imd"
    return {(row.measure, row.code): row.label for row in rows if default or row.measure == "access"}
