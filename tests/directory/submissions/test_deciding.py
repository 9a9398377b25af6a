"""Is what was sent decided once, published once, and forgotten in time, whatever is killed in between?"""

from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from directory import clock
from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.changes.service import change_listing
from directory.errors import Conflict, Gone, InvalidInput, NotFound, TooMany
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import attempt, run_due
from directory.jobs.sweep import put_right
from directory.listings.record import ListingRecord
from directory.messages.models import Message
from directory.releases.active import active_folder
from directory.store import reading_scope, session_scope
from directory.submissions import publishing
from directory.submissions.answers import Answers
from directory.submissions.building import build_record
from directory.submissions.claims import claim
from directory.submissions.confirming import confirm, look
from directory.submissions.decisions import approve, decline, return_for_change
from directory.submissions.forgetting import forget_drafts
from directory.submissions.links import own_token
from directory.submissions.schemas import Opened, Sender, State, SubmissionKind
from directory.submissions.service import read_own, save, send, start, withdraw

ADA = Sender("192.0.2.7", email="ada@example.org")
COORDINATOR = Actor("coordinator", UUID(int=1))
GROUP = Answers(
    turn_up="yes",
    name="March Knit and Natter",
    kind="group",
    category="community-group",
    summary="We knit.",
    where="place",
    postcode="PE15 8AA",
    day=("tue",),
    often=("",),
    start=("10am",),
    end=("noon",),
    upkeep="yes",
)


def send_in(stores: Stores, answers: Answers = GROUP, sender: Sender = ADA) -> Opened:
    with session_scope(stores.people) as session:
        opened = start(session, stores.settings, SubmissionKind.ADD, answers, sender)
        listing_id = read_own(session, opened.token).listing_id
    assert listing_id is not None
    with Session(stores.directory) as directory:
        record = build_record(
            directory,
            answers,
            listing_id=listing_id,
            source_id=str(opened.id),
            today=clock.local_now().date(),
        )
    assert isinstance(record, ListingRecord)
    with session_scope(stores.people) as session:
        send(session, stores.settings, opened.token, sender, record, parish="E04001687", district="E07000010")
    return opened


def told_published(stores: Stores) -> int:
    with Session(stores.people) as session:
        return sum(each.endswith("is in the directory") for each in session.exec(select(Message.subject)))


def link(stores: Stores) -> str:
    with Session(stores.people) as session:
        bodies = session.exec(select(Message.body).order_by(text("message.rowid"))).all()
    body = [each for each in bodies if "/confirm/" in each][-1]
    return body.split("/confirm/")[1].split(maxsplit=1)[0]


def confirmed(stores: Stores) -> Opened:
    opened = send_in(stores)
    with session_scope(stores.people) as session:
        confirm(session, stores.settings, link(stores))
    return opened


def approved(stores: Stores) -> tuple[Opened, UUID]:
    opened = confirmed(stores)
    with session_scope(stores.people) as session:
        job = approve(session, stores.settings, opened.id, actor=COORDINATOR)
    assert job is not None
    return opened, job


def count(stores: Stores, store: str, table: str, where: str = "1 = 1") -> int:
    engine = stores.people if store == "people" else stores.directory
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one())  # noqa: S608


NAMED = "name = 'March Knit and Natter'"


def test_what_is_approved_comes_into_the_directory_once(stores: Stores) -> None:
    opened, job = approved(stores)
    assert count(stores, "directory", "listing", NAMED) == 0, "only the people store has changed"
    assert count(stores, "people", "role_grant") == 1
    for _ in range(3):
        assert attempt(stores, "people", job)
        run_due(stores)
        put_right(stores)
    assert count(stores, "directory", "listing", f"{NAMED} AND owned AND assured_by = 'whoever runs it'") == 1
    assert told_published(stores) == 1
    with Session(stores.people) as session:
        assert read_own(session, opened.token).state is State.APPROVED


