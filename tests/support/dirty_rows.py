"""Which dirty rows must an import account for? Made from shipped postcodes and words by known corruptions.

The kinds of dirt are those that published feeds have: markup, blanks, doubles, addresses that are none, tags with
blanks at their ends, organisations missing, and what hostile files add.
"""
# ruff: noqa: E501 - a table of dirt, a kind a line

import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from directory.settings import PROJECT_DIR

DATA = PROJECT_DIR / "data"
COLUMNS = (
    "Ref", "Group name", "Type", "Description", "Organisation", "Web", "E-mail", "Tel", "Address 1", "Town", "Post code",
    "Longitude", "Latitude", "Age from", "Age to", "Wheelchair access", "When", "Last updated",
)  # fmt: skip
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class DirtyRow:
    """One row, what was done to it, and what must become of it."""

    kind: str
    cells: list[str]
    outcome: str
    code: str | None


@dataclass(frozen=True, slots=True)
class Dirt:
    """A corruption and its fate."""

    kind: str
    weight: int
    outcome: str
    code: str | None
    soil: Callable[[Cells, random.Random], None]


@cache
def postcodes() -> tuple[tuple[str, str, str], ...]:
    """Give live shipped postcodes with longitude and latitude."""
    with gzip.open(DATA / "postcodes/postcodes.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return tuple(
            (row["postcode"], row["lon"], row["lat"])
            for number, row in enumerate(csv.DictReader(lines))
            if row["status"] == "live" and row["lon"] and number % 7 == 0
        )


