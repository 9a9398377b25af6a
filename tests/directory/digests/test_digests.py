"""Does one message with what fits reach each person in their rhythm, and nobody who did not agree?"""

from datetime import UTC, datetime, timedelta

import pytest
from mail_server import Box
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from told_news import ADA, CAMBRIDGE, FENLAND, WISBECH, World

from directory.accounts.closing import close_account
from directory.digests.models import DigestItem
from directory.digests.planning import MOST_NOTICES
from directory.digests.schemas import DigestReport
from directory.digests.service import make_digests, why
from directory.errors import NotFound
from directory.messages.delivery import deliver_due
from directory.messages.schemas import DeliveryReport
from directory.messages.stopping import press_stop, read_stop
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.words import NoticeKind
from directory.profiles.words import Beneficiary, IncomeBand
from directory.store import session_scope
from directory.subscriptions.ledger import subscribe
from directory.subscriptions.models import PaperReader
from directory.subscriptions.queries import find
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm, Way
from directory.words import Kind


def test_a_small_fenland_youth_group_gets_one_digest_with_the_two_notices_that_fit(
    world: World, box: Box
) -> None:
    group = world.group()
    account = world.asks(subject=group)
    world.announces("Small grants for young people")
    world.announces("Innovate and Cultivate Fund", areas=("E10000003",), deadline=world.today + timedelta(9))
    world.announces("For older people", rules=NoticeRules(beneficiaries=(Beneficiary.OLDER_PEOPLE,)))
    world.announces("Cambridge only", areas=(CAMBRIDGE,))
    world.announces("An event", kind=NoticeKind.EVENT, rules=NoticeRules())
    assert world.makes() == DigestReport(made=1, notices=2)
    assert world.sends() == DeliveryReport(sent=1)
    (received,) = box.received
    assert received.to == ADA
    assert received.mail["Subject"] == "2 that fit you: Innovate and Cultivate Fund and more"
    assert received.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = " ".join(received.text.split())
    assert text.index("1. Innovate and Cultivate Fund") < text.index("2. Small grants for young people")
    assert "Because you are in Fenland, work with young people, and asked about funding." in text
    assert "For older people" not in text
    (digest,) = world.digests(account)
    assert (digest.way, digest.urgent, digest.may_count) == ("email", False, False)
    assert {item.edition for item in world.items(account)} == {1}
    assert all(item.place and item.place.startswith("E04") for item in world.items(account))


def test_what_several_subscriptions_find_comes_in_one_message_with_a_reason_of_each(
    world: World, box: Box
) -> None:
    first, second = world.group(), world.group(number=1)
    world.asks(subject=first)
    world.asks(subject=second)
    world.asks()
    world.asks(purpose="local", areas=(WISBECH,))
    world.announces()
    world.announces("Music in the park", kind=NoticeKind.EVENT, rules=NoticeRules(), areas=(WISBECH,))
    assert world.makes() == DigestReport(made=1, notices=2)
    world.sends()
    by_title = {len(item.reasons): item for item in world.items()}
    assert set(by_title) == {1, 3}
    assert len(by_title[3].events) == 3
    text = " ".join(box.received[0].text.split())
    assert "Because you asked about funding in Fenland." in text
    assert "Because you asked about what others do locally in Wisbech." in text
    assert text.count("is in Fenland and works with young people, and you asked about funding.") == 2


def test_somebody_without_a_group_is_not_told_that_it_fits_but_whom_each_is_for(
    world: World, box: Box
) -> None:
    world.asks()
    world.announces("For councils", rules=NoticeRules(kinds=(Kind.PARISH_COUNCIL,)))
    world.announces("For charities", rules=NoticeRules(registered=True, incomes=(IncomeBand.FROM_100K,)))
    world.makes()
    world.sends()
    (received,) = box.received
    assert received.mail["Subject"] == "2 you asked about: For charities and more"
    text = " ".join(received.text.split())
    assert "These 2 are about what you asked. Each says whom it is for." in text
    assert "For: parish councils" in text
    whom = "registered groups and organisations of any kind, with an income of £100,000 a year or more"
    assert f"For: {whom}" in text
    assert " fit " not in text


def test_nobody_is_told_twice_but_of_another_edition(world: World) -> None:
    account = world.asks()
    world.announces()
    assert world.makes().made == 1
    world.on(days=8)
    assert world.makes() == DigestReport()
    with session_scope(world.stores.directory) as session:
        session.connection().exec_driver_sql("UPDATE notice SET edition = 2")
    assert world.makes().made == 1
    assert [item.edition for item in sorted(world.items(account), key=lambda one: one.edition)] == [1, 2]