@pytest.mark.parametrize("part", ["_apply", "_tell"])
def test_a_crash_between_the_stores_loses_nothing(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """The part before the crash has been committed; the job is done again from its beginning."""
    _opened, job = approved(stores)

    def crash(*_anything: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(publishing, part, crash)
        assert not attempt(stores, "people", job)
    assert attempt(stores, "people", job)
    run_due(stores)
    assert count(stores, "directory", "listing", NAMED) == 1
    assert count(stores, "directory", "listing_version") == 2, "added, then confirmed"
    assert told_published(stores) == 1


def test_of_two_moderators_the_second_learns_it(stores: Stores) -> None:
    opened = confirmed(stores)
    told: list[str] = []

    def decide(how: str) -> None:
        try:
            with session_scope(stores.people) as session:
                if how == "approve":
                    approve(session, stores.settings, opened.id, actor=COORDINATOR)
                else:
                    decline(session, stores.settings, opened.id, actor=COORDINATOR, reason="No.")
            told.append("done")
        except Conflict as error:
            told.append(error.message)

    both = [Thread(target=decide, args=(how,)) for how in ("approve", "decline")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(told) == ["Somebody has already decided this. Nothing was done twice.", "done"]


def test_nothing_unconfirmed_is_decided(stores: Stores) -> None:
    opened = send_in(stores)
    with pytest.raises(Conflict, match="has not pressed"), session_scope(stores.people) as session:
        approve(session, stores.settings, opened.id, actor=COORDINATOR)
    with pytest.raises(NotFound), session_scope(stores.people) as session:
        approve(session, stores.settings, uuid4(), actor=COORDINATOR)
    assert count(stores, "people", "account") == 0


def test_a_link_works_once_for_seven_days_and_looking_uses_nothing(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_in(stores)
    token, now = link(stores), clock.now()
    for _ in range(3):
        with Session(stores.people) as session:
            assert look(session, token).state is State.CONFIRMING
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7, minutes=1))
    with pytest.raises(Gone, match="7 days"), session_scope(stores.people) as session:
        confirm(session, stores.settings, token)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6))
    with session_scope(stores.people) as session:
        confirm(session, stores.settings, token)
    with pytest.raises(Gone, match="used already"), session_scope(stores.people) as session:
        confirm(session, stores.settings, token)
    with pytest.raises(NotFound), session_scope(stores.people) as session:
        confirm(session, stores.settings, "made-up")


def test_a_clash_waits_again_and_its_job_is_over(stores: Stores) -> None:
    with Session(stores.directory) as session:
        [row] = session.execute(text("SELECT id FROM listing WHERE slug = 'march-library'"))
        listing_id = UUID(row[0])
        base = read_record(session, listing_id)
    with session_scope(stores.people) as session:
        opened = start(
            session,
            stores.settings,
            SubmissionKind.CHANGE,
            Answers(name=base.name),
            ADA,
            listing_id=listing_id,
            base_version=1,
        )
        send(
            session,
            stores.settings,
            opened.token,
            ADA,
            base.model_copy(update={"cost_note": "Ten pence"}),
            parish=None,
            district=None,
            must_confirm=False,
        )
    with session_scope(stores.directory) as session:
        change_listing(
            session,
            active_folder(session, stores.settings.data_dir),
            listing_id,
            base.model_copy(update={"cost_note": "Twenty pence"}),
            actor=Actor("owner", UUID(int=2)),
            source="form",
            change_id=uuid4(),
        )
    with session_scope(stores.people) as session:
        job = approve(session, stores.settings, opened.id, actor=COORDINATOR)
    assert job is not None
    assert attempt(stores, "people", job)
    put_right(stores)
    run_due(stores)
    with reading_scope(stores.people) as people:
        assert read_own(people, opened.token).state is State.WAITING
    with reading_scope(stores.directory) as session:
        assert read_record(session, listing_id).cost_note == "Twenty pence"


def test_drafts_and_old_decisions_are_forgotten_and_what_waits_is_not(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_scope(stores.people) as session:
        draft = start(session, stores.settings, SubmissionKind.ADD, GROUP, ADA)
    waiting = confirmed(stores)
    now, job = clock.now(), JobRead(uuid4(), "forget_drafts", {}, 0)
    forget_drafts(stores, job)
    assert count(stores, "people", "submission") == 2
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    forget_drafts(stores, job)
    assert count(stores, "people", "submission", "network_hash IS NOT NULL") == 0
    with reading_scope(stores.people) as people:
        with pytest.raises(NotFound):
            read_own(people, draft.token)
        assert read_own(people, waiting.token).state is State.WAITING
    with session_scope(stores.people) as session:
        decline(session, stores.settings, waiting.id, actor=COORDINATOR, reason="It is in Norfolk.")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=400))
    forget_drafts(stores, job)
    assert count(stores, "people", "submission") == 0
    assert count(stores, "people", "confirm_link") == 0


