"""How are dates, openings, ages and doubts said in plain English?"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from directory.clock import LONDON, local_now
from directory.coverage.facilities_told import FEWEST_PEOPLE, told_people
from directory.listings.hours import plain_hours
from directory.listings.schemas import SiteRead
from directory.search.schemas import ListingCard, NextOpen, PlaceRead
from directory.speech import about_miles, begin, clock_time, kilometres, miles, pounds
from directory.words import WIDE_AREA_NAMES, Precision

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_DAYS_SAID_BY_NAME: Final = 7
_LENGTH_OF_YEAR: Final = 4
_LENGTH_OF_MONTH: Final = 7

UNSAID: Final = {
    "free": "if it is free",
    "age": "what ages it is for",
    "step_free": "if it is step-free",
    "language": "which languages are spoken",
    "remote": "if you can use it online or by phone",
}
PRECISION: Final = {
    Precision.EXACT: "This is the place itself.",
    Precision.POSTCODE: "Placed by its postcode, so the pin may be a few doors away.",
    Precision.PARISH: "We know the parish only. The pin is the middle of the parish, not the place itself.",
    Precision.DISTRICT: "We know the district only, so there is no pin on the map.",
    Precision.HIDDEN: "Its place is private, so we do not show it.",
}


def in_parish(name: str) -> str:
    """Name a parish within a sentence; what ONS calls an unparished area is part of a district."""
    district, unparished, _ = name.partition(", unparished area")
    return f"the part of {district} that has no parish" if unparished else f"{name} parish"


def all_of_parish(name: str) -> str:
    """Name the page of a parish, so that it is not taken for its council."""
    place, unparished, _ = name.partition(", unparished area")
    return f"{place}: everything in the {'part that has no parish' if unparished else 'parish'}"


def number(value: float, decimals: int = 0) -> str:
    """Write a number with commas between thousands."""
    return f"{value:,.{decimals}f}"


def how_many(population: int | None, *, estimated: bool) -> str:
    """Say how many live in a place, the same on every page: `103,035`, or in tens `about 22,810`."""
    if population is None:
        return "not known"
    if not estimated:
        return number(population)
    (told,) = told_people(population)
    return f"fewer than {FEWEST_PEOPLE}" if told.few else f"about {told.tens:,}"


def residents(population: int | None, *, estimated: bool) -> str:
    """Say how many people live in a place: `about 22,810 people`."""
    if population is None:
        return "people not known"
    return f"{how_many(population, estimated=estimated)} people"


def count(value: int, one: str, many: str | None = None) -> str:
    """Count things: `1 listing`, `1,204 listings`."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def day_month(day: date) -> str:
    """Say a day within a year: `5 March`."""
    return f"{day.day} {day:%B}"


def long_date(day: date) -> str:
    """Say a date: `5 March 2025`."""
    return f"{day_month(day)} {day.year}"


def date_words(partial: date | str) -> str:
    """Say a date as far as it is known: `2025`, `March 2025`, `5 March 2025`."""
    if isinstance(partial, date):
        return long_date(partial)
    if len(partial) == _LENGTH_OF_YEAR:
        return partial
    if len(partial) == _LENGTH_OF_MONTH:
        return f"{date.fromisoformat(partial + '-01'):%B %Y}"
    return long_date(date.fromisoformat(partial))


def when_true(partial: date | str) -> str:
    """Say when something was true: `in March 2025`, `on 5 March 2025`."""
    whole = isinstance(partial, date) or len(partial) > _LENGTH_OF_MONTH
    return f"{'on' if whole else 'in'} {date_words(partial)}"


def next_open_words(opening: NextOpen, now: datetime | None = None) -> str:
    """Say when something is open next: `Open now until 5pm`, `Next: tomorrow, 10am to 4pm`."""
    today = (now or local_now()).astimezone(LONDON).date()
    if opening.open_now:
        return "Open now" if opening.closes is None else f"Open now until {clock_time(opening.closes)}"
    day, at = opening.opens.date(), clock_time(opening.opens)
    until = "" if opening.closes is None else f" to {clock_time(opening.closes)}"
    if day == today:
        return f"Next: today, {at}{until}"
    if day == today + timedelta(days=1):
        return f"Next: tomorrow, {at}{until}"
    if day < today + timedelta(days=_DAYS_SAID_BY_NAME):
        return f"Next: {day:%A}, {at}{until}"
    return f"Next: {day:%A} {day_month(day)}, {at}{until}"


