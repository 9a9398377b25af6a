"""How are the news of a parish and the notices that apply there written together, as RSS and iCalendar?"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring
from icalendar import Calendar

from directory.noticeboard.schemas import NoticeRead
from directory.syndication.schemas import ChangeNews, Recurring
from web.syndication.calendar import calendar
from web.syndication.notices import notices_calendar, notices_rss
from web.syndication.rss import ATOM, rss

register_namespace("atom", ATOM)


def parish_rss(
    news: Iterable[ChangeNews],
    notices: Iterable[NoticeRead],
    *,
    area: str,
    page: str,
    own: str,
    base_url: str,
) -> bytes:
    """Write one feed: the notices first, then what is new and changed."""
    told: Element = fromstring(rss(news, area=area, page=page, own=own, base_url=base_url))
    board: Element = fromstring(notices_rss(notices, title=area, page=page, own=own, base_url=base_url))
    channel = _channel(told)
    first = next((place for place, each in enumerate(channel) if each.tag == "item"), len(channel))
    for offset, item in enumerate(_channel(board).findall("item")):
        channel.insert(first + offset, item)
    title = channel.find("title")
    if title is not None:
        title.text = f"{area}: Hereabouts"
    written: bytes = tostring(told, encoding="utf-8", xml_declaration=True)
    return written


def _channel(root: Element) -> Element:
    found = root.find("channel")
    if found is None:
        raise ValueError("A feed has a channel.")
    return found


def parish_calendar(
    times: Iterable[Recurring], notices: Iterable[NoticeRead], *, name: str, base_url: str
) -> bytes:
    """Write one calendar: what is on each week, and the days of the notices."""
    made = Calendar.from_ical(calendar(times, name=name, base_url=base_url))
    board = Calendar.from_ical(notices_calendar(notices, name=name, base_url=base_url))
    for event in board.walk("VEVENT"):
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())
