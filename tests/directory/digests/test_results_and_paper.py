"""Is what became of a notice told in fives, and does each letter and text message go out once?"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hearing import (
    FENLAND,
    HUNTINGDONSHIRE,
    MARCH,
    WISBECH,
    announce,
    both_stores,
    reader,
    resident,
    residents,
)
from mail_server import Box, mail_server
from pydantic import SecretStr
from sqlalchemy import select, text, update
from sqlmodel import Session, col

from directory import clock
from directory.changes.schemas import COMMAND, Actor
from directory.digests.models import Digest, DigestItem
from directory.digests.results import results
from directory.digests.service import make_digests
from directory.digests.taken_out import (
    TakenOut,
    count_waiting,
    list_taken_out,
    read_taken_out,
    take_out,
    taken_at,
)
from directory.errors import NotFound
from directory.jobs.schemas import Stores
from directory.messages.delivery import deliver_due
from directory.noticeboard.reading import read_by_id
from directory.noticeboard.service import close_notice, send_for_check, withdraw_notice, write_notice
from directory.settings import Settings
from directory.store import session_scope
from directory.subscriptions.paper import Agreed, end_reader
from directory.subscriptions.words import Way

WHO = Actor("coordinator", UUID(int=5))


@pytest.fixture
def stores(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    noon = clock.now().replace(hour=12)
    monkeypatch.setattr(clock, "now", lambda: noon)
    with mail_server(Box()) as url:
        mailing = settings.model_copy(update={"smtp_url": SecretStr(url)})
        with both_stores(mailing) as found:
            yield found


def note(stores: Stores, column: str, accounts: list[UUID]) -> None:
    """Note as if they had opened, followed or applied."""
    with session_scope(stores.people) as session:
        table = Digest if column == "opened_at" else DigestItem
        session.execute(
            update(table).where(col(table.account_id).in_(accounts)).values({column: clock.now()})
        )


def rewrite(session: Session, notice_id: UUID, *, actor: Actor, change_id: UUID) -> None:
    """Change the words of an open notice, which nobody has checked yet."""
    said = replace(read_by_id(session, notice_id).said, summary="Send us your savings.")
    write_notice(session, said, actor=actor, change_id=change_id, notice_id=notice_id)
    send_for_check(session, notice_id, actor=actor, change_id=uuid4())


def test_nothing_is_delivered_before_it_has_left(stores: Stores) -> None:
    notice_id = announce(stores)
    residents(stores, 6, MARCH)
    for number in range(5):
        reader(stores, f"Reader {number}", WISBECH)
    make_digests(stores)
    found = results(stores, notice_id)
    assert (found.everywhere.delivered, found.waiting) == (None, 10)
    assert deliver_due(stores).sent == 6
    found = results(stores, notice_id)
    assert (found.everywhere.delivered, found.waiting) == (5, 5)
    assert take_out(stores, Way.POST, None, actor=WHO)
    found = results(stores, notice_id)
    assert (found.everywhere.delivered, found.waiting) == (10, None)
    assert [(each.code, each.became.delivered) for each in found.districts if each.became.delivered] == [
        (FENLAND, 10)
    ]
    assert len(found.districts) == 6


def test_only_those_who_agreed_are_counted_and_in_fives(stores: Stores) -> None:
    notice_id = announce(stores, areas=())
    counted = residents(stores, 6, MARCH, may_count=True)
    silent = residents(stores, 9, HUNTINGDONSHIRE, name="silent")
    make_digests(stores)
    deliver_due(stores)
    note(stores, "opened_at", counted + silent)
    note(stores, "clicked_at", [*counted[:5], *silent])
    note(stores, "applied_at", [*counted[:4], *silent])
    found = results(stores, notice_id)
    told = found.everywhere
    assert (told.delivered, told.counted, told.opened, told.clicked, told.applied) == (15, 5, 5, 5, None)
    by_district = {each.code: each.became for each in found.districts}
    assert by_district[FENLAND] == by_district[FENLAND].__class__(5, 5, 5, 5, None)
    assert by_district[HUNTINGDONSHIRE].delivered == 5
    assert by_district[HUNTINGDONSHIRE].opened is None


def test_of_no_notice_there_are_no_results(stores: Stores) -> None:
    with pytest.raises(NotFound):
        results(stores, uuid4())


def test_two_who_press_at_once_take_each_letter_once(stores: Stores) -> None:
    announce(stores)
    for number in range(12):
        reader(stores, f"Reader {number}", MARCH)
    make_digests(stores)
    assert count_waiting(stores, None) == {Way.POST: 12, Way.SMS: 0}
    start, taken = threading.Barrier(4), list[TakenOut | None]()

    def press() -> None:
        start.wait()
        taken.append(take_out(stores, Way.POST, None, actor=WHO))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (one,) = [each for each in taken if each is not None]
    assert one.digests == 12
    assert count_waiting(stores, None)[Way.POST] == 0
    assert list_taken_out(stores, None) == (one,)
    assert taken_at(one.key) == one.at
    found = read_taken_out(stores, Way.POST, one.key, None, actor=WHO, form="letters")
    assert len({each.reader.id for each in found}) == 12
    again = read_taken_out(stores, Way.POST, one.key, None, actor=WHO, form="letters")
    assert again == found, "a jammed printer loses nothing"


def test_each_district_takes_its_own(stores: Stores) -> None:
    announce(stores, areas=())
    reader(stores, "Ada Example", MARCH)
    reader(stores, "Bo Example", HUNTINGDONSHIRE, district=HUNTINGDONSHIRE)
    make_digests(stores)
    own = take_out(stores, Way.POST, {FENLAND}, actor=WHO)
    assert own
    assert own.digests == 1
    assert count_waiting(stores, {FENLAND})[Way.POST] == 0
    assert count_waiting(stores, {HUNTINGDONSHIRE})[Way.POST] == 1
    (ada,) = read_taken_out(stores, Way.POST, own.key, {FENLAND}, actor=WHO, form="letters")
    assert ada.reader.name == "Ada Example"
    assert list_taken_out(stores, {HUNTINGDONSHIRE}) == ()
    with pytest.raises(NotFound):
        read_taken_out(stores, Way.POST, own.key, {HUNTINGDONSHIRE}, actor=WHO, form="letters")
    other = take_out(stores, Way.POST, {HUNTINGDONSHIRE}, actor=WHO)
    assert other
    assert other.key != own.key, "the clock stands still, the two are told apart all the same"


def test_what_is_over_or_no_longer_wished_is_left_out(stores: Stores) -> None:
    first, second = announce(stores), announce(stores, title="Another fund")
    ada, bo = reader(stores, "Ada Example", MARCH), reader(stores, "Bo Example", MARCH)
    make_digests(stores)
    with session_scope(stores.people) as session:
        end_reader(session, bo, agreed=Agreed.BY_TELEPHONE, by=uuid4())
    with session_scope(stores.directory) as session:
        withdraw_notice(session, first, actor=COMMAND, change_id=uuid4())
    taken = take_out(stores, Way.POST, None, actor=WHO)
    assert taken
    assert taken.digests == 1
    (digest,) = read_taken_out(stores, Way.POST, taken.key, None, actor=WHO, form="letters")
    assert digest.reader.id == ada
    assert [each.notice.id for each in digest.items] == [second]
    assert digest.items[0].because


@pytest.mark.parametrize("step", [close_notice, rewrite])
def test_what_closed_or_is_looked_at_again_is_in_no_letter(stores: Stores, step: Callable[..., None]) -> None:
    first, second = announce(stores), announce(stores, title="Another fund")
    reader(stores, "Ada Example", MARCH)
    make_digests(stores)
    with session_scope(stores.directory) as session:
        step(session, first, actor=COMMAND, change_id=uuid4())
    taken = take_out(stores, Way.POST, None, actor=WHO)
    assert taken
    (digest,) = read_taken_out(stores, Way.POST, taken.key, None, actor=WHO, form="letters")
    assert [each.notice.id for each in digest.items] == [second]


def test_a_letter_about_nothing_open_is_not_taken_out(stores: Stores) -> None:
    notice_id = announce(stores)
    reader(stores, "Ada Example", MARCH)
    make_digests(stores)
    with session_scope(stores.directory) as session:
        close_notice(session, notice_id, actor=COMMAND, change_id=uuid4())
    assert take_out(stores, Way.POST, None, actor=WHO) is None


def test_e_mail_is_never_taken_out(stores: Stores) -> None:
    announce(stores)
    resident(stores, "ada", MARCH)
    reader(stores, "Bo Example", MARCH, way=Way.SMS)
    make_digests(stores)
    assert take_out(stores, Way.POST, None, actor=WHO) is None
    assert (taken := take_out(stores, Way.SMS, None, actor=WHO))
    assert taken.digests == 1
    with Session(stores.people) as session:
        ways = session.execute(select(col(Digest.way)).where(col(Digest.exported_at).is_(None))).scalars()
        assert list(ways) == ["email"]


def test_the_audit_holds_counts_and_nobody(stores: Stores) -> None:
    announce(stores)
    someone = reader(stores, "Ada Example", MARCH)
    make_digests(stores)
    taken = take_out(stores, Way.POST, None, actor=WHO)
    assert taken
    read_taken_out(stores, Way.POST, taken.key, None, actor=WHO, form="labels")
    with stores.people.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT action, actor_role, subject, subject_id, detail FROM audit_entry "
                "WHERE subject = 'digest'"
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("take out by post", "coordinator", "digest", "paper", "1"),
        ("export labels", "coordinator", "digest", "paper", "1"),
    ]
    assert str(someone) not in repr(rows)


def test_what_was_taken_out_long_ago_is_offered_no_more(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(stores)
    reader(stores, "Ada Example", MARCH)
    make_digests(stores)
    take_out(stores, Way.POST, None, actor=WHO)
    later = clock.now() + timedelta(days=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert list_taken_out(stores, None) == ()
