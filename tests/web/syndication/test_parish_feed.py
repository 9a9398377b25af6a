"""Do the feed and the calendar of a parish hold its news and its notices, and no example?"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, write_notice
from directory.noticeboard.words import NoticeKind
from directory.settings import Settings
from directory.store import open_engine, session_scope
from directory.words import Role

WISBECH, RAMSEY = "E04001668", "E04012035"
EDITOR = Actor(Role.ADMINISTRATOR.value)


def put_up(session: Session, title: str, *, example: bool = False) -> None:
    now = clock.now()
    draft = NoticeDraft(
        kind=NoticeKind.EVENT,
        title=title,
        summary="Meet the other groups of the town.",
        issuer_name="Wisbech Example Society",
        district="E07000010",
        areas=(WISBECH,),
        deadline=clock.local_now().date() + timedelta(days=20),
        starts_at=(now + timedelta(days=20)).replace(microsecond=0),
        ends_at=(now + timedelta(days=20, hours=2)).replace(microsecond=0),
        place="Oasis Centre",
        example=example,
        source="A made-up paper" if example else None,
        as_of="2026" if example else None,
    )
    found = write_notice(session, draft, actor=EDITOR, change_id=uuid4())
    open_notice(session, found, actor=EDITOR, change_id=uuid4())


@pytest.fixture
def announced(client: TestClient, settings: Settings) -> Iterable[TestClient]:
    engine = open_engine(settings.database_url)
    with session_scope(engine) as session:
        put_up(session, "An evening for groups")
        put_up(session, "A made-up evening", example=True)
    engine.dispose()
    return client


def items(answer: object) -> list[str]:
    root: Element = fromstring(answer.content)  # type: ignore[attr-defined]
    return [title.text or "" for title in root.findall("channel/item/title")]


def test_the_feed_holds_both_the_notices_first(announced: TestClient) -> None:
    answer = announced.get(f"/parish/{WISBECH}/feed.rss")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    assert "<atom:link" in answer.text
    found = items(answer)
    assert found[0] == "An evening for groups"
    assert any(title.endswith("Wisbech Library") for title in found[1:])
    assert not any("made-up" in title for title in found)
    assert "An evening for groups" not in items(announced.get(f"/parish/{RAMSEY}/feed.rss"))


def test_the_calendar_holds_both(announced: TestClient) -> None:
    answer = announced.get(f"/parish/{WISBECH}/events.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    names = [str(event["summary"]) for event in events]
    assert "An evening for groups" in names
    assert any("parkrun" in name for name in names)
    assert not any("made-up" in name for name in names)
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert answer.text.count("BEGIN:VTIMEZONE") == 1


def test_the_page_and_the_embed_tell_of_it_and_only_the_page_of_examples(announced: TestClient) -> None:
    page = " ".join(announced.get(f"/parish/{WISBECH}").text.split())
    assert "On the noticeboard for here" in page
    assert "An evening for groups" in page
    assert '<strong class="app-example">Example</strong>' in page
    embed = announced.get(f"/embed/parish/{WISBECH}").text
    assert "http://testserver/noticeboard/an-evening-for-groups" in embed
    assert "made-up" not in embed
    assert "On the noticeboard" not in announced.get(f"/embed/parish/{RAMSEY}").text


def test_what_is_no_parish_has_neither(client: TestClient) -> None:
    assert client.get("/parish/E07000010/feed.rss").status_code == 404
    assert client.get("/parish/E07000010/events.ics").status_code == 404
    assert client.get("/embed/parish/E07000010").status_code == 404
