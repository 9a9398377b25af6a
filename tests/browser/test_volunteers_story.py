"""Does help reach where it is needed, with nobody's address told? Two stories, and the way out.

The shipped data, made-up volunteers, a real browser without JavaScript on a phone, a real mail server: a man
with an hour on Thursday in March finds and takes a task; a foodbank fills tomorrow's shift from the bank
without seeing one address; a volunteer takes everything back and it is gone.
"""

import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from mail_server import Received
from playwright.sync_api import Browser, Page
from sqlmodel import Session, col, select
from town import Town, Visit, noon_now, open_town, phones, words_of

from directory import clock
from directory.listings.models import Listing
from directory.store import session_scope
from directory.volunteers.examples import seed_bank
from directory.volunteers.models import Placement, Volunteer
from directory.words import Role

MARCH, FOODBANK = "march-library", "wisbech-foodbank"
LIBRARY_OWNER, FOODBANK_OWNER = "library@example.org", "foodbank@example.org"
MAN = "sam@example.org"


@pytest.fixture
def town(built_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    noon_now(monkeypatch)
    with open_town(built_database, tmp_path) as opened:
        for who, slug, email in (
            ("library", MARCH, LIBRARY_OWNER),
            ("foodbank", FOODBANK, FOODBANK_OWNER),
        ):
            opened.sign_in(who, email, ((Role.OWNER, str(id_of(opened, slug))),))
        yield opened


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Visit]:
    with phones(chromium, town) as opened:
        yield opened


