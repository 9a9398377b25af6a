"""Can somebody say from the pages alone what changes if March Library closes?"""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page
from scipy.spatial import cKDTree

OpenPage = Callable[..., Page]
COUNTY = ("E07000008", "E07000009", "E07000010", "E07000011", "E07000012")


@pytest.fixture(scope="module")
def expected(built_database: Path) -> dict[str, float]:
    """Drop the library from the listings and measure again, with none of the product's own code."""
    with sqlite3.connect(built_database) as store:
        postcodes = pd.read_sql_query(
            "SELECT key, easting, northing, lsoa21, district FROM postcode "
            "WHERE inside AND status = 'live' AND easting IS NOT NULL",
            store,
        )
        libraries = pd.read_sql_query(
            "SELECT l.slug, p.easting, p.northing FROM listing l "
            "JOIN listing_category c ON c.listing_id = l.id AND c.category = 'library' "
            "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
            "WHERE l.status = 'active' AND NOT l.visiting AND p.easting IS NOT NULL",
            store,
        )
        areas = pd.read_sql_query(
            "SELECT code, population, imd_decile FROM area WHERE release = '2021' AND level = 'lsoa'", store
        )
    points = geopandas.GeoDataFrame(
        postcodes,
        geometry=geopandas.points_from_xy(postcodes.easting, postcodes.northing),
        crs=27700,
    )
    left = geopandas.GeoDataFrame(
        libraries, geometry=geopandas.points_from_xy(libraries.easting, libraries.northing), crs=27700
    )
    left = left[left.slug != "march-library"]
    then = points.sjoin_nearest(left[["geometry"]], distance_col="then_m")
    then = then[~then.index.duplicated()].sort_index()
    now_m = cKDTree(libraries[["easting", "northing"]]).query(points[["easting", "northing"]])[0]
    frame = points.assign(now_m=now_m, then_m=then.then_m).merge(areas, left_on="lsoa21", right_on="code")
    frame["people"] = frame.population / frame.groupby("lsoa21").key.transform("count")
    hit = frame[(frame.then_m > frame.now_m) & frame.district.isin(COUNTY)]
    people = hit.people.sum()
    return {
        "people": people,
        "areas": hit.lsoa21.nunique(),
        "needy": hit[hit.imd_decile <= 3].people.sum(),
        "extra_km": float(np.average(hit.then_m - hit.now_m, weights=hit.people)) / 1000,
    }


def number(words: str) -> float:
    return float(words.replace(",", ""))


@pytest.mark.parametrize("script", [False, True], ids=["without scripts", "with scripts"])
def test_what_changes_if_march_library_closes(
    open_page: OpenPage, expected: dict[str, float], *, script: bool
) -> None:
    page = open_page("/gaps", script=script)
    page.get_by_role("link", name=re.compile("What if a place opens")).first.click()
    page.get_by_label("A place closes").fill("March Library")
    page.get_by_role("button", name="Show what changes").click()
    page.wait_for_url("**/gaps/what-if?close=march-library")
    said = page.locator("#answer").inner_text()
    found = re.search(
        r"nearest library is on average ([\d.]+) km further away for about ([\d,]+) people "
        r"in (\d+) neighbourhoods\. ([\d,]+) of them live in the most deprived 30% of England",
        said,
    )
    assert found is not None, said
    assert number(found[1]) == pytest.approx(expected["extra_km"], abs=0.051)
    assert number(found[2]) == pytest.approx(expected["people"], abs=51)
    assert number(found[3]) == expected["areas"]
    assert number(found[4]) == pytest.approx(expected["needy"], abs=51)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360 if script else True
    for heading in ("Where it changes most", "Before and after", "Who it changes for", "Keep this"):
        assert page.get_by_role("heading", name=heading).is_visible()


def test_a_click_on_the_map_adds_a_place_there(open_page: OpenPage) -> None:
    page = open_page("/gaps/what-if?close=march-library", size={"width": 1280, "height": 900})
    map_picture = page.locator("[data-what-if-map][data-ready]")
    spot = page.locator(".wi-spot circle").bounding_box()
    frame = map_picture.bounding_box()
    assert spot is not None
    assert frame is not None
    at = {
        "x": spot["x"] + spot["width"] / 2 - frame["x"] + 40,
        "y": spot["y"] + spot["height"] / 2 - frame["y"] + 40,
    }
    map_picture.click(position=at)
    page.wait_for_url(re.compile("add="))
    found = re.search(r"add=([\d.]+),([\d.]+)", page.url)
    assert found is not None
    # South-east of the library, which stands at 0.085 east, 52.549 north.
    assert 0.085 < float(found[1]) < 0.25
    assert 52.40 < float(found[2]) < 52.549
    assert page.locator(".wi-spot--add").count() == 1
    added = page.locator(".wi-spot--add circle").bounding_box()
    assert added is not None


def test_a_place_can_be_moved_and_the_form_keeps_what_was_chosen(open_page: OpenPage) -> None:
    page = open_page("/gaps/what-if?close=wisbech-library&on=2027-07-01", script=False)
    page.get_by_label("A place moves").fill("March Library")
    page.get_by_label("It moves to").fill("Chatteris")
    page.get_by_role("button", name="Show what changes").click()
    assert "close=wisbech-library" in page.url
    assert "move=march-library" in page.url
    assert "on=2027-07-01" in page.url
    assert (
        page.locator("#answer")
        .inner_text()
        .startswith("If Wisbech Library closes and March Library moves on 1 July 2027")
    )
