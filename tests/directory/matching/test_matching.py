"""Is what is one found to be one, and are two kept two?"""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import Session

from benchmarks.matching.corrupted import TRUE_PAIRS, spoil
from benchmarks.matching.measure import measure
from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.errors import Conflict
from directory.imports.records import read_records
from directory.jobs.schemas import Stores
from directory.listings.record import ListingRecord
from directory.listings.schemas import Moved
from directory.listings.service import read_listing
from directory.matching.candidates import Matcher, candidates, describe
from directory.matching.comparing import SAME, Rarity, compare
from directory.matching.schemas import Described
from directory.matching.service import find_pairs, joined, keep_apart, merge, merges, pairs, part
from directory.settings import PROJECT_DIR, Settings
from directory.store import open_engine, open_people, session_scope

DATA = PROJECT_DIR / "data"
COORDINATOR = Actor("coordinator")
RECORDS = read_records(DATA / "listings/listings.jsonl").records
BY_NAME = {record.name: record for record in RECORDS}
ONE, OTHER = "Long Reach Lake Water Sports Club", "Longreach Lake Watersports Club"
RARITY = Rarity.of(describe(record) for record in RECORDS)


def described(name: str, **more: object) -> Described:
    base = Described(
        name=name, kind="group", categories=frozenset(), organization=None, email=None, phone=None, url=None,
        postcodes=frozenset({"PE15 8AA"}), points_bng=((541_000.0, 297_000.0),),
        parishes=frozenset(), districts=frozenset(),
    )  # fmt: skip
    return replace(base, **more)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("March Table Tennis Club", "MARCH TABLE TENNIS CLUB"),
        ("March Table Tennis Club", "Club, March Table Tennis"),
        ("March Table Tennis Club", "March Tabel Tennis Club"),
        ("March Table Tennis Club", "The March Table Tennis Club Ltd"),
        ("St Ives Chess Soc.", "Saint Ives Chess Society"),
        ("Long Reach Lake Water Sports Club", "Longreach Lake Watersports Club"),
    ],
)
def test_one_name_written_two_ways_at_one_place_is_one(first: str, second: str) -> None:
    assert compare(described(first), described(second), RARITY).score > SAME


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1st March Scouts", "2nd March Scouts"),
        ("March parkrun", "March junior parkrun"),
        ("March Bowls Club", "March Chess Club"),
        ("March Ladies Cricket Club", "March Cricket Club"),
    ],
)
def test_two_groups_in_one_hall_are_two(first: str, second: str) -> None:
    assert compare(described(first), described(second), RARITY).score < SAME


def test_the_same_name_in_another_town_is_another() -> None:
    ely = described("Community Café", postcodes=frozenset({"CB7 4JF"}), points_bng=((554_000.0, 280_000.0),))
    assert compare(described("Community Café"), ely, RARITY).score < SAME
    assert compare(described("Community Café"), described("Community Cafe"), RARITY).score > SAME


def test_a_contact_that_many_share_says_little() -> None:
    office = "hello@example.org"
    many = [described(f"Branch {number}", email=office, postcodes=frozenset()) for number in range(40)]
    rare, common = Rarity.of([described("Alone", email=office)]), Rarity.of(many)
    pair = described("Knitting", email=office), described("Sewing", email=office)
    assert compare(*pair, rare).score > compare(*pair, common).score


def test_what_is_not_known_speaks_neither_way() -> None:
    bare = described("Knitting", postcodes=frozenset(), points_bng=())
    told = replace(bare, email="a@example.org", phone="01632 960001", url="https://example.org")
    assert compare(bare, told, RARITY).score == compare(bare, bare, RARITY).score


records = st.sampled_from(RECORDS)


@settings(max_examples=60, deadline=None)
@given(records, records)
def test_it_does_not_matter_which_is_named_first(first: ListingRecord, second: ListingRecord) -> None:
    ours, theirs = describe(first), describe(second)
    assert compare(ours, theirs, RARITY).score == pytest.approx(compare(theirs, ours, RARITY).score, abs=0.25)


@settings(max_examples=60, deadline=None)
@given(records)
def test_a_record_is_the_same_as_itself(record: ListingRecord) -> None:
    assert compare(describe(record), describe(record), RARITY).score > SAME


def test_looking_only_where_something_is_in_common_loses_nothing_likely(session: Session) -> None:
    matcher = Matcher(session)
    for copy, _ways in spoil(RECORDS[::9], copies=1, seed=5):
        mine = describe(copy)
        whole = {
            known.id
            for known in matcher.known
            if compare(mine, known.described, matcher.rarity).score >= SAME
        }
        assert {known.id for _match, known in matcher.matches(mine, least=SAME)} == whole


