"""What do the pages get on which a coordinator speaks for volunteers without e-mail?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.desk_volunteering import HeldRow, Profile, Week
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class BrokeredLine:
    """Somebody, as the list shows them: their initials."""

    href: str
    initials: str
    where: str
    skills: str
    states: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BrokeredListPage(PageContext):
    """`/desk/brokered`: for whom do I speak?"""

    template: ClassVar[str] = "pages/desk/brokered/list.jinja"
    said: str
    rows: tuple[BrokeredLine, ...]


@dataclass(frozen=True, kw_only=True)
class BrokeredFormPage(PageContext):
    """`/desk/brokered/new`, and the same for a change."""

    template: ClassVar[str] = "pages/desk/brokered/form.jinja"
    is_new: bool
    back_href: str
    action: str
    typed: Mapping[str, str]
    week: Week
    skills: tuple[Option, ...]
    transport: tuple[Option, ...]
    eases: tuple[Option, ...]
    travel: tuple[Option, ...]
    from_home: bool
    profile: Profile
    more: bool
    """Something of what is folded away is filled in, or wrong."""
    hows: tuple[Option, ...]
    """How they agreed; empty where they did before."""
    wording: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class BrokeredAwayPage(PageContext):
    """`/desk/brokered/{id}/away`: on which days can they not help?"""

    template: ClassVar[str] = "pages/desk/brokered/away.jinja"
    back_href: str
    action: str
    typed: Mapping[str, str]
    rows: tuple[HeldRow, ...]
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskRow:
    """A group asks for them."""

    id: str
    title: str
    group: str
    when: str
    until: str


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A place that is theirs."""

    title: str
    when: str
    href: str


@dataclass(frozen=True, kw_only=True)
class BrokeredPage(PageContext):
    """`/desk/brokered/{id}`: whom to ring, what to ask, what they said."""

    template: ClassVar[str] = "pages/desk/brokered/one.jinja"
    said: str
    state: str
    to_ask: bool
    """They are to be asked whether all is still right."""
    rests: bool
    phone: str
    phone_href: str
    address: str
    facts: tuple[tuple[str, str], ...]
    asks: tuple[AskRow, ...]
    seats: tuple[SeatRow, ...]
    action: str
    change_href: str
    away_href: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]
