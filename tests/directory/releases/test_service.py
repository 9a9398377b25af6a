"""Does a release come into use, go out of use, and survive what may happen in between?"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from downloads import DATA, lsoa_frame, onspd, parish_frame, ward_frame, write_rows
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.service import run_coverage
from directory.errors import HereaboutsError, InvalidInput, ManifestMismatch, Unavailable
from directory.releases.active import SHIPPED, active_folder, active_name, releases_dir
from directory.releases.service import ReleaseReport, list_releases, load_release, refresh, use_release
from directory.shipped.manifest import hash_file, read_manifest, verify_manifest, write_manifest
from directory.store import session_scope

pytestmark = pytest.mark.slow
Load = Callable[[Path], ReleaseReport]


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Outlines of LSOAs of 2021 as ONS publishes them."""
    folder = tmp_path / "ONS downloads"
    folder.mkdir()
    lsoa_frame("21").to_file(folder / "lsoas.geojson")
    return folder


def test_a_load_is_a_whole_folder_in_use(loaded: Load, downloads: Path, session: Session) -> None:
    report = loaded(downloads)
    assert report.name.startswith("ons-downloads-")
    assert report.load.changed
    folder = active_folder(session, DATA)
    assert folder == releases_dir(session) / report.name
    verify_manifest(folder)
    notes = {note.path: note for note in read_manifest(folder).tables}
    assert "lsoas.geojson" in notes["boundaries/lsoa21.geojson"].source
    assert notes["boundaries/lsoa11.geojson"] == read_manifest(DATA).find("boundaries/lsoa11.geojson")
    assert notes["listings/listings.jsonl"] == read_manifest(DATA).find("listings/listings.jsonl")
    told = session.execute(text("SELECT source FROM dataset WHERE path = 'boundaries/lsoa21.geojson'"))
    assert "lsoas.geojson" in told.scalar_one()
    approximate = session.execute(text("SELECT COUNT(*) FROM area WHERE approximate_outline"))
    assert approximate.scalar_one() == 0


def test_loading_twice_is_loading_once(loaded: Load, downloads: Path, session: Session) -> None:
    first = loaded(downloads)
    second = loaded(downloads)
    assert second.name == first.name
    assert not second.load.changed
    assert len(list_releases(session)) == 2


def test_going_back_and_forth(loaded: Load, downloads: Path, directory_engine: Engine) -> None:
    name = loaded(downloads).name
    with session_scope(directory_engine) as session:
        assert use_release(session, SHIPPED, DATA).load.changed
    with Session(directory_engine) as session:
        assert active_folder(session, DATA) == DATA
        assert session.execute(text("SELECT COUNT(*) FROM area WHERE approximate_outline")).scalar_one() > 0
        assert [(one.name, one.active) for one in list_releases(session)] == [(SHIPPED, True), (name, False)]
    with session_scope(directory_engine) as session:
        assert use_release(session, "ons-down", DATA).name == name
    with Session(directory_engine) as session:
        assert active_name(session) == name
        with pytest.raises(InvalidInput, match=f"Choose one of: shipped, {name}"):
            use_release(session, "elsewhere", DATA)


def test_the_marks_of_cached_answers_change(loaded: Load, downloads: Path, session: Session) -> None:
    ask = text("SELECT mark FROM change_mark WHERE noun = 'areas'")
    before = session.execute(ask).scalar_one_or_none()
    session.rollback()
    loaded(downloads)
    assert session.execute(ask).scalar_one() != before


def test_a_load_that_stops_half_way_changes_nothing(
    downloads: Path, directory_engine: Engine, session: Session
) -> None:
    def question() -> list[tuple[object, ...]]:
        with Session(directory_engine) as fresh:
            rows = fresh.execute(text("SELECT path, sha256 FROM dataset ORDER BY path"))
            return [tuple(row) for row in rows]

    before = question()
    with suppress(KeyboardInterrupt), session_scope(directory_engine) as working:
        assert load_release(working, downloads, DATA).load.changed
        raise KeyboardInterrupt
    assert active_name(session) == SHIPPED
    assert question() == before
    # What a kill while writing leaves behind is cleared by the next load.
    session.rollback()
    root = releases_dir(session)
    (root / ".building-1").mkdir()
    with session_scope(directory_engine) as working:
        load_release(working, downloads, DATA)
    assert not list(root.glob(".building-*"))


def test_a_refused_folder_leaves_nothing(loaded: Load, downloads: Path, session: Session) -> None:
    lsoa_frame("21").iloc[1:].to_file(downloads / "lsoas.geojson")
    with pytest.raises(HereaboutsError, match="it lacks 1 of the 516"):
        loaded(downloads)
    assert active_name(session) == SHIPPED
    assert not releases_dir(session).exists()


def test_starting_again_keeps_the_release(loaded: Load, downloads: Path, directory_engine: Engine) -> None:
    name = loaded(downloads).name
    with session_scope(directory_engine) as session:
        report = refresh(session, DATA)
    assert report.name == name
    assert not report.load.changed