def id_of(town: Town, slug: str) -> UUID:
    with Session(town.stores.directory) as session:
        return session.exec(select(Listing.id).where(col(Listing.slug) == slug)).one()


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page it leads to, styles and all."""
    page.get_by_role("button", name=button).first.click()
    page.wait_for_load_state()


def tell_need(page: Page, title: str, *, rhythm: str, day: str, hours: tuple[str, str], places: str) -> None:
    """Say in a minute what help is needed, as whoever runs the group does."""
    page.get_by_label("What?").fill(title)
    page.get_by_label(rhythm, exact=True).check()
    page.get_by_label("Day", exact=True).first.fill(day)
    page.get_by_label("From", exact=True).first.fill(hours[0])
    page.get_by_label("Until", exact=True).first.fill(hours[1])
    page.get_by_label("At a place", exact=True).check()
    page.get_by_label("How many people?").fill(places)
    page.get_by_label("Who answers?").fill("Shift leader")
    press(page, "Save and show it")
    assert "It is shown now" in words_of(page), words_of(page)


def typed_day(days: int) -> str:
    day = clock.local_now().date() + timedelta(days=days)
    return f"{day.day}/{day.month}/{day.year}"


def days_to_thursday() -> int:
    return (3 - clock.local_now().weekday()) % 7 or 7


def mail_to(town: Town, address: str) -> list[Received]:
    return [each for each in town.box.received if each.to == address]


def test_a_man_with_an_hour_on_thursday_in_march_finds_and_takes_a_task(town: Town, visit: Visit) -> None:
    desk = visit("/desk/needs/new", "library")
    tell_need(
        desk,
        "Put books back for an hour",
        rhythm="Now and then, in small pieces",
        day=typed_day(days_to_thursday()),
        hours=("2pm", "3pm"),
        places="1",
    )

    page = visit("/volunteer")
    page.get_by_label("Postcode, town or village").fill("PE15 8AA")
    page.get_by_label("An hour", exact=True).check()
    page.get_by_label("Which day?").select_option(label="Thursday")
    press(page, "Show what fits")
    found = page.get_by_role("link", name="Put books back for an hour", exact=True)
    assert found.count() == 1
    assert page.locator("main ol.app-cards > li").count() <= 8, "never a wall"
    assert "Thursday" in words_of(page)
    found.click()
    page.wait_for_load_state()
    assert "March Library" in words_of(page)

    page.locator("a[href*='/take']").first.click()
    page.wait_for_load_state()
    page.get_by_label("Your name").fill("Sam Fenwick")
    page.get_by_label("Your e-mail address").fill(MAN)
    grown = page.locator("input[type=checkbox][name=age]")
    if grown.count():
        grown.check()
    press(page, "Send me the link")
    assert "sent" in page.url
    assert MAN not in page.url
    town.post()
    [confirm] = town.links(MAN, "/volunteer/take/confirm/")
    page = visit(confirm)
    assert "place left" in words_of(visit(found_need(town))), "looking takes nothing"
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    town.post()
    told = mail_to(town, LIBRARY_OWNER)
    assert any("Sam Fenwick" in each.text for each in told), "the group hears who comes"
    assert any("/placement/" in each.text for each in mail_to(town, MAN))

    page = visit("/volunteer?where=PE15+8AA&long=60&day=3")
    assert "Put books back for an hour" not in words_of(page), "what is filled vanishes by itself"


def found_need(town: Town) -> str:
    return f"/volunteer/need/{slug_of(town, 'Put books back for an hour')}"


def slug_of(town: Town, title: str) -> str:
    from directory.needs.models import HelpNeed  # noqa: PLC0415 - only here

    with Session(town.stores.directory) as session:
        return session.exec(select(HelpNeed.slug).where(col(HelpNeed.title) == title)).one()


@pytest.mark.slow
def test_a_foodbank_fills_tomorrows_shift_without_seeing_one_address(town: Town, visit: Visit) -> None:
    with Session(town.stores.directory) as directory, session_scope(town.stores.people) as people:
        seed_bank(people, directory, town.settings, count=1500, seed=7)
    desk = visit("/desk/needs/new", "foodbank")
    tell_need(
        desk,
        "Pack parcels tomorrow",
        rhythm="Once",
        day=typed_day(1),
        hours=("9am", "11am"),
        places="2",
    )
    need = re.search(r"/desk/needs/([0-9a-f-]{36})", desk.url)
    assert need is not None
    page = visit(f"/desk/needs/{need[1]}/people?within_m=32000", "foodbank")
    said = words_of(page)
    assert re.search(r"\d+ to \d+ people fit", said, re.IGNORECASE), said
    assert "@" not in page.content().split("<footer")[0]
    page.get_by_label("How many shall we ask?").select_option(index=0)
    press(page, "Ask them")
    assert "@" not in page.content().split("<footer")[0]
    town.post()
    asked = sorted({each.to for each in town.box.received if "/invitation/" in each.text})
    assert len(asked) == 5
    shifts = f"/desk/needs/{need[1]}/shifts"
    with Session(town.stores.people) as session:
        names = {each.name for each in session.exec(select(Volunteer))}
    before = visit(shifts, "foodbank").content()
    assert not [each for each in asked if each in before]

    for who in asked[:2]:
        [link] = town.links(who, "/invitation/")
        page = visit(link)
        assert "Pack parcels tomorrow" in words_of(page)
        press(page, "Yes, I will help")
    [late] = town.links(asked[2], "/invitation/")
    said = words_of(visit(late))
    assert re.search("taken|filled|enough", said), said
    town.post()
    with Session(town.stores.people) as session:
        seats = session.exec(select(Placement).where(col(Placement.ended_at).is_(None))).all()
        assert sorted(seat.seat for seat in seats) == [1, 2], "the first two have the places"

    after = visit(shifts, "foodbank").content()
    assert [each for each in asked if each in after] == asked[:2], "who said yes, and nobody else"
    shown = [each for each in names if each in after]
    assert 1 <= len(shown) <= 2


def test_a_volunteer_takes_everything_back_and_it_is_gone(town: Town, visit: Visit) -> None:
    page = visit("/volunteer/join")
    page.get_by_label("Your name").fill("Quilla Marshwiggle")
    page.get_by_label("Your e-mail address").fill("quilla@example.org")
    page.get_by_label("Your postcode").fill("PE15 8AA")
    page.get_by_label("18 or over").check()
    page.locator("main table input[type=checkbox], main fieldset input[type=checkbox]").first.check()
    press(page, "Send me the link")
    town.post()
    [confirm] = town.links("quilla@example.org", "/volunteer/join/confirm/")
    page = visit(confirm)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    town.post()
    with Session(town.stores.people) as session:
        [row] = session.exec(select(Volunteer)).all()
        assert row.bank
    town.sign_in("quilla", "quilla@example.org")
    page = visit("/desk/volunteering", "quilla")
    assert "Quilla Marshwiggle" in words_of(page)
    page.get_by_role("link", name=re.compile("everything back", re.IGNORECASE)).click()
    page.wait_for_load_state()
    press(page, "Take everything back")
    town.post()
    with Session(town.stores.people) as session:
        assert session.exec(select(Volunteer)).all() == []
    file = town.settings.people_database_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    raw = Path(file).read_bytes()
    assert b"Marshwiggle" not in raw
    assert b"quilla" not in raw.lower()
    assert visit("/desk/volunteering", "quilla").url.partition("?")[0].endswith("/sign-in")
