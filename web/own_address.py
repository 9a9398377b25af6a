"""Is that an address on this server?"""

from typing import Final

LONGEST: Final = 500


def own_address(asked: str, otherwise: str) -> str:
    """Give an address on this server only, whatever a form or a link said."""
    own = (
        asked.startswith("/")
        and not asked.startswith(("//", "/\\"))
        and asked.isascii()
        and asked.isprintable()
        and len(asked) <= LONGEST
    )
    return asked if own else otherwise
