"""Is nothing told of what hangs together that would give a place away, or that is not known?"""

from sqlalchemy import text
from sqlmodel import Session

from directory.listings.schemas import ListingRead
from directory.listings.service import read_listing
from directory.nodes.links import NodeLink, links_of_listing, nodes_of_district
from directory.nodes.parish import MOST_VENUES, read_parish

FENLAND = "E07000010"


def _near_hub(session: Session) -> tuple[ListingRead, NodeLink]:
    """Find a listing of which the nearest hub is told."""
    slugs = session.execute(
        text("SELECT slug FROM listing WHERE kind = 'group' AND status = 'active' ORDER BY slug")
    )
    for (slug,) in slugs:
        listing = read_listing(session, slug)
        assert isinstance(listing, ListingRead)
        hub = _hub_of(session, listing)
        if hub is not None:
            return listing, hub
    raise AssertionError("no group has a hub near")


def _hub_of(session: Session, listing: ListingRead) -> NodeLink | None:
    return next(
        (link for link in links_of_listing(session, listing) if link.reason == "The nearest hub"), None
    )


def test_a_sensitive_hub_is_the_nearest_of_nobody(session: Session) -> None:
    listing, hub = _near_hub(session)
    session.execute(text("UPDATE listing SET sensitive = 1 WHERE slug = :slug"), {"slug": hub.key})
    after = _hub_of(session, listing)
    assert after is None or after.key != hub.key


def test_a_hub_of_which_only_the_parish_is_known_has_no_distance(session: Session) -> None:
    listing, hub = _near_hub(session)
    session.execute(
        text(
            "UPDATE location SET precision = 'parish', address = NULL, postcode = NULL "
            "WHERE id IN (SELECT s.location_id FROM service_at_location s "
            "JOIN listing l ON l.id = s.listing_id WHERE l.slug = :slug)"
        ),
        {"slug": hub.key},
    )
    after = _hub_of(session, listing)
    assert after is None or after.key != hub.key


def test_a_sensitive_hub_is_no_node_of_its_district(session: Session) -> None:
    before = nodes_of_district(session, FENLAND).hubs
    session.execute(text("UPDATE listing SET sensitive = 1 WHERE slug = :slug"), {"slug": before[0].slug})
    after = {hub.slug for hub in nodes_of_district(session, FENLAND).hubs}
    assert after == {hub.slug for hub in before[1:]}


def test_a_district_counts_as_many_hubs_and_halls_of_a_parish_as_its_page_lists(session: Session) -> None:
    told = {each.code: each.hubs for each in nodes_of_district(session, FENLAND).parishes}
    assert sum(told.values()) > 10, "else nothing is compared"
    for code, hubs in told.items():
        if hubs < MOST_VENUES:
            assert len(read_parish(session, code).venues) == hubs, code
