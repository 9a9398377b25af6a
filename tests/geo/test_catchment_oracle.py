"""Do floating catchments agree with PySAL's `access`, on chance worlds and on the shipped data?"""

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from directory.settings import PROJECT_DIR
from geo.catchment import ENHANCED_BANDS, Bands, Decay, Gaussian, enhanced_two_step, three_step, two_step
from geo.projection import to_bng
from geo.travel import DEFAULT_TRAVEL, Mode, Pairs, StraightLine, pairs_within_m

DATA_DIR = PROJECT_DIR / "data"
LIMIT = 400.0
DECAYS: dict[str, Decay] = {
    "slow bands": ENHANCED_BANDS.stretched(LIMIT),
    "quick bands": Bands((LIMIT / 3, 2 * LIMIT / 3, LIMIT), (1.0, 0.42, 0.09)),
    "bands that end early": Bands((100.0, 250.0), (1.0, 0.5)),
    "Gaussian": Gaussian(LIMIT / 2, upper=LIMIT),
}
every_decay = pytest.mark.parametrize("decay", DECAYS.values(), ids=list(DECAYS))
Floats = NDArray[np.float64]


@contextmanager
def _as_pandas_4_will_not() -> Iterator[None]:
    """Let `access` use what pandas 4 will change; nothing else may warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.Pandas4Warning)
        yield


def _weight_fn(decay: Decay) -> Callable[[float], float]:
    if isinstance(decay, Bands):
        weight_fn: Callable[[float], float] = weights.step_fn(
            dict(zip(decay.upper, decay.weight, strict=True))
        )
        return weight_fn
    gaussian: Callable[[float], float] = weights.gaussian(decay.bandwidth)
    return gaussian


def _frames(pairs: Pairs, demand: Floats, supply: Floats) -> dict[str, pd.DataFrame]:
    # Codes of their own for either side, in no order: `access` may join on nothing but the codes.
    origins = np.array([f"o{(7 * place) % 1009:04d}" for place in range(pairs.n_origins)])
    places = np.array([f"p{(5 * place) % 1009:04d}" for place in range(pairs.n_places)])
    cost = pd.DataFrame({"origin": origins[pairs.origin], "dest": places[pairs.place], "cost": pairs.cost})
    return {
        "demand_df": pd.DataFrame({"demand": demand}, index=pd.Index(origins, name="geoid")),
        "supply_df": pd.DataFrame({"supply": supply}, index=pd.Index(places, name="geoid")),
        "cost_df": cost,
    }


def _only(pairs: Pairs, kept: NDArray[np.bool_]) -> Pairs:
    """Leave out pairs: `access` lets what is beyond `max_cost` compete to be chosen, which ours does not."""
    return Pairs(pairs.origin[kept], pairs.place[kept], pairs.cost[kept], pairs.n_origins, pairs.n_places)


def _peer(
    method: Callable[..., "pd.Series[float]"],
    pairs: Pairs,
    demand: Floats,
    supply: Floats,
    *,
    max_cost: float,
    decay: Decay | None = None,
) -> Floats:
    """Give what `access` finds, 0 where it has no row because nothing is in reach."""
    frames = _frames(pairs, demand, supply)
    with _as_pandas_4_will_not():
        found = method(
            **frames,
            max_cost=max_cost,
            demand_index=True,
            supply_index=True,
            weight_fn=None if decay is None else _weight_fn(decay),
        )
    return found.reindex(frames["demand_df"].index).fillna(0.0).to_numpy(np.float64)


@st.composite
def worlds(draw: st.DrawFn, *, least_supply: float = 0.0) -> tuple[Pairs, Floats, Floats]:
    """Draw unlike numbers of origins and places, apart from each other, with more of either."""
    n, m = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.sampled_from([300.0, 1500.0]))
    # On a grid of 50 metres, so that costs that equal a limit do occur.
    origins, places = chance.integers(0, size / 50, (n, 2)) * 50, chance.integers(0, size / 50, (m, 2)) * 50
    demand = chance.integers(1, 500, n).astype(float)
    supply = np.maximum(chance.integers(0, 5, m), least_supply) * draw(st.sampled_from([0.01, 1.0, 1000.0]))
    # Pairs beyond the limit as well: a catchment is not what happens to be in the table.
    return pairs_within_m(origins, places, 1.5 * LIMIT), demand, supply.astype(float)


World = tuple[Pairs, Floats, Floats]


@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_2sfca_is_that_of_access(world: World) -> None:
    pairs, demand, supply = world
    np.testing.assert_allclose(
        two_step(pairs, demand, supply, within=LIMIT),
        _peer(fca.two_stage_fca, pairs, demand, supply, max_cost=LIMIT),
        rtol=1e-9,
        atol=0,
    )


@every_decay
@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_e2sfca_is_that_of_access(decay: Decay, world: World) -> None:
    pairs, demand, supply = world
    np.testing.assert_allclose(
        enhanced_two_step(pairs, demand, supply, decay),
        _peer(fca.two_stage_fca, pairs, demand, supply, max_cost=LIMIT, decay=decay),
        rtol=1e-9,
        atol=0,
    )


@every_decay
@settings(max_examples=40, deadline=None)
@given(world=worlds(least_supply=1.0))
def test_3sfca_is_that_of_access(decay: Decay, world: World) -> None:
    pairs, demand, supply = world
    np.testing.assert_allclose(
        three_step(pairs, demand, supply, decay),
        _peer(
            fca.three_stage_fca,
            _only(pairs, pairs.cost <= LIMIT),
            demand,
            supply,
            max_cost=LIMIT,
            decay=decay,
        ),
        rtol=1e-9,
        atol=0,
    )


@every_decay
@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_3sfca_is_that_of_access_without_the_places_that_supply_nothing(decay: Decay, world: World) -> None:
    pairs, demand, supply = world
    stocked = _only(pairs, (pairs.cost <= LIMIT) & (supply[pairs.place] > 0))
    np.testing.assert_allclose(
        three_step(pairs, demand, supply, decay),
        _peer(fca.three_stage_fca, stocked, demand, supply, max_cost=LIMIT, decay=decay),
        rtol=1e-9,
        atol=0,
    )


@pytest.mark.parametrize(("n", "m"), [(40, 3), (3, 40)], ids=["more demand", "more supply"])
@every_decay
def test_lopsided_worlds_are_those_of_access(decay: Decay, n: int, m: int) -> None:
    chance = np.random.default_rng(n)
    pairs = pairs_within_m(chance.uniform(0, 500, (n, 2)), chance.uniform(0, 500, (m, 2)), LIMIT)
    demand, supply = chance.integers(1, 500, n).astype(float), chance.uniform(0.1, 3, m)
    for ours, theirs in ((enhanced_two_step, fca.two_stage_fca), (three_step, fca.three_stage_fca)):
        np.testing.assert_allclose(
            ours(pairs, demand, supply, decay),
            _peer(theirs, pairs, demand, supply, max_cost=LIMIT, decay=decay),
            rtol=1e-9,
            atol=0,
        )


@every_decay
@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_the_first_step_shares_among_the_weighted_catchment_of_access(decay: Decay, world: World) -> None:
    pairs, demand, supply = world
    frames = _frames(pairs, demand, supply)
    with _as_pandas_4_will_not():
        asked = fca.weighted_catchment(
            frames["demand_df"],
            frames["cost_df"],
            LIMIT,
            loc_index=True,
            loc_value="demand",
            weight_fn=_weight_fn(decay),
        )
    asked = asked.reindex(frames["supply_df"].index).fillna(0.0).to_numpy()
    share = np.divide(supply, asked, out=np.zeros(len(supply)), where=asked > 0)
    expected = np.bincount(
        pairs.origin, decay.weights(pairs.cost) * share[pairs.place], minlength=pairs.n_origins
    )
    np.testing.assert_allclose(enhanced_two_step(pairs, demand, supply, decay), expected, rtol=1e-9, atol=0)


@pytest.fixture(scope="module")
def shipped() -> tuple[Floats, Floats, Floats]:
    """Give LSOA (2021) centres, the people of each, and the libraries."""
    areas = pd.read_csv(DATA_DIR / "boundaries/areas.csv", dtype={"release": str})
    areas = areas[(areas["level"] == "lsoa") & (areas["release"] == "2021")]
    people = pd.read_csv(DATA_DIR / "population/lsoa21_mid2022.csv", index_col="code")["population"]
    centres = np.stack(to_bng(areas["lon"].to_numpy(), areas["lat"].to_numpy()), axis=1)
    listings = map(json.loads, (DATA_DIR / "listings/listings.jsonl").read_text().splitlines())
    libraries = [
        (site["lon"], site["lat"])
        for listing in listings
        if "library" in listing["categories"] and not listing["visiting"]
        for site in listing["sites"]
        if site["lon"] is not None
    ]
    places = np.stack(to_bng(*np.array(libraries).T), axis=1)
    return centres, people[areas["code"]].to_numpy(np.float64), places


@pytest.mark.parametrize("mode", list(Mode))
def test_libraries_of_the_shipped_data_are_those_of_access(
    shipped: tuple[Floats, Floats, Floats], mode: Mode
) -> None:
    centres, people, places = shipped
    assert len(centres) > 500
    assert len(places) >= 50
    travel = DEFAULT_TRAVEL[mode]
    pairs = StraightLine(travel.km_per_h, travel.detour).pairs(centres, places, travel.within_min)
    supply = np.ones(len(places))
    bands = ENHANCED_BANDS.stretched(travel.within_min)
    limit = travel.within_min
    for ours, theirs in (
        (
            two_step(pairs, people, supply, within=limit),
            _peer(fca.two_stage_fca, pairs, people, supply, max_cost=limit),
        ),
        *(
            (
                enhanced_two_step(pairs, people, supply, decay),
                _peer(fca.two_stage_fca, pairs, people, supply, max_cost=limit, decay=decay),
            )
            for decay in (bands, Gaussian(limit / 2))
        ),
        *(
            (
                three_step(pairs, people, supply, decay),
                _peer(fca.three_stage_fca, pairs, people, supply, max_cost=limit, decay=decay),
            )
            for decay in (bands, Gaussian(limit / 2))
        ),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=0)
        reached = np.unique(pairs.place)
        assert (ours * people).sum() == pytest.approx(len(reached), rel=1e-12)
        assert (ours > 0).sum() > 20
