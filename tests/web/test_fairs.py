"""Can a fair be made, a stall taken and the list printed, on plain pages?"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlmodel import Session, col, select

from directory import clock
from directory.listings.models import Listing
from directory.settings import Settings
from directory.store import open_engine
from directory.words import Role

FENLAND, CAMBRIDGE = "E07000010", "E07000008"


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def group(settings: Settings) -> UUID:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = session.exec(select(Listing.id).where(col(Listing.slug) == "march-library")).one()
    engine.dispose()
    return found


def form(**changed: str) -> dict[str, str]:
    day = clock.local_now().date() + timedelta(days=40)
    return {
        "kind": "fair",
        "title": "Fenland volunteer fair",
        "summary": "Come and see.",
        "district": FENLAND,
        "day": day.isoformat(),
        "starts": "10:00",
        "ends": "14:00",
        "stalls": "2",
        "place": "https://x.example/listing/march-library",
        "online_url": "",
        "contact_role": "volunteer centre",
    } | changed


def made(browser: TestClient, settings: Settings) -> str:
    sign_in(browser, settings, "editor@example.org", (Role.PARTNER_EDITOR, FENLAND))
    kept = browser.post("/desk/fairs/new", data=form())
    assert kept.status_code == 303, kept.text
    return kept.headers["location"].partition("?")[0]


def test_from_a_draft_to_a_printed_list(browser: TestClient, settings: Settings, group: UUID) -> None:
    desk = made(browser, settings)
    public = desk.removeprefix("/desk")
    assert browser.get(public).status_code == 404, "a draft is nobody else's"
    assert browser.post(desk, data={"do": "open"}).status_code == 303
    assert "Fenland volunteer fair" in browser.get("/fairs").text
    sign_in(browser, settings, "owner@example.org", (Role.OWNER, str(group)))
    assert "March Library" in browser.get(desk).text
    taken = browser.post(desk, data={"do": "take", "group": str(group), "says": "Story readers"})
    assert taken.status_code == 303
    page = browser.get(public).text
    assert "Story readers" in page
    assert "1 left" in page
    day = browser.get(f"{public}.ics")
    assert day.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:Fenland volunteer fair" in day.text
    assert browser.post(desk, data={"do": "back", "group": str(group)}).status_code == 303
    assert "Story readers" not in browser.get(public).text


def test_who_may_not_does_not(browser: TestClient, settings: Settings, group: UUID) -> None:
    desk = made(browser, settings)
    browser.post(desk, data={"do": "open"})
    sign_in(browser, settings, "elsewhere@example.org", (Role.PARTNER_EDITOR, CAMBRIDGE))
    assert browser.post(desk, data={"do": "cancelled"}).status_code == 403
    assert browser.post(f"{desk}/edit", data=form(title="Mine now")).status_code == 403
    taken = browser.post(desk, data={"do": "take", "group": str(group), "says": ""})
    assert taken.status_code == 403, "not a group of theirs"
    sign_in(browser, settings, "clerk@example.org", (Role.PARISH_CLERK, "E04001687"))
    assert browser.get("/desk/fairs/new").status_code == 403
    other = browser.post("/desk/fairs/new", data=form())
    assert other.status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"day": "soon"}, "day"),
        ({"starts": "ten"}, "starts"),
        ({"ends": "09:00"}, "ends"),
        ({"stalls": "many"}, "stalls"),
        ({"place": "no-such-place"}, "place"),
        ({"district": CAMBRIDGE}, "district"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    browser: TestClient, settings: Settings, changed: dict[str, str], field: str
) -> None:
    sign_in(browser, settings, "editor@example.org", (Role.PARTNER_EDITOR, FENLAND))
    answer = browser.post("/desk/fairs/new", data=form(**changed))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "Come and see." in answer.text
