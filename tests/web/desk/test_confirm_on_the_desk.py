"""Does one press on the desk confirm what is due, once, and does nobody ask again in that round?"""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from mail_server import Box, mail_server
from pydantic import SecretStr
from signed_in import sign_in
from sqlalchemy import select, update
from sqlmodel import Session, col

from directory import clock
from directory.changes.models import ListingVersion
from directory.consents.service import UPKEEP, WORDINGS, give
from directory.freshness.schemas import Spans
from directory.freshness.service import run_cycle
from directory.jobs.schemas import Stores
from directory.listings.models import Listing
from directory.messages.delivery import deliver_due
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role

BEGIN = datetime(2026, 3, 3, 10, tzinfo=UTC)
PRESSES, FORGETS = "presses@example.org", "forgets@example.org"
BUTTON = re.compile(r'name="change_id" value="([\w-]+)"')


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    held = [BEGIN]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held


@pytest.fixture
def stores(client: TestClient) -> Stores:
    found: Stores = client.app.state.stores  # type: ignore[attr-defined]
    return found


def own(client: TestClient, settings: Settings, stores: Stores, email: str, slug: str) -> UUID:
    """Let somebody run a listing that was confirmed long ago, and agree to be asked."""
    with session_scope(stores.directory) as session:
        listing = session.execute(select(col(Listing.id)).where(col(Listing.slug) == slug)).scalar_one()
        session.execute(
            update(Listing)
            .where(col(Listing.id) == listing)
            .values(owned=True, assured_date=date(2025, 8, 1), unconfirmed_since=None)
        )
    account = sign_in(client, settings, email, (Role.OWNER, str(listing)))
    with session_scope(stores.people) as session:
        give(session, account, UPKEEP, how="claim", wording=WORDINGS[UPKEEP])
    return listing


def test_one_press_confirms_and_no_reminder_follows(
    client: TestClient, settings: Settings, stores: Stores, now: list[datetime]
) -> None:
    own(client, settings, stores, FORGETS, "ely-library")
    listing = own(client, settings, stores, PRESSES, "march-library")
    box = Box()
    with mail_server(box) as url:
        mailing = settings.model_copy(update={"smtp_url": SecretStr(url), "mail_from": "us@example.org"})
        sending = Stores(stores.directory, stores.people, mailing)
        for _ in range(2):
            run_cycle(sending)
            deliver_due(sending)
        assert sorted(each.to for each in box.received) == [FORGETS, PRESSES]
        box.received.clear()

        page = client.get("/desk").text
        assert page.count(">Still right<") == 1
        change_id = BUTTON.findall(page)[0]
        pressed = [
            client.post(
                "/desk/listing/march-library",
                data={"do": "confirm", "back": "desk", "change_id": change_id},
                follow_redirects=False,
            )
            for _ in range(2)
        ]
        assert {answer.status_code for answer in pressed} == {303}
        assert {answer.headers["location"] for answer in pressed} == {"/desk?confirmed=march-library"}
        page = client.get("/desk?confirmed=march-library").text
        assert "confirmed today: March Library" in page
        assert ">Still right<" not in page
        with Session(stores.directory) as session:
            assert session.get_one(Listing, listing).assured_date == BEGIN.date()
            made = session.execute(
                select(ListingVersion.number).where(
                    col(ListingVersion.listing_id) == listing, col(ListingVersion.source) != "shipped"
                )
            ).all()
            assert len(made) == len(set(made))

        for _ in range(Spans.of(settings).reminder_weeks * 7 + 7):
            now[0] += timedelta(days=1)
            run_cycle(sending)
            deliver_due(sending)
        assert {each.to for each in box.received} == {FORGETS}, "only who did not answer is reminded"


def test_only_a_listing_one_runs_is_named(client: TestClient, settings: Settings, stores: Stores) -> None:
    own(client, settings, stores, PRESSES, "march-library")
    assert "confirmed today" not in client.get("/desk?confirmed=ely-library").text
