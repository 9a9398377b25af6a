"""Do the shipped marks, indicators and concerns say what their sources say, and nothing more?"""

import csv
import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.errors import SourceIncomplete
from directory.shipped.build.indicators import CENSUS, build_indicators
from directory.shipped.build.marks import build_marks
from directory.shipped.manifest import TableNote

Build = Callable[[Path, Path], list[TableNote]]
DATA = Path(__file__).resolve().parents[2] / "data"
LINE = re.compile(r"\(paper (\d{3}), line (\d+)\)")


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="session")
def papers(reference: Path) -> dict[str, list[str]]:
    """Give the lines of each paper, by its number."""
    folder = reference.parent / "seeds"
    found = {path.name[:3]: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.txt")}
    if not found:
        pytest.skip(f"The papers are not at {folder}.")
    return found


@pytest.mark.parametrize("build", [build_marks, build_indicators])
def test_what_ships_is_what_is_built(build: Build, reference: Path, tmp_path: Path) -> None:
    for note in build(reference, tmp_path):
        assert (tmp_path / note.path).read_bytes() == (DATA / note.path).read_bytes(), note.path


def test_each_mark_stands_on_the_line_it_names(papers: dict[str, list[str]]) -> None:
    for row in rows("marks/youth.csv"):
        found = LINE.search(row["source"])
        assert found, row
        line = papers[found.group(1)][int(found.group(2)) - 1]
        named = "Oxmoor" if row["parish"] == "Huntingdon" else row["parish"]
        assert named in line
        assert re.search("youth|asked for support", line, re.IGNORECASE)
        # Asking for support is not having nothing.
        assert row["says"] == ("unknown" if "offer is unknown" in line else "has")


def test_no_parish_the_mapping_names_is_left_out(papers: dict[str, list[str]]) -> None:
    line = papers["001"][121]
    named = re.search(r"response from (.*) Parish Councils", line)
    assert named
    told = set(re.split(r", | and ", named.group(1)))
    assert {row["parish"] for row in rows("marks/youth.csv") if row["says"] == "unknown"} == told


def test_the_concerns_are_as_many_as_the_table_states(papers: dict[str, list[str]]) -> None:
    listed: dict[str, list[str]] = {}
    for row in rows("indicators/concerns.csv"):
        listed.setdefault(row["source_line"], []).append(row["concern"])
    assert {line: len(concerns) for line, concerns in listed.items()} == {
        "1107": 9, "1108": 8, "1109": 6, "1110": 6, "1111": 16,
    }  # fmt: skip
    for line, district in (("1107", "Cambridge"), ("1110", "Huntingdon"), ("1111", "Fenland")):
        assert papers["002"][int(line) - 1].startswith(district)
    for line, concerns in listed.items():
        text = papers["002"][int(line) - 1].lower()
        for word in ("self-harm", "homelessness", "tuberculosis", "dementia", "antibiotic", "cancer"):
            assert (word in text) == any(word in one.lower() for one in concerns), (line, word)


def test_no_note_holds_what_belongs_to_a_person() -> None:
    from directory.marks.personal import find_personal  # noqa: PLC0415 - only here

    for row in rows("marks/youth.csv"):
        assert [find_personal(text) for text in (row["role"], row["note"], row["source"])] == [None] * 3


def test_every_lsoa_has_one_figure_of_each_indicator() -> None:
    known = {
        f"lsoa{row['release'][2:]}": set() for row in rows("boundaries/areas.csv") if row["level"] == "lsoa"
    }
    for row in rows("boundaries/areas.csv"):
        if row["level"] == "lsoa":
            known[f"lsoa{row['release'][2:]}"].add(row["code"])
    values = rows("indicators/values.csv")
    for indicator in rows("indicators/indicators.csv"):
        codes = [row["code"] for row in values if row["slug"] == indicator["slug"]]
        assert len(codes) == len(set(codes))
        assert set(codes) == known[indicator["level"]], indicator["slug"]
    assert len(values) == 5 * 516 + 487


def test_a_census_table_without_an_answer_that_is_counted_is_refused(reference: Path, tmp_path: Path) -> None:
    for indicator in CENSUS:
        path = tmp_path / indicator.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(reference / indicator.path, "rt", encoding="utf-8") as stream:
            lines = [line for line in stream if "(overcrowded)" not in line]
        with gzip.open(path, "wt", encoding="utf-8") as stream:
            stream.writelines(lines)
    with pytest.raises(SourceIncomplete, match="overcrowded"):
        build_indicators(tmp_path, tmp_path / "out")