def test_the_table_itself_refuses_the_same_edition_a_second_time(world: World) -> None:
    world.asks()
    world.announces()
    world.makes()
    (item,) = world.items()
    (digest,) = world.digests()
    again = DigestItem(**item.model_dump(exclude={"id", "digest_id"}), id=digest.id, digest_id=digest.id)
    with pytest.raises(IntegrityError), session_scope(world.stores.people) as session:
        session.add(again)


@pytest.mark.parametrize(("rhythm", "days"), [("weekly", 7), ("fortnightly", 14), ("monthly", 28)])
def test_each_is_written_to_in_their_rhythm(world: World, rhythm: str, days: int) -> None:
    world.asks(rhythm=Rhythm(rhythm))
    world.announces("First")
    assert world.makes().made == 1
    world.announces("Second", deadline=world.today + timedelta(days=90))
    world.on(days=days - 1)
    assert world.makes() == DigestReport(not_due=1)
    world.on(days=1)
    assert world.makes().made == 1


def test_the_shortest_rhythm_of_a_person_is_theirs(world: World) -> None:
    world.asks(rhythm=Rhythm.MONTHLY)
    world.asks(purpose="support", rhythm=Rhythm.WEEKLY)
    world.announces("First")
    world.makes()
    world.announces("Second", deadline=world.today + timedelta(days=90))
    world.on(days=7)
    assert world.makes().made == 1


def test_the_night_in_which_the_clocks_change_moves_no_rhythm(world: World) -> None:
    world.now = datetime(2026, 3, 22, 0, 30, tzinfo=UTC)  # half past midnight, here as there
    world.asks()
    world.announces("First", deadline=world.today + timedelta(days=90))
    world.makes()
    world.announces("Second", deadline=world.today + timedelta(days=90))
    world.now = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert world.makes() == DigestReport(not_due=1)
    world.now = datetime(2026, 3, 28, 23, 59, tzinfo=UTC)
    assert world.makes().made == 0
    world.now = datetime(2026, 3, 29, 23, 1, tzinfo=UTC)  # Monday here: more than seven days by any count
    assert world.makes().made == 1


def test_only_what_closes_before_the_next_digest_comes_between_two(world: World, box: Box) -> None:
    world.asks()
    world.announces("First")
    world.makes()
    world.on(days=2)
    world.announces("Far", deadline=world.today + timedelta(days=30))
    assert world.makes() == DigestReport(not_due=1)
    world.announces("Near", deadline=world.today + timedelta(days=3))
    assert world.makes() == DigestReport(made=1, urgent=1, notices=1)
    assert world.makes() == DigestReport(not_due=1), "one between two, a day"
    world.sends()
    assert [each.mail["Subject"] for each in box.received] == ["First", "By 7 Mar: Near"]
    assert "closes before your next message is due" in " ".join(box.received[1].text.split())
    world.on(days=5)
    assert world.makes() == DigestReport(made=1, notices=1), "the one between them moved nothing"


def test_a_message_is_short_and_the_rest_comes_next(world: World, box: Box) -> None:
    world.asks()
    for number in range(MOST_NOTICES + 3):
        world.announces(f"Fund {number:02}", deadline=world.today + timedelta(days=60 + number))
    assert world.makes() == DigestReport(made=1, notices=MOST_NOTICES)
    world.sends()
    assert "There are 3 more." in box.received[0].text
    assert "https://hereabouts.example/noticeboard\n" in box.received[0].text
    world.on(days=7)
    assert world.makes() == DigestReport(made=1, notices=3)
    world.sends()
    titles = [
        line.split(". ")[1] for each in box.received for line in each.text.splitlines() if ". Fund" in line
    ]
    assert titles == [f"Fund {number:02}" for number in range(MOST_NOTICES + 3)]


def test_examples_are_never_sent_unless_told(world: World) -> None:
    world.asks()
    world.announces("An example", example=True)
    assert world.makes() == DigestReport()
    assert world.makes(examples=True).made == 1


def test_who_pauses_dismissed_or_closed_their_account_hears_nothing(world: World) -> None:
    asleep, aside, closed = (world.asks(f"{name}@example.org") for name in ("asleep", "aside", "closed"))
    notice = world.announces()
    with session_scope(world.stores.people) as session:
        row = find(session, asleep, "", "funding")
        assert row is not None
        row.snoozed_until = world.now + timedelta(days=3)
        session.connection().exec_driver_sql(
            "INSERT INTO dismissal (account_id, notice_id, at) VALUES (?, ?, ?)",
            (aside.hex, notice.hex, world.now.isoformat()),
        )
        close_account(session, closed, by=closed)
    assert world.makes() == DigestReport()
    world.on(days=4)
    assert world.makes().made == 1
    assert world.digests()[0].account_id == asleep


