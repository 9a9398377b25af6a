"""Where does asking a parish stand?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How far asking has come."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        """Plain English."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class WorkItemRead:
    """Where asking one parish of one subject stands."""

    area_code: str
    area_name: str
    district_name: str | None
    subject: str
    subject_label: str
    status: Status
    note: str | None
    on_date: str
    """YYYY-MM-DD: when it was asked or answered."""
    updated_at: datetime
    """Aware, UTC."""
