"""Is each line of a file taken as it stands or set aside with its reasons, and nothing else changed?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from directory.changes.document import read_record
from directory.changes.schemas import COMMAND
from directory.changes.service import change_listing, confirm_listing
from directory.errors import ImportRejected, SourceIncomplete
from directory.imports.service import FileReport, import_file
from directory.listings.models import Listing
from directory.listings.service import read_listing
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.settings import PROJECT_DIR
from directory.store import data_version, session_scope

DATA = PROJECT_DIR / "data"
Make = Callable[..., dict[str, Any]]
Write = Callable[..., Path]
TABLES = (
    "listing", "location", "service_at_location", "schedule", "instance", "listing_category",
    "listing_language", "service_area", "source_record", "organization", "former_slug", "search_entry",
)  # fmt: skip
CHANGING = {"updated_at"}


def dump(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table of listings, but for the moment it was written."""
    found = {}
    with engine.connect() as connection:
        for table in TABLES:
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings()  # noqa: S608
            found[table] = sorted(
                tuple(str(value) for name, value in row.items() if name not in CHANGING) for row in rows
            )
        words = connection.execute(text("SELECT rowid, name, about, place, summary FROM search_text"))
        found["search_text"] = sorted(tuple(map(str, row)) for row in words)
    return found


def bring(engine: Engine, path: Path, *, dry_run: bool = False) -> FileReport:
    with session_scope(engine) as session:
        return import_file(session, DATA, path, dry_run=dry_run)


def count(report: FileReport) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.kept, len(report.rejected)


def slug_of(engine: Engine, name: str) -> str:
    with engine.connect() as connection:
        return str(
            connection.execute(text("SELECT slug FROM listing WHERE name = :n"), {"n": name}).scalar_one()
        )


def test_a_record_becomes_a_listing_placed_tagged_and_found(
    directory_engine: Engine, make: Make, write: Write
) -> None:
    before = data_version(directory_engine)
    report = bring(directory_engine, write(make("Quiddity Cricket Club", free=True, languages=["pl"])))
    assert count(report) == (1, 0, 0, 0)
    assert data_version(directory_engine) != before
    with Session(directory_engine) as session:
        read = read_listing(session, "quiddity-cricket-club")
        assert not hasattr(read, "slug_moved")
        cards = search(session, ListingQuery(q="quiddity")).contents
        assert [card.slug for card in cards] == ["quiddity-cricket-club"]
        card = cards[0]
        assert card.place is not None
        assert card.place.areas.district == "E07000010"
        assert card.place.areas.lsoa21
        assert card.capitals, "the rule of its category tags it"
        assert card.assured_date is None
        assert card.source_date == "2024-05"
        assert search(session, ListingQuery(q="quiddity", languages=("pl",))).contents[0].unsaid == ()


def test_importing_twice_is_importing_once(directory_engine: Engine, make: Make, write: Write) -> None:
    path = write(make("Alpha Club"), make("Beta Club", organization={"name": "Alpha and Beta"}))
    bring(directory_engine, path)
    first = dump(directory_engine)
    assert count(bring(directory_engine, path)) == (0, 2, 0, 0)
    assert dump(directory_engine) == first


def test_a_dry_run_says_the_same_and_changes_nothing(
    directory_engine: Engine, make: Make, write: Write
) -> None:
    path = write(make("Alpha Club"), "{broken", make("Beta Club"))
    before, version = dump(directory_engine), data_version(directory_engine)
    told = bring(directory_engine, path, dry_run=True)
    assert dump(directory_engine) == before
    assert data_version(directory_engine) == version
    assert told == bring(directory_engine, path)
    assert dump(directory_engine) != before


