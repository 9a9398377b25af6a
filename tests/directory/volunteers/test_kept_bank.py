"""Is the bank that is kept the bank as it is, whoever changed it and by whatever way?"""

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import event, text, update
from sqlmodel import Session, col, select
from taken import ALL_WEEK, bank, make_need, session_of

from directory import clock
from directory.errors import InvalidInput, NotFound
from directory.jobs.schemas import Stores
from directory.needs.schemas import NeedRead, SessionDraft
from directory.needs.words import CheckLevel, Skill, Workforce
from directory.store import mark_changed, reading_scope, session_scope
from directory.volunteers import kept_bank as kept
from directory.volunteers.away import add_away, remove_away
from directory.volunteers.bank import read_bank
from directory.volunteers.checks import remove_check, tell_check, verify_check
from directory.volunteers.gone import remove_volunteer
from directory.volunteers.kept_bank import kept_bank
from directory.volunteers.models import Placement, Volunteer, VolunteerAway, VolunteerCheck
from directory.volunteers.openings import opening_of
from directory.volunteers.placing import give_back, place
from directory.volunteers.schemas import Slot, VolunteerDraft
from directory.volunteers.service import rest, set_place, still_current, tell
from directory.volunteers.sharing import share
from directory.volunteers.words import Shared

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
STEPS = 90


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def plain(columns: object) -> object:
    """Lay columns out so that two can be compared."""
    if isinstance(columns, np.ndarray):
        return repr(columns.tolist())
    if isinstance(columns, dict):
        return {key: plain(value) for key, value in columns.items()}
    if isinstance(columns, tuple):
        return [plain(each) for each in columns]
    if is_dataclass(columns):
        return {each.name: plain(getattr(columns, each.name)) for each in fields(columns)}
    return columns


def same(stores: Stores) -> object:
    """Hold the kept bank against one read anew; give it."""
    with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
        found = kept_bank(people, directory)
        assert plain(found) == plain(read_bank(people, directory))
    return found


class Life:
    """One thing after another that happens to the people of the bank."""

    def __init__(self, stores: Stores, need: NeedRead, lsoas: list[str], chance: random.Random) -> None:
        self.stores, self.need, self.lsoas, self.chance = stores, need, lsoas, chance
        self.steps: list[Callable[[Session, UUID], object]] = [
            lambda people, one: tell(people, one, self.draft()),
            lambda people, one: set_place(people, one, chance.choice(lsoas)),
            lambda people, one: rest(people, one, how="test"),
            lambda people, one: add_away(
                people, one, date(2026, 12, chance.randint(1, 9)), date(2026, 12, 20)
            ),
            lambda people, one: self.of(people, VolunteerAway, lambda row: remove_away(people, one, row.id)),
            lambda people, one: tell_check(
                people, one, CheckLevel.ENHANCED, chance.choice(tuple(Workforce)), date(2026, 1, 5)
            ),
            self.verify,
            lambda people, one: self.of(
                people, VolunteerCheck, lambda row: remove_check(people, one, row.id)
            ),
            self.take_place,
            lambda people, _: self.of(people, Placement, lambda row: give_back(people, row.id)),
            lambda people, one: remove_volunteer(people, one) if chance.random() < 0.2 else None,
            still_current,
            lambda people, one: people.execute(
                update(Volunteer).where(col(Volunteer.id) == one).values(travel_m=chance.randint(1000, 9000))
            ),
            lambda people, one: people.execute(
                text("UPDATE volunteer SET state = :state WHERE id = :one"),
                {"state": chance.choice(("ready", "resting")), "one": one.hex},
            ),
            lambda people, _: people.execute(
                text("DELETE FROM volunteer_slot WHERE day = :day AND rowid % 3 = 0"),
                {"day": chance.randrange(7)},
            ),
            lambda people, one: people.execute(
                text("INSERT OR REPLACE INTO volunteer_slot VALUES (:one, :day, 60, 600)"),
                {"one": one.hex, "day": chance.randrange(7)},
            ),
            lambda people, _: people.execute(text("UPDATE placement SET ends_at = starts_at")),
            lambda people, _: people.execute(text("DELETE FROM volunteer_check WHERE rowid % 4 = 0")),
        ]

    def draft(self) -> VolunteerDraft:
        return VolunteerDraft(
            name="Bea",
            slots=(Slot(self.chance.randrange(7), 540, 720), ALL_WEEK[0]),
            travel_m=8000,
            skills=tuple(self.chance.sample(tuple(Skill), 2)),
            languages=("pl",) if self.chance.random() < 0.5 else (),
        )

    def of(self, people: Session, model: type, do: Callable[[object], object]) -> None:
        rows = people.scalars(select(model)).all()
        if rows:
            do(self.chance.choice(rows))

    def verify(self, people: Session, one: UUID) -> None:
        share(people, one, self.need.listing_id, (Shared.CHECKS,), how="given")
        for row in people.scalars(select(VolunteerCheck).where(col(VolunteerCheck.volunteer_id) == one)):
            verify_check(people, row.id, listing_id=self.need.listing_id, role="owner")

    def take_place(self, people: Session, one: UUID) -> None:
        place(people, self.stores.settings, opening_of(self.need, session_of(self.need)), one)

    def go_on(self) -> None:
        """Let one thing happen; one in six is thought better of, and is not to be seen."""
        do = self.chance.choice(self.steps)
        with suppress(InvalidInput, NotFound), session_scope(self.stores.people) as people:
            everybody = people.scalars(select(col(Volunteer.id)).order_by(col(Volunteer.id))).all()
            do(people, self.chance.choice(everybody))
            if self.chance.random() < 1 / 6:
                with reading_scope(self.stores.directory) as directory:
                    assert plain(kept_bank(people, directory)) == plain(read_bank(people, directory))
                raise InvalidInput("No, not that.")


