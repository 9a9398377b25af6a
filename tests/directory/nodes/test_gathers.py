"""What gathers at a hub: who is at the same place, what its board shows, which days are held there."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from directory.errors import NotFound
from directory.fairs.models import Fair
from directory.listings.models import Listing
from directory.listings.schemas import ListingRead
from directory.listings.service import read_listing
from directory.nodes.gathers import gathering_of
from directory.paper.reading import gather
from directory.paper.schemas import Form, What
from directory.venues.models import Venue
from tests.support.rooms import clear_venues
from web.paper.making import make_paper

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HUB = "ramsey-library"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.clock.now", lambda: NOW)


def hub(session: Session, slug: str = HUB) -> ListingRead:
    found = read_listing(session, slug)
    assert isinstance(found, ListingRead)
    return found


def add_day(session: Session, title: str, *, ends_in_days: int, state: str = "open") -> None:
    listing = session.exec(select(Listing).where(Listing.slug == HUB)).one()
    ends = NOW + timedelta(days=ends_in_days)
    session.add(
        Fair(
            id=uuid4(),
            slug=title.lower().replace(" ", "-"),
            kind="rally",
            title=title,
            summary="Come and help.",
            state=state,
            listing_id=listing.id,
            district="E07000011",
            starts_at=ends - timedelta(hours=4),
            ends_at=ends,
            stalls=0,
            contact_role="Volunteer coordinator",
            created_at=NOW,
            updated_at=NOW,
        )
    )
    session.commit()


def test_who_is_at_the_same_place_is_gathered_and_nobody_else(session: Session) -> None:
    gathering = gathering_of(session, hub(session))
    assert gathering is not None
    postcode = (
        "SELECT p.postcode FROM location p JOIN service_at_location s ON s.location_id = p.id "
        "JOIN listing l ON l.id = s.listing_id WHERE l.slug = :slug"
    )
    home = session.connection().execute(text(postcode), {"slug": HUB}).scalar()
    assert gathering.here
    assert HUB not in {one.slug for one in gathering.here}
    for one in gathering.here:
        assert home in session.connection().execute(text(postcode), {"slug": one.slug}).scalars().all()


def test_days_held_there_are_the_open_ones_that_are_not_over(session: Session) -> None:
    add_day(session, "Later day", ends_in_days=30)
    add_day(session, "Next day", ends_in_days=3)
    add_day(session, "Past day", ends_in_days=-1)
    add_day(session, "Draft day", ends_in_days=3, state="draft")
    gathering = gathering_of(session, hub(session))
    assert gathering is not None
    assert [day.title for day in gathering.days] == ["Next day", "Later day"]
    assert gathering.days[0].ends_at.tzinfo is not None


def test_going_online_there_is_yes_no_or_not_said(session: Session) -> None:
    clear_venues(session)
    listing = hub(session)
    found = gathering_of(session, listing)
    assert found is not None
    assert found.digital_point is None
    session.add(Venue(listing_id=listing.id, digital_point=True, updated_at=NOW))
    session.commit()
    found = gathering_of(session, listing)
    assert found is not None
    assert found.digital_point is True


def test_only_a_hub_or_a_hall_gathers(session: Session) -> None:
    slug = session.exec(
        select(Listing.slug).where(Listing.kind == "group", Listing.status == "active")
    ).first()
    assert slug is not None
    assert gathering_of(session, hub(session, slug)) is None
    with pytest.raises(NotFound, match="hub or a hall"):
        gather(session, What.BOARD, slug)


def test_the_sheet_for_the_board_tells_days_and_who_meets(session: Session) -> None:
    add_day(session, "Next day", ends_in_days=3)
    paper = make_paper(session, What.BOARD, HUB, Form.SHEET, "http://testserver")
    assert paper.title.startswith("On the board at ")
    by_title = {section.title: [line.name for line in section.lines] for section in paper.sections}
    assert by_title["Days held here"] == ["Next day"]
    assert by_title["At the same address"] == ["Ramsey Neighbourhoods Trust"]
