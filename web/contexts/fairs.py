"""What do the pages of fairs get, public and on the desk?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.fairs.schemas import FairRead
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class FairRow:
    """A fair in a list."""

    href: str
    title: str
    what: str
    """Kind, when and where, in a sentence."""
    left: str
    """How many stalls are left; empty where it does not matter."""


@dataclass(frozen=True, slots=True)
class StallRow:
    """A stall, with what its group needs now: that is the fair for who cannot come."""

    number: int
    slug: str
    name: str
    says: str
    needs: tuple[tuple[str, str], ...]
    """Address and title of each thing it needs help with."""


@dataclass(frozen=True, kw_only=True)
class FairsPage(PageContext):
    """`/fairs`: where can groups and volunteers meet?"""

    template: ClassVar[str] = "pages/fairs/list.jinja"
    rows: tuple[FairRow, ...]


@dataclass(frozen=True, kw_only=True)
class FairPage(PageContext):
    """`/fairs/{slug}`: when, where, and who has which stall."""

    template: ClassVar[str] = "pages/fairs/fair.jinja"
    fair: FairRead
    kind: str
    when: str
    district: str
    cancelled: bool
    over: bool
    stalls: tuple[StallRow, ...]


@dataclass(frozen=True, kw_only=True)
class FairsDesk(PageContext):
    """`/desk/fairs`: those ahead, and a new one."""

    template: ClassVar[str] = "pages/desk/fairs/list.jinja"
    rows: tuple[FairRow, ...]
    runs: bool
    """This person may make one."""


@dataclass(frozen=True, kw_only=True)
class FairForm(PageContext):
    """`/desk/fairs/new` and `/desk/fairs/{slug}/edit`."""

    template: ClassVar[str] = "pages/desk/fairs/form.jinja"
    action: str
    back: str
    typed: Mapping[str, str]
    kinds: tuple[Option, ...]
    districts: tuple[Option, ...]
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class FairDesk(PageContext):
    """`/desk/fairs/{slug}`: open it, cancel it, take a stall."""

    template: ClassVar[str] = "pages/desk/fairs/one.jinja"
    said: str
    fair: FairRead
    what: str
    runs: bool
    groups: tuple[Option, ...]
    """In whose name this person may take a stall; chosen where the group has one."""
    says: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]
