"""Which view of the gaps does an address ask for, and what is the address of another view?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from directory.coverage.schemas import ALL_CAPITALS, CoverageQuery
from directory.errors import InvalidInput
from directory.words import ALL_DISTRICTS, Capital, Level, Region, Release
from web.choropleth import ACCESS_THEMES, Theme
from web.contexts.gaps import Filters, Option

LEVEL_WORDS = {
    Level.LSOA: ("neighbourhood (LSOA)", "neighbourhoods (LSOAs)"),
    Level.WARD: ("ward", "wards"),
    Level.PARISH: ("parish", "parishes"),
    Level.DISTRICT: ("district", "districts"),
}
"""One area of a level, and several."""
MAPPED_LEVELS = (Level.LSOA, Level.DISTRICT)


Word = TypeVar("Word", bound=StrEnum)
Usual = TypeVar("Usual")


class View(StrEnum):
    """What the large map is of."""

    BOTH = "both"
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

    @property
    def theme(self) -> Theme:
        """What the map is about."""
        return self.measure if self.view is View.ACCESS else Theme(self.view.value)

    @property
    def region_name(self) -> str:
        """What the areas are compared within, in short."""
        return self.region.label.removesuffix(" (five districts)")

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
        )

    def address(self, path: str = "/gaps") -> str:
        """Return the address of this view."""
        terms = {
            "capital": self.capital and self.capital.value,
            "view": None if self.view is View.BOTH else self.view.value,
            "measure": None
            if self.view is not View.ACCESS or self.measure is Theme.NEAREST
            else self.measure.value,
            "release": None if self.release is Release.R2021 else self.release.value,
            "region": None if self.region is Region.CAMBRIDGESHIRE else self.region.value,
            "district": self.district,
            "level": None if self.level is Level.LSOA else self.level.value,
            "rule": "here" if self.rule_here else None,
            "include": "visiting" if self.visiting else None,
        }
        given = urlencode({name: value for name, value in terms.items() if value})
        return f"{path}?{given}" if given else path

    def with_theme(self, theme: Theme) -> "GapChoices":
        """Return the same view with another map."""
        if theme in ACCESS_THEMES:
            return replace(self, view=View.ACCESS, measure=theme)
        return replace(self, view=View(theme.value))


def read_choices(given: Mapping[str, str]) -> GapChoices:
    """Read an address, or say which part of it makes no sense."""
    view, measure = given.get("view", ""), given.get("measure", "")
    if view in {theme.value for theme in ACCESS_THEMES}:
        view, measure = View.ACCESS.value, view
    elif measure and not view:
        view = View.ACCESS.value
    district = given.get("district") or None
    if district is not None and district not in ALL_DISTRICTS:
        raise InvalidInput("Choose one of the districts in the list.", field="district")
    region = _read(Region, "region", given.get("region", ""), Region.CAMBRIDGESHIRE)
    if district is not None and district not in region.districts:
        region = Region.COMBINED_AUTHORITY
    capital = given.get("capital", "")
    return GapChoices(
        capital=None if capital in {"", ALL_CAPITALS} else _read(Capital, "capital", capital, None),
        view=_read(View, "view", view, View.BOTH),
        measure=_access_theme(measure),
        release=_read(Release, "release", given.get("release", ""), Release.R2021),
        region=region,
        district=district,
        level=_read(Level, "level", given.get("level", ""), Level.LSOA),
        rule_here=_read(_Rule, "rule", given.get("rule", ""), _Rule.ENGLAND) is _Rule.HERE,
        visiting=_read(_Include, "include", given.get("include", ""), None) is not None,
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


def _access_theme(typed: str) -> Theme:
    theme = _read(Theme, "measure", typed, Theme.NEAREST)
    if theme not in ACCESS_THEMES:
        raise InvalidInput(f"“measure” must be one of: {', '.join(ACCESS_THEMES)}.", field="measure")
    return theme


def offer_words(capital: Capital) -> str:
    """Name what is offered as coordinators know it: in plain words, then the report's own."""
    return f"{capital.label} ({capital.value})"


def filters_of(choices: GapChoices, district_names: Mapping[str, str]) -> Filters:
    """Return the form as it stands."""
    usual = GapChoices()
    folded = ("release", "region", "level", "rule_here", "visiting")
    region_value = choices.region.value
    return Filters(
        capital=(
            Option(ALL_CAPITALS, "Anything listed", choices.capital is None),
            *(Option(each.value, offer_words(each), each is choices.capital) for each in Capital),
        ),
        district=(
            Option("", choices.region.label, choices.district is None),
            *(
                Option(code, district_names.get(code, code), code == choices.district)
                for code in choices.region.districts
            ),
        ),
        view=tuple(Option(each.value, each.label, each is choices.theme) for each in Theme),
        rule=(
            Option("england", "England's most deprived 30%", not choices.rule_here),
            Option("here", "Most deprived third of the place", choices.rule_here),
        ),
        release=tuple(Option(each.value, each.label, each is choices.release) for each in reversed(Release)),
        region=tuple(Option(each.value, each.label, each.value == region_value) for each in Region),
        level=tuple(
            Option(
                each.value, LEVEL_WORDS[each][1].capitalize().replace("lsoas", "LSOAs"), each is choices.level
            )
            for each in Level
        ),
        visiting=choices.visiting,
        more_open=any(getattr(choices, name) != getattr(usual, name) for name in folded),
    )
