"""Does somebody with an hour on Thursday find what fits, and is the page never empty?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from directory import clock
from directory.needs.models import Answering
from directory.needs.reading import read_need
from directory.needs.schemas import SessionDraft, SlotRead
from directory.needs.service import fill_need, rest_need, set_taken
from directory.needs.words import Whereabouts
from directory.shipped.examples.needs import seed_needs
from directory.store import session_scope
from tests.directory.needs.made import OWNER, TODAY, listing_id, opened, safe
from tests.web.conftest import Page, words

COARSE = "timber"
"""A listing that tells its parish only; the next its district only."""
HIDDEN = "hunts-forum-of-voluntary-organisations"
SHELVES = "put-books-back-on-the-shelves"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    real = clock.now
    begun = real()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC) + (real() - begun))


@pytest.fixture
def examples(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        seed_needs(session, TODAY)


@pytest.fixture
def shelves(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        opened(session, places=5, summary="Trolleys fill up.\nCome once.")


def titles(page: Page) -> list[str]:
    return [
        "".join(link.itertext())
        for link in page.root.iter("a")
        if link.get("href", "").startswith("/volunteer/need/")
    ]


def needs_of(page: Page) -> dict[str, Any]:
    return {card.get("id", ""): card for card in page.root.iter("li") if card.get("id", "").startswith("n-")}


def pins_of(page: Page) -> list[Any]:
    return [link for link in page.root.iter() if "app-map__pin" in link.get("class", "")]


@pytest.mark.usefixtures("examples")
def test_an_hour_on_thursday_in_march(client: TestClient) -> None:
    page = Page(client.get("/volunteer?where=March&long=60&day=3"))
    found = titles(page)
    assert "Put books back on the shelves for an hour" in found
    assert "Sort tins by their dates" in found
    assert len(found) <= 8
    assert "Thursday 26 November, 2pm to 3pm" in page.main
    assert "2 of 2 places left" in page.main
    assert "Example" in page.main
    assert (
        "First come those with a date on that day, then those on it every week, then the nearest, "
        "counted in whole miles, then the soonest. From home counts as 3 miles." in page.main
    )
    assert "Real ones" not in page.main


@pytest.mark.usefixtures("examples")
def test_it_says_within_how_many_miles_and_looks_wider(client: TestClient) -> None:
    page = Page(client.get("/volunteer?where=Ely"))
    assert " things fit within 5 miles, or from home." in page.main
    links = {words(link): link.get("href", "") for link in page.root.iter("a")}
    assert links["Look within 20 miles"] == "/volunteer?where=Ely&within=20#fits"
    wider = Page(client.get(links["Look within 20 miles"]))
    assert " things fit within 20 miles, or from home." in wider.main
    assert "Little is asked" not in wider.main
    assert "Look within 20 miles" not in wider.main


@pytest.mark.usefixtures("examples")
def test_from_home_regularly_and_a_quarter_of_an_hour(client: TestClient) -> None:
    home = titles(Page(client.get("/volunteer?where=Soham&how=home")))
    assert "Ring somebody who is lonely, from your own home" in home
    assert "Put books back on the shelves for an hour" not in home
    short = titles(Page(client.get("/volunteer?long=15")))
    assert set(short) == {
        "Put up tables before we open",
        "Read a leaflet in Polish or Romanian and tell us what is wrong",
    }
    regular = titles(Page(client.get("/volunteer?where=PE15+8AA&long=regular")))
    assert "Put books back on the shelves for an hour" not in regular
    assert "Help people with forms online" in regular


@pytest.mark.usefixtures("examples")
def test_never_a_wall(client: TestClient) -> None:
    page = Page(client.get("/volunteer"))
    assert len(titles(page)) == 8
    assert "21 things fit. Here are 8." in page.main


@pytest.mark.usefixtures("examples")
def test_a_link_leads_to_the_others_eight_at_a_time(client: TestClient) -> None:
    seen, address, labels = [], "/volunteer", []
    for _ in range(3):
        page = Page(client.get(address))
        assert len(needs_of(page)) <= 8
        seen += needs_of(page)
        links = {words(link): link.get("href") for link in page.root.iter("a")}
        labels += [label for label in ("The 8 before", "8 more", "5 more") if label in links]
        address = links.get("8 more") or links.get("5 more") or ""
    assert address == ""
    assert labels == ["8 more", "The 8 before", "5 more", "The 8 before"]
    assert len(set(seen)) == len(seen) == 21
    assert "21 things fit. Here are 17 to 21." in page.main
    assert links["The 8 before"] == "/volunteer?page=2#fits"
    assert titles(Page(client.get("/volunteer?page=99"))) == titles(page)
    assert titles(Page(client.get("/volunteer?page=x"))) == titles(Page(client.get("/volunteer")))
    regular = Page(client.get("/volunteer?long=regular")).root.iter("a")
    assert "/volunteer?long=regular&page=2#fits" in {link.get("href") for link in regular}


@pytest.mark.usefixtures("examples")
def test_where_nothing_fits_there_is_something_to_do_next(client: TestClient) -> None:
    page = Page(client.get("/volunteer?where=March&skill=first_aid&ease=lift&part=evening"))
    assert titles(page) == []
    assert "Nothing that groups have told us fits today" in page.main
    links = {"".join(link.itertext()): link.get("href") for link in page.root.iter("a")}
    assert links["Any day, at any time"] == "/volunteer?where=March&ease=lift&skill=first_aid"
    assert links["Everything near this place"] == "/volunteer?where=March"
    assert "Volunteer centres, by district" in page.main
    assert links["Do It"].startswith("https://")


def test_at_launch_the_page_leads_on(client: TestClient) -> None:
    page = Page(client.get("/volunteer"))
    assert "No group has told us yet" in page.main
    assert "Voluntary and Community Action East Cambridgeshire" in page.main
    assert "Reach Volunteering" in page.main
    assert "NHS Volunteer Responders ended in May 2025. Hospitals" in page.main
    [services] = [each for each in page.root.iter("ul") if "app-services" in (each.get("class") or "")]
    assert "NHS" not in words(services), "what has ended is no option"
    assert "We know of no volunteer centre in Fenland." in page.main


def test_a_district_without_a_centre_is_told_so(client: TestClient) -> None:
    assert "We know of no volunteer centre in Fenland." in Page(client.get("/volunteer?where=March")).main
    assert "We know of no volunteer centre" not in Page(client.get("/volunteer?where=Ely")).main


def test_those_who_helped_in_the_pandemic_have_a_page(client: TestClient) -> None:
    assert 'href="/volunteer/pandemic"' in client.get("/volunteer").text
    page = Page(client.get("/volunteer/pandemic?where=March"))
    assert "You helped in the pandemic. This is needed now near March" in page.main
    forms = [form.get("action") for form in page.root.iter("form")]
    assert "/volunteer/pandemic" in forms
    assert "You helped in the pandemic" in Page(client.get("/volunteer?lapsed=1")).main


def test_what_was_typed_is_kept_and_what_is_wrong_is_said(client: TestClient) -> None:
    page = Page(client.get("/volunteer?where=PE15+8ZZ&long=60&day=3&part=morning&ease=bus&age=old"))
    assert "Enter your age in years" in page.main
    assert "Royal Mail stopped using PE15 8ZZ" in page.main
    chosen = {each.get("id") for each in page.root.iter("input") if "checked" in each.attrib}
    assert chosen == {"long-2", "ease-bus"}
    picked = {"".join(each.itertext()) for each in page.root.iter("option") if "selected" in each.attrib}
    assert {"Thursday", "Morning"} <= picked


@pytest.mark.usefixtures("shelves")
def test_the_page_of_a_need_says_everything(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        need = read_need(session, SHELVES)
        set_taken(session, need.sessions[0].id, 2)
    answer = client.get(f"/volunteer/need/{SHELVES}")
    page = Page(answer)
    assert answer.status_code == 200
    for said in (
        "Help needed by March Library",
        "When About 1 hour.",
        "Thursday 26 November, 2pm to 3pm",
        "3 of 5 places left",
        "18 or older",
        "No criminal record check",
        "the library manager answers within 2 days.",
        "31 December 2026",
    ):
        assert said in page.main
    assert "Usually answers" not in page.main
    takes = [link.get("href") for link in page.root.iter("a") if "/take" in link.get("href", "")]
    assert takes == [f"/volunteer/need/{SHELVES}/take?session={need.sessions[0].id}"]
    assert '"type":"Organisation"' in answer.text


@pytest.mark.usefixtures("shelves")
def test_how_it_usually_answers_is_told_once_it_was_seen(
    client: TestClient, directory_engine: Engine
) -> None:
    with session_scope(directory_engine) as session:
        session.add(
            Answering(listing_id=listing_id(session), asked=4, answered=3, median_hours=30.0, as_of=TODAY)
        )
    assert "Usually answers within 2 days" in Page(client.get(f"/volunteer/need/{SHELVES}")).main


@pytest.mark.usefixtures("shelves")
def test_full_resting_and_filled_needs_cannot_be_taken(client: TestClient, directory_engine: Engine) -> None:
    def change(do: Any) -> str:
        with session_scope(directory_engine) as session:
            need = read_need(session, SHELVES)
            do(session, need)
        answer = client.get(f"/volunteer/need/{SHELVES}?{do.__name__}")
        assert "/take" not in answer.text
        return f"{answer.status_code} {Page(answer).main}"

    def full(session: Any, need: Any) -> None:
        set_taken(session, need.sessions[0].id, 5)

    def rest(session: Any, need: Any) -> None:
        rest_need(session, need.id, actor=OWNER)

    def fill(session: Any, need: Any) -> None:
        fill_need(session, need.id, actor=OWNER)

    assert "Every place is taken" in change(full)
    assert "this rests until it does" in change(rest)
    said = change(fill)
    assert said.startswith("410 ")
    assert "Enough people have been found" in said


def test_safeguarding_is_read_before_offering(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        safe(session)
        opened(session)
    page = Page(client.get(f"/volunteer/need/{SHELVES}"))
    assert "Two of us are always in the room" in page.main
    assert "Whom to turn to: Safeguarding lead" in page.main


def test_a_draft_and_what_is_not_there_are_not_found(client: TestClient) -> None:
    assert client.get("/volunteer/need/no-such-need").status_code == 404


@pytest.mark.usefixtures("shelves")
def test_the_listing_says_what_help_it_needs_and_is_marked(client: TestClient) -> None:
    page = Page(client.get("/listing/march-library"))
    assert "Help needed" in page.main
    assert SHELVES in client.get("/listing/march-library").text
    near = client.get("/near?where=PE15+8AA&recruiting=1")
    assert "Volunteers needed: Put books back on the shelves" in " ".join(Page(near).main.split())


@pytest.mark.usefixtures("examples")
def test_examples_are_marked_and_cannot_be_taken(client: TestClient) -> None:
    answer = client.get("/volunteer/need/sort-tins-by-their-dates")
    assert "Example Made up" in Page(answer).main
    assert "/take" not in answer.text
    assert "application/ld+json" not in answer.text
    assert "noindex" in answer.text


def test_who_finds_nothing_today_is_led_on(client: TestClient) -> None:
    links = {link.get("href") for link in Page(client.get("/volunteer")).root.iter("a")}
    assert {"/volunteer/join", "/fairs"} <= links


def test_the_first_three_times_are_taken_by_a_button(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        opened(session, sessions=(SessionDraft(TODAY + timedelta(days=1), 600, 660, weeks=5),))
        set_taken(session, read_need(session, SHELVES).sessions[0].id, 1)
    page = Page(client.get(f"/volunteer/need/{SHELVES}"))
    takes = [link.get("class", "") for link in page.root.iter("a") if "/take" in link.get("href", "")]
    assert ["govuk-button" in each for each in takes] == [True, True, True, False]
    assert "/volunteer/join" in {link.get("href") for link in page.root.iter("a")}


@pytest.mark.usefixtures("examples")
def test_examples_stand_after_what_is_real(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        opened(session, "march-library", title="Zip up the old tents", sessions=())
    page = Page(client.get("/volunteer?where=March"))
    assert titles(page)[0] == "Zip up the old tents"
    assert "Real ones stand before examples. First come the nearest, counted in whole miles" in page.main


@pytest.mark.usefixtures("shelves")
def test_a_need_leads_back_to_what_was_asked(client: TestClient) -> None:
    def back_from(asked: str) -> str:
        page = Page(client.get(asked))
        [link] = [link for link in page.root.iter("a") if words(link).startswith("Put books back on")]
        need = Page(client.get(link.get("href", "")))
        [back] = [link for link in need.root.iter("a") if link.get("class") == "govuk-back-link"]
        return str(back.get("href"))

    assert back_from("/volunteer") == "/volunteer"
    for asked in ("/volunteer?where=March&long=60&day=3", "/volunteer?where=March&part=afternoon&within=20"):
        assert back_from(asked) == asked
    assert back_from("/volunteer/pandemic?where=March") == "/volunteer?where=March&lapsed=1"


def test_how_long_it_takes_is_told_of_its_times(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        opened(session, sessions=(SessionDraft(TODAY + timedelta(days=1), 600, 660, weeks=2),))
    page = Page(client.get("/volunteer?where=March"))
    [why] = [words(each) for each in page.root.iter("p") if each.get("class") == "app-need__why"]
    assert why.endswith(" · about an hour each time")


def test_the_time_that_fits_stands_first(client: TestClient, directory_engine: Engine) -> None:
    def when(day: int, name: str) -> list[str]:
        page = Page(client.get(f"/volunteer?where=March&day={day}"))
        return [words(each) for each in page.root.iter("p") if each.get("class") == name]

    tuesday, monday, wednesday, saturday = (
        SlotRead(day, begins, ends)
        for day, begins, ends in ((1, 1080, 1200), (0, 600, 720), (2, 840, 960), (5, 540, 660))
    )
    with session_scope(directory_engine) as session:
        opened(session, slots=(tuesday,))
    assert when(1, "app-card__when") == ["Tuesdays, 6pm to 8pm, and 1 other time"]
    assert when(3, "app-card__when") == ["Thursday 26 November, 2pm to 3pm, and 1 other time · 1 place left"]
    with session_scope(directory_engine) as session:
        opened(session, title="Wind the clocks", sessions=(), slots=(monday, wednesday, saturday))
    assert when(5, "app-card__when") == ["Saturdays, 9am to 11am; Mondays, 10am to midday, and 1 other time"]
    [why] = when(5, "app-need__why")
    assert why.endswith(" · about an hour each time"), "when and where it is stand above"
    assert "aturday" not in why


@pytest.mark.usefixtures("examples")
def test_each_pin_bears_the_number_of_its_card(client: TestClient) -> None:
    page = Page(client.get("/volunteer?where=March"))
    cards = needs_of(page)
    numbers = [words(card.find("span")) for card in cards.values()]
    assert numbers == [str(number) for number in range(1, len(cards) + 1)]
    pins = pins_of(page)
    pinned = {pin.get("href")[1:]: pin for pin in pins}
    for anchor, pin in pinned.items():
        assert cards[anchor].get("data-number") == words(pin).rstrip("+")
        assert f"{cards[anchor].get('data-lon')},{cards[anchor].get('data-lat')}" == pin.get("data-at")
    text = client.get("/volunteer?where=March").text
    assert text.index('id="fits"') < text.index('id="map"')
    spots = {(card.get("data-lon"), card.get("data-lat")) for card in cards.values()} - {(None, None)}
    assert len(spots) == len(pins)


def test_what_is_done_from_home_or_hides_its_place_has_no_pin(
    client: TestClient, directory_engine: Engine
) -> None:
    with session_scope(directory_engine) as session:
        opened(session)
        opened(session, title="Ring somebody from home", whereabouts=Whereabouts.HOME)
        opened(session, HIDDEN, title="Cook a meal")
    page = Page(client.get("/volunteer"))
    pins = pins_of(page)
    assert [pin.get("href") for pin in pins] == [f"#n-{SHELVES}"]
    assert "1 thing is done from home, so not on the map." in page.main
    assert "1 thing does not show the place: ask where." in page.main
    assert [card.get("data-number") for card in needs_of(page).values()].count(None) == 2


def test_without_a_place_there_is_no_map(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        opened(session, title="Ring somebody from home", whereabouts=Whereabouts.HOME)
    page = Page(client.get("/volunteer"))
    assert not pins_of(page)
    assert 'id="map"' not in client.get("/volunteer").text
    assert "See these on the map" not in page.main


def test_what_is_known_by_its_parish_has_a_dotted_pin(client: TestClient, directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        opened(session, COARSE, title="Mow the green")
    page = Page(client.get("/volunteer"))
    [pin] = pins_of(page)
    assert "app-map__pin--approximate" in pin.get("class")
    assert "A dotted pin is somewhere in the parish" in page.main


@pytest.mark.usefixtures("examples")
def test_what_is_too_far_to_go_and_can_be_done_from_home_has_no_pin(client: TestClient) -> None:
    page = Page(client.get("/volunteer?where=March"))
    [treasurer] = [card for card in needs_of(page).values() if "as treasurer" in words(card)]
    assert "From home" in words(treasurer)
    assert treasurer.get("data-lon") is None
    assert "done from home, or too far to go to, so not on the map." in page.main
    anywhere = needs_of(Page(client.get("/volunteer?skill=money")))
    assert any(card.get("data-lon") for card in anywhere.values() if "as treasurer" in words(card))
