"""What would a whole country of areas, postcodes and listings look like, to try the methods on at full size?

Nothing here is real. Places cluster in towns of very unequal size, as they do in England; everything
follows from the seed, so that two runs are the same.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.spatial import Voronoi, cKDTree

from geo.arrays import Bools, Floats, Ints

ENGLAND_AREAS = 33_755
ENGLAND_POSTCODES = 1_490_000
N_CAPITALS = 6

_WIDTH_M, _HEIGHT_M = 500_000.0, 600_000.0
_RURAL_SHARE = 0.2
_TAGGED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Country:
    """A made-up country; points are metres (EPSG:27700), inside 0 to 500 km by 0 to 600 km.

    Attributes
    ----------
    area_centres_bng : ndarray of float64, shape (a, 2)
        The middles of the areas.
    area_population : ndarray of int64, shape (a,)
        Residents: 1,000 to 3,000.
    area_imd_rank : ndarray of int64, shape (a,)
        1 to a, each once.
    postcodes_bng : ndarray of float64, shape (p, 2)
        Live postcodes, sorted by area, as a postcode directory nearly is.
    postcode_area : ndarray of int64, shape (p,)
        The area with the nearest middle.
    listings_bng : ndarray of float64, shape (m, 2)
        One place a listing, within a few hundred metres of a postcode.
    listing_area : ndarray of int64, shape (m,)
        The area with the nearest middle.
    listing_capitals : ndarray of bool, shape (m, 6)
        Which capitals each listing offers; some offer none.
    """

    area_centres_bng: Floats
    area_population: Ints
    area_imd_rank: Ints
    postcodes_bng: Floats
    postcode_area: Ints
    listings_bng: Floats
    listing_area: Ints
    listing_capitals: Bools


def make_country(
    n_areas: int = ENGLAND_AREAS,
    n_postcodes: int = ENGLAND_POSTCODES,
    n_listings: int = 200_000,
    seed: int = 0,
) -> Country:
    """Make up a country.

    Parameters
    ----------
    n_areas, n_postcodes, n_listings : int
        How many; the first two at least 1.
    seed : int
        Same seed, same country.

    Returns
    -------
    Country

    Examples
    --------
    >>> country = make_country(n_areas=50, n_postcodes=400, n_listings=30)
    >>> country.postcodes_bng.shape, country.listing_capitals.shape
    ((400, 2), (30, 6))
    """
    rng = np.random.default_rng(seed)
    centres = clustered_points(n_areas, rng)
    tree = cKDTree(centres)
    spacing = np.asarray(tree.query(centres, k=min(2, n_areas))[0]).reshape(n_areas, -1)[:, -1]
    near = rng.integers(n_areas, size=n_postcodes)
    postcodes = _inside(centres[near] + rng.normal(size=(n_postcodes, 2)) * 0.4 * spacing[near, None])
    postcode_area = np.asarray(tree.query(postcodes)[1])
    order = np.argsort(postcode_area, kind="stable")
    beside = rng.integers(n_postcodes, size=n_listings)
    listings = _inside(postcodes[beside] + rng.normal(scale=200.0, size=(n_listings, 2)))
    return Country(
        area_centres_bng=centres,
        area_population=rng.integers(1000, 3001, size=n_areas),
        area_imd_rank=rng.permutation(n_areas) + 1,
        postcodes_bng=postcodes[order],
        postcode_area=postcode_area[order],
        listings_bng=listings,
        listing_area=np.asarray(tree.query(listings)[1]),
        listing_capitals=rng.random((n_listings, N_CAPITALS)) < _TAGGED_SHARE,
    )


def clustered_points(n: int, rng: Generator) -> Floats:
    """Scatter points in towns, and a fifth of them between the towns.

    Parameters
    ----------
    n : int
        How many.
    rng : numpy.random.Generator
        Where the chance comes from.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        Metres (EPSG:27700).

    Examples
    --------
    >>> clustered_points(5, np.random.default_rng(1)).shape
    (5, 2)
    """
    n_towns = max(1, n // 100)
    towns = rng.random((n_towns, 2)) * (_WIDTH_M, _HEIGHT_M)
    size = rng.pareto(1.2, n_towns) + 0.1
    town = rng.choice(n_towns, size=n, p=size / size.sum())
    spread_m = 600.0 * np.sqrt(np.bincount(town, minlength=n_towns))[town]
    points = towns[town] + rng.normal(size=(n, 2)) * spread_m[:, None]
    rural = rng.random(n) < _RURAL_SHARE
    points[rural] = rng.random((np.count_nonzero(rural), 2)) * (_WIDTH_M, _HEIGHT_M)
    return _inside(points)


def make_polygons(centres_bng: Floats, points_an_edge: int = 9, seed: int = 0) -> NDArray[np.object_]:
    """Draw areas around their middles that fit together along crooked edges, as surveyed ones do.

    Parameters
    ----------
    centres_bng : ndarray of float64, shape (a, 2)
        The middles, all different, metres (EPSG:27700).
    points_an_edge : int
        How many bends each edge between two neighbours has; 9 makes about 55 points an area.
    seed : int
        Same seed, same bends.

    Returns
    -------
    ndarray of shapely Polygon, shape (a,)
        Valid, without overlap, covering the rectangle of the country but for its crooked rim.

    Examples
    --------
    >>> polygons = make_polygons(clustered_points(20, np.random.default_rng(1)))
    >>> bool(shapely.is_valid(polygons).all())
    True
    """
    rng = np.random.default_rng(seed)
    n = len(centres_bng)
    mirrored = [centres_bng] + [
        np.where(np.arange(2) == axis, 2 * edge - centres_bng, centres_bng)
        for axis, size in enumerate((_WIDTH_M, _HEIGHT_M))
        for edge in (0.0, size)
    ]
    cells = Voronoi(np.concatenate(mirrored))
    ends = np.asarray(cells.ridge_vertices, dtype=np.int64)
    beside = np.asarray(cells.ridge_points, dtype=np.int64)
    wanted = (beside < n).any(axis=1)
    ends, beside = ends[wanted], beside[wanted]
    along = np.arange(1, points_an_edge + 1) / (points_an_edge + 1)
    bend = rng.uniform(-0.15, 0.15, size=(len(ends), points_an_edge)) * np.minimum(along, 1 - along)
    straight = np.zeros(n, dtype=np.bool_)
    while True:
        bend[straight[np.minimum(beside, n - 1)].any(axis=1)] = 0.0
        polygons = _polygonize(cells.vertices, ends, beside, _crooked(cells.vertices, ends, along, bend), n)
        crossed = ~shapely.is_valid(polygons) & ~straight
        if not crossed.any():
            return polygons
        straight |= crossed


def _crooked(vertices: Floats, ends: Ints, along: Floats, bend: Floats) -> Floats:
    start, step = vertices[ends[:, 0]], vertices[ends[:, 1]] - vertices[ends[:, 0]]
    aside = np.stack((-step[:, 1], step[:, 0]), axis=1)
    lines: Floats = start[:, None] + along[:, None] * step[:, None] + bend[..., None] * aside[:, None]
    return lines


def _polygonize(vertices: Floats, ends: Ints, beside: Ints, bends: Floats, n: int) -> NDArray[np.object_]:
    edges_of: list[dict[int, list[tuple[int, int]]]] = [{} for _ in range(n)]
    for edge, ((first, second), neighbours) in enumerate(zip(ends.tolist(), beside.tolist(), strict=True)):
        for area in neighbours:
            if area < n:
                edges_of[area].setdefault(first, []).append((edge, second))
                edges_of[area].setdefault(second, []).append((edge, first))
    polygons = np.empty(n, dtype=object)
    for area, edges in enumerate(edges_of):
        polygons[area] = shapely.Polygon(_walk(vertices, ends, bends, edges))
    return polygons


def _walk(vertices: Floats, ends: Ints, bends: Floats, edges: dict[int, list[tuple[int, int]]]) -> Floats:
    corner = min(edges)
    done: set[int] = set()
    points: list[Floats] = []
    while len(done) < len(edges):
        edge, following = next(way for way in edges[corner] if way[0] not in done)
        done.add(edge)
        bend = bends[edge] if ends[edge, 0] == corner else bends[edge][::-1]
        points += [vertices[corner][None], bend]
        corner = following
    return np.concatenate(points)


def _inside(points: Floats) -> Floats:
    size = np.array(
        (_WIDTH_M, _HEIGHT_M)
    )  # fold back at the rim: clipping would pile points up in the corners
    folded: Floats = size - np.abs(size - np.abs(points) % (2 * size))
    return folded