def test_an_import_is_the_callers_to_commit(directory_engine: Engine, make: Make, write: Write) -> None:
    path = write(make("Alpha Club"))
    before = dump(directory_engine)

    def fail_after() -> None:
        with session_scope(directory_engine) as session:
            import_file(session, DATA, path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after()
    assert dump(directory_engine) == before


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no source", {"sources": []}, "sources"),
    ("kind", {"kind": "club"}, "kind"),
    ("a field nobody knows", {"colour": "red"}, "colour"),
    ("short name", {"name": "x"}, "name"),
    ("id", {"id": "7"}, "id"),
    ("ages", {"min_age": 18, "max_age": 5}, "min_age is above max_age"),
    ("age", {"min_age": -1}, "min_age"),
    ("web address", {"url": "javascript:alert(1)"}, "url"),
    ("web address with a space", {"url": "https://x y"}, "url"),
    ("e-mail", {"email": "nobody"}, "email"),
    ("telephone", {"phone": "ring me"}, "phone"),
    ("language", {"languages": ["Polish"]}, "languages"),
    ("area", {"serves": ["Fenland"]}, "serves"),
    ("date", {"sources": [{"source": "council_papers", "source_id": "1", "date": "May 2024"}]}, "date"),
    ("capital", {"capitals": [{"capital": "money", "reason": "x", "basis": "y"}]}, "capital"),
]
SITES: list[tuple[str, dict[str, Any], str]] = [
    ("hours", {"precision": "hidden", "hours": "weekdays"}, "not opening hours"),
    ("half a point", {"precision": "exact", "lon": 0.1}, "both lon and lat"),
    ("exact without a point", {"precision": "exact"}, "needs lon and lat"),
    ("not in Britain", {"precision": "exact", "lon": 30.0, "lat": 52.0}, "lon"),
    ("lat and lon exchanged", {"precision": "exact", "lon": 52.5, "lat": 0.1}, "lon"),
    ("postcode", {"precision": "postcode", "postcode": "pe15 8aa", "lon": 0.1, "lat": 52.5}, "postcode"),
    ("parish without its code", {"precision": "parish", "lon": 0.1, "lat": 52.5}, "parish code"),
    (
        "address below a postcode",
        {"precision": "parish", "parish": "E04001645", "lon": 0.1, "lat": 52.5, "address": "1 High Street"},
        "may not carry an address",
    ),
    (
        "postcode below a postcode",
        {"precision": "district", "district": "E07000010", "postcode": "PE15 8AA"},
        "may not carry an address or a postcode",
    ),
    ("point of a district", {"precision": "district", "lon": 0.1, "lat": 52.5}, "may not carry coordinates"),
    (
        "point of a hidden place",
        {"precision": "hidden", "lon": 0.1, "lat": 52.5},
        "may not carry coordinates",
    ),
    ("an unknown precision", {"precision": "street"}, "precision"),
    ("a parish nobody has loaded", {"precision": "parish", "parish": "E04999999"}, "not loaded: E04999999"),
]
WORDS: list[tuple[str, dict[str, Any], str]] = [
    ("category", {"categories": ["quidditch"]}, "listings/categories.csv"),
    (
        "source",
        {"sources": [{"source": "hearsay", "source_id": "1"}]},
        "a source nobody has described: hearsay",
    ),
]
EVERY_FAULT = [
    *BAD,
    *((name, {"sites": [site]}, reason) for name, site, reason in SITES),
    *WORDS,
    ("two sites alike", {"sites": [{"precision": "hidden"}, {"precision": "hidden"}]}, "stands twice"),
]


@pytest.mark.parametrize(
    ("changes", "reason"), [fault[1:] for fault in EVERY_FAULT], ids=[f[0] for f in EVERY_FAULT]
)
def test_a_bad_line_is_set_aside_with_its_reason_and_the_others_are_taken(
    directory_engine: Engine, make: Make, write: Write, changes: dict[str, Any], reason: str
) -> None:
    bad = make("Bad Club") | changes
    report = bring(directory_engine, write(make("Alpha Club"), bad, make("Omega Club")))
    assert count(report) == (2, 0, 0, 1)
    rejected = report.rejected[0]
    assert (rejected.line, rejected.name) == (2, bad["name"])
    assert any(reason in told for told in rejected.reasons), rejected.reasons
    with directory_engine.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM listing WHERE name LIKE '% Club'")).scalars())
        assert {"Alpha Club", "Omega Club"} <= names
        assert bad["name"] not in names


