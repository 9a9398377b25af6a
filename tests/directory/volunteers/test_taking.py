"""Does a place go to whoever takes it, once, and does only the group hear who it is?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col
from taken import (
    OWNER_EMAIL,
    ask_link,
    letters,
    make_need,
    read,
    session_of,
    taker,
    token_in,
)
from watch import NOON, Watch

from directory.accounts.models import Account
from directory.accounts.service import add_grant, end_grant, find_or_make_account
from directory.changes.schemas import CLOCK
from directory.errors import Gone, InvalidInput, NotAllowed, TooMany
from directory.jobs.models import Job
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue, run_due
from directory.messages.models import Message
from directory.needs.service import close_need, fill_need, open_need
from directory.needs.words import CheckLevel, NeedState, Workforce
from directory.store import session_scope
from directory.volunteers.cover import hand_back, keep, want_cover
from directory.volunteers.models import Invitation, Placement, ShareGrant, Volunteer, VolunteerCheck
from directory.volunteers.offers import give_place, not_this_time
from directory.volunteers.placing import Full
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.service import register
from directory.volunteers.taking import (
    Taken,
    WaitsForCheck,
    ask_to_take,
    look,
    read_phone,
    take,
    take_signed_in,
)
from directory.volunteers.words import AgeBand, Shared
from directory.words import Role

pytestmark = pytest.mark.usefixtures("watch")


def count(stores: Stores, model: type) -> int:
    with Session(stores.people) as people:
        return int(people.execute(select(func.count()).select_from(model)).scalar_one())


def test_nothing_is_kept_before_the_button_and_looking_takes_nothing(stores: Stores) -> None:
    need = make_need(stores)
    token = ask_link(stores, need, taker())
    opening, where, who = look(stores, token)
    look(stores, token)
    assert (opening.need.id, who.name) == (need.id, "Ada Number0")
    assert "March" in where.place
    assert count(stores, Volunteer) == count(stores, Placement) == 0
    assert {row.to_email for row in letters(stores, "ada0@example.org")} == {"ada0@example.org"}
    assert "ada0" not in token
    with Session(stores.people) as people:
        assert "ada0" not in str([job.payload for job in people.execute(select(Job)).scalars()])
    assert letters(stores, OWNER_EMAIL) == []


def test_pressing_takes_a_place_once_and_tells_both(stores: Stores) -> None:
    need = make_need(stores, places=2)
    token = ask_link(stores, need, taker(phone="01632 960 001"))
    taken = take(stores, token)
    assert isinstance(taken, Taken)
    assert take(stores, token) == taken
    theirs = letters(stores, "ada0@example.org")[-1]
    assert "Thursday 26 November 2026, 10am to midday" in theirs.body
    assert "the library manager, within 2 days" in theirs.body
    assert token_in(theirs.body, "/placement/") == taken.placement_token
    [to_group] = letters(stores, OWNER_EMAIL)
    assert "Ada Number0" in to_group.body
    assert "ada0@example.org, 01632 960001" in to_group.body
    assert "ada0" not in to_group.subject
    with Session(stores.people) as people:
        granted = set(people.execute(select(col(ShareGrant.what))).scalars())
        assert granted == {Shared.NAME, Shared.CONTACT}
        assert count(stores, Placement) == 1
    assert read(stores, need).sessions[0].taken == 1
    assert read(stores, need).state is NeedState.OPEN


def test_who_comes_too_late_is_told_and_nothing_of_them_is_kept(stores: Stores) -> None:
    need = make_need(stores, places=1)
    first, second = (ask_link(stores, need, taker(number)) for number in (0, 1))
    assert isinstance(take(stores, first), Taken)
    assert read(stores, need).state is NeedState.FILLED
    assert isinstance(take(stores, second), Full)
    with Session(stores.people) as people:
        emails = {row.email for row in people.execute(select(Account)).scalars()}
    assert emails == {OWNER_EMAIL, "ada0@example.org"}
    assert count(stores, Volunteer) == 1


@pytest.mark.parametrize("times", [{}, {"sessions": ()}])
def test_nobody_more_comes_once_the_group_says_that_it_has_enough(
    stores: Stores, times: dict[str, object]
) -> None:
    need = make_need(stores, places=2, **times)
    token = ask_link(stores, need, taker())
    with session_scope(stores.directory) as session:
        fill_need(session, need.id, actor=CLOCK)
    assert isinstance(take(stores, token), Full)
    assert count(stores, Placement) == 0
    with session_scope(stores.directory) as session:
        open_need(session, need.id, actor=CLOCK)
    assert isinstance(take(stores, token), Taken)


def test_giving_back_frees_the_place_and_the_group_hears_no_name(stores: Stores) -> None:
    need = make_need(stores, places=1)
    first, second = (ask_link(stores, need, taker(number)) for number in (0, 1))
    taken = take(stores, first)
    assert isinstance(taken, Taken)
    hand_back(stores, taken.placement_token)
    hand_back(stores, taken.placement_token)
    assert read(stores, need).state is NeedState.OPEN
    assert read(stores, need).sessions[0].taken == 0
    freed = [row for row in letters(stores, OWNER_EMAIL) if "free again" in row.subject]
    assert len(freed) == 1
    assert "Ada" not in freed[0].body
    with pytest.raises(Gone, match="given back"):
        take(stores, first)
    assert isinstance(take(stores, second), Taken)


def test_known_and_unknown_addresses_are_answered_alike(stores: Stores) -> None:
    need = make_need(stores)
    assert isinstance(take(stores, ask_link(stores, need, taker())), Taken)
    before = letters(stores, "ada0@example.org")[0]
    again = ask_link(stores, need, taker())
    after = letters(stores, "ada0@example.org")[-1]
    assert (before.subject, len(before.body)) == (after.subject, len(after.body))
    assert isinstance(take(stores, again), Taken)
    assert count(stores, Placement) == 1


def test_nobody_is_written_to_again_and_again(stores: Stores) -> None:
    need = make_need(stores)
    for _ in range(3):
        ask_link(stores, need, taker())
    with pytest.raises(TooMany):
        ask_link(stores, need, taker())
    for number in range(1, 28):
        ask_to_take(stores, need.slug, session_of(need), taker(number), network="192.0.2.1")
    with pytest.raises(TooMany):
        ask_to_take(stores, need.slug, session_of(need), taker(99), network="192.0.2.1")
    ask_to_take(stores, need.slug, session_of(need), taker(99), network="192.0.2.2")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A\nB" + "c" * 200}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "ring me"}, "phone"),
        ({"age_band": AgeBand.UNDER_16}, "age"),
        ({"age_band": AgeBand.FROM_16}, "age"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(stores: Stores, changes: dict[str, object], field: str) -> None:
    need = make_need(stores)
    with pytest.raises(InvalidInput) as refused:
        ask_to_take(stores, need.slug, session_of(need), taker(**changes), network="192.0.2.1")
    assert refused.value.field == field


def test_a_telephone_number_is_optional() -> None:
    assert read_phone("") is None
    assert read_phone(" 01632  960 123 ") == "01632 960 123"


def test_a_link_runs_out_with_its_time(stores: Stores, watch: Watch) -> None:
    need = make_need(stores)
    token = ask_link(stores, need, taker())
    watch.now = NOON + timedelta(days=2, minutes=1)
    with pytest.raises(Gone, match="run out"):
        take(stores, token)


def test_what_has_begun_cannot_be_taken(stores: Stores, watch: Watch) -> None:
    need = make_need(stores)
    watch.now = NOON + timedelta(days=2)
    token = ask_link(stores, need, taker())
    watch.now = datetime(2026, 11, 26, 10, 1, tzinfo=UTC)
    with pytest.raises(Gone):
        take(stores, token)


def test_an_offer_waits_for_its_check_and_takes_no_place(stores: Stores) -> None:
    need = make_need(stores, safe=True, check_level=CheckLevel.ENHANCED, workforce=Workforce.CHILD, places=1)
    token = ask_link(stores, need, taker())
    assert isinstance(take(stores, token), WaitsForCheck)
    assert isinstance(take(stores, token), WaitsForCheck)
    assert count(stores, Placement) == 0
    [offer] = [row for row in letters(stores, OWNER_EMAIL) if "waits for the check" in row.subject]
    assert "an enhanced DBS check (children)" in offer.body
    with Session(stores.people) as people:
        waiting = people.execute(select(Invitation)).scalar_one()
    assert (waiting.state, waiting.asked) == ("waiting", False)
    with pytest.raises(InvalidInput, match="date"):
        give_place(stores, need.id, waiting.id, checked_on=None, role="owner", by=uuid4())
    assert count(stores, Placement) == 0
    month_ago = NOON.date() - timedelta(days=30)
    with pytest.raises(NotAllowed, match="Somebody else"):
        give_place(
            stores, need.id, waiting.id, checked_on=month_ago, role="owner", by=account_of(stores, waiting)
        )
    assert count(stores, VolunteerCheck) == 0
    give_place(stores, need.id, waiting.id, checked_on=month_ago, role="owner", by=uuid4())
    assert count(stores, Placement) == 1
    assert read(stores, need).state is NeedState.FILLED
    assert "Your place" in letters(stores, "ada0@example.org")[-1].subject


def account_of(stores: Stores, offer: Invitation) -> UUID:
    with Session(stores.people) as people:
        found = people.get_one(Volunteer, offer.volunteer_id).account_id
    assert found is not None
    return found


def test_who_reads_the_letters_of_a_group_that_nobody_runs_hears_no_name(stores: Stores) -> None:
    need = make_need(stores, slug="march-library")
    assert need.district is not None
    with session_scope(stores.people) as people:
        owner = find_or_make_account(people, OWNER_EMAIL)
        end_grant(people, owner, Role.OWNER, str(need.listing_id), ended_by=None)
        coordinator = find_or_make_account(people, "coordinator@example.org")
        add_grant(people, coordinator, Role.COORDINATOR, need.district, granted_by=None)
    assert isinstance(take(stores, ask_link(stores, need, taker(phone="01632 960001"))), Taken)
    assert not letters(stores, OWNER_EMAIL)
    [told] = letters(stores, "coordinator@example.org")
    assert told.body.startswith("Somebody has taken a place.")
    assert not any(each in told.subject + told.body for each in ("Ada", "ada0@", "960001"))


def test_nobody_hears_of_who_waits_for_their_guardian(stores: Stores) -> None:
    need = make_need(stores, safe=True, min_age=16)
    young = VolunteerDraft(
        "Ada Number0",
        age_band=AgeBand.FROM_16,
        guardian_name="Ann",
        guardian_email="ann@example.org",
    )
    with session_scope(stores.people) as people:
        account = find_or_make_account(people, "ada0@example.org")
        ada = register(people, young, account_id=account, lsoa21=None)
    for age_band in (AgeBand.FROM_16, AgeBand.ADULT):
        token = ask_link(stores, need, taker(age_band=age_band))
        with pytest.raises(InvalidInput, match="guardian"):
            take(stores, token)
    with pytest.raises(InvalidInput, match="guardian"):
        take_signed_in(stores, account, need.slug, session_of(need))
    assert count(stores, Placement) == 0
    assert not letters(stores, OWNER_EMAIL)
    with session_scope(stores.people) as people:
        people.get_one(Volunteer, ada).guardian_agreed_at = NOON
    assert isinstance(take(stores, token), Taken)
    grown = make_need(stores, title="Count the money")
    with pytest.raises(InvalidInput, match="18 or over"):
        take(stores, ask_link(stores, grown, taker()))


def test_an_offer_can_be_turned_down_kindly(stores: Stores) -> None:
    need = make_need(stores, safe=True, check_level=CheckLevel.BASIC, workforce=None)
    assert isinstance(take(stores, ask_link(stores, need, taker())), WaitsForCheck)
    with Session(stores.people) as people:
        waiting = people.execute(select(Invitation)).scalar_one()
    not_this_time(stores, need.id, waiting.id)
    assert "Not this time" in letters(stores, "ada0@example.org")[-1].subject


def test_cover_keeps_the_place_until_somebody_takes_it(stores: Stores) -> None:
    need = make_need(stores, places=1)
    first, second = (ask_link(stores, need, taker(number)) for number in (0, 1))
    held = take(stores, first)
    assert isinstance(held, Taken)
    want_cover(stores, held.placement_token)
    keep(stores, held.placement_token)
    assert isinstance(take(stores, second), Full)
    want_cover(stores, held.placement_token)
    assert read(stores, need).state is NeedState.OPEN
    run_due(stores)
    assert any("asks for cover" in row.subject for row in letters(stores, OWNER_EMAIL))
    assert isinstance(take(stores, second), Taken)
    assert "You are covered" in letters(stores, "ada0@example.org")[-1].subject
    with Session(stores.people) as people:
        rows = people.execute(select(Placement).order_by(col(Placement.taken_at))).scalars().all()
    assert [(row.outcome, row.ended_at is None) for row in rows] == [("gave_back", False), (None, True)]
    assert read(stores, need).state is NeedState.FILLED


def test_asking_for_cover_on_and_off_does_not_write_to_everybody(stores: Stores) -> None:
    taken = take(stores, ask_link(stores, make_need(stores), taker()))
    assert isinstance(taken, Taken)
    for _ in range(3):
        want_cover(stores, taken.placement_token)
        keep(stores, taken.placement_token)
    with pytest.raises(TooMany):
        want_cover(stores, taken.placement_token)
    with Session(stores.people) as people:
        assert people.execute(select(Placement)).scalar_one().cover_wanted_at is None


def test_what_is_called_off_tells_everybody_placed_once(stores: Stores) -> None:
    need = make_need(stores, places=2)
    for number in (0, 1):
        take(stores, ask_link(stores, need, taker(number)))
    with session_scope(stores.directory) as session:
        close_need(session, need.id, actor=CLOCK)
    for _ in range(2):
        with session_scope(stores.people) as people:
            enqueue(people, "follow_needs", {})
        run_due(stores)
    for number in (0, 1):
        told = [row for row in letters(stores, f"ada{number}@example.org") if "Called off" in row.subject]
        assert len(told) == 1
    with Session(stores.people) as people:
        assert set(people.execute(select(col(Placement.outcome))).scalars()) == {"not_needed"}


def test_jobs_done_twice_do_once(stores: Stores) -> None:
    """Whoever did them died before it was noted: the effect is there, and happens once."""
    need = make_need(stores, places=1)
    held = take(stores, ask_link(stores, need, taker()))
    assert isinstance(held, Taken)
    want_cover(stores, held.placement_token)
    run_due(stores)
    before = count(stores, Message)
    with session_scope(stores.people) as people:
        for job in people.execute(select(Job).where(col(Job.kind) != "follow_owners")).scalars():
            job.state, job.attempts, job.leased_until = "waiting", 1, None
    run_due(stores)
    assert count(stores, Message) == before
    assert read(stores, need).sessions[0].taken == 0
