"""By which words are the places called that take printed copies?"""

from enum import StrEnum


class OutletKind(StrEnum):
    """What a place is that takes printed copies."""

    LIBRARY = "library"
    HUB = "hub"
    SURGERY = "surgery"
    SCHOOL = "school"
    SHOP = "shop"
    NOTICEBOARD = "noticeboard"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "library": "Library",
            "hub": "Community hub",
            "surgery": "GP surgery",
            "school": "School",
            "shop": "Shop",
            "noticeboard": "Noticeboard in the street",
            "other": "Another public place",
        }[self.value]
