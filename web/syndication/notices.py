"""How is the noticeboard written as RSS 2.0, and its days as iCalendar (RFC 5545)?"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from icalendar import Calendar, Event

from directory.clock import LONDON
from directory.noticeboard.days import is_whole_day
from directory.noticeboard.schemas import NoticeRead
from web.noticeboard_words import amount_words, example_words
from web.syndication.rss import ATOM, MEDIA_TYPE, write_text
from web.words import long_date

REFRESH: Final = timedelta(hours=12)
EVENT_LASTS: Final = timedelta(hours=1)
"""What does not say when it ends is put down for this long."""


def notices_rss(notices: Iterable[NoticeRead], *, title: str, page: str, own: str, base_url: str) -> bytes:
    """Write a feed; a notice whose deadline or money changed is a new entry, so that readers hear of it."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    channel = SubElement(root, "channel")
    write_text(channel, "title", f"{title}: Hereabouts")
    write_text(channel, "link", page)
    write_text(channel, "description", "Money to apply for, calls, offers, training and events for groups.")
    write_text(channel, "language", "en-gb")
    SubElement(channel, "atom:link", {"href": own, "rel": "self", "type": MEDIA_TYPE})
    for notice in notices:
        item = SubElement(channel, "item")
        write_text(item, "title", title_of(notice))
        write_text(item, "link", f"{base_url}/noticeboard/{notice.slug}")
        guid = f"urn:uuid:{notice.id}:{notice.edition}"
        write_text(item, "guid", guid).set("isPermaLink", "false")
        write_text(item, "pubDate", format_datetime(notice.checked_at or notice.updated_at))
        write_text(item, "category", notice.said.kind.label)
        write_text(item, "description", _described(notice))
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def title_of(notice: NoticeRead) -> str:
    """Name a notice where nothing stands around it; an example says so first."""
    return f"Example: {notice.said.title}" if notice.said.example else notice.said.title


def _described(notice: NoticeRead) -> str:
    said = notice.said
    told = [said.summary, amount_words(said.amount_min, said.amount_max, said.kind)]
    if said.deadline is not None:
        told.append(f"Closes on {long_date(said.deadline)}")
    if said.example:
        told.insert(0, example_words(said.source, said.as_of))
    return " ".join(each if each.endswith((".", "!", "?")) else f"{each}." for each in told if each)


def notices_calendar(notices: Iterable[NoticeRead], *, name: str, base_url: str) -> bytes:
    """Write a calendar: each deadline as a whole day, each event at its hours in London, or on its day."""
    made = Calendar()
    made.add("prodid", "-//Hereabouts//Noticeboard//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Europe/London")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for notice in notices:
        for event in _events(notice, base_url):
            made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _events(notice: NoticeRead, base_url: str) -> Iterable[Event]:
    said = notice.said
    if said.deadline is not None:
        last = _event(notice, "deadline", f"Closes: {title_of(notice)}", base_url)
        last.add("dtstart", said.deadline)
        last.add("dtend", said.deadline + timedelta(days=1))
        last.add("transp", "TRANSPARENT")
        yield last
    if said.starts_at is not None:
        held = _event(notice, "event", title_of(notice), base_url)
        starts = said.starts_at.astimezone(LONDON)
        if is_whole_day(starts, said.ends_at):
            held.add("dtstart", starts.date())
            held.add("dtend", starts.date() + timedelta(days=1))
        else:
            held.add("dtstart", starts)
            held.add("dtend", (said.ends_at or said.starts_at + EVENT_LASTS).astimezone(LONDON))
        if said.place:
            held.add("location", said.place)
        yield held


def _event(notice: NoticeRead, which: str, summary: str, base_url: str) -> Event:
    changed = notice.updated_at if notice.updated_at.tzinfo else notice.updated_at.replace(tzinfo=UTC)
    event = Event()
    event.add("uid", f"{notice.id}-{which}@hereabouts")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", notice.edition)
    event.add("summary", summary)
    address = f"{base_url}/noticeboard/{notice.slug}"
    event.add("description", f"{_described(notice)}\n\n{address}")
    event.add("url", address)
    return event
