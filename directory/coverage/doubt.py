"""How sure is a run of what it found? Worked out in the run, by heavier means than a request may use."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from directory.coverage import queries
from directory.coverage.drawn import drawable
from directory.coverage.inputs import AREA_COLUMNS, PlaceInput
from directory.coverage.measure import Offer
from directory.coverage.models import CoverageCluster, CoverageCompleteness, CoverageExpected, CoverageRank
from directory.coverage.schemas import ALL_CAPITALS
from directory.coverage.world import Partition, World
from directory.releases.known import AREAS_IN_ENGLAND
from directory.words import (
    ALL_DISTRICTS,
    CIVIL_PARISH,
    COUNTY,
    DISTRICTS_OF_COUNTY,
    Capital,
    Level,
    Region,
    Release,
)
from geo.arrays import Bools, Floats, Ints
from geo.clusters import local_clusters, nearest_neighbours
from geo.completeness import chapman, pooled
from geo.coverage import count_by_area
from geo.evidence import HALF, Objects, majority
from geo.expected import fit_expected
from geo.nearest import nearest_m
from geo.need import HIGHEST_NEED_DECILE
from geo.rank_ranges import Partition as Drawn
from geo.rank_ranges import ranges_of, resample_distances
from geo.reach import distance_summary
from geo.scores import access_score, gap_score, need_score

Found = tuple[type[queries.Result], int, Sequence[dict[str, Any]]]
_DISTRICT = AREA_COLUMNS.index("district")
NEIGHBOURS = 6
"""The nearest neighbourhoods that one is compared with: about as many as touch it."""
PERMUTATIONS = 999
SEED = 2022


def find_doubt(
    world: World,
    offers: Mapping[str, Offer],
    runs: Mapping[Release, int],
    *,
    draws: int,
    on_step: Callable[[str], None],
) -> Iterator[Found]:
    """Work out what says how sure the runs of both releases are: tables with their rows.

    With `draws` = 0 the slow half is left out: clusters, and ranges of ranks.
    """
    on_step("Estimating how complete the directory is")
    completeness = list(_completeness(world, offers))
    for run_id in runs.values():
        yield CoverageCompleteness, run_id, completeness
    for release, run_id in runs.items():
        yield CoverageExpected, run_id, list(_expected(world, offers, release))
    if draws:
        on_step("Looking for clusters")
        for release, run_id in runs.items():
            yield CoverageCluster, run_id, list(_clusters(world, offers, release))
        on_step(f"Drawing the listings again, {draws} times")
        for release, rows in _ranks(world, offers, tuple(runs), draws).items():
            yield CoverageRank, runs[release], rows


def _completeness(world: World, offers: Mapping[str, Offer]) -> Iterator[dict[str, Any]]:
    """Estimate by district: each category for itself, each capital from its categories together."""
    for subject, offer in offers.items():
        listings = _listings(world, offer)
        for district, inside in _by_district(listings):
            strata = _by_category(inside).values()
            captures = [_captures(stratum) for stratum in strata]
            found = pooled(
                [(first, second, both) for _, _, first, second, both in captures],
                [len(stratum) for stratum in strata],
            )
            yield _row(district, subject, len(inside), found.known_estimable, found.completeness)
    for district, inside in _by_district(_listings(world, offers[ALL_CAPITALS])):
        for category, stratum in _by_each_category(inside).items():
            one, other, first, second, both = _captures(stratum)
            estimate = chapman(first, second, both, len(stratum))
            row = _row(district, category, len(stratum), len(stratum) if estimate else 0, estimate)
            yield row | {
                "first_source": one,
                "second_source": other,
                "first": first,
                "second": second,
                "both": both,
            }


def _row(district: str, subject: str, known: int, estimated_of: int, found: Any) -> dict[str, Any]:  # noqa: ANN401 - Completeness or None
    names = ("estimate", "low", "high", "share", "share_low", "share_high")
    return {
        "district": district,
        "subject": subject,
        "first_source": None,
        "second_source": None,
        "first": 0,
        "second": 0,
        "both": 0,
        "known": known,
        "estimated_of": estimated_of,
    } | {name: None if found is None else float(getattr(found, name)) for name in names}


def _listings(world: World, offer: Offer) -> list[PlaceInput]:
    """Give one place of each listing that counts."""
    found: dict[str, PlaceInput] = {}
    for number in np.flatnonzero(offer.mask):
        place = world.inputs.places[number]
        found.setdefault(place.listing, place)
    return list(found.values())


def _by_district(listings: Sequence[PlaceInput]) -> Iterator[tuple[str, list[PlaceInput]]]:
    for district in ALL_DISTRICTS:
        yield district, [each for each in listings if each.areas[_DISTRICT] == district]
    yield COUNTY, [each for each in listings if each.areas[_DISTRICT] in DISTRICTS_OF_COUNTY]


def _by_category(listings: Sequence[PlaceInput]) -> dict[str, list[PlaceInput]]:
    """Sort listings by what they are about; one that is about several things goes with the first."""
    found: dict[str, list[PlaceInput]] = defaultdict(list)
    for each in listings:
        found[each.categories[0] if each.categories else ""].append(each)
    return dict(sorted(found.items()))


def _by_each_category(listings: Sequence[PlaceInput]) -> dict[str, list[PlaceInput]]:
    """Sort listings by what they are about; one that is about several things stands with each."""
    found: dict[str, list[PlaceInput]] = defaultdict(list)
    for each in listings:
        for category in each.categories or ("",):
            found[category].append(each)
    return dict(sorted(found.items()))


def _captures(listings: Sequence[PlaceInput]) -> tuple[str | None, str | None, int, int, int]:
    """Count what the two sources that hold most of these hold, and what both do.

    The largest two, and not the two that agree best: choosing by agreement would flatter. Never two that go
    back to the same records: that they agree tells nothing of what neither holds.
    """
    tally = Counter(source for each in listings for source in each.sources)
    origin = {
        source: whose or source
        for each in listings
        for source, whose in zip_longest(each.sources, each.origins, fillvalue="")
    }
    largest = sorted(tally, key=lambda source: (-tally[source], source))
    one = largest[0] if largest else None
    other = next((source for source in largest[1:] if one and origin[source] != origin[one]), None)
    if one is None or other is None:
        return one, None, tally[one] if one else 0, 0, 0
    both = sum(one in each.sources and other in each.sources for each in listings)
    return one, other, tally[one], tally[other], both


def _expected(world: World, offers: Mapping[str, Offer], release: Release) -> Iterator[dict[str, Any]]:
    """Compare each parish with what parishes like it have; towns without a parish are left out."""
    parishes = world.partition(release, Level.PARISH)
    n = len(parishes.areas)
    observed = {
        subject: count_by_area(parishes.place_area[offer.mask], n, world.listing_of_place[offer.mask]).astype(
            np.float64
        )
        for subject, offer in offers.items()
    }
    population = np.where(_civil(world, release), parishes.population, np.nan)
    rural = _rural(world, release)
    capitals = [capital.value for capital in Capital]
    for subjects in ([ALL_CAPITALS], capitals):
        found = fit_expected(
            np.concatenate([observed[subject] for subject in subjects]),
            np.tile(population, len(subjects)),
            rural=np.tile(rural, len(subjects)),
            kind=np.repeat(subjects, n) if len(subjects) > 1 else None,
        )
        for row, (subject, place) in enumerate((each, place) for each in subjects for place in range(n)):
            judged = found is not None and bool(found.judged[row])
            yield {
                "parish": parishes.codes[place],
                "subject": subject,
                "observed": int(observed[subject][place]),
                "expected": float(found.mean[row]) if found is not None and judged else None,
                "low": float(found.low[row]) if found is not None and judged else None,
                "high": float(found.high[row]) if found is not None and judged else None,
                "far_below": found is not None and judged and bool(found.far_below[row]),
                "telling": found is not None and judged and bool(found.telling[row]),
            }


def _clusters(world: World, offers: Mapping[str, Offer], release: Release) -> Iterator[dict[str, Any]]:
    """Find where far neighbourhoods lie together beyond chance, and where gaps do."""
    lsoas = world.partition(release, Level.LSOA)
    middles = np.stack(
        [_means(world.points[:, axis], lsoas.postcode_area, len(lsoas.areas)) for axis in (0, 1)], 1
    )
    score = need_score(
        [np.nan if area.imd_rank is None else area.imd_rank for area in lsoas.areas],
        AREAS_IN_ENGLAND[release],
    )
    codes = np.array(lsoas.codes, dtype=np.str_)
    for region in Region:
        inside = _inside(lsoas, region) & ~np.isnan(middles[:, 0])
        neighbours = nearest_neighbours(middles[inside], NEIGHBOURS)
        for subject, offer in offers.items():
            points = world.place_points[offer.mask]
            distance = _means(nearest_m(world.points, points), lsoas.postcode_area, len(lsoas.areas))[inside]
            gaps = gap_score(score[inside], access_score(distance))
            for measure, values in (("access", distance), ("gap", gaps)):
                found = local_clusters(
                    values, neighbours, codes[inside], permutations=PERMUTATIONS, seed=SEED
                )
                for code, label in zip(codes[inside], found.label, strict=True):
                    if label is not None and label != "not_significant":
                        yield {
                            "region": region.value,
                            "capital": subject,
                            "measure": measure,
                            "code": str(code),
                            "label": label,
                        }


def _means(values: Floats, area: Ints, n_areas: int) -> Floats:
    return distance_summary(values, area, n_areas).mean


def _inside(partition: Partition, region: Region) -> Bools:
    return np.array([area.district in region.districts for area in partition.areas], dtype=np.bool_)


def _ranks(
    world: World, offers: Mapping[str, Offer], releases: Sequence[Release], draws: int
) -> dict[Release, list[dict[str, Any]]]:
    """Say between which ranks areas of high need come out, the furthest first, over the draws."""
    found: dict[Release, list[dict[str, Any]]] = {release: [] for release in releases}
    levels = [(release, level) for release in releases for level in Level]
    partitions = [world.partition(release, level) for release, level in levels]
    for subject, offer in offers.items():
        if not offer.mask.any():
            continue
        drawn = resample_distances(
            world.points,
            drawable(world, offer),
            [Drawn(each.postcode_area, len(each.areas)) for each in partitions],
            draws=draws,
            seed=SEED,
        )
        by_level = [np.concatenate(chunks) for chunks in zip(*drawn, strict=True)]
        for (release, level), partition, means in zip(levels, partitions, by_level, strict=True):
            for region in Region:
                # The rule ranks by distance alone: with all needs alike the widest gap is the furthest area.
                ranges = ranges_of(
                    means,
                    np.ones(len(partition.areas)),
                    region=_inside(partition, region),
                    among=_inside(partition, region) & _in_need(partition),
                )
                found[release] += [
                    {
                        "region": region.value,
                        "level": level.value,
                        "capital": subject,
                        "code": code,
                        "low": round(low),
                        "high": round(high),
                    }
                    for code, low, high in zip(partition.codes, ranges.low, ranges.high, strict=True)
                    if not np.isnan(low)
                ]
    return found


def _in_need(partition: Partition) -> Bools:
    return np.array(
        [area.imd_decile is not None and area.imd_decile <= HIGHEST_NEED_DECILE for area in partition.areas],
        dtype=np.bool_,
    )


def _civil(world: World, release: Release) -> Bools:
    codes = world.partition(release, Level.PARISH).codes
    return np.array([code.startswith(CIVIL_PARISH) for code in codes], dtype=np.bool_)


def _rural(world: World, release: Release) -> Objects:
    """Tell which parishes are rural: half of their people or more live in rural LSOAs."""
    lsoas, parishes = world.partition(release, Level.LSOA), world.partition(release, Level.PARISH)
    rural = np.array(
        [np.nan if area.rural is None else float("rural" in area.rural.lower()) for area in lsoas.areas]
    )
    share = majority(
        rural,
        lsoas.postcode_area,
        parishes.postcode_area,
        np.nan_to_num(world.people(release)),
        len(parishes.areas),
    )
    return np.array([None if np.isnan(each) else bool(each >= HALF) for each in share], dtype=np.object_)
