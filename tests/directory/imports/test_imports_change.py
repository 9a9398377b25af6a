"""What does an import do to listings that are here, and what does it leave to people?"""

import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import Session, col

from directory.changes.document import read_record
from directory.changes.sayings import sayings
from directory.changes.schemas import COMMAND, Actor
from directory.changes.service import change_listing, versions
from directory.errors import Conflict, ImportRejected
from directory.imports.batches import NewSource, add_source, check_file, take_file
from directory.imports.deciding import decide_conflict, decide_dropped
from directory.imports.models import ImportRow
from directory.imports.plan import Outcome, Plan
from directory.imports.planning import Asked
from directory.imports.queries import list_batches, list_conflicts, list_dropped
from directory.imports.report import write_plan
from directory.imports.undoing import undo_batch
from directory.listings.models import Listing, Source
from directory.listings.record import ListingRecord, OrganizationRecord
from directory.matching.service import merge
from directory.settings import PROJECT_DIR
from directory.store import session_scope

DATA = PROJECT_DIR / "data"
OWNER = Actor("owner", uuid4())
HEAD = "Id,Name,Description,Post code,Phone,Website,Date\n"
FIRST = HEAD + (
    "1,Quiddity Walkers,We walk.,PE15 8AA,01632 960001,https://example.org/1,2025-01-01\n"
    "2,Quiddity Singers,We sing.,PE15 8AA,01632 960002,https://example.org/2,2025-01-01\n"
)
Take = Callable[..., tuple[UUID, Plan]]


