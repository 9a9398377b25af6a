"""How are the times of a week asked for and told: mornings, afternoons, evenings, and whatever else?"""

import re
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import FormData

from directory.errors import InvalidInput
from directory.speech import clock_words
from directory.volunteers.schemas import Slot
from directory.words import DAY_NAMES
from web.contexts.desk_volunteering import Cell, Kept, Week, WeekRow
from web.desk.listing_form import text_of

PARTS: Final = (("Morning", 540, 720), ("Afternoon", 720, 1020), ("Evening", 1020, 1260))
"""9 to 12, 12 to 5, 5 to 9."""
DAY_MIN: Final = 1440
_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})?")


def week_of(slots: Iterable[Slot]) -> Week:
    """Show times in a table of parts of days; what is left over stands beside it."""
    held = tuple(slots)
    rows, left = [], list(held)
    for number, day in enumerate(DAY_NAMES):
        cells = []
        for part, (name, start, end) in enumerate(PARTS):
            covered = any(
                each.day == number and each.starts_min <= start and end <= each.ends_min for each in held
            )
            cells.append(Cell(f"{number}-{part}", f"{day} {name.lower()}", covered))
            if covered:
                left = [piece for each in left for piece in _without(each, number, start, end)]
        rows.append(WeekRow(day, tuple(cells)))
    others = tuple(
        Kept(f"{each.day}-{each.starts_min}-{each.ends_min}", slot_words(each)) for each in sorted(left)
    )
    return Week(tuple(rows), others)


def _without(slot: Slot, day: int, start: int, end: int) -> list[Slot]:
    if slot.day != day or slot.ends_min <= start or end <= slot.starts_min:
        return [slot]
    pieces = (Slot(day, slot.starts_min, start), Slot(day, end, slot.ends_min))
    return [each for each in pieces if each.starts_min < each.ends_min]


def read_week(form: FormData) -> tuple[Slot, ...]:
    """Read the times from a form: what is ticked, what is kept, and one more that is typed."""
    found = []
    for value in form.getlist("when"):
        day, _, part = str(value).partition("-")
        if day in set("0123456") and part in set("012"):
            _, start, end = PARTS[int(part)]
            found.append(Slot(int(day), start, end))
    for value in form.getlist("other"):
        pieces = str(value).split("-")
        if len(pieces) == 3 and all(each.isdecimal() and len(each) <= 4 for each in pieces):  # noqa: PLR2004
            kept = Slot(*(int(each) for each in pieces))
            if kept.day < len(DAY_NAMES) and kept.starts_min < kept.ends_min <= DAY_MIN:
                found.append(kept)
    begins, ends, day = (text_of(form, name).strip() for name in ("from", "until", "day"))
    if begins or ends:
        if day not in set("0123456"):
            raise InvalidInput("Choose the day.", field="day")
        found.append(Slot(int(day), read_clock(begins, "from"), read_clock(ends, "until")))
    return tuple(found)


def read_clock(typed: str, field: str) -> int:
    """Read a time of day as minutes after midnight."""
    said = _CLOCK.fullmatch(typed)
    if said is None or int(said[1]) > 24 or int(said[2] or 0) > 59:  # noqa: PLR2004
        raise InvalidInput("Enter a time like 14:30.", field=field)
    return int(said[1]) * 60 + int(said[2] or 0)


def week_words(slots: Iterable[Slot]) -> tuple[str, ...]:
    """Say the times of a week, one line a day."""
    days: dict[int, list[str]] = {}
    for each in sorted(slots):
        days.setdefault(each.day, []).append(_times(each))
    return tuple(f"{DAY_NAMES[day]}, {' and '.join(times)}" for day, times in days.items())


def slot_words(slot: Slot) -> str:
    """Say one time of the week."""
    return f"{DAY_NAMES[slot.day]}, {_times(slot)}"


def _times(slot: Slot) -> str:
    return f"{clock_words(slot.starts_min)} to {clock_words(slot.ends_min)}"
