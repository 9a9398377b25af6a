"""What is an indicator of need, and what did an import of one do?"""

from dataclasses import dataclass
from enum import StrEnum

from directory.imports.sheets import RowAside


class IndicatorLevel(StrEnum):
    """Which areas an indicator gives figures for."""

    LSOA11 = "lsoa11"
    LSOA21 = "lsoa21"
    WARD = "ward"
    PARISH = "parish"
    DISTRICT = "district"

    @property
    def label(self) -> str:
        """Plain English, plural."""
        named = {"lsoa11": "LSOAs of 2011", "lsoa21": "LSOAs of 2021", "parish": "parishes"}
        return named.get(self.value, f"{self.value}s")


@dataclass(frozen=True, slots=True)
class IndicatorNew:
    """What must be said of an indicator before its figures are taken."""

    slug: str
    label: str
    unit: str
    level: IndicatorLevel
    higher_is_worse: bool
    source: str
    licence: str
    vintage: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class IndicatorRead:
    """A figure that stands for a need."""

    slug: str
    label: str
    unit: str
    level: IndicatorLevel
    higher_is_worse: bool
    source: str
    licence: str
    vintage: str
    note: str | None
    shipped: bool
    areas: int
    """Areas with a figure."""
    unknown: int
    """Areas named without one."""


@dataclass(frozen=True, slots=True)
class IndicatorFigures:
    """An indicator with its figures, by area code in order."""

    indicator: IndicatorRead
    codes: tuple[str, ...]
    values: tuple[float | None, ...]
    """None is unknown, never zero."""


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """What a file of figures gave."""

    replaced: bool
    """There was an indicator of this slug; its figures made way."""
    changed: bool
    values: int
    unknown: int
    """Areas with an empty cell."""
    without: int
    """Areas of the level that the file does not name."""
    aside: tuple[RowAside, ...]


@dataclass(frozen=True, slots=True)
class ConcernRead:
    """A main area of concern about health that a paper states of a district."""

    district_code: str
    concern: str
    source: str
    source_line: str
