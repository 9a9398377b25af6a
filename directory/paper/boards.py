"""What is to be pinned up on the board of a hub or a hall?"""

from dataclasses import replace

from sqlmodel import Session

from directory.errors import NotFound
from directory.listings.schemas import Moved
from directory.listings.service import read_listing
from directory.nodes.gathers import gathering_of
from directory.paper.listings import find
from directory.paper.schemas import Gathered, What
from directory.search.schemas import ListingQuery
from directory.words import Sort


def gather_board(session: Session, key: str, of_listing: Gathered) -> Gathered:
    """Gather the notices, the help wanted, the days held there and who meets there."""
    listing = read_listing(session, key)
    if isinstance(listing, Moved):
        return gather_board(session, listing.slug, of_listing)
    gathering = gathering_of(session, listing)
    if gathering is None:
        raise NotFound("Only a hub or a hall has a board. Choose one of those.", field="key")
    slugs = {one.slug for one in gathering.here}
    district = of_listing.place.district if of_listing.place else None
    around = find(session, ListingQuery(districts=(district,), sort=Sort.NAME)) if district and slugs else ()
    return replace(
        of_listing,
        what=What.BOARD,
        here=tuple(each for each in around if each.card.slug in slugs),
        near=(),
        gathering=gathering,
    )
