"""Is a person who is erased gone from every byte of both files, and is everything shown to them before?"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from directory import clock
from directory.accounts.models import Account, RoleGrant, SignInAsk, SignInSession
from directory.accounts.service import add_grant, ask_for_link, find_or_make_account, make_link, use_link
from directory.backup import path_of
from directory.changes.document import as_document, read_record
from directory.changes.models import ListingVersion
from directory.changes.schemas import Actor
from directory.changes.service import change_listing
from directory.consents.models import ConsentEvent, StopEntry
from directory.consents.service import UPKEEP, WORDINGS, give, stop, stopped
from directory.jobs.models import AuditEntry, Job
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import run_due
from directory.keys import token_hash
from directory.listings.models import Listing
from directory.messages.models import Message
from directory.messages.service import queue_message
from directory.privacy.erase import Erased, erase_person
from directory.privacy.everywhere import find_everywhere, without
from directory.privacy.export import export_person
from directory.privacy.forget import forget
from directory.sealing import address_kept_as
from directory.settings import PROJECT_DIR, Settings
from directory.shipped.examples.needs import seed_needs
from directory.store import open_engine, open_people, session_scope
from directory.submissions.models import ConfirmLink, Submission
from directory.words import Role
from web.app import create_app

MARY = "mary.quantock-zebra@example.org"
OTHER = "somebody.else@example.org"
DATA = PROJECT_DIR / "data"


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    found = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield found
    found.directory.dispose()
    found.people.dispose()


def plant(stores: Stores, email: str) -> UUID:
    """Let somebody do everything that leaves something about them; give their listing."""
    with Session(stores.directory) as session:
        listing = session.exec(
            select(Listing.id)
            .where(Listing.kind == "group", col(Listing.departure).is_(None))
            .order_by(col(Listing.id))
        ).first()
    assert listing is not None
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, email)
        add_grant(session, account, Role.OWNER, str(listing), granted_by=None)
        give(session, account, UPKEEP, how="add form", wording=WORDINGS[UPKEEP])
        ask_for_link(session, stores.settings, email, network="192.0.2.7")
        link = make_link(session, stores.settings, account)
    with session_scope(stores.people) as session:
        use_link(session, link.rsplit("/", 1)[1], browser="Firefox on Android")
        queue_message(
            session,
            stores.settings,
            to_email=email,
            purpose="answer",
            subject="Thank you",
            body=f"We write to {email.upper()}.",
            account_id=account,
        )
        for state in ("waiting", "approved"):
            identifier = uuid4()
            record = _record(stores, listing, email)
            session.add(
                Submission(
                    id=identifier,
                    kind="change",
                    state=state,
                    token_hash=token_hash(str(identifier)),
                    listing_id=listing,
                    email=email,
                    email_hash=address_kept_as(session, email),
                    answers={"email": email, "about": f"Ask {email} for a place."},
                    record=record,
                    message=f"I am {email}.",
                    created_at=clock.now(),
                    updated_at=clock.now(),
                )
            )
            session.flush()
            session.add(
                ConfirmLink(
                    id=uuid4(),
                    submission_id=identifier,
                    token_hash=token_hash(f"c{identifier}"),
                    created_at=clock.now(),
                    expires_at=clock.now(),
                )
            )
        stop(session, stores.settings, email, UPKEEP, how="stop link")
    run_due(stores, heavy=lambda *_: True)
    with session_scope(stores.directory) as session:
        said = read_record(session, listing).model_copy(
            update={"email": email, "summary": f"Write to {email.title()} first."}
        )
        owner = Actor(Role.OWNER.value, account)
        change_listing(session, DATA, listing, said, actor=owner, source="form", change_id=uuid4())
        again = said.model_copy(update={"phone": "01632 960123"})
        change_listing(session, DATA, listing, again, actor=owner, source="form", change_id=uuid4())
    return listing


def _record(stores: Stores, listing: UUID, email: str) -> dict[str, object]:
    with Session(stores.directory) as session:
        return dict(as_document(read_record(session, listing))) | {"email": email}


def bytes_of(engine: Engine) -> bytes:
    path = path_of(engine)
    return b"".join(
        part.read_bytes()
        for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))
        if part.exists()
    ).lower()


def test_nothing_of_the_address_is_left_in_any_byte(stores: Stores) -> None:
    listing = plant(stores, MARY)
    assert MARY.encode() in bytes_of(stores.directory), "it was there"
    assert {each.store for each in find_everywhere(stores, MARY)} == {"directory", "people"}, "sealed, too"
    found = erase_person(stores, MARY)
    for engine in (stores.directory, stores.people):
        content = bytes_of(engine)
        assert MARY.encode() not in content
        assert b"mary.quantock" not in content
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    assert find_everywhere(stores, MARY) == ()
    assert found == Erased(found.account_id, 1, 2, found.messages, 2, stopped=True)
    assert found.messages >= 1
    with Session(stores.directory) as session:
        row = session.get_one(Listing, listing)
        assert (row.email, row.summary, row.phone) == (None, "Write to (removed) first.", "01632 960123")
        assert not row.owned, "nobody runs it any more"
        newest = session.exec(
            select(ListingVersion)
            .where(ListingVersion.listing_id == listing)
            .order_by(col(ListingVersion.number).desc())
        ).first()
        assert newest is not None
        assert newest.record == as_document(read_record(session, listing))


def test_what_stays_is_what_is_said_to_stay(stores: Stores) -> None:
    plant(stores, MARY)
    found = erase_person(stores, MARY)
    with Session(stores.people) as session:
        assert session.exec(select(Account)).all() == []
        assert session.exec(select(RoleGrant)).all() == []
        assert session.exec(select(SignInSession)).all() == []
        assert session.exec(select(SignInAsk.who_hash)).all() != [], "of the network, for two days"
        assert session.exec(select(Message)).all() == []
        assert session.exec(select(ConfirmLink)).all() == []
        said = session.exec(select(ConsentEvent).order_by(col(ConsentEvent.at))).all()
        assert [(each.account_id, each.what) for each in said] == [
            (found.account_id, "given"),
            (found.account_id, "withdrawn"),
        ]
        assert len(session.exec(select(StopEntry)).all()) == 1
        assert stopped(session, stores.settings, MARY, UPKEEP)
        assert {each.actor_id for each in session.exec(select(AuditEntry))} <= {None, found.account_id}
        rows = session.exec(select(Submission).order_by(Submission.state)).all()
        assert [row.state for row in rows] == ["approved", "withdrawn"]
        for row in rows:
            assert (row.email, row.account_id, row.message, row.reason, row.answers) == (*[None] * 4, {})
        assert rows[0].record is not None
        assert rows[0].record["email"] is None
        assert rows[1].record is None
        assert not session.exec(select(Job).where(Job.kind == "sign_in_link", Job.state == "done")).all()


def test_again_there_is_nothing_left_to_erase_and_others_are_as_they_were(stores: Stores) -> None:
    with session_scope(stores.people) as session:
        other = find_or_make_account(session, OTHER)
        add_grant(session, other, Role.ADMINISTRATOR, None, granted_by=None)
        queue_message(
            session, stores.settings, to_email=OTHER, purpose="answer", subject="Hello", body="Hello."
        )
    plant(stores, MARY)
    erase_person(stores, f" {MARY.upper()} ")
    assert erase_person(stores, MARY) == Erased(None, 0, 0, 0, 0, stopped=True)
    with Session(stores.people) as session:
        assert [each.email for each in session.exec(select(Account))] == [OTHER]
        assert [each.to_email for each in session.exec(select(Message))] == [OTHER]


def test_whose_address_ends_or_begins_like_it_stays_who_they_are(stores: Stores) -> None:
    longer = {f"jo{MARY}", f"jo.{MARY}", f"{MARY}.uk"}
    with session_scope(stores.people) as session:
        for email in sorted(longer):
            find_or_make_account(session, email)
    plant(stores, MARY)
    assert not {each.table for each in find_everywhere(stores, "zebra@example.org")}
    erase_person(stores, MARY)
    with Session(stores.people) as session:
        assert {each.email for each in session.exec(select(Account))} == longer


def test_everything_is_shown_and_nothing_that_only_a_thief_could_use(stores: Stores) -> None:
    listing = plant(stores, MARY)
    told = export_person(stores, MARY)
    written = json.dumps(told)
    assert "token_hash" not in written
    assert told["published"] == [{"id": str(listing), "name": _name(stores, listing), "email": MARY}]
    assert len(told["sent_in"]) == 2  # type: ignore[arg-type]
    assert "Firefox on Android" in written
    assert "Thank you" in written
    assert WORDINGS[UPKEEP] in written
    assert len(told["stop_list"]) == 1  # type: ignore[arg-type]
    stands = {(each["table"], each["column"]) for each in told["stands_in"]}  # type: ignore[attr-defined]
    assert {
        ("account", "email"),
        ("message", "to_email"),
        ("submission", "answers"),
        ("listing", "email"),
        ("listing_version", "record"),
    } <= stands
    nobody = export_person(stores, "nobody@example.org")
    assert (nobody["account"], nobody["messages"], nobody["stands_in"]) == (None, [], [])


def _name(stores: Stores, listing: UUID) -> str:
    with Session(stores.directory) as session:
        return session.get_one(Listing, listing).name


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"Ask {MARY.upper()} or Ann", "Ask (removed) or Ann"),
        (json.dumps({"email": MARY, "n": 1}), '{"email": null, "n": 1}'),
        (json.dumps([[f"to {MARY}"], True]), '[["to (removed)"], true]'),
        (json.dumps({MARY: "x"}), '{"(removed)": "x"}'),
        ('"12', '"12'),
        (f"jo{MARY}, {MARY}.uk and a.{MARY}", f"jo{MARY}, {MARY}.uk and a.{MARY}"),
        (json.dumps([f"jo{MARY}", f"Or\n{MARY}\n"]), json.dumps([f"jo{MARY}", "Or\n(removed)\n"])),
        (f"<{MARY}>, '{MARY}'. Or {MARY}.", "<(removed)>, '(removed)'. Or (removed)."),
        ("12", "12"),
    ],
)
def test_a_text_or_a_json_without_the_address_stays_what_it_is(said: str, left: str) -> None:
    assert without(said, MARY) == left


def test_no_page_goes_on_showing_the_address_from_memory(stores: Stores) -> None:
    with session_scope(stores.directory) as session:
        seed_needs(session)
        session.execute(text("UPDATE help_need SET title = title || :said"), {"said": f" Ask {MARY}"})
    with TestClient(create_app(stores.settings)) as client:
        assert MARY in client.get("/volunteer").text
        erase_person(stores, MARY)
        for kept_by in ({}, {"Cookie": "shortlist="}):
            told = client.get("/volunteer", headers=kept_by).text
            assert "(removed)" in told
            assert MARY not in told


def test_the_address_of_a_link_that_could_not_be_sent_is_forgotten_too(stores: Stores) -> None:
    for email in (MARY, OTHER):
        with session_scope(stores.people) as session:
            ask_for_link(session, stores.settings, email, network="192.0.2.7")
    with session_scope(stores.people) as session:
        failed, _waits = session.exec(select(Job).order_by(col(Job.created_at))).all()
        failed.state = "failed"
    forget(stores, JobRead(uuid4(), "forget", {}, 0))
    with Session(stores.people) as session:
        assert [each.state for each in session.exec(select(Job))] == ["waiting"]


def test_what_is_over_is_forgotten_by_the_clock(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(stores, MARY)
    job = JobRead(uuid4(), "forget", {}, 0)
    start = datetime.now(UTC)

    def after(days: int) -> dict[str, int]:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=days))
        forget(stores, job)
        with Session(stores.people) as session:
            return {
                model.__name__: len(session.exec(select(model)).all())
                for model in (Account, SignInSession, SignInAsk, ConfirmLink, RoleGrant)
            }

    assert after(0) == {"Account": 1, "SignInSession": 1, "SignInAsk": 2, "ConfirmLink": 2, "RoleGrant": 1}
    assert after(3)["SignInAsk"] == 0
    assert after(8)["ConfirmLink"] == 0
    assert after(60)["SignInSession"] == 0
    assert after(3000)["Account"] == 1, "it still has a role"
    with session_scope(stores.people) as session:
        session.exec(select(RoleGrant)).one().ended_at = clock.now()
    assert after(3001) == {"Account": 0, "SignInSession": 0, "SignInAsk": 0, "ConfirmLink": 0, "RoleGrant": 0}
