"""When the shipped tables are loaded anew, does what people brought stay, and what shipped make way?"""

import shutil
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.geographies.service import import_geographies, unit_postcodes
from directory.imports.shipped import load_shipped
from directory.indicators.schemas import IndicatorLevel, IndicatorNew
from directory.indicators.service import import_indicator, list_indicators
from directory.marks.schemas import Says
from directory.marks.service import current_marks, import_marks, list_marks
from directory.settings import PROJECT_DIR
from directory.shipped.manifest import read_manifest, write_manifest
from directory.store import session_scope

DATA = PROJECT_DIR / "data"
HEADER = "area_code,subject,says,date,role,source"
ROLE = "Community Champion, in a report to committee"


def bring(session: Session, folder: Path) -> None:
    """Bring a mark of a place nothing is said of, one that corrects a shipped one, figures and areas."""
    marks = folder / "marks.csv"
    marks.write_text(
        f"{HEADER}\nE04001687,health,none,2024,clerk,Call\n"
        f'E04001733,young-people,none,2019-08-08,"{ROLE}",It was another village\n'
    )
    assert import_marks(session, marks).replaced == 1
    figures = folder / "figures.csv"
    figures.write_text("code,value\nE01015589,1\n")
    about = IndicatorNew("own", "Own", "%", IndicatorLevel.LSOA21, True, "Us", "MIT", "2024")
    assert import_indicator(session, figures, about).changed
    areas = folder / "areas.csv"
    areas.write_text("unit,code\nA,E04001687\n")
    import_geographies(session, areas, name="Ours")


def test_what_people_brought_stays_and_what_shipped_comes_again(
    directory_engine: Engine, tmp_path: Path
) -> None:
    with session_scope(directory_engine) as session:
        bring(session, tmp_path)
        before = (list_marks(session), list_indicators(session), unit_postcodes(session, "own-ours-a"))
        session.connection().execute(text("UPDATE dataset SET sha256 = 'other' WHERE path LIKE 'marks/%'"))
    with session_scope(directory_engine) as session:
        assert load_shipped(session, DATA).changed
    with Session(directory_engine) as session:
        after = (list_marks(session), list_indicators(session), unit_postcodes(session, "own-ours-a"))
        assert after == before
        held = {mark.area_name: mark.says for mark in current_marks(session, "young-people")}
        assert held["Sawtry"] is Says.NONE, "the correction was lost"


def test_a_release_that_lacks_these_tables_takes_the_shipped_marks_away_and_nothing_else(
    directory_engine: Engine, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    shutil.copytree(DATA, older, ignore=shutil.ignore_patterns("marks", "indicators"))
    kept = [
        note for note in read_manifest(DATA).tables if not note.path.startswith(("marks/", "indicators/"))
    ]
    write_manifest(older, kept)
    with session_scope(directory_engine) as session:
        bring(session, tmp_path)
    with session_scope(directory_engine) as session:
        assert load_shipped(session, older).changed
    with Session(directory_engine) as session:
        assert {(mark.area_name, mark.subject) for mark in list_marks(session)} == {
            ("Colne", "health"),
            ("Sawtry", "young-people"),
        }
        assert "own" in {one.slug for one in list_indicators(session)}


def test_a_mark_of_a_parish_the_release_lacks_waits(directory_engine: Engine) -> None:
    from directory.marks.service import read_marks  # noqa: PLC0415 - only here

    with session_scope(directory_engine) as session:
        session.connection().execute(text("DELETE FROM area WHERE code = 'E04001733'"))
        found = read_marks(session, DATA / "marks" / "youth.csv")
        assert (len(found.marks), len(found.aside), found.unplaced) == (6, 1, 1)
