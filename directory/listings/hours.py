"""When is a place open, by the OSM opening_hours text we hold?

The text is the truth for imported records; HSDS schedule rows are derived from it, and evaluation is left to
the opening-hours library. Local clock times are Europe/London.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from opening_hours import OpeningHours

from directory import clock
from directory.clock import LONDON
from directory.listings.schemas import OpeningTime
from directory.search.schemas import NextOpen
from directory.speech import clock_words
from directory.words import Day

OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ALWAYS = "24/7"
_RULE = re.compile(
    r"^(?:(?P<days>(?:Mo|Tu|We|Th|Fr|Sa|Su)[\w\[\],\- ]*?)\s+)?"
    r"(?P<times>\d{2}:\d{2}-\d{2}:\d{2}(?:\s*,\s*\d{2}:\d{2}-\d{2}:\d{2})*)$"
)
_DAY = re.compile(r"(Mo|Tu|We|Th|Fr|Sa|Su)(?:\[([\d,\- ]+)\]|-(Mo|Tu|We|Th|Fr|Sa|Su))?")
_ORDINALS = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", 5: "Fifth", -1: "Last", -2: "Second last"}
_LOOKAHEAD_DAYS = 400
_HOLIDAYS_OF = "GB"
"""Whose public holidays "PH" means; the library has no calendar of England alone."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of opening: an nth weekday (0 = every) and a span of clock time."""

    day: int
    nth: int
    opens_at: str
    closes_at: str


class HoursNotUnderstood(ValueError):
    """The text is not OSM opening_hours; says what is."""


def check_hours(osm: str) -> str:
    """Return the text if it is OSM opening_hours, else raise `HoursNotUnderstood`."""
    message = f'"{osm}" is not opening hours like "Mo-Fr 09:00-17:00; Sa 10:00-13:00".'
    try:
        OpeningHours(osm)
    except Exception as error:
        raise HoursNotUnderstood(message) from error
    if _rules(osm) == ():
        raise HoursNotUnderstood(message)
    return osm


@lru_cache(maxsize=4096)
def _rules(osm: str) -> tuple[_Rule, ...] | None:
    """Take the text apart; None where it says more than weekdays and clock times."""
    rules: list[_Rule] = []
    for part in (part.strip() for part in osm.split(";")):
        if not part or part in {"PH off", "SH off"}:
            continue
        match = _RULE.match(part)
        if match is None:
            return None
        times = [span.strip().split("-") for span in match["times"].split(",")]
        days = _weekdays(match["days"] or "Mo-Su")
        if days is None:
            return None
        kept = _not_overruled(rules, days)
        if kept is None:
            return None
        rules = kept + [_Rule(day, nth, opens, closes) for day, nth in days for opens, closes in times]
    return tuple(rules)


def _not_overruled(rules: list[_Rule], days: list[tuple[int, int]]) -> list[_Rule] | None:
    """Keep the rules that a later part leaves standing; None where it takes only some dates from one."""
    kept = []
    for rule in rules:
        nths = [nth for day, nth in days if day == rule.day]
        if 0 in nths or rule.nth in nths:
            continue
        if nths and (rule.nth == 0 or any(_may_coincide(rule.nth, nth) for nth in nths)):
            return None
        kept.append(rule)
    return kept


def _may_coincide(nth: int, other: int) -> bool:
    """Tell whether, say, the fourth and the last of a weekday may be one date: a month has four or five."""
    return nth * other < 0 and abs(nth) + abs(other) in {5, 6}


def _weekdays(text: str) -> list[tuple[int, int]] | None:
    """Read `Mo-We,Fr` or `Th[1,-1]` as (day, nth) pairs."""
    found: list[tuple[int, int]] = []
    rest = _DAY.sub("", text).replace(",", "").strip()
    if rest:
        return None
    for first, nths, last in _DAY.findall(text):
        start = OSM_DAYS.index(first)
        if last:
            end = OSM_DAYS.index(last)
            found += [((start + step) % 7, 0) for step in range((end - start) % 7 + 1)]
        elif nths:
            found += [(start, nth) for part in nths.split(",") for nth in _ordinals(part.strip())]
        else:
            found.append((start, 0))
    return found


