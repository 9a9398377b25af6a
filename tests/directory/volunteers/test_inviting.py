"""Are those asked who fit, unknown to the group until they say yes, no oftener than they can bear?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from mail_server import Box, mail_server
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlmodel import Session, col
from taken import OWNER_EMAIL, bank, letters, make_need, read, session_of, token_in
from watch import Watch

from directory import clock
from directory.accounts.schemas import Who
from directory.errors import Conflict, Gone, InvalidInput, TooMany
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue, run_due
from directory.messages.delivery import deliver_due
from directory.messages.stopping import press_stop, read_stop
from directory.needs.schemas import NeedRead, SessionDraft
from directory.needs.words import NeedState
from directory.store import session_scope
from directory.volunteers import choosing
from directory.volunteers.columns import BankColumns
from directory.volunteers.counting import look
from directory.volunteers.inviting import (
    ACCEPTED,
    DECLINED,
    TOO_LATE,
    Counter,
    Invited,
    answer,
    count_asked,
    invite,
    read_invitation,
)
from directory.volunteers.kept_bank import kept_bank
from directory.volunteers.looks import LOOKS_AN_HOUR
from directory.volunteers.models import Invitation, ShareGrant, Volunteer
from directory.volunteers.openings import opening_of
from directory.volunteers.placing import place
from directory.volunteers.wanted import wanted_of

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
ASKING = Who(uuid4(), OWNER_EMAIL, (), uuid4(), second_factor=False)


pytestmark = pytest.mark.usefixtures("watch")


def ask(stores: Stores, need: NeedRead, how_many: int = 10) -> Invited:
    wanted = wanted_of(need, need.sessions[0] if need.sessions else None)
    return invite(stores, need.id, session_of(need), wanted, how_many=how_many, actor=ASKING)


def people_near(stores: Stores, need: NeedRead, count: int) -> None:
    assert need.lsoa21 is not None
    bank(stores, count, lsoa21=need.lsoa21)


def tokens(stores: Stores, count: int) -> list[str]:
    """Give the tokens of those who were asked, in the order of their numbers; all where all were asked."""
    found = []
    for number in range(count):
        asked = [
            row for row in letters(stores, f"bank{number}@example.org") if "Could you help" in row.subject
        ]
        found += [token_in(asked[-1].body, "/invitation/")] if asked else []
    return found


def counted(stores: Stores, need: NeedRead) -> Counter:
    with Session(stores.people) as people:
        return count_asked(people, need.id)


def grants(stores: Stores) -> int:
    with Session(stores.people) as people:
        return len(people.execute(select(ShareGrant)).scalars().all())


def test_the_first_to_say_yes_have_the_places_and_the_rest_are_told(stores: Stores) -> None:
    need = make_need(stores, places=2)
    people_near(stores, need, 6)
    assert ask(stores, need, 6) == Invited(asked=6, wanted=6)
    links = tokens(stores, 6)
    assert grants(stores) == 0
    assert answer(stores, links[0], accept=False).state == DECLINED
    assert grants(stores) == 0
    first = answer(stores, links[1], accept=True)
    assert (first.state, first.placement_token is not None) == (ACCEPTED, True)
    assert answer(stores, links[1], accept=True) == first
    assert counted(stores, need) == Counter(asked=6, yes=1, no_answer=4)
    assert answer(stores, links[2], accept=True).state == ACCEPTED
    assert read(stores, need).state is NeedState.FILLED
    assert read_invitation(stores, links[3]).full
    assert answer(stores, links[3], accept=True).state == TOO_LATE
    assert grants(stores) == 2 * 2
    to_group = [row.body for row in letters(stores, OWNER_EMAIL)]
    assert len(to_group) == 2
    assert "bank1@example.org" in to_group[0]
    assert "bank2@example.org" in to_group[1]
    assert not any(f"bank{silent}@" in body for body in to_group for silent in (0, 3, 4, 5))


def test_only_as_many_are_asked_as_was_said(stores: Stores) -> None:
    need = make_need(stores, places=2)
    people_near(stores, need, 8)
    assert ask(stores, need, 6) == Invited(asked=6, wanted=6)
    assert len(tokens(stores, 8)) == 6
    assert ask(stores, need, 6) == Invited(asked=2, wanted=6)


def test_who_was_written_to_hears_that_it_is_filled(stores: Stores, watch: Watch) -> None:
    box = Box()
    need = make_need(stores, places=1)
    people_near(stores, need, 3)
    with mail_server(box) as url:
        stores = Stores(
            stores.directory, stores.people, stores.settings.model_copy(update={"smtp_url": SecretStr(url)})
        )
        ask(stores, need, 3)
        assert deliver_due(stores).sent == 3
        asked = {each.to: each for each in box.received}
        assert set(asked) == {f"bank{number}@example.org" for number in range(3)}
        for each in box.received:
            assert str(each.mail["List-Unsubscribe"]).strip("<>") in each.text
            assert "Why we ask you" in each.text
            assert "Thursday 26 November 2026, 10am to midday" in each.text
            assert "library@" not in each.text
        answer(stores, token_in(asked["bank0@example.org"].text, "/invitation/"), accept=True)
        watch.now += timedelta(minutes=5)
        deliver_due(stores)
    after = [(each.to, str(each.mail["Subject"]).partition(":")[0]) for each in box.received[3:]]
    assert sorted(after) == [
        ("bank0@example.org", "Your place"),
        ("bank1@example.org", "It is filled, thank you"),
        ("bank2@example.org", "It is filled, thank you"),
        (OWNER_EMAIL, "Somebody comes"),
    ]


def test_who_has_not_been_written_to_yet_is_not_written_to_at_all(stores: Stores) -> None:
    need = make_need(stores, places=1)
    people_near(stores, need, 2)
    ask(stores, need, 2)
    answer(stores, tokens(stores, 2)[0], accept=True)
    [message] = letters(stores, "bank1@example.org")
    assert message.state == "stopped"


def test_nobody_is_asked_more_than_three_times_a_week_or_twice_for_one_thing(
    stores: Stores, watch: Watch
) -> None:
    needs = [make_need(stores, title=f"Carry chairs, room {number}") for number in range(4)]
    people_near(stores, needs[0], 1)
    assert [ask(stores, need).asked for need in needs] == [1, 1, 1, 0]
    watch.now += timedelta(days=2)
    later = make_need(
        stores, title="Carry tables", sessions=(SessionDraft(watch.now.date() + timedelta(days=9), 600, 660),)
    )
    assert ask(stores, later).asked == 0
    watch.now += timedelta(days=5, minutes=1)
    assert ask(stores, later).asked == 1
    assert ask(stores, later).asked == 0


def test_who_stopped_is_not_asked(stores: Stores) -> None:
    need = make_need(stores)
    people_near(stores, need, 1)
    ask(stores, need)
    [message] = letters(stores, "bank0@example.org")
    assert message.stop_url is not None
    with session_scope(stores.people) as people:
        link = read_stop(stores.settings, message.stop_url.rpartition("/")[2])
        press_stop(people, stores.settings, link)
    other = make_need(stores, title="Carry chairs")
    assert ask(stores, other).asked == 0


def test_nobody_is_asked_for_what_begins_before_they_are_written_to(stores: Stores, watch: Watch) -> None:
    watch.now = datetime(2026, 11, 28, 20, 30, tzinfo=UTC)
    need = make_need(stores, sessions=(SessionDraft(watch.now.date() + timedelta(days=1), 600, 720),))
    people_near(stores, need, 1)
    with pytest.raises(Conflict, match="Sundays"):
        ask(stores, need)


def test_an_invitation_lapses_before_it_begins(stores: Stores, watch: Watch) -> None:
    need = make_need(stores)
    people_near(stores, need, 1)
    ask(stores, need)
    [link] = tokens(stores, 1)
    watch.now = datetime(2026, 11, 26, 9, 31, tzinfo=UTC)
    with session_scope(stores.people) as people:
        enqueue(people, "follow_needs", {})
    run_due(stores)
    with Session(stores.people) as people:
        assert people.execute(select(col(Invitation.state))).scalar_one() == "lapsed"
    assert letters(stores, "bank0@example.org")[0].state == "stopped"
    with pytest.raises(Gone):
        answer(stores, link, accept=True)


def test_no_more_are_asked_than_makes_sense(stores: Stores) -> None:
    need = make_need(stores)
    for how_many in (0, 61):
        with pytest.raises(InvalidInput):
            ask(stores, need, how_many)


def test_a_place_that_is_free_again_can_be_had_with_the_old_link(stores: Stores) -> None:
    from directory.volunteers.cover import hand_back  # noqa: PLC0415

    need = make_need(stores, places=1)
    people_near(stores, need, 2)
    ask(stores, need, 2)
    one, other = tokens(stores, 2)
    held = answer(stores, one, accept=True)
    assert answer(stores, other, accept=True).state == TOO_LATE
    assert held.placement_token is not None
    hand_back(stores, held.placement_token)
    assert answer(stores, other, accept=True).state == ACCEPTED


def meanwhile(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, need: NeedRead, happens: Callable[[Session], object]
) -> list[str]:
    """Ask while something else happens between looking who fits and writing; give whom it reached."""

    def slowly(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        with session_scope(stores.people) as people:  # nobody holds the writer's place
            happens(people)
        return found

    real = choosing.find_fitting
    monkeypatch.setattr(choosing, "find_fitting", slowly)
    ask(stores, need)
    with Session(stores.people) as people:
        query = select(col(Volunteer.name)).join(
            Invitation, col(Invitation.volunteer_id) == col(Volunteer.id)
        )
        named = query.where(col(Invitation.need_id) == need.id)
        return sorted(people.execute(named).scalars())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE volunteer SET state = 'resting' WHERE id = :one",
        "UPDATE volunteer SET bank = 0 WHERE id = :one",
        "DELETE FROM volunteer_slot WHERE volunteer_id = :one",
        "INSERT INTO volunteer_away VALUES (:one, :one, '2026-11-20', '2026-12-01')",
        "UPDATE volunteer SET lsoa21 = NULL WHERE id = :one",
    ],
)
def test_who_stops_fitting_between_the_look_and_the_letter_is_not_asked(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    need = make_need(stores)
    assert need.lsoa21 is not None
    one = bank(stores, 3, lsoa21=need.lsoa21)[1]
    change = text(statement)
    asked = meanwhile(stores, monkeypatch, need, lambda people: people.execute(change, {"one": one.hex}))
    assert asked == ["Bea Bank0", "Bea Bank2"]


def test_who_takes_a_seat_or_is_asked_often_meanwhile_is_not_asked(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, others = make_need(stores), [make_need(stores, title=f"Carry chairs {n}") for n in range(4)]
    assert need.lsoa21 is not None
    ids = bank(stores, 4, lsoa21=need.lsoa21)

    def happens(people: Session) -> None:
        place(people, stores.settings, opening_of(others[0], session_of(others[0])), ids[1])
        for number, other in enumerate(others[1:]):
            people.add(made_invitation(other, ids[2], number))
        people.add(made_invitation(need, ids[3], 9))

    asked = meanwhile(stores, monkeypatch, need, happens)
    assert asked == ["Bea Bank0", "Bea Bank3"], "the last was asked by somebody else, and once is enough"
    assert len(letters(stores, "bank3@example.org")) == 0


def made_invitation(need: NeedRead, volunteer_id: UUID, number: int) -> Invitation:
    return Invitation(
        id=uuid4(),
        need_id=need.id,
        session_id=session_of(need) or need.id,
        listing_id=need.listing_id,
        volunteer_id=volunteer_id,
        token_hash=f"made {number}",
        reasons=[],
        sent_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )


def test_while_it_is_looked_who_fits_nobody_who_writes_waits(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = make_need(stores)
    people_near(stores, need, 2)
    real, looked = kept_bank, []

    def slow(*given: Session) -> BankColumns:
        with session_scope(stores.people) as people:
            people.execute(text("UPDATE account SET seen_at = seen_at"))
        looked.append(1)
        return real(*given)

    monkeypatch.setattr(choosing, "kept_bank", slow)
    assert ask(stores, need).asked == 2
    assert looked == [1]


def test_more_than_are_read_at_once_are_asked_each_once(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "TOGETHER", 2)
    need = make_need(stores)
    people_near(stores, need, 7)
    some = "(SELECT account_id FROM volunteer LIMIT 3)"
    with session_scope(stores.people) as people:
        people.execute(text(f"UPDATE account SET closed_at = created_at WHERE id IN {some}"))  # noqa: S608
    assert ask(stores, need, 2).asked == 2
    assert ask(stores, need, 6).asked == 2, "three have no open account, and cannot be reached"


def test_asking_counts_as_looking(stores: Stores, watch: Watch) -> None:
    need = make_need(stores)
    for _ in range(LOOKS_AN_HOUR - 1):
        ask(stores, need)
    look(stores, wanted_of(need), account_id=ASKING.account_id, role="owner", listing_id=need.listing_id)
    with pytest.raises(TooMany, match="30 times in an hour"):
        ask(stores, need)
    with pytest.raises(TooMany, match="30 times in an hour"):
        look(stores, wanted_of(need), account_id=ASKING.account_id, role="owner", listing_id=need.listing_id)
    watch.now += timedelta(hours=1, seconds=1)
    ask(stores, need)
