"""Which words name a day on which groups and volunteers meet?"""

from enum import StrEnum


class FairKind(StrEnum):
    """What kind of day it is."""

    FAIR = "fair"
    RALLY = "rally"
    TRAINING = "training"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"fair": "Volunteer fair", "rally": "Volunteers' day at a hub", "training": "Shared training"}[
            self.value
        ]

    @property
    def place_word(self) -> str:
        """What a group takes there."""
        return "place" if self is FairKind.TRAINING else "stall"
