"""When is it on? From the fields of a form to opening_hours, and back."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

from directory.listings.hours import OSM_DAYS, HoursNotUnderstood, check_hours, plain_time, schedules
from directory.submissions.answers import TIMES, Answers, Problem
from directory.words import Day

WEEKDAYS: Final = "weekdays"
EVERY_DAY: Final = "every_day"
DAYS: Final[tuple[tuple[str, str], ...]] = (
    *((day.value, day.label) for day in Day),
    (WEEKDAYS, "Monday to Friday"),
    (EVERY_DAY, "Every day"),
)
OFTEN: Final[tuple[tuple[str, str], ...]] = (
    ("", "Every week"),
    ("1", "First of the month"),
    ("2", "Second of the month"),
    ("3", "Third of the month"),
    ("4", "Fourth of the month"),
    ("-1", "Last of the month"),
)
_OSM: Final[dict[str, str]] = {
    **{day.value: OSM_DAYS[number] for number, day in enumerate(Day)},
    WEEKDAYS: "Mo-Fr",
    EVERY_DAY: "Mo-Su",
}
_TIME = re.compile(r"^([0-9]{1,2})(?:[:.h ]?([0-9]{2}))?\s*(am|pm|a\.m\.|p\.m\.)?$", re.IGNORECASE)
_WORDS: Final = {"midday": "12:00", "noon": "12:00", "12 noon": "12:00", "midnight": "24:00"}
_BYDAY = re.compile(r"^(-?\d+)?([A-Z]{2})$")
_HALF_DAY: Final = 12
_LAST_HOUR: Final = 24
_EARLY: Final = 7
"""Up to this hour somebody who writes "7" or "7:30" may mean the evening."""
_IN_WORDS: Final = (
    "You already said this day in another way. Say the one that is once a month in words, below."
)
_NO_TIME: Final = "Enter a time like 10am, 2:30pm or 14:30."


@dataclass(frozen=True, slots=True)
class Time:
    """One line of the fields."""

    day: str
    often: str
    start: str
    end: str

    @property
    def empty(self) -> bool:
        """Nobody filled anything in; how often has a first choice and says nothing alone."""
        return not (self.day or self.start or self.end)


def lines_of(answers: Answers) -> tuple[Time, ...]:
    """Put the columns of the fields together as lines, always as many as the form has."""

    def at(values: tuple[str, ...], number: int) -> str:
        return values[number].strip() if number < len(values) else ""

    return tuple(
        Time(
            at(answers.day, number),
            at(answers.often, number),
            at(answers.start, number),
            at(answers.end, number),
        )
        for number in range(TIMES)
    )


def read_time(typed: str) -> str | None:
    """Read a time of day as somebody writes it: "10am", "2.30 pm", "14:30", "noon"."""
    asked = " ".join(typed.lower().split())
    if asked in _WORDS:
        return _WORDS[asked]
    match = _TIME.match(asked)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    doubtful = not half and match[1][0] != "0" and hour <= _EARLY
    if doubtful or (half and not 1 <= hour <= _HALF_DAY):
        return None
    if half:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    if hour > _LAST_HOUR or minute > 59 or (hour == _LAST_HOUR and minute):  # noqa: PLR2004 - a clock
        return None
    return f"{hour:02}:{minute:02}"


def hours_of(answers: Answers) -> tuple[str | None, tuple[Problem, ...]]:
    """Make opening_hours of the fields, or say which cannot be read."""
    problems: list[Problem] = []
    spans: dict[tuple[str, str], list[str]] = {}
    for number, line in enumerate(lines_of(answers), 1):
        if line.empty:
            continue
        found = _line(line, number)
        if isinstance(found, Problem):
            problems.append(found)
        elif found in spans.setdefault((line.day, line.often), []):
            problems.append(Problem(f"day-{number}", "This line says the same as one before it."))
        elif _twofold(line, spans):
            problems.append(Problem(f"often-{number}", _IN_WORDS))
        else:
            spans[line.day, line.often].append(found)
    if problems:
        return None, tuple(problems)
    typed = answers.hours.strip()
    osm = _written(spans) or typed
    if not osm:
        return None, ()
    try:
        check_hours(osm)
    except HoursNotUnderstood as error:
        return None, (Problem("hours" if typed and not spans else "day-1", str(error)),)
    if spans and not schedules(osm):  # the fourth and the last of a weekday may be one date
        return None, (Problem("often-1", _IN_WORDS),)
    return osm, ()


def _days(day: str) -> tuple[str, ...]:
    week = tuple(each.value for each in Day)
    return {WEEKDAYS: week[:5], EVERY_DAY: week}.get(day, (day,))


def _twofold(line: Time, spans: dict[tuple[str, str], list[str]]) -> bool:
    """Tell whether a day is said both for every week and for once a month: one would take the other away."""
    return any(
        times and bool(often) != bool(line.often) and set(_days(day)) & set(_days(line.day))
        for (day, often), times in spans.items()
    )


def _written(spans: dict[tuple[str, str], list[str]]) -> str:
    """Write opening_hours; where two lines speak of one day, day by day, for a later part takes all of it."""
    named = [day for day, often in spans if not often for day in _days(day)]
    if len(set(named)) < len(named):
        daily: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for (day, often), times in spans.items():
            for each in _days(day):
                daily[each, often] += [time for time in times if time not in daily[each, often]]
        spans = dict(daily)
    return "; ".join(
        f"{_OSM[day]}{f'[{often}]' if often else ''} {','.join(sorted(times))}"
        for (day, often), times in spans.items()
        if times
    )


def _line(line: Time, number: int) -> str | Problem:
    monthly_only = bool(line.often) and line.day in {WEEKDAYS, EVERY_DAY}
    start, end = read_time(line.start), read_time(line.end)
    end = "24:00" if end == "00:00" else end
    wrong = (
        (line.day not in _OSM, "day", "Choose the day."),
        (line.often not in dict(OFTEN), "often", "Choose how often."),
        (monthly_only, "often", "Choose one day for a time that is once a month."),
        (start is None, "start", f"Enter when it starts. {_NO_TIME}"),
        (end is None, "end", f"Enter when it ends. {_NO_TIME}"),
        ((end or "") <= (start or ""), "end", "The end must be after the start. Say am or pm."),
    )
    for is_wrong, name, message in wrong:
        if is_wrong:
            return Problem(f"{name}-{number}", message)
    return f"{start}-{end}"


def fields_of(osm: str | None) -> tuple[Time, ...] | None:
    """Say opening_hours in the fields of the form; None where they cannot."""
    if not osm:
        return ()
    days: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for rule in schedules(osm):
        match = _BYDAY.match(rule.byday)
        if match is None:
            return None
        day = list(Day)[OSM_DAYS.index(match[2].capitalize())].value
        days[match[1] or "", rule.opens_at, rule.closes_at].append(day)
    lines = [line for (nth, start, end), named in days.items() for line in _together(named, nth, start, end)]
    oftens = {value for value, _label in OFTEN}
    if not lines or len(lines) > TIMES or any(line.often not in oftens for line in lines):
        return None
    asked = Answers(
        day=tuple(line.day for line in lines),
        often=tuple(line.often for line in lines),
        start=tuple(line.start for line in lines),
        end=tuple(line.end for line in lines),
    )
    again, problems = hours_of(asked)
    same = not problems and set(schedules(again)) == set(schedules(osm)) and "off" not in osm
    return tuple(_as_said(line) for line in sorted(lines, key=_in_the_week)) if same else None


def _in_the_week(line: Time) -> tuple[int, int, str]:
    week = [each.value for each in Day]
    return week.index(_days(line.day)[0]), [value for value, _label in OFTEN].index(line.often), line.start


def _as_said(line: Time) -> Time:
    """Write the times as pages do, 9:30am; midnight is the end of a day, so that a day begins at 12am."""
    start = "12am" if line.start == "00:00" else plain_time(line.start)
    return replace(line, start=start, end=plain_time(line.end))


def _together(named: list[str], nth: str, start: str, end: str) -> list[Time]:
    for word in (WEEKDAYS, EVERY_DAY):
        if not nth and sorted(named) == sorted(_days(word)):
            return [Time(word, "", start, end)]
    return [Time(day, nth, start, end) for day in named]
