"""Are planted patches found, chance patches not, and is the answer the same however it is asked?"""

import warnings
from itertools import product

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import KNN, Queen, W
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests

from geo.clusters import _largest_significant, contiguous, local_clusters, nearest_neighbours

SIDE = 12
CODES = np.array([f"E{number:05d}" for number in range(SIDE * SIDE)])
CELLS = [shapely.box(x, y, x + 1, y + 1) for x, y in product(range(SIDE), range(SIDE))]
CENTRES = np.array(list(product(range(SIDE), range(SIDE))), dtype=float)


@pytest.fixture(scope="module")
def touching() -> NDArray[np.int64]:
    return contiguous(CELLS, within_m=0)


def _field(seed: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=SIDE * SIDE)


def _planted(text: str) -> NDArray[np.float64]:
    """Read a map of values drawn in text: # is 9, the rest is 0 or 1 by turns."""
    rows = text.split()
    return np.array(
        [9.0 if mark == "#" else (x + y) % 2 for x, row in enumerate(rows) for y, mark in enumerate(row)]
    )


def test_a_planted_patch_is_found_and_nothing_else(touching: NDArray[np.int64]) -> None:
    values = _planted("""
        ............
        ............
        ..####......
        ..####......
        ..####......
        ..####......
        ............
        ............
        ............
        ............
        .........#..
        ............
    """)
    found = local_clusters(values, touching, CODES)
    high = np.flatnonzero(found.label == "high_high")
    patch = {x * SIDE + y for x in range(2, 6) for y in range(2, 6)}
    # Of a corner's eight neighbours five lie outside the patch: chance does that more often.
    corners = {x * SIDE + y for x in (2, 5) for y in (2, 5)}
    assert patch - corners <= set(high.tolist()) <= patch
    # The lone high cell at the bottom is no patch.
    assert found.label[10 * SIDE + 9] in {"not_significant", "high_low"}
    assert (found.p[high] <= found.threshold).all()
    assert found.threshold <= 0.05
    assert found.global_moran > 0.3
    assert found.global_p < 0.001


def test_a_patch_of_low_values_and_a_low_one_among_high(touching: NDArray[np.int64]) -> None:
    values = 10 - _planted(" ".join(["............"] * 4 + ["....####...."] * 4 + ["............"] * 4))
    values[5 * SIDE + 5] = 12
    found = local_clusters(values, touching, CODES)
    assert found.label[6 * SIDE + 6] == "low_low"
    assert found.label[5 * SIDE + 5] == "high_low"
    turned = local_clusters(-values, touching, CODES)
    assert turned.label[6 * SIDE + 6] == "high_high"
    assert turned.label[5 * SIDE + 5] == "low_high"


def test_random_fields_yield_few(touching: NDArray[np.int64]) -> None:
    """With the false-discovery rate held at 5 %, about one random map in twenty may show anything."""
    maps = [local_clusters(_field(seed), touching, CODES, seed=seed) for seed in range(40)]
    showing = sum(bool((found.label != "not_significant").any()) for found in maps)
    assert showing <= 6
    # Without it five cells in a hundred would stand out in each of them.
    uncontrolled = np.mean([found.p <= 0.05 for found in maps])
    assert 0.03 <= uncontrolled <= 0.06
    assert np.mean([found.global_p <= 0.05 for found in maps]) <= 0.2


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_plays_no_part(seed: int) -> None:
    values = _field(seed).round(1) + 3 * (CENTRES[:, 0] < 4)
    values[seed % len(values)] = np.nan
    neighbours = nearest_neighbours(CENTRES, 5)
    found = local_clusters(values, neighbours, CODES, permutations=199, seed=seed)
    order = np.random.default_rng(seed).permutation(len(values))
    again = local_clusters(
        values[order], nearest_neighbours(CENTRES[order], 5), CODES[order], permutations=199, seed=seed
    )
    assert again.label.tolist() == found.label[order].tolist()
    assert np.array_equal(again.p, found.p[order], equal_nan=True)
    assert (again.threshold, again.global_moran, again.global_p) == (
        found.threshold,
        found.global_moran,
        found.global_p,
    )
    once_more = local_clusters(values, neighbours[::-1], CODES, permutations=199, seed=seed)
    assert np.array_equal(once_more.p, found.p, equal_nan=True)


def test_numpys_common_generator_is_left_as_it_was(touching: NDArray[np.int64]) -> None:
    before = np.random.get_state()[1].copy()  # type: ignore[union-attr]  # noqa: NPY002
    local_clusters(_field(1), touching, CODES, permutations=99)
    assert (np.random.get_state()[1] == before).all()  # type: ignore[union-attr]  # noqa: NPY002


def test_statistic_and_p_as_worked_out_anew(touching: NDArray[np.int64]) -> None:
    """Shuffle the others over the neighbours of one cell 20,000 times with a generator of our own."""
    values = _field(2) + 2 * (CENTRES[:, 1] < 3)
    found = local_clusters(values, touching, CODES, permutations=4999)
    deviation = values - values.mean()
    generator = np.random.default_rng(0)
    for cell in (0, 14, 77, 130):
        near = touching[touching[:, 0] == cell, 1]
        others = np.delete(deviation, cell)
        observed = deviation[cell] * deviation[near].mean()
        picks = np.array([generator.choice(others, len(near), replace=False).mean() for _ in range(20_000)])
        shuffled = deviation[cell] * picks
        tail = min((shuffled >= observed).mean(), (shuffled <= observed).mean())
        assert found.p[cell] == pytest.approx(min(1, 2 * tail), abs=0.03)
    lag = np.array([deviation[touching[touching[:, 0] == cell, 1]].mean() for cell in range(len(values))])
    assert found.global_moran == pytest.approx((deviation @ lag) / (deviation @ deviation))


