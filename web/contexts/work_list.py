"""What does the page of the work list get?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.areas.schemas import ContactPointRead
from directory.worklist.list import WorkList, WorkPlace
from web.contexts.gaps import Link, Option, OptionGroup
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One place of the list, in words."""

    place: WorkPlace
    number: int
    """From 1, in the order of need."""
    href: str
    ask_about: str
    """All of it, by name."""
    ask_short: str
    """In a line."""
    ask_paper: str
    """In the fewest words."""
    why: str
    whom: str
    """That no contact is held, where one is of another place; empty otherwise."""
    listed: str
    """Beside what is expected; empty where nothing could be compared."""
    status: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WorkListPage(PageContext):
    """`/gaps/work-list`: whom to ask first."""

    template: ClassVar[str] = "pages/work_list/page.jinja"
    lead: str
    counted: str
    place: str
    what: tuple[OptionGroup, ...]
    where: tuple[OptionGroup, ...]
    statuses: tuple[Option, ...]
    region: tuple[OptionGroup, ...]
    release: tuple[OptionGroup, ...]
    work_list: WorkList
    first: tuple[WorkRow, ...]
    rest: tuple[WorkRow, ...]
    six: str
    """The six things people may be offered."""
    unreachable: str
    """Of how many parishes no contact is held; empty where all can be reached."""
    has_wards: bool
    ask: tuple[ContactPointRead, ...]
    """Whom to ask besides the parish, by role."""
    download: str
    example: str
    """How to write down that the first of the list was asked."""
    links: tuple[Link, ...]
    computed_at: datetime
    back: str
