"""Which listings are drawn again, to see how far what is found hangs on them?"""

import numpy as np

from directory.coverage.measure import Offer
from directory.coverage.world import World
from geo.rank_ranges import Places


def drawable(world: World, offer: Offer) -> Places:
    """Give the places of an offer with the listings they belong to, to be drawn within their kinds."""
    listings, index = np.unique(world.listing_of_place[offer.mask], return_inverse=True)
    kinds = {place.listing: place.kind for place in world.inputs.places}
    codes = [world.listing_ids[number] for number in listings]
    return Places(
        points_bng=world.place_points[offer.mask],
        listing_index=index.astype(np.int64),
        listing_code=np.array(codes, dtype=np.str_),
        listing_kind=np.array([kinds[code] for code in codes], dtype=np.str_),
    )
