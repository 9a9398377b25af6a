"""What do the desk's pages of awards need? `/desk/awards`."""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_imports import Problem
from web.contexts.gaps import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class ToldRow:
    """How many were told of money in a district."""

    district: str
    told: str


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """An award that was written here."""

    words: str
    source: str


@dataclass(frozen=True, kw_only=True)
class AwardsPage(PageContext):
    """`/desk/awards`: send a file, write one down, see who was told."""

    template: ClassVar[str] = "pages/desk/awards/page.jinja"
    said: str
    problems: tuple[Problem, ...]
    at_field: dict[str, str]
    """Message by the field it stands at; empty where nothing is wrong with it."""
    typed: dict[str, str]
    funds: tuple[Option, ...]
    told: tuple[ToldRow, ...]
    recorded: tuple[RecordedRow, ...]


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A row that is not taken, and why."""

    number: str
    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AwardsCheckPage(PageContext):
    """`/desk/awards/check/…`: what would become of a file."""

    template: ClassVar[str] = "pages/desk/awards/check.jinja"
    upload: str
    file: str
    licence: str
    rows: int
    counts: tuple[tuple[str, int], ...]
    to_take: int
    faults: tuple[FaultRow, ...]
    faults_more: int
    """Rows with a fault that are not shown."""
