"""Does the noticeboard show what is open, for a place, a kind, a theme and a day, and never nothing?"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from filled_board import AUTUMN, CAMBRIDGE, EVENING, FENLAND, GRANT, HEALTHY, REACH, Board, fill_board

from directory import clock
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.whom import for_whom
from directory.noticeboard.words import NoticeKind, Phase
from directory.profiles.words import Beneficiary, IncomeBand
from directory.words import Capital, Kind, SizeBand
from web.app import create_app
from web.noticeboard_words import amount_words, area_words, deadline_words, when_words

TODAY = date(2026, 11, 23)


class Pages:
    """Asks the service of a board."""

    def __init__(self, client: TestClient, page: Callable[[Any], Any]) -> None:
        self.client = client
        self._page = page

    def __call__(self, address: str) -> Any:
        return self._page(self.client.get(address))


@pytest.fixture(scope="module")
def board(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Board:
    return fill_board(built_database, tmp_path_factory.mktemp("board"))


@pytest.fixture(scope="module")
def client(board: Board) -> Iterator[TestClient]:
    app = create_app(board.settings)
    with TestClient(app, base_url="https://hereabouts.example", follow_redirects=False) as found:
        yield found


@pytest.fixture
def ask(client: TestClient, page_of: Callable[[Any], Any]) -> Pages:
    client.cookies.clear()
    return Pages(client, page_of)


def shown(page: Any) -> list[str]:
    return [
        each.get("id", "").removeprefix("n-")
        for each in page.root.iter("li")
        if each.get("data-card") is not None
    ]


def test_the_next_to_close_comes_first_and_says_so_plainly(ask: Pages, board: Board) -> None:
    page = ask("/noticeboard")
    slugs = shown(page)
    assert len(slugs) == 10
    assert slugs.index(GRANT) < slugs.index(REACH) < slugs.index(HEALTHY)
    day = board.deadline
    assert f"Closes on {day:%A} {day.day} {day:%B}" in page.main
    assert "in 10 days" in page.main
    assert "Closing soon" in page.main
    assert "Example You cannot apply." in page.main
    assert "10 open notices, the next to close first." in page.main
    assert "Zebra walk" not in page.main
    assert "Zebra draft" not in page.main


@pytest.mark.parametrize("where", ["PE15 8AA", "March", "Fenland", "wisbech", "Manea parish"])
def test_a_postcode_a_village_a_parish_and_a_district_are_understood(ask: Pages, where: str) -> None:
    page = ask(f"/noticeboard?where={where.replace(' ', '+')}")
    assert page.status == 200
    slugs = shown(page)
    assert {GRANT, HEALTHY, REACH} <= set(slugs)
    assert "a-free-room-in-ely-library-one-evening-a-week" not in slugs
    assert "There is a problem" not in page.main


def test_a_district_is_meant_before_the_town_of_its_name(ask: Pages) -> None:
    page = ask("/noticeboard?where=Cambridge")
    assert page.heading == "Noticeboard for Cambridge"
    assert HEALTHY not in shown(page)
    hidden = {each.get("name"): each.get("value") for each in page.root.iter("input")}
    assert hidden["area"] == CAMBRIDGE
    again = ask(f"/noticeboard?where=Cambridge&area={CAMBRIDGE}&named=Cambridge&kind=funding")
    assert again.heading == "Noticeboard for Cambridge"


def test_another_place_typed_over_the_one_in_use_counts(ask: Pages) -> None:
    page = ask(f"/noticeboard?where=Fenland&area={CAMBRIDGE}&named=Cambridge")
    assert page.heading == "Noticeboard for Fenland"


def test_several_places_of_a_name_are_asked_about_and_an_unknown_one_is_a_problem(ask: Pages) -> None:
    several = ask("/noticeboard?where=Sutton")
    assert "Which of these do you mean?" in several.main
    leads = [href for words, href in several.links().items() if words.startswith("Sutton,")]
    assert len(leads) >= 2
    assert ask(leads[0]).heading.startswith("Noticeboard for Sutton")
    unknown = ask("/noticeboard?where=Zebraville")
    assert "There is a problem" in unknown.main
    assert len(shown(unknown)) == 10
    assert ask("/noticeboard?area=E07999999").status == 200


def test_kind_theme_and_day_narrow_and_each_can_be_taken_off(ask: Pages, board: Board) -> None:
    page = ask("/noticeboard?kind=event&kind=training")
    assert set(shown(page)) == {EVENING, "keeping-children-safe-an-evening-for-helpers"}
    assert "Take off the filter Event ✕" in page.main
    themed = ask("/noticeboard?theme=young-people&kind=call")
    assert shown(themed) == ["what-is-there-for-young-people-in-your-parish"]
    assert "what-is-there-for-young-people-in-your-parish" not in shown(ask("/noticeboard?theme=social"))
    soon = (board.deadline.date() - timedelta(days=1)).isoformat()
    assert GRANT not in shown(ask(f"/noticeboard?closing_by={soon}"))
    assert GRANT in shown(ask(f"/noticeboard?closing_by={board.deadline.date().isoformat()}"))
    assert ask("/noticeboard?kind=zebra&closing_by=soon&theme=%3Cb%3E&page=x").status == 200


def test_where_nothing_fits_the_page_leads_on(ask: Pages) -> None:
    page = ask("/noticeboard?kind=consultation")
    assert shown(page) == []
    links = page.links()
    assert links["See every open notice"] == "/noticeboard"
    assert links["See the funds we know of"] == "/funds"
    assert "/news" in links.values()
    assert "Support Cambridgeshire" in page.main


def test_an_empty_board_is_no_empty_page(get: Callable[..., Any]) -> None:
    page = get("/noticeboard")
    assert "Nothing is open today." in page.main
    assert "Support Cambridgeshire" in page.main
    assert {"/funds", "/news"} <= set(page.links().values())


def test_what_is_over_has_its_own_list_with_what_came_of_it(ask: Pages) -> None:
    page = ask("/noticeboard?closed=1")
    assert AUTUMN in shown(page)
    assert GRANT not in shown(page)
    assert "What came of it: The panel looked at 8 requests" in page.main
    assert "The last day was 27 September 2019" in page.main


def test_each_pin_of_the_map_is_in_the_list(ask: Pages) -> None:
    page = ask(f"/noticeboard?area={FENLAND}")
    pins = re.findall(r'class="app-map__pin[^"]*" href="#n-([^"]+)"', page.html)
    assert len(pins) >= 2
    assert set(pins) <= set(shown(page))


def test_the_map_holds_the_parish_that_was_asked_for(ask: Pages) -> None:
    page = ask("/noticeboard?where=Wisbech&kind=funding")
    west, south, east, north = map(float, re.findall(r'data-view="([^"]+)"', page.html)[0].split(","))
    assert west < 0.16 < east
    assert south < 52.664 < north


def test_a_page_beyond_the_last_leads_to_the_last(client: TestClient) -> None:
    answer = client.get("/noticeboard?page=9&kind=funding")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/noticeboard?kind=funding"


@pytest.mark.parametrize(
    ("deadline", "rolling", "phase", "said"),
    [
        (date(2026, 12, 4), False, Phase.CLOSING_SOON, "Closes on Friday 4 December, in 11 days"),
        (TODAY, False, Phase.CLOSING_SOON, "Closes today, Monday 23 November"),
        (date(2026, 11, 24), False, Phase.CLOSING_SOON, "Closes tomorrow, Tuesday 24 November"),
        (date(2027, 11, 25), False, Phase.OPEN, "Closes on Thursday 25 November 2027, in 367 days"),
        (None, True, Phase.OPEN, "No closing date: answer when you are ready"),
        (date(2026, 11, 22), False, Phase.CLOSED, "Closed. The last day was 22 November 2026"),
        (None, True, Phase.WITHDRAWN, "Withdrawn"),
    ],
)
def test_a_deadline_is_said_in_words(deadline: date | None, rolling: bool, phase: Phase, said: str) -> None:  # noqa: FBT001 - a parameter of the table
    assert deadline_words(deadline, None, TODAY, rolling=rolling, phase=phase) == said


def test_an_event_is_said_at_the_hours_of_london() -> None:
    starts = datetime.fromisoformat("2026-07-02T17:30:00+00:00")
    ends = datetime.fromisoformat("2026-07-02T19:00:00+00:00")
    assert when_words(starts, ends, date(2026, 6, 1)) == "Thursday 2 July, 6:30pm to 8pm"
    later = datetime.fromisoformat("2026-07-03T10:00:00+00:00")
    assert when_words(starts, later, date(2026, 6, 1)) == "Thursday 2 July, 6:30pm, until Friday 3 July, 11am"
    said = deadline_words(None, starts, date(2026, 6, 30), rolling=False, phase=Phase.OPEN)
    assert said == "Takes place on Thursday 2 July, in 2 days"
    midnight = datetime.fromisoformat("2026-07-01T23:00:00+00:00")
    assert when_words(midnight, None, date(2026, 6, 1)) == "Thursday 2 July"
    assert when_words(midnight, ends, date(2026, 6, 1)) == "Thursday 2 July, midnight to 8pm"


@pytest.mark.parametrize(
    ("least", "most", "kind", "said"),
    [
        (2_000, 19_000, NoticeKind.FUNDING, "£2,000 to £19,000"),
        (None, 500, NoticeKind.FUNDING, "Up to £500"),
        (500, None, NoticeKind.FUNDING, "From £500"),
        (500, 500, NoticeKind.FUNDING, "£500"),
        (None, None, NoticeKind.FUNDING, "It does not say how much"),
        (None, None, NoticeKind.OFFER, ""),
        (0, 0, NoticeKind.FUNDING, "£0"),
    ],
)
def test_money_is_said_in_words_and_unknown_is_not_nought(
    least: int | None, most: int | None, kind: NoticeKind, said: str
) -> None:
    assert amount_words(least, most, kind) == said


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (NoticeRules(), "Groups and organisations of any kind"),
        (
            NoticeRules(
                kinds=(Kind.GROUP,),
                beneficiaries=(Beneficiary.YOUNG_PEOPLE,),
                incomes=(IncomeBand.NONE, IncomeBand.UNDER_5K, IncomeBand.FROM_5K),
                sizes=(SizeBand.UNDER_10, SizeBand.FROM_10),
            ),
            (
                "Groups that work with young people, with up to 29 people and an income of up to £25,000 "
                "a year"
            ),
        ),
        (
            NoticeRules(registered=True, incomes=(IncomeBand.FROM_25K, IncomeBand.FROM_100K)),
            "Registered groups and organisations of any kind, with an income of £25,000 a year or more",
        ),
        (NoticeRules(incomes=(IncomeBand.NONE,)), "Groups and organisations of any kind, with no income"),
        (NoticeRules(incomes=tuple(IncomeBand)), "Groups and organisations of any kind"),
        (
            NoticeRules(sizes=(SizeBand.UNDER_10, SizeBand.FROM_100), capitals=(Capital.SOCIAL,)),
            (
                "Groups and organisations of any kind, with up to 9 people or 100 people or more. "
                "It is about meeting people"
            ),
        ),
    ],
)
def test_whom_it_is_for_is_said_in_words(rules: NoticeRules, said: str) -> None:
    assert for_whom(rules, {}) == said


def test_what_has_no_rule_and_is_not_for_groups_only_is_for_everybody() -> None:
    for kind in (NoticeKind.EVENT, NoticeKind.CALL, NoticeKind.CONSULTATION):
        assert for_whom(NoticeRules(), {}, kind) == "Everybody"
        assert for_whom(NoticeRules(kinds=(Kind.GROUP,)), {}, kind) == "Groups"
    assert for_whom(NoticeRules(), {}, NoticeKind.FUNDING) == "Groups and organisations of any kind"


def test_where_it_applies_is_said_in_words() -> None:
    assert (
        area_words((), drawn=False, outside_allowed=False) == "Everywhere in Cambridgeshire and Peterborough"
    )
    many = [(str(number), name) for number, name in enumerate("abcdef")]
    assert area_words(many, drawn=False, outside_allowed=False) == "a, b, c, d and 2 other places"
    told = area_words([("1", "Ely")], drawn=True, outside_allowed=True)
    assert told == "Ely and an area drawn on a map. Groups from elsewhere may answer too."


def test_the_clock_alone_closes_a_notice(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(days=11)
    monkeypatch.setattr("directory.clock.now", lambda: later)
    with TestClient(create_app(board.settings), base_url="https://hereabouts.example") as client:
        assert f"n-{GRANT}" not in client.get("/noticeboard").text
        assert f"n-{GRANT}" in client.get("/noticeboard?closed=1").text
