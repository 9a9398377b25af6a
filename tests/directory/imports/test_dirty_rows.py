"""Does an import of 5,000 dirty rows account for every row, twice the same, and undone exactly?"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import dirty_rows
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.changes.schemas import COMMAND
from directory.imports.batches import NewSource, add_source, check_file, take_file
from directory.imports.plan import Outcome, Plan
from directory.imports.planning import Asked
from directory.imports.queries import list_rows, read_batch
from directory.imports.undoing import undo_batch
from directory.settings import PROJECT_DIR
from directory.store import data_version, open_engine, session_scope

DATA = PROJECT_DIR / "data"
ROWS = 5_000
ASKED = Asked("dirt")
FACTS = (
    "listing", "location", "service_at_location", "schedule", "instance", "listing_category",
    "listing_language", "service_area", "source_record", "organization", "former_slug", "field_source",
    "search_entry",
)  # fmt: skip
NUMBERED = {"updated_at", "at", "no"}
"""When a row was written, and a number of the index alone, are no facts."""


def facts(engine: Engine) -> dict[str, list[tuple[str, ...]]]:
    """Read every fact of every listing."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with engine.connect() as connection:
        for table in FACTS:
            rows = connection.execute(text(f"SELECT * FROM {table}")).mappings()  # noqa: S608
            found[table] = sorted(tuple(str(v) for k, v in row.items() if k not in NUMBERED) for row in rows)
        words = connection.execute(text("SELECT name, about, place, summary FROM search_text"))
        found["search_text"] = sorted(tuple(map(str, row)) for row in words)
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    engine: Engine
    path: Path
    rows: list[dirty_rows.DirtyRow]
    before: dict[str, Any]
    checked: Plan
    plan: Plan
    batch: UUID
    version_checked: bool


