"""Which view of the gaps does an address ask for, and what is the address of another view?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from directory.coverage.need import read_need
from directory.coverage.schemas import ALL_CAPITALS, DEFAULT_NEED, CoverageQuery, NeedChoice
from directory.errors import InvalidInput
from directory.geographies.schemas import OWN_PREFIX, is_own
from directory.words import ALL_DISTRICTS, Capital, Day, Level, Region, Release
from geo.trust import Trust
from web.gap_themes import ACCESS_THEMES, CLASSED, Theme

LEVEL_WORDS = {
    Level.LSOA: ("neighbourhood (LSOA)", "neighbourhoods (LSOAs)"),
    Level.WARD: ("ward", "wards"),
    Level.PARISH: ("parish", "parishes"),
    Level.DISTRICT: ("district", "districts"),
}
"""One area of a level, and several."""
MAPPED_LEVELS = (Level.LSOA, Level.DISTRICT)
USUAL_HOUR = "18:30"
CATEGORY = "category-"
"""How a category is told from a capital in the one list of what is looked for."""

Word = TypeVar("Word", bound=StrEnum)
Usual = TypeVar("Usual")


class View(StrEnum):
    """What the large map is of."""

    BOTH = "both"
    STATE = "state"
    NEED = "need"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class GapChoices:
    """One view of the gaps; what is left out of its address is as here."""

    capital: Capital | None = None
    view: View = View.BOTH
    measure: Theme = Theme.NEAREST
    release: Release = Release.R2021
    region: Region = Region.CAMBRIDGESHIRE
    district: str | None = None
    level: Level = Level.LSOA
    rule_here: bool = False
    visiting: bool = False
    category: str | None = None
    need: NeedChoice = DEFAULT_NEED
    within: str | None = None
    geography: str | None = None
    day: Day | None = None
    at: str | None = None
    trust: Trust = Trust.ANY

    @property
    def theme(self) -> Theme:
        """What the map is about."""
        return self.measure if self.view is View.ACCESS else Theme(self.view.value)

    @property
    def region_name(self) -> str:
        """What the areas are compared within, in short."""
        return self.region.label.removesuffix(" (five districts)")

    @property
    def is_mapped(self) -> bool:
        """Whether there are outlines of the areas."""
        return self.geography is None and self.level in MAPPED_LEVELS

    @property
    def query(self) -> CoverageQuery:
        """What to ask of coverage."""
        return CoverageQuery(
            level=self.level,
            capital=self.capital,
            release=self.release,
            region=self.region,
            district=self.district,
            visiting=self.visiting,
            category=self.category,
            day=self.day,
            at=self.at,
            trust=self.trust,
            need=self.need,
            within=self.within,
            geography=self.geography,
        )

    def address(self, path: str = "/gaps") -> str:
        """Return the address of this view."""
        terms = {
            "capital": self.capital and self.capital.value,
            "category": self.category,
            "view": None if self.view is View.BOTH else self.view.value,
            "measure": None
            if self.view is not View.ACCESS or self.measure is Theme.NEAREST
            else self.measure.value,
            "release": None if self.release is Release.R2021 else self.release.value,
            "region": None if self.region is Region.CAMBRIDGESHIRE else self.region.value,
            "district": self.district,
            "within": self.within,
            "level": None if self.level is Level.LSOA else self.level.value,
            "geography": self.geography,
            "rule": "here" if self.rule_here else None,
            "include": "visiting" if self.visiting else None,
            "need": None if self.need == DEFAULT_NEED else self.need.text,
            "day": self.day and self.day.value,
            "at": self.at,
            "trust": None if self.trust is Trust.ANY else self.trust.value,
        }
        given = urlencode({name: value for name, value in terms.items() if value}, safe=":,")
        return f"{path}?{given}" if given else path

    def with_theme(self, theme: Theme) -> "GapChoices":
        """Return the same view with another map."""
        if theme in ACCESS_THEMES:
            return replace(self, view=View.ACCESS, measure=theme)
        return replace(self, view=View(theme.value))

    def with_need(self, key: str) -> "GapChoices":
        """Return the same view with another measure of need."""
        return replace(self, need=read_need(key))

    def theme_shown(self, *, too_few: bool) -> Theme:
        """Too few listings make no classes: then distance is drawn instead."""
        return Theme.NEAREST if too_few and self.theme in CLASSED else self.theme


def read_choices(given: Mapping[str, str]) -> GapChoices:
    """Read an address, or say which part of it makes no sense."""
    view, measure = _read_view(given)
    district, within = _read_where(given)
    region = _read(Region, "region", given.get("region", ""), Region.CAMBRIDGESHIRE)
    if district is not None and district not in region.districts:
        region = Region.COMBINED_AUTHORITY
    capital, category = _read_what(given)
    level, geography = _read_areas(given)
    day = _read(Day, "day", given.get("day", ""), None)
    hour = given.get("at", "") or USUAL_HOUR
    return GapChoices(
        capital=capital,
        view=view,
        measure=measure,
        release=_read(Release, "release", given.get("release", ""), Release.R2021),
        region=region,
        district=district,
        level=level,
        rule_here=_read(_Rule, "rule", given.get("rule", ""), _Rule.ENGLAND) is _Rule.HERE,
        visiting=_read(_Include, "include", given.get("include", ""), None) is not None,
        category=category,
        need=_read_mix(given),
        within=within,
        geography=geography,
        day=day,
        at=None if day is None else hour,
        trust=_read(Trust, "trust", given.get("trust", ""), Trust.ANY),
    )


class _Rule(StrEnum):
    ENGLAND = "england"
    HERE = "here"


class _Include(StrEnum):
    VISITING = "visiting"


def _read(kind: type[Word], field: str, typed: str, usual: Usual) -> Word | Usual:
    if not typed:
        return usual
    try:
        return kind(typed)
    except ValueError as error:
        known = ", ".join(kind)
        raise InvalidInput(f"“{field}” must be one of: {known}.", field=field) from error


def _read_view(given: Mapping[str, str]) -> tuple[View, Theme]:
    """Read what the map shows: the form's one list holds views and measures."""
    view, measure = given.get("view", ""), given.get("measure", "")
    if view in set(ACCESS_THEMES):
        view, measure = View.ACCESS.value, view
    elif measure and not view:
        view = View.ACCESS.value
    theme = _read(Theme, "measure", measure, Theme.NEAREST)
    if theme not in ACCESS_THEMES:
        raise InvalidInput(f"“measure” must be one of: {', '.join(ACCESS_THEMES)}.", field="measure")
    read = _read(View, "view", view, View.BOTH)
    return read, theme if read is View.ACCESS else Theme.NEAREST


