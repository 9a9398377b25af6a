"""Does the page of a listing tell all that is held of it, where it moved to, and what is near and alike?"""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.errors import NotFound
from directory.listings.schemas import ListingRead, Moved
from directory.listings.service import (
    categories,
    counts,
    nearby,
    read_listing,
    read_listing_by_id,
    shortlist,
    similar,
    slugs,
    sources,
)
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.words import Capital, Kind


def whole(session: Session, slug: str) -> ListingRead:
    found = read_listing(session, slug)
    assert isinstance(found, ListingRead)
    return found


def test_the_papers_worked_example_carries_its_five_capitals(read_session: Session) -> None:
    library = whole(read_session, "march-library")
    assert (library.name, library.assured_date) == ("March Library", None)
    assert len(library.capitals) == 5
    assert all(capital.reason and capital.basis for capital in library.capitals)
    assert library.sites[0].schedules
    assert library.sites[0].place.areas.district == "E07000010"
    assert library.sources


def test_every_listing_can_be_read_and_says_where_it_is_from(read_session: Session) -> None:
    found = slugs(read_session)
    assert len(found) == len(set(found)) > 700
    for slug in found:
        listing = whole(read_session, slug)
        assert listing.slug == slug
        assert listing.name
        assert listing.summary
        assert listing.sources, slug
        for source in listing.sources:
            assert source.licence
            assert source.title
        assert listing.assured_date is None
        assert listing.source_date == max(
            (s.record_date for s in listing.sources if s.record_date), default=None
        )
        assert listing.sites or listing.serves, f"{slug} is nowhere and serves nowhere"
        if listing.kind is Kind.PARISH_COUNCIL:
            assert listing.capitals == ()
        order = [list(Capital).index(capital.capital) for capital in listing.capitals]
        assert order == sorted(order)
        assert read_listing_by_id(read_session, listing.id) == listing


def test_an_old_address_moves_and_an_unknown_one_is_not_found(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO former_slug SELECT 'the-old-march-library', id FROM listing "
            "WHERE slug = 'march-library'"
        )
    )
    assert read_listing(session, "the-old-march-library") == Moved("march-library")
    for slug in ("nothing", "", "march-library'", "x" * 10_240):
        with pytest.raises(NotFound):
            read_listing(session, slug)
    with pytest.raises(NotFound):
        read_listing_by_id(session, uuid4())


def test_what_is_near_by_is_another_and_in_order(read_session: Session) -> None:
    library = whole(read_session, "march-library")
    cards = nearby(read_session, library)
    assert 1 <= len(cards) <= 5
    assert library.id not in {card.id for card in cards}
    away = [card.distance_m or 0 for card in cards]
    assert away == sorted(away)
    assert away[-1] <= 5_000


def test_what_is_alike_is_about_the_same(read_session: Session) -> None:
    library = whole(read_session, "march-library")
    cards = similar(read_session, library)
    assert len(cards) == 5
    for card in cards:
        assert set(card.categories) & set(library.categories)
        assert card.id != library.id


def test_a_listing_without_a_place_has_nothing_near_by(read_session: Session) -> None:
    slug = read_session.execute(
        text(
            "SELECT slug FROM listing l WHERE NOT EXISTS "
            "(SELECT 1 FROM service_at_location s WHERE s.listing_id = l.id) ORDER BY slug"
        )
    ).scalar()
    assert slug
    assert nearby(read_session, whole(read_session, slug)) == ()


def test_a_shortlist_keeps_the_order_chosen_and_drops_what_is_gone(read_session: Session) -> None:
    cards = search(read_session, ListingQuery(q="library", per_page=4)).contents
    chosen = [card.id for card in reversed(cards)]
    asked = [chosen[0], uuid4(), *chosen[1:], chosen[0]]
    assert [card.id for card in shortlist(read_session, asked, None)] == chosen
    assert shortlist(read_session, [], None) == ()
    parish = search(read_session, ListingQuery(kinds=(Kind.PARISH_COUNCIL,), per_page=1)).contents[0].id
    assert [card.id for card in shortlist(read_session, [parish], None)] == [parish]


def test_a_long_shortlist_is_given_whole(read_session: Session) -> None:
    rows = read_session.execute(text("SELECT id FROM listing ORDER BY id LIMIT 250")).scalars().all()
    chosen = [UUID(row) for row in rows]
    assert [card.id for card in shortlist(read_session, chosen, None)] == chosen


def test_counts_agree_with_the_search(read_session: Session) -> None:
    told = counts(read_session)
    assert told.listings == search(read_session, ListingQuery()).total_items
    assert told.parishes == 264
    assert (
        told.kinds
        == len([value for value in search(read_session, ListingQuery()).facets.kind if value.count]) - 1
    )


def test_every_category_and_source_is_described_and_used(read_session: Session) -> None:
    used = set(read_session.execute(text("SELECT DISTINCT category FROM listing_category")).scalars())
    described = {category.slug: category for category in categories(read_session)}
    assert used <= set(described)
    for category in described.values():
        assert category.label
        assert category.plural
        assert category.heading
    for source in sources(read_session):
        assert source.licence
        assert source.credit
    assert (
        sum(source.records for source in sources(read_session))
        == read_session.execute(text("SELECT COUNT(*) FROM source_record")).scalar_one()
    )
