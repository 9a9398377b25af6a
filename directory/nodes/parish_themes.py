"""Under which plain heading does a parish's page show a listing?"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final


class Theme(StrEnum):
    """A heading of the list of what is in a place, in the order they are shown."""

    MEETING = "meeting"
    LEARNING = "learning"
    DAILY = "daily"
    SUPPORT = "support"
    AGES = "ages"
    WORK = "work"
    ACTIVE = "active"
    OUTDOORS = "outdoors"
    CULTURE = "culture"
    GROUPS = "groups"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "meeting": "Places to meet",
            "learning": "Libraries and learning",
            "daily": "Food and money",
            "support": "Help and advice",
            "ages": "For young people and older people",
            "work": "Work and business",
            "active": "Sport and being active",
            "outdoors": "Outdoors",
            "culture": "Arts, history and days out",
            "groups": "Groups and volunteering",
            "other": "Other things",
        }[self.value]


_CATEGORIES: Final = {
    Theme.MEETING: "community-hub community-centre community-association civic-building warm-space "
    "place-of-worship faith-network",
    Theme.LEARNING: "library mobile-library adult-learning college archive digital-access digital-skills",
    Theme.DAILY: "food-bank food-project hygiene-bank money-help repair-cafe",
    Theme.SUPPORT: "advice carers community-transport dementia-friendly families health-advice homelessness "
    "mental-health older-or-disabled registration safety social-prescribing",
    Theme.AGES: "young-people older-people",
    Theme.WORK: "employment-support jobs-club business-support",
    Theme.ACTIVE: "angling archery baseball bowls boxing cricket croquet exercise-class football gliding "
    "golf hockey leisure-centre martial-arts other-sport parkrun petanque polo rowing rugby running shooting "
    "sports-ground squash swimming table-tennis tennis trampolining water-sports",
    Theme.OUTDOORS: "park nature-reserve community-growing activity-centre garden",
    Theme.CULTURE: "arts-group arts-venue cinema historic-house museum community-radio",
    Theme.GROUPS: "community-group help-for-groups mens-shed time-bank voluntary-organisation volunteering",
}
THEME_OF: Final = {slug: theme for theme, slugs in _CATEGORIES.items() for slug in slugs.split()}
_ORDER: Final = {theme: place for place, theme in enumerate(Theme)}

MEETING_PLACES: Final = frozenset(slug for slug, theme in THEME_OF.items() if theme is Theme.MEETING) | {
    "library"
}
"""Categories of what people meet in, and do not only visit to see something."""


def theme_of(categories: Collection[str]) -> Theme:
    """Choose one heading for a listing: of those its categories belong to the first that is shown."""
    themes = [THEME_OF[slug] for slug in categories if slug in THEME_OF]
    return min(themes, key=_ORDER.__getitem__, default=Theme.OTHER)
