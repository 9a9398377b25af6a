"""Can a coordinator speak for somebody without e-mail, from writing them down to deleting everything?"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from taken import ALL_WEEK, OWNER_EMAIL, letters, make_need, session_of
from watch import Watch

from directory.accounts.schemas import Who
from directory.accounts.service import add_grant, find_or_make_account
from directory.changes.schemas import Actor
from directory.consents.models import ConsentEvent
from directory.errors import InvalidInput, NotFound
from directory.jobs.models import AuditEntry
from directory.jobs.schemas import Stores
from directory.messages.models import Message
from directory.needs.schemas import NeedRead
from directory.store import session_scope
from directory.subscriptions.paper import Agreed
from directory.volunteers.brokering import (
    WORDING,
    BrokeredDraft,
    answer_for,
    change,
    end_for,
    let_rest,
    list_brokered,
    open_brokered,
    still_right,
    write_down,
)
from directory.volunteers.inviting import invite
from directory.volunteers.models import Placement, Volunteer, VolunteerLook
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.wanted import wanted_of
from directory.volunteers.words import AgeBand
from directory.words import Role

FENLAND = "E07000010"
COORDINATOR = Actor("coordinator", uuid4())
ASKING = Who(uuid4(), OWNER_EMAIL, (), uuid4(), second_factor=False)
RINGS = "rings@example.org"
DRAFT = BrokeredDraft(
    VolunteerDraft(name="Nell  Fenwick", phone="01632 960 321", slots=ALL_WEEK, travel_m=30_000),
    "4 Chain Bridge, March",
)


pytestmark = pytest.mark.usefixtures("watch")


@pytest.fixture
def asked(stores: Stores) -> tuple[UUID, NeedRead]:
    """Let somebody without e-mail be written down, and be asked."""
    need = make_need(stores)
    assert need.lsoa21 is not None
    with session_scope(stores.people) as people:
        account = find_or_make_account(people, RINGS)
        add_grant(people, account, Role.COORDINATOR, FENLAND, granted_by=None)
        found = write_down(
            people, DRAFT, district=FENLAND, lsoa21=need.lsoa21, how=Agreed.ON_PAPER, actor=COORDINATOR
        )
    wanted = wanted_of(need, need.sessions[0])
    assert invite(stores, need.id, session_of(need), wanted, how_many=5, actor=ASKING).asked == 1
    return found, need


def ask_of(stores: Stores, volunteer_id: UUID) -> UUID:
    with session_scope(stores.people) as people:
        [ask] = open_brokered(people, stores.settings, volunteer_id, account_id=uuid4()).asks
    return ask.id


def test_they_are_matched_and_their_coordinators_are_told_to_ring(
    stores: Stores, asked: tuple[UUID, NeedRead]
) -> None:
    volunteer_id, need = asked
    [told] = letters(stores, RINGS)
    assert f"/desk/brokered/{volunteer_id}" in told.body
    assert need.title in told.body
    for hidden in ("Nell", "Fenwick", "960", "Chain Bridge", "/invitation/"):
        assert hidden not in told.subject + told.body
    assert told.purpose == "answer"


def test_what_they_agreed_to_stands_in_the_ledger(stores: Stores, asked: tuple[UUID, NeedRead]) -> None:
    with Session(stores.people) as people:
        [event] = people.exec(select(ConsentEvent).where(ConsentEvent.account_id == asked[0])).all()
        row = people.get_one(Volunteer, asked[0])
        assert (row.name, row.phone, row.address) == (
            "Nell Fenwick",
            "+441632960321",
            "4 Chain Bridge, March",
        )
    assert (event.how, event.wording, event.what) == (Agreed.ON_PAPER.value, WORDING, "given")


def test_a_yes_is_noted_for_them_and_the_group_hears_whom_to_ring(
    stores: Stores, asked: tuple[UUID, NeedRead]
) -> None:
    volunteer_id, _ = asked
    ask = ask_of(stores, volunteer_id)
    assert answer_for(stores, volunteer_id, ask, accept=True, actor=COORDINATOR).state == "accepted"
    [to_group] = letters(stores, OWNER_EMAIL)
    assert "Nell Fenwick" in to_group.body
    assert "01632 960321" in to_group.body
    placed = letters(stores, RINGS)[-1]
    assert placed.subject.startswith("Ring them: Your place")
    assert "Nell" not in placed.body
    with Session(stores.people) as people:
        said = people.exec(select(AuditEntry).where(AuditEntry.action == "said yes for a volunteer")).one()
        seat = people.exec(select(Placement)).one()
    assert (said.actor_id, said.subject_id, said.detail) == (
        COORDINATOR.account_id,
        str(volunteer_id),
        str(ask),
    )
    assert seat.volunteer_id == volunteer_id


def test_a_no_tells_the_group_nothing(stores: Stores, asked: tuple[UUID, NeedRead]) -> None:
    volunteer_id, _ = asked
    ask = ask_of(stores, volunteer_id)
    assert answer_for(stores, volunteer_id, ask, accept=False, actor=COORDINATOR).state == "declined"
    assert letters(stores, OWNER_EMAIL) == []
    with pytest.raises(NotFound):
        answer_for(stores, volunteer_id, uuid4(), accept=True, actor=COORDINATOR)


def test_opening_a_name_is_written_down_and_the_list_has_initials(
    stores: Stores, asked: tuple[UUID, NeedRead]
) -> None:
    looker = uuid4()
    with session_scope(stores.people) as people:
        [row] = list_brokered(people, (FENLAND,))
        assert (row.initials, row.asked, row.state) == ("N.F.", 1, "ready")
        assert list_brokered(people, ("E07000008",)) == ()
        assert people.exec(select(VolunteerLook)).all() == []
        open_brokered(people, stores.settings, asked[0], account_id=looker)
        looks = people.exec(select(VolunteerLook)).all()
    assert {(each.account_id, each.what) for each in looks} == {(looker, "name"), (looker, "contact")}


def test_who_rests_is_not_asked_until_all_is_right_again(
    stores: Stores, asked: tuple[UUID, NeedRead], watch: Watch
) -> None:
    volunteer_id, need = asked

    def invited(title: str) -> int:
        other = make_need(stores, title=title)
        wanted = wanted_of(other, other.sessions[0])
        return invite(stores, other.id, session_of(other), wanted, how_many=5, actor=ASKING).asked

    with session_scope(stores.people) as people:
        let_rest(people, volunteer_id, actor=COORDINATOR)
    assert invited("Carry chairs") == 0
    watch.now += timedelta(minutes=1)
    with session_scope(stores.people) as people:
        still_right(people, volunteer_id, actor=COORDINATOR)
    assert invited("Carry tables") == 1
    assert need.lsoa21 is not None
    with session_scope(stores.people) as people:
        changed = BrokeredDraft(VolunteerDraft(name="Nell Fenwick", phone="01632 960 322"))
        change(people, volunteer_id, changed, actor=COORDINATOR, moved_to=("E07000008", need.lsoa21))
        row = people.get_one(Volunteer, volunteer_id)
        assert (row.phone, row.address, row.brokered_in) == ("+441632960322", None, "E07000008")


def test_ending_deletes_everything(stores: Stores, asked: tuple[UUID, NeedRead]) -> None:
    volunteer_id, _ = asked
    answer_for(stores, volunteer_id, ask_of(stores, volunteer_id), accept=True, actor=COORDINATOR)
    end_for(stores, volunteer_id, actor=COORDINATOR)
    with Session(stores.people) as people:
        assert people.get(Volunteer, volunteer_id) is None
        assert people.exec(select(Placement)).all() == []
        for each in people.exec(select(Message)).all():
            assert "Fenwick" not in each.body
            assert "960321" not in each.body
            assert str(volunteer_id) not in (each.dedupe or "")
    with pytest.raises(NotFound):
        end_for(stores, volunteer_id, actor=COORDINATOR)


@pytest.mark.parametrize(
    "draft",
    [
        BrokeredDraft(VolunteerDraft(name="Nell")),
        BrokeredDraft(VolunteerDraft(name="", phone="01632 960 321")),
        BrokeredDraft(VolunteerDraft(name="Nell", phone="12")),
        BrokeredDraft(VolunteerDraft(name="Nell", phone="01632 960 321"), "x" * 301),
        BrokeredDraft(VolunteerDraft(name="Nell", phone="01632 960 321", age_band=AgeBand.FROM_16)),
    ],
)
def test_what_cannot_be_kept_is_refused(stores: Stores, draft: BrokeredDraft) -> None:
    with session_scope(stores.people) as people, pytest.raises(InvalidInput):
        write_down(
            people, draft, district=FENLAND, lsoa21="E01018088", how=Agreed.BY_TELEPHONE, actor=COORDINATOR
        )
