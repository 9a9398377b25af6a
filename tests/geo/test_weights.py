"""Do the people of small areas all arrive in the large ones, and do deciles come back from scores?"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.arrays import as_optional
from geo.weights import apportion, decile_score_from, equivalent_decile, mean_score

# Two LSOAs: 0 with 900 people and postcodes 0 to 2, 1 with 600 and postcodes 3 and 4. Wards: 0, 0, 1, 1, 1.
LSOA, WARD = [0, 0, 0, 1, 1], [0, 0, 1, 1, 1]


def test_people_worked_by_hand() -> None:
    np.testing.assert_array_equal(apportion([900, 600], LSOA, WARD, 3), [600.0, 900.0, np.nan])


def test_a_score_worked_by_hand() -> None:
    # Ward 1 has 300 people at 50 and 600 at 20: 30 on average.
    np.testing.assert_allclose(mean_score([50, 20], [900, 600], LSOA, WARD, 3), [50.0, 30.0, np.nan])


def test_unknown_scores_are_left_out_while_enough_are_known() -> None:
    unknown = [np.nan, 20.0]
    np.testing.assert_array_equal(mean_score(unknown, [900, 600], LSOA, WARD, 2), [np.nan, 20.0])
    np.testing.assert_array_equal(
        mean_score(unknown, [900, 600], LSOA, WARD, 2, least_known=0.7), [np.nan, np.nan]
    )
    np.testing.assert_array_equal(
        mean_score(unknown, [900, 600], LSOA, WARD, 2, least_known=0), [np.nan, 20.0]
    )
    # Exactly half is enough: each LSOA sends ward 1 the same 300 people.
    np.testing.assert_array_equal(mean_score(unknown, [900, 300], LSOA, WARD, 2), [np.nan, 20.0])


def test_unknown_people_are_not_nobody() -> None:
    np.testing.assert_array_equal(apportion([np.nan, 600], LSOA, WARD, 2), [np.nan, np.nan])
    np.testing.assert_array_equal(mean_score([50, 20], [np.nan, 600], LSOA, WARD, 2), [np.nan, np.nan])


def test_a_postcode_outside_takes_nobody_in_and_its_share_of_people_out() -> None:
    assert apportion([900], [0, -1, 0], [0, 0, -1], 1).tolist() == [450.0]
    np.testing.assert_array_equal(apportion([900], [-1], [0], 1), [np.nan])


@pytest.mark.parametrize(
    ("population", "lsoa", "ward", "message"),
    [
        ([-1], [0], [0], "negative"),
        ([1], [0, 0], [0], "target_index must have shape"),
        ([1], [1], [0], "between"),
    ],
)
def test_wrong_input_is_refused(
    population: list[int], lsoa: list[int], ward: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        apportion(population, lsoa, ward, 1)


POSTCODES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=40)


@settings(deadline=None)
@given(POSTCODES, st.lists(st.integers(0, 3000), min_size=5, max_size=5))
def test_nobody_is_lost_and_a_mean_lies_between(postcodes: list[tuple[int, int]], people: list[int]) -> None:
    lsoa, ward = (list(column) for column in zip(*postcodes, strict=True))
    summed = apportion(people, lsoa, ward, 4)
    assert np.nansum(summed) == pytest.approx(sum(people[place] for place in set(lsoa)))
    score = mean_score([1.0, 2.0, 3.0, 4.0, 5.0], people, lsoa, ward, 4)
    for place in range(4):
        here = [1.0 + small for small, large in postcodes if large == place and people[small]]
        assert np.isnan(score[place]) if not here else min(here) - 1e-9 <= score[place] <= max(here) + 1e-9


FROM = np.arange(90.0, -10.0, -10.0)


def test_a_score_between_two_deciles_belongs_to_the_lower_one() -> None:
    scores = [90.0, 89.9, 80.0, 0.0, -5.0, 1000.0, np.nan]
    assert as_optional(equivalent_decile(scores, FROM)) == [1, 2, 2, 10, 10, 1, None]


def test_bounds_must_fall() -> None:
    with pytest.raises(ValueError, match="lower ones"):
        equivalent_decile([1.0], FROM[::-1])
    with pytest.raises(ValueError, match="score_from must have shape"):
        equivalent_decile([1.0], FROM[:9])
    with pytest.raises(ValueError, match="must have scores"):
        decile_score_from([5.0, np.nan], [1, 2])


@pytest.mark.reference
@pytest.mark.parametrize("table", ["iod2019_england_lsoa11", "iod2025_england_lsoa21"])
def test_every_lsoa_of_england_gets_its_own_decile_back(reference_dir: Path, table: str) -> None:
    england = pd.read_parquet(reference_dir / f"imd/{table}.parquet", columns=["imd_score", "imd_decile"])
    score_from = decile_score_from(england["imd_score"], england["imd_decile"])
    found = np.asarray(equivalent_decile(england["imd_score"], score_from))
    # Scores are published to three places, so the last of one decile can tie with the first of the next.
    other = england[found != england["imd_decile"].to_numpy()]
    assert len(other) <= 8
    assert other["imd_score"].isin(score_from).all()


@pytest.mark.reference
def test_the_people_of_the_districts_are_those_of_their_lsoas(reference_dir: Path) -> None:
    postcodes = pd.read_csv(reference_dir / "postcodes/camb_postcodes.csv.gz", low_memory=False)
    postcodes = postcodes[postcodes["in_camb_pboro"] & (postcodes["status"] == "live")]
    people = pd.read_csv(reference_dir / "population/camb_lsoa21_population_area_ruc.csv").set_index(
        "lsoa21_code"
    )
    districts = pd.Index(sorted(people["lad_code"].unique()))
    found = apportion(
        people["pop_mid2022"],
        people.index.get_indexer(pd.Index(postcodes["lsoa21_code"])),
        districts.get_indexer(pd.Index(postcodes["lad25_code"])),
        len(districts),
    )
    official = people.groupby("lad_code")["pop_mid2022"].sum()
    assert found.sum() == pytest.approx(official.sum())
    # Some LSOAs reach over today's district boundary; their people then go where their postcodes are.
    np.testing.assert_allclose(found, official, rtol=0.01)
