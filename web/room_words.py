"""How is a room told in words: how many it holds, what it has, what it costs whom, and since when?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from directory.speech import clock_words, price
from directory.venues.prices import prices_of
from directory.venues.schemas import PriceRead, RoomRead, VenueRead
from directory.venues.words import Facility, Hirer, Layout, Per, VenueStatus
from directory.words import DAY_NAMES
from web.words import listed, long_date

_DAY_MIN: Final = 1440
_SET_OUT: Final = {
    Layout.STANDING: "standing",
    Layout.THEATRE: "in rows of chairs",
    Layout.TABLES: "seated at tables",
    Layout.MEETING: "round one table",
    Layout.ACTIVE: "moving about",
}
_NAMES: Final = ("Wi-Fi", "Blue Badge")
"""They begin with a capital within a sentence too."""


def price_words(told: PriceRead) -> str:
    """Tell one price: £8 an hour, on Saturday, from 6pm."""
    said = price(told.pence) + (f" {told.per.label}" if told.pence else "")
    days, hours = _days(told.days), _hours(told.from_min, told.until_min)
    return said + (f" {days}" if days else "") + (f" {hours}" if hours else "")


def price_rows(prices: Sequence[PriceRead]) -> tuple[tuple[str, str], ...]:
    """Tell for each kind of hirer what it pays; who is told nothing asks."""
    return tuple((hirer.label, _paid(prices, hirer)) for hirer in Hirer)


def _paid(prices: Sequence[PriceRead], hirer: Hirer) -> str:
    own = _own(prices, hirer)
    if own:
        return "; ".join(_joined(sorted(own, key=_order)))
    if prices_of(prices, hirer):
        return "As another community group"
    return "Not said: ask"


def _own(prices: Sequence[PriceRead], hirer: Hirer) -> list[PriceRead]:
    return [price for price in prices if price.hirer is hirer]


def _order(price: PriceRead) -> tuple[int, tuple[int, ...], int, int]:
    return list(Per).index(price.per), price.days, price.from_min, price.pence


def _joined(prices: Sequence[PriceRead]) -> Iterable[str]:
    """Tell an evening price once where it holds on weekday evenings and at weekends alike."""
    evening = [each for each in prices if each.days == (0, 1, 2, 3, 4) and each.until_min == _DAY_MIN]
    weekend = [each for each in prices if each.days == (5, 6) and each.from_min == 0]
    for told in prices:
        alike = [each for each in evening if (each.per, each.pence) == (told.per, told.pence)]
        if told in weekend and alike:
            continue
        if told in evening and any((each.per, each.pence) == (told.per, told.pence) for each in weekend):
            often = "" if told.pence == 0 else f" {told.per.label}"
            yield f"{price(told.pence)}{often} from {clock_words(told.from_min)} and at weekends"
            continue
        yield price_words(told)


def capacity_words(room: RoomRead) -> str:
    """Tell how many it holds: 80 in rows of chairs, 50 seated at tables."""
    return ", ".join(f"{people:,} {_SET_OUT[layout]}" for layout, people in room.capacity) or "Not said"


def holds_words(room: RoomRead, layout: Layout | None) -> str:
    """Tell how many it holds, set out as asked: Holds 80 in rows of chairs."""
    most = room.holds(layout)
    if most is None:
        return "It does not say how many it holds: ask"
    return f"Holds {most:,}" + (f" {_SET_OUT[layout]}" if layout else "")


def has_words(room: RoomRead, *, said: bool | None, among: Iterable[Facility] = Facility) -> str:
    """List what it has, what it has not, or what nobody said, in plain words; empty where there is none."""
    return _capital(facility_names([each for each in among if room.has(each) is said]))


def facility_names(facilities: Sequence[Facility]) -> str:
    """Name what rooms have, within a sentence; empty where there is nothing."""
    return listed([_within(each.label.partition(":")[0]) for each in facilities]) if facilities else ""


def _within(label: str) -> str:
    return label if label.startswith(_NAMES) else f"{label[0].lower()}{label[1:]}"


def community_words(room: RoomRead) -> str:
    """Tell what a community group pays; that it must ask where nobody said."""
    told = "; ".join(_joined(sorted(_own(room.prices, Hirer.COMMUNITY), key=_order)))
    return f"{_capital(told)} for a community group" if told else "Not said: ask"


def room_line(room: RoomRead) -> str:
    """Tell a room in a line: Up to 80 people. £8 an hour for a community group."""
    parts = [f"Up to {room.most:,} people." if room.most is not None else "How many it holds was not said."]
    if _own(room.prices, Hirer.COMMUNITY):
        parts.append(f"{community_words(room)}.")
    return " ".join(parts)


def status_words(venue: VenueRead, today: date) -> str:
    """Tell that it is planned, delayed, closing or closed; empty where it is simply open."""
    if venue.status is VenueStatus.CLOSED or (venue.closes_on is not None and venue.closes_on < today):
        return "This building is closed."
    if venue.status is VenueStatus.PLANNED:
        if venue.opens_on is None:
            return "This building is planned. Nobody has said when it opens."
        late = f" It is delayed: {long_date(venue.opens_said)} was said first." if venue.opens_said else ""
        if venue.opens_on > today:
            return f"This building is planned. It is to open on {long_date(venue.opens_on)}.{late}"
        return f"It was to open on {long_date(venue.opens_on)}. Ask whether it has.{late}"
    if venue.closes_on is not None:
        return f"This building closes. Its last day is {long_date(venue.closes_on)}."
    return ""


def _days(days: tuple[int, ...]) -> str:
    if not days or len(days) == len(DAY_NAMES):
        return ""
    if days == (0, 1, 2, 3, 4):
        return "Monday to Friday"
    if days == (5, 6):
        return "at weekends"
    return f"on {listed([DAY_NAMES[day] for day in days])}"


def _hours(from_min: int, until_min: int) -> str:
    if (from_min, until_min) == (0, _DAY_MIN):
        return ""
    if from_min == 0:
        return f"until {clock_words(until_min)}"
    return f"from {clock_words(from_min)}" + (f" to {clock_words(until_min)}" if until_min < _DAY_MIN else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
