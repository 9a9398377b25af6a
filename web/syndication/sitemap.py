"""Which pages may a search engine show, and which should it leave alone?"""

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from directory.syndication.schemas import Address

NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST: Final = 50_000
"""As many as one file may hold."""
LEFT_ALONE: Final = (
    *("/add", "/confirm/", "/desk", "/embed/", "/sent/", "/shortlist", "/sign-in", "/still-right/", "/stop/"),
    *("/n/", "/news/"),
    *("/gaps/download", "/gaps/what-if", "/gaps/where-next", "/gaps/compare"),
)
"""What belongs to one person, and what is worked out on request."""


def sitemap(addresses: Iterable[Address], *, base_url: str) -> bytes:
    """Write a map of the site."""
    root = Element("urlset", {"xmlns": NAMESPACE})
    for address in list(addresses)[:MOST]:
        page = SubElement(root, "url")
        SubElement(page, "loc").text = f"{base_url}{address.path}"
        if address.changed is not None:
            SubElement(page, "lastmod").text = address.changed.isoformat()
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def robots(*, base_url: str) -> bytes:
    """Say what programs that follow links should leave alone."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in LEFT_ALONE),
        f"Sitemap: {base_url}/sitemap.xml",
    ]
    return ("\n".join(lines) + "\n").encode()