def _read_where(given: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Read a district, or a unit of an own geography from the same list of the form."""
    district, within = given.get("district") or None, given.get("within") or None
    if district is not None and is_own(district):
        district, within = None, district
    if district is not None and district not in ALL_DISTRICTS:
        raise InvalidInput("Choose one of the districts in the list.", field="district")
    return district, within


def _read_what(given: Mapping[str, str]) -> tuple[Capital | None, str | None]:
    """Read a capital, or a category from the same list of the form."""
    capital, category = given.get("capital", ""), given.get("category") or None
    if capital.startswith(CATEGORY):
        capital, category = "", capital.removeprefix(CATEGORY)
    found = None if capital == ALL_CAPITALS else _read(Capital, "capital", capital, None)
    return found, category


def _read_areas(given: Mapping[str, str]) -> tuple[Level, str | None]:
    """Read a level, or an own geography from the same list of the form."""
    level, geography = given.get("level", ""), given.get("geography") or None
    if is_own(level):  # in that list an own geography begins as its units do
        level, geography = "", level.removeprefix(OWN_PREFIX)
    return _read(Level, "level", level, Level.LSOA), geography


def _read_mix(given: Mapping[str, str]) -> NeedChoice:
    """Read a measure of need, and one more to mix it with where the form asks for that."""
    need, other, weigh = given.get("need", ""), given.get("and", ""), given.get("weigh", "") or "1"
    first = read_need(need)
    if not other:
        return first
    if weigh not in WEIGHTS:
        raise InvalidInput(f"“weigh” must be one of: {', '.join(WEIGHTS)}.", field="weigh")
    # 3:1 of a mix that is there already and one more: its own weights are shares of the 3.
    whole = sum(weight for _, weight in first.parts)
    parts = [f"{key}:{weight / whole * float(weigh):g}" for key, weight in first.parts]
    return read_need(",".join((*parts, other)))


WEIGHTS = {"1": "as much as the second", "2": "twice the second", "3": "three times the second"}
"""How much the first measure of need weighs beside the second."""


def offer_words(capital: Capital) -> str:
    """Name what is offered as coordinators know it: in plain words, then the report's own."""
    return f"{capital.label} ({capital.value})"
