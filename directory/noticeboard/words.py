"""Which words does the noticeboard use, and what do they mean to a reader?"""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a notice is about."""

    FUNDING = "funding"
    CALL = "call"
    COLLABORATION = "collaboration"
    OFFER = "offer"
    EVENT = "event"
    TRAINING = "training"
    CONSULTATION = "consultation"

    @property
    def label(self) -> str:
        """Plain English, singular."""
        return {
            "funding": "Money to apply for",
            "call": "Call to action",
            "collaboration": "Looking for partners",
            "offer": "Offer of space, kit or help",
            "event": "Event",
            "training": "Training",
            "consultation": "Have your say",
        }[self.value]


class Phase(StrEnum):
    """Where a notice is in its life, on a day. Made from what is stored and the date, never stored."""

    DRAFT = "draft"
    WAITING = "waiting"
    """Sent to be checked."""
    CHECKED = "checked"
    """Opens on a later day."""
    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"
    OUTCOME = "outcome"
    """Closed, and it is told what came of it."""
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "draft": "Draft",
            "waiting": "Waiting to be checked",
            "checked": "Opens later",
            "open": "Open",
            "closing_soon": "Closing soon",
            "closed": "Closed",
            "outcome": "Closed: see what came of it",
            "withdrawn": "Withdrawn",
        }[self.value]
