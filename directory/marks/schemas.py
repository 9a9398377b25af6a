"""What is a mark, and what did an import of marks do?"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from directory.imports.sheets import RowAside


class Says(StrEnum):
    """What is said of provision in an area."""

    HAS = "has"
    NONE = "none"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """Plain English, to follow the name of the area and a colon."""
        return {"has": "has some", "none": "has none", "unknown": "not known"}[self.value]


@dataclass(frozen=True, slots=True)
class MarkRead:
    """What somebody in a role said of one area and one subject on a date."""

    id: UUID
    area_code: str
    area_name: str
    area_level: str
    district_name: str | None
    subject: str
    subject_label: str
    says: Says
    on_date: str
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    role: str
    note: str | None
    source: str


@dataclass(frozen=True, slots=True)
class MarksReport:
    """What a file of marks gave."""

    added: int
    replaced: int
    """The same area, subject, date and role as a mark that was there, saying something else."""
    unchanged: int
    aside: tuple[RowAside, ...]
