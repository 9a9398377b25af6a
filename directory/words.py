"""Which words does the directory use, and what do they mean to a reader?"""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a listing is."""

    GROUP = "group"
    SERVICE = "service"
    HUB = "hub"
    VENUE = "venue"
    OUTDOOR_SPACE = "outdoor_space"
    PARISH_COUNCIL = "parish_council"

    @property
    def label(self) -> str:
        """Plain English, singular."""
        return self.value.replace("_", " ").capitalize()

    @property
    def plural(self) -> str:
        """Plain English, plural."""
        return f"{self.label}s"


class Status(StrEnum):
    """Whether a listing goes on."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    TEMPORARILY_CLOSED = "temporarily_closed"


class Departure(StrEnum):
    """Why a listing is no longer shown. Nothing is deleted: each may come back."""

    UNCONFIRMED = "unconfirmed"
    """Nobody confirmed it; it comes back when somebody does."""
    ARCHIVED = "archived"
    MERGED = "merged"


class SizeBand(StrEnum):
    """About how many people take part."""

    UNDER_10 = "under_10"
    FROM_10 = "10_to_29"
    FROM_30 = "30_to_99"
    FROM_100 = "100_and_more"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "under_10": "Fewer than 10 people",
            "10_to_29": "10 to 29 people",
            "30_to_99": "30 to 99 people",
            "100_and_more": "100 people or more",
        }[self.value]


class Reach(StrEnum):
    """Where the people of a listing come from."""

    STREETS = "streets"
    PLACE = "place"
    DISTRICT = "district"
    COUNTY = "county"
    BEYOND = "beyond"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "streets": "A few streets",
            "place": "The village or town",
            "district": "The district",
            "county": "The county",
            "beyond": "Beyond the county",
        }[self.value]


class Role(StrEnum):
    """As whom somebody signed in may act."""

    OWNER = "owner"
    PARISH_CLERK = "parish_clerk"
    PARTNER_EDITOR = "partner_editor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """Plain English."""
        return self.value.replace("_", " ").capitalize()


class Capital(StrEnum):
    """What a listing offers people, in the words of the 2022 report (six forms of capital)."""

    SOCIAL = "social"
    CULTURAL = "cultural"
    HUMAN = "human"
    HEALTH = "health"
    ENVIRONMENTAL = "environmental"
    EMPLOYABILITY = "employability"

    @property
    def label(self) -> str:
        """Plain English for filters and lists: what it offers."""
        return _CAPITAL_LABELS[self]

    @property
    def meaning(self) -> str:
        """One sentence from the 2022 report's Appendix 1, in our words."""
        return _CAPITAL_MEANINGS[self]


_CAPITAL_LABELS = {
    Capital.SOCIAL: "Meeting people",
    Capital.CULTURAL: "Culture and knowledge",
    Capital.HUMAN: "Learning and skills",
    Capital.HEALTH: "Being active and well",
    Capital.ENVIRONMENTAL: "Open or safe space",
    Capital.EMPLOYABILITY: "Help towards work",
}
_CAPITAL_MEANINGS = {
    Capital.SOCIAL: "Gives a chance to meet new people.",
    Capital.CULTURAL: "Gives a chance to widen general knowledge.",
    Capital.HUMAN: "Helps people gain formal knowledge or skills.",
    Capital.HEALTH: "Helps people look after their physical health.",
    Capital.ENVIRONMENTAL: "Gives access to open or safe space.",
    Capital.EMPLOYABILITY: "Helps people towards work.",
}


class Level(StrEnum):
    """How large an area is meant."""

    LSOA = "lsoa"
    WARD = "ward"
    PARISH = "parish"
    DISTRICT = "district"


class Release(StrEnum):
    """Which vintage of boundaries, with the index of deprivation that goes with it."""

    R2011 = "2011"
    R2021 = "2021"

    @property
    def label(self) -> str:
        """What it is made of."""
        return {"2011": "LSOA 2011 and IMD 2019", "2021": "LSOA 2021 and IoD 2025"}[self.value]


class Region(StrEnum):
    """Which districts are compared with one another."""

    CAMBRIDGESHIRE = "cambridgeshire"
    COMBINED_AUTHORITY = "combined_authority"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "cambridgeshire": "Cambridgeshire (five districts)",
            "combined_authority": "Cambridgeshire and Peterborough",
        }[self.value]

    @property
    def districts(self) -> tuple[str, ...]:
        """ONS codes of its districts."""
        return DISTRICTS_OF_COUNTY if self is Region.CAMBRIDGESHIRE else ALL_DISTRICTS


class Day(StrEnum):
    """A day of the week, in the order of a week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def label(self) -> str:
        """The full English name."""
        return DAY_NAMES[list(Day).index(self)]


DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Sort(StrEnum):
    """In which order a list comes."""

    DISTANCE = "distance"
    RELEVANCE = "relevance"
    NAME = "name"
    ASSURED = "assured"


class Precision(StrEnum):
    """How finely a place is told."""

    EXACT = "exact"
    POSTCODE = "postcode"
    PARISH = "parish"
    DISTRICT = "district"
    HIDDEN = "hidden"


class Domain(StrEnum):
    """The seven domains of the indices of deprivation."""

    INCOME = "income"
    EMPLOYMENT = "employment"
    EDUCATION = "education"
    HEALTH = "health"
    CRIME = "crime"
    BARRIERS = "barriers"
    LIVING_ENVIRONMENT = "living_environment"

    @property
    def label(self) -> str:
        """The published name."""
        return {
            "income": "Income",
            "employment": "Employment",
            "education": "Education, skills and training",
            "health": "Health and disability",
            "crime": "Crime",
            "barriers": "Barriers to housing and services",
            "living_environment": "Living environment",
        }[self.value]


PETERBOROUGH = "E06000031"
DISTRICTS_OF_COUNTY = ("E07000008", "E07000009", "E07000010", "E07000011", "E07000012")
ALL_DISTRICTS = (*DISTRICTS_OF_COUNTY, PETERBOROUGH)
COUNTY = "E10000003"
CIVIL_PARISH = "E04"
"""How ONS codes of civil parishes begin; E43 is an area without one."""
OWN_LEVEL: Final = "own"
"""The level of the units of an own geography, which no area of the ONS has."""
COMBINED_AUTHORITY = "E47000008"
WIDE_AREA_NAMES = {COUNTY: "Cambridgeshire", COMBINED_AUTHORITY: "Cambridgeshire and Peterborough"}


def around_district(district: str | None) -> tuple[str, ...]:
    """List the wide areas a district lies in."""
    if district is None:
        return ()
    return (COUNTY, COMBINED_AUTHORITY) if district in DISTRICTS_OF_COUNTY else (COMBINED_AUTHORITY,)


def within(label: str) -> str:
    """Write a label as it stands within a sentence; LGBT+ stays as it is."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"
