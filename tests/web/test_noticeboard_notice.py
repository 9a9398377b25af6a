"""Does the page of a notice tell all it says, name where links lead, and keep an address for who presses?"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from filled_board import (
    AUTUMN,
    DRAFT,
    EVENING,
    GRANT,
    REACH,
    TAKEN_BACK,
    WISBECH_GROUP,
    Board,
    fill_board,
    listing_id,
)
from signed_in import sign_in
from sqlmodel import Session

from directory.changes.schemas import COMMAND
from directory.noticeboard.fit import Answer, Fit, RuleAnswer
from directory.profiles.schemas import ProfileDraft
from directory.profiles.service import tell
from directory.profiles.words import Beneficiary, IncomeBand, Paperwork
from directory.store import open_engine, session_scope
from directory.words import Role
from web.app import create_app
from web.pages.noticeboard_fit import summary_words

ADDRESS = "https://hereabouts.example"


@pytest.fixture(scope="module")
def board(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Board:
    board = fill_board(built_database, tmp_path_factory.mktemp("notice"))
    engine = open_engine(board.settings.database_url)
    with session_scope(engine) as session:
        tell(session, group_id(session), TOLD, actor=COMMAND)
    engine.dispose()
    return board


TOLD = ProfileDraft(
    income=IncomeBand.UNDER_5K,
    registered=False,
    beneficiaries=(Beneficiary.YOUNG_PEOPLE,),
    paperwork=(Paperwork.BANK_ACCOUNT,),
)


def group_id(session: Session) -> UUID:
    return listing_id(session, WISBECH_GROUP)


@pytest.fixture(scope="module")
def client(board: Board) -> Iterator[TestClient]:
    with TestClient(create_app(board.settings), base_url=ADDRESS, follow_redirects=False) as found:
        yield found


@pytest.fixture
def ask(client: TestClient, page_of: Callable[[Any], Any]) -> Callable[[str], Any]:
    client.cookies.clear()
    return lambda address: page_of(client.get(address))


def test_a_notice_says_what_it_asks_offers_and_pays_for(ask: Callable[[str], Any]) -> None:
    page = ask(f"/noticeboard/{GRANT}")
    assert page.heading == "Zebra grants"
    for said in (
        *("Money for <stripes> & more.", "£50 to £500", "1-page form", "A bank account in the group's name"),
        *("Announced by March Library", "Fenland", "01632 960009", "Clerk", "in 10 days"),
    ):
        assert said in page.main, said
    links = page.links()
    assert links["March Library"] == "/listing/march-library"
    assert links["Go to example.org"] == "https://www.example.org/zebra"
    assert links["the form (example.org)"] == "https://www.example.org/form"
    assert links["Innovate and Cultivate Fund: Cultivate"] == "/funds/cultivate"
    assert "alert(1)" not in page.html
    assert "Example" not in page.main


def test_an_example_says_of_when_it_is_and_that_nobody_can_apply(ask: Callable[[str], Any]) -> None:
    page = ask(f"/noticeboard/{REACH}")
    assert "Example Made from a paper of 10 October 2019; you cannot apply." in page.main
    assert 'name="robots" content="noindex"' in page.html
    assert "ld+json" not in page.html


def test_no_e_mail_address_stands_in_a_page_that_can_be_fetched(
    client: TestClient, ask: Callable[[str], Any]
) -> None:
    for address in (f"/noticeboard/{GRANT}", "/noticeboard", "/noticeboard.rss", f"/noticeboard/{GRANT}.ics"):
        assert "@example.org" not in client.get(address).text, address
    assert "Show the e-mail address" in ask(f"/noticeboard/{GRANT}").main
    pressed = client.post(f"/noticeboard/{GRANT}/contact", headers={"Origin": ADDRESS})
    assert pressed.status_code == 200
    assert "mailto:clerk@example.org" in pressed.text
    assert "mailto:stripes@example.org" in pressed.text
    elsewhere = client.post(f"/noticeboard/{GRANT}/contact", headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403


def test_what_came_of_it_names_and_links_who_got_it(ask: Callable[[str], Any]) -> None:
    page = ask(f"/noticeboard/{AUTUMN}")
    assert "What came of it The panel looked at 8 requests" in page.main
    assert page.links()["Sutton Timebank"] == "/listing/sutton-timebank"
    assert "Go through the rules" not in page.main


def test_a_withdrawn_notice_says_only_that_and_a_draft_is_not_there(
    client: TestClient, ask: Callable[[str], Any]
) -> None:
    page = ask(f"/noticeboard/{TAKEN_BACK}")
    assert page.status == 410
    assert "has withdrawn it" in page.main
    assert "Walk with us" not in page.main
    assert client.get(f"/noticeboard/{DRAFT}").status_code == 404
    assert client.get(f"/noticeboard/{DRAFT}/fit").status_code == 404
    assert client.get(f"/noticeboard/{TAKEN_BACK}/fit").headers["location"] == f"/noticeboard/{TAKEN_BACK}"


def test_search_engines_are_told_of_money_and_events(client: TestClient) -> None:
    found = {}
    for slug in (GRANT, EVENING):
        html = client.get(f"/noticeboard/{slug}").text
        written = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert written is not None
        found[slug] = json.loads(written[1])
    assert found[GRANT]["@type"] == "MonetaryGrant"
    assert found[GRANT]["amount"] == {
        "@type": "MonetaryAmount", "currency": "GBP", "minValue": 50, "maxValue": 500,
    }  # fmt: skip
    assert found[GRANT]["description"] == "Money for <stripes> & more."
    assert found[EVENING]["@type"] == "Event"
    assert found[EVENING]["location"]["name"].startswith("March Library")


def test_a_group_is_found_by_a_part_of_its_name(ask: Callable[[str], Any]) -> None:
    page = ask(f"/noticeboard/{REACH}/fit?q=eastern+european")
    assert page.links()["Eastern European volunteer youth projects"].endswith(f"fit?listing={WISBECH_GROUP}")
    nothing = ask(f"/noticeboard/{REACH}/fit?q=zebra+polo")
    assert 'We list no group called "zebra polo"' in nothing.main
    assert "There is a problem" in nothing.main
    assert "There is a problem" not in ask(f"/noticeboard/{REACH}/fit").main
    assert ask(f"/noticeboard/{REACH}/fit?listing=nothing").status == 404


def test_anybody_sees_each_rule_but_nothing_of_the_groups_money_or_papers(ask: Callable[[str], Any]) -> None:
    page = ask(f"/noticeboard/{REACH}/fit?listing={WISBECH_GROUP}")
    assert "Where you are: Met" in page.main
    assert "Whom you are for: Met" in page.main
    assert "What you take in a year: Not known" in page.main
    assert "Which papers you have: Not known" in page.main
    assert "Only the group can see that" in page.main
    assert "Still to get" not in page.main
    assert page.links()["Sign in to see your own check"] == f"/desk/listing/{WISBECH_GROUP}/fit/{REACH}"
    assert not re.search(r"\d+ ?%|\d of \d|score", page.main)


def test_those_who_look_after_the_group_see_all_it_told(client: TestClient, board: Board) -> None:
    own = f"/desk/listing/{WISBECH_GROUP}/fit/{REACH}"
    assert client.get(own).headers["location"].startswith("/sign-in")
    with session_scope(open_engine(board.settings.database_url)) as session:
        group = str(group_id(session))
    sign_in(client, board.settings, "group@example.org", (Role.OWNER, group))
    answer = client.get(own)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "What you take in a year: <span" in answer.text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text))
    assert "What you take in a year: Met" in told
    assert "Which papers you have: Not met" in told
    assert "still to get: a safeguarding policy" in told.lower()
    assert "It fits, once you have the papers it asks for." in told
    assert client.get(f"/desk/listing/march-library/fit/{REACH}").status_code == 403
    client.cookies.clear()


def test_the_summary_names_what_is_in_the_way_and_never_counts() -> None:
    def fit(*answers: tuple[str, Answer]) -> Fit:
        return Fit(tuple(RuleAnswer(rule, "wanted", "had", answer) for rule, answer in answers))

    met, against, unknown = Answer.MET, Answer.NOT_MET, Answer.NOT_KNOWN
    assert summary_words(fit(("place", met), ("kind", met))) == "It fits, by everything the notice asks for."
    assert summary_words(fit(("place", met), ("paperwork", against))).startswith("It fits, once")
    said = summary_words(fit(("place", against), ("income", unknown)))
    assert said == "As it stands it does not fit, because of where you are."
    said = summary_words(fit(("place", met), ("income", unknown), ("size", unknown)))
    assert said.endswith("Still to find out: what you take in a year and how many take part.")


def test_the_registry_of_funds_tells_history_from_what_may_go_on(ask: Callable[[str], Any]) -> None:
    page = ask("/funds")
    headings = [" ".join("".join(each.itertext()).split()) for each in page.root.iter("h2")]
    assert headings.index("May go on: ask first") < headings.index("History")
    assert "Household Support Fund" in page.main
    assert "Known on 10 March 2022" in page.main
    history = ask("/funds/household-support")
    assert "History. What we know is of 10 March 2022." in history.main
    fund = ask("/funds/cultivate")
    assert "£2,000 to £19,000" in fund.main
    assert fund.links()["Zebra grants"] == f"/noticeboard/{GRANT}"
    assert "Innovate and Cultivate: the Cultivate grants" in fund.links()
    assert "Innovate and Cultivate: the Cultivate grants Example" in fund.main
    assert fund.links()["Go to cambscf.org.uk"] == "https://www.cambscf.org.uk/icf.html"
    assert ask("/funds/nothing").status == 404
