"""Does whoever told us something learn what became of it, and does whoever decides find their way?"""

import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from looking_after import FENLAND, SLUG, Browsers, listing_of, moderator, owner_browser
from sending import WHAT, WHERE, confirm_of, ids, letters
from signed_in import sign_in
from sqlalchemy import Engine

from directory.settings import Settings
from directory.words import Role


@pytest.fixture
def desk_database(built_database: Path, tmp_path: Path) -> Path:
    """Give each of these tests a directory of its own: they change it."""
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    return tmp_path / "directory.sqlite3"


def test_a_report_is_dealt_with_in_words_its_sender_reads(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    typed = {"about": "times", "words": "Shut on Mondays."}
    unheard = desk_app.post(f"/listing/{SLUG}/report", data=typed).headers["location"]
    heard = desk_app.post(f"/listing/{SLUG}/report", data={**typed, "email": "ada@example.org"})
    judge, [first, second] = moderator(new_browser, desk_settings), ids(people)
    page = judge.get(f"/desk/queue/{UUID(first)}").text
    assert f'href="/desk/listing/{SLUG}/edit">Change the listing</a>' in page
    assert "its desk" not in page
    silent = judge.post(f"/desk/queue/{UUID(first)}", data={"decision": "approve", "reason": "Not this one"})
    assert silent.status_code == 422
    assert "Say in a line what was done" in silent.text
    done = {"decision": "approve", "done": "We took Monday out."}
    after = judge.post(f"/desk/queue/{UUID(first)}", data=done).headers["location"]
    assert "No address was left, so we write to nobody" in judge.get(after).text
    after = judge.post(f"/desk/queue/{UUID(second)}", data=done).headers["location"]
    said = judge.get(after).text
    assert "Dealt with." in said
    assert "We write to the sender." in said
    for sent in (unheard, heard.headers["location"]):
        told = desk_app.get(sent).text
        assert "It is dealt with" in told
        assert "What was done:</strong> We took Monday out." in told
    assert "We took Monday out." in letters(people, "ada@example.org")[-1][1]
    assert judge.get("/desk/queue?said=approved&of=nonsense").status_code == 200


def test_an_owner_too_says_what_was_done_about_a_report(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    desk_app.post(f"/listing/{SLUG}/report", data={"about": "times"})
    owner, [told] = owner_browser(new_browser, desk_settings), ids(people)
    answer = f"/desk/listing/{SLUG}/told/{UUID(told)}"
    silent = owner.post(answer, data={"decision": "approve", "reason": " "})
    assert silent.status_code == 422
    assert f'href="#reason-{UUID(told)}"' in silent.text
    done = owner.post(answer, data={"decision": "approve", "reason": "Put right."}).headers["location"]
    assert "left no address" in owner.get(done).text


def test_a_claim_waits_where_its_listing_is_and_its_letter_says_so(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    typed = {"email": "ada@example.org", "way": "moderator", "words": "I run it."}
    desk_app.post(f"/listing/{SLUG}/claim", data=typed)
    [(_subject, body)] = letters(people, "ada@example.org")
    assert "You told us that you run “March Library”" in body
    assert "You sent us" not in body
    desk_app.post(confirm_of(people, "ada@example.org"))
    judge = moderator(new_browser, desk_settings)
    for query in ("", f"?district={FENLAND}"):
        page = judge.get(f"/desk/queue{query}").text
        assert "March, Fenland." in page
        assert "No one place" not in page
    assert "Nothing waits for you" in judge.get("/desk/queue?district=E07000008").text


def test_the_desk_says_how_much_waits_and_only_to_whom_it_concerns(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers
) -> None:
    desk_app.post(f"/listing/{SLUG}/report", data={"about": "times"})
    owner, judge = owner_browser(new_browser, desk_settings), moderator(new_browser, desk_settings)
    assert "1 thing waits for you." in judge.get("/desk").text
    own = owner.get("/desk").text
    assert "1 thing readers told us waits for your answer" in own
    assert "Go to a listing" not in own
    elsewhere = new_browser()
    sign_in(elsewhere, desk_settings, "other@example.org", (Role.COORDINATOR, "E07000008"))
    assert "waits for you" not in elsewhere.get("/desk").text


def test_a_coordinator_goes_from_a_name_or_an_address_to_the_desk(
    desk_settings: Settings, new_browser: Browsers
) -> None:
    judge = moderator(new_browser, desk_settings)
    assert 'action="/desk/listing"' in judge.get("/desk").text
    for typed in ("March library", SLUG, f"https://hereabouts.example/listing/{SLUG}?near=x"):
        found = judge.get("/desk/listing", params={"find": typed})
        assert found.headers["location"] == f"/desk/listing/{SLUG}"
    several = judge.get("/desk/listing", params={"find": "library"}).text
    assert f'href="/desk/listing/{SLUG}"' in several
    assert 'href="/listing/ely-library"' in several, "in another district: only as readers see it"
    assert "No listing is called that" in judge.get("/desk/listing", params={"find": "/listing/none"}).text
    judge.post(f"/desk/listing/{SLUG}", data={"do": "archive", "reason": "It closed"})
    gone = judge.get("/desk/listing", params={"find": "march library"})
    assert gone.headers["location"] == f"/desk/listing/{SLUG}", "who may bring it back finds it"
    other = new_browser()
    sign_in(other, desk_settings, "other@example.org", (Role.COORDINATOR, "E07000008"))
    assert "March Library" not in other.get("/desk/listing", params={"find": "march library"}).text


def test_where_to_go_instead_may_be_said_by_name(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers
) -> None:
    judge, desk = moderator(new_browser, desk_settings), f"/desk/listing/{SLUG}"
    typed = {"do": "archive", "reason": "It closed"}
    several = judge.post(desk, data={**typed, "goes_to": "library"})
    assert several.status_code == 422
    assert 'name="goes_to_one" type="radio" value="ely-library"' in several.text
    chosen = {**typed, "goes_to": "library", "goes_to_one": "ely-library"}
    assert judge.post(desk, data=chosen).status_code == 303
    assert 'href="/listing/ely-library"' in desk_app.get(f"/listing/{SLUG}").text
    judge.post(desk, data={"do": "reopen"})
    assert judge.post(desk, data={**typed, "goes_to": "Wisbech library"}).status_code == 303
    assert 'href="/listing/wisbech-library"' in desk_app.get(f"/listing/{SLUG}").text


def test_a_day_of_opening_again_can_be_changed(desk_settings: Settings, new_browser: Browsers) -> None:
    owner, desk = owner_browser(new_browser, desk_settings), f"/desk/listing/{SLUG}"
    owner.post(desk, data={"do": "close", "until": "31/12/2098"})
    page = owner.get(desk).text
    assert "closed until 31 December 2098" in page
    assert 'value="31/12/2098"' in page
    assert "Change the day" in page
    assert owner.post(desk, data={"do": "close", "until": "30/11/2098"}).status_code == 303
    assert listing_of(desk_settings)["closed_until"] == "2098-11-30"


def test_the_long_form_leads_to_its_parts_and_each_can_be_sent(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers
) -> None:
    owner = owner_browser(new_browser, desk_settings)
    for browser, path, ends in (
        (desk_app, f"/listing/{SLUG}/change", 7),
        (owner, f"/desk/listing/{SLUG}/edit", 6),
    ):
        page = browser.get(path).text
        for part in ("times", "place", "contact", "who", "what", "volunteers"):
            assert f'href="#part-{part}"' in page
            assert page.count(f'id="part-{part}"') == 1
        form = page[page.index(f'action="{path}"') :]
        assert form[: form.index("</form>")].count('type="submit"') == ends
    assert desk_app.get(f"/listing/{SLUG}/report").text.count("What is wrong?") == 2, "title and heading"


def test_history_is_told_in_plain_words_and_keeps_no_empty_entry(
    desk_settings: Settings, new_browser: Browsers
) -> None:
    owner, desk = owner_browser(new_browser, desk_settings), f"/desk/listing/{SLUG}"
    for _ in range(2):
        owner.post(desk, data={"do": "confirm", "change_id": str(uuid4())})
    owner.post(desk, data={"do": "end", "last_day": "2099-12-31"})
    page = owner.get(f"{desk}/history").text
    assert page.count("By whoever runs it, who said that it is still right") == 1
    assert "By whoever runs it, on the form" in page
    assert "Came with the directory" in page
    assert "Shipped" not in page
    assert "Nothing differs" not in page
    assert page.count("as it is now") == 1


def test_a_group_that_nobody_can_reach_is_asked_about_once(desk_app: TestClient, people: Engine) -> None:

    token = desk_app.post("/add", data=WHAT).headers["location"].split("/")[2]
    desk_app.post(f"/add/{token}/where", data=WHERE)
    for silent in ({}, {"phone": "01632 960123"}, {"email": "a@example.org"}):
        asked = desk_app.post(f"/add/{token}/contact", data=silent)
        assert asked.status_code == 422
        assert 'href="#turn_up">How can people reach you?' in asked.text
    done = desk_app.post(f"/add/{token}/contact", data={"turn_up": "yes"})
    assert done.headers["location"] == f"/add/{token}/check"
    assert (
        'id="turn_up" name="turn_up" type="checkbox" value="yes" checked'
        in desk_app.get(f"/add/{token}/contact").text
    )
    shown = desk_app.post(f"/add/{token}/contact", data={"url": "www.example.org", "show_url": "yes"})
    assert shown.status_code == 303
    assert len(ids(people)) == 1
