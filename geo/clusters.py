"""Is a patch of high or low values real, or the sort of patch that chance makes?

Local Moran's I for each area: is it like its neighbours to a degree that shuffling the values over the map
seldom gives? With hundreds of areas asked at once some would be found by chance alone, so the false-discovery
rate is held: of the areas called a cluster at most one in twenty is expected to be none.

Sources: L. Anselin, Local indicators of spatial association, Geographical Analysis 27 (1995) 93-115;
Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal Statistical Society B
57 (1995) 289-300; M. Caldas de Castro and B. H. Singer, Controlling the false discovery rate: a new
application to account for multiple and dependent tests in local statistics of spatial association,
Geographical Analysis 38 (2006) 180-208. The statistic and the shuffles are those of PySAL's ``esda``.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.arrays import Bools, Codes, Floats, Ints, as_floats, as_points
from geo.away import away_from_home

NOT_SIGNIFICANT = "not_significant"
_QUADRANTS = np.array([None, "high_high", "low_high", "low_low", "high_low"], dtype=object)
"""By the number esda gives each quadrant, from 1."""
FEWEST_AREAS = 8
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which areas are part of a patch; arrays have shape (n,).

    Attributes
    ----------
    label : ndarray of object
        "high_high" (high among high), "low_low", "high_low" (high among low), "low_high", "not_significant",
        or None for an area that could not be asked: its value is unknown, or it has no neighbour with a known
        one.
    p : ndarray of float64
        Two-sided pseudo p-value of each area; NaN where label is None.
    threshold : float
        The largest p called significant: at most the false-discovery rate, and 0 where none is.
    global_moran : float
        Moran's I of the whole map: above its expectation, -1 / (n - 1), values are patchy. NaN where all
        values are alike or too few areas are known.
    global_p : float
        Its two-sided p-value under randomisation (normal approximation); NaN likewise.
    """

    label: NDArray[np.object_]
    p: Floats
    threshold: float
    global_moran: float
    global_p: float


