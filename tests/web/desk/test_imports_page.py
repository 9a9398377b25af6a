"""Can a coordinator bring a list in at the desk, see first what it does, and undo it; and nobody else?"""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from own_stores import make_people, own_settings
from signed_in import sign_in
from sqlalchemy import select
from sqlmodel import Session, col

from directory.changes.document import read_record
from directory.changes.schemas import Actor
from directory.changes.service import change_listing
from directory.listings.models import Listing
from directory.settings import PROJECT_DIR, Settings
from directory.store import open_engine, session_scope
from directory.words import Role
from web.app import create_app
from web.middleware.body_limit import MOST_UPLOAD_BYTES

ADDRESS = "https://hereabouts.example"
FENLAND, CAMBRIDGE = "E07000010", "E07000008"
LIST = (
    "Id,Name,Description,Post code,Phone\n"
    "1,Quiddity Walkers,<p>We walk.</p>,PE15 8AA,01632 960001\n"
    "2,Quiddity Singers,We sing.,PE15 8AA,ask at the bar\n"
    "3,Quiddity <b>Bakers</b>,We bake.,PE15 8AA,\n"
)
NEW = {"title": "Walks of 2026", "publisher": "Walkers", "licence": "CC BY 4.0", "credit": "Walkers."}


@pytest.fixture
def settings(built_database: Path, tmp_path: Path) -> Settings:
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    settings = own_settings(tmp_path)
    make_people(settings)
    return settings


@pytest.fixture
def browser(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url=ADDRESS, follow_redirects=False) as found:
        yield found


def other_browser(browser: TestClient) -> TestClient:
    return TestClient(browser.app, base_url=ADDRESS, follow_redirects=False)


