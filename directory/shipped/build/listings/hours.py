"""When is it open, written as an OpenStreetMap opening_hours string?"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from opening_hours import OpeningHours

from directory.errors import SourceIncomplete

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RANGE = re.compile(r"^(\d{2}):(\d{2})-(\d{2}):(\d{2})$")
Span: TypeAlias = tuple[int, int]


def read_spans(text: str) -> list[Span]:
    """Read "10:00-13:00,14:00-17:00" as minutes of the day.

    Raises
    ------
    SourceIncomplete
        A part is not two times with the earlier first.
    """
    spans = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = _RANGE.match(part)
        if not found:
            raise SourceIncomplete(f"{part!r} is not a pair of times such as 10:00-13:00.")
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if start >= end:
            raise SourceIncomplete(f"{part!r} ends before it begins.")
        spans.append((start, end))
    return spans


def join_spans(spans: Sequence[Span]) -> list[Span]:
    """Join spans that touch or overlap, such as staffed hours inside self-service ones."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def write_spans(spans: Sequence[Span]) -> str:
    """Write spans as "10:00-13:00,14:00-17:00"."""
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans)


def write_week(week: Mapping[str, Sequence[Span]]) -> str | None:
    """Write a week as opening_hours, days in a row with equal hours together; None for no hours at all."""
    daily = [(day, write_spans(join_spans(week.get(day, ())))) for day in DAYS]
    rules = []
    for times, run in groupby(daily, key=lambda pair: pair[1]):
        if not times:
            continue
        days = [day for day, _ in run]
        label = days[0] if len(days) == 1 else f"{days[0]}-{days[-1]}"
        rules.append(f"{label} {times}")
    return "; ".join(rules) or None


def check_hours(text: str) -> str:
    """Return an opening_hours string that has been parsed; a wrong one raises."""
    OpeningHours(text)
    return text