def contiguous(polygons: ArrayLike, *, within_m: float = 1.0) -> Ints:
    """Find which areas touch, corners included (queen contiguity).

    Parameters
    ----------
    polygons : array_like of shapely geometries, shape (n,)
        In metres (EPSG:27700). None or empty means the outline is not known; it touches nothing.
    within_m : float
        Outlines no further apart touch: generalised outlines do not always meet to the millimetre.

    Returns
    -------
    ndarray of int64, shape (m, 2)
        Pairs (area, neighbour), both ways round, sorted. An area that touches none (an island) is paired with
        the nearest one.

    Raises
    ------
    ValueError
        If `within_m` is negative.

    Examples
    --------
    >>> import shapely
    >>> contiguous([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2), shapely.box(7, 0, 8, 1)], within_m=0)
    array([[0, 1],
           [1, 0],
           [1, 2],
           [2, 1]])
    """
    import shapely  # noqa: PLC0415 - only a job asks for outlines

    if within_m < 0:
        raise ValueError(f"within_m must not be negative, and is {within_m}")
    shapes = np.asarray(polygons, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    tree = shapely.STRtree(shapes[there])
    pairs = tree.query(shapes[there], predicate="dwithin", distance=within_m).T
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    islands = np.setdiff1d(np.arange(len(there)), pairs)
    if len(islands) and len(there) > 1:
        near = tree.query_nearest(shapes[there][islands], exclusive=True)
        bridge = np.column_stack((islands[near[0]], near[1]))
        pairs = np.vstack((pairs, bridge, bridge[:, ::-1]))
    return np.unique(there[pairs].astype(np.int64).reshape(-1, 2), axis=0)


def nearest_neighbours(points_bng: ArrayLike, k: int = 6) -> Ints:
    """Pair each area with the k nearest others, where there are no outlines to touch.

    Parameters
    ----------
    points_bng : array_like, shape (n, 2)
        Centres; easting and northing, metres (EPSG:27700). NaN means unknown; such an area has no neighbours.
    k : int
        How many; 6 unless told, as many as an LSOA has on average. All others where there are fewer.

    Returns
    -------
    ndarray of int64, shape (m, 2)
        Pairs (area, neighbour), sorted. Not always both ways round. Others as near as the k-th are all taken,
        so that the order of rows plays no part.

    Raises
    ------
    ValueError
        If the shape is not (n, 2) or k is below 1.

    Examples
    --------
    >>> nearest_neighbours([(0, 0), (10, 0), (30, 0)], k=1)
    array([[0, 1],
           [1, 0],
           [2, 1]])
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415 - beside the others

    if k < 1:
        raise ValueError(f"k must be at least 1, and is {k}")
    points = as_points(points_bng)
    there = np.flatnonzero(np.isfinite(points[:, 0]) & np.isfinite(points[:, 1]))
    last = min(k, len(there) - 1)
    if last < 1:
        return np.empty((0, 2), dtype=np.int64)
    tree = cKDTree(points[there])
    reach = np.asarray(tree.query(points[there], k=[last + 1])[0])[:, 0]
    found = tree.query_ball_point(points[there], reach * (1 + _SAME) + _SAME)
    pairs = [
        (there[one], there[other]) for one, others in enumerate(found) for other in others if other != one
    ]
    return np.unique(np.array(pairs, dtype=np.int64), axis=0)


def local_clusters(
    values: ArrayLike,
    neighbours: ArrayLike,
    codes: Codes,
    *,
    permutations: int = 999,
    seed: int = 0,
    false_discovery_rate: float = 0.05,
) -> Clusters:
    """Find the patches of high and of low values that chance seldom makes.

    Parameters
    ----------
    values : array_like, shape (n,)
        What is mapped: access, need, gap. NaN means unknown; such areas are left out and are nobody's
        neighbours.
    neighbours : array_like of int, shape (m, 2)
        Pairs (area, neighbour), as `contiguous` or `nearest_neighbours` gives them. All neighbours of an area
        count alike.
    codes : array_like of str, shape (n,)
        Area codes, all different. Areas are shuffled in the order of their codes, so that the answer does not
        depend on the order of rows.
    permutations : int
        How many shuffles; 999 unless told. No p-value is below ``2 / (permutations + 1)``, so with many areas
        and a small patch more are needed to find it.
    seed : int
        The same seed gives the same answer.
    false_discovery_rate : float
        The share of areas called a cluster that may be expected to be none; 0.05 unless told.

    Returns
    -------
    Clusters
        Where all known values are alike, or fewer than eight areas can be asked, nothing is significant.

    Raises
    ------
    ValueError
        If lengths differ, a code repeats, a pair names no area or an area as its own neighbour, or a setting
        is out of range.

    Notes
    -----
    The p-value is twice the smaller tail of the shuffles, those equal to the observed value counted in both
    tails (esda's own counts them in one, which finds clusters in maps of many equal values).

    Examples
    --------
    A street of forty areas, each with two neighbours on either side, of which eight together are high.

    >>> street = [(i, j) for i in range(40) for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < 40]
    >>> values = [0.0, 1.0] * 5 + [8.0, 9.0] * 4 + [0.0, 1.0] * 11
    >>> found = local_clusters(values, street, [f"E{i:02d}" for i in range(40)])
    >>> found.label[:2].tolist(), found.label[12:15].tolist()
    (['not_significant', 'not_significant'], ['high_high', 'high_high', 'high_high'])
    """
    measured = as_floats(values, "values")
    n = len(measured)
    names = np.asarray(codes)
    pairs = _as_pairs(neighbours, n)
    if names.shape != (n,) or len(np.unique(names)) != n:
        raise ValueError(f"codes must be {n} different ones")
    if np.isinf(measured).any():
        raise ValueError("values must not be infinite")
    if permutations < 1 or not 0 < false_discovery_rate < 1:
        raise ValueError("permutations must be at least 1, and false_discovery_rate between 0 and 1")
    known: Bools = ~np.isnan(measured)
    pairs = pairs[known[pairs].all(axis=1)]
    asked = np.zeros(n, dtype=np.bool_)
    asked[pairs[:, 0]] = True
    pairs = pairs[asked[pairs].all(axis=1)]
    order = np.flatnonzero(asked)
    order = order[np.argsort(names[order])]
    label, p = np.full(n, None, dtype=object), np.full(n, np.nan)
    label[order], p[order] = NOT_SIGNIFICANT, 1.0
    here = measured[order]
    if len(order) < FEWEST_AREAS or np.ptp(here) <= _SAME * np.abs(here).max():
        return Clusters(label, p, 0.0, np.nan, np.nan)
    weights = _weights(order, pairs, n)
    quadrant, p[order] = _local_moran(here, weights, permutations, seed)
    threshold = _largest_significant(p[order], false_discovery_rate)
    label[order] = np.where(p[order] <= threshold, _QUADRANTS[quadrant], NOT_SIGNIFICANT)
    whole, whole_p = _global_moran(here, weights)
    return Clusters(label, p, threshold, whole, whole_p)


def _as_pairs(neighbours: ArrayLike, n: int) -> Ints:
    pairs = np.asarray(neighbours)
    if pairs.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":  # noqa: PLR2004
        raise ValueError(f"neighbours must be pairs of whole numbers, not {pairs.dtype} {pairs.shape}")
    if pairs.min() < 0 or pairs.max() >= n or (pairs[:, 0] == pairs[:, 1]).any():
        raise ValueError(f"neighbours must name two different areas from 0 to {n - 1}")
    return np.unique(pairs.astype(np.int64), axis=0)


def _weights(order: Ints, pairs: Ints, n: int) -> Any:  # noqa: ANN401 - libpysal has no types
    with away_from_home():
        from libpysal.weights import W  # noqa: PLC0415 - heavy, and only jobs need it

    position = np.full(n, -1, dtype=np.int64)
    position[order] = np.arange(len(order))
    near: dict[int, list[int]] = {place: [] for place in range(len(order))}
    for area, neighbour in sorted(position[pairs].tolist()):
        near[area].append(neighbour)
    return W(near, id_order=list(near), silence_warnings=True)


def _local_moran(values: Floats, weights: Any, permutations: int, seed: int) -> tuple[Ints, Floats]:  # noqa: ANN401
    """Give the quadrant and the two-sided p-value of each area."""
    with away_from_home():
        from esda import Moran_Local  # noqa: PLC0415 - heavy, and only jobs need it

    # esda seeds numpy's common generator, adds a warning filter and announces a change of p-values that
    # are not used here: none of it is the caller's business.
    state = np.random.get_state()  # noqa: NPY002
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = Moran_Local(values, weights, permutations=permutations, seed=seed, n_jobs=1)
    finally:
        np.random.set_state(state)  # noqa: NPY002
    observed, shuffled = found.Is[:, None], found.rlisas
    slack = _SAME * (1 + np.abs(observed))
    at_least = (shuffled >= observed - slack).sum(axis=1)
    at_most = (shuffled <= observed + slack).sum(axis=1)
    tail = (np.minimum(at_least, at_most) + 1) / (permutations + 1)
    return found.q.astype(np.int64), np.minimum(2 * tail, 1.0)


def _global_moran(values: Floats, weights: Any) -> tuple[float, float]:  # noqa: ANN401
    with away_from_home():
        from esda import Moran  # noqa: PLC0415 - heavy, and only jobs need it

    found = Moran(values, weights, permutations=0)
    return float(found.I), float(found.p_rand)


def _largest_significant(p: Floats, rate: float) -> float:
    """Find the largest p-value that Benjamini and Hochberg's procedure rejects; 0 where none."""
    ordered = np.sort(p)
    rejected = np.flatnonzero(ordered <= rate * np.arange(1, len(p) + 1) / len(p))
    return float(ordered[rejected[-1]]) if len(rejected) else 0.0
