"""Is the made-up country whole, and the same each time?"""

import dataclasses

import numpy as np
import pytest
import shapely
from scipy.spatial import cKDTree

from geo.synthetic import clustered_points, make_country, make_polygons


def test_the_same_seed_makes_the_same_country() -> None:
    one, two, other = (make_country(200, 3000, 500, seed) for seed in (1, 1, 2))
    for field in dataclasses.fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(two, field.name))
    assert not np.array_equal(one.postcodes_bng, other.postcodes_bng)


def test_postcodes_and_listings_lie_in_the_area_with_the_nearest_middle() -> None:
    country = make_country(200, 3000, 500)
    tree = cKDTree(country.area_centres_bng)
    np.testing.assert_array_equal(tree.query(country.postcodes_bng)[1], country.postcode_area)
    np.testing.assert_array_equal(tree.query(country.listings_bng)[1], country.listing_area)
    assert (np.diff(country.postcode_area) >= 0).all()
    assert sorted(country.area_imd_rank) == list(range(1, 201))


def test_a_country_of_one_area() -> None:
    assert set(make_country(1, 10, 0).postcode_area) == {0}


def test_areas_fit_together_and_hold_their_middles() -> None:
    centres = clustered_points(400, np.random.default_rng(0))
    polygons = make_polygons(centres)
    assert shapely.is_valid(polygons).all()
    assert shapely.union_all(polygons).area == pytest.approx(shapely.area(polygons).sum(), rel=1e-9)
    assert 40 < shapely.get_num_coordinates(polygons).mean() < 70
    assert shapely.contains_xy(polygons, *centres.T).mean() > 0.97


def test_edges_that_cross_are_straightened() -> None:
    for seed in range(5):
        polygons = make_polygons(
            clustered_points(600, np.random.default_rng(seed)), points_an_edge=3, seed=seed
        )
        assert shapely.is_valid(polygons).all()
