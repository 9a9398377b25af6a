"""By which ids is a thing known in the feed? The same after every rebuild, and of everything different."""

from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

_NAMESPACE: Final = uuid5(NAMESPACE_URL, "https://hereabouts.example/oruk")
_OTHER_HALF: Final = 0xFFFFFFFF_FFFF_0FFF_3FFF_FFFFFFFFFFFF
"""Every bit of a UUID but those of its version and variant."""

CAPITALS_TAXONOMY: Final = str(uuid5(_NAMESPACE, "taxonomy:capitals"))
CATEGORIES_TAXONOMY: Final = str(uuid5(_NAMESPACE, "taxonomy:categories"))


def as_id(stored: str) -> str:
    """Write an id as the feed does, from the hex the store holds."""
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def own_organization(listing: UUID) -> UUID:
    """Give the id of the organization that a listing without one stands for.

    Its own inverse: so an organization's id leads back to the listing without a table of them.
    """
    return UUID(int=listing.int ^ _OTHER_HALF)


def part_of(owner: str, part: str) -> str:
    """Give the id of a part that the store keeps without one."""
    return str(uuid5(_NAMESPACE, f"{owner}:{part}"))


def district_organization(code: str) -> str:
    """Give the id of the authority of a district."""
    return str(uuid5(_NAMESPACE, f"district:{code}"))


def capital_term(capital: str) -> str:
    """Give the id of a capital as a term."""
    return str(uuid5(_NAMESPACE, f"capital:{capital}"))


def category_term(slug: str) -> str:
    """Give the id of a category as a term."""
    return str(uuid5(_NAMESPACE, f"category:{slug}"))


def heading_term(heading: str) -> str:
    """Give the id of the heading of categories as a term."""
    return str(uuid5(_NAMESPACE, f"heading:{heading}"))