@pytest.fixture(scope="module")
def taken(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    folder = tmp_path_factory.mktemp("dirt")
    shutil.copy(built_database, folder / "directory.sqlite3")
    engine = open_engine(f"sqlite:///{folder / 'directory.sqlite3'}")
    rows = dirty_rows.make(ROWS)
    path = folder / "dirty.csv"
    path.write_bytes(dirty_rows.as_csv(rows))
    with session_scope(engine) as session:
        add_source(session, "dirt", NewSource("Dirty rows", "Nobody", "CC0", "None."))
    before, version = facts(engine), data_version(engine)
    with Session(engine) as session:
        checked = check_file(session, DATA, path, ASKED)
    untouched = facts(engine) == before and data_version(engine) == version
    with session_scope(engine) as session:
        batch, plan = take_file(session, DATA, path, ASKED, actor=COMMAND, as_shown=checked.digest)
    yield Taken(engine, path, rows, before, checked, plan, batch, untouched)
    engine.dispose()


def test_a_check_tells_what_is_then_done_and_changes_nothing(taken: Taken) -> None:
    assert taken.version_checked
    assert taken.checked == taken.plan


def test_every_row_has_one_outcome_and_the_counts_add_up(taken: Taken) -> None:
    assert len(taken.plan.rows) == ROWS
    assert sum(taken.plan.counts.values()) == ROWS
    with Session(taken.engine) as session:
        batch = read_batch(session, taken.batch)
        rows = list_rows(session, taken.batch)
    assert batch.rows == ROWS
    assert batch.counts == taken.plan.counts
    assert Counter(row.outcome for row in rows) == {word: n for word, n in batch.counts.items() if n}


def test_each_corruption_ends_where_it_must(taken: Taken) -> None:
    wrong = Counter()
    for made, row in zip(taken.rows, taken.plan.rows, strict=True):
        found = (row.outcome.value, row.code.value if row.code else None)
        if found != (made.outcome, made.code):
            wrong[made.kind, *found] += 1
    assert not wrong
    kinds = {row.kind for row in taken.rows}
    assert kinds >= {dirt.kind for dirt in dirty_rows.DIRT}, "every kind of dirt is among the rows"


def test_what_is_set_aside_says_why_and_what_to_do_and_keeps_the_row(taken: Taken) -> None:
    with Session(taken.engine) as session:
        rows = list_rows(session, taken.batch)
    for row, planned in zip(rows, taken.plan.rows, strict=True):
        aside = row.outcome == "quarantined"
        assert bool(row.raw) == aside, row
        if aside:
            assert planned.code is not None
            assert planned.code.label.endswith(".")
            assert planned.code.todo.endswith(".")
            assert row.message


def test_repairs_are_made_by_their_rules(taken: Taken) -> None:
    by_kind: dict[str, list[Any]] = {}
    for made, row in zip(taken.rows, taken.plan.rows, strict=True):
        by_kind.setdefault(made.kind, []).append(row)
    rules = {
        "html": "html_to_text",
        "escaped html": "html_to_text",
        "no description": "description_missing",
        "postcode as typed": "postcode_form",
        "telephone as typed": "phone_form",
        "web without https": "web_form",
        "date of 1900": "date_left_out",
        "long description": "shortened",
        "invisible letters": "invisible_left_out",
        "times in words": "hours_as_words",
        "unknown tag": "category_unknown",
        "n/a": "blank_left_out",
    }
    for kind, rule in rules.items():
        assert all(rule in row.notes for row in by_kind[kind]), kind
    for row in by_kind["html"]:
        assert row.after.summary.startswith("Come along & stay")
        assert "<" not in row.after.summary
    assert {row.after.email for row in by_kind["n/a"]} == {None}
    assert {row.after.phone for row in by_kind["telephone as typed"]} == {"01632 960123"}
    assert all(
        len(row.after.summary) <= 500 and row.after.summary.endswith(".")
        for row in by_kind["long description"]
    )
    assert {row.after.sources[0].date for row in by_kind["date of 1900"]} == {None}
    assert not any(
        "\u202e" in row.after.name or "\x00" in row.after.name for row in by_kind["invisible letters"]
    )


def test_what_was_added_is_found_placed_and_of_its_source(taken: Taken) -> None:
    added = [row for row in taken.plan.rows if row.outcome is Outcome.ADDED]
    with taken.engine.connect() as connection:
        listings = connection.execute(
            text("SELECT count(DISTINCT listing_id) FROM source_record WHERE source = 'dirt'")
        ).scalar_one()
        placed = connection.execute(
            text(
                "SELECT count(*) FROM search_entry e JOIN source_record r ON r.listing_id = e.listing_id "
                "WHERE r.source = 'dirt' AND e.lsoa21 IS NOT NULL"
            )
        ).scalar_one()
        said = connection.execute(
            text("SELECT count(*) FROM field_source WHERE source = 'dirt' AND said_by = 'source'")
        ).scalar_one()
        versions = connection.execute(
            text("SELECT count(*) FROM listing_version WHERE number = 1")
        ).scalar_one()
    assert listings == placed == versions == len(added)
    assert said > 5 * len(added), "each fact has its source"


def test_the_same_file_again_changes_nothing(taken: Taken) -> None:
    with session_scope(taken.engine) as session:
        _, again = take_file(session, DATA, taken.path, ASKED, actor=COMMAND)
    assert again.to_take == 0
    assert again.counts["unchanged"] == taken.plan.counts["added"]
    assert again.counts["added"] == again.counts["updated"] == again.counts["conflict"] == 0
    assert again.counts["quarantined"] == taken.plan.counts["quarantined"]
    assert again.counts["duplicate"] == taken.plan.counts["duplicate"]


def test_undone_is_as_before_and_undone_twice_is_once(taken: Taken, tmp_path: Path) -> None:
    with taken.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "undone.sqlite3"
    shutil.copy(str(taken.engine.url.database), copy)
    engine = open_engine(f"sqlite:///{copy}")
    with session_scope(engine) as session:
        report = undo_batch(session, DATA, taken.batch, actor=COMMAND)
    assert (report.removed, report.restored, report.kept) == (taken.plan.counts["added"], 0, ())
    undone = facts(engine)
    for table, rows in taken.before.items():
        assert undone[table] == rows, table
    with session_scope(engine) as session:
        assert undo_batch(session, DATA, taken.batch, actor=COMMAND).already
        assert not any(row.raw for row in list_rows(session, taken.batch)), "quarantine ends with its import"
    assert facts(engine) == undone
    engine.dispose()


@pytest.mark.parametrize(
    ("encoding", "delimiter", "said"),
    [
        ("utf-8", ",", "UTF-8,"),
        ("utf-8-sig", ";", "UTF-8 with a byte order mark"),
        ("utf-16", "\t", "UTF-16"),
        ("utf-16-le", ",", "UTF-16"),
        ("cp1252", ";", "Windows-1252"),
    ],
)
def test_whatever_the_encoding_the_rows_are_the_same(
    taken: Taken, tmp_path: Path, encoding: str, delimiter: str, said: str
) -> None:
    head, first, second = (
        "Name,Post code,Description,Cost",
        '"Café Münz, March",PE15 8AA,"Tea and “cake”",£2',
        "Élan Singers,PE15 8AA,Songs,£1",
    )
    lines = f"{head}\r\n{first}\r\n{second}\r\n"
    path = tmp_path / "list.csv"
    path.write_bytes(lines.replace(",", delimiter).replace(f"Münz{delimiter}", "Münz,").encode(encoding))
    with Session(taken.engine) as session:
        plan = check_file(session, DATA, path, ASKED)
    assert said in plan.facts[0]
    assert [row.name for row in plan.rows] == ["Café Münz, March", "Élan Singers"]
    record = plan.rows[0].after
    assert record is not None
    assert (record.summary, record.cost_note) == ("Tea and “cake”", "£2")