def test_a_new_group_is_told_what_it_resembles_with_the_reasons(session: Session) -> None:
    record = BY_NAME["March Library"].model_copy(update={"id": uuid4(), "name": "The March Libary"})
    first = candidates(session, record, limit=3)[0]
    assert first.slug == "march-library"
    assert first.score > SAME
    assert any("name" in reason for reason in first.reasons)
    assert any("postcode" in reason for reason in first.reasons)


def test_the_published_figures_are_true(session: Session) -> None:
    written = json.loads((PROJECT_DIR / "benchmarks/results/matching.json").read_text(encoding="utf-8"))
    found = measure(session, RECORDS)
    assert found == written["figures"]
    page = (PROJECT_DIR / "docs/matching.md").read_text(encoding="utf-8")
    ours = next(row for row in found if row["method"] == "hereabouts")
    for share in ("precision", "recall", "recall_shown"):
        assert f"{ours[share] * 100:.1f} %" in page
    plain = next(row for row in found if row["method"] == "name alone")
    assert ours["recall"] > plain["recall"]
    assert ours["precision"] > plain["precision"]


@pytest.fixture
def stores(settings: Settings) -> Stores:
    return Stores(open_engine(settings.database_url), open_people(settings), settings)


def ids(session: Session, *names: str) -> list[UUID]:
    return [
        UUID(session.execute(text("SELECT id FROM listing WHERE name = :name"), {"name": name}).scalar_one())
        for name in names
    ]


def test_the_pairs_of_the_shipped_listings(stores: Stores) -> None:
    assert find_pairs(stores) >= 1
    with Session(stores.directory) as session:
        found = {frozenset({pair.first.name, pair.second.name}) for pair in pairs(session)}
    assert frozenset({ONE, OTHER}) in found
    assert {frozenset(pair) for pair in TRUE_PAIRS} <= found
    assert len(found) < 8


def test_two_that_a_person_kept_apart_are_not_asked_about_again(stores: Stores) -> None:
    find_pairs(stores)
    with session_scope(stores.directory) as session:
        one, other = ids(session, ONE, OTHER)
        keep_apart(session, other, one, actor=COORDINATOR)
    find_pairs(stores)
    with session_scope(stores.directory) as session:
        assert not [pair for pair in pairs(session) if ONE in {pair.first.name, pair.second.name}]
        with pytest.raises(Conflict):
            keep_apart(session, one, other, actor=COORDINATOR)


def test_made_one_the_other_address_leads_there_and_nothing_is_lost(stores: Stores) -> None:
    find_pairs(stores)
    with session_scope(stores.directory) as session:
        one, other = ids(session, ONE, OTHER)
        before = read_record(session, one), read_record(session, other)
        slug = session.execute(
            text("SELECT slug FROM listing WHERE id = :id"), {"id": other.hex}
        ).scalar_one()
        merge(session, DATA, one, other, actor=COORDINATOR, change_id=uuid4())
    with session_scope(stores.directory) as session:
        assert isinstance(read_listing(session, slug), Moved)
        after = read_record(session, one)
        assert {ref.source_id for ref in after.sources} == {
            ref.source_id for record in before for ref in record.sources
        }
        assert after.name == before[0].name
        [made] = merges(session)
        part(session, DATA, made.id, actor=COORDINATOR, change_id=uuid4())
    with session_scope(stores.directory) as session:
        assert (read_record(session, one), read_record(session, other)) == before
        assert merges(session) == ()
    find_pairs(stores)
    with Session(stores.directory) as session:
        assert not [pair for pair in pairs(session) if ONE in {pair.first.name, pair.second.name}]


def test_the_one_that_stays_keeps_its_words_and_takes_what_it_lacks() -> None:
    winner = BY_NAME[ONE].model_copy(update={"phone": None, "email": "ours@example.org", "free": True})
    loser = BY_NAME[OTHER].model_copy(
        update={"phone": "01632 960001", "email": "theirs@example.org", "cost_note": "£5", "min_age": 8}
    )
    both = joined(winner, loser)
    assert (both.id, both.name, both.email, both.phone) == (
        winner.id,
        winner.name,
        "ours@example.org",
        "01632 960001",
    )
    assert both.cost_note == winner.cost_note
    assert both.min_age == (winner.min_age if winner.min_age is not None else 8)


def test_a_call_without_an_end_takes_no_end_from_another() -> None:
    calls = BY_NAME[ONE].model_copy(update={"recruiting": "We need a treasurer"})
    old = {"recruiting": "We need a coach", "recruiting_until": date(2025, 1, 1)}
    other = BY_NAME[ONE].model_copy(update=old)
    assert joined(calls, other).recruiting_until is None
    assert joined(BY_NAME[ONE], other).recruiting_until == date(2025, 1, 1)


def test_pairs_are_found_in_a_job_that_may_be_done_twice(stores: Stores, directory_engine: Engine) -> None:
    assert find_pairs(stores) == find_pairs(stores)
    with directory_engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM match_pair")).scalar_one() >= 1