def test_new_shipped_tables_are_joined_to_the_release(
    loaded: Load, downloads: Path, directory_engine: Engine, tmp_path: Path
) -> None:
    before = loaded(downloads).name
    newer = tmp_path / "newer"
    shutil.copytree(DATA, newer)
    aliases = newer / "localities/aliases.csv"
    aliases.write_text(
        aliases.read_text(encoding="utf-8") + "Wimblingtun,Wimblington,test\n", encoding="utf-8"
    )
    _describe_again(newer)
    with session_scope(directory_engine) as session:
        report = refresh(session, newer)
    assert report.name != before
    assert report.name.startswith("ons-downloads-")
    with Session(directory_engine) as session:
        found = session.execute(text("SELECT COUNT(*) FROM locality_alias WHERE reason = 'test'"))
        assert found.scalar_one() == 1
        folder = active_folder(session, newer)
    assert "lsoas.geojson" in str(read_manifest(folder).find("boundaries/lsoa21.geojson"))


def _describe_again(folder: Path) -> None:
    notes = [replace(note, sha256=hash_file(folder / note.path)) for note in read_manifest(folder).tables]
    write_manifest(folder, notes)


def test_a_folder_that_is_gone_is_said(loaded: Load, downloads: Path, session: Session) -> None:
    name = loaded(downloads).name
    shutil.rmtree(releases_dir(session) / name)
    with pytest.raises(Unavailable, match="hereabouts data use shipped"):
        active_folder(session, DATA)


def test_shipped_tables_of_another_build_are_a_release(
    loaded: Load, tmp_path: Path, session: Session
) -> None:
    shutil.copytree(DATA, tmp_path / "built")
    assert loaded(tmp_path / "built").name.startswith("built-")
    (tmp_path / "built" / "localities" / "aliases.csv").write_text("changed\n", encoding="utf-8")
    with pytest.raises(ManifestMismatch):
        loaded(tmp_path / "built")
    session.rollback()
    assert active_name(session).startswith("built-")
    assert loaded(DATA).name == SHIPPED


def test_parishes_in_the_postcode_directory_are_published_ones(
    loaded: Load, tmp_path: Path, session: Session
) -> None:
    rows = onspd()
    at = next(row for row in rows if row["lad25cd"] == "E07000010" and not row["doterm"])
    strange = next(row for row in rows if row["lad25cd"] == "E07000011" and not row["doterm"])
    strange["parncp25cd"] = "E04099999"
    known = session.execute(
        text("SELECT code FROM area WHERE level = 'parish' AND district_code = 'E07000010'")
    )
    at["parncp25cd"] = known.scalars().first() or ""
    write_rows(tmp_path / "onspd" / "onspd.csv", rows)
    session.rollback()
    loaded(tmp_path / "onspd")
    ask = text("SELECT parish, parish_estimated FROM postcode WHERE postcode = :postcode")
    told = session.execute(ask, {"postcode": at["pcds"]}).one()
    assert tuple(told) == (at["parncp25cd"], False)
    # A code that is not on our list says nothing: the parish is estimated as before.
    guessed = session.execute(ask, {"postcode": strange["pcds"]}).one()
    assert guessed.parish_estimated
    assert guessed.parish != "E04099999"


def test_places_brought_from_elsewhere_follow_the_release(
    loaded: Load, tmp_path: Path, directory_engine: Engine, session: Session
) -> None:
    """A listing confirmed here is left alone by imports, yet its areas are those of the release in use."""
    place = session.execute(
        text(
            "SELECT location.id, listing_id, parish, district FROM location "
            "JOIN service_at_location ON location_id = location.id "
            "WHERE areas_from = 'postcode' AND parish_estimated ORDER BY location.id LIMIT 1"
        )
    ).one()
    session.execute(
        text("UPDATE listing SET assured_date = '2026-01-01' WHERE id = :id"), {"id": place.listing_id}
    )
    session.commit()
    (tmp_path / "parishes").mkdir()
    parish_frame().to_file(tmp_path / "parishes" / "parishes.geojson")
    loaded(tmp_path / "parishes")
    ask = text("SELECT COUNT(*) FROM location WHERE NOT parish_estimated AND areas_from = 'postcode'")
    assert session.execute(ask).scalar_one() > 300
    session.rollback()
    mine = text(
        "SELECT location.parish_estimated AS theirs, postcode.parish_estimated AS ours, "
        "location.parish = postcode.parish AS same "
        "FROM location JOIN postcode ON postcode.postcode = location.postcode WHERE location.id = :id"
    )
    found = session.execute(mine, {"id": place.id}).one()
    assert found.theirs == found.ours
    assert found.same
    session.rollback()
    with session_scope(directory_engine) as working:
        use_release(working, SHIPPED, DATA)
        run_coverage(working, draws=0)
    assert session.execute(ask).scalar_one() == 0


def test_wards_without_postcodes_of_their_year_are_refused(loaded: Load, tmp_path: Path) -> None:
    folder = tmp_path / "wards"
    folder.mkdir()
    wards = ward_frame()
    wards["WD25CD"] = [code[:3] + "9" + code[4:] for code in wards["WD25CD"]]
    wards.to_file(folder / "wards.geojson")
    with pytest.raises(HereaboutsError, match="wards of the same year"):
        loaded(folder)
