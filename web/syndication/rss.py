"""How is what is new in an area written as RSS 2.0?"""

from collections.abc import Iterable
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from directory.changes.labels import label_of
from directory.syndication.schemas import ChangeNews
from web.words import listed

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/rss+xml"
CONFIRMED = label_of("assured_date")


def rss(news: Iterable[ChangeNews], *, area: str, page: str, own: str, base_url: str) -> bytes:
    """Write a feed; `page` is the address of the area's page, `own` that of the feed itself."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    channel = SubElement(root, "channel")
    write_text(channel, "title", f"New and changed in {area}: Hereabouts")
    write_text(channel, "link", page)
    write_text(
        channel, "description", f"Groups, places and help listed in {area}: what is new, what has changed."
    )
    write_text(channel, "language", "en-gb")
    SubElement(channel, "atom:link", {"href": own, "rel": "self", "type": MEDIA_TYPE})
    for each in news:
        item = SubElement(channel, "item")
        write_text(item, "title", f"{_what(each)}: {each.name}")
        write_text(item, "link", f"{base_url}/listing/{each.slug}")
        write_text(item, "guid", f"urn:uuid:{each.id}").set("isPermaLink", "false")
        write_text(item, "pubDate", format_datetime(each.at))
        write_text(item, "description", _said(each))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _what(news: ChangeNews) -> str:
    if news.changed == (CONFIRMED,):
        return "Confirmed"
    return "Changed" if news.changed else "New"


def _said(news: ChangeNews) -> str:
    if not news.changed:
        return news.summary
    if news.changed == (CONFIRMED,):
        return f"Confirmed as still right. {news.summary}"
    changed = listed(label.lower() for label in news.changed if label != CONFIRMED)
    return f"Changed: {changed}. {news.summary}"


def write_text(parent: Element, name: str, text: str) -> Element:
    """Put a line of text below an element."""
    child = SubElement(parent, name)
    # XML 1.0 has no place for other control characters.
    child.text = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    return child
