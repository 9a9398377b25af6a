"""Do the links of a message do what they say: nothing when opened, one thing when pressed?"""

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import Session, col

from directory import clock
from directory.accounts.service import add_grant, end_grant, find_or_make_account
from directory.changes.models import ListingVersion
from directory.consents.service import UPKEEP, agreed, give, stop, stopped, withdraw
from directory.freshness.links import CONFIRM, make_link, note_confirmation
from directory.freshness.models import UpkeepAsk
from directory.freshness.schemas import Stage
from directory.jobs.models import Job
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt
from directory.listings.models import Listing
from directory.messages.service import queue_message
from directory.messages.stopping import stop_url
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Departure, Role

OWNER = "owner@example.org"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def stores(client: TestClient) -> Stores:
    found: Stores = client.app.state.stores  # type: ignore[attr-defined]
    return found


@pytest.fixture
def listing(stores: Stores) -> UUID:
    with Session(stores.directory) as session:
        return session.execute(
            select(col(Listing.id)).where(col(Listing.slug) == "march-library")
        ).scalar_one()


Ask = Callable[..., str]


@pytest.fixture
def ask(stores: Stores, listing: UUID, settings: Settings) -> Ask:
    """Ask the owner about the library; give the path of the link."""

    def ask(stage: Stage = Stage.FIRST) -> str:
        address, kept = make_link(settings)
        with session_scope(stores.people) as session:
            account = find_or_make_account(session, OWNER)
            add_grant(session, account, Role.OWNER, str(listing), granted_by=None)
            give(session, account, UPKEEP, how="claim", wording="Yes.")
            session.add(
                UpkeepAsk(
                    id=uuid4(),
                    listing_id=listing,
                    account_id=account,
                    stage=stage.value,
                    round_from="",
                    token_hash=kept,
                    asked_at=clock.now(),
                    expires_at=clock.now().replace(year=clock.now().year + 1),
                )
            )
        return urlsplit(address).path

    return ask


def assured(stores: Stores, listing: UUID) -> date | None:
    with Session(stores.directory) as session:
        return session.get_one(Listing, listing).assured_date


def test_opening_changes_nothing_and_pressing_confirms_once(
    client: TestClient, stores: Stores, listing: UUID, ask: Ask
) -> None:
    path = ask()
    for _ in range(2):
        shown = client.get(path)
        assert shown.status_code == 200
        assert "March Library" in shown.text
        assert shown.headers["cache-control"] == "no-store"
    assert assured(stores, listing) is None
    for _ in range(2):
        pressed = client.post(path, follow_redirects=False)
        assert (pressed.status_code, pressed.headers["location"]) == (303, path)
    assert assured(stores, listing) == clock.local_now().date()
    assert "Thank you" in client.get(path).text
    with Session(stores.directory) as session:
        made = session.execute(
            select(ListingVersion).where(
                col(ListingVersion.listing_id) == listing, col(ListingVersion.source) == "still right"
            )
        ).scalars()
        assert [version.actor_role for version in made] == ["owner"]


@pytest.mark.parametrize("spoil", ["", "x", ".", "é"])
def test_a_link_that_is_not_whole_is_refused(client: TestClient, ask: Ask, spoil: str) -> None:
    path = ask()
    spoiled = f"{path[:-1]}{spoil}"
    if spoil == path[-1]:
        spoiled = f"{path}x"
    assert client.get(spoiled).status_code == 404
    assert client.post(spoiled).status_code == 404


def test_a_random_word_that_we_did_not_sign_is_no_link(client: TestClient, ask: Ask) -> None:
    path = ask()
    token, _, _ = path.rpartition(".")
    assert client.post(f"{token}.{'a' * 27}").status_code == 404


def test_who_no_longer_runs_it_confirms_nothing(
    client: TestClient, stores: Stores, listing: UUID, ask: Ask
) -> None:
    path = ask()
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, OWNER)
        end_grant(session, account, Role.OWNER, str(listing), ended_by=None)
    assert client.post(path).status_code == 410
    assert assured(stores, listing) is None


@pytest.mark.parametrize("departure", [Departure.ARCHIVED, Departure.MERGED])
def test_what_left_the_directory_meanwhile_is_told_and_nothing_is_noted(
    client: TestClient, stores: Stores, listing: UUID, ask: Ask, departure: Departure
) -> None:
    path = ask()
    with session_scope(stores.directory) as session:
        session.get_one(Listing, listing).departure = departure.value
    for told in (client.get(path), client.post(path)):
        assert told.status_code == 410
        assert "no longer in the directory" in told.text
        assert "still in the directory" not in told.text
    with Session(stores.people) as session:
        assert session.execute(select(col(UpkeepAsk.answered_at))).scalar_one() is None
        assert session.execute(select(Job).where(col(Job.kind) == CONFIRM)).first() is None


