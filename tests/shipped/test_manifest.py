import json
from pathlib import Path

import pytest

from directory.errors import ManifestMismatch
from directory.shipped.manifest import (
    MANIFEST_NAME,
    TableNote,
    describe_table,
    read_manifest,
    verify_manifest,
    write_manifest,
)

DATA = Path(__file__).resolve().parents[2] / "data"


def _note(folder: Path, path: str, text: str = "code\nA\nB\n") -> TableNote:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return describe_table(
        folder,
        path,
        title="Letters",
        rows=2,
        columns={"code": "a letter"},
        source="The alphabet",
        licence="None needed",
        vintage="1500",
        attribution=("Contains letters.",),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_manifest(tmp_path, [_note(tmp_path, "b/two.csv"), _note(tmp_path, "a/one.csv", "code\nC\nD\n")])
    return tmp_path


def test_manifest_reads_back_what_was_written_sorted_by_path(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert [note.path for note in manifest.tables] == ["a/one.csv", "b/two.csv"]
    assert manifest.find("b/two.csv") == _note(folder, "b/two.csv")
    assert manifest.find("c.csv") is None
    assert manifest.attribution_lines() == ("Contains letters.",)


def test_manifest_has_the_documented_shape(folder: Path) -> None:
    document = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    assert document["schema"] == 1
    assert set(document["tables"][0]) == {
        *("path", "title", "rows", "columns", "source", "licence", "vintage", "attribution", "sha256"),
    }


def test_untouched_tables_pass(folder: Path) -> None:
    verify_manifest(folder)


def test_one_changed_byte_is_found(folder: Path) -> None:
    table = folder / "b/two.csv"
    content = bytearray(table.read_bytes())
    content[-2] ^= 1
    table.write_bytes(content)
    with pytest.raises(ManifestMismatch, match=r"two\.csv.*make data"):
        verify_manifest(folder)


def test_missing_table_is_found(folder: Path) -> None:
    (folder / "a/one.csv").unlink()
    with pytest.raises(ManifestMismatch, match=r"one\.csv is missing"):
        verify_manifest(folder)


def test_table_that_no_note_describes_is_found(folder: Path) -> None:
    (folder / "a/three.csv").write_text("code\n", encoding="utf-8")
    with pytest.raises(ManifestMismatch, match=r"three\.csv is not in"):
        verify_manifest(folder)


def test_missing_manifest_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ManifestMismatch, match="make data"):
        read_manifest(tmp_path)


def test_other_schema_is_refused(folder: Path) -> None:
    (folder / MANIFEST_NAME).write_text('{"schema": 2, "tables": []}', encoding="utf-8")
    with pytest.raises(ManifestMismatch, match="schema 2"):
        read_manifest(folder)


def test_two_notes_of_one_table_are_refused(tmp_path: Path) -> None:
    note = _note(tmp_path, "a.csv")
    with pytest.raises(ValueError, match=r"a\.csv"):
        write_manifest(tmp_path, [note, note])


def test_shipped_tables_are_those_the_manifest_describes() -> None:
    verify_manifest(DATA)


@pytest.mark.parametrize("note", read_manifest(DATA).tables, ids=lambda note: note.path)
def test_each_shipped_table_states_source_licence_vintage_and_columns(note: TableNote) -> None:
    assert note.rows > 0
    assert all((note.title, note.source, note.licence, note.vintage, note.columns))
    assert all(note.columns.values())
    if "Government Licence" in note.licence:
        assert note.attribution
