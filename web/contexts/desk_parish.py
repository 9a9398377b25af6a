"""What do the tools of whoever looks after a parish's page get?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.desk_upkeep import PlaceOption
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A place that stands in this parish, to be put right."""

    at: str
    slug: str
    name: str
    where: str
    estimated: bool
    version: int
    change_id: str
    choices: tuple[PlaceOption, ...]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A listing that is to be confirmed."""

    slug: str
    name: str
    confirmed: str
    standing: str


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What was said of provision here."""

    subject: str
    words: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ParishDeskPage(PageContext):
    """`/desk/parish/{code}`: put listings in their parish, say what there is, see what waits."""

    template: ClassVar[str] = "pages/desk/parish/page.jinja"
    code: str
    place: str
    care: str
    done: str
    """What was just done; empty otherwise."""
    problems: tuple[FieldProblem, ...]
    errors: dict[str, str]
    placed: tuple[PlacedRow, ...]
    doubtful: int
    subjects: tuple[PlaceOption, ...]
    answers: tuple[PlaceOption, ...]
    note: str
    said: tuple[SaidRow, ...]
    asked: tuple[AskedRow, ...]
    due: int
    notices: int
    writes_notices: str
    """Address of the form of a notice; empty where this person may not write one."""


@dataclass(frozen=True, slots=True)
class ParishChoice:
    """A parish somebody may look after."""

    code: str
    name: str
    district: str


@dataclass(frozen=True, kw_only=True)
class ParishChoicesPage(PageContext):
    """`/desk/parish`: whose page?"""

    template: ClassVar[str] = "pages/desk/parish/choose.jinja"
    groups: tuple[tuple[str, tuple[ParishChoice, ...]], ...]
    """By the name of their district."""