@pytest.fixture
def walks(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        add_source(session, "walks", NewSource("Walks", "Walkers", "CC0", "Walkers."))


@pytest.fixture
def take(directory_engine: Engine, tmp_path: Path, walks: None) -> Take:  # noqa: ARG001 - it must be described

    def taken(content: str, **asked: object) -> tuple[UUID, Plan]:
        path = tmp_path / "list.csv"
        path.write_text(content, encoding="utf-8")
        with session_scope(directory_engine) as session:
            return take_file(session, DATA, path, Asked("walks", **asked), actor=COMMAND)  # type: ignore[arg-type]

    return taken


def held(session: Session, name: str) -> ListingRecord:
    found = session.execute(select(col(Listing.id)).where(col(Listing.name) == name)).scalar_one()
    return read_record(session, found)


def say(engine: Engine, name: str, **facts: object) -> None:
    with session_scope(engine) as session:
        record = held(session, name)
        change_listing(
            session,
            DATA,
            record.id,
            record.model_copy(update=facts),
            actor=OWNER,
            source="form",
            change_id=uuid4(),
        )


def outcomes(plan: Plan) -> list[str]:
    return [row.outcome.value for row in plan.rows]


def test_a_newer_list_changes_what_it_says_and_undoing_puts_it_back(
    directory_engine: Engine, take: Take
) -> None:
    take(FIRST)
    with Session(directory_engine) as session:
        before, said = (
            held(session, "Quiddity Walkers"),
            sayings(session, held(session, "Quiddity Walkers").id),
        )
    batch, plan = take(FIRST.replace("We walk.", "We walk far.").replace("2025-01-01\n2", "2025-06-01\n2"))
    assert outcomes(plan) == ["updated", "unchanged"]
    assert plan.rows[0].fields == ("summary", "sources")
    with Session(directory_engine) as session:
        after = held(session, "Quiddity Walkers")
        assert (after.summary, after.sources[0].date) == ("We walk far.", "2025-06-01")
        made = versions(session, after.id)
        assert [version.number for version in made] == [2, 1]
        assert {change.field for change in made[0].changes} == {"summary", "sources"}
        told = {each.field: each.record_date for each in sayings(session, after.id)}
        assert (told["summary"], told["phone"]) == ("2025-06-01", "2025-01-01"), "a date for each fact"
    with session_scope(directory_engine) as session:
        assert undo_batch(session, DATA, batch, actor=COMMAND).restored == 1
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers") == before
        assert sayings(session, before.id) == said


def test_an_owners_words_stay_until_somebody_decides(directory_engine: Engine, take: Take) -> None:
    take(FIRST)
    say(directory_engine, "Quiddity Walkers", phone="01632 960777")
    newer = FIRST.replace("We walk.", "We walk far.")
    _, plan = take(newer)
    assert outcomes(plan) == ["conflict", "unchanged"]
    with Session(directory_engine) as session:
        record = held(session, "Quiddity Walkers")
        assert (record.phone, record.summary) == ("01632 960777", "We walk far."), (
            "the rest is brought up to date"
        )
        [conflict] = list_conflicts(session)
        assert (conflict.field, conflict.ours, conflict.theirs) == ("phone", "01632 960777", "01632 960001")
    assert outcomes(take(newer)[1]) == ["unchanged", "unchanged"], "a contradiction is shown once"
    with session_scope(directory_engine) as session:
        decide_conflict(session, DATA, conflict.id, take_theirs=True, actor=OWNER)
        decide_conflict(session, DATA, conflict.id, take_theirs=False, actor=OWNER)
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").phone == "01632 960001"
        assert list_conflicts(session) == ()


def test_what_was_kept_is_not_asked_again_but_a_new_word_is(directory_engine: Engine, take: Take) -> None:
    take(FIRST)
    say(directory_engine, "Quiddity Walkers", phone="01632 960777")
    take(FIRST)
    with session_scope(directory_engine) as session:
        [conflict] = list_conflicts(session)
        decide_conflict(session, DATA, conflict.id, take_theirs=False, actor=OWNER)
    assert outcomes(take(FIRST)[1]) == ["unchanged", "unchanged"]
    assert outcomes(take(FIRST.replace("960001", "960009"))[1]) == ["conflict", "unchanged"]


def test_what_somebody_confirmed_later_is_not_overwritten(directory_engine: Engine, take: Take) -> None:
    take(FIRST)
    with session_scope(directory_engine) as session:
        session.execute(
            text("UPDATE listing SET assured_date = '2025-05-01' WHERE name = 'Quiddity Walkers'")
        )
    older = FIRST.replace("We walk.", "We ride.")
    assert outcomes(take(older)[1]) == ["conflict", "unchanged"]
    newer = older.replace("2025-01-01", "2025-07-01")
    _, plan = take(newer)
    assert plan.rows[0].fields == ("summary", "sources")


def test_a_column_that_is_not_there_leaves_a_fact_and_an_empty_cell_takes_it_back(
    directory_engine: Engine, take: Take
) -> None:
    take(FIRST)
    take("Id,Name,Post code\n1,Quiddity Walkers,PE15 8AA\n")
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").phone == "01632 960001"
        assert held(session, "Quiddity Walkers").summary == "We walk."
    take("Id,Name,Description,Phone\n1,Quiddity Walkers,,\n")
    with Session(directory_engine) as session:
        record = held(session, "Quiddity Walkers")
        assert record.phone is None
        assert record.summary == "We walk.", "a fallback never takes the place of a description"
        assert record.sites, "the places stay"


def test_undoing_keeps_what_people_changed_since(directory_engine: Engine, take: Take) -> None:
    first, _ = take(FIRST)
    second, _ = take(FIRST.replace("We walk.", "We walk far.").replace("960001", "960003"))
    say(directory_engine, "Quiddity Walkers", phone="01632 960777")
    with session_scope(directory_engine) as session:
        report = undo_batch(session, DATA, second, actor=COMMAND)
        assert (report.restored, len(report.kept)) == (1, 1)
        assert "Telephone" in report.kept[0].why
    with Session(directory_engine) as session:
        record = held(session, "Quiddity Walkers")
        assert (record.summary, record.phone) == ("We walk.", "01632 960777")
    with session_scope(directory_engine) as session:
        report = undo_batch(session, DATA, first, actor=COMMAND)
        assert (report.removed, [each.name for each in report.kept]) == (1, ["Quiddity Walkers"])
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").phone == "01632 960777"


def test_a_whole_list_tells_what_it_dropped_and_removes_nothing(directory_engine: Engine, take: Take) -> None:
    take(FIRST)
    batch, plan = take("\n".join(FIRST.splitlines()[:2]) + "\n", whole=True)
    assert [each.name for each in plan.dropped] == ["Quiddity Singers"]
    with session_scope(directory_engine) as session:
        singers = held(session, "Quiddity Singers")
        [waiting] = list_dropped(session)
        assert waiting.name == "Quiddity Singers"
        decide_dropped(session, batch, singers.id, stays=False, actor=COMMAND)
    with Session(directory_engine) as session:
        assert list_dropped(session) == ()
        assert session.get_one(Listing, singers.id).departure == "archived"
    _, again = take(FIRST)
    assert (again.rows[1].outcome, again.rows[1].code) == (Outcome.QUARANTINED, "already_gone")


def test_what_is_like_a_listing_here_waits_and_is_added_when_somebody_says_so(take: Take) -> None:
    line = HEAD + "9,March Library,A library.,PE15 9LT,,,\n"
    _, plan = take(line)
    _, other = take(HEAD + "8,Something Else Entirely,A shed.,PE15 9LT,,,\n")
    assert outcomes(other) == ["added"]
    if outcomes(plan) == ["duplicate"]:
        assert outcomes(take(line, anyway=frozenset({2}))[1]) == ["added"]
    else:
        pytest.fail(f"March Library is here already: {plan.rows[0]}")


def test_rows_outside_somebodys_districts_are_set_aside(take: Take) -> None:
    fenland, cambridge = frozenset({"E07000010"}), frozenset({"E07000008"})
    assert outcomes(take(FIRST, districts=cambridge)[1]) == ["quarantined"] * 2
    assert outcomes(take(FIRST, districts=fenland)[1]) == ["added"] * 2
    assert outcomes(take(FIRST.replace("We", "They"), districts=cambridge)[1]) == ["quarantined"] * 2


def test_a_home_is_told_by_its_parish_and_a_refuge_not_at_all(directory_engine: Engine, take: Take) -> None:
    take(
        "Id,Name,Venue,Address,Post code,Home,Hidden\n"
        "1,Quiddity Knitters,Mrs Example's,1 High Street,PE15 8AA,yes,\n"
        "2,Quiddity Refuge,The house,2 High Street,PE15 8AA,,yes\n"
    )
    with Session(directory_engine) as session:
        home, refuge = held(session, "Quiddity Knitters").sites[0], held(session, "Quiddity Refuge").sites[0]
        kept = session.execute(text("SELECT group_concat(record) FROM listing_version")).scalar_one()
    assert (home.precision, home.postcode, home.address, home.name) == ("parish", None, None, None)
    assert (refuge.precision, refuge.lon, refuge.district) == ("hidden", None, None)
    assert "High Street" not in kept
    assert "Mrs Example" not in kept


@pytest.mark.usefixtures("walks")
def test_nothing_is_half_taken(directory_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(FIRST, encoding="utf-8")

    def break_off() -> None:
        with session_scope(directory_engine) as session:
            take_file(session, DATA, path, Asked("walks"), actor=COMMAND)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with Session(directory_engine) as session:
        assert list_batches(session) == ()
        assert session.execute(select(col(ImportRow.row))).first() is None
        assert not session.execute(select(Listing).where(col(Listing.name).startswith("Quiddity"))).first()


def test_a_report_that_is_old_takes_nothing(directory_engine: Engine, take: Take, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(FIRST, encoding="utf-8")
    with Session(directory_engine) as session:
        digest = check_file(session, DATA, path, Asked("walks")).digest
    take(FIRST)
    with pytest.raises(Conflict), session_scope(directory_engine) as session:
        take_file(session, DATA, path, Asked("walks"), actor=COMMAND, as_shown=digest)


def test_the_source_keeps_its_licence_and_columns_can_be_told(directory_engine: Engine, take: Take) -> None:
    odd = "Nr,What it is called,Where\n1,Quiddity Menders,PE15 8AA\n"
    with pytest.raises(ImportRejected, match="--map"):
        take(odd)
    _, plan = take(odd, mapping={"What it is called": "name", "Where": "postcode", "Nr": "id"})
    assert outcomes(plan) == ["added"]
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Menders").sites[0].postcode == "PE15 8AA"
        assert session.get_one(Source, "walks").licence == "CC0"


def test_no_cell_of_a_report_is_run_by_a_spreadsheet(take: Take) -> None:
    _, plan = take(HEAD + '3,"=HYPERLINK(""http://example.org"")",x,PE15 8AA,,,\n4,@SUM(1),,,,,\n')
    assert outcomes(plan) == ["quarantined"] * 2
    out = io.StringIO()
    write_plan(plan, out)
    assert not any(
        cell.startswith(("=", "@", "+")) for line in out.getvalue().splitlines() for cell in line.split(",")
    )


def test_a_blank_takes_back_only_what_the_same_list_said(directory_engine: Engine, take: Take) -> None:
    take(HEAD + "1,Quiddity Walkers,We walk.,PE15 8AA,01632 960001,,2025-01-01\n")
    blank = HEAD + "1,Quiddity Walkers,We walk.,PE15 8AA,,,2025-06-01\n"
    with session_scope(directory_engine) as session:
        add_source(session, "other", NewSource("Other", "Others", "CC0", "Others."))
        session.execute(text("UPDATE field_source SET source = 'other' WHERE field = 'phone'"))
    take(blank)
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").phone == "01632 960001"
    with session_scope(directory_engine) as session:
        session.execute(text("UPDATE field_source SET source = 'walks' WHERE field = 'phone'"))
    take(blank)
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").phone is None


def test_a_blank_does_not_make_what_is_sensitive_plain_and_a_no_can_be_decided(
    directory_engine: Engine, take: Take
) -> None:
    head = "Id,Name,Post code,Sensitive\n1,Quiddity Walkers,PE15 8AA,"
    take(f"{head}yes\n")
    take(f"{head}\n")
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").sensitive
    say(directory_engine, "Quiddity Walkers", sensitive=False)
    say(directory_engine, "Quiddity Walkers", sensitive=True)
    batch, _ = take(f"{head}no\n")
    with session_scope(directory_engine) as session:
        [conflict] = list_conflicts(session, batch)
        assert (conflict.field, conflict.ours, conflict.theirs) == ("sensitive", True, False)
        decide_conflict(session, DATA, conflict.id, take_theirs=True, actor=COMMAND)
        assert not held(session, "Quiddity Walkers").sensitive


def test_a_list_does_not_change_the_web_address_an_owner_gave_a_body_they_share(
    directory_engine: Engine, take: Take
) -> None:
    take(FIRST)
    mine = OrganizationRecord(name="Quiddity Trust", url="https://mine.example.org")
    say(directory_engine, "Quiddity Walkers", organization=mine)
    rows = "Id,Name,Post code,Organisation,Organisation website\n"
    theirs = "Quiddity Trust,https://theirs.example.org\n"
    _, plan = take(f"{rows}3,Quiddity Rowers,PE15 8AA,{theirs}1,Quiddity Walkers,PE15 8AA,{theirs}")
    assert [row.outcome for row in plan.rows] == [Outcome.ADDED, Outcome.CONFLICT]
    with Session(directory_engine) as session:
        assert held(session, "Quiddity Walkers").organization == mine
        assert held(session, "Quiddity Rowers").organization == mine


def test_undoing_leaves_what_was_made_one_with_another_since(directory_engine: Engine, take: Take) -> None:
    take(FIRST)
    batch, _ = take(FIRST.replace("We walk.", "We walk far."))
    with session_scope(directory_engine) as session:
        winner, loser = held(session, "Quiddity Singers").id, held(session, "Quiddity Walkers").id
        merge(session, DATA, winner, loser, actor=COMMAND, change_id=uuid4())
    with session_scope(directory_engine) as session:
        report = undo_batch(session, DATA, batch, actor=COMMAND)
    assert (report.restored, [each.listing_id for each in report.kept]) == (0, [loser])
    assert "made one with another" in report.kept[0].why