def test_a_choice_that_changes_takes_the_waiting_message_back_and_it_is_made_anew(
    world: World, box: Box
) -> None:
    world.now = world.now.replace(hour=21)  # nothing leaves before eight
    account = world.asks()
    world.asks(purpose="local")
    world.announces()
    assert world.makes().made == 1
    assert world.sends() == DeliveryReport()
    world.ends(account)
    assert world.items() == []
    world.on(hours=12)
    assert world.sends() == DeliveryReport()
    assert box.received == []
    assert [message.state for message in world.messages()] == ["stopped"]
    world.asks()
    assert world.makes().made == 1, "what was never sent may be told"
    assert world.sends().sent == 1


def test_a_consent_that_is_gone_when_the_message_leaves_stops_it(world: World, box: Box) -> None:
    """Even where whoever ended it went past the ledger's own door."""
    world.asks()
    account = world.asks(purpose="local")
    world.announces()
    world.makes()
    with session_scope(world.stores.people) as session:
        session.delete(find(session, account, "", "funding"))
    assert world.sends() == DeliveryReport(stopped=1)
    assert box.received == []
    assert world.items() == []


def test_the_stop_link_of_a_message_ends_what_waits_and_what_would_come(world: World, box: Box) -> None:
    world.asks()
    world.announces("First")
    world.makes()
    world.sends()
    token = box.received[0].mail["List-Unsubscribe"].strip("<>").rpartition("/stop/")[2]
    world.on(days=7)
    world.announces("Second", deadline=world.today + timedelta(days=30))
    assert world.makes().made == 1
    with session_scope(world.stores.people) as session:
        press_stop(session, world.stores.settings, read_stop(world.stores.settings, token))
    assert world.sends() == DeliveryReport()
    assert world.makes() == DigestReport()
    assert len(box.received) == 1


def test_what_a_server_has_refused_for_now_is_taken_back_too_but_not_what_it_may_have_taken(
    world: World, box: Box
) -> None:
    account = world.asks()
    world.announces()
    world.makes()
    box.refuse_to[ADA] = "450 4.7.1 later"
    assert world.sends() == DeliveryReport(put_off=1)
    world.ends(account)
    assert world.items() == [], "it said no: it has not left"
    box.refuse_to.clear()
    world.asks()
    world.on(days=1)
    world.makes()
    box.after_data = ["DROP"]
    assert world.sends() == DeliveryReport(put_off=1)
    world.ends(account)
    world.asks()
    world.on(days=8)
    assert len(world.items()) == 1, "it may have left: rather not at all than twice"
    assert world.makes() == DigestReport()


def test_paper_readers_get_a_digest_that_waits_to_be_taken_out(world: World) -> None:
    reader = PaperReader(
        id=world.account("not-an-account@example.org"),
        way="post",
        name="sealed",
        district=FENLAND,
        created_at=world.now,
    )
    with session_scope(world.stores.people) as session:
        session.connection().exec_driver_sql("DELETE FROM account")
        session.add(reader)
        session.flush()
        terms = Terms(areas=(FENLAND,), way=Way.POST)
        subscribe(session, reader.id, "funding", terms, how="entered by a coordinator")
    world.announces()
    assert world.makes() == DigestReport(made=1, paper=1, notices=1)
    (digest,) = world.digests()
    assert (digest.way, digest.message_id, digest.may_count) == ("post", None, False)
    assert world.messages() == []
    world.ends(digest.account_id)
    assert world.digests() == [], "not taken out yet"


def test_why_is_told_from_the_ledger_as_it_stood(world: World) -> None:
    account = world.asks()
    world.announces()
    world.makes()
    agreed_at = world.now
    world.sends()
    world.on(days=1)
    world.ends(account)
    (digest,) = world.digests()
    with Session(world.stores.people) as session:
        told = why(session, digest.id)
        (item,) = told.items
        assert item.reasons == ("Because you asked about funding in Fenland.",)
        (consent,) = item.consents
        assert (consent.purpose, consent.how, consent.at) == ("funding", "news page", agreed_at)
        assert consent.wording == "You may tell me about money that can be applied for here."
        assert consent.terms is not None
        assert consent.terms["areas"] == [FENLAND]
        with pytest.raises(NotFound, match="no such message"):
            why(session, account)


def test_a_dry_run_writes_nothing(world: World) -> None:
    world.asks()
    world.announces()
    done = make_digests(world.stores, dry_run=True)
    assert done.made == 1
    assert "Because you asked about funding in Fenland." in " ".join(done.shown[0].text.split())
    assert (world.digests(), world.messages()) == ([], [])
    assert deliver_due(world.stores) == DeliveryReport()
