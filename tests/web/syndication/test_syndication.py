"""Do feeds, calendars, the map of the site and lists for other sites tell what pages tell?"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.listings.schemas import ListingRead
from directory.listings.service import read_listing, slugs
from directory.store import open_engine
from directory.syndication.schemas import ChangeNews, Recurring
from directory.words import Precision
from web.syndication.calendar import DAYS, calendar, first_day
from web.syndication.jsonld import listing_jsonld
from web.syndication.rss import CONFIRMED, rss

FENLAND = "E07000010"
BASE = "https://hereabouts.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed(client: TestClient, code: str) -> Element:
    answer = client.get(f"/area/{code}/changes.rss")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/rss+xml")
    return fromstring(answer.content)


def test_a_feed_holds_what_is_listed_in_the_area_and_nothing_else(
    client: TestClient, session: Session
) -> None:
    rows = session.execute(
        text(
            "SELECT DISTINCT l.slug FROM search_entry e JOIN listing l ON l.id = e.listing_id "
            "WHERE e.district = :code AND e.kind <> 'parish_council'"
        ),
        {"code": FENLAND},
    ).scalars()
    there = set(rows)
    items = feed(client, FENLAND).findall("./channel/item")
    told = {item.findtext("link", "").rpartition("/")[2] for item in items}
    assert len(items) == 50
    assert told <= there
    # A quiet ward or parish is told whole.
    code = (
        session.execute(
            text(
                "SELECT parish FROM search_entry WHERE parish IS NOT NULL AND kind <> 'parish_council' "
                "GROUP BY parish HAVING COUNT(DISTINCT listing_id) = 3 ORDER BY parish"
            )
        )
        .scalars()
        .first()
    )
    expected = set(
        session.execute(
            text(
                "SELECT DISTINCT l.slug FROM search_entry e JOIN listing l ON l.id = e.listing_id "
                "WHERE e.parish = :code AND e.kind <> 'parish_council'"
            ),
            {"code": code},
        ).scalars()
    )
    found = feed(client, str(code)).findall("./channel/item")
    assert {item.findtext("link", "").rpartition("/")[2] for item in found} == expected
    assert all((item.findtext("title") or "").startswith("New: ") for item in found)


def test_an_entry_keeps_its_id_and_a_change_is_told_in_words(client: TestClient, session: Session) -> None:
    row = session.execute(
        text(
            "SELECT e.listing_id, e.parish, l.name FROM search_entry e JOIN listing l ON l.id = e.listing_id "
            "WHERE e.parish IS NOT NULL AND e.kind = 'group' ORDER BY e.listing_id"
        )
    ).first()
    assert row is not None
    before = {item.findtext("guid") for item in feed(client, row.parish).findall("./channel/item")}
    changes = json.dumps([{"field": "phone", "label": "Telephone", "before": None, "after": "01632 960001"}])
    session.execute(
        text(
            "INSERT INTO listing_version (id, listing_id, number, at, actor_role, source, record, changes) "
            "VALUES (:id, :listing, 2, :at, 'owner', 'form', '{}', :changes)"
        ),
        {
            "id": "0" * 31 + "7",
            "listing": row.listing_id,
            "at": datetime(2099, 1, 1, tzinfo=UTC),
            "changes": changes,
        },
    )
    owned = json.dumps([{"field": "owned", "label": "Run here by its owner", "before": "No", "after": "Yes"}])
    session.execute(
        text(
            "INSERT INTO listing_version (id, listing_id, number, at, actor_role, source, record, changes) "
            "VALUES (:id, :listing, 3, :at, 'clock', 'owner', '{}', :changes)"
        ),
        {
            "id": "0" * 31 + "8",
            "listing": row.listing_id,
            "at": datetime(2099, 1, 2, tzinfo=UTC),
            "changes": owned,
        },
    )
    session.execute(text("INSERT OR REPLACE INTO change_mark VALUES ('listings', 'another')"))
    session.commit()
    items = feed(client, row.parish).findall("./channel/item")
    assert items[0].findtext("title") == f"Changed: {row.name}"
    assert "Changed: telephone." in (items[0].findtext("description") or "")
    assert "960001" not in (items[0].findtext("description") or "")
    assert before < {item.findtext("guid") for item in items}


def test_a_calendar_tells_each_rule_of_each_group_once(client: TestClient, session: Session) -> None:
    rows = session.execute(
        text(
            "SELECT t.id, l.slug, t.byday, t.opens_at, t.freq FROM schedule t "
            "JOIN service_at_location s ON s.id = t.service_at_location_id "
            "JOIN location p ON p.id = s.location_id JOIN listing l ON l.id = s.listing_id "
            "WHERE l.kind IN ('group', 'service') AND p.district = :code"
        ),
        {"code": FENLAND},
    ).all()
    answer = client.get(f"/area/{FENLAND}/whats-on.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    events = {str(event["uid"]).partition("@")[0].replace("-", ""): event for event in read.walk("VEVENT")}
    assert len(rows) > 10
    assert set(events) == {row.id for row in rows}
    for row in rows:
        event = events[row.id]
        starts = event.decoded("dtstart")
        assert starts.tzinfo is not None
        assert starts.strftime("%H:%M") == row.opens_at[:5]
        assert event["rrule"]["BYDAY"] == [row.byday]
        assert event.decoded("dtend") > starts
        assert row.slug in str(event["url"])
        assert DAYS[starts.weekday()] == row.byday[-2:]
    assert len(read.walk("VTIMEZONE")) == 1


def test_a_rule_ends_at_an_instant_of_utc_as_the_standard_asks() -> None:
    told = Recurring(
        id=uuid4(), slug="zebra", name="Zebra", summary="Crochet.", where="", freq="WEEKLY", byday="WE",
        opens_at="10:00", closes_at="12:00", since=date(2026, 1, 1), until=date(2026, 7, 1),
        changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert b"UNTIL=20260701T225959Z" in calendar([told], name="Zebra", base_url=BASE)


def test_a_calendar_does_not_change_from_day_to_day(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/listing/march-library/times.ics")
    later = datetime.now(UTC) + timedelta(days=40)
    monkeypatch.setattr("directory.clock.now", lambda: later)
    assert client.get("/listing/march-library/times.ics").content == first.content
    assert len(Calendar.from_ical(first.content).walk("VEVENT")) > 3


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.sampled_from(DAYS),
    st.sampled_from(["", "1", "2", "3", "4", "-1"]),
)
def test_the_first_day_is_the_first_that_fits(since: date, day: str, nth: str) -> None:
    found = first_day(since, "MONTHLY" if nth else "WEEKLY", f"{nth}{day}")
    assert found is not None
    assert found >= since

    def fits(tried: date) -> bool:
        if DAYS[tried.weekday()] != day:
            return False
        same = [
            tried.replace(day=number)
            for number in range(1, 32)
            if number
            <= (tried.replace(day=28) + timedelta(days=4)).replace(day=1).toordinal()
            - tried.replace(day=1).toordinal()
        ]
        mine = [each for each in same if each.weekday() == tried.weekday()]
        return not nth or mine[int(nth) - 1 if int(nth) > 0 else int(nth)] == tried

    assert fits(found)
    assert not any(fits(since + timedelta(days=ahead)) for ahead in range((found - since).days))


def test_what_is_not_a_rule_of_ours_is_left_out() -> None:
    assert first_day(date(2026, 1, 1), "WEEKLY", "XX") is None
    assert first_day(date(2026, 1, 1), "WEEKLY", "2MO") is None
    assert Calendar.from_ical(calendar((), name="Nothing", base_url=BASE)).walk("VEVENT") == []


def read_all(url: str) -> list[ListingRead]:
    engine = open_engine(url, read_only=True)
    with Session(engine) as session:
        found = [read_listing(session, slug) for slug in slugs(session)]
    engine.dispose()
    return [each for each in found if isinstance(each, ListingRead)]


def test_search_engines_are_told_what_the_page_tells_and_no_finer_place(database_url: str) -> None:
    for listing in read_all(database_url):
        written = listing_jsonld(listing, base_url=BASE)
        assert "<" not in written
        told = json.loads(written)
        assert told["name"] == listing.name
        assert None not in told.values()
        fine = any(site.place.precision in {Precision.EXACT, Precision.POSTCODE} for site in listing.sites)
        assert fine or not re.search(r"geo|postalCode|streetAddress", written)


def test_the_page_of_a_listing_carries_it(client: TestClient) -> None:
    html = client.get("/listing/march-library").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    told = json.loads(found[1])
    assert told["name"] == "March Library"
    assert told["location"]["openingHoursSpecification"]


def test_the_map_of_the_site_names_every_page_that_is_shown(client: TestClient, session: Session) -> None:
    root = fromstring(client.get("/sitemap.xml").content)
    told = [page.findtext(f"{SITEMAP}loc", "").removeprefix("http://testserver") for page in root]
    assert len(told) == len(set(told))
    shown = session.execute(text("SELECT COUNT(DISTINCT listing_id) FROM search_entry")).scalar_one()
    assert sum(path.startswith("/listing/") for path in told) == shown
    for path in told[::97]:
        assert client.get(path).status_code == 200, path


def test_programs_are_asked_to_leave_alone_what_is_one_persons(client: TestClient) -> None:
    robots = client.get("/robots.txt").text
    assert "Disallow: /desk\n" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert "Disallow: /\n" not in robots


def test_only_lists_for_other_sites_may_be_framed(client: TestClient) -> None:
    framed = client.get(f"/embed/area/{FENLAND}?map=yes")
    assert framed.status_code == 200
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "<form" not in framed.text
    for path in ("/", f"/area/{FENLAND}", "/listing/march-library", "/embed", f"/area/{FENLAND}/changes.rss"):
        assert "frame-ancestors 'none'" in client.get(path).headers["content-security-policy"], path


def test_a_list_for_another_site_may_be_of_one_category(client: TestClient) -> None:
    html = client.get(f"/embed/area/{FENLAND}?category=library").text
    assert "March Library" in html
    assert client.get(f"/embed/area/{FENLAND}?category=zebra").status_code == 422
    assert client.get("/embed/area/E99999999").status_code == 404


def test_the_area_says_how_to_take_it_along(client: TestClient) -> None:
    html = client.get(f"/area/{FENLAND}").text
    assert f"/area/{FENLAND}/changes.rss" in html
    assert f"http://testserver/embed/area/{FENLAND}?map=yes" in html


def test_a_confirmation_is_told_as_one() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    told = (
        ChangeNews(UUID(int=1), "a", "A", "About.", at, (CONFIRMED,)),
        ChangeNews(UUID(int=2), "b", "B", "About.", at, ("Telephone", CONFIRMED)),
    )
    written = fromstring(rss(told, area="Here", page=BASE, own=BASE, base_url=BASE))
    first, second = written.findall("./channel/item")
    assert first.findtext("title") == "Confirmed: A"
    assert first.findtext("description") == "Confirmed as still right. About."
    assert second.findtext("description") == "Changed: telephone. About."
