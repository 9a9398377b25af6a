"""May anybody put a listing right, and does whoever runs it stay in charge?"""

import re
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from looking_after import SLUG, Browsers, listing_of, moderator, owner_browser, set_email
from sending import CONTACT, SENDER, WHAT, WHERE, confirm_of, ids, letters, links
from signed_in import sign_in
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory.accounts.models import Account
from directory.accounts.service import end_grant, find_account, owners_of
from directory.consents.models import ConsentEvent
from directory.consents.service import UPKEEP, WORDINGS
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role


@pytest.fixture
def desk_database(built_database: Path, tmp_path: Path) -> Path:
    """Give each of these tests a directory of its own: they change it."""
    shutil.copy(built_database, tmp_path / "directory.sqlite3")
    return tmp_path / "directory.sqlite3"


def typed_form(browser: TestClient, path: str) -> dict[str, str]:
    """Read a form back as a browser would send it untouched."""
    import html5lib  # noqa: PLC0415 - only these tests read forms

    page = html5lib.parse(browser.get(path).text, namespaceHTMLElements=False)
    form = next(each for each in page.iter("form") if each.get("method") == "post")
    typed: dict[str, str] = {}
    for each in form.iter():
        name = each.get("name")
        if name is None or each.tag == "button":
            continue
        if each.tag == "select":
            chosen = [option for option in each.iter("option") if option.get("selected") is not None]
            typed[name] = (chosen or list(each.iter("option")))[0].get("value", "")
        elif each.tag == "textarea":
            typed[name] = each.text or ""
        elif each.get("type") in {"radio", "checkbox"}:
            if each.get("checked") is not None:
                typed[name] = each.get("value", "")
        else:
            typed[name] = each.get("value", "")
    return typed


def test_the_page_of_a_listing_leads_to_all_three(desk_app: TestClient) -> None:
    page = desk_app.get(f"/listing/{SLUG}").text
    for what in ("claim", "change", "report"):
        assert f'href="/listing/{SLUG}/{what}"' in page
        assert desk_app.get(f"/listing/{SLUG}/{what}").status_code == 200
        assert desk_app.get(f"/listing/no-such-place/{what}").status_code == 404


def test_the_listings_own_address_makes_a_claim_good(
    desk_app: TestClient, people: Engine, desk_settings: Settings
) -> None:
    set_email(desk_settings, "jo@library.example.org")
    page = desk_app.get(f"/listing/{SLUG}/claim").text
    assert "j…@library.example.org" in page
    assert "jo@library" not in page
    typed = {"email": "ada@example.org", "way": "own_email", "upkeep": "yes"}
    sent = desk_app.post(f"/listing/{SLUG}/claim", data=typed).headers["location"]
    assert letters(people, "ada@example.org") == []
    assert "jo@library" not in desk_app.get(sent).text
    assert "a…@example.org" not in desk_app.get(sent).text, "the letter did not go there"
    again = desk_app.post(f"/listing/{SLUG}/claim", data={**typed, "email": "eve@example.org"})
    assert again.status_code == 429, "its mail box is not filled"
    link = confirm_of(people, "jo@library.example.org")
    assert "ada@example.org asks to look after" in desk_app.get(link).text
    assert desk_app.post(link).status_code == 303
    assert listing_of(desk_settings)["owned"] == 1
    subject, body = letters(people, "ada@example.org")[-1]
    assert subject.startswith("You run the listing of")
    assert re.search(r"tell more at\n\S+/desk/listing/[0-9a-f-]{36}/profile$", body, re.MULTILINE)
    assert "You run this listing now" in desk_app.get(sent).text


