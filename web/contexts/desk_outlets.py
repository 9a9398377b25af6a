"""What does the desk's page of places that take printed copies need?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.outlets.schemas import OutletDraft
from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext
from web.contexts.paper import Option


@dataclass(frozen=True, slots=True)
class OutletRow:
    """One place."""

    id: str
    name: str
    kind: str
    where: str
    copies: int
    last: str
    """What it was sent last, and when."""
    state: str
    """Whether that is the newest."""
    due: bool
    paper: str
    """Address of what to print for it."""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One place that could take copies."""

    id: str
    name: str
    kind: str
    where: str


@dataclass(frozen=True, kw_only=True)
class OutletsPage(PageContext):
    """Who takes copies, and who has an old edition."""

    template: ClassVar[str] = "pages/desk/outlets.jinja"
    said: str
    problems: tuple[FieldProblem, ...]
    district: str
    districts: tuple[Option, ...]
    rows: tuple[OutletRow, ...]
    due: int
    forms: tuple[Option, ...]
    proposals: tuple[ProposalRow, ...]
    kinds: tuple[Option, ...]
    draft: OutletDraft