def test_nothing_is_lost_whatever_the_lines(directory_engine: Engine, make: Make, write: Write) -> None:
    lines: list[dict[str, Any] | str] = [
        "", "{", "[]", "null", "7", '"text"', make("One Club"), make("One Club"), "   ", make("Two Club"),
        "[" * 5_000, '{"name": ' + '"x' * 3, make("\ufeffThree Club"),
    ]  # fmt: skip
    report = bring(directory_engine, write(*lines))
    blank = sum(isinstance(line, str) and not line.strip() for line in lines)
    assert report.added + len(report.rejected) == len(lines) - blank
    assert [rejected.line for rejected in report.rejected] == [2, 3, 4, 5, 6, 8, 11, 12]
    assert all(rejected.reasons for rejected in report.rejected)
    assert "the same id stands in line 7" in report.rejected[5].reasons[0]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_nothing_done(directory_engine: Engine, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(content)
    assert count(bring(directory_engine, path)) == (0, 0, 0, 0)


def test_a_file_that_is_not_text_or_not_there_says_so(directory_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x80")
    with pytest.raises(ImportRejected, match="not UTF-8"):
        bring(directory_engine, path)
    with pytest.raises(SourceIncomplete, match="is not there"):
        bring(directory_engine, tmp_path / "nothing.jsonl")
    with pytest.raises(SourceIncomplete, match="is not there"):
        bring(directory_engine, tmp_path)


def confirm(engine: Engine, name: str) -> None:
    with session_scope(engine) as session:
        identifier = session.exec(select(Listing.id).where(Listing.name == name)).one()
        confirm_listing(session, identifier, actor=COMMAND, on=date(2026, 11, 1), change_id=uuid4())
        record = read_record(session, identifier).model_copy(update={"summary": "Ours now."})
        change_listing(session, DATA, identifier, record, actor=COMMAND, source="form", change_id=uuid4())


def test_what_somebody_confirmed_here_is_kept(directory_engine: Engine, make: Make, write: Write) -> None:
    path = write(make("Alpha Club"), make("Beta Club"))
    bring(directory_engine, path)
    confirm(directory_engine, "Alpha Club")
    assert count(bring(directory_engine, path)) == (0, 1, 1, 0)
    with Session(directory_engine) as session:
        read = read_listing(session, slug_of(directory_engine, "Alpha Club"))
        assert getattr(read, "summary", None) == "Ours now."


def test_what_is_kept_is_counted_of_this_file_alone(
    directory_engine: Engine, make: Make, write: Write
) -> None:
    bring(directory_engine, write(make("Alpha Club")))
    confirm(directory_engine, "Alpha Club")
    assert count(bring(directory_engine, write(make("Beta Club")))) == (1, 0, 0, 0)


def test_a_former_address_survives_an_import(directory_engine: Engine, make: Make, write: Write) -> None:
    path = write(make("Alpha Club"))
    bring(directory_engine, path)
    with session_scope(directory_engine) as session:
        session.execute(
            text("INSERT INTO former_slug SELECT 'the-old-name', id FROM listing WHERE name = 'Alpha Club'")
        )
    assert count(bring(directory_engine, path)) == (0, 1, 0, 0)
    with Session(directory_engine) as session:
        assert read_listing(session, "the-old-name").slug == slug_of(directory_engine, "Alpha Club")


def test_a_record_behind_another_listing_is_set_aside(
    directory_engine: Engine, make: Make, write: Write
) -> None:
    taken = {"sources": [{"source": "council_papers", "source_id": "test/one and the same"}]}
    bring(directory_engine, write(make("Alpha Club", **taken)))
    report = bring(directory_engine, write(make("Beta Club", **taken), make("Gamma Club")))
    assert count(report) == (1, 0, 0, 1)
    assert "is behind listing" in report.rejected[0].reasons[0]


def test_addresses_are_unique_and_stay(directory_engine: Engine, make: Make, write: Write) -> None:
    same = [make(f"number {number}") | {"name": "The Same Club"} for number in range(5)]
    bring(directory_engine, write(*same))

    def slugs() -> dict[str, str]:
        with directory_engine.connect() as connection:
            rows = connection.execute(text("SELECT id, slug FROM listing WHERE name = 'The Same Club'"))
            return {row.id: row.slug for row in rows}

    first = slugs()
    assert len(set(first.values())) == 5
    assert "the-same-club" in first.values()
    assert all(slug.startswith("the-same-club") for slug in first.values())
    bring(directory_engine, write(*reversed(same)))
    assert slugs() == first


@pytest.mark.parametrize(
    "name", ["???", "日本", "Ünïcödé Club", "x" * 200, "../../etc/passwd", "<b>Club</b>"]
)
def test_any_name_gets_an_address_that_is_safe(
    directory_engine: Engine, make: Make, write: Write, name: str
) -> None:
    bring(directory_engine, write(make("named") | {"name": name}))
    slug = slug_of(directory_engine, name)
    assert slug
    assert slug.isascii()
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


CHECKS = [
    "UPDATE location SET address = '1 High Street' WHERE precision = 'parish'",
    "UPDATE location SET postcode = 'PE15 8AA' WHERE precision = 'parish'",
    "UPDATE location SET lon = 0.1, lat = 52.5 WHERE precision = 'district'",
    "UPDATE location SET precision = 'street'",
    "UPDATE location SET precision = 'hidden' WHERE lon IS NOT NULL",
    "UPDATE listing SET kind = 'club'",
    "UPDATE listing SET status = 'gone'",
    "UPDATE listing SET min_age = 18, max_age = 5",
    "UPDATE instance SET capital = 'money'",
    "UPDATE listing SET slug = 'the-same'",
    "INSERT INTO source_record SELECT hex(randomblob(16)), listing_id, source, source_id, NULL, NULL FROM source_record",  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize("statement", CHECKS)
def test_the_store_itself_refuses_what_the_rules_refuse(directory_engine: Engine, statement: str) -> None:
    with directory_engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(statement))