def test_a_claim_is_not_turned_into_something_its_sender_confirms(
    desk_app: TestClient, people: Engine, desk_settings: Settings
) -> None:
    set_email(desk_settings, "jo@library.example.org")
    typed = {"email": "eve@example.org", "way": "own_email"}
    token = desk_app.post(f"/listing/{SLUG}/claim", data=typed).headers["location"].rsplit("/", 1)[1]
    for step, answers in (("what", WHAT), ("where", WHERE), ("contact", CONTACT)):
        assert desk_app.get(f"/add/{token}/{step}").status_code == 404
        assert desk_app.post(f"/add/{token}/{step}", data=answers).status_code == 404
    for page, answers in (
        ("check", {**SENDER, "sender": "eve@example.org"}),
        ("later", {"email": "eve@example.org"}),
    ):
        assert desk_app.get(f"/add/{token}/{page}").status_code == 404
        assert desk_app.post(f"/add/{token}/{page}", data=answers).status_code == 404
    assert letters(people, "eve@example.org") == [], "no link that makes it good goes to who claims"
    desk_app.post(confirm_of(people, "jo@library.example.org"))
    assert listing_of(desk_settings)["owned"] == 1, "the listing's own address still does"


def test_a_moderator_makes_a_claim_good_where_there_is_no_address(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    set_email(desk_settings, None)
    silent = desk_app.post(f"/listing/{SLUG}/claim", data={"email": "ada@example.org", "way": "own_email"})
    assert silent.status_code == 422
    typed = {"email": "ada@example.org", "way": "moderator", "words": "I am its manager."}
    desk_app.post(f"/listing/{SLUG}/claim", data=typed)
    desk_app.post(confirm_of(people, "ada@example.org"))
    desk = moderator(new_browser, desk_settings)
    item = f"/desk/queue/{UUID(ids(people)[0])}"
    assert "I am its manager." in desk.get(item).text
    assert (
        desk.post(item, data={"decision": "approve"})
        .headers["location"]
        .endswith("of=claim&told=yes&said=approved")
    )
    assert listing_of(desk_settings)["owned"] == 1


def test_a_contested_claim_is_told_to_who_runs_it_and_a_moderator_decides(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    owner = owner_browser(new_browser, desk_settings)
    typed = {"email": "ada@example.org", "way": "moderator", "words": "I run it now."}
    desk_app.post(f"/listing/{SLUG}/claim", data=typed)
    assert letters(people, "owner@example.org") == [], "not before the address is proved"
    desk_app.post(confirm_of(people, "ada@example.org"))
    [(subject, body)] = letters(people, "owner@example.org")
    assert subject.startswith("Somebody says they run")
    assert "ada@example.org" not in body
    [told] = ids(people)
    desk = owner.get(owner.get(links(body, "desk")[0]).headers["location"]).text
    assert "I run it now." in desk
    assert "ada@example.org" not in desk
    owner.post(f"/desk/listing/{SLUG}/told/{UUID(told)}", data={"decision": "object"})
    assert "You do not agree. A moderator decides." in owner.get(f"/desk/listing/{SLUG}").text
    judge = moderator(new_browser, desk_settings)
    assert "ada@example.org" in judge.get(f"/desk/queue/{UUID(told)}").text
    judge.post(f"/desk/queue/{UUID(told)}", data={"decision": "decline", "reason": "The owner is right."})
    assert "The owner is right." in letters(people, "ada@example.org")[-1][1]


def test_an_owner_agrees_and_there_are_two(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    owner = owner_browser(new_browser, desk_settings)
    typed = {"email": "ada@example.org", "way": "moderator", "words": "I help there."}
    desk_app.post(f"/listing/{SLUG}/claim", data=typed)
    desk_app.post(confirm_of(people, "ada@example.org"))
    owner.post(f"/desk/listing/{SLUG}/told/{UUID(ids(people)[0])}", data={"decision": "approve"})
    page = owner.get(f"/desk/listing/{SLUG}/people").text
    assert "owner@example.org (you)" in page
    assert "a…@example.org" in page


def test_a_listing_is_handed_over_and_left(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    owner = owner_browser(new_browser, desk_settings)
    wrong = owner.post(f"/desk/listing/{SLUG}/people", data={"do": "hand_over", "email": "ada"})
    assert wrong.status_code == 422
    owner.post(f"/desk/listing/{SLUG}/people", data={"do": "hand_over", "email": "ada@example.org"})
    assert owner.get(f"/desk/listing/{SLUG}").status_code == 200, "nothing changes before they accept"
    link = confirm_of(people, "ada@example.org")
    asked = desk_app.get(link).text
    assert "Will you look after this listing?" in asked
    assert WORDINGS[UPKEEP] in asked
    assert " checked" not in asked, "nobody agrees by leaving a box alone"
    desk_app.post(link)
    assert consents(people) == []
    assert owner.get(f"/desk/listing/{SLUG}").status_code == 403
    taker = new_browser()
    sign_in(taker, desk_settings, "ada@example.org")
    assert taker.get(f"/desk/listing/{SLUG}").status_code == 200
    taker.post(f"/desk/listing/{SLUG}/people", data={"do": "leave"})
    assert taker.get(f"/desk/listing/{SLUG}").status_code == 403
    assert listing_of(desk_settings)["owned"] == 0


@pytest.mark.parametrize("way", ["hand_over", "add"])
def test_nobody_passes_on_a_listing_that_was_taken_from_them(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers, way: str
) -> None:
    owner = owner_browser(new_browser, desk_settings)
    owner.post(f"/desk/listing/{SLUG}/people", data={"do": way, "email": "ada@example.org"})
    with session_scope(people) as session:
        account = find_account(session, "owner@example.org").id
        end_grant(session, account, Role.OWNER, None, ended_by=None)
    assert desk_app.post(confirm_of(people, "ada@example.org")).status_code == 410
    with session_scope(people) as session:
        assert owners_of(session, UUID(str(listing_of(desk_settings)["id"]))) == ()


def test_whoever_is_made_second_owner_agrees_by_a_tick(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    owner = owner_browser(new_browser, desk_settings)
    owner.post(f"/desk/listing/{SLUG}/people", data={"do": "add", "email": "ada@example.org"})
    desk_app.post(confirm_of(people, "ada@example.org"), data={"upkeep": "yes"})
    assert consents(people) == [("ada@example.org", "given", "hand-over", WORDINGS[UPKEEP])]


def test_who_reads_the_listings_own_mail_agrees_to_nothing_for_somebody_else(
    desk_app: TestClient, people: Engine, desk_settings: Settings
) -> None:
    set_email(desk_settings, "library@example.org")
    desk_app.post(f"/listing/{SLUG}/claim", data={"email": "ada@example.org", "way": "own_email"})
    link = confirm_of(people, "library@example.org")
    assert WORDINGS[UPKEEP] not in desk_app.get(link).text
    desk_app.post(link, data={"upkeep": "yes"})
    assert letters(people, "ada@example.org"), "the claim itself is good"
    assert consents(people) == []


def consents(people: Engine) -> list[tuple[str, ...]]:
    asked = (
        select(Account.email, ConsentEvent.what, ConsentEvent.how, ConsentEvent.wording)
        .join(ConsentEvent, ConsentEvent.account_id == Account.id)
        .order_by(ConsentEvent.at)
    )
    with Session(people) as session:
        return [tuple(row) for row in session.exec(asked)]


def test_a_suggestion_changes_only_what_it_says(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    before = listing_of(desk_settings)
    typed = typed_form(desk_app, f"/listing/{SLUG}/change")
    untouched = desk_app.post(f"/listing/{SLUG}/change", data=typed)
    assert untouched.status_code == 422
    assert "Nothing is changed yet" in untouched.text
    typed |= {"cost": "Printing 10p a page", "words": "I work there.", "sender_email": "ada@example.org"}
    sent = desk_app.post(f"/listing/{SLUG}/change", data=typed).headers["location"]
    judge = moderator(new_browser, desk_settings)
    item = f"/desk/queue/{UUID(ids(people)[0])}"
    page = judge.get(item).text
    assert "Printing 10p a page" in page
    assert page.count('class="sub-changes__row"') == 1
    judge.post(item, data={"decision": "approve"})
    after = listing_of(desk_settings)
    assert after["cost_note"] == "Printing 10p a page"
    same = {name for name in before if before[name] == after[name]}
    assert set(before) - same <= {"cost_note", "updated_at"}
    assert "It is done" in desk_app.get(sent).text
    assert letters(people, "ada@example.org")[-1][0].startswith("Thank you")


def test_what_two_change_meanwhile_is_merged_and_what_clashes_waits_again(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    typed = typed_form(desk_app, f"/listing/{SLUG}/change")
    desk_app.post(f"/listing/{SLUG}/change", data={**typed, "cost": "Free to join"})
    desk_app.post(f"/listing/{SLUG}/change", data={**typed, "summary": "Books, computers and warmth."})
    owner = owner_browser(new_browser, desk_settings)
    own = typed_form(owner, f"/desk/listing/{SLUG}/edit")
    assert owner.post(f"/desk/listing/{SLUG}/edit", data={**own, "cost": "Ask us"}).status_code == 303
    judge = moderator(new_browser, desk_settings)
    first, second = ids(people)
    clash = judge.post(f"/desk/queue/{UUID(first)}", data={"decision": "approve"})
    assert clash.headers["location"].endswith("said=again")
    judge.post(f"/desk/queue/{UUID(second)}", data={"decision": "approve"})
    now = listing_of(desk_settings)
    assert now["cost_note"] == "Ask us"
    assert now["summary"] == "Books, computers and warmth."
    assert UUID(first).hex in judge.get("/desk/queue").text.replace("-", "")


def test_an_owner_changes_it_at_once_and_decides_what_readers_say(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    desk_app.post(f"/listing/{SLUG}/report", data={"about": "times", "words": "Shut on Mondays."})
    owner = owner_browser(new_browser, desk_settings)
    assert owner.get(f"/listing/{SLUG}/change").headers["location"] == f"/desk/listing/{SLUG}/edit"
    assert "Shut on Mondays." in owner.get(f"/desk/listing/{SLUG}").text
    typed = typed_form(owner, f"/desk/listing/{SLUG}/edit")
    typed |= {"recruiting": "Somebody to read to children", "recruiting_until": "31/12/2099"}
    for _ in range(2):
        assert owner.post(f"/desk/listing/{SLUG}/edit", data=typed).status_code == 303
    assert listing_of(desk_settings)["recruiting"] == "Somebody to read to children"
    assert owner.get(f"/desk/listing/{SLUG}/history").text.count("sub-queue__row") == 2, (
        "pressed twice is once"
    )
    told = UUID(ids(people)[0])
    owner.post(
        f"/desk/listing/{SLUG}/told/{told}", data={"decision": "approve", "reason": "Mended, thank you."}
    )
    assert "What readers told us" not in owner.get(f"/desk/listing/{SLUG}").text
    judge = moderator(new_browser, desk_settings)
    late = judge.post(f"/desk/queue/{told}", data={"decision": "decline", "reason": "No"})
    assert late.status_code == 409


def test_a_report_says_what_is_wrong_and_its_link_tells_the_outcome(
    desk_app: TestClient, people: Engine, desk_settings: Settings, new_browser: Browsers
) -> None:
    assert desk_app.post(f"/listing/{SLUG}/report", data={}).status_code == 422
    assert desk_app.post(f"/listing/{SLUG}/report", data={"about": "other"}).status_code == 422
    bad = desk_app.post(f"/listing/{SLUG}/report", data={"about": "closed", "email": "ada"})
    assert bad.status_code == 422
    sent = desk_app.post(f"/listing/{SLUG}/report", data={"about": "closed", "words": "<i>Gone</i>"})
    page = sent.headers["location"]
    assert "Thank you. We have it" in desk_app.get(page).text
    judge = moderator(new_browser, desk_settings)
    item = f"/desk/queue/{UUID(ids(people)[0])}"
    assert "&lt;i&gt;Gone&lt;/i&gt;" in judge.get(item).text
    judge.post(item, data={"decision": "decline", "reason": "We rang: it is open."})
    assert "We rang: it is open." in desk_app.get(page).text


def test_one_press_confirms_closes_and_brings_back(
    desk_app: TestClient, desk_settings: Settings, new_browser: Browsers
) -> None:
    owner, desk = owner_browser(new_browser, desk_settings), f"/desk/listing/{SLUG}"
    owner.post(desk, data={"do": "confirm", "change_id": str(uuid4())})
    assert listing_of(desk_settings)["assured_date"] is not None
    assert owner.post(desk, data={"do": "close", "until": "soon"}).status_code == 422
    assert owner.post(desk, data={"do": "close", "until": "31/12/2099"}).status_code == 303
    assert listing_of(desk_settings)["status"] == "temporarily_closed"
    owner.post(desk, data={"do": "reopen"})
    assert listing_of(desk_settings)["status"] == "active"
    owner.post(desk, data={"do": "end", "last_day": "2099-12-31"})
    assert listing_of(desk_settings)["visible_until"] == "2099-12-31"
    assert owner.post(desk, data={"do": "archive", "reason": "It closed"}).status_code == 403
    judge = moderator(new_browser, desk_settings)
    assert judge.post(desk, data={"do": "archive", "reason": " "}).status_code == 422
    gone = judge.post(desk, data={"do": "archive", "reason": "It closed", "goes_to": "/listing/no-such"})
    assert gone.status_code == 422
    judge.post(
        desk,
        data={"do": "archive", "reason": "It closed", "goes_to": "https://x.example/listing/ely-library"},
    )
    assert desk_app.get(f"/listing/{SLUG}").status_code == 410
    assert owner.get(desk).status_code == 200
    assert owner.post(desk, data={"do": "confirm"}).status_code == 409
    judge.post(desk, data={"do": "reopen"})
    assert desk_app.get(f"/listing/{SLUG}").status_code == 200


def test_an_earlier_state_is_brought_back_by_who_may(desk_settings: Settings, new_browser: Browsers) -> None:
    owner, judge = owner_browser(new_browser, desk_settings), moderator(new_browser, desk_settings)
    before = listing_of(desk_settings)["summary"]
    typed = typed_form(owner, f"/desk/listing/{SLUG}/edit")
    owner.post(f"/desk/listing/{SLUG}/edit", data={**typed, "summary": "Nothing to see."})
    assert "Bring this state back" not in owner.get(f"/desk/listing/{SLUG}/history").text
    page = judge.get(f"/desk/listing/{SLUG}/history").text
    version = page.split('name="version" value="')[1].split('"')[0]
    assert owner.post(f"/desk/listing/{SLUG}/history", data={"version": version}).status_code == 403
    judge.post(f"/desk/listing/{SLUG}/history", data={"version": version})
    assert listing_of(desk_settings)["summary"] == before


def test_who_may_say_what_it_offers_is_led_there(desk_settings: Settings, new_browser: Browsers) -> None:
    link = f'href="/desk/tags/listing/{SLUG}">What it offers</a>'
    for browser in (owner_browser(new_browser, desk_settings), moderator(new_browser, desk_settings)):
        assert link in browser.get(f"/desk/listing/{SLUG}").text
        assert browser.get(f"/desk/tags/listing/{SLUG}").status_code == 200
    judge = moderator(new_browser, desk_settings)
    judge.post(f"/desk/listing/{SLUG}", data={"do": "archive", "reason": "It closed"})
    assert link not in judge.get(f"/desk/listing/{SLUG}").text, "what is gone offers nothing"
