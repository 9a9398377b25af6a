"""Can somebody on a phone without scripts learn where one more employability place would help most?

The question of a coordinator: where would one more place for help towards work reach the most people in the
most deprived 30 % of areas? The answer on the page is compared with one worked out from the tables alone.
"""

import re
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
from playwright.sync_api import Page
from sqlalchemy import text
from sqlmodel import Session

from directory.words import DISTRICTS_OF_COUNTY
from web.what_if_words import about

OpenPage = Callable[..., Page]
CYCLE_M = 16_000 / 60 * 20 / 1.3
"""Twenty minutes at 16 km/h, where the way is 1.3 times the straight line."""

OFFERS_NOW = """
    SELECT p.lon, p.lat FROM listing l JOIN service_at_location s ON s.listing_id = l.id
    JOIN location p ON p.id = s.location_id
    WHERE l.status = 'active' AND NOT l.visiting AND p.lon IS NOT NULL AND l.kind <> 'parish_council'
    AND EXISTS (SELECT 1 FROM instance i WHERE i.listing_id = l.id AND i.capital = 'employability')
"""
COULD_OFFER = """
    SELECT l.name, p.lon, p.lat, p.district AS district_code
    FROM listing l JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id
    WHERE l.status = 'active' AND NOT l.visiting AND p.lon IS NOT NULL AND l.kind <> 'parish_council'
    AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.listing_id = l.id AND i.capital = 'employability')
    AND p.precision IN ('exact', 'postcode')
    AND (l.kind IN ('hub', 'venue') OR EXISTS (SELECT 1 FROM listing_category c
        WHERE c.listing_id = l.id AND c.category IN ('library', 'community-centre')))
"""


def points(session: Session, query: str) -> gpd.GeoDataFrame:
    frame = pd.read_sql(text(query), session.connection())
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"], crs=4326)).to_crs(
        27700
    )


def best_by_hand(session: Session) -> pd.DataFrame:
    """Of every candidate: people of the most deprived 30 % whom it would newly reach, most first."""
    postcodes = points(
        session, "SELECT lsoa21 AS code, lon, lat FROM postcode WHERE inside AND status = 'live'"
    )
    areas = pd.read_sql(
        text(
            "SELECT code, population, district_code FROM area WHERE release = '2021' AND level = 'lsoa' "
            "AND imd_decile <= 3"
        ),
        session.connection(),
        index_col="code",
    )
    areas = areas[areas["district_code"].isin(DISTRICTS_OF_COUNTY)]
    share = areas["population"] / postcodes["code"].value_counts().reindex(areas.index)
    demand = postcodes[postcodes["code"].isin(areas.index)].copy()
    demand["people"] = demand["code"].map(share)
    now = points(session, OFFERS_NOW)
    could = points(session, COULD_OFFER)
    reference = points(session, "SELECT name, lon, lat, district_code FROM reference_place")
    candidates = pd.concat([could, reference], ignore_index=True)
    candidates = candidates[candidates["district_code"].isin(DISTRICTS_OF_COUNTY)].reset_index(drop=True)
    nearest = demand.sjoin_nearest(now[["geometry"]], distance_col="now_m")
    unreached = demand.loc[nearest.groupby(level=0)["now_m"].min().loc[lambda each: each > CYCLE_M].index]
    circles = candidates.set_geometry(candidates.geometry.buffer(CYCLE_M, quad_segs=256))
    joined = circles.sjoin(unreached[["people", "geometry"]], predicate="contains")
    candidates["people"] = joined.groupby(level=0)["people"].sum()
    candidates["people"] = candidates["people"].fillna(0.0)
    return candidates.sort_values("people", ascending=False)


def test_the_page_answers_where_one_more_place_would_help_most(
    open_page: OpenPage, session: Session, tmp_path: Path
) -> None:
    expected = best_by_hand(session)
    most = float(expected["people"].iloc[0])
    assert most > 1_000
    names = set(expected.loc[expected["people"] > most - 0.5, "name"])

    page = open_page("/gaps/where-next", script=False)
    page.get_by_label("One more place for").select_option(label="Help towards work (employability)")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/gaps/where-next?**capital=employability**")
    assert "most deprived 30%" in page.locator("h1").inner_text()
    answer = page.locator(".gaps-answer")
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 740, "the answer stands on the first screen of a phone"
    said = answer.inner_text()
    assert any(f"At {name}," in said for name in names), (said, names)
    assert f"{about(most)} more people" in said

    listed = page.locator(".where-list:not(.where-list--chosen) .where-place")
    # Of the people newly within reach, those who count: "2,400 more people, 2,300 of them in ...".
    told = [
        re.search(r"([\d,]+) of them in areas of high need", line) or re.search(r"([\d,]+) more pe", line)
        for line in listed.all_inner_texts()
    ]
    people = [found[1] for found in told if found]
    assert len(people) == 10
    by_name = expected.groupby("name")["people"].max()
    shown = page.locator(".where-list:not(.where-list--chosen) .where-place__name").all_inner_texts()
    assert people == [about(round(by_name[name])) for name in shown]
    assert "Nobody has asked it" in page.locator("main").inner_text()

    page.get_by_text("Change how this is worked out").click()
    page.get_by_label("Who counts").select_option(label="Everybody alike")
    page.get_by_role("button", name="Show it so").click()
    page.wait_for_url("**weight=people**")
    assert "reach the most people?" in page.locator("h1").inner_text()

    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("what each would bring")).click()
    file = tmp_path / "candidates.csv"
    waiting.value.save_as(file)
    table = pd.read_csv(file)
    assert len(table) == len(expected)
    in_file = table.groupby("name")["people_newly_within_in_need"].max()
    assert (in_file - by_name.reindex(in_file.index)).abs().max() <= 1

    page = open_page("/gaps/where-next?capital=employability", script=False)
    said = page.locator(".gaps-answer").inner_text()
    page.get_by_role("link", name=re.compile("See what would change")).first.click()
    page.wait_for_url("**/gaps/what-if?**")
    other = page.locator("main").inner_text()
    assert f"{about(most)} gain their first within 20 minutes by bicycle" in other
    assert any(f"A place at {name} opens" in other and f"At {name}," in said for name in names)
