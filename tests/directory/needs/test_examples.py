"""Do the examples show every kind of need, marked as examples, and leave no trace when they go?"""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from directory import clock
from directory.listings.models import Listing
from directory.needs.reading import open_needs
from directory.needs.standard import needs_document
from directory.needs.words import CheckLevel, Rhythm, Whereabouts
from directory.shipped.examples.need_facts import NEEDS
from directory.shipped.examples.needs import remove_needs, seed_needs
from directory.words import ALL_DISTRICTS

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


def recruiting(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(col(Listing.slug), col(Listing.recruiting)).where(col(Listing.recruiting).is_not(None))
    )
    return {row.slug: row.recruiting for row in rows}


def test_they_are_of_real_listings_in_every_district(session: Session) -> None:
    seeded = seed_needs(session, TODAY)
    assert seeded.lost == ()
    needs = open_needs(session)
    assert seeded.written == len(needs) == len(NEEDS)
    assert {need.district for need in needs} == set(ALL_DISTRICTS)
    assert all(need.example for need in needs)
    assert {need.rhythm for need in needs} == set(Rhythm)
    assert {need.whereabouts for need in needs} == set(Whereabouts)
    assert CheckLevel.ENHANCED in {need.check_level for need in needs}


def test_an_hour_on_thursday_in_march_is_there(session: Session) -> None:
    seed_needs(session, TODAY)
    march = [need for need in open_needs(session) if need.listing_slug == "march-library"]
    assert [need.minutes for need in march] == [60]
    first = march[0].sessions[0]
    assert first.starts_at == datetime(2026, 11, 26, 14, tzinfo=UTC)


def test_tomorrows_shift_wants_five_people_from_nine_to_one(session: Session) -> None:
    seed_needs(session, TODAY)
    shift = next(need for need in open_needs(session) if need.listing_slug == "wisbech-foodbank")
    assert [(each.starts_at.hour, each.ends_at.hour, each.left) for each in shift.sessions] == [(9, 13, 5)]


def test_they_are_marked_as_examples_on_their_listings_and_told_to_no_program(session: Session) -> None:
    before = recruiting(session)
    seed_needs(session, TODAY)
    added = {slug: line for slug, line in recruiting(session).items() if before.get(slug) != line}
    assert len(added) >= 18
    assert all(line.endswith("(example)") for line in added.values())
    assert needs_document(open_needs(session), base_url="https://x.example")["graph"] == []


def test_again_they_are_as_many_and_gone_they_leave_nothing(session: Session) -> None:
    before = recruiting(session)
    seed_needs(session, TODAY)
    slugs = {need.slug for need in open_needs(session)}
    seed_needs(session, TODAY)
    assert {need.slug for need in open_needs(session)} == slugs
    assert remove_needs(session) == len(NEEDS)
    assert remove_needs(session) == 0
    assert recruiting(session) == before
    for table in ("help_need", "need_session", "need_slot", "safeguarding"):
        assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0  # noqa: S608
