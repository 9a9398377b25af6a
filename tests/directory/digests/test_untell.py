"""Does what waits to be sent follow what became of a notice, and can a notice be told too often?"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from mail_server import Box
from sqlmodel import Session
from told_news import EDITOR, World

from directory.jobs.service import run_due
from directory.noticeboard.models import Notice
from directory.noticeboard.reading import read_by_id
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.service import needs_look, write_notice
from directory.store import session_scope


def changes(world: World, notice: UUID, **said: object) -> None:
    with session_scope(world.stores.directory) as session:
        draft = replace(read_by_id(session, notice).said, **said)  # type: ignore[arg-type]
        write_notice(session, draft, actor=EDITOR, change_id=uuid4(), notice_id=notice)


def test_a_notice_withdrawn_before_the_mail_leaves_is_not_told_and_the_rest_is(
    world: World, box: Box
) -> None:
    account = world.asks()
    gone = world.announces("Taken back grants", rules=NoticeRules())
    kept = world.announces("Grants that stay", rules=NoticeRules())
    assert world.makes().made == 1
    world.withdraws(gone)
    run_due(world.stores)
    assert world.items(account) == []
    assert world.makes().made == 1
    assert world.sends().sent == 1
    assert "Grants that stay" in box.received[0].text
    assert "Taken back grants" not in box.received[0].text
    assert [item.notice_id for item in world.items(account)] == [kept]


def test_what_had_left_stays_told(world: World) -> None:
    account = world.asks()
    notice = world.announces(rules=NoticeRules())
    world.makes()
    assert world.sends().sent == 1
    world.withdraws(notice)
    run_due(world.stores)
    assert [item.notice_id for item in world.items(account)] == [notice]


def test_a_sum_changed_day_by_day_writes_to_nobody_day_by_day(world: World) -> None:
    account = world.asks()
    notice = world.announces(rules=NoticeRules(), deadline=world.today + timedelta(days=6))
    assert world.makes().made == 1
    assert world.sends().sent == 1
    for day in range(1, 5):
        world.on(days=1)
        changes(world, notice, amount_max=500 + day)
        assert world.makes().made == 0
    with Session(world.stores.directory) as session:
        assert session.get_one(Notice, notice).edition == 5
    assert len(world.digests(account)) == 1


def test_new_words_of_what_is_read_in_the_mail_are_looked_at_again(world: World) -> None:
    notice = world.announces(rules=NoticeRules())
    with Session(world.stores.directory) as session:
        before = read_by_id(session, notice).said
    assert needs_look(before, replace(before, effort="Ring this number and pay first"))
    assert not needs_look(before, replace(before, amount_max=600))