def send(browser: TestClient, content: str, **told: str) -> str:
    """Send a file; give the address of its report."""
    answer = browser.post(
        "/desk/imports", data={**NEW, **told}, files={"file": ("walks.csv", content.encode())}
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def digest_in(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found
    return found[1]


def take(browser: TestClient, address: str) -> str:
    answer = browser.post(address, data={"digest": digest_in(browser.get(address).text)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def names(settings: Settings) -> set[str]:
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = set(
            session.execute(
                select(col(Listing.name)).where(col(Listing.name).startswith("Quiddity"))
            ).scalars()
        )
    engine.dispose()
    return found


def test_a_list_is_looked_at_taken_and_undone(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    assert "Bring a list in" in browser.get("/desk").text
    assert 'type="file"' in browser.get("/desk/imports").text
    report = send(browser, LIST)
    assert names(settings) == set(), "nothing changes before somebody says so"
    page = browser.get(report)
    assert page.headers["cache-control"] == "no-store"
    assert "Take these 2 rows" in page.text
    assert "The telephone number cannot be one." in page.text
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{report}/report.csv").text.removeprefix("\ufeff"))))
    assert [(row["row"], row["outcome"], row["code"]) for row in rows] == [
        ("2", "added", ""),
        ("3", "quarantined", "phone"),
        ("4", "added", ""),
    ]
    batch = take(browser, report)
    assert names(settings) == {"Quiddity Walkers", "Quiddity Bakers"}
    page = browser.get(batch)
    assert "ask at the bar" in page.text
    assert "Quiddity Singers" in browser.get(f"{batch}/rows.csv").text
    assert browser.get(report).status_code == 404, "a file that was taken waits no more"
    assert browser.post(f"{batch}/undo").headers["location"].endswith("done=undone")
    assert names(settings) == set()
    assert "This import was undone." in browser.get(batch).text
    assert "Undone" in browser.get("/desk/imports").text


def test_a_contradiction_is_decided_by_a_person(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    take(browser, send(browser, LIST))
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        found = session.execute(
            select(col(Listing.id)).where(col(Listing.name) == "Quiddity Walkers")
        ).scalar_one()
        record = read_record(session, found).model_copy(update={"phone": "01632 960777"})
        change_listing(
            session,
            PROJECT_DIR / "data",
            found,
            record,
            actor=Actor("owner", uuid4()),
            source="form",
            change_id=uuid4(),
        )
    batch = take(browser, send(browser, LIST.replace("We walk.", "We walk far."), source="walks_of_2026"))
    page = browser.get(batch).text
    assert "Here: 01632 960777" in page
    assert "In the list: 01632 960001" in page
    conflict = re.search(r'name="conflict" value="([\w-]+)"', page)
    assert conflict
    told = {"conflict": conflict[1], "decision": "take"}
    stranger = other_browser(browser)
    sign_in(stranger, settings, "other@example.org", (Role.COORDINATOR, CAMBRIDGE))
    assert stranger.post("/desk/imports/conflict", data=told).status_code == 403
    assert browser.post("/desk/imports/conflict", data=told).status_code == 303
    with Session(engine) as session:
        assert read_record(session, found).phone == "01632 960001"
    engine.dispose()
    assert "In the list" not in browser.get(batch).text


def test_a_report_belongs_to_whoever_sent_the_file(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    report = send(browser, LIST)
    stranger = other_browser(browser)
    sign_in(stranger, settings, "other@example.org", (Role.COORDINATOR, FENLAND))
    assert stranger.get(report).status_code == 404
    assert stranger.post(report, data={"digest": "x"}).status_code == 404
    batch = take(browser, report)
    assert stranger.get(batch).status_code == 403
    assert stranger.post(f"{batch}/undo").status_code == 403


def test_rows_of_another_district_are_set_aside(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "cambridge@example.org", (Role.PARTNER_EDITOR, CAMBRIDGE))
    page = browser.get(send(browser, LIST)).text
    assert "The place is not in your districts." in page
    assert "There is nothing in it to take." in page


def test_an_old_report_takes_nothing_and_shows_the_new_one(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    first, second = send(browser, LIST), send(browser, LIST)
    digest = digest_in(browser.get(second).text)
    take(browser, first)
    answer = browser.post(second, data={"digest": digest})
    assert answer.headers["location"] == f"{second}?changed=true"
    assert "nothing was taken" in browser.get(answer.headers["location"]).text


def test_a_form_that_is_not_in_order_says_so_at_each_field(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    told = {"title": "Walks", "publisher": "", "licence": "CC0", "credit": ""}
    answer = browser.post("/desk/imports", data=told, files={"file": ("x.csv", b"")})
    assert answer.status_code == 422
    for message in ("Choose a file that is not empty.", "Write who publishes the list.", "Write what credit"):
        assert answer.text.count(message) == 2, message
    assert 'value="Walks"' in answer.text, "what was typed is kept"
    answer = browser.post("/desk/imports", data=NEW, files={"file": ("x.json", b"{")})
    assert answer.status_code == 422
    assert "“x.json” was received" not in answer.text, "what nobody can read is not kept"


def test_a_file_is_taken_from_nobody_else_and_not_without_limit(
    browser: TestClient, settings: Settings
) -> None:
    large = {"file": ("x.csv", b"x" * 100_000)}
    assert browser.post("/desk/imports", data=NEW, files=large).status_code in {303, 413}
    assert browser.post("/desk/imports", data=NEW, files={"file": ("x.csv", b"x")}).status_code == 415
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    assert browser.post("/desk/queue", files=large).status_code == 413, "one page takes files, no other"
    answer = browser.post(
        "/desk/imports", data=NEW, files={"file": ("x.csv", b"x" * (MOST_UPLOAD_BYTES + 1))}
    )
    assert answer.status_code == 413
    assert "up to 10 MB" in answer.text
    enough = "Name,Post code\n" + "Quiddity Club,PE15 8AA\n" * 10_000
    assert (
        browser.post("/desk/imports", data=NEW, files={"file": ("x.csv", enough.encode())}).status_code == 303
    )


def test_the_template_is_a_workbook(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    answer = browser.get("/desk/imports/template.xlsx")
    assert answer.content.startswith(b"PK")
    assert "attachment" in answer.headers["content-disposition"]


def form_of(page: str, **chosen: str) -> dict[str, list[str]]:
    """Fill the form of columns in as it stands, with what was chosen for some."""
    columns = re.findall(r'name="column" value="([^"]*)"', page)
    selects = re.findall(r'<select [^>]*name="field">(.*?)</select>', page, re.DOTALL)
    stands = [re.search(r'value="([^"]*)" selected', each) for each in selects]
    fields = [match[1] if match else "-" for match in stands]
    return {
        "column": columns,
        "field": [chosen.get(name, field) for name, field in zip(columns, fields, strict=True)],
    }


def test_columns_left_out_are_said_first_and_set_without_sending_again(
    browser: TestClient, settings: Settings
) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    report = send(
        browser,
        "Name,Post code,Zeiten,Opening\nQuiddity Walkers,PE15 8AA,Mondays at ten,Tu 10:30-12:00\n",
    )
    page = browser.get(report).text
    assert page.index("1 column is left out: “Zeiten”") < page.index(">Take th")
    assert re.search(r">Opening</th><td[^>]*>Opening hours<", page), "Opening is one of our words"
    assert (
        browser.post(f"{report}/columns", data=form_of(page, Zeiten="hours_note")).headers["location"]
        == report
    )
    page = browser.get(report).text
    assert "left out:" not in page
    assert re.search(r">Zeiten</th><td[^>]*>Hours note<", page)
    assert form_of(page)["field"] == ["hours_note"], "what was said can be changed"
    take(browser, report)
    engine = open_engine(settings.database_url)
    with Session(engine) as session:
        found = session.execute(select(col(Listing.id)).where(col(Listing.name) == "Quiddity Walkers"))
        assert read_record(session, found.scalar_one()).sites[0].hours_note == "Mondays at ten"
    engine.dispose()


@pytest.mark.parametrize("word", ["Opening", "Opening hours", "Opening times", "Times"])
def test_the_times_are_known_by_many_names(browser: TestClient, settings: Settings, word: str) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    page = browser.get(send(browser, f"Name,Post code,{word}\nQuiddity,PE15 8AA,Mo 10:00-12:00\n")).text
    assert re.search(rf">{word}</th><td[^>]*>Opening hours<", page)
    assert "left out" not in page.replace("They are left out.", "")


def test_a_file_without_a_name_asks_which_column_it_is(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    report = send(browser, "Wer,Wo\nQuiddity Walkers,PE15 8AA\n")
    page = browser.get(report)
    assert page.status_code == 422
    assert "Say which one it is." in page.text
    assert "--map" not in page.text
    both = browser.post(f"{report}/columns", data=form_of(page.text, Wer="name", Wo="name"))
    assert both.status_code == 422
    assert "cannot both be taken for name" in both.text
    done = browser.post(f"{report}/columns", data=form_of(page.text, Wer="name", Wo="postcode"))
    assert done.status_code == 303
    assert "Take this 1 row" in browser.get(report).text


def test_nobody_else_says_what_columns_mean(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    report = send(browser, LIST)
    stranger = other_browser(browser)
    sign_in(stranger, settings, "other@example.org", (Role.COORDINATOR, FENLAND))
    told = {"column": ["Phone"], "field": ["-"]}
    assert stranger.post(f"{report}/columns", data=told).status_code == 404
    assert browser.post(f"{report}/columns", data={"column": ["Phone"]}).status_code == 422


def test_a_file_that_was_received_need_not_be_chosen_again(browser: TestClient, settings: Settings) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    answer = browser.post(
        "/desk/imports", data={"title": "Walks"}, files={"file": ("walks.csv", LIST.encode())}
    )
    assert answer.status_code == 422
    assert "“walks.csv” was received" in answer.text
    assert "Choose a file that" not in answer.text
    kept = re.search(r'name="kept" value="(\w+)"', answer.text)
    assert kept
    assert browser.get(f"/desk/imports/check/{kept[1]}").status_code == 404, "nobody said which list it is"
    stranger = other_browser(browser)
    sign_in(stranger, settings, "other@example.org", (Role.COORDINATOR, FENLAND))
    again = {**NEW, "kept": kept[1]}
    empty = {"file": ("", b"")}
    assert stranger.post("/desk/imports", data=again, files=empty).status_code == 404
    done = browser.post("/desk/imports", data=again, files=empty)
    assert done.status_code == 303, done.text
    assert "Take these 2 rows" in browser.get(done.headers["location"]).text


def test_a_repeat_inside_the_file_is_told_apart_from_what_is_here(
    browser: TestClient, settings: Settings
) -> None:
    sign_in(browser, settings, "co@example.org", (Role.COORDINATOR, FENLAND))
    take(browser, send(browser, "Name,Post code\nQuiddity Walkers,PE15 8AA\n"))
    other = {**NEW, "title": "Another list"}
    rows = "Name,Post code\nQuiddity Walkers,PE15 8AA\nQuiddity Bakers,PE15 8AA\nQuiddity Bakers,PE15 8AA\n"
    page = " ".join(browser.get(send(browser, rows, **other)).text.split())
    counts = dict(re.findall(r'key">([^<]+)</dt><dd class="govuk-summary-list__value">(\d+)', page))
    assert counts["Probably here already"] == "1"
    assert counts["Repeats of a row above in the file"] == "1"
    assert page.count('name="anyway"') == 1
