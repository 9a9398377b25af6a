"""What are the things called that an address of the gaps names by a code?"""

from dataclasses import dataclass

from sqlmodel import Session

from directory.areas.service import area_names
from directory.coverage.need import NeedOption, need_options
from directory.errors import InvalidInput
from directory.geographies.schemas import GeographyRead, UnitRead
from directory.geographies.service import list_geographies, list_units
from directory.listings.schemas import CategoryRead
from directory.listings.service import categories
from directory.words import ALL_DISTRICTS
from web.gap_choices import LEVEL_WORDS, GapChoices


@dataclass(frozen=True, slots=True)
class GapNames:
    """Names of districts, categories, measures of need and own areas."""

    districts: dict[str, str]
    categories: tuple[CategoryRead, ...]
    needs: tuple[NeedOption, ...]
    geographies: tuple[GeographyRead, ...]
    units: tuple[UnitRead, ...]

    def category(self, choices: GapChoices) -> str:
        """Name what is looked for where that is a category; empty where it is not."""
        return next((each.plural for each in self.categories if each.slug == choices.category), "")

    def place(self, choices: GapChoices) -> str:
        """Name what is shown: an own unit, a district or the region."""
        if choices.within is not None:
            return next((each.name for each in self.units if each.code == choices.within), choices.within)
        if choices.district is not None:
            return self.districts.get(choices.district, choices.district)
        return choices.region_name

    def areas(self, choices: GapChoices) -> tuple[str, str]:
        """Name one of the areas shown, and several."""
        if choices.geography is None:
            return LEVEL_WORDS[choices.level]
        name = next(each.name for each in self.geographies if each.slug == choices.geography)
        return f"area of “{name}”", f"areas of “{name}”"

    def check(self, choices: GapChoices) -> None:
        """Refuse a category or an own area that is not there."""
        if choices.category is not None and not self.category(choices):
            raise InvalidInput("Choose one of the kinds of listing in the list.", field="category")
        if choices.within is not None and choices.within not in {each.code for each in self.units}:
            raise InvalidInput("Choose one of the own areas in the list.", field="within")
        if choices.geography is not None and choices.geography not in {
            each.slug for each in self.geographies
        }:
            raise InvalidInput("Choose one of the sets of own areas in the list.", field="geography")


def read_names(session: Session) -> GapNames:
    """Read every name the page of gaps may need."""
    return GapNames(
        districts=area_names(session, ALL_DISTRICTS),
        categories=categories(session),
        needs=need_options(session),
        geographies=list_geographies(session),
        units=list_units(session),
    )
