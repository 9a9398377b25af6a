"""How much do the maps of the six capitals share? What is served by the same places is one finding."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from sqlmodel import Session

from directory.coverage.fragile import people_shown
from directory.coverage.schemas import CoverageQuery
from directory.coverage.view import Viewed, instant, offer_of, view
from directory.listings.service import categories
from directory.words import Capital, Level
from geo.arrays import Ints
from geo.fragility import nearest_listings
from geo.overlap import Overlap, overlap

MANY = 3
FEWEST_ON_MANY = 10
LARGELY = 0.7
"""From this share of the same listings, or of people whose nearest is the same, two maps say one thing."""


@dataclass(frozen=True, slots=True)
class SharedPair:
    """What the maps of two capitals share."""

    a: Capital
    b: Capital
    shares: Overlap

    @property
    def largely_same(self) -> bool:
        """Whether the two say one thing: most listings on both, and for most people the same nearest."""
        jaccard, nearest = self.shares.jaccard, self.shares.same_nearest_share
        return jaccard is not None and nearest is not None and jaccard >= LARGELY and nearest >= LARGELY


@dataclass(frozen=True, slots=True)
class SharedGroup:
    """Capitals each of whose maps is largely the same as that of every other."""

    capitals: tuple[Capital, ...]
    on_all: int
    """Listings on every one of their maps."""
    on_any: int
    main_kind: str | None
    """What more than half of the listings on all of them are, as `libraries`; None where there is none."""
    of_main: int
    """How many of those on all are of it."""


@dataclass(frozen=True, slots=True)
class OnMany:
    """Listings of one kind that stand on several of the maps."""

    kind: str
    """What they are, as `libraries`."""
    listings: int
    """Of it, on every one of these maps."""
    capitals: tuple[Capital, ...]


@dataclass(frozen=True, slots=True)
class OverlapAnswer:
    """What the six maps share in one view."""

    counts: tuple[tuple[Capital, int], ...]
    pairs: tuple[SharedPair, ...]
    groups: tuple[SharedGroup, ...]
    on_many: OnMany | None
    """The kind of which most listings stand on three maps or more; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Map:
    listings: Ints
    nearest: Ints


def overlaps(session: Session, query: CoverageQuery) -> OverlapAnswer:
    """Compare the maps of every two capitals: listings on both, and people whose nearest is the same."""
    found = view(session, replace(query, level=Level.LSOA, geography=None, capital=None, category=None))
    people = people_shown(found)
    kinds = {each.slug: each.plural[:1].lower() + each.plural[1:] for each in categories(session)}
    maps = {capital: _map(found, capital) for capital in Capital}
    pairs = tuple(
        SharedPair(
            a,
            b,
            overlap(maps[a].listings, maps[b].listings, maps[a].nearest, maps[b].nearest, people),
        )
        for a, b in combinations(Capital, 2)
    )
    return OverlapAnswer(
        counts=tuple((capital, len(each.listings)) for capital, each in maps.items()),
        pairs=pairs,
        groups=tuple(_group(found, maps, capitals, kinds) for capitals in same_groups(pairs)),
        on_many=_on_many(found, maps, kinds),
    )


def overlap_sentence(session: Session, query: CoverageQuery) -> str | None:
    """Say in one sentence which maps are one finding; None where the one asked for is like no other."""
    if query.category is not None:
        return None
    found = overlaps(session, query)
    for group in found.groups:
        if query.capital is None or query.capital in group.capitals:
            return group_words(group)
    many = found.on_many
    if many is not None and (query.capital is None or query.capital in many.capitals):
        return many_words(many)
    return None


_NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six"}


def group_words(group: SharedGroup) -> str:
    """Say that the maps of a group are one finding."""
    names = [capital.value for capital in group.capitals]
    which = f"{', '.join(names[:-1])} and {names[-1]}"
    same = f"{group.on_all} listings"
    if group.main_kind is not None and group.of_main == group.on_all:
        same = f"{group.on_all} {group.main_kind}"
    elif group.main_kind is not None:
        same += f", {group.of_main} of them {group.main_kind}"
    return (
        f"{_NUMBERS[len(names)]} of the six maps ({which}) are largely the same {same}: "
        "read them as one finding."
    )


def many_words(many: OnMany) -> str:
    """Say that one kind of listing is behind several maps."""
    names = [capital.value for capital in many.capitals]
    return (
        f"The same {many.listings} {many.kind} stand on {_NUMBERS[len(names)].lower()} of the six maps "
        f"({', '.join(names[:-1])} and {names[-1]}): where one of them closes, all of these change."
    )


def same_groups(pairs: tuple[SharedPair, ...]) -> tuple[tuple[Capital, ...], ...]:
    """Find the largest sets of capitals of which every two are largely the same; each in one set only."""
    same = {frozenset((pair.a, pair.b)) for pair in pairs if pair.largely_same}
    left = list(Capital)
    found = []
    for size in range(len(Capital), 1, -1):
        for chosen in combinations(list(left), size):
            if all(each in left for each in chosen) and all(
                frozenset(two) in same for two in combinations(chosen, 2)
            ):
                found.append(chosen)
                left = [each for each in left if each not in chosen]
    return tuple(found)


def _map(found: Viewed, capital: Capital) -> _Map:
    world = found.world
    asked = replace(found.query, capital=capital)
    offer = offer_of(world, asked, instant(found.run.computed_at))
    owner = world.listing_of_place[offer.mask]
    listings, number = np.unique(owner, return_inverse=True)
    nearest = nearest_listings(world.points, world.place_points[offer.mask], number.astype(np.int64), 1)
    index = nearest.listing_index[:, 0]
    return _Map(listings, np.append(listings, -1)[index])


def _group(
    found: Viewed, maps: dict[Capital, _Map], capitals: tuple[Capital, ...], kinds: dict[str, str]
) -> SharedGroup:
    sets = [set(maps[capital].listings.tolist()) for capital in capitals]
    on_all = set.intersection(*sets)
    told_of = {
        int(number): place.categories
        for number, place in zip(found.world.listing_of_place, found.world.inputs.places, strict=True)
        if int(number) in on_all
    }
    tally: dict[str, int] = {}
    for told in told_of.values():
        for category in told:
            tally[category] = tally.get(category, 0) + 1
    main = max(sorted(tally), key=lambda each: tally[each], default=None)
    if main is not None and tally[main] * 2 <= len(on_all):
        main = None
    return SharedGroup(
        capitals=capitals,
        on_all=len(on_all),
        on_any=len(set.union(*sets)),
        main_kind=kinds.get(main, main) if main else None,
        of_main=tally[main] if main else 0,
    )


def _on_many(found: Viewed, maps: dict[Capital, _Map], kinds: dict[str, str]) -> OnMany | None:
    sets = {capital: set(each.listings.tolist()) for capital, each in maps.items()}
    tally: dict[tuple[str, tuple[Capital, ...]], set[int]] = {}
    for number, place in zip(found.world.listing_of_place, found.world.inputs.places, strict=True):
        on = tuple(capital for capital in Capital if int(number) in sets[capital])
        if len(on) >= MANY:
            for category in place.categories:
                tally.setdefault((category, on), set()).add(int(number))
    if not tally:
        return None
    (category, capitals), listings = max(sorted(tally.items()), key=lambda each: len(each[1]))
    return (
        OnMany(kinds.get(category, category), len(listings), capitals)
        if len(listings) >= FEWEST_ON_MANY
        else None
    )