def test_the_secret_of_a_link_is_made_again_and_only_its_hash_is_kept(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        opened = start(session, stores.settings, SubmissionKind.ADD, GROUP, ADA)
    assert own_token(stores.settings, opened.id) == opened.token
    assert len(opened.token) >= 43
    with stores.people.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM submission")).one())
    assert opened.token not in kept
    assert "192.0.2.7" not in kept


def test_an_address_and_a_network_send_only_so_much(stores: Stores) -> None:
    for _ in range(5):
        send_in(stores)
    with pytest.raises(TooMany):
        send_in(stores)
    other = Sender("192.0.2.7", email="eve@example.org")
    with session_scope(stores.people) as session:
        for _ in range(14):
            start(session, stores.settings, SubmissionKind.ADD, GROUP, other)
    with pytest.raises(TooMany), session_scope(stores.people) as session:
        start(session, stores.settings, SubmissionKind.ADD, GROUP, other)
    with session_scope(stores.people) as session:
        start(session, stores.settings, SubmissionKind.ADD, GROUP, Sender("192.0.2.8"))


def test_whoever_has_a_network_of_ipv6_sends_no_more_than_others(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        for host in range(20):
            sender = Sender(f"2001:db8:1:2::{host:x}")
            start(session, stores.settings, SubmissionKind.ADD, GROUP, sender)
        with pytest.raises(TooMany, match="Very much was sent"):
            start(session, stores.settings, SubmissionKind.ADD, GROUP, Sender("2001:db8:1:2:3::1"))
        start(session, stores.settings, SubmissionKind.ADD, GROUP, Sender("2001:db8:1:3::1"))


def ask_own(stores: Stores, listing_id: UUID) -> Opened:
    with session_scope(stores.people) as session:
        return claim(
            session,
            stores.settings,
            ADA,
            listing_id=listing_id,
            name="A library",
            own_email="jo@library.example.org",
            words="",
            upkeep=False,
        )


def test_a_listings_own_address_is_asked_once_a_day_whatever_is_taken_back(stores: Stores) -> None:
    listing_id = uuid4()
    opened = ask_own(stores, listing_id)
    with session_scope(stores.people) as session:
        withdraw(session, opened.token)
    with pytest.raises(TooMany, match="today already"):
        ask_own(stores, listing_id)


def test_a_claim_is_not_sent_anew_to_ask_its_sender_instead(stores: Stores) -> None:
    opened = ask_own(stores, uuid4())
    with session_scope(stores.people) as session, pytest.raises(Conflict, match="not changed afterwards"):
        send(session, stores.settings, opened.token, ADA, None, parish=None, district=None)


def test_what_was_sent_is_not_changed_behind_a_moderators_back(stores: Stores) -> None:
    opened = confirmed(stores)
    with pytest.raises(Conflict), session_scope(stores.people) as session:
        save(session, opened.token, GROUP)
    with pytest.raises(InvalidInput, match="Say why"), session_scope(stores.people) as session:
        decline(session, stores.settings, opened.id, actor=COORDINATOR, reason=" \n ")


def test_who_runs_it_already_need_not_claim_it(stores: Stores) -> None:
    opened, job = approved(stores)
    attempt(stores, "people", job)
    with Session(stores.people) as session:
        listing_id = read_own(session, opened.token).listing_id
    assert listing_id is not None
    with pytest.raises(Conflict, match="already"), session_scope(stores.people) as session:
        claim(
            session,
            stores.settings,
            ADA,
            listing_id=listing_id,
            name="March Knit and Natter",
            own_email=None,
            words="It is mine.",
            upkeep=False,
        )


def test_what_was_sent_again_is_not_decided_unseen(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = confirmed(stores)
    with Session(stores.people) as session:
        seen = read_own(session, opened.token).sent_at
    assert seen is not None
    with session_scope(stores.people) as session:
        return_for_change(session, stores.settings, opened.id, actor=COORDINATOR, reason="When?", seen=seen)
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    with session_scope(stores.people) as session:
        sent = send(session, stores.settings, opened.token, ADA, None, parish=None, district="E07000010")
    assert sent is State.WAITING
    for decide in (
        lambda session: approve(session, stores.settings, opened.id, actor=COORDINATOR, seen=seen),
        lambda session: decline(
            session, stores.settings, opened.id, actor=COORDINATOR, reason="No.", seen=seen
        ),
        lambda session: return_for_change(
            session, stores.settings, opened.id, actor=COORDINATOR, reason="No.", seen=seen
        ),
    ):
        with pytest.raises(Conflict, match="sent again since"), session_scope(stores.people) as session:
            decide(session)
    with session_scope(stores.people) as session:
        decline(session, stores.settings, opened.id, actor=COORDINATOR, reason="No.", seen=later)