def _ordinals(text: str) -> range:
    """Read `2`, `-1` or `1-3`."""
    first, dash, last = text.rpartition("-")
    if dash and first:
        return range(int(first), int(last) + 1)
    return range(int(text), int(text) + 1)


def schedules(osm: str | None) -> tuple[OpeningTime, ...]:
    """Derive HSDS schedule rows; empty where there is no text or it says more than they can."""
    rules = _rules(osm) if osm else None
    return tuple(
        OpeningTime(
            freq="MONTHLY" if rule.nth else "WEEKLY",
            byday=f"{rule.nth or ''}{OSM_DAYS[rule.day].upper()}",
            opens_at=rule.opens_at,
            closes_at=rule.closes_at,
        )
        for rule in rules or ()
    )


def open_days(osm: str | None) -> int:
    """Tell on which days it is open as bits in the order of `Day`; a monthly opening counts."""
    if not osm:
        return 0
    if osm == ALWAYS:
        return (1 << len(Day)) - 1
    rules = _rules(osm)
    if rules is not None:
        return sum({1 << rule.day for rule in rules})
    start = clock.local_now().replace(tzinfo=None)
    bits = 0
    for begins, ends, state, _note in _parsed(osm).intervals(start, start + timedelta(days=_LOOKAHEAD_DAYS)):
        if str(state).upper().endswith("OPEN"):
            through = (ends - timedelta(minutes=1)).date()
            span = min((through - begins.date()).days, len(Day) - 1)
            bits |= sum({1 << (begins + timedelta(days=step)).weekday() for step in range(span + 1)})
    return bits


def next_open(osm: str | None, at: datetime) -> NextOpen | None:
    """Tell when it is open now or next, seen from an aware instant; None where that is not known."""
    if not osm:
        return None
    hours = _parsed(osm)
    local = at.astimezone(LONDON).replace(tzinfo=None, second=0, microsecond=0)
    if hours.is_open(local):
        begins = _opened(hours, local)
        return NextOpen(opens=_aware(begins), closes=_maybe_aware(hours.next_change(local)), open_now=True)
    opens = hours.next_change(local)
    if opens is None or opens - local > timedelta(days=_LOOKAHEAD_DAYS) or not hours.is_open(opens):
        return None
    return NextOpen(opens=_aware(opens), closes=_maybe_aware(hours.next_change(opens)), open_now=False)


@lru_cache(maxsize=4096)
def _parsed(osm: str) -> OpeningHours:
    return OpeningHours(osm, country=_HOLIDAYS_OF)


def _opened(hours: OpeningHours, local: datetime) -> datetime:
    """Find when the opening that holds `local` began, looking back over a week."""
    for begins, ends, _state, _note in hours.intervals(
        local - timedelta(days=len(Day)), local + timedelta(minutes=1)
    ):
        if begins <= local < ends:
            return begins
    return local


def _aware(local: datetime) -> datetime:
    return local.replace(tzinfo=LONDON)


def _maybe_aware(local: datetime | None) -> datetime | None:
    return None if local is None else _aware(local)


def plain_hours(osm: str | None) -> tuple[tuple[str, str], ...]:
    """Say the hours in plain English, one pair (day, times) a line, in the order of a week."""
    if not osm:
        return ()
    if osm == ALWAYS:
        return (("Every day", "open all day"),)
    rules = _rules(osm)
    if rules is None:
        return (("Opening hours", osm),)
    lines: dict[tuple[int, int], list[str]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.day, rule.nth % 100, rule.opens_at)):
        span = f"{plain_time(rule.opens_at)} to {plain_time(rule.closes_at)}"
        lines.setdefault((rule.day, rule.nth), []).append(span)
    return tuple((_day_name(day, nth), " and ".join(spans)) for (day, nth), spans in lines.items())


def _day_name(day: int, nth: int) -> str:
    name = list(Day)[day].label
    return name if nth == 0 else f"{_ORDINALS.get(nth, f'{nth}th')} {name} of the month"


def plain_time(clock: str) -> str:
    """Say "15:30" as "3:30pm", "12:00" as "midday"."""
    return clock_words(int(clock[:2]) * 60 + int(clock[3:5]))
