"""What do the pages need on which a group says what help it needs?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.submissions.answers import Problem
from web.contexts.desk_submissions import Choice
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need in the list of its group."""

    href: str
    """Empty for an example, which nobody changes."""
    title: str
    state: str
    what: str


@dataclass(frozen=True, kw_only=True)
class NeedListPage(PageContext):
    """What a group needs, and what it needed."""

    template: ClassVar[str] = "pages/desk/needs/list.jinja"
    name: str
    slug: str
    said: str
    needs: tuple[NeedRow, ...]
    safeguarding: str
    """What it says of keeping people safe, in a line."""


@dataclass(frozen=True, slots=True)
class KeptTime:
    """A time that is written down already, and may be taken off."""

    value: str
    label: str
    kept: bool


@dataclass(frozen=True, slots=True)
class NeedForm:
    """Every field with what was typed, and what may be chosen."""

    lines: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]
    errors: Mapping[str, str]
    """The first message of each field."""
    choices: Mapping[str, tuple[Choice, ...]]
    kept: tuple[KeptTime, ...]
    rows: tuple[int, ...]
    """Numbers of the empty lines for times."""
    folded: frozenset[str]
    """Parts of the form that begin closed."""


@dataclass(frozen=True, kw_only=True)
class NeedEditPage(PageContext):
    """The form of a need, with where it stands if it is written already."""

    template: ClassVar[str] = "pages/desk/needs/edit.jinja"
    action: str
    name: str
    slug: str
    said: str
    standing: str
    """Empty for a new one."""
    buttons: tuple[Choice, ...]
    """What may be done with it beside changing it."""
    people: str
    """Where to find people for it; empty where nobody sees it."""
    links: tuple[Choice, ...]
    """A day to come, as it may be typed."""
    new_id: str
    opens: bool
    """Whether saving may also show it."""
    form: NeedForm
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class NeedWhosePage(PageContext):
    """For which group is the need?"""

    template: ClassVar[str] = "pages/desk/needs/whose.jinja"
    listings: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class SafeguardingPage(PageContext):
    """How a group keeps people safe."""

    template: ClassVar[str] = "pages/desk/needs/safeguarding.jinja"
    name: str
    slug: str
    said: str
    lines: Mapping[str, str]
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
