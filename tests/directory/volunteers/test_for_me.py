"""Is what a volunteer sees on their own page just that for which a group could ask them?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session
from taken import bank, make_need

from directory import clock
from directory.jobs.schemas import Stores
from directory.needs.fit import NeedMatch
from directory.needs.schemas import SessionDraft
from directory.needs.words import CheckLevel, Skill, Workforce
from directory.store import reading_scope, session_scope
from directory.volunteers.for_me import FEW, few_for
from directory.volunteers.openings import opening_of
from directory.volunteers.placing import place
from directory.volunteers.schemas import Slot
from directory.volunteers.service import read_one, rest

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
THURSDAY, FRIDAY = MONDAY.date() + timedelta(days=3), MONDAY.date() + timedelta(days=4)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


def few(stores: Stores, one: UUID) -> tuple[NeedMatch, ...]:
    with reading_scope(stores.people) as people, reading_scope(stores.directory) as directory:
        return few_for(people, directory, read_one(people, one))


def test_a_few_that_fit_are_shown_at_a_time_they_can(stores: Stores) -> None:
    both = (SessionDraft(THURSDAY, 600, 720), SessionDraft(FRIDAY, 600, 720))
    fits = make_need(stores, sessions=both)
    make_need(stores, title="Only on Thursdays", sessions=both[:1])
    make_need(stores, title="Sums", needs_skills=(Skill.MONEY,), sessions=both)
    make_need(
        stores,
        title="With a check",
        safe=True,
        check_level=CheckLevel.ENHANCED,
        workforce=Workforce.CHILD,
        sessions=both,
    )
    assert fits.lsoa21 is not None
    friday = (Slot(4, 540, 780),)
    [one] = bank(stores, 1, lsoa21=fits.lsoa21, slots=friday, skills=(Skill.COOKING,))
    [found] = few(stores, one)
    assert found.need.id == fits.id
    assert found.session is not None
    assert found.session.starts_at.date() == FRIDAY
    assert any("Friday" in each for each in found.reasons), found.reasons
    assert not any("Thursday" in each for each in found.reasons), found.reasons
    with session_scope(stores.people) as people:
        place(people, stores.settings, opening_of(fits, found.session.id), one)
    assert few(stores, one) == (), "they are taken then"


def test_there_are_never_many_and_none_for_who_rests(stores: Stores) -> None:
    needs = [make_need(stores, title=f"Carry chairs {n}") for n in range(FEW + 3)]
    assert needs[0].lsoa21 is not None
    [one] = bank(stores, 1, lsoa21=needs[0].lsoa21)
    assert len(few(stores, one)) == FEW
    with Session(stores.people) as people:
        rest(people, one, how="test")
        people.commit()
    assert few(stores, one) == ()