@given(
    st.lists(st.integers(1, 200).map(lambda times: times / 1000), min_size=1, max_size=60),
    st.sampled_from([0.01, 0.05, 0.1]),
)
def test_false_discovery_control_as_statsmodels_has_it(p: list[float], rate: float) -> None:
    rejected = multipletests(p, alpha=rate, method="fdr_bh")[0]
    threshold = _largest_significant(np.array(p), rate)
    assert [one <= threshold for one in p] == rejected.tolist()


def test_maps_of_equal_values_show_nothing_and_warn_of_nothing(touching: NDArray[np.int64]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        flat = local_clusters(np.full(144, 0.1 + 0.2), touching, CODES)
        assert set(flat.label) == {"not_significant"}
        assert (flat.threshold, flat.p.min()) == (0, 1)
        assert np.isnan([flat.global_moran, flat.global_p]).all()
        # One place in a county of zeros: no cell but those around it can say anything.
        single = local_clusters(np.arange(144) == 77, touching, CODES)
    assert (single.label == "not_significant").sum() >= 143


def test_unknown_values_and_lonely_areas_are_left_out(touching: NDArray[np.int64]) -> None:
    values = _planted(" ".join(["####........"] * 4 + ["............"] * 8))
    gone = np.isin(np.arange(144), touching[touching[:, 0] == 143, 1])
    values[gone] = np.nan
    found = local_clusters(values, touching, CODES)
    assert {found.label[143], *found.label[gone]} == {None}
    assert np.isnan(found.p[143])
    assert np.isnan(found.p[gone]).all()
    assert found.label[SIDE + 1] == "high_high"
    keep = np.flatnonzero(~gone & (np.arange(144) != 143))
    place = np.full(144, -1)
    place[keep] = np.arange(len(keep))
    rest = place[touching]
    alone = local_clusters(values[keep], rest[(rest >= 0).all(axis=1)], CODES[keep])
    assert alone.label.tolist() == found.label[keep].tolist()


def test_too_few_areas_say_nothing() -> None:
    few = local_clusters([1, 2, 3, 9], [(0, 1), (1, 0), (2, 3), (3, 2)], list("abcd"))  # type: ignore[arg-type]
    assert few.label.tolist() == ["not_significant"] * 4
    none = local_clusters([], [], np.array([], dtype=str))
    assert none.label.shape == (0,)
    unpaired = local_clusters([1.0, 2.0], [], np.array(["a", "b"]))
    assert unpaired.label.tolist() == [None, None]


def _pairs(weights: W) -> list[list[int]]:
    return sorted([area, other] for area, near in weights.neighbors.items() for other in near)


def test_touching_as_libpysal_has_it(touching: NDArray[np.int64]) -> None:
    assert touching.tolist() == _pairs(
        Queen.from_dataframe(gpd.GeoDataFrame(geometry=CELLS), use_index=False)
    )
    # Drawn a little apart they still touch; unknown outlines touch nothing.
    shrunk = [cell.buffer(-0.3) for cell in CELLS]
    assert contiguous(shrunk, within_m=0.9).tolist() == touching.tolist()
    assert contiguous([None, CELLS[0], shapely.Polygon()], within_m=1).tolist() == []
    assert contiguous([], within_m=1).shape == (0, 2)


def test_an_island_is_paired_with_the_nearest_shore() -> None:
    found = contiguous([CELLS[0], None, CELLS[1], shapely.box(0, 5, 1, 6)], within_m=0)
    assert found.tolist() == [[0, 2], [2, 0], [2, 3], [3, 2]]


def test_nearest_neighbours_as_libpysal_has_them_and_with_all_equals() -> None:
    points = np.random.default_rng(5).uniform(0, 1000, (60, 2))
    assert nearest_neighbours(points, 6).tolist() == _pairs(KNN.from_array(points, k=6))
    middle = nearest_neighbours(CENTRES, 1)
    assert (middle[:, 0] == 5 * SIDE + 5).sum() == 4
    assert nearest_neighbours([(0, 0), (np.nan, 0), (5, 0)], 9).tolist() == [[0, 2], [2, 0]]
    assert nearest_neighbours([(0, 0)], 2).shape == (0, 2)
    assert nearest_neighbours([(1, 1)] * 3, 1).tolist() == [
        [i, j] for i in range(3) for j in range(3) if i != j
    ]


@pytest.mark.parametrize(
    ("neighbours", "codes", "options", "why"),
    [
        ([(0, 9)], ["a", "b"], {}, "different areas"),
        ([(1, 1)], ["a", "b"], {}, "different areas"),
        ([(0.5, 1.0)], ["a", "b"], {}, "whole numbers"),
        ([(0, 1)], ["a", "a"], {}, "codes"),
        ([(0, 1)], ["a"], {}, "codes"),
        ([(0, 1)], ["a", "b"], {"permutations": 0}, "permutations"),
        ([(0, 1)], ["a", "b"], {"false_discovery_rate": 5}, "false_discovery_rate"),
    ],
)
def test_what_does_not_fit_is_refused(
    neighbours: list[tuple[float, float]], codes: list[str], options: dict[str, int], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        local_clusters([1.0, 2.0], neighbours, np.array(codes), **options)  # type: ignore[arg-type]


def test_settings_that_make_no_neighbours() -> None:
    with pytest.raises(ValueError, match="k must"):
        nearest_neighbours([(0, 0)], 0)
    with pytest.raises(ValueError, match="within_m"):
        contiguous(CELLS, within_m=-1)
    with pytest.raises(ValueError, match="infinite"):
        local_clusters([np.inf, 1], [(0, 1)], np.array(["a", "b"]))
