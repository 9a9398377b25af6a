"""Are groups that answer known as answering, and do needs rest whose group says nothing?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session
from taken import OWNER_EMAIL, ask_link, letters, make_need, read, taker
from watch import NOON, Watch

from directory.errors import Conflict, InvalidInput
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue, run_due
from directory.needs.models import Answering
from directory.needs.schemas import NeedRead, SlotRead
from directory.needs.words import NeedState, Rhythm
from directory.store import session_scope
from directory.volunteers.answering import Observed, Offer, note_word, observe, wake_answered
from directory.volunteers.hours import Outcome, agree, certified, note_outcome, read_minutes, tell_hours
from directory.volunteers.models import Placement, Volunteer
from directory.volunteers.taking import Taken, take

HOUR = timedelta(hours=1)


pytestmark = pytest.mark.usefixtures("watch")


def regular(stores: Stores) -> NeedRead:
    return make_need(stores, rhythm=Rhythm.REGULAR, sessions=(), slots=(SlotRead(2, 600, 720),))


def nightly(stores: Stores) -> None:
    with session_scope(stores.people) as people:
        enqueue(people, "note_answers", {})
    run_due(stores)


def placement(stores: Stores) -> Placement:
    with Session(stores.people) as people:
        return people.execute(select(Placement)).scalar_one()


def observed(stores: Stores) -> Answering | None:
    with Session(stores.directory) as session:
        return session.execute(select(Answering)).scalar()


def test_numbers_of_each_listing() -> None:
    one, other = UUID(int=1), UUID(int=2)

    def offer(listing: UUID, hours: float | None) -> Offer:
        answered = None if hours is None else NOON + hours * HOUR
        return Offer(uuid4(), UUID(int=9), listing, NOON, answered)

    found = observe([offer(one, 2), offer(one, 10), offer(one, 4), offer(one, None), offer(other, None)])
    assert found == {one: Observed(4, 3, 4.0), other: Observed(1, 0, None)}


def test_a_group_that_says_nothing_is_asked_once_and_then_its_need_rests(
    stores: Stores, watch: Watch
) -> None:
    need = regular(stores)
    assert isinstance(take(stores, ask_link(stores, need, taker())), Taken)

    def asked() -> int:
        return sum("waits for your answer" in row.subject for row in letters(stores, OWNER_EMAIL))

    nightly(stores)
    assert asked() == 0
    watch.now = NOON + timedelta(days=2, minutes=1)
    nightly(stores)
    nightly(stores)
    assert asked() == 1
    assert read(stores, need).state is NeedState.OPEN
    watch.now = NOON + timedelta(days=4, minutes=1)
    nightly(stores)
    assert asked() == 1
    assert read(stores, need).state is NeedState.RESTING
    kept = observed(stores)
    assert kept is not None
    assert (kept.asked, kept.answered, kept.median_hours) == (1, 0, None)
    wake_answered(stores, need.id)
    assert read(stores, need).state is NeedState.RESTING
    with session_scope(stores.people) as people:
        note_word(people, need.id, placement(stores).volunteer_id)
    wake_answered(stores, need.id)
    assert read(stores, need).state is NeedState.OPEN
    nightly(stores)
    kept = observed(stores)
    assert kept is not None
    assert (kept.asked, kept.answered, kept.median_hours) == (1, 1, 96.0)


def test_hours_count_once_the_group_agrees(stores: Stores, watch: Watch) -> None:
    need = make_need(stores, earns_credits=True)
    take(stores, ask_link(stores, need, taker()))
    row = placement(stores)
    with session_scope(stores.people) as people:
        people.get_one(Volunteer, row.volunteer_id).earns_credits = True
        with pytest.raises(Conflict, match="over"):
            tell_hours(people, row.id, 60, by_group=False, earns_credits=True)
    watch.now = datetime(2026, 11, 26, 13, tzinfo=UTC)
    with session_scope(stores.people) as people:
        tell_hours(people, row.id, 150, by_group=False, earns_credits=True)
        assert certified(people, row.volunteer_id, need.listing_id) is None
        agree(people, row.id)
        agree(people, row.id)
        found = certified(people, row.volunteer_id, need.listing_id)
        assert found is not None
        assert (found.name, found.minutes, found.credits) == ("Ada Number0", 150, 2)
        assert found.rows == ((row.starts_at.date() if row.starts_at else None, 150),)
        with pytest.raises(Conflict, match="agreed"):
            tell_hours(people, row.id, 600, by_group=False, earns_credits=True)
        assert people.get_one(Placement, row.id).outcome == Outcome.CAME
        note_outcome(people, row.id, Outcome.DID_NOT_COME)
        assert certified(people, row.volunteer_id, need.listing_id) is None
        with pytest.raises(Conflict, match="did not come"):
            tell_hours(people, row.id, 60, by_group=False, earns_credits=True)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("2", 120), ("1.5", 90), ("1,5", 90), ("1:30", 90), (" 0.25 ", 15)]
)
def test_hours_are_read_as_people_type_them(typed: str, minutes: int) -> None:
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "long", "0", "-1", "25", "1:2:3", "nan", "inf", "1:90"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_minutes(typed)