def test_what_has_ended_by_its_own_date_is_shown_and_not_confirmed(
    client: TestClient, stores: Stores, listing: UUID, ask: Ask
) -> None:
    path = ask()
    with session_scope(stores.directory) as session:
        session.get_one(Listing, listing).visible_until = clock.local_now().date() - timedelta(days=1)
    assert client.get(path).status_code == 200
    refused = client.post(path)
    assert refused.status_code == 409
    assert "It has ended by its own date." in refused.text
    assert assured(stores, listing) is None


def test_a_listing_that_leaves_between_the_press_and_the_job_ends_the_job(
    stores: Stores, listing: UUID
) -> None:
    job_id = uuid4()
    with session_scope(stores.people) as session:
        note_confirmation(session, listing, Role.OWNER, None, job_id=job_id)
    with session_scope(stores.directory) as session:
        session.get_one(Listing, listing).departure = Departure.ARCHIVED.value
    assert attempt(stores, "people", job_id), "it would fail every time"
    assert assured(stores, listing) is None


def test_a_link_runs_out(client: TestClient, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ask()
    later = clock.now().replace(year=clock.now().year + 2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(path).status_code == 410


def test_another_site_can_not_press(client: TestClient, stores: Stores, listing: UUID, ask: Ask) -> None:
    refused = client.post(ask(), headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    assert assured(stores, listing) is None


@pytest.fixture
def stop_path(stores: Stores, settings: Settings) -> str:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, OWNER)
        give(session, account, UPKEEP, how="claim", wording="Yes.")
    return urlsplit(stop_url(settings, UPKEEP, account, OWNER)).path


def is_stopped(stores: Stores) -> tuple[bool, bool]:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, OWNER)
        return stopped(session, stores.settings, OWNER, UPKEEP), agreed(session, account, UPKEEP)


def test_a_stop_link_opened_changes_nothing_pressed_stops_and_can_be_taken_back(
    client: TestClient, stores: Stores, stop_path: str
) -> None:
    assert "Stop these messages?" in client.get(stop_path).text
    assert is_stopped(stores) == (False, True)
    for _ in range(2):
        assert "We write to you no more" in client.post(stop_path).text
        assert is_stopped(stores) == (True, False)
    assert "Stop these messages?" in client.post(stop_path, data={"undo": "yes"}).text
    assert is_stopped(stores) == (False, True)


def test_a_mail_program_stops_with_one_request(client: TestClient, stores: Stores, stop_path: str) -> None:
    """As RFC 8058 has it: no cookie, no Origin, no redirect."""
    client.cookies.clear()
    answer = client.post(stop_path, data=ONE_CLICK, follow_redirects=False)
    assert (answer.status_code, answer.text) == (200, "Stopped.\n")
    assert is_stopped(stores) == (True, False)


def test_the_stop_outlives_the_account(client: TestClient, stores: Stores, stop_path: str) -> None:
    client.post(stop_path)
    with session_scope(stores.people) as session:
        queued = queue_message(
            session,
            stores.settings,
            to_email=OWNER.upper(),
            purpose=UPKEEP,
            subject="Is it right?",
            body="x",
            account_id=uuid4(),
        )
    assert queued is None


def test_a_forged_stop_link_is_refused(client: TestClient, stop_path: str) -> None:
    assert client.get(f"{stop_path}x").status_code == 404
    assert client.post(f"{stop_path[:-4]}aaaa").status_code == 404


def test_no_address_stands_in_a_link(stop_path: str) -> None:
    assert "owner" not in stop_path
    assert "example" not in stop_path


def test_an_old_stop_link_takes_back_only_what_a_stop_link_stopped(
    client: TestClient, stores: Stores, stop_path: str
) -> None:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, OWNER)
        withdraw(session, account, UPKEEP, how="account page", wording="No.")
    client.post(stop_path)
    client.post(stop_path, data={"undo": "yes"})
    assert is_stopped(stores) == (False, False), "the no of the account page holds"
    with session_scope(stores.people) as session:
        stop(session, stores.settings, OWNER, UPKEEP, how="command")
    client.post(stop_path, data={"undo": "yes"})
    assert is_stopped(stores) == (True, False), "what was stopped by a command stays so"
