"""Does the full-detail reference folder load, and does everything agree with it?"""

import json
from pathlib import Path

import numpy as np
import pytest
from downloads import DATA, FullDetail
from shapely.geometry import shape
from sqlalchemy import text
from sqlmodel import Session

from directory.areas.outlines import outlines_geojson
from directory.releases.active import active_folder, active_name
from directory.shipped.manifest import read_manifest, verify_manifest
from directory.store import open_engine
from directory.words import Level, Release
from geo.areas import AreaIndex

pytestmark = [pytest.mark.reference, pytest.mark.slow]


def test_the_release_is_in_use_and_whole(full_session: Session, full_detail: FullDetail) -> None:
    assert active_name(full_session) == full_detail.folder.name
    assert active_folder(full_session, DATA) == full_detail.folder
    verify_manifest(full_detail.folder)
    shipped = {note.path for note in read_manifest(DATA).tables}
    assert shipped < {note.path for note in read_manifest(full_detail.folder).tables}


@pytest.mark.parametrize("release", list(Release))
def test_full_detail_outlines_hold_99_in_100_postcodes(
    full_session: Session, full_detail: FullDetail, release: Release
) -> None:
    features = outlines_geojson(full_detail.folder, Level.LSOA, release)["features"]
    index = AreaIndex(
        [shape(feature["geometry"]) for feature in features],
        [feature["properties"]["code"] for feature in features],
    )
    rows = full_session.execute(
        text("SELECT lon, lat, lsoa11, lsoa21 FROM postcode WHERE inside AND status = 'live'")
    ).all()
    found = index.locate([row.lon for row in rows], [row.lat for row in rows])
    looked_up = [row.lsoa11 if release is Release.R2011 else row.lsoa21 for row in rows]
    right = [code == told for code, told in zip(found, looked_up, strict=True) if told is not None]
    assert len(right) > 21_000
    assert np.mean(right) >= 0.99
    assert not any(feature["properties"]["approximate"] for feature in features)


def test_districts_have_their_area(full_session: Session) -> None:
    rows = full_session.execute(
        text("SELECT code, area_km2 FROM area WHERE level = 'district' AND release = '2021'")
    ).all()
    expected = {
        "E07000008": 40.70,
        "E07000009": 651.26,
        "E07000010": 546.45,
        "E07000011": 912.54,
        "E07000012": 901.69,
        "E06000031": 343.38,
    }
    assert {row.code for row in rows} == set(expected)
    for row in rows:
        assert row.area_km2 == pytest.approx(expected[row.code], rel=1e-3)
    assert sum(row.area_km2 for row in rows) == pytest.approx(3396.02, rel=1e-3)


COVERAGE = """
SELECT run.release, run.visiting, value.capital, value.code, value.level,
       value.count, value.nearest_m, value.share_within_1200m
FROM coverage_value AS value JOIN coverage_run AS run ON run.id = value.run_id
WHERE run.id IN (SELECT MAX(id) FROM coverage_run GROUP BY release, visiting) AND value.level <> 'parish'
"""


def test_coverage_is_that_of_the_shipped_release(full_session: Session, built_database: Path) -> None:
    engine = open_engine(f"sqlite:///{built_database}", read_only=True)
    with Session(engine) as session:
        shipped = {tuple(row[:5]): row for row in session.execute(text(COVERAGE))}
        by_outline = {row.id: row for row in session.execute(text(PLACES))}
    engine.dispose()
    full = {tuple(row[:5]): row for row in full_session.execute(text(COVERAGE))}
    assert len(shipped) > 10_000
    assert full.keys() == shipped.keys()
    reach = {key: (row.nearest_m, row.share_within_1200m) for key, row in shipped.items()}
    assert {key: (row.nearest_m, row.share_within_1200m) for key, row in full.items()} == reach
    # What has no postcode is counted where its outline says; only there may a count differ.
    moved = [
        (row, by_outline[row.id])
        for row in full_session.execute(text(PLACES))
        if tuple(row) != tuple(by_outline[row.id])
    ]
    assert 0 < len(moved) < len(by_outline)
    touched = {code for pair in moved for row in pair for code in (row.lsoa11, row.lsoa21, row.ward)}
    assert {key[3] for key, row in full.items() if row.count != shipped[key].count} <= touched


PLACES = "SELECT id, lsoa11, lsoa21, ward FROM location WHERE areas_from = 'outline'"


def test_figures_are_those_of_the_shipped_release(full_session: Session, built_database: Path) -> None:
    engine = open_engine(f"sqlite:///{built_database}", read_only=True)
    for question in (
        "SELECT * FROM deprivation",
        "SELECT * FROM england_decile",
        "SELECT code, release, population, imd_score, rural_urban FROM area WHERE level <> 'parish'",
        "SELECT key, status, lon, lat, lsoa11, lsoa21, ward, district FROM postcode",
    ):
        with Session(engine) as session:
            shipped = {tuple(row) for row in session.execute(text(question))}
        assert {tuple(row) for row in full_session.execute(text(question))} == shipped, question
    engine.dispose()


def test_parishes_are_exact_inside_their_outlines_and_estimated_outside(
    full_session: Session, full_detail: FullDetail
) -> None:
    document = json.loads((full_detail.folder / "boundaries/parishes.geojson").read_text(encoding="utf-8"))
    outlined = {feature["properties"]["code"] for feature in document["features"]}
    assert len(outlined) == 79
    rows = full_session.execute(
        text("SELECT parish, parish_estimated, COUNT(*) AS number FROM postcode WHERE inside GROUP BY 1, 2")
    ).all()
    exact = {row.parish for row in rows if not row.parish_estimated}
    estimated = {row.parish for row in rows if row.parish_estimated and row.parish is not None}
    assert exact == outlined
    # A point outside the outline of a parish is not in that parish, however near.
    assert not estimated & outlined
    assert sum(row.number for row in rows if not row.parish_estimated) > 5_000
    assert sum(row.number for row in rows if row.parish is None) == 0
    places = full_session.execute(
        text("SELECT parish FROM location WHERE NOT parish_estimated AND areas_from = 'postcode'")
    ).scalars()
    found = set(places)
    assert found
    assert found <= outlined


def test_the_data_page_names_the_loaded_files(full_session: Session) -> None:
    rows = full_session.execute(text("SELECT path, source, vintage, attribution FROM dataset")).all()
    by_path = {row.path: row for row in rows}
    assert "camb_lsoa21.geojson" in by_path["boundaries/lsoa21.geojson"].source
    assert "OpenStreetMap" in by_path["boundaries/parishes.geojson"].attribution
    assert by_path["population/lsoa11_mid2020.csv"].vintage == "mid-2020"
    assert by_path["population/lsoa21_mid2022.csv"].vintage == "mid-2022"
    assert by_path["boundaries/lsoa11.geojson"].vintage == "2011"
    assert by_path["boundaries/wards.geojson"].vintage == "not stated"
    assert by_path["postcodes/postcodes.csv.gz"].vintage == "2025"
    assert by_path["deprivation/iod2025_lsoa21.csv"].vintage == "2025"
