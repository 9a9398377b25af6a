"""Which areas do the cards of a page name, so that their names can be looked up at once?"""

from collections.abc import Iterable

from directory.search.schemas import ListingCard


def areas_of(cards: Iterable[ListingCard]) -> set[str]:
    """Give the codes of the areas that cards serve, and of the parish and the district they lie in."""
    codes: set[str] = set()
    for card in cards:
        codes.update(card.serves)
        if card.place is not None:
            areas = card.place.areas
            codes.update(code for code in (areas.parish, areas.district) if code is not None)
    return codes
