"""Which prices do the table of a room and the lines below it say?

The table has one price for the hour and one for evenings and weekends, for each kind of hirer. What else is
said, for a day, an evening as a whole or a Tuesday, stands in lines below it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from directory.submissions.times import read_time
from directory.venues.schemas import PriceRead
from directory.venues.words import Hirer, Per
from directory.words import DAY_NAMES
from web.contexts.desk_rooms import OtherPrice, PriceRow
from web.contexts.desk_submissions import Choice
from web.desk.rooms_typed import Reading, type_pounds

EVENING_MIN: Final = 18 * 60
DAY_MIN: Final = 1440
MOST_OTHERS: Final = 12
_SPARE: Final = 2
_WEEKDAYS: Final = (0, 1, 2, 3, 4)
_WEEKEND: Final = (5, 6)
_FIELDS: Final = ("hirer", "per", "pounds", "days", "from", "until")
DAYS: Final = (
    Choice("", "Every day"),
    Choice("0,1,2,3,4", "Monday to Friday"),
    Choice("5,6", "Saturday and Sunday"),
    *(Choice(str(number), name) for number, name in enumerate(DAY_NAMES)),
)
ROWS: Final = tuple(
    PriceRow(hirer.label, f"price_{hirer.value}", f"evening_{hirer.value}") for hirer in Hirer
)
NAMES: Final = (
    *(name for row in ROWS for name in (row.name, row.evening)),
    *(f"other_{field}-{number}" for number in range(1, MOST_OTHERS + 1) for field in _FIELDS),
)


def read_prices(reading: Reading) -> tuple[PriceRead, ...]:
    """Read the table and the lines; what is wrong is noted."""
    table = [
        price
        for hirer, row in zip(Hirer, ROWS, strict=True)
        for price in _hourly(
            hirer, reading.pence(row.name, hirer.label), reading.pence(row.evening, hirer.label)
        )
    ]
    others = (_other(reading, number) for number in range(1, MOST_OTHERS + 1))
    return (*table, *(price for price in others if price is not None))


def type_prices(prices: Sequence[PriceRead]) -> dict[str, str]:
    """Write prices as somebody would type them: in the table where they fit, else in lines."""
    lines: dict[str, str] = {}
    others: list[PriceRead] = []
    for hirer, row in zip(Hirer, ROWS, strict=True):
        mine = tuple(price for price in prices if price.hirer is hirer)
        hourly = tuple(price for price in mine if price.per is Per.HOUR)
        said = _in_table(hirer, hourly)
        if said is None:
            others += mine
            continue
        others += [price for price in mine if price.per is not Per.HOUR]
        for name, pence in zip((row.name, row.evening), said, strict=True):
            if pence is not None:
                lines[name] = type_pounds(pence) if pence else "free"
    for number, price in enumerate(others[:MOST_OTHERS], 1):
        lines |= {
            f"other_hirer-{number}": price.hirer.value,
            f"other_per-{number}": price.per.value,
            f"other_pounds-{number}": type_pounds(price.pence) if price.pence else "free",
            f"other_days-{number}": ",".join(str(day) for day in price.days),
            f"other_from-{number}": _clock(price.from_min) if price.from_min else "",
            f"other_until-{number}": _clock(price.until_min) if price.until_min < DAY_MIN else "",
        }
    return lines


def others_shown(lines: Mapping[str, str]) -> tuple[OtherPrice, ...]:
    """Give the lines to show: those that are filled and two more."""
    filled = [
        number
        for number in range(1, MOST_OTHERS + 1)
        if lines.get(f"other_pounds-{number}", "") or lines.get(f"other_hirer-{number}", "")
    ]
    shown = min(MOST_OTHERS, max(filled, default=0) + _SPARE)
    return tuple(
        OtherPrice(number, _days_of(lines.get(f"other_days-{number}", ""))) for number in range(1, shown + 1)
    )


def _hourly(hirer: Hirer, whole: int | None, evening: int | None) -> Iterator[PriceRead]:
    if evening is None:
        if whole is not None:
            yield PriceRead(hirer, Per.HOUR, whole)
        return
    if whole is not None:
        yield PriceRead(hirer, Per.HOUR, whole, _WEEKDAYS, 0, EVENING_MIN)
    yield PriceRead(hirer, Per.HOUR, evening, _WEEKDAYS, EVENING_MIN, DAY_MIN)
    yield PriceRead(hirer, Per.HOUR, evening, _WEEKEND)


def _in_table(hirer: Hirer, hourly: tuple[PriceRead, ...]) -> tuple[int | None, int | None] | None:
    """Give what the two fields say of these prices; None where they cannot say it."""
    if not hourly:
        return None, None
    pence = {price.pence for price in hourly}
    for whole in (*pence, None):
        for evening in (None, *pence):
            if set(_hourly(hirer, whole, evening)) == set(hourly):
                return whole, evening
    return None


def _other(reading: Reading, number: int) -> PriceRead | None:
    hirer, per, _pounds, days, begins, ends = (f"other_{field}-{number}" for field in _FIELDS)
    pence = reading.pence(f"other_pounds-{number}", "Price")
    who = next((each for each in Hirer if each.value == reading.lines.get(hirer)), None)
    if who is None:
        if pence is not None:
            reading.wrong(hirer, "Say whom this price is for.")
        return None
    if pence is None:
        if not any(problem.field == f"other_pounds-{number}" for problem in reading.problems):
            reading.wrong(f"other_pounds-{number}", "Enter the price in pounds, like 25, or the word free.")
        return None
    from_min, until_min = _minutes(reading, begins, 0), _minutes(reading, ends, DAY_MIN)
    if from_min >= until_min:
        reading.wrong(begins, "The price ends before it begins. Check its hours.")
        return None
    chosen = tuple(int(day) for day in reading.lines.get(days, "").split(",") if day in set("0123456"))
    return PriceRead(who, reading.word(per, Per, Per.HOUR), pence, chosen, from_min, until_min)


def _minutes(reading: Reading, name: str, default: int) -> int:
    said = reading.text(name)
    if said is None:
        return default
    found = read_time(said)
    if found is None:
        reading.wrong(name, "Enter a time like 6pm, 2:30pm or 18:00.")
        return default
    hour, minute = (int(part) for part in found.split(":"))
    return hour * 60 + minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_of(chosen: str) -> tuple[Choice, ...]:
    if chosen in {choice.value for choice in DAYS}:
        return DAYS
    names = " and ".join(DAY_NAMES[int(day)] for day in chosen.split(",") if day in set("0123456"))
    return (*DAYS, Choice(chosen, names))
