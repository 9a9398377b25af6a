"""Does the search in columns answer every question as the same search in plain Python does?"""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import settings as tuned
from hypothesis import strategies as st
from plain_search import PlainSearch, away_m, unsaid
from sqlalchemy import text
from sqlmodel import Session

from directory.search.schemas import Box, ListingQuery
from directory.search.service import search
from directory.words import ALL_DISTRICTS, Capital, Day, Kind, Reach, SizeBand, Sort

WORDS = ("library", "club", "community", "march", "centre", "wisbech", "cambridgeshire")
LONS, LATS = st.floats(-0.6, 0.6), st.floats(51.9, 52.8)


@pytest.fixture(scope="session")
def plain(varied_session: Session) -> PlainSearch:
    return PlainSearch(varied_session)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    west, east = sorted(draw(st.tuples(LONS, LONS)))
    south, north = sorted(draw(st.tuples(LATS, LATS)))
    return Box(west, south, east, north)


def some(values: Any, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=most, unique=True).map(tuple)


def codes(session: Session, column: str) -> list[str]:
    rows = session.execute(
        text(f"SELECT DISTINCT {column} FROM location WHERE {column} IS NOT NULL ORDER BY 1")  # noqa: S608
    )
    return list(rows.scalars())


def perhaps(strategy: st.SearchStrategy[Any], otherwise: Any) -> st.SearchStrategy[Any]:
    """Set a filter one time in four, so that most questions set a few and find something."""
    return st.integers(0, 3).flatmap(lambda number: strategy if number == 0 else st.just(otherwise))


@st.composite
def questions(draw: st.DrawFn, session: Session) -> ListingQuery:
    point = draw(st.one_of(st.none(), st.tuples(LONS, LATS)))
    categories = list(session.execute(text("SELECT slug FROM category ORDER BY slug")).scalars())
    return ListingQuery(
        q=draw(perhaps(st.sampled_from(WORDS), "")),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        radius_m=draw(perhaps(st.integers(200, 60_000), None)) if point else None,
        box=draw(perhaps(boxes(), None)),
        kinds=draw(perhaps(some(Kind), ())),
        capitals=draw(perhaps(some(Capital), ())),
        categories=draw(perhaps(some([*categories, "no-such-category"]), ())),
        districts=draw(perhaps(some([*ALL_DISTRICTS, "E99999999"]), ())),
        wards=draw(perhaps(some(codes(session, "ward"), 8), ())),
        parishes=draw(perhaps(some(codes(session, "parish"), 20), ())),
        lsoas=draw(perhaps(some(codes(session, "lsoa11") + codes(session, "lsoa21"), 20), ())),
        days=draw(perhaps(some(Day), ())),
        free=draw(perhaps(st.booleans(), None)),
        age=draw(perhaps(st.integers(0, 100), None)),
        step_free=draw(perhaps(st.booleans(), None)),
        languages=draw(perhaps(some(["en", "pl", "xx"]), ())),
        remote=draw(perhaps(st.booleans(), None)),
        assured_within_months=draw(perhaps(st.integers(0, 40), None)),
        recruiting=draw(perhaps(st.booleans(), False)),
        takes_referrals=draw(perhaps(st.booleans(), False)),
        sizes=draw(perhaps(some(SizeBand), ())),
        reaches=draw(perhaps(some(Reach), ())),
        sort=draw(st.sampled_from([None, *Sort])),
        per_page=draw(st.sampled_from([1, 7, 20, 100])),
    )


def expected_sort(query: ListingQuery) -> Sort:
    if query.sort is not None:
        return query.sort
    if query.lon is not None:
        return Sort.DISTANCE
    return Sort.RELEVANCE if query.q else Sort.NAME


