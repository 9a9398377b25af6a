"""What is counted, and what is shown of it?"""

from dataclasses import dataclass
from typing import Final

FEWEST_SHOWN: Final = 5
"""A count below this is never shown: it could be one person."""
NOWHERE: Final = "-"
LITTLE: Final = 3
"""Fewer results than this are little."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Somebody looked for something and found nothing, or little."""

    words: str
    area: str
    """LSOA 2021 or district code, or `NOWHERE`."""
    found: str
    """nothing or little."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one answer counts towards: (what, key) pairs, and a search in vain."""

    counts: tuple[tuple[str, str], ...]
    miss: Miss | None = None


@dataclass(frozen=True, slots=True)
class UsageLine:
    """How often something was asked for; None where it was fewer than five times in a week or in all."""

    what: str
    key: str
    label: str
    by_week: tuple[int | None, ...]
    """In the order of the weeks of the answer; 0 where nobody asked."""
    total: int | None


@dataclass(frozen=True, slots=True)
class UsageTable:
    """What was asked for in the latest weeks."""

    weeks: tuple[str, ...]
    """ISO weeks, oldest first; the present one is not over."""
    lines: tuple[UsageLine, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What people looked for in vain in a neighbourhood, beside what is listed."""

    week: str
    area: str
    area_name: str
    district: str
    words: str
    found: str
    asked: int
    near: int | None
    """How many listings the words find today within 5 km of the middle of the area; None without one."""
    anywhere: int
