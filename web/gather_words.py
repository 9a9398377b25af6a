"""What does the page of a hub or a hall say of what gathers there?"""

from collections.abc import Iterable
from typing import Final

from directory.clock import LONDON
from directory.listings.schemas import ListingRead
from directory.nodes.gathers import Gathering, HubDay
from directory.nodes.hub_cards import HubNow, Told
from directory.nodes.links import HubNode
from directory.speech import clock_time, price
from directory.venues.schemas import PriceRead
from web.contexts.gathers import GatherSection, HubCard, HubLine
from web.words import count, listed, long_date

_NAMES: Final = 3
_KIND: Final = {"fair": "Volunteer fair", "rally": "Volunteers' day", "training": "Training for groups"}


def gather_section(listing: ListingRead, gathering: Gathering | None) -> GatherSection | None:
    """Put what gathers there into words; None where the listing is no hub and no hall."""
    if gathering is None:
        return None
    return GatherSection(
        gathering=gathering,
        days=tuple((day, day_words(day)) for day in gathering.days),
        online=_online(gathering),
        board=f"/paper/board/{listing.slug}.pdf",
        empty=not (gathering.here or gathering.notices or gathering.needs or gathering.days),
    )


def hub_cards(hubs: Iterable[HubNode]) -> tuple[HubCard, ...]:
    """Say of each hub what it gathers now, where anything is known."""
    return tuple(HubCard(hub.slug, hub.name, hub.parish, _lines(hub.now)) for hub in hubs)


def _lines(now: HubNow) -> tuple[HubLine, ...]:
    week = [*now.this_week[:_NAMES]]
    others = len(now.this_week) - len(week)
    if others:
        week.append(count(others, "other"))
    here = f"{count(len(now.here), 'other thing')} at the same address"
    return (
        *((HubLine(f"This week: {listed(week)}"),) if week else ()),
        *_line(now.rooms, f"{count(now.rooms.many, 'room')} to hire{_from(now.cheapest)}"),
        *_line(now.needs, f"Help wanted: {count(now.needs.many, 'task')}"),
        *_line(now.notices, count(now.notices.many, "open notice")),
        *((HubLine(here),) if now.here else ()),
    )


def _from(cheapest: PriceRead | None) -> str:
    if cheapest is None:
        return ""
    if not cheapest.pence:
        return ", free for a community group at some times"
    return f", from {price(cheapest.pence)} {cheapest.per.label} for a community group"


def _line(told: Told, words: str) -> tuple[HubLine, ...]:
    if not told.many:
        return ()
    every = told.examples == told.many
    return (HubLine(words if every or not told.examples else f"{words} (some are examples)", example=every),)


def day_words(day: HubDay) -> str:
    """Say what kind of day it is and when: `Volunteers' day, 5 March 2027, 10am to 2pm`."""
    begins, ends = day.starts_at.astimezone(LONDON), day.ends_at.astimezone(LONDON)
    kind = _KIND.get(day.kind, "A day for groups")
    return f"{kind}, {long_date(begins.date())}, {clock_time(begins)} to {clock_time(ends)}"


def _online(gathering: Gathering) -> str:
    said = {
        True: "There is a computer or Wi-Fi to go online with.",
        False: "There is no computer or Wi-Fi for visitors.",
        None: "",
    }[gathering.digital_point]
    help_here = "Somebody here helps with computers and the internet." if gathering.helps_online else ""
    return f"{said} {help_here}".strip()
