"""Which day does somebody mean who types a date?"""

import re
from datetime import date, timedelta
from typing import Final, NoReturn

from directory.clock import local_now
from directory.errors import InvalidInput

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_WEEKDAY: Final = re.compile(r"([a-z]{3,9}),? ([0-9].*)")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBERS: Final = re.compile(r"([0-9]{1,2}) ?([/. -]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})")
_WORDS: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ /.,-]*([a-z]{3,9})[ /.,-]*([0-9]{4})")
_YEARS: Final = range(1900, 3000)
_FROM_TODAY: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}


def read_day(typed: str, field: str) -> date:
    """Read a date as people here write it, the day first; InvalidInput says what to write instead."""
    tidy = " ".join(typed.lower().split())
    if tidy in _FROM_TODAY:
        return local_now().date() + timedelta(days=_FROM_TODAY[tidy])
    weekday = _WEEKDAY.fullmatch(tidy)
    named, tidy = (weekday[1], weekday[2]) if weekday else ("", tidy)
    year, month, day = _parts(tidy, field)
    try:
        found = date(year, month, day)
    except ValueError:
        _refuse(field, f"There is no {day} {_MONTHS[month - 1].title()} {year}. ")
    if not _WEEKDAYS[found.weekday()].startswith(named):
        _refuse(field, f"{day} {found:%B} {year} is a {found:%A}. ")
    return found


def read_day_or_none(typed: str, field: str) -> date | None:
    """Read a date; None where nothing was typed."""
    return read_day(typed, field) if typed.strip() else None


def show_day(typed: str) -> str:
    """Give what a field for a date shows: what was typed, and a date of ours as people here type it."""
    ours = _ISO.fullmatch(typed)
    return f"{int(ours[3])}/{int(ours[2])}/{ours[1]}" if ours else typed


def like_day() -> str:
    """Give a date as it may be typed, whose day is no month."""
    return f"31/1/{local_now().year + 1}"


def _parts(tidy: str, field: str) -> tuple[int, int, int]:
    """Take a date apart into year, month and day."""
    if iso := _ISO.fullmatch(tidy):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif numbers := _NUMBERS.fullmatch(tidy):
        year, month, day = int(numbers[4]), int(numbers[3]), int(numbers[1])
    elif words := _WORDS.fullmatch(tidy):
        year, month, day = int(words[3]), _month(words[2]), int(words[1])
    else:
        _refuse(field)
    if year not in _YEARS:
        _refuse(field)
    if not 1 <= month <= len(_MONTHS):
        _refuse(field, f"There is no month {month}. " if month else "")
    return year, month, day


def _month(word: str) -> int:
    """Give the number of a month by its name or the first letters of it; 0 where it is none."""
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0)


def _refuse(field: str, why: str = "") -> NoReturn:
    like = like_day()
    raise InvalidInput(
        f"{why}Enter the day, the month and all four figures of the year, "
        f"like {like} or 31 January {like[-4:]}.",
        field=field,
    )
