"""Are own areas taken as they are told, with nobody counted twice and nobody lost?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.errors import ImportRejected, InvalidInput, NotFound, SourceIncomplete
from directory.geographies.schemas import GeographyFileReport, MemberLevel
from directory.geographies.service import (
    geography_people,
    geography_postcodes,
    import_geographies,
    list_geographies,
    list_units,
    place_shapes_again,
    read_unit,
    remove_geography,
    unit_people,
    unit_postcodes,
    unit_shape,
)
from directory.store import data_version, session_scope
from directory.words import Release

COLNE, HILTON = "E04001687", "E04001712"
Write = Callable[..., Path]
SQUARE = [[0.05, 52.53], [0.12, 52.53], [0.12, 52.58], [0.05, 52.58], [0.05, 52.53]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*rows: str, header: str = "unit,code") -> Path:
        path = tmp_path / "areas.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def draw(tmp_path: Path) -> Write:
    def drawn(*features: tuple[str, object], kind: str = "Polygon", **more: object) -> Path:
        path = tmp_path / "drawn.geojson"
        listed = [
            {
                "type": "Feature",
                "properties": {"name": name},
                "geometry": {"type": kind, "coordinates": coordinates},
            }
            for name, coordinates in features
        ]
        path.write_text(
            json.dumps({"type": "FeatureCollection", "features": listed} | more), encoding="utf-8"
        )
        return path

    return drawn


def bring(
    engine: Engine, path: Path, *, name: str | None = "Ours", dry_run: bool = False
) -> GeographyFileReport:
    with session_scope(engine) as session:
        return import_geographies(session, path, name=name, dry_run=dry_run)


def lsoas(engine: Engine, district: str, release: str = "2021") -> list[tuple[str, int]]:
    statement = text(
        "SELECT code, population FROM area WHERE level = 'lsoa' AND release = :release "
        "AND district_code = :district ORDER BY code"
    )
    with engine.connect() as connection:
        rows = connection.execute(statement, {"release": release, "district": district})
        return [(row.code, row.population) for row in rows]


def keys(engine: Engine, where: str) -> list[str]:
    statement = f"SELECT key FROM postcode WHERE inside AND status = 'live' AND {where} ORDER BY key"  # noqa: S608
    with engine.connect() as connection:
        return list(connection.execute(text(statement)).scalars())


def test_there_is_none_to_begin_with(session: Session) -> None:
    assert list_geographies(session) == ()
    with pytest.raises(NotFound, match="geographies list"):
        read_unit(session, "own-a-b")


def test_units_of_whole_lsoas_have_their_people_exactly(directory_engine: Engine, write: Write) -> None:
    fenland = lsoas(directory_engine, "E07000010")
    north, south = fenland[:30], fenland[30:]
    rows = [*(f"North,{code}" for code, _ in north), *(f"South & West,{code}" for code, _ in south)]
    report = bring(directory_engine, write(*rows))
    assert report.aside == ()
    (one,) = report.geographies
    assert (one.slug, one.units, one.members, one.changed) == ("ours", 2, len(fenland), True)
    assert one.levels == (MemberLevel.LSOA21,)
    with Session(directory_engine) as session:
        assert [unit.code for unit in list_units(session, "ours")] == [
            "own-ours-north",
            "own-ours-south-west",
        ]
        people = unit_people(session, "own-ours-north", Release.R2021)
        assert people.population == pytest.approx(sum(count for _, count in north), abs=1e-6)
        assert not people.estimated
        assert unit_postcodes(session, "own-ours-south-west") == tuple(
            keys(directory_engine, f"lsoa21 IN ({', '.join(repr(code) for code, _ in south)})")
        )


@pytest.mark.parametrize("release", list(Release))
def test_the_parts_and_the_rest_add_up_to_the_whole(
    directory_engine: Engine, write: Write, draw: Write, release: Release
) -> None:
    # Mixed, overlapping and incomplete on purpose: a ward, an LSOA inside it, a parish, and shapes.
    inside = keys(directory_engine, "ward = 'E05015426'")[0]
    with directory_engine.connect() as connection:
        lsoa = connection.execute(text("SELECT lsoa21 FROM postcode WHERE key = :k"), {"k": inside}).scalar()
    report = bring(directory_engine, write("March,E05015426", f"Part,{lsoa}", f"Colne,{COLNE}"))
    assert report.aside == ()
    assert "mixed" in report.geographies[0].notes[0]
    assert any("keeps" in note for note in report.geographies[0].notes), "the overlap is told"
    shifted = [[lon + 0.03, lat] for lon, lat in SQUARE]
    drawn = bring(directory_engine, draw(("A", [SQUARE]), ("B", [shifted])), name="Drawn")
    assert any("more than one shape" in note for note in drawn.geographies[0].notes)
    with Session(directory_engine) as session:
        for slug in ("ours", "drawn"):
            people = geography_people(session, slug, release)
            parts = sum(unit.population or 0 for unit in people.units)
            assert parts + people.in_no_unit == pytest.approx(people.whole, abs=1e-6)
            whole = text("SELECT SUM(population) FROM area WHERE level = 'lsoa' AND release = :release")
            assert (
                people.whole == session.connection().execute(whole, {"release": release.value}).scalar_one()
            )
            placed = geography_postcodes(session, slug)
            assert len({key for key, _ in placed}) == len(placed), "no postcode is in two units"
            assert len(placed) + people.postcodes_in_no_unit == len(keys(directory_engine, "1 = 1"))
            assert all(unit.estimated for unit in people.units if unit.code != "own-ours-part")


def test_a_postcode_goes_to_the_unit_that_names_it_by_the_finer_area(
    directory_engine: Engine, write: Write
) -> None:
    inside = keys(directory_engine, "ward = 'E05015426'")
    with directory_engine.connect() as connection:
        lsoa = connection.execute(
            text("SELECT lsoa21 FROM postcode WHERE key = :k"), {"k": inside[0]}
        ).scalar()
    of_lsoa = set(keys(directory_engine, f"lsoa21 = '{lsoa}'"))
    bring(directory_engine, write("March,E05015426", f"Part,{lsoa}"))
    with Session(directory_engine) as session:
        assert set(unit_postcodes(session, "own-ours-part")) == of_lsoa
        assert set(unit_postcodes(session, "own-ours-march")) == set(inside) - of_lsoa


def test_lsoas_of_2011_are_read_as_of_2011(directory_engine: Engine, write: Write) -> None:
    old = {code for code, _ in lsoas(directory_engine, "E07000010", "2011")}
    new = {code for code, _ in lsoas(directory_engine, "E07000010", "2021")}
    split = min(old - new)
    report = bring(directory_engine, write(f"One,{split}", f"Two,{min(old & new)}"))
    assert report.geographies[0].levels == (MemberLevel.LSOA11,)
    with Session(directory_engine) as session:
        for release in Release:  # a split area is whole in both: its parts lie inside it
            assert not unit_people(session, "own-ours-two", release).estimated
        assert unit_people(session, "own-ours-one", Release.R2011).estimated is False
        assert unit_postcodes(session, "own-ours-one") == tuple(keys(directory_engine, f"lsoa11 = '{split}'"))


def test_the_same_file_changes_nothing_and_another_takes_its_place(
    directory_engine: Engine, write: Write
) -> None:
    path = write(f"A,{COLNE}")
    assert bring(directory_engine, path, dry_run=True).geographies[0].changed
    with Session(directory_engine) as session:
        assert list_geographies(session) == ()
    before = data_version(directory_engine)
    bring(directory_engine, path)
    after = data_version(directory_engine)
    assert after != before
    again = bring(directory_engine, path).geographies[0]
    assert (again.changed, again.replaced) == (False, False)
    assert data_version(directory_engine) == after
    other = bring(directory_engine, write(f"B,{HILTON}")).geographies[0]
    assert (other.changed, other.replaced) == (True, True)
    with Session(directory_engine) as session:
        assert [unit.code for unit in list_units(session)] == ["own-ours-b"]


def test_several_geographies_in_one_file(directory_engine: Engine, write: Write) -> None:
    path = write(f"First,A,{COLNE}", f"Second,A,{COLNE}", f",A,{HILTON}", header="geography,unit,code")
    report = bring(directory_engine, path, name=None)
    assert [one.slug for one in report.geographies] == ["first", "second"]
    assert [(aside.line, "No geography is named" in aside.reason) for aside in report.aside] == [(4, True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"B,{COLNE}", "already in the unit a, by line 2"),
        (f"A,{COLNE}", "in this unit already"),
        ("B,E04009999", "code of no area that is loaded"),
        ("B,", "An empty cell"),
        ("B,E07000010", "a whole district"),
        (f",{HILTON}", "name of the unit is missing"),
        (f"Ask a@b.org,{HILTON}", "an e-mail address"),
    ],
)
def test_a_bad_row_is_set_aside(directory_engine: Engine, write: Write, row: str, reason: str) -> None:
    report = bring(directory_engine, write(f"A,{COLNE}", row))
    assert [aside.line for aside in report.aside] == [3]
    assert reason in report.aside[0].reason
    assert report.geographies[0].units == 1
    with Session(directory_engine) as session:
        assert [unit.code for unit in list_units(session)] == ["own-ours-a"]


def test_two_geographies_cannot_make_one_code(directory_engine: Engine, write: Write) -> None:
    bring(directory_engine, write(f"c,{COLNE}"), name="a b")
    with pytest.raises(InvalidInput, match="own-a-b-c is in use"):
        bring(directory_engine, write(f"b c,{COLNE}"), name="a")


def test_a_shape_holds_the_postcodes_inside_it(directory_engine: Engine, draw: Write) -> None:
    report = bring(directory_engine, draw(("March and around", [SQUARE])))
    (one,) = report.geographies
    assert one.levels == (MemberLevel.POSTCODE,)
    with Session(directory_engine) as session:
        unit = read_unit(session, "own-ours-march-and-around")
        assert unit.drawn
        # A box: inside it is between its sides.
        box = "lon BETWEEN 0.05 AND 0.12 AND lat BETWEEN 52.53 AND 52.58"
        assert unit_postcodes(session, unit.code) == tuple(keys(directory_engine, box))
        assert len(unit_postcodes(session, unit.code)) > 100
        assert json.loads(unit_shape(session, unit.code) or "")["type"] == "Polygon"
        assert unit_people(session, unit.code, Release.R2021).estimated


def test_shapes_are_asked_again_when_other_postcodes_are_loaded(
    directory_engine: Engine, draw: Write
) -> None:
    bring(directory_engine, draw(("A", [SQUARE])))
    with session_scope(directory_engine) as session:
        lost = unit_postcodes(session, "own-ours-a")[0]
        change = text("UPDATE postcode SET lon = 1.0 WHERE key = :key")
        session.connection().execute(change, {"key": lost})
        place_shapes_again(session)
    with Session(directory_engine) as session:
        assert lost not in unit_postcodes(session, "own-ours-a")


@pytest.mark.parametrize(
    ("features", "kind", "reason"),
    [
        ([("A", [SQUARE]), ("A", [SQUARE])], "Polygon", "also feature 1"),
        ([("A", [0.1, 52.5])], "Point", "not a polygon"),
        ([("A", [[[5e5, 3e5], [6e5, 3e5], [6e5, 4e5], [5e5, 3e5]]])], "Polygon", "EPSG:4326"),
        ([("A", [[[0, 52], [0.1, 52.1], [0.1, 52], [0, 52.1], [0, 52]]])], "Polygon", "crosses itself"),
        ([("A", [[[-5, 50], [-4.9, 50], [-4.9, 50.1], [-5, 50]]])], "Polygon", "No live postcode"),
        ([("A", "nonsense")], "Polygon", "cannot be read"),
        ([("", [SQUARE])], "Polygon", "name of the unit is missing"),
    ],
)
def test_a_bad_shape_is_set_aside(
    directory_engine: Engine, draw: Write, features: list[tuple[str, object]], kind: str, reason: str
) -> None:
    report = bring(directory_engine, draw(*features, kind=kind))
    assert len(report.aside) == 1
    assert report.aside[0].line == len(features)
    assert reason in report.aside[0].reason
    assert sum(one.units for one in report.geographies) == len(features) - 1


def test_files_that_are_neither_are_refused(directory_engine: Engine, tmp_path: Path, draw: Write) -> None:
    for name, content, says in (
        ("a.xlsx", "", "neither .csv nor .geojson"),
        ("a.geojson", "{", "not GeoJSON"),
        ("b.geojson", "[]", "FeatureCollection"),
        ("c.csv", "a,b\n", "lacks the column unit, code"),
    ):
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(ImportRejected, match=says):
            bring(directory_engine, path)
    with pytest.raises(ImportRejected, match="another coordinate system"):
        bring(directory_engine, draw(("A", [SQUARE]), crs={"properties": {"name": "EPSG:27700"}}))
    with pytest.raises(SourceIncomplete):
        bring(directory_engine, tmp_path / "absent.csv")


@pytest.mark.parametrize("sign", "=+-@")
def test_what_a_spreadsheet_would_run_is_refused(session: Session, write: Write, sign: str) -> None:
    good = write(f"A,{COLNE}")
    for field in ("kind", "source", "note"):
        told: dict[str, Any] = {field: f"{sign}1+1"}
        with pytest.raises(InvalidInput, match=f"The {field} begins with {re.escape(sign)}") as refused:
            import_geographies(session, good, name="Ours", **told)
        assert refused.value.field == field
    named = import_geographies(session, good, name=f"{sign}cmd")
    assert f"name of the geography begins with {sign}" in named.aside[0].reason
    unit = import_geographies(session, write(f"{sign}cmd,{COLNE}"), name="Ours")
    assert f"name of the unit begins with {sign}" in unit.aside[0].reason
    assert list_geographies(session) == ()


def test_one_is_taken_away_whole(directory_engine: Engine, write: Write) -> None:
    bring(directory_engine, write(f"A,{COLNE}"))
    with session_scope(directory_engine) as session:
        remove_geography(session, "ours")
    with directory_engine.connect() as connection:
        for table in ("geography", "geography_unit", "geography_member"):
            count = connection.execute(text(f"SELECT COUNT(*) FROM {table}"))  # noqa: S608
            assert count.scalar_one() == 0, table
    with session_scope(directory_engine) as session, pytest.raises(NotFound):
        remove_geography(session, "ours")
