"""Is each official download taken for what it is, by its columns, and cut to the area?"""

from pathlib import Path

import pytest
from downloads import (
    Row,
    file_7,
    lsoa_frame,
    onspd,
    parish_frame,
    shipped_rows,
    ward_frame,
    write_rows,
)

from directory.errors import SourceIncomplete
from directory.releases.choose import choose_files
from directory.releases.known import KnownAreas
from directory.releases.recognise import Content
from directory.releases.vintage import vintage_of
from directory.words import Release


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "parquet"])
@pytest.mark.parametrize("year", ["11", "21"])
def test_outlines_of_lsoas_in_every_format(tmp_path: Path, known: KnownAreas, ending: str, year: str) -> None:
    frame = lsoa_frame(year)
    if ending == "parquet":
        frame.to_parquet(tmp_path / "any.parquet")
    else:
        # ONS publishes its packages and shapefiles in eastings and northings.
        moved = frame if ending == "geojson" else frame.to_crs("EPSG:27700")
        moved.to_file(tmp_path / f"any.{ending}")
    [found] = choose_files(tmp_path, known).outlines
    release = Release(f"20{year}")
    assert (found.source.content, found.source.release) == (Content.LSOA_OUTLINES, release)
    assert {outline.code for outline in found.outlines} == set(known.lsoas[release])
    assert {outline.code: outline.district_code for outline in found.outlines} == {
        code: row["district_code"] for code, row in known.lsoas[release].items()
    }
    total_km2 = sum(outline.shape_bng.area for outline in found.outlines) / 1e6
    assert total_km2 == pytest.approx(3396, rel=0.01)


def test_the_release_of_plain_codes_is_told_by_the_codes(tmp_path: Path, known: KnownAreas) -> None:
    for year in ("11", "21"):
        frame = lsoa_frame(year).rename(columns={f"LSOA{year}CD": "code", f"LSOA{year}NM": "name"})
        frame[["code", "name", "geometry"]].to_file(tmp_path / f"{'ab'[year == '21']}.geojson")
    found = choose_files(tmp_path, known).outlines
    assert {one.source.release: one.source.file.label for one in found} == {
        Release.R2011: "a.geojson",
        Release.R2021: "b.geojson",
    }


def test_wards_parishes_and_districts(tmp_path: Path, known: KnownAreas) -> None:
    ward_frame().to_file(tmp_path / "one.geojson")
    parish_frame(40).to_file(tmp_path / "two.geojson")
    lsoas = lsoa_frame("21")
    lsoas["LAD24CD"] = [known.lsoas[Release.R2021][code]["district_code"] for code in lsoas["LSOA21CD"]]
    lsoas.dissolve("LAD24CD").reset_index()[["LAD24CD", "geometry"]].to_file(tmp_path / "three.geojson")
    chosen = choose_files(tmp_path, known)
    found = {one.source.content: one for one in chosen.outlines}
    # The ward of Barking is cut away.
    assert {outline.code for outline in found[Content.WARD_OUTLINES].outlines} == set(known.wards)
    assert len(found[Content.PARISH_OUTLINES].outlines) == 40
    assert {outline.code for outline in found[Content.DISTRICT_OUTLINES].outlines} == set(known.districts)
    assert "two.geojson: taken as outlines of parishes" in " ".join(chosen.taken)


@pytest.mark.parametrize("year", ["2011", "2021"])
def test_file_7(tmp_path: Path, known: KnownAreas, year: str) -> None:
    rows = file_7(year)
    elsewhere = rows[0] | {f"LSOA code ({year})": "E01000001"}
    write_rows(tmp_path / "a download.csv", [*rows, elsewhere])
    [found] = choose_files(tmp_path, known).deprivation
    assert found.release.value == year
    assert found.england is None
    path = {"2011": "deprivation/iod2019_lsoa11.csv", "2021": "deprivation/iod2025_lsoa21.csv"}[year]
    shipped = shipped_rows(path)
    assert found.ours.to_dict("records") == sorted(shipped, key=lambda row: row["code"])


@pytest.mark.parametrize("new_names", [True, False])
def test_postcode_directory(tmp_path: Path, known: KnownAreas, new_names: bool) -> None:  # noqa: FBT001
    write_rows(tmp_path / "x.csv", onspd(new_names=new_names))
    found = choose_files(tmp_path, known).postcodes
    assert found is not None
    assert found.live == 21_853
    assert set(found.outside["postcode"]) == {"PE99 9ZZ"}
    assert "CB99 9ZZ" not in set(found.inside["postcode"])
    first = found.inside.iloc[0]
    assert (first["postcode"], first["status"], first["terminated"]) == ("CB1 0AA", "terminated", "201805")


