"""Does the card of a hub tell what gathers there now, and are all cards read at once?"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session
from statements import statements_of

from directory.changes.schemas import Actor
from directory.fairs.models import Fair
from directory.needs.schemas import NeedDraft, SlotRead
from directory.needs.service import open_need, write_need
from directory.needs.words import Rhythm
from directory.nodes.hub_cards import HubNow
from directory.nodes.links import nodes_of_district
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, write_notice
from directory.noticeboard.words import NoticeKind
from directory.store import mark_changed
from directory.venues.words import Per
from tests.support.rooms import MadeRoom, MadeVenue, clear_venues, write_venues
from web.gather_words import hub_cards

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HUNTS, HUB = "E07000011", "ramsey-library"
ACTOR = Actor("command")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.clock.now", lambda: NOW)


@pytest.fixture
def library(session: Session) -> UUID:
    clear_venues(session)
    return UUID(
        session.connection().execute(text("SELECT id FROM listing WHERE slug = :s"), {"s": HUB}).scalar_one()
    )


def card(session: Session) -> tuple[HubNow, tuple[str, ...]]:
    hub = next(each for each in nodes_of_district(session, HUNTS).hubs if each.slug == HUB)
    (told,) = hub_cards([hub])
    return hub.now, tuple(f"{line.words}{' [mark]' if line.example else ''}" for line in told.lines)


def add_day(session: Session, listing: UUID, title: str, in_days: int) -> None:
    starts = NOW + timedelta(days=in_days)
    session.add(
        Fair(
            id=uuid4(),
            slug=title.lower().replace(" ", "-"),
            kind="rally",
            title=title,
            summary="Come and help.",
            state="open",
            listing_id=listing,
            district=HUNTS,
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            stalls=0,
            contact_role="Volunteer coordinator",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    session.commit()


@pytest.mark.usefixtures("library")
def test_where_nothing_is_known_nothing_is_said(session: Session) -> None:
    now, lines = card(session)
    assert (now.rooms.many, now.needs.many, now.notices.many, now.this_week) == (0, 0, 0, ())
    assert lines == ("1 other thing at the same address",)


def test_it_tells_the_week_rooms_help_and_notices(session: Session, library: UUID) -> None:
    add_day(session, library, "Rally day", 3)
    add_day(session, library, "Next month", 30)
    add_day(session, library, "Long ago", -3)
    main = MadeRoom(prices=(("community", "hour", 900), ("low_income", "hour", 500)))
    side = MadeRoom(slug="side", prices=(("community", "day", 800), ("community", "hour", 750)))
    write_venues(session, MadeVenue(library, rooms=(main, side)))
    need = write_need(
        session,
        NeedDraft(
            listing_id=library,
            title="Shelve books",
            rhythm=Rhythm.REGULAR,
            contact_role="Librarian",
            answers_within_days=2,
            open_until=NOW.date() + timedelta(days=20),
            summary="On Tuesdays.",
            slots=(SlotRead(1, 600, 720),),
        ),
        actor=ACTOR,
    )
    open_need(session, need, actor=ACTOR)
    notice = write_notice(
        session,
        NoticeDraft(
            kind=NoticeKind.OFFER,
            title="A warm room",
            summary="The back room is free on Tuesdays.",
            issuer_name="Ramsey Library",
            issuer_listing_id=library,
            rolling=True,
            contact_role="Librarian",
        ),
        actor=ACTOR,
        change_id=uuid4(),
    )
    open_notice(session, notice, actor=ACTOR, change_id=uuid4())
    session.commit()

    now, lines = card(session)
    assert now.this_week == ("Rally day",)
    assert now.cheapest is not None
    assert (now.cheapest.per, now.cheapest.pence) == (Per.HOUR, 750)
    assert lines == (
        "This week: Rally day",
        "2 rooms to hire, from £7.50 an hour for a community group",
        "Help wanted: 1 task",
        "1 open notice",
        "1 other thing at the same address",
    )


def test_a_room_without_a_price_has_none_and_one_not_open_yet_is_not_told(
    session: Session, library: UUID
) -> None:
    write_venues(session, MadeVenue(library, rooms=(MadeRoom(prices=(("business", "hour", 3000),)),)))
    assert card(session)[1][0] == "1 room to hire"
    write_venues(
        session,
        MadeVenue(library, status="planned", opens_on=date(2027, 2, 1), rooms=(MadeRoom(),)),
    )
    assert card(session)[0].rooms.many == 0


@pytest.mark.usefixtures("library")
def test_cards_of_many_hubs_take_as_many_reads_as_those_of_few(session: Session) -> None:
    nodes_of_district(session, HUNTS)  # what is kept is read once
    counted = {}
    for code in ("E07000008", HUNTS):
        with statements_of(session.connection().engine) as reads:
            counted[code] = len(nodes_of_district(session, code).hubs), len(reads)
    (few, first), (many, second) = counted.values()
    assert many > 4 * few
    assert first == second <= 12


def test_what_is_made_up_bears_the_mark_and_what_is_so_in_part_says_it(
    session: Session, library: UUID
) -> None:
    write_venues(session, MadeVenue(library, rooms=(MadeRoom(), MadeRoom(slug="side"))))
    made_up = "UPDATE room SET example = 1 WHERE listing_id = :id AND slug LIKE :slug"
    for slug, line in (("side", "2 rooms to hire (some are examples)"), ("%", "2 rooms to hire [mark]")):
        session.connection().execute(text(made_up), {"id": library.hex, "slug": slug})
        mark_changed(session, "venues")
        session.commit()
        assert card(session)[1][0] == line
