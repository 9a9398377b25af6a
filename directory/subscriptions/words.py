"""How often, and how, does somebody want to be told?"""

from enum import StrEnum
from typing import Final


class Rhythm(StrEnum):
    """How often somebody wants to be written to."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"

    @property
    def days(self) -> int:
        """The least days between two digests."""
        return {"weekly": 7, "fortnightly": 14, "monthly": 28}[self.value]

    @property
    def label(self) -> str:
        """Plain English."""
        return {"weekly": "Once a week", "fortnightly": "Every two weeks", "monthly": "Every four weeks"}[
            self.value
        ]


class Way(StrEnum):
    """How somebody wants to be told."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"

    @property
    def label(self) -> str:
        """Plain English."""
        return {"email": "By e-mail", "sms": "By text message", "post": "By letter"}[self.value]


PURPOSE_LABELS: Final = {
    "funding": "Money to apply for",
    "support": "Training, advice, and offers of space, equipment or help",
    "local": "Calls to action, events, and groups that look for partners",
    "volunteering": "Where volunteers are needed",
    "parish_news": "What your parish announces, and when you can have your say",
}
"""Each purpose in a line, where the whole sentence that was agreed to would be too long."""
