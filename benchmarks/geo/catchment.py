"""Floating catchment: E2SFCA of England end to end, how it grows, and beside PySAL access on one matrix."""

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from access import Access, fca, weights
from measure import Report, extra_memory_mb, median_s, peak_memory_mb

from geo.catchment import ENHANCED_BANDS, Bands, enhanced_two_step, stream, three_step
from geo.projection import to_bng
from geo.synthetic import ENGLAND_AREAS, make_country
from geo.travel import Pairs, pairs_within_m

SHIPPED = Path(__file__).parents[2] / "data"
RADIUS_M = 5000.0
DECAY = ENHANCED_BANDS.stretched(RADIUS_M)
STEP_FN = weights.step_fn(dict(zip(DECAY.upper, DECAY.weight, strict=True)))
ENGLAND_PLACES, ENGLAND_LISTINGS = 20_000, 200_000
PLACES_AT_ONCE = 20_000
"""So many places a part where they are streamed."""
REGION_AREAS, REGION_PLACES = 6_749, 4_000
LARGEST_MB = 1024.0

World = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Middles of areas, people of areas, places."""


def main() -> None:
    report = Report("catchment", "how much supply does each area reach (E2SFCA, 5 km), beside PySAL access?")
    everything = _country(ENGLAND_AREAS, ENGLAND_LISTINGS)
    places = everything[2][:ENGLAND_PLACES]  # they stand in no order, so the first are as good as any
    # First of all: the most the process ever held must not be what `access` needs.
    end_to_end(report, (*everything[:2], places))
    growth(report, everything)
    beside_access(report, "the shipped county", _county())
    beside_access(report, "a region", _country(REGION_AREAS, REGION_PLACES))
    beside_access(report, "England", (*everything[:2], places))
    beside_access(report, "England, all listings", everything)
    beside_access_end_to_end(report, _country(REGION_AREAS, REGION_PLACES))
    report.write()


def end_to_end(report: Report, world: World) -> None:
    centres, people, places = world
    supply = np.ones(len(places))

    def run() -> np.ndarray:
        return enhanced_two_step(pairs_within_m(centres, places, RADIUS_M), people, supply, DECAY)

    _assert_shared_out(run(), _pairs(world), people)
    taken_s = median_s(run)
    report.add(
        england="end to end",
        areas=len(centres),
        places=len(places),
        pairs=len(_pairs(world).cost),
        seconds=taken_s,
        extra_mb=extra_memory_mb(run),
        process_mb=peak_memory_mb(),
    )
    report.hold("seconds for England end to end, the finding of pairs included", taken_s, at_most=2.0)
    report.hold("peak memory of the process in MB, England end to end", peak_memory_mb(), at_most=LARGEST_MB)


def growth(report: Report, everything: World) -> None:
    """Fewer areas, fewer places and smaller catchments of one country: what the time follows is the pairs."""
    centres, people, places = everything
    shuffled = np.random.default_rng(5).permutation(len(centres))
    sizes = [
        *((n, ENGLAND_LISTINGS, RADIUS_M) for n in (500, 2_000, 8_000)),
        *((ENGLAND_AREAS, m, RADIUS_M) for m in (1_000, 5_000, 20_000, 60_000, ENGLAND_LISTINGS)),
        *((ENGLAND_AREAS, ENGLAND_PLACES, radius_m) for radius_m in (1_250.0, 2_500.0, 10_000.0)),
    ]
    given, whole = [], []
    for n, m, radius_m in sizes:
        chosen = np.sort(shuffled[:n])
        world = centres[chosen], people[chosen], places[:m]
        pairs = pairs_within_m(world[0], world[2], radius_m)
        decay = ENHANCED_BANDS.stretched(radius_m)

        def in_two(world: World = world, pairs: Pairs = pairs, decay: Bands = decay) -> np.ndarray:
            return enhanced_two_step(pairs, world[1], np.ones(pairs.n_places), decay)

        def in_three(world: World = world, pairs: Pairs = pairs, decay: Bands = decay) -> np.ndarray:
            return three_step(pairs, world[1], np.ones(pairs.n_places), decay)

        def streamed(world: World = world, radius_m: float = radius_m, decay: Bands = decay) -> np.ndarray:
            return stream(_parts(world, radius_m), world[1], np.ones(len(world[2])), decay)

        np.testing.assert_array_equal(in_two(), streamed())
        _assert_shared_out(in_three(), pairs, world[1])
        given.append((len(pairs.cost), median_s(in_two, 7)))
        whole.append((len(pairs.cost), median_s(streamed)))
        report.add(
            areas=n,
            places=m,
            radius_km=radius_m / 1000,
            areas_x_places_m=n * m / 1e6,
            pairs=len(pairs.cost),
            e2sfca_s=given[-1][1],
            ns_per_pair=given[-1][1] / len(pairs.cost) * 1e9,
            sfca3_s=median_s(in_three),
            end_to_end_s=whole[-1][1],
            end_to_end_mb=extra_memory_mb(streamed),
        )
        if m == ENGLAND_LISTINGS and n == ENGLAND_AREAS:
            report.hold("seconds for 200,000 listings, end to end, streamed", whole[-1][1], at_most=5.0)
            report.hold(
                "memory in MB for 200,000 listings, end to end, streamed",
                extra_memory_mb(streamed),
                at_most=LARGEST_MB,
            )
    report.hold("exponent of time against pairs, pairs given", _exponent(given), at_most=1.15)
    report.hold("exponent of time against pairs, end to end", _exponent(whole), at_most=1.15)


def beside_access(report: Report, what: str, world: World) -> None:
    people, places = world[1], world[2]
    pairs, supply = _pairs(world), np.ones(len(places))
    costs = pd.DataFrame({"origin": pairs.origin, "dest": pairs.place, "cost": pairs.cost})
    areas = pd.DataFrame({"demand": people}, index=pd.RangeIndex(len(people), name="geoid"))
    stock = pd.DataFrame({"supply": supply}, index=pd.RangeIndex(len(places), name="geoid"))

    def ours() -> np.ndarray:
        return enhanced_two_step(pairs, people, supply, DECAY)

    def theirs() -> "pd.Series[float]":
        return _quietly(
            lambda: fca.two_stage_fca(
                areas, stock, costs, RADIUS_M, demand_index=True, supply_index=True, weight_fn=STEP_FN
            )
        )

    differs = _largest_relative_difference(ours(), theirs())
    ours_s, theirs_s = median_s(ours, 7), median_s(theirs)
    report.add(
        matrix=what,
        areas=len(people),
        places=len(places),
        pairs=len(pairs.cost),
        hereabouts_s=ours_s,
        access_s=theirs_s,
        times_faster=theirs_s / ours_s,
        hereabouts_mb=extra_memory_mb(ours),
        access_mb=extra_memory_mb(theirs),
        differs=f"{differs:.0e}",
    )
    report.hold(f"time over that of access, same matrix, {what}", ours_s / theirs_s, at_most=1 / 25)
    report.hold(f"largest relative difference in 1e-12, {what}", differs / 1e-12, at_most=1.0)


def beside_access_end_to_end(report: Report, world: World) -> None:
    """`access` makes a row of every area with every place, so this is as much of England as it can hold."""
    centres, people, places = world
    supply = np.ones(len(places))
    areas = gpd.GeoDataFrame(
        {"demand": people},
        geometry=gpd.points_from_xy(*centres.T),
        index=pd.RangeIndex(len(people), name="geoid"),
        crs=27700,
    )
    stock = gpd.GeoDataFrame(
        {"supply": supply},
        geometry=gpd.points_from_xy(*places.T),
        index=pd.RangeIndex(len(places), name="geoid"),
        crs=27700,
    )

    def ours() -> np.ndarray:
        return enhanced_two_step(pairs_within_m(centres, places, RADIUS_M), people, supply, DECAY)

    def theirs() -> "pd.Series[float]":
        def run() -> "pd.Series[float]":
            peer = Access(demand_df=areas, demand_value="demand", supply_df=stock, supply_value="supply")
            peer.create_euclidean_distance(threshold=RADIUS_M)
            return peer.enhanced_two_stage_fca(cost="euclidean", max_cost=RADIUS_M, weight_fn=STEP_FN)[
                "e2sfca_supply"
            ]

        return _quietly(run)

    assert _largest_relative_difference(ours(), theirs()) < 1e-9
    ours_s, theirs_s = median_s(ours), median_s(theirs)
    report.add(
        end_to_end="a region",
        areas=len(people),
        places=len(places),
        hereabouts_s=ours_s,
        access_s=theirs_s,
        times_faster=theirs_s / ours_s,
        hereabouts_mb=extra_memory_mb(ours),
        access_mb=extra_memory_mb(theirs),
    )


def _country(n_areas: int, n_places: int) -> World:
    country = make_country(n_areas, n_postcodes=200_000, n_listings=n_places, seed=4)
    return country.area_centres_bng, country.area_population.astype(np.float64), country.listings_bng


def _county() -> World:
    areas = pd.read_csv(SHIPPED / "boundaries/areas.csv", dtype={"release": str})
    areas = areas[(areas["level"] == "lsoa") & (areas["release"] == "2021")]
    people = pd.read_csv(SHIPPED / "population/lsoa21_mid2022.csv", index_col="code")["population"]
    listings = map(json.loads, (SHIPPED / "listings/listings.jsonl").read_text().splitlines())
    sites = [site for listing in listings for site in listing["sites"] if site["lon"] is not None]
    lon, lat = np.array([(site["lon"], site["lat"]) for site in sites]).T
    return (
        np.stack(to_bng(areas["lon"].to_numpy(), areas["lat"].to_numpy()), axis=1),
        people[areas["code"]].to_numpy(np.float64),
        np.stack(to_bng(lon, lat), axis=1),
    )


def _pairs(world: World) -> Pairs:
    return pairs_within_m(world[0], world[2], RADIUS_M)


def _parts(world: World, radius_m: float) -> Iterator[Pairs]:
    for first in range(0, len(world[2]), PLACES_AT_ONCE):
        yield pairs_within_m(world[0], world[2][first : first + PLACES_AT_ONCE], radius_m)


def _assert_shared_out(score: np.ndarray, pairs: Pairs, people: np.ndarray) -> None:
    np.testing.assert_allclose((score * people).sum(), len(np.unique(pairs.place)), rtol=1e-9)


def _largest_relative_difference(score: np.ndarray, peer: "pd.Series[float]") -> float:
    expected = peer.reindex(range(len(score))).fillna(0.0).to_numpy()
    assert ((score == 0) == (expected == 0)).all(), "answers differ"
    there = expected != 0
    return float(np.max(np.abs(score[there] / expected[there] - 1)))


def _quietly(run: "Callable[[], pd.Series[float]]") -> "pd.Series[float]":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.Pandas4Warning)
        return run()


def _exponent(points: list[tuple[int, float]]) -> float:
    """Fit time = a * pairs ** exponent."""
    pairs, seconds = np.array(points).T
    return float(np.polyfit(np.log(pairs), np.log(seconds), 1)[0])


if __name__ == "__main__":
    main()