def freshness(card: ListingCard) -> str:
    """Say how far a listing can be trusted to be still true."""
    if card.unconfirmed_since is not None:
        return f"Not confirmed since {date_words(card.assured_date or card.unconfirmed_since)}"
    if card.assured_date is not None:
        return f"Confirmed {when_true(card.assured_date)}"
    source, dated = card.newest_source or ("a list we hold", None)
    when = f", true {when_true(dated)}" if dated else ""
    return f"From {source}{when}. Not yet confirmed."


def unsaid_words(filters: Iterable[str]) -> str:
    """Say which of the filters asked for a listing does not answer: `Does not say if it is free`."""
    return f"Does not say {listed((UNSAID[each] for each in filters), 'or')}"


def precision_words(precision: Precision) -> str:
    """Say how finely a place is told."""
    return PRECISION[precision]


def where_line(place: PlaceRead) -> str:
    """Write a place on one line, as far as it may be told and each part once; empty where nothing may."""
    parts: list[str] = []
    postcode = place.postcode and place.postcode.replace(" ", NO_BREAK)
    for part in (place.name, place.address and _keep_together(place.address, place.postcode), postcode):
        if part and not any(part in other for other in parts):
            parts = [other for other in parts if other not in part]
            parts.append(part)
    return ", ".join(parts)


def _keep_together(address: str, postcode: str | None) -> str:
    return address if postcode is None else address.replace(postcode, postcode.replace(" ", NO_BREAK))


def hours_short(hours: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Say a week in few lines: `Monday, Tuesday and Friday: 9:30am to 5pm`."""
    by_times: dict[str, list[str]] = {}
    for day, times in hours:
        by_times.setdefault(times, []).append(day)
    return tuple(f"{_together(same)}: {times}" for times, same in by_times.items())


def recurring(card: ListingCard | SiteRead) -> str:
    """Say the hours of a listing as they recur, where they are too old to name a day by them."""
    return "; ".join(hours_short(plain_hours(card.opening_hours)))


def hours_on(hours: Iterable[tuple[str, str]], days: Iterable[str]) -> str:
    """Say when something is open on some days: `Second and fourth Friday of the month: 2pm to 4pm`."""
    names = tuple(days)
    return "; ".join(hours_short((day, times) for day, times in hours if any(name in day for name in names)))


def _together(days: list[str]) -> str:
    """Say `Second Friday of the month`, `Fourth Friday of the month` in one."""
    first, _, rest = days[0].partition(" ")
    if len(days) > 1 and rest and all(day.endswith(f" {rest}") for day in days):
        nths = [day.removesuffix(f" {rest}") for day in days]
        return f"{listed([first, *(nth.lower() for nth in nths[1:])])} {rest}"
    return listed(days)


def listed(names: Iterable[str], joiner: str = "and") -> str:
    """Join names as a sentence does: `a, b and c`."""
    each = list(names)
    if len(each) < 2:  # noqa: PLR2004
        return "".join(each)
    return f"{', '.join(each[:-1])} {joiner} {each[-1]}"


def wide_area_name(code: str, names: dict[str, str]) -> str:
    """Name an area a listing serves."""
    return names.get(code) or WIDE_AREA_NAMES.get(code, code)


def ages_words(min_age: int | None, max_age: int | None) -> str | None:
    """Say which ages something is for, or None where the record does not tell."""
    if min_age is not None and max_age is not None:
        return f"Ages {min_age} to {max_age}"
    if min_age is not None:
        return f"Ages {min_age} and over"
    return f"Up to age {max_age}" if max_age is not None else None


FILTERS: Final = {
    "about_miles": about_miles,
    "ages_words": ages_words,
    "begin": begin,
    "clock_time": clock_time,
    "count": count,
    "date_words": date_words,
    "freshness": freshness,
    "hours_short": hours_short,
    "how_many": how_many,
    "all_of_parish": all_of_parish,
    "in_parish": in_parish,
    "kilometres": kilometres,
    "listed": listed,
    "long_date": long_date,
    "miles": miles,
    "next_open_words": next_open_words,
    "number": number,
    "pounds": pounds,
    "precision_words": precision_words,
    "recurring": recurring,
    "residents": residents,
    "unsaid_words": unsaid_words,
    "when_true": when_true,
    "where_line": where_line,
}