def _people(code: str, total: str, release: str) -> list[Row]:
    path = {"2011": "population/lsoa11_mid2020.csv", "2021": "population/lsoa21_mid2022.csv"}[release]
    return [{code: row["code"], "LAD 2021 Name": "", total: row["population"]} for row in shipped_rows(path)]


@pytest.mark.parametrize(
    ("code", "total", "release"),
    [
        ("LSOA 2021 Code", "Total", "2021"),
        ("LSOA Code", "All Ages", "2011"),
        ("LSOA11CD", "population", "2011"),
        ("lsoa21_code", "pop_mid2022", "2021"),
    ],
)
def test_population(tmp_path: Path, known: KnownAreas, code: str, total: str, release: str) -> None:
    rows = [
        *_people(code, total, release),
        {code: "E01000001", "LAD 2021 Name": "City of London", total: "1,615"},
    ]
    write_rows(tmp_path / "sapelsoa.csv", rows)
    [found] = choose_files(tmp_path, known).population
    assert found.source.release is Release(release)
    assert sum(found.people.values()) == {"2011": 859_830, "2021": 906_814}[release]
    assert not found.bands


def test_ages_are_summed(tmp_path: Path, known: KnownAreas) -> None:
    rows = _people("LSOA 2021 Code", "Total", "2021")
    for row in rows:
        people = int(row["Total"])
        row |= {"F0": "10", "F16": "20", "F64": "1", "F90": "5", "M15": "2", "M65": str(people - 38)}
    write_rows(tmp_path / "ages.csv", rows)
    [found] = choose_files(tmp_path, known).population
    assert {(young, middle) for young, middle, _old in found.bands.values()} == {(12, 21)}
    assert all(sum(bands) == found.people[code] for code, bands in found.bands.items())


def test_what_is_not_recognised_is_said(tmp_path: Path, known: KnownAreas) -> None:
    write_rows(tmp_path / "files" / "bins.csv", [{"street": "High Street", "day": "Monday"}])
    (tmp_path / "population.xlsx").write_bytes(b"PK")
    (tmp_path / "torn.geojson").write_text("{", encoding="utf-8")
    write_rows(tmp_path / "people.csv", _people("LSOA 2021 Code", "Total", "2021"))
    chosen = choose_files(tmp_path, known)
    assert len(chosen.taken) == 1
    left = "\n".join(chosen.left_out)
    assert "files/bins.csv: not recognised" in left
    assert "population.xlsx: save the sheet as CSV first" in left
    assert "torn.geojson: cannot be read" in left


def test_a_folder_of_nothing_we_know_is_refused(tmp_path: Path, known: KnownAreas) -> None:
    write_rows(tmp_path / "bins.csv", [{"street": "High Street", "day": "Monday"}])
    with pytest.raises(SourceIncomplete, match=r"docs/releases\.md"):
        choose_files(tmp_path, known)
    with pytest.raises(SourceIncomplete, match="not a folder"):
        choose_files(tmp_path / "none", known)


def test_of_two_the_more_detailed_is_taken(tmp_path: Path, known: KnownAreas) -> None:
    frame = lsoa_frame("21")
    frame.to_file(tmp_path / "fine.geojson")
    coarse = frame.copy()
    coarse.geometry = frame.geometry.convex_hull
    coarse.to_file(tmp_path / "zz coarse.geojson")
    chosen = choose_files(tmp_path, known)
    assert [one.source.file.label for one in chosen.outlines] == ["fine.geojson"]
    assert any("zz coarse.geojson: also outlines of LSOAs" in line for line in chosen.left_out)


def test_a_file_that_lacks_columns_gives_way_to_one_that_has_them(tmp_path: Path, known: KnownAreas) -> None:
    rows = file_7("2021")
    write_rows(tmp_path / "File 7.csv", rows)
    ranks = [{name: value for name, value in row.items() if "Score" not in name} for row in rows]
    write_rows(tmp_path / "File 1.csv", ranks)
    chosen = choose_files(tmp_path, known)
    assert [one.source.file.label for one in chosen.deprivation] == ["File 7.csv"]
    assert any("File 1.csv" in line and "lacks the column" in line for line in chosen.left_out)


def test_the_year_of_a_file_is_told(tmp_path: Path, known: KnownAreas) -> None:
    ward_frame().to_file(tmp_path / "a.geojson")
    write_rows(tmp_path / "b.csv", onspd())
    write_rows(tmp_path / "sape 2023.csv", _people("LSOA 2021 Code", "Total", "2021"))
    write_rows(tmp_path / "c.csv", _people("LSOA Code", "All Ages", "2011"))
    chosen = choose_files(tmp_path, known)
    assert chosen.postcodes is not None
    sets = (*chosen.outlines, chosen.postcodes, *chosen.population)
    assert {found.source.file.label: vintage_of(found.source) for found in sets} == {
        "a.geojson": "2025",
        "b.csv": "2025",
        "sape 2023.csv": "2023",
        "c.csv": "not stated",
    }
