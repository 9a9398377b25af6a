"""Is each hostile file turned away or set aside with a clear word, and within its limits?"""

import io
import json
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlmodel import Session

from directory.errors import HereaboutsError, ImportRejected
from directory.imports import limits
from directory.imports.batches import plan_path
from directory.imports.files import open_file, open_stream
from directory.imports.plan import Plan
from directory.imports.planning import Asked
from directory.imports.rows import RawRow
from directory.settings import PROJECT_DIR

DATA = PROJECT_DIR / "data"
POINT = {"type": "Point", "coordinates": [0.0877, 52.5515]}


class Endless(io.RawIOBase):
    """Rows without end, made as they are read: nothing of it is ever on a disk."""

    def __init__(self, header: bytes, row: bytes, size: int) -> None:
        super().__init__()
        self._header, self._row, self._size, self._at, self.given = header, row, size, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, 0)
        self._at = 0
        return 0

    def read(self, size: int = -1) -> bytes:
        wanted = self._size - self._at if size < 0 else min(size, self._size - self._at)
        given = bytearray()
        while len(given) < wanted:
            at = self._at + len(given)
            if at < len(self._header):
                given += self._header[at:]
            else:
                given += self._row[(at - len(self._header)) % len(self._row) :]
                given += self._row * ((wanted - len(given)) // len(self._row))
        self._at += wanted
        self.given += wanted
        return bytes(given[:wanted])


def rows_of(content: bytes, format_: str, name: str = "list") -> list[RawRow]:
    return list(open_stream(io.BytesIO(content), name, format_).rows)


@pytest.fixture
def plan(read_session: Session, tmp_path: Path) -> Callable[..., Plan]:
    def planned(content: bytes | str, name: str = "list.csv") -> Plan:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return plan_path(read_session, DATA, path, Asked("council_papers"))

    return planned


def codes(plan: Plan) -> list[str]:
    return [row.code.value if row.code else row.outcome.value for row in plan.rows]


def test_ten_million_rows_stop_at_the_limit() -> None:
    row = b"A,CB1 2JD\n"
    stream = Endless(b"Name,Postcode\n", row, 14 + 10_000_000 * len(row))
    opened = open_stream(stream, "long.csv", "csv")
    taken = 0
    for _ in zip(range(limits.MOST_ROWS), opened.rows, strict=False):
        taken += 1
    assert taken == limits.MOST_ROWS
    with pytest.raises(ImportRejected, match=r"more than 100,000 rows.*Nothing was taken"):
        next(opened.rows)


def test_a_file_without_end_stops_at_the_limit_of_bytes() -> None:
    stream = Endless(b"Name,Postcode\n", b"x" * 1000, 10**12)
    with pytest.raises(ImportRejected, match="larger than 200 MB"):
        open_stream(stream, "endless.csv", "csv")
    assert stream.given < limits.MOST_BYTES * 1.1


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse.csv"
    with path.open("wb") as out:
        out.truncate(10 * 1024**3)
    with pytest.raises(ImportRejected, match="larger than 200 MB"), open_file(path):
        pass


def test_what_has_no_end_by_nature_is_no_file() -> None:
    with (
        pytest.raises(ImportRejected, match="not a file that has an end"),
        open_file(Path("/dev/zero"), name="z.csv"),
    ):
        pass


def test_ten_thousand_columns_are_refused() -> None:
    header = ",".join(f"c{number}" for number in range(9_999))
    with pytest.raises(ImportRejected, match="10,000 columns"):
        rows_of(f"Name,{header}\nA\n".encode(), "csv")


def test_a_quotation_mark_that_is_never_closed_takes_no_rows_with_it_silently(
    plan: Callable[..., Plan],
) -> None:
    found = plan('Name,Postcode,Phone\nQuid Club,PE15 8AA,\n"Open Club,PE15 8AA,\nLost Club,PE15 8AA,\n')
    assert codes(found) == ["added", "quote_open"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('Quid Club,PE15 8AA,"' + "very long " * 30_000 + '"', "cell_too_long"),
        ("<script>alert(1)</script>Quid,PE15 8AA,x", "script_in_name"),
        ('"<img src=x onerror=alert(1)>Quid",PE15 8AA,x', "script_in_name"),
        ("&lt;script&gt;Quid&lt;/script&gt;,PE15 8AA,x", "script_in_name"),
        ('"=HYPERLINK(""http://example.org"",""Quid"")",PE15 8AA,x', "formula"),
        ("Quid \x00Club\u202e\u200b,PE15 8AA,x", "added"),
        ("\u200b\u200d\u2060,PE15 8AA,x", "no_name"),
        ("Q" + "\u0301" * 500 + "uid Club,PE15 8AA,x", "added"),
        ("Name,Postcode,Description", "header_again"),
        ("Telephone,E-mail,Website", "header_changed"),
        ("Quid Club,PE15 8AA,x,more,and more", "row_ragged"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_hostile_row_is_set_aside_and_the_rest_go_on(
    plan: Callable[..., Plan], row: str, code: str
) -> None:
    found = plan(
        f"Name,Postcode,Description\nFirst Quid Folk,PE15 8AA,x\n{row}\nLast Quid People,PE15 8AA,x\n"
    )
    assert codes(found) == ["added", code, "added"]
    kept = found.rows[1].after
    if kept is not None:
        assert not set(kept.name) & set("\x00\u202e\u200b")
        assert len(kept.name) < 20


def test_bytes_that_the_encoding_does_not_have_put_their_row_aside(plan: Callable[..., Plan]) -> None:
    bad = b"\xff\xfe" + "Name,Postcode\nQuid Club,PE15 8AA\n".encode("utf-16-le") + b"\x00\xd8A\x00\n\x00"
    assert codes(plan(bad)) == ["added", "characters_lost"]


def zipped(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


def book(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    for title, lines in sheets.items():
        other: Any = made.create_sheet(title)
        for line in lines:
            other.append(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(plan: Callable[..., Plan]) -> None:
    bomb = zipped(services_DOT_csv=b"0" * 300_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(ImportRejected, match="200 times its size"):
        plan(bomb, "bomb.zip")
    with pytest.raises(ImportRejected, match="200 times its size"):
        plan(bomb, "bomb.xlsx")
    many = zipped(**{f"part{number}": b"" for number in range(2_001)})
    with pytest.raises(ImportRejected, match="2,001 parts"):
        plan(many, "many.zip")


def test_a_part_that_says_less_of_its_size_than_it_holds_is_found_out(plan: Callable[..., Plan]) -> None:
    whole, said = b"id,name\n1,A\n" + b" " * 50_000_000, 100
    lie = bytearray(zipped(services_DOT_csv=whole))
    for sign, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        place = lie.index(sign) + at
        lie[place : place + 4] = zlib.crc32(whole[:said]).to_bytes(4, "little")
        lie[place + 8 : place + 12] = said.to_bytes(4, "little")
    tracemalloc.start()
    try:
        with pytest.raises(ImportRejected, match=r"damaged|larger than it says"):
            plan(bytes(lie), "lie.zip")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_workbook_that_declares_entities_or_carries_macros_is_refused(plan: Callable[..., Plan]) -> None:
    lol = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
    with pytest.raises(ImportRejected, match="entities"):
        plan(zipped(xl__workbook_DOT_xml=lol), "lol.xlsx")
    with pytest.raises(ImportRejected, match="macros"):
        plan(zipped(xl__vbaProject_DOT_bin=b"x"), "macro.xlsx")
    with pytest.raises(ImportRejected, match=r"Save it as \.xlsx or \.csv"):
        plan(b"x", "macro.xlsm")


@pytest.mark.parametrize("name", ["text.xlsx", "text.zip"])
def test_a_file_that_is_not_what_its_ending_says_is_refused(plan: Callable[..., Plan], name: str) -> None:
    with pytest.raises(ImportRejected, match="not what its ending says"):
        plan("Name,Postcode\n", name)
    with pytest.raises(HereaboutsError):
        plan(b"PK\x03\x04 broken", name)


def test_of_a_workbook_values_are_taken_and_a_formula_without_one_is_set_aside(
    plan: Callable[..., Plan],
) -> None:
    content = book(
        ["A list of ours"],
        ["Name", "Postcode", "Telephone", "Last updated"],
        ["Quid Club", "PE15 8AA", 1632960123, "2025-06-30"],
        ["Quid Folk", "PE15 8AA", "=1+1", None],
        [None, None, None, None],
        ["Quid Men", "PE15 8AA", None, None],
    )
    found = plan(content, "list.xlsx")
    assert codes(found) == ["added", "formula_without_value", "added"]
    assert [row.number for row in found.rows] == [3, 4, 6]
    assert found.rows[0].after is not None
    assert found.rows[0].after.phone == "01632 960123"
    assert "above the names of the columns left out" in found.facts[1]


def test_the_sheet_that_names_our_columns_is_read(plan: Callable[..., Plan]) -> None:
    content = book(["Read me"], Groups=[["Name", "Postcode", "Tel"], ["Quid Club", "PE15 8AA", None]])
    assert codes(plan(content, "list.xlsx")) == ["added"]


def features(*made: tuple[dict[str, Any] | None, dict[str, Any]], **top: object) -> str:
    told = [{"type": "Feature", "geometry": geometry, "properties": facts} for geometry, facts in made]
    return json.dumps({"type": "FeatureCollection", "features": told, **top})


def test_geojson_is_placed_by_a_point_inside_each_shape(plan: Callable[..., Plan]) -> None:
    ring = [[0.08, 52.55], [0.09, 52.55], [0.09, 52.56], [0.08, 52.55]]
    found = plan(
        features(
            (POINT, {"name": "Quid Park"}),
            ({"type": "Polygon", "coordinates": [ring]}, {"name": "Quid Meadow"}),
            ({"type": "Point", "coordinates": [52.5515, 0.0877]}, {"name": "Quid Swapped"}),
            ({"type": "Point", "coordinates": [0, 0]}, {"name": "Quid Nowhere"}),
            ({"type": "Point", "coordinates": [545000, 258000]}, {"name": "Quid Grid"}),
            ({"type": "Point", "coordinates": [-1.5, 53.8]}, {"name": "Quid Leeds"}),
            ({"type": "Point", "coordinates": ["x", None]}, {"name": "Quid Odd"}),
            ({"type": "Polygon", "coordinates": "?"}, {"name": "Quid Shape"}),
            (None, {"name": "Quid Placeless"}),
        ),
        "list.geojson",
    )
    assert codes(found) == [
        "added",
        "added",
        "coordinates_swapped",
        "null_island",
        "coordinates_not_wgs84",
        "outside",
        "coordinates",
        "coordinates",
        "added",
    ]
    assert found.rows[0].after is not None
    assert found.rows[0].after.kind == "outdoor_space"
    assert found.rows[0].after.sites[0].district == "E07000010"


def test_geojson_of_another_system_is_refused(plan: Callable[..., Plan]) -> None:
    grid = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    with pytest.raises(ImportRejected, match="WGS84"):
        plan(features((POINT, {"name": "Quid"}), crs=grid), "list.geojson")
    wgs84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert codes(plan(features((POINT, {"name": "Quid Park"}), crs=wgs84), "list.geojson")) == ["added"]


@pytest.mark.parametrize("name", ["deep.json", "deep.geojson"])
def test_json_that_nests_without_end_is_refused(plan: Callable[..., Plan], name: str) -> None:
    with pytest.raises(ImportRejected, match=r"nests deeper|broken"):
        plan('{"type": "FeatureCollection", "features": ' + "[" * 100_000, name)


def test_json_that_breaks_off_takes_nothing(plan: Callable[..., Plan]) -> None:
    whole = json.dumps({"contents": [{"id": "1", "name": "Quid Club"}, {"id": "2", "name": "Quid Folk"}]})
    assert codes(plan(whole, "list.json")) == ["added", "added"]
    with pytest.raises(ImportRejected, match="broken"):
        plan(whole[:-20], "list.json")


def test_lines_of_json_that_are_none_are_set_aside(plan: Callable[..., Plan]) -> None:
    lines = ['{"id": "1", "name": "Quid Club"}', '{"id": "2", "na}', "[" * 50, '"text"', '{"id": "3"}']
    lines.insert(1, '{"id": "0", "name": "Quid Folk"}')
    assert codes(plan("\n".join(lines), "list.ndjson")) == [
        "added",
        "added",
        "not_readable",
        "too_deep",
        "not_readable",
        "no_name",
    ]


def test_our_own_format_is_taken_line_by_line(plan: Callable[..., Plan]) -> None:
    good = (DATA / "listings/listings.jsonl").read_text(encoding="utf-8").splitlines()[0]
    record = json.loads(good)
    other = {**record, "categories": ["no-such-thing"], "id": "00000000-0000-5000-8000-000000000001"}
    other["sources"] = [{"source": "council_papers", "source_id": "quid/1"}]
    assert codes(plan("\n".join([good, "{broken", json.dumps(other)]), "list.jsonl")) == [
        "unchanged",
        "not_in_order",
        "not_in_order",
    ]


def test_a_template_filled_in_is_a_list(
    plan: Callable[..., Plan], read_session: Session, tmp_path: Path
) -> None:
    from directory.imports.columns import FIELDS  # noqa: PLC0415
    from directory.imports.template import write_template  # noqa: PLC0415

    example = {field.name: field.example for field in FIELDS}
    path = tmp_path / "template.xlsx"
    write_template(read_session, path)
    made = openpyxl.load_workbook(path)
    sheet: Any = made["Listings"]
    assert sheet.data_validations.dataValidation, "cells offer their words"
    sheet.append([example[field.name] for field in FIELDS])
    made.save(path)
    assert codes(plan(path.read_bytes(), "filled.xlsx")) == ["added"]
    write_template(read_session, tmp_path / "t.csv")
    line = ",".join(f'"{example[field.name]}"' for field in FIELDS)
    found = plan((tmp_path / "t.csv").read_bytes() + line.encode() + b"\r\n", "filled.csv")
    assert codes(found) == ["added"]
    assert all(match.how == "name" for match in found.matches)
