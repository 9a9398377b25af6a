"""Which listing does somebody mean, and can a change be made at all?"""

from dataclasses import replace

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz import process as fuzzy
from sqlmodel import Session

from directory.areas.names import fold
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import active_run, instant, offer_of
from directory.coverage.what_if_schemas import Changes, ListingMatch
from directory.coverage.world import World, world_of
from directory.errors import InvalidInput
from geo.arrays import Ints
from geo.projection import to_bng

FURTHEST_OUTSIDE_M = 3_000.0
"""A place further than this from every postcode known is outside the area."""
MOST_MATCHES = 12
_GOOD_MATCH = 80


def find_listings(session: Session, query: CoverageQuery, typed: str) -> tuple[ListingMatch, ...]:
    """Find listings on the map by what somebody typed of their name, best first; one alone is meant."""
    run = active_run(session, query.release, visiting=query.visiting)
    world = world_of(session, run.inputs)
    counted = offer_of(world, query, instant(run.computed_at)).mask
    by_slug: dict[str, ListingMatch] = {}
    for number, place in enumerate(world.inputs.places):
        held = by_slug.get(place.slug)
        by_slug[place.slug] = ListingMatch(
            slug=place.slug,
            name=place.name,
            district=place.areas[-1] or "",
            categories=place.categories,
            places=1 if held is None else held.places + 1,
            counts=bool(counted[number]) or (held is not None and held.counts),
        )
    if typed in by_slug:
        return (by_slug[typed],)
    wanted = fold(typed)
    if not wanted:
        return ()
    same = [each for each in by_slug.values() if fold(each.name) == wanted]
    if len(same) == 1:
        return tuple(same)
    words = [fold(word) for word in typed.split()]
    holding = [each for each in by_slug.values() if all(word in fold(each.name) for word in words)]
    if not holding:
        names = {each.slug: each.name.lower() for each in by_slug.values()}
        alike = fuzzy.extract(
            typed.lower(), names, scorer=fuzz.token_sort_ratio, limit=MOST_MATCHES, score_cutoff=_GOOD_MATCH
        )
        holding = [by_slug[slug] for _, _, slug in alike]
        return tuple(holding)
    return tuple(sorted(holding, key=lambda each: (not each.counts, each.name, each.slug)))[:MOST_MATCHES]


def numbers_of(world: World, slug: str, field: str = "close") -> Ints:
    """List the places of a listing, or say that there are none."""
    numbers = world.numbers_of([slug])
    if not len(numbers):
        raise InvalidInput(
            f"No listing {slug[:60]} is on the map this is worked out from. It may have no public place, "
            "or be newer than the last coverage run.",
            field=field,
        )
    return numbers


def refuse_again(world: World, slug: str, field: str, before: dict[str, str]) -> Ints:
    """List the places of a listing that changes, refusing a second change of it.

    `before` says of each slug which change it stood in already, and is told of this one.
    """
    numbers = numbers_of(world, slug, field)
    if slug in before:
        raise InvalidInput(again_words(world.inputs.places[numbers[0]].name, before[slug]), field=field)
    before[slug] = field
    return numbers


_DOES = {"close": "closes", "move": "moves"}


def again_words(name: str, before: str) -> str:
    """Say that a listing changes already: `before` is close or move."""
    return f"{name} already {_DOES[before]} here, and a place can change only once. Undo that first."


def grid_point(world: World, lon: float, lat: float, field: str) -> tuple[float, float]:
    """Put a position on the grid, refusing one where nobody we know of lives near."""
    easting, northing = to_bng(lon, lat)
    offset = world.points - (easting, northing)
    if not np.sqrt((offset * offset).sum(axis=1)).min(initial=np.inf) <= FURTHEST_OUTSIDE_M:
        raise InvalidInput(
            f"The position {lon:g}, {lat:g} is outside the area of this directory. "
            "Positions are longitude first, like 0.0886, 52.5515.",
            field=field,
        )
    return easting, northing


def check_changes(
    session: Session, query: CoverageQuery, changes: Changes
) -> tuple[Changes, tuple[InvalidInput, ...]]:
    """Take out the changes that cannot be made, and say why not."""
    world = _world(session, query)
    kept, refused = Changes(called=changes.called), []
    before: dict[str, str] = {}
    for slug in changes.close:
        try:
            refuse_again(world, slug, "close", before)
            kept = replace(kept, close=(*kept.close, slug))
        except InvalidInput as error:
            refused.append(error)
    for lon, lat in changes.add:
        try:
            grid_point(world, lon, lat, "add")
            kept = replace(kept, add=(*kept.add, (lon, lat)))
        except InvalidInput as error:
            refused.append(error)
    for slug, lon, lat in changes.move:
        try:
            movable(world, slug)
            grid_point(world, lon, lat, "move")
            refuse_again(world, slug, "move", before)
            kept = replace(kept, move=(*kept.move, (slug, lon, lat)))
        except InvalidInput as error:
            refused.append(error)
    return kept, tuple(refused)


def kind_of(session: Session, query: CoverageQuery, slug: str) -> str | None:
    """Tell what a listing is about, in one category; None where it is about none."""
    world = _world(session, query)
    place = next((each for each in world.inputs.places if each.slug == slug), None)
    return None if place is None or not place.categories else place.categories[0]


def movable(world: World, slug: str) -> int:
    """Give the one place of a listing that can be moved."""
    numbers = numbers_of(world, slug, "move")
    if len(numbers) > 1:
        raise InvalidInput(
            f"{world.inputs.places[numbers[0]].name} has {len(numbers)} places, so it cannot be moved as "
            "one. Close it, and add the places it would have.",
            field="move",
        )
    return int(numbers[0])


def _world(session: Session, query: CoverageQuery) -> World:
    return world_of(session, active_run(session, query.release, visiting=query.visiting).inputs)
