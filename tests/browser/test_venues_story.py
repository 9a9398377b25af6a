"""Does a group without a room find one it can afford? From the question to the key.

The shipped data with the example rooms, one of which its hall lets; a real browser without JavaScript on
a phone, a real mail server. Where no affordable kitchen is within reach in Fenland is told in
`test_question_black_hole.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlmodel import Session, col, select
from town import Town, Visit, noon_now, open_town, phones, words_of

from directory.listings.models import Listing
from directory.shipped.examples.rooms import seed_rooms
from directory.store import mark_changed, session_scope
from directory.venues.models import BookingSpan, Room, Venue
from directory.words import Role

CARER, HALL = "carers@example.org", "hall@example.org"
ASKED = (
    "/rooms?people=25&day=tue&often=weekly&from=19%3A00&hours=2&times=6&where=CB6+1AA&within=10&most=12"
    "&hirer=low_income&has=step_free&has=kitchen"
)


@pytest.fixture
def town(built_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    noon_now(monkeypatch)
    with open_town(built_database, tmp_path) as opened:
        with session_scope(opened.stores.directory) as session:
            seed_rooms(session)
            # What the halls would have said themselves: then a room is let in earnest.
            for room in session.exec(select(Room)):
                room.example = False
            for venue in session.exec(select(Venue)):
                venue.example, venue.hire_email = False, HALL
            mark_changed(session, "venues")
        yield opened


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Visit]:
    with phones(chromium, town) as opened:
        yield opened


def find(visit: Visit) -> Page:
    """Ask as a carer does: for 25 people, Tuesday evenings from 7, under £12 an hour, near CB6."""
    page = visit("/rooms")
    page.get_by_label("how many people").fill("25")
    page.get_by_label("on a", exact=True).select_option(label="Tuesday")
    page.get_by_label("how often?").select_option(label="every week")
    page.locator("#from").select_option("19:00")
    page.locator("#hours").select_option(label="2 hours")
    page.get_by_label("How many times").fill("6")
    page.get_by_label("near (postcode").fill("CB6 1AA")
    page.get_by_label("at most, pounds an hour").fill("12")
    page.get_by_label("I ask for").select_option("low_income")
    page.get_by_label("Step-free from the street").check()
    page.get_by_label("Kitchen").check()
    page.get_by_role("button", name="Show rooms").click()
    page.wait_for_load_state()
    return page


def test_a_carers_group_finds_a_step_free_room_it_can_afford(town: Town, visit: Visit) -> None:
    page = find(visit)
    first = page.locator(".rooms-card").first
    said = " ".join(first.inner_text().split())
    assert "free" in said.lower(), said
    assert "Step-free" in said, said
    assert "kitchen" in said.lower(), said
    first.get_by_role("link").first.click()
    page.wait_for_load_state()
    slug, room = page.url.partition("/rooms/")[2].partition("?")[0].split("/")
    with Session(town.stores.directory) as session:
        listing = session.exec(select(Listing.id).where(col(Listing.slug) == slug)).one()
    town.sign_in("hall", "secretary@example.org", ((Role.OWNER, str(listing)),))

    page.get_by_role("button", name="Ask for this room").click()
    page.wait_for_load_state()
    assert page.url.partition("?")[0].endswith(f"/rooms/{slug}/{room}/ask")
    assert page.get_by_label("From", exact=True).input_value() == "19:00", "what was looked for is filled in"
    page.get_by_label("Your group").fill("Ely Carers Together")
    page.get_by_label("What you want the room for").fill("An evening for people who care for somebody.")
    page.get_by_label("Your name").fill("Ada Carer")
    page.get_by_label("Your e-mail address").fill(CARER)
    page.get_by_role("button", name="Send me the link").click()
    page.wait_for_load_state()
    assert page.url.endswith("/hire/sent"), words_of(page)
    town.post()
    [mine] = town.links(CARER, "/hire/")
    page = visit(mine)
    page.get_by_role("button", name="Yes, send it").click()
    page.wait_for_load_state()
    town.post()
    assert any("Ely Carers Together" in each.text for each in town.box.received if each.to == HALL)

    desk = visit("/desk/hire", "hall")
    desk.get_by_role("link", name="Ely Carers Together").click()
    desk.wait_for_load_state()
    desk.get_by_label("Yes, the room is theirs").check()
    desk.get_by_role("button", name="Answer").click()
    desk.wait_for_load_state()
    town.post()
    with Session(town.stores.directory) as session:
        assert len(session.exec(select(BookingSpan)).all()) == 6
    assert "The room is yours" in words_of(visit(mine))
    again = find(visit)
    hrefs = [
        str(link.get_attribute("href"))
        for link in again.locator(".rooms-card").filter(has_text="Free").get_by_role("link").all()
    ]
    assert not [href for href in hrefs if f"/rooms/{slug}/{room}?" in href], "it is let now"


def test_every_page_of_the_story_can_be_used_by_everybody(town: Town, chromium: Browser) -> None:
    with Session(town.stores.directory) as session:
        slug, room = session.exec(
            select(Listing.slug, Room.slug).join(Listing, col(Listing.id) == col(Room.listing_id))
        ).first() or ("", "")
    assert slug
    for width in (320, 1280):
        for path in (ASKED, f"/rooms/{slug}/{room}", f"/rooms/{slug}/{room}/ask", "/hire/sent", "/concern"):
            context = chromium.new_context(
                base_url=town.address, viewport={"width": width, "height": 900}, reduced_motion="reduce"
            )
            page = context.new_page()
            answer = page.goto(path)
            assert answer is not None
            assert answer.ok, path
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            context.close()
