"""By which name does a browser keep that it is signed in?"""

from typing import Final

NAME: Final = "desk"
COOKIE_NAMES: Final = (NAME, f"__Host-{NAME}")


def cookie_name(base_url: str) -> str:
    """Give the name; `__Host-` binds it to this host, and browsers take that over https only."""
    return COOKIE_NAMES[base_url.startswith("https:")]
