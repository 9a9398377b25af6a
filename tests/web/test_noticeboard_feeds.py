"""Do feed readers, calendars and search engines read of the noticeboard what its page tells?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from fastapi.testclient import TestClient
from filled_board import DRAFT, EVENING, FENLAND, GRANT, HEALTHY, REACH, TAKEN_BACK, Board, fill_board
from icalendar import Calendar

from directory import clock
from directory.clock import LONDON
from web.app import create_app


@pytest.fixture(scope="module")
def board(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Board:
    return fill_board(built_database, tmp_path_factory.mktemp("feeds"))


@pytest.fixture(scope="module")
def client(board: Board) -> Iterator[TestClient]:
    app = create_app(board.settings)
    with TestClient(app, base_url="https://hereabouts.example", follow_redirects=False) as found:
        yield found


def items(client: TestClient, query: str = "") -> dict[str, dict[str, str]]:
    answer = client.get(f"/noticeboard.rss{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/rss+xml")
    return {
        item.findtext("link", "").rpartition("/")[2]: {each.tag: each.text or "" for each in item}
        for item in fromstring(answer.content).findall("./channel/item")
    }


def test_the_feed_holds_what_the_page_holds_in_the_same_order(client: TestClient) -> None:
    for query in ("", f"?area={FENLAND}", "?where=Fenland&kind=funding", "?kind=event"):
        page = client.get(f"/noticeboard{query}").text
        told = list(items(client, query))
        assert told
        places = [page.index(f'id="n-{slug}"') for slug in told]
        assert places == sorted(places)
        assert page.count('<li class="app-card app-notice') == len(told)


def test_an_entry_says_what_how_much_until_when_and_that_it_is_an_example(
    client: TestClient,
) -> None:
    told = items(client)
    assert told[GRANT]["title"] == "Zebra grants"
    assert told[GRANT]["description"].startswith("Money for <stripes> & more. £50 to £500. Closes on ")
    assert parsedate_to_datetime(told[GRANT]["pubDate"]).tzinfo is not None
    assert told[GRANT]["guid"].endswith(":1")
    assert told[HEALTHY]["title"].startswith("Example: ")
    assert "you cannot apply." in told[HEALTHY]["description"]
    assert not {DRAFT, TAKEN_BACK} & set(told)


def test_a_place_that_is_not_clear_is_an_error_and_not_everything(client: TestClient) -> None:
    for query in ("?where=Zebraville", "?where=Sutton", "?area=E07999999"):
        assert client.get(f"/noticeboard.rss{query}").status_code == 404, query
        assert client.get(f"/noticeboard.ics{query}").status_code == 404, query


def test_deadlines_are_whole_days_and_events_have_their_hours_in_london(
    client: TestClient, board: Board
) -> None:
    answer = client.get("/noticeboard.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    events = {str(event["uid"]): event for event in read.walk("VEVENT")}
    assert len(events) == len(read.walk("VEVENT"))
    by_name = {str(event["summary"]): event for event in events.values()}
    last = by_name["Closes: Zebra grants"]
    assert last.decoded("dtstart") == board.deadline.date()
    assert type(last.decoded("dtstart")) is date
    assert last.decoded("dtend") - last.decoded("dtstart") == timedelta(days=1)
    held = by_name["Zebra evening"]
    starts = held.decoded("dtstart")
    assert isinstance(starts, datetime)
    assert starts == board.deadline.replace(hour=19)
    assert starts.tzinfo is not None
    assert starts.utcoffset() == board.deadline.replace(hour=19).astimezone(LONDON).utcoffset()
    assert held.decoded("dtend") - starts == timedelta(hours=2)
    assert str(held["url"]) == f"https://hereabouts.example/noticeboard/{EVENING}"
    assert len(read.walk("VTIMEZONE")) == 1
    example = next(event for name, event in by_name.items() if "Community Reach" in name)
    assert str(example["summary"]).startswith("Closes: Example: ")


def test_one_notice_can_be_put_into_a_calendar(client: TestClient) -> None:
    read = Calendar.from_ical(client.get(f"/noticeboard/{GRANT}.ics").content)
    assert len(read.walk("VEVENT")) == 1
    assert client.get(f"/noticeboard/{DRAFT}.ics").status_code == 404


def test_a_kept_answer_is_the_same_bytes(client: TestClient) -> None:
    for address in ("/noticeboard.rss", "/noticeboard.ics"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304, address


def test_the_map_of_the_site_names_open_notices_and_no_example(client: TestClient) -> None:
    told = client.get("/sitemap.xml").text
    for path in ("noticeboard", "funds", f"noticeboard/{GRANT}", f"noticeboard/{EVENING}", "funds/cultivate"):
        assert f"https://hereabouts.example/{path}<" in told, path
    for slug in (REACH, HEALTHY, DRAFT, TAKEN_BACK):
        assert slug not in told


def test_a_withdrawn_notice_is_in_no_calendar(client: TestClient) -> None:
    gone = client.get(f"/noticeboard/{TAKEN_BACK}.ics")
    assert gone.status_code == 410
    assert "Walk with us" not in gone.text
    assert client.get(f"/noticeboard/{GRANT}.ics").status_code == 200


def test_what_was_kept_yesterday_is_not_shown_today(
    client: TestClient, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = datetime.combine(board.deadline.date(), datetime.min.time(), LONDON) + timedelta(
        hours=24, seconds=-5
    )
    monkeypatch.setattr(clock, "now", lambda: last.astimezone(UTC))
    before = client.get(f"/noticeboard/{GRANT}").text
    assert "Closes today" in before
    monkeypatch.setattr(clock, "now", lambda: (last + timedelta(seconds=10)).astimezone(UTC))
    after = client.get(f"/noticeboard/{GRANT}").text
    assert "Closes today" not in after
    assert "Closed. The last day was" in after
    assert GRANT not in items(client)
