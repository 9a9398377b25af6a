"""What does somebody learn who counts volunteers, and may they go on counting for ever?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_volunteers import make_ready, make_wanted, many_ready, many_wanted
from own_stores import own_stores
from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.errors import TooMany
from directory.jobs.schemas import Stores
from directory.needs.words import CheckLevel, Skill, Workforce
from directory.store import reading_scope, session_scope
from directory.volunteers.bank import list_bank, read_bank
from directory.volunteers.bank_queries import list_middles
from directory.volunteers.columns import columns_of
from directory.volunteers.counting import Alike, Far, count, look
from directory.volunteers.looks import LOOKS_AN_HOUR
from directory.volunteers.matching import find_rows, match
from directory.volunteers.models import (
    Placement,
    Volunteer,
    VolunteerAway,
    VolunteerCheck,
    VolunteerSlot,
)
from directory.volunteers.words import Transport

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 9, tzinfo=UTC)
DRIVES = frozenset({Transport.CAR})
COOKS = frozenset({Skill.COOKING})
ACCOUNT, LISTING = UUID(int=41), UUID(int=42)


def test_four_and_nobody_are_told_alike() -> None:
    counts = [count(columns_of([make_ready(n) for n in range(many)]), make_wanted()) for many in range(11)]
    assert [each.people for each in counts] == [None] * 5 + [5] * 5 + [10]
    assert len({repr(each) for each in counts[:5]}) == 1, "nothing else tells them apart either"


def test_what_is_told_is_told_of_at_least_five_who_are_alike() -> None:
    near = [make_ready(f"n{n}", transport=DRIVES, skills=COOKS) for n in range(7)]
    far = [make_ready(f"f{n}", easting=544_000.0) for n in range(6)]
    alone = [make_ready("one", easting=547_900.0, transport=DRIVES)]
    found = count(columns_of([*far, *alone, *near]), make_wanted(helpful_skills=COOKS))
    assert found.people == 10
    assert found.alike == (
        Alike(5, Far.UNDER_2, drives=True, helps=True),
        Alike(5, Far.UNDER_5, drives=False, helps=False),
    )
    assert found.skills == ((Skill.COOKING, 5),)


def test_where_people_differ_much_less_is_told_of_them() -> None:
    everybody = [
        make_ready(n, transport=DRIVES if n % 2 else frozenset(), skills=COOKS if n % 3 else frozenset())
        for n in range(8)
    ]
    found = count(columns_of(everybody), make_wanted(helpful_skills=COOKS))
    assert found.alike == (Alike(5, Far.UNDER_2, drives=None, helps=True),)


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_no_number_that_is_told_is_of_fewer_than_five_and_none_is_too_high(seed: int) -> None:
    bank, asked = columns_of(many_ready(300, f"bank {seed}")), many_wanted(20, f"needs {seed}")
    for wanted in asked:
        found, fitting = count(bank, wanted), len(find_rows(bank, wanted))
        numbers = [each.people for each in found.alike] + [many for _, many in found.skills]
        assert all(number >= 5 and number % 5 == 0 for number in numbers)
        assert sum(each.people for each in found.alike) <= fitting
        assert found.people == (None if fitting < 5 else fitting // 5 * 5)
        assert found.people is not None or not numbers


def test_how_far_somebody_is_is_told_in_four_steps_only() -> None:
    words = {
        count(columns_of([make_ready(n, easting=540_000.0 + far, travel_m=30_000) for n in range(5)]),
              make_wanted(within_m=30_000.0)).alike[0].far.label
        for far in range(0, 25_000, 500)
    }  # fmt: skip
    assert words == {
        "less than 2 miles away",
        "2 to 5 miles away",
        "5 to 10 miles away",
        "more than 10 miles away",
    }


@pytest.fixture
def stores(built_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with own_stores(built_database, tmp_path) as found:
        yield found


def an_area(session: Session) -> tuple[str, float, float]:
    row = session.execute(
        text(
            "SELECT code, easting, northing FROM area "
            "WHERE level = 'lsoa' AND release = '2021' ORDER BY code LIMIT 1"
        )
    ).one()
    return row.code, float(row.easting), float(row.northing)


def add(session: Session, lsoa21: str | None, **said: object) -> UUID:
    """Put somebody into the bank who is free on Thursday mornings."""
    usual: dict[str, object] = {
        "name": "Somebody Made Up",
        "bank": True,
        "state": "ready",
        "lsoa21": lsoa21,
        "current_at": NOW,
        "created_at": NOW,
    }
    row = Volunteer(id=uuid4(), **(usual | said))
    session.add(row)
    session.flush()
    session.add(VolunteerSlot(volunteer_id=row.id, day=3, starts_min=540, ends_min=780))
    session.flush()
    return row.id


def test_only_who_may_be_asked_is_read_from_the_bank(stores: Stores) -> None:
    with reading_scope(stores.directory) as directory, session_scope(stores.people) as people:
        code, easting, northing = an_area(directory)
        ready = add(
            people, code, skills=["cooking"], transport=["car"], wants=["step_free"], languages=["pl"]
        )
        agreed = add(people, code, age_band="16_17", guardian_agreed_at=NOW, from_home=False, travel_m=3_000)
        add(people, code, age_band="16_17")
        add(people, code, bank=False)
        for state in ("resting", "ended"):
            add(people, code, state=state)
        away = VolunteerAway(
            id=uuid4(), volunteer_id=ready, first_day=date(2026, 12, 1), last_day=date(2026, 12, 9)
        )
        people.add(away)
        people.flush()
        found = {one.id: one for one in list_bank(people, list_middles(directory))}
    assert set(found) == {ready, agreed}
    one = found[ready]
    assert (one.easting, one.northing, one.skills, one.transport) == (easting, northing, COOKS, DRIVES)
    assert (one.languages, one.at_least, one.travel_m) == ({"pl"}, 18, 8_000)
    assert one.away == ((date(2026, 12, 1), date(2026, 12, 9)),)
    assert (found[agreed].at_least, found[agreed].from_home, found[agreed].travel_m) == (16, False, 3_000)


def test_a_check_that_is_only_told_counts_for_nothing_and_a_seat_given_back_is_free(stores: Stores) -> None:
    with reading_scope(stores.directory) as directory, session_scope(stores.people) as people:
        code, easting, northing = an_area(directory)
        session_id, ids = uuid4(), [add(people, code) for _ in range(3)]
        for number, volunteer_id in enumerate(ids):
            check = VolunteerCheck(
                id=uuid4(),
                volunteer_id=volunteer_id,
                level="enhanced",
                workforce="adult",
                checked_on=date(2026, 1, 1),
                good_until=date(2029, 1, 1),
                verified_by=LISTING if number else None,
                created_at=NOW,
            )
            seat = Placement(
                id=uuid4(),
                need_id=uuid4(),
                session_id=session_id,
                listing_id=LISTING,
                volunteer_id=volunteer_id,
                seat=number + 1,
                seats=3,
                starts_at=THURSDAY,
                ends_at=THURSDAY + timedelta(hours=1),
                token_hash=str(number),
                taken_at=NOW,
                ended_at=NOW if number == 1 else None,
            )
            people.add_all((check, seat))
        people.flush()
        bank = read_bank(people, directory)
    asked = make_wanted(
        easting=easting,
        northing=northing,
        level=CheckLevel.ENHANCED,
        workforce=Workforce.ADULT,
        starts_at=THURSDAY + timedelta(minutes=30),
        ends_at=THURSDAY + timedelta(hours=2),
    )
    assert [each.volunteer_id for each in match(bank, asked)] == [ids[1]]


def test_each_look_is_written_down_and_there_are_only_so_many_in_an_hour(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def once(account_id: UUID = ACCOUNT) -> None:
        look(stores, make_wanted(), account_id=account_id, role="owner", listing_id=LISTING)

    for _ in range(LOOKS_AN_HOUR):
        once()
    with pytest.raises(TooMany, match="30 times in an hour"):
        once()
    once(UUID(int=43))
    with stores.people.connect() as connection:
        rows = connection.execute(text("SELECT * FROM audit_entry WHERE action = 'volunteers counted'")).all()
    assert len(rows) == LOOKS_AN_HOUR + 1
    assert f"listing={LISTING} within_m=16000 check=none" in {row.detail for row in rows}
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1, seconds=1))
    once()
