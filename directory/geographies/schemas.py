"""What is an own geography, what lies in its units, and what did an import of one do?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from directory.imports.sheets import RowAside

OWN_PREFIX = "own-"
"""How the codes of units begin: own-<geography>-<unit>. No code of the ONS does."""


def is_own(code: str) -> bool:
    """Tell a unit of an own geography by its code."""
    return code.startswith(OWN_PREFIX)


class MemberLevel(StrEnum):
    """What a unit may be made of, the finest first: where two units claim a postcode, the finer holds."""

    POSTCODE = "postcode"
    LSOA21 = "lsoa21"
    LSOA11 = "lsoa11"
    PARISH = "parish"
    WARD = "ward"

    @property
    def label(self) -> str:
        """Plain English, plural."""
        return {
            "postcode": "postcodes inside a drawn shape",
            "lsoa21": "LSOAs of 2021",
            "lsoa11": "LSOAs of 2011",
            "parish": "parishes",
            "ward": "wards",
        }[self.value]


@dataclass(frozen=True, slots=True)
class GeographyAbout:
    """What must be said of a geography before its units are taken."""

    name: str
    kind: str
    source: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GeographyRead:
    """A named set of units."""

    slug: str
    name: str
    kind: str
    source: str
    note: str | None
    created_at: datetime
    """Aware, UTC."""
    units: int
    levels: tuple[MemberLevel, ...]
    """What its units are made of; more than one where they are mixed."""


@dataclass(frozen=True, slots=True)
class UnitRead:
    """One area of a geography."""

    code: str
    """own-<geography>-<unit>."""
    name: str
    geography: str
    geography_name: str
    drawn: bool
    """True where it was drawn as a shape."""


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """How many people live in a unit, in one release."""

    code: str
    population: float | None
    """None where no figure is known of any of its parts."""
    estimated: bool
    """True where it is not made of whole LSOAs of the release: people are then shared out by postcodes."""
    postcodes: int


@dataclass(frozen=True, slots=True)
class GeographyPeople:
    """How many people live in each unit of a geography, and in none; the parts add up to the whole."""

    units: tuple[UnitPeople, ...]
    in_no_unit: float
    postcodes_in_no_unit: int
    whole: float


@dataclass(frozen=True, slots=True)
class GeographyReport:
    """What a file gave for one geography."""

    slug: str
    name: str
    replaced: bool
    changed: bool
    units: int
    members: int
    levels: tuple[MemberLevel, ...]
    notes: tuple[str, ...]
    """Overlaps and the like: taken, but to be known."""
    people: GeographyPeople


@dataclass(frozen=True, slots=True)
class GeographyFileReport:
    """What a file gave."""

    geographies: tuple[GeographyReport, ...]
    aside: tuple[RowAside, ...]
