"""How is a number of people with or without a room told, so that nobody finds one household in it?

Residents are shared out over postcodes, so a number is an estimate, and of a few it would say who. Every
count is told in tens; the few are told with the largest part, so that no subtraction gives them back.
"""

from dataclasses import dataclass
from typing import Final

FEWEST_PEOPLE: Final = 10


@dataclass(frozen=True, slots=True)
class Told:
    """A number of people as it may be told."""

    tens: int | None
    """To the nearest ten, none as 0; None where it is not known, and where it is few."""
    few: bool = False
    """There are some, and fewer than ten."""


def told_people(*parts: int | None) -> tuple[Told, ...]:
    """Tell the parts of one whole, or one number alone; None is not known."""
    few = sum(part or 0 for part in parts if _is_few(part))
    largest = max((part or 0 for part in parts), default=0)
    told: list[Told] = []
    for part in parts:
        if part is None or _is_few(part):
            told.append(Told(None, few=part is not None))
            continue
        takes = few if part == largest else 0
        # Once only: of two parts as large the first takes the few.
        few -= takes
        told.append(Told((part + takes + 5) // 10 * 10))
    return tuple(told)


def told_share(share: float | None, people: int | None) -> float | None:
    """Tell a share of some people to the whole per cent, from what may be told of them."""
    whole = told_people(people)[0].tens
    if share is None or people is None or not whole:
        return None
    part = round(share * people)
    those, others = told_people(part, people - part)
    many = FEWEST_PEOPLE // 2 if those.few else whole - FEWEST_PEOPLE // 2 if others.few else those.tens or 0
    return round(min(many / whole, 1.0), 2)


def _is_few(part: int | None) -> bool:
    return part is not None and 0 < part < FEWEST_PEOPLE
