"""Do forms that are old, or that no page of ours sends, do nothing but what their page says?"""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from looking_after import SLUG, Browsers, listing_of, moderator, owner_browser
from sending import WHAT, letters
from sqlalchemy import Engine, text

from directory.settings import Settings


@pytest.fixture
def desk_database(built_database: Path, tmp_path: Path) -> Path:
    """Give each test its own directory: these change listings."""
    return Path(shutil.copy(built_database, tmp_path / "directory.sqlite3"))


def test_bring_back_brings_back_and_never_takes_down(desk_settings: Settings, new_browser: Browsers) -> None:
    judge, desk = moderator(new_browser, desk_settings), f"/desk/listing/{SLUG}"
    assert judge.post(desk, data={"do": "archive", "reason": "It closed"}).status_code == 303
    assert listing_of(desk_settings)["departure"] == "archived"
    judge.post(desk, data={"do": "bring_back", "reason": "Gone"})
    assert listing_of(desk_settings)["departure"] is None
    judge.post(desk, data={"do": "bring_back", "reason": "Gone"})
    assert listing_of(desk_settings)["departure"] is None
    assert judge.post(desk, data={"do": "burn", "reason": "Gone"}).status_code == 422


def test_a_listing_leads_to_another_and_not_to_itself(desk_settings: Settings, new_browser: Browsers) -> None:
    judge, desk = moderator(new_browser, desk_settings), f"/desk/listing/{SLUG}"
    asked = {"do": "archive", "reason": "It closed", "goes_to": f"/listing/{SLUG}"}
    assert judge.post(desk, data=asked).status_code == 422
    assert listing_of(desk_settings)["departure"] is None


def test_whose_offer_it_is_stands_in_the_audit(
    desk_settings: Settings, new_browser: Browsers, people: Engine
) -> None:
    owner, judge = owner_browser(new_browser, desk_settings), moderator(new_browser, desk_settings)
    for browser, to in ((owner, "one@example.org"), (judge, "two@example.org")):
        offered = browser.post(f"/desk/listing/{SLUG}/people", data={"do": "add", "email": to})
        assert offered.status_code == 303
    query = "SELECT actor_role FROM audit_entry WHERE action = 'further_owner' ORDER BY rowid"
    with people.connect() as connection:
        assert connection.execute(text(query)).scalars().all() == ["owner", "coordinator"]


def test_the_link_to_a_draft_goes_to_each_address_once_and_to_few(
    desk_app: TestClient, people: Engine
) -> None:
    token = desk_app.post("/add", data=WHAT).headers["location"].split("/")[2]
    answers = [
        desk_app.post(f"/add/{token}/later", data={"email": f"ada{number}@example.org"}).status_code
        for number in (1, 1, 2, 3, 4, 5)
    ]
    assert answers == [303, 303, 303, 303, 303, 429]
    assert [len(letters(people, f"ada{number}@example.org")) for number in range(1, 6)] == [1, 1, 1, 1, 0]


@pytest.mark.parametrize("email", ["ada@example..org", "ada@-example.org", "a..b@example.org"])
def test_an_address_that_is_none_loses_nothing_of_a_report(desk_app: TestClient, email: str) -> None:
    told = {"about": "other", "words": "The door is green.", "email": email}
    answer = desk_app.post(f"/listing/{SLUG}/report", data=told)
    assert answer.status_code == 422
    assert "The door is green." in answer.text


def test_a_moderators_page_says_which_sending_it_shows(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers, people: Engine
) -> None:
    desk_app.post(f"/listing/{SLUG}/report", data={"about": "other", "words": "The door is green."})
    with people.connect() as connection:
        identifier = connection.execute(text("SELECT id FROM submission")).scalar_one()
    judge = moderator(new_browser, desk_settings)
    page = judge.get(f"/desk/queue/{identifier}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    decision = {"decision": "decline", "reason": "It is blue."}
    stale = judge.post(f"/desk/queue/{identifier}", data={**decision, "seen": "2020-01-01T00:00:00+00:00"})
    assert stale.status_code == 409
    assert "It was sent again since you opened this page" in stale.text
    assert judge.post(f"/desk/queue/{identifier}", data={**decision, "seen": "soon"}).status_code == 422
    assert judge.post(f"/desk/queue/{identifier}", data={**decision, "seen": seen}).status_code == 303
