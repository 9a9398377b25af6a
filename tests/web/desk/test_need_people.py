"""What does a group see before it asks anybody, and who may look?"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from ready_people import needs_of_march, ready_near_march
from signed_in import sign_in
from sqlalchemy import text
from taken import make_need

from directory.jobs.schemas import Stores
from directory.needs.words import Skill
from directory.settings import Settings
from directory.store import open_engine, open_people
from directory.volunteers.looks import LOOKS_AN_HOUR
from directory.words import Role
from web.desk.need_people import WITHIN_M


@pytest.fixture
def desk_database(built_database: Path, tmp_path: Path) -> Path:
    """Needs are written here: each test has a directory of its own."""
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    return tmp_path / "directory.sqlite3"


@pytest.fixture
def stores(desk_settings: Settings) -> Iterator[Stores]:
    found = Stores(open_engine(desk_settings.database_url), open_people(desk_settings), desk_settings)
    yield found
    found.directory.dispose()
    found.people.dispose()


@pytest.fixture
def owner(desk_app: TestClient, desk_settings: Settings, stores: Stores) -> TestClient:
    with stores.directory.connect() as connection:
        listing = connection.execute(text("SELECT id FROM listing WHERE slug = 'march-library'")).scalar_one()
    sign_in(desk_app, desk_settings, "lead@example.org", (Role.OWNER, str(UUID(listing))))
    return desk_app


def main_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0]))


def test_a_group_sees_how_many_and_why_and_never_who(owner: TestClient, stores: Stores) -> None:
    ready_near_march(stores, 12)
    many, few = needs_of_march(stores)
    answer = owner.get(f"/desk/needs/{many.id}/people")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told = main_of(answer.text)
    assert "10 to 14 people fit" in told
    assert "Less than 2 miles away, can drive a car, bring something that helps 10 to 14" in told
    assert "are free for all of that time" in told
    assert f'action="/desk/needs/{many.id}/invite"' in answer.text
    for word in ("Bea", "bank0", "example.org", "12 people"):
        assert word not in told, word
    nobody = main_of(owner.get(f"/desk/needs/{few.id}/people").text)
    assert "Fewer than 5 people fit" in nobody
    assert "Those who are alike" not in nobody


def test_four_people_and_nobody_make_the_same_page(owner: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    nobody = owner.get(f"/desk/needs/{need.id}/people").text
    ready_near_march(stores, 4)
    assert owner.get(f"/desk/needs/{need.id}/people").text == nobody
    ready_near_march(stores, 5)
    assert owner.get(f"/desk/needs/{need.id}/people").text != nobody


def test_what_is_chosen_counts_and_is_sent_along_and_nothing_between_the_steps(
    owner: TestClient, stores: Stores
) -> None:
    ready_near_march(stores, 6)
    need = make_need(stores)
    page = owner.get(
        f"/desk/needs/{need.id}/people",
        params={"drives": "yes", "skills": Skill.LIFTING.value, "within_m": "3200", "good_for_days": "60"},
    ).text
    assert "5 to 9 people fit" in main_of(page)
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert sent == {
        "session": str(need.sessions[0].id),
        "within_m": "3200",
        "good_for_days": "60",
        "drives": "yes",
        "skills": "lifting",
    }
    assert "Fewer than 5" in main_of(owner.get(f"/desk/needs/{need.id}/people?skills=money").text)
    between = owner.get(f"/desk/needs/{need.id}/people?within_m=3333&good_for_days=17").text
    assert re.findall(r'name="within_m" value="(\d+)"', between) == ["8000"]
    assert 8000 in WITHIN_M


def test_the_button_asks_those_who_fit(owner: TestClient, stores: Stores) -> None:
    ready_near_march(stores, 6)
    need = make_need(stores)
    page = owner.get(f"/desk/needs/{need.id}/people").text
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    answer = owner.post(f"/desk/needs/{need.id}/invite", data=form | {"how_many": "5"})
    assert answer.status_code == 303, answer.text
    with stores.people.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM invitation")).scalar_one() == 5


def test_only_the_steps_of_the_page_are_asked_and_no_exact_number_is_told(
    owner: TestClient, stores: Stores
) -> None:
    ready_near_march(stores, 8)
    need = make_need(stores)
    for typed in ("7", "1", "41", "ten", "-5"):
        refused = owner.post(f"/desk/needs/{need.id}/invite", data={"how_many": typed})
        assert refused.status_code == 422, typed
    between = {"how_many": "40", "within_m": "8123", "good_for_days": "17", "skills": "flying"}
    answer = owner.post(f"/desk/needs/{need.id}/invite", data=between)
    assert answer.headers["location"] == f"/desk/needs/{need.id}/shifts?said=invited&n=5"
    told = main_of(owner.get(answer.headers["location"]).text)
    assert "At least 5 people have been asked." in told
    assert "Asked: at least 5, said yes: 0, no answer yet: at least 5" in told
    assert not re.search(r"\b8\b", told)
    with stores.people.connect() as connection:
        rows = connection.execute(text("SELECT detail FROM audit_entry WHERE action = 'asked volunteers'"))
        assert rows.scalars().all() == ["5 or more asked"]
    for made_up in (7, 3):
        page = main_of(owner.get(f"/desk/needs/{need.id}/shifts?said=invited&n={made_up}").text)
        assert f"{made_up} people" not in page


def test_nobody_looks_without_end(owner: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    for _ in range(LOOKS_AN_HOUR):
        assert owner.get(f"/desk/needs/{need.id}/people").status_code == 200
    answer = owner.get(f"/desk/needs/{need.id}/people")
    assert answer.status_code == 429
    assert "30 times in an hour" in answer.text


def test_only_who_recruits_for_that_group_looks(
    new_browser: Callable[[], TestClient], desk_settings: Settings, stores: Stores
) -> None:
    need = make_need(stores)
    stranger = new_browser()
    assert stranger.get(f"/desk/needs/{need.id}/people").status_code == 303
    sign_in(stranger, desk_settings, "else@example.org", (Role.OWNER, str(need.id)))
    assert stranger.get(f"/desk/needs/{need.id}/people").status_code == 403
    with stores.people.connect() as connection:
        asked = "SELECT count(*) FROM audit_entry WHERE action = 'volunteers counted'"
        assert connection.execute(text(asked)).scalar_one() == 0


def test_for_what_is_full_or_over_nobody_is_counted(owner: TestClient, stores: Stores) -> None:
    need = make_need(stores)
    with stores.directory.begin() as connection:
        connection.execute(text("UPDATE help_need SET state = 'filled'"))
    told = main_of(owner.get(f"/desk/needs/{need.id}/people").text)
    assert "This is filled: nobody needs to be asked." in told
    assert "fit" not in told.replace("filled", "").replace("benefit", "")