@tuned(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_question_is_answered_as_plainly(
    varied_session: Session, plain: PlainSearch, data: st.DataObject
) -> None:
    query = data.draw(questions(varied_session))
    order = plain.order(query, expected_sort(query))
    sites = {listing.id: found for listing, found in plain.passing(query)}
    event(f"found {'none' if not order else 'a few' if len(order) < 8 else 'many'}")
    first = search(varied_session, query)
    assert first.total_items == len(order)
    assert first.total_pages == -(-len(order) // query.per_page)
    facets = plain.facets(query)
    for name in ("kind", "capital", "category", "district", "size", "reach"):
        told = {value.value: value.count for value in getattr(first.facets, name) if value.count}
        assert told == dict(facets[name]), name
    switched = (first.facets.recruiting, first.facets.referrals)
    assert tuple(each.count for each in switched if each is not None) == plain.switches(query)
    pages = {1, 2, first.total_pages, first.total_pages + 1}
    for number in sorted(page for page in pages if page >= 1):
        page = search(varied_session, replace(query, page=number), with_facets=False)
        meant = order[(number - 1) * query.per_page : number * query.per_page]
        assert page.total_items == len(order)
        assert [card.id for card in page.contents] == [listing.id for listing in meant]
        for card, listing in zip(page.contents, meant, strict=True):
            assert set(card.unsaid) == set(unsaid(listing, query))
            nearest = min(away_m(site, query) for site in sites[listing.id])
            if nearest == float("inf"):
                assert card.distance_m is None
            else:
                assert card.distance_m == round(nearest)
            assert set(card.capitals) == {Capital(word) for word in listing.capitals}
            assert set(card.categories) == listing.categories
            assert card.site_count == sum(site is not None for site in listing.sites)


@pytest.mark.parametrize("per_page", [1, 3, 100])
def test_the_pages_together_hold_each_listing_once(
    varied_session: Session, plain: PlainSearch, per_page: int
) -> None:
    query = ListingQuery(lon=0.09, lat=52.55, free=True, kinds=(Kind.HUB, Kind.SERVICE), per_page=per_page)
    seen: list[UUID] = []
    number = 1
    while contents := search(varied_session, replace(query, page=number), with_facets=False).contents:
        seen += [card.id for card in contents]
        number += 1
    assert len(seen) == len(set(seen)) > 100
    assert set(seen) == {listing.id for listing, _sites in plain.passing(query)}


@pytest.mark.parametrize("wish", ["free", "step_free", "remote"])
@pytest.mark.parametrize("wished", [True, False])
def test_not_to_say_is_not_to_say_no(
    varied_session: Session, plain: PlainSearch, wish: str, *, wished: bool
) -> None:
    query = replace(ListingQuery(lon=0.1, lat=52.3, per_page=1_000), **{wish: wished})  # type: ignore[arg-type]
    cards = search(varied_session, query).contents
    marked = [bool(card.unsaid) for card in cards]
    assert any(marked)
    assert not all(marked)
    assert marked == sorted(marked), "those that do not say come after those that do"
    assert {name for card in cards for name in card.unsaid} == {wish}
    said = {listing.id: getattr(listing.row, wish, listing.remote) for listing, _ in plain.passing(query)}
    if wish != "remote":
        assert {said[card.id] for card in cards if not card.unsaid} == {wished}
    assert {card.id for card in cards} == set(said)


def test_each_thing_a_listing_does_not_say_puts_it_lower(varied_session: Session) -> None:
    query = ListingQuery(free=True, step_free=True, age=30, languages=("pl",), remote=True, per_page=1_000)
    counts = [len(card.unsaid) for card in search(varied_session, query).contents]
    assert counts == sorted(counts)
    assert len(set(counts)) >= 4


@pytest.mark.parametrize("sort", Sort)
def test_nothing_found_is_an_answer_in_every_order(varied_session: Session, sort: Sort) -> None:
    query = ListingQuery(q="library", lon=0.1, lat=52.2, radius_m=0, districts=("E99999999",), sort=sort)
    found = search(varied_session, query)
    assert (found.total_items, found.total_pages, found.contents) == (0, 0, ())
