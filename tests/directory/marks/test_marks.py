"""Is each mark taken as it stands or set aside with what to do, and does the right one hold?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory import clock
from directory.errors import ImportRejected, InvalidInput, SourceIncomplete
from directory.marks.personal import find_personal
from directory.marks.schemas import MarksReport, Says
from directory.marks.service import check_date, current_marks, export_marks, import_marks, list_marks
from directory.store import data_version, session_scope

HEADER = "area_code,parish,district,subject,says,date,role,note,source"
COLNE, HILTON = "E04001687", "E04001712"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*rows: str, header: str = HEADER, name: str = "marks.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return written


def bring(engine: Engine, path: Path, *, dry_run: bool = False) -> MarksReport:
    with session_scope(engine) as session:
        return import_marks(session, path, dry_run=dry_run)


def counts(report: MarksReport) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.unchanged, len(report.aside)


def said(engine: Engine, subject: str = "health") -> dict[str, tuple[str, str]]:
    with Session(engine) as session:
        return {mark.area_code: (mark.says.value, mark.on_date) for mark in current_marks(session, subject)}


def test_the_papers_marks_are_there_and_none_calls_an_unknown_offer_none(session: Session) -> None:
    marks = {mark.area_name: mark for mark in current_marks(session, "young-people")}
    assert {name for name, mark in marks.items() if mark.says is Says.UNKNOWN} == {
        *("Christchurch", "Colne", "Grafham", "Hail Weston", "Hilton"),
    }
    assert {name for name, mark in marks.items() if mark.says is Says.HAS} == {"Huntingdon", "Sawtry"}
    assert marks["Colne"].area_code == COLNE
    assert marks["Colne"].district_name == "Huntingdonshire"
    assert "line 122" in marks["Colne"].source


def test_a_file_is_taken_once_and_a_second_time_changes_nothing(
    directory_engine: Engine, write: Write
) -> None:
    path = write(
        f"{COLNE},,,health,none,2024-05-01,parish clerk,Nothing since the hall closed,Call",
        ",Hilton,Huntingdonshire,health,has,2024-05,parish clerk,,Call",
        "E05015426,,,health,unknown,2023,connector,,Call",
    )
    assert counts(bring(directory_engine, path, dry_run=True)) == (3, 0, 0, 0)
    assert said(directory_engine) == {}
    before = data_version(directory_engine)
    assert counts(bring(directory_engine, path)) == (3, 0, 0, 0)
    after = data_version(directory_engine)
    assert after != before
    assert said(directory_engine) == {
        COLNE: ("none", "2024-05-01"),
        HILTON: ("has", "2024-05"),
        "E05015426": ("unknown", "2023"),
    }
    assert counts(bring(directory_engine, path)) == (0, 0, 3, 0)
    assert data_version(directory_engine) == after, "nothing changed, yet pages would be made anew"


def test_the_same_saying_with_another_answer_corrects_it(directory_engine: Engine, write: Write) -> None:
    bring(directory_engine, write(f"{COLNE},,,health,none,2024,parish clerk,,Call"))
    report = bring(directory_engine, write(f"{COLNE},,,health,has,2024,parish clerk,,Call"))
    assert counts(report) == (0, 1, 0, 0)
    with Session(directory_engine) as session:
        assert [mark.says for mark in list_marks(session, subject="health", area=COLNE)] == [Says.HAS]


def test_two_rows_that_contradict_each_other_are_told_and_a_repeated_one_is_not(
    directory_engine: Engine, write: Write
) -> None:
    path = write(
        f"{COLNE},,,health,none,2024,parish clerk,,Call",
        f"{COLNE},,,health,none,2024,parish clerk,,Call",
        f"{COLNE},,,health,has,2024,parish clerk,,Call",
    )
    report = bring(directory_engine, path)
    assert counts(report) == (1, 0, 1, 1)
    assert report.aside[0].line == 4
    assert "Line 2" in report.aside[0].reason
    assert said(directory_engine) == {COLNE: ("none", "2024")}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("E04009999,,,health,has,2024,clerk,,Call", "code of no area"),
        (",Cone,Huntingdonshire,health,has,2024,clerk,,Call", "Did you mean Colne"),
        (",Colne,Rutland,health,has,2024,clerk,,Call", "Rutland is no district"),
        (",Colne,Fenland,health,has,2024,clerk,,Call", "no parish Colne in Fenland"),
        (",,,health,has,2024,clerk,,Call", "No area is named"),
        (f"{COLNE},,,helth,has,2024,clerk,,Call", "neither a capital nor a category"),
        (f"{COLNE},,,health,maybe,2024,clerk,,Call", "none of has, none, unknown"),
        (f"{COLNE},,,health,has,14/05/2024,clerk,,Call", "is not a date"),
        (f"{COLNE},,,health,has,2024-02-30,clerk,,Call", "no date 2024-02-30"),
        (f"{COLNE},,,health,has,1066,clerk,,Call", "before 1990"),
        (f"{COLNE},,,health,has,2999-01,clerk,,Call", "in the future"),
        (f"{COLNE},,,health,has,2024,,,Call", "role is missing"),
        (f"{COLNE},,,health,has,2024,clerk,,", "source is missing"),
        (f"{COLNE},,,health,has,2024,clerk,ask a@b.org,Call", "an e-mail address"),
        (f"{COLNE},,,health,has,2024,clerk,ring 01223 555 0100,Call", "a telephone number"),
        (f"{COLNE},,,health,has,2024,Mrs Example,,Call", "the name of a person"),
        (f"{COLNE},,,health,has,2024,clerk,{'x' * 501},Call", "keep it to 500"),
        (f"{COLNE},,,health,has,2024,clerk,=1+1,Call", "a spreadsheet would run"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_line_and_what_to_do(
    directory_engine: Engine, write: Write, row: str, reason: str
) -> None:
    good = f"{HILTON},,,health,has,2024,clerk,,Call"
    report = bring(directory_engine, write(good, row))
    assert counts(report) == (1, 0, 0, 1)
    assert report.aside[0].line == 3
    assert reason in report.aside[0].reason
    assert report.aside[0].text
    assert set(said(directory_engine)) == {HILTON}, "the row was taken all the same"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("area_code,subject,says,date,role", "lacks the column source"),
        ("subject,says,date,role,source", "none of the columns area_code, parish"),
        ("area_code,area_code,subject,says,date,role,source", "area_code twice"),
    ],
)
def test_a_file_without_a_column_is_refused(
    directory_engine: Engine, write: Write, header: str, says: str
) -> None:
    with pytest.raises(ImportRejected, match=says):
        bring(directory_engine, write(header=header))


def test_files_that_are_no_csv_are_refused_in_words(directory_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceIncomplete, match="no file"):
        bring(directory_engine, tmp_path / "absent.csv")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"{HEADER}\nÉly".encode("latin-1"))
    with pytest.raises(ImportRejected, match="UTF-8"):
        bring(directory_engine, latin)


def test_a_byte_order_mark_and_blank_lines_do_no_harm(directory_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    row = f"{COLNE},,,health,has,2024,clerk,,Call"
    path.write_bytes(f"\ufeff{HEADER}\r\n\r\n,,,,,,,,\r\n{row}\r\n".encode())
    assert counts(bring(directory_engine, path)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        (("none", "2023-12-31"), ("has", "2024"), "has"),  # a coarse date counts from its beginning
        (("has", "2024-03"), ("none", "2024"), "has"),
        (("none", "2024-03-02"), ("has", "2024-03-01"), "none"),  # the newest, whatever it says
        (("unknown", "2024-03-02"), ("has", "2024-03-01"), "has"),  # nobody unlearns what somebody knew
        (("none", "2024"), ("has", "2024"), "has"),  # on one date: has, then none, then unknown
        (("none", "2024"), ("unknown", "2024"), "none"),
    ],
)
def test_which_mark_holds(
    directory_engine: Engine, write: Write, first: tuple[str, str], second: tuple[str, str], holds: str
) -> None:
    rows = [
        f"{COLNE},,,health,{says},{when},{role},,Call"
        for (says, when), role in zip((first, second), ("clerk", "connector"), strict=True)
    ]
    bring(directory_engine, write(*rows))
    assert said(directory_engine)[COLNE][0] == holds


def test_what_was_exported_is_taken_as_it_is(directory_engine: Engine, write: Write, tmp_path: Path) -> None:
    bring(directory_engine, write(f'{COLNE},,,health,none,2024,clerk,"A note, with a comma",Call'))
    path = tmp_path / "out.csv"
    with Session(directory_engine) as session:
        before = list_marks(session)
        assert export_marks(session, path) == len(before) == 8
    report = bring(directory_engine, path)
    assert counts(report) == (0, 0, 8, 0)
    with directory_engine.begin() as connection:
        connection.execute(text("DELETE FROM mark"))
    assert counts(bring(directory_engine, path)) == (8, 0, 0, 0)
    with Session(directory_engine) as session:
        assert list_marks(session) == before


def test_today_is_not_the_future_and_tomorrow_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 15, 12, tzinfo=UTC))
    for typed in ("2026-06-15", "2026-06", "2026"):
        assert check_date(typed) == typed
    for typed in ("2026-06-16", "2026-07", "2027"):
        with pytest.raises(InvalidInput, match="future"):
            check_date(typed)


@given(st.dates())
def test_a_date_is_taken_as_it_is_from_1990_to_today_and_else_refused(day: date) -> None:
    if date(1990, 1, 1) <= day <= clock.local_now().date():
        assert check_date(day.isoformat()) == day.isoformat()
    else:
        with pytest.raises(InvalidInput):
            check_date(day.isoformat())


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("write to clerk@colne.example.org", "an e-mail address"),
        ("ring +44 1223 555010", "a telephone number"),
        ("07700 900123", "a telephone number"),
        ("Cllr Example said so", "the name of a person"),
        ("told by Prof Example", "the name of a person"),
        ("Sir Example opened it", "the name of a person"),
        ("the Lady Example fund", "the name of a person"),
        ("Lord Example", "the name of a person"),
        ("Rev. Example", "the name of a person"),
        ("ask Fr Example", "the name of a person"),
        ("mrs example, cllr. example", "the name of a person"),
        ("ask prof example", "the name of a person"),
        ("rev example", "the name of a person"),
        ("young people miss a club; the lord of the manor; a lady told us", None),
        ("the drama group, programme and professional revisions; Ely, Sirius", None),
        ("Open from 2021-12-02, 14 places, grants of 10,000 and 20 000", None),
        ("paper 001, line 122; councillors of the parish", None),
        ("Register of 2023-2024", None),
    ],
)
def test_what_belongs_to_a_person_is_seen(typed: str, kind: str | None) -> None:
    assert find_personal(typed) == kind