@cache
def shipped() -> tuple[tuple[str, str], ...]:
    """Give name and postcode of shipped listings that have one place told by postcode."""
    found = []
    for line in (DATA / "listings/listings.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        places = [site["postcode"] for site in record["sites"] if site["postcode"]]
        if len(record["sites"]) == 1 and places:
            found.append((record["name"], places[0]))
    return tuple(found)


def _set(**cells: str) -> Callable[[Cells, random.Random], None]:
    def soil(row: Cells, _dice: random.Random) -> None:
        row.update({name.replace("_", " "): text for name, text in cells.items()})

    return soil


def _put(column: str, *texts: str) -> Callable[[Cells, random.Random], None]:
    def soil(row: Cells, dice: random.Random) -> None:
        row[column] = dice.choice(texts)

    return soil


def _around(column: str, before: str, after: str) -> Callable[[Cells, random.Random], None]:
    def soil(row: Cells, _dice: random.Random) -> None:
        row[column] = f"{before}{row[column]}{after}"

    return soil


def _swap(row: Cells, dice: random.Random) -> None:
    _, lon, lat = dice.choice(postcodes())
    row.update({"Longitude": lat, "Latitude": lon, "Post code": ""})


def _away(row: Cells, dice: random.Random) -> None:
    row["Longitude"], row["Latitude"] = "-0.4", "52.9"
    row["Tel"] = f"01632 960{dice.randrange(1000):03d}"


def _blank(row: Cells, _dice: random.Random) -> None:
    row.update(
        dict.fromkeys(("Web", "E-mail", "Tel", "Age from", "Age to", "Wheelchair access", "When"), "  ")
    )


def _shipped(row: Cells, dice: random.Random) -> None:
    row["Group name"], row["Post code"] = dice.choice(shipped())


DIRT = (
    Dirt("clean", 20, "added", None, lambda _row, _dice: None),
    Dirt("html", 12, "added", None, _around("Description", "<p>Come <b>along</b> &amp; stay</p><ul><li>", "</li></ul>")),
    Dirt("escaped html", 3, "added", None, _around("Description", "&lt;p&gt;", "&lt;/p&gt;")),
    Dirt("blank optionals", 8, "added", None, _blank),
    Dirt("n/a", 4, "added", None, _put("E-mail", "n/a", "-", "None", "TBC")),
    Dirt("no description", 5, "added", None, _put("Description", "", "  ", "<p></p>")),
    Dirt("no organisation", 4, "added", None, _put("Organisation", "")),
    Dirt("tag with a blank", 4, "added", None, _around("Type", " ", "  ")),
    Dirt("unknown tag", 3, "added", None, _put("Type", "Yodelling", "Cricket; Yodelling")),
    Dirt("postcode as typed", 4, "added", None, lambda row, _dice: row.update({"Post code": row["Post code"].lower().replace(" ", "")})),
    Dirt("web without https", 3, "added", None, _put("Web", "www.example.org/group", "example.org")),
    Dirt("telephone as typed", 3, "added", None, _put("Tel", "+44 1632 960123", "(01632) 960 123", "1632960123")),
    Dirt("date of 1900", 2, "added", None, _put("Last updated", "1900-01-00"[:8] + "01", "01/01/1900", "2999-12-31")),
    Dirt("long description", 2, "added", None, _put("Description", "A sentence of some length. " * 80)),
    Dirt("invisible letters", 2, "added", None, _around("Group name", "\u202e\u200b", "\u0000\ufeff")),
    Dirt("times in words", 2, "added", None, _put("When", "Tuesdays at ten", "every other Friday")),
    Dirt("no name", 2, "quarantined", "no_name", _put("Group name", "", " ", "<b></b>", "-")),
    Dirt("script", 1, "quarantined", "script_in_name", _around("Group name", "<script>alert(1)</script>", "")),
    Dirt("long name", 1, "quarantined", "name_too_long", _around("Group name", "Very " * 60, "")),
    Dirt("bad e-mail", 3, "quarantined", "email", _put("E-mail", "not an address", "a@b", "one@example.org; two@example.org")),
    Dirt("bad telephone", 2, "quarantined", "phone", _put("Tel", "ask at the bar", "12", "01632 960123 / 01632 960124")),
    Dirt("bad web", 2, "quarantined", "web_address", _put("Web", "javascript:alert(1)", "see below", "ftp://example.org")),
    Dirt("bad postcode", 2, "quarantined", "postcode", _put("Post code", "CAMBRIDGE", "CB", "12345")),
    Dirt("unknown postcode", 1, "quarantined", "postcode_unknown", _put("Post code", "PE15 0ZZ", "CB99 9ZZ")),
    Dirt("swapped", 1, "quarantined", "coordinates_swapped", _swap),
    Dirt("null island", 1, "quarantined", "null_island", _set(Longitude="0", Latitude="0.0")),
    Dirt("half a point", 1, "quarantined", "coordinates_half", _set(Longitude="0.1", Latitude="")),
    Dirt("no number", 1, "quarantined", "coordinates", _set(Longitude="east", Latitude="north")),
    Dirt("far away", 1, "quarantined", "far_from_postcode", _away),
    Dirt("bad date", 1, "quarantined", "date", _put("Last updated", "last spring", "31/02/2024")),
    Dirt("bad ages", 1, "quarantined", "ages", lambda row, _dice: row.update({"Age from": "60", "Age to": "18"})),
    Dirt("not yes or no", 1, "quarantined", "yes_or_no", _put("Wheelchair access", "maybe", "2 steps")),
    Dirt("formula", 1, "quarantined", "formula", _put("Description", '=HYPERLINK("http://example.org")', "+cmd|' /C calc'!A0")),
    Dirt("huge cell", 1, "quarantined", "cell_too_long", _put("Description", "very " * 14_000)),
    Dirt("too long to shorten", 1, "quarantined", "text_too_long", _put("Description", "very " * 5_000)),
    Dirt("shipped already", 2, "duplicate", "like_listing", _shipped),
)  # fmt: skip
_SYLLABLES = (
    "bran",
    "del",
    "fen",
    "gor",
    "hal",
    "ick",
    "mar",
    "nor",
    "ost",
    "pel",
    "quil",
    "rud",
    "sel",
    "tam",
    "ul",
    "wex",
    "yar",
    "zel",
)
_BODIES = ("Walkers", "Singers", "Gardeners", "Readers", "Menders", "Painters", "Dancers", "Bakers")


def make(count: int = 5_000, *, seed: int = 20_260_101) -> list[DirtyRow]:
    """Make rows, the same each time for a seed."""
    dice = random.Random(seed)
    rows: list[DirtyRow] = []
    weights = [dirt.weight for dirt in DIRT]
    named: set[str] = set()
    doubles = (
        ("the same again", "duplicate", "same_as_row"),
        ("the same id, other facts", "quarantined", "same_id_twice"),
        ("the same under another id", "duplicate", "same_as_row"),
        ("header again", "quarantined", "header_again"),
        ("ragged", "quarantined", "row_ragged"),
    )
    used: set[tuple[str, str]] = set()
    while len(rows) < count:
        number = len(rows) + 1
        good = [row for row in rows[-200:] if row.kind == "clean"]
        if number % 25 == 0 and good:
            kind, outcome, code = dice.choice(doubles)
            rows.append(
                DirtyRow(
                    kind,
                    _double(kind, dict(zip(COLUMNS, dice.choice(good).cells, strict=True)), number),
                    outcome,
                    code,
                )
            )
            continue
        dirt = dice.choices(DIRT, weights)[0]
        cells = _clean(number, dice, named)
        dirt.soil(cells, dice)
        if dirt.kind == "shipped already":
            key = (cells["Group name"], cells["Post code"])
            if key in used:
                continue  # a second copy of it would be the same as a row above
            used.add(key)
        rows.append(DirtyRow(dirt.kind, [cells[column] for column in COLUMNS], dirt.outcome, dirt.code))
    return rows


def _double(kind: str, cells: Cells, number: int) -> list[str]:
    if kind == "header again":
        return list(COLUMNS)
    if kind == "the same id, other facts":
        cells["Description"] = "Something else."
    if kind == "the same under another id":
        cells["Ref"] = f"again-{number}"
    told = list(cells.values())
    if kind == "ragged":
        told = [f"ragged-{number}", *told[1:], "and", "more"]
    return told


def _clean(number: int, dice: random.Random, named: set[str]) -> Cells:
    postcode, _, _ = dice.choice(postcodes())
    name = ""
    while not name or name in named:
        words = ["".join(dice.sample(_SYLLABLES, 3)).capitalize() for _ in range(2)]
        name = f"{' '.join(words)} {dice.choice(_BODIES)}"
    named.add(name)
    return {
        "Ref": f"row-{number}",
        "Group name": name,
        "Type": dice.choice(("Cricket", "Football", "Library", "Advice", "Men's shed")),
        "Description": f"{name} meet every week. Anybody may come.",
        "Organisation": f"{words[0]} Trust",
        "Web": f"https://example.org/{number}",
        "E-mail": f"group{number}@example.org",
        "Tel": f"01632 960{dice.randrange(1000):03d}",
        "Address 1": f"{dice.randrange(1, 200)} High Street",
        "Town": "",
        "Post code": postcode,
        "Longitude": "",
        "Latitude": "",
        "Age from": dice.choice(("", "5", "18", "18+")),
        "Age to": "",
        "Wheelchair access": dice.choice(("yes", "no", "")),
        "When": dice.choice(("Tu 10:00-12:00", "Mo-Fr 09:00-17:00", "")),
        "Last updated": dice.choice(("2025-06-30", "30/06/2025", "2024-11", "")),
    }


def as_csv(rows: list[DirtyRow], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Write rows as somebody's spreadsheet saves them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows(row.cells for row in rows)
    return out.getvalue().encode(encoding)