def lsoas_of(stores: Stores) -> list[str]:
    with stores.directory.connect() as connection:
        query = "SELECT code FROM area WHERE level = 'lsoa' AND release = '2021' ORDER BY code LIMIT 5"
        return list(connection.execute(text(query)).scalars())


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_the_kept_bank_is_the_one_read_anew(stores: Stores, seed: int) -> None:
    need = make_need(stores, places=3, sessions=(SessionDraft(date(2026, 11, 26), 600, 720),))
    lsoas = lsoas_of(stores)
    bank(stores, 12, lsoa21=lsoas[0])
    life, kinds, before = Life(stores, need, lsoas, random.Random(seed)), set(), None
    for _ in range(STEPS):
        life.go_on()
        found = same(stores)
        assert same(stores) is found, "nothing moved, so nothing is read"
        kinds.add(found is before)
        before = found
    assert kinds == {True, False}, "some changes were committed, and some were not"


def test_a_change_that_is_not_flushed_is_seen_and_one_rolled_back_is_not(stores: Stores) -> None:
    [one] = bank(stores, 1, lsoa21=lsoas_of(stores)[0])
    before = same(stores)
    with Session(stores.people) as people, reading_scope(stores.directory) as directory:
        people.get_one(Volunteer, one).state = "resting"
        assert len(kept_bank(people, directory)) == 0
        people.rollback()
        assert len(kept_bank(people, directory)) == 1
    assert plain(same(stores)) == plain(before)


def test_another_program_that_writes_to_the_file_is_heard(stores: Stores) -> None:
    [one] = bank(stores, 1, lsoa21=lsoas_of(stores)[0])
    same(stores)
    with sqlite3.connect(str(stores.people.url.database)) as connection:
        connection.execute("UPDATE volunteer SET travel_m = 1234")
    connection.close()
    found = same(stores)
    assert found.ids == (one,)  # type: ignore[attr-defined]
    assert found.travel_m.tolist() == [1234.0]  # type: ignore[attr-defined]


def test_areas_that_change_move_the_people_in_them(stores: Stores) -> None:
    bank(stores, 1, lsoa21=lsoas_of(stores)[0])
    before = same(stores)
    with session_scope(stores.directory) as directory:
        directory.execute(text("UPDATE area SET easting = easting + 50 WHERE level = 'lsoa'"))
        mark_changed(directory, "areas")
    after = same(stores)
    assert after.eastings[0] == before.eastings[0] + 50  # type: ignore[attr-defined]


def test_it_is_read_once_until_something_moves_and_nobody_can_write_into_it(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank(stores, 2, lsoa21=lsoas_of(stores)[0])
    read, real = [], kept.list_bank
    monkeypatch.setattr(kept, "list_bank", lambda *given: read.append(1) or real(*given))
    for _ in range(3):
        found = same(stores)
    assert len(read) == 1
    with pytest.raises(ValueError, match="read-only"):
        found.travel_m[0] = 1.0  # type: ignore[attr-defined]
    with session_scope(stores.people) as people:
        people.execute(text("UPDATE message SET state = state"))
        people.execute(text("UPDATE invitation SET state = state"))
    same(stores)
    assert len(read) == 1, "what the bank is not made from moves nothing"


def test_where_there_is_no_mark_it_is_read_each_time(stores: Stores) -> None:
    bank(stores, 1, lsoa21=lsoas_of(stores)[0])
    with session_scope(stores.people) as people:
        people.execute(text("DELETE FROM people_mark"))
    assert same(stores) is not same(stores)


def test_every_table_that_the_bank_is_read_from_moves_its_mark(stores: Stores) -> None:
    """Also after a migration that writes one of them anew, which would lose its triggers."""
    said: list[str] = []
    event.listen(stores.people, "before_cursor_execute", lambda *given: said.append(given[2]))
    with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
        read_bank(people, directory)
    read = {word for each in said for word in re.findall(r"(?:FROM|JOIN) (\w+)", each)}
    with stores.people.connect() as connection:
        triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = set(connection.execute(triggers).scalars())
    assert read == {"volunteer", "volunteer_slot", "volunteer_away", "volunteer_check", "placement"}
    for table in read:
        for verb in ("insert", "update", "delete"):
            assert f"{table}_{verb}_moves_bank" in names
