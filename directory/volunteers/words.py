"""Which words describe somebody who helps, and what do they mean to a reader?"""

from enum import StrEnum


class Transport(StrEnum):
    """How somebody gets about."""

    WALK = "walk"
    BICYCLE = "bicycle"
    BUS = "bus"
    CAR = "car"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"walk": "On foot", "bicycle": "By bicycle", "bus": "By bus", "car": "Driving a car"}[
            self.value
        ]


class AgeBand(StrEnum):
    """How old, as finely as the rules need it; no date of birth is asked."""

    UNDER_16 = "under_16"
    FROM_16 = "16_17"
    ADULT = "adult"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"under_16": "Under 16", "16_17": "16 or 17", "adult": "18 or over"}[self.value]

    @property
    def at_least(self) -> int:
        """The age that may be relied on: whole years."""
        return {"under_16": 0, "16_17": 16, "adult": 18}[self.value]


class Training(StrEnum):
    """What somebody was trained in."""

    SAFEGUARDING = "safeguarding"
    FIRST_AID = "first_aid"
    FOOD_HYGIENE = "food_hygiene"
    MANUAL_HANDLING = "manual_handling"
    DEMENTIA = "dementia"
    DATA_PROTECTION = "data_protection"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "safeguarding": "Safeguarding",
            "first_aid": "First aid",
            "food_hygiene": "Food hygiene",
            "manual_handling": "Lifting safely",
            "dementia": "Understanding dementia",
            "data_protection": "Keeping information safe",
        }[self.value]


class Shared(StrEnum):
    """What a volunteer may let one group see."""

    NAME = "name"
    CONTACT = "contact"
    CHECKS = "checks"
    EXPERIENCE = "experience"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "name": "Your name",
            "contact": "How to reach you",
            "checks": "Your checks and training",
            "experience": "What you have done before",
        }[self.value]
