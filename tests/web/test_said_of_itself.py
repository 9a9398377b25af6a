"""What a group says of itself, and how it stands: on its page, in lists, and for programs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import html5lib
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from starlette.testclient import TestClient

from directory import clock
from directory.changes.document import read_record
from directory.changes.schemas import COMMAND
from directory.changes.service import (
    archive,
    change_listing,
    close_for_now,
    depart_unconfirmed,
    mark_unconfirmed,
    merge_listings,
    refresh_visibility,
)
from directory.listings.models import FormerSlug, Listing
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from directory.words import Reach, SizeBand

DATA = PROJECT_DIR / "data"
HERE = "/near?where=PE15+8AA"


def _id(session: Session, slug: str) -> UUID:
    return session.exec(select(Listing.id).where(Listing.slug == slug)).one()


def _say(engine: Engine, slug: str = "march-library", **said: object) -> None:
    with session_scope(engine) as session:
        identifier = _id(session, slug)
        record = read_record(session, identifier).model_copy(update=said)
        change_listing(session, DATA, identifier, record, actor=COMMAND, source="form", change_id=uuid4())


def _words(answer: Any) -> str:
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        answer.text.replace("</dt>", " </dt>")
    )
    return " ".join("".join(root.find(".//main").itertext()).replace("\u00a0", " ").split())


def _today() -> date:
    return clock.local_now().date()


def test_a_group_that_needs_volunteers_says_so_everywhere_until_its_day(
    directory_engine: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = _words(client.get("/volunteer"))
    assert "No group has told us yet" in empty
    assert "Volunteer centres, by district" in empty
    assert "Huntingdonshire" in empty
    assert "Volunteers needed" not in _words(client.get("/listing/march-library"))
    last = _today() + timedelta(days=2)
    _say(directory_engine, recruiting="Readers for children", recruiting_until=last)
    page = _words(client.get("/listing/march-library"))
    assert "Volunteers needed Readers for children" in page
    assert f"until {last.day} {last:%B %Y}" in page
    near = client.get(f"{HERE}&recruiting=1")
    assert "Volunteers needed: Readers for children" in _words(near)
    assert "A pin with a cross needs volunteers" in _words(near)
    assert "volunteers needed" in near.text
    assert "Needs volunteers" in _words(client.get(HERE))
    volunteer = _words(client.get("/volunteer?postcode=PE15+8AA"))
    assert "1 group says that it needs volunteers" in volunteer
    assert "March Library" in volunteer
    found = client.get("/api/v1/listings?recruiting=true").json()
    assert [item["recruiting"] for item in found["contents"]] == ["Readers for children"]
    assert found["facets"]["recruiting"][0]["count"] == 1
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    # Another question, because an answer may be kept for some minutes.
    assert client.get("/api/v1/listings?recruiting=true&per_page=5").json()["total_items"] == 0
    identifier = found["contents"][0]["id"]
    assert client.get(f"/api/v1/listings/{identifier}").json()["recruiting"] is None


def test_referrals_size_and_reach_are_told_and_counted(directory_engine: Engine, client: TestClient) -> None:
    _say(
        directory_engine,
        accepts_referrals=True,
        referrals_from="Social prescribers",
        referrals_how="Ring first",
        size_band=SizeBand.FROM_10,
        reach=Reach.PLACE,
    )
    page = _words(client.get("/listing/march-library"))
    assert "From whom Social prescribers" in page
    assert "How long the wait is It does not say. Ask first." in page
    assert "10 to 29 people" in page
    assert "The village or town" in page
    near = _words(client.get(f"{HERE}&referrals=1&size=10_to_29&reach=place"))
    assert "March Library" in near
    assert "Takes referrals" in near
    found = client.get("/api/v1/listings?size_band=10_to_29&reach=place&takes_referrals=true").json()
    assert [item["slug"] for item in found["contents"]] == ["march-library"]
    counts = {each["value"]: each["count"] for each in found["facets"]["size_band"]}
    assert counts == {"under_10": 0, "10_to_29": 1, "30_to_99": 0, "100_and_more": 0}


def test_an_e_mail_address_is_shown_to_whoever_presses(directory_engine: Engine, client: TestClient) -> None:
    _say(directory_engine, email="secretary@example.org", contact_role="Secretary", phone="01632 960123")
    page = client.get("/listing/march-library")
    assert "secretary@example.org" not in page.text
    assert "Show the e-mail address" in page.text
    assert 'href="tel:01632960123"' in page.text
    shown = client.post("/listing/march-library/contact", headers={"Origin": "http://testserver"})
    assert shown.status_code == 200
    assert 'href="mailto:secretary@example.org"' in shown.text
    assert "Who answers Secretary" in _words(shown)


def test_what_lapsed_is_marked_and_comes_after_what_is_as_near(
    directory_engine: Engine, client: TestClient
) -> None:
    order = [item["slug"] for item in client.get("/api/v1/listings?postcode=PE15+8AA").json()["contents"]]
    with session_scope(directory_engine) as session:
        first = _id(session, order[0])
        mark_unconfirmed(session, first, since=date(2026, 10, 1), change_id=uuid4())
    after = client.get("/api/v1/listings?postcode=PE15+8AA").json()["contents"]
    moved = next(item for item in after if item["slug"] == order[0])
    assert moved["unconfirmed_since"] == "2026-10-01"
    assert after[0]["slug"] != order[0]
    assert after.index(moved) == sum(item["distance_m"] < 1_609.344 for item in after) - 1
    assert "Not confirmed since 1 October 2026" in _words(client.get(f"/listing/{order[0]}"))
    assert "Not confirmed since 1 October 2026" in _words(client.get(HERE))


def test_closed_for_now_ended_archived_and_lapsed(
    directory_engine: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = _today() + timedelta(days=1)
    with session_scope(directory_engine) as session:
        library = _id(session, "march-library")
        other = _id(session, "chatteris-library")
        close_for_now(session, library, actor=COMMAND, until=until, change_id=uuid4())
        archive(session, other, actor=COMMAND, reason="It moved.", goes_to=library, change_id=uuid4())
        lapsed = _id(session, "ely-library")
        depart_unconfirmed(session, lapsed, on=date(2026, 11, 1), change_id=uuid4())
    closed = client.get("/listing/march-library")
    assert closed.status_code == 200
    assert f"Closed for now, until {until.day} {until:%B %Y}." in _words(closed)
    assert "app-next" not in closed.text, "what is closed is not said to open tomorrow"
    assert "March Library" not in _words(client.get("/near?where=PE15+8AA&q=march+library"))
    gone = client.get("/listing/chatteris-library")
    assert gone.status_code == 410
    assert "It moved. Go instead to March Library." in _words(gone)
    assert client.get(f"/api/v1/listings/{other}").status_code == 410
    left = client.get("/listing/ely-library")
    assert left.status_code == 410
    assert "Nobody had confirmed it by 1 November 2026" in _words(left)
    assert "/listing/ely-library<" not in client.get("/sitemap.xml").text
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    with session_scope(directory_engine) as session:
        assert refresh_visibility(session, _today()) == (library,)
        assert refresh_visibility(session, _today()) == ()
    assert "Closed for now" not in _words(client.get("/listing/march-library"))


def test_a_time_limited_listing_begins_and_ends_by_its_dates(
    directory_engine: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, ends = _today() + timedelta(days=2), _today() + timedelta(days=3)
    _say(directory_engine, visible_from=begins, visible_until=ends)
    assert client.get("/listing/march-library").status_code == 404
    start = clock.now()
    shown = []
    for days in (1, 2, 3, 4):
        monkeypatch.setattr(clock, "now", lambda days=days: start + timedelta(days=days))
        with session_scope(directory_engine) as session:
            refresh_visibility(session, _today())
        shown.append(client.get("/listing/march-library").status_code)
    assert shown == [404, 200, 200, 410]
    assert f"It ended on {ends.day} {ends:%B %Y}." in _words(client.get("/listing/march-library"))


def test_merged_listings_and_their_old_addresses_lead_to_the_last_winner(
    directory_engine: Engine, client: TestClient
) -> None:
    with session_scope(directory_engine) as session:
        slugs = ("march-library", "chatteris-library", "ely-library")
        first, second, third = (_id(session, slug) for slug in slugs)
        session.add(FormerSlug(slug="the-old-name", listing_id=third))
        for winner, loser in ((second, third), (first, second)):
            merged = read_record(session, winner)
            merge_listings(session, DATA, winner, loser, merged, actor=COMMAND, change_id=uuid4())
    for slug in ("ely-library", "chatteris-library", "the-old-name"):
        answer = client.get(f"/listing/{slug}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (301, "/listing/march-library")
