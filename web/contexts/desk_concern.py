"""What do the pages get on which somebody tells of a concern, and a named role reads it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, kw_only=True)
class TellConcernPage(PageContext):
    """`/concern`: tell us what worries you."""

    template: ClassVar[str] = "pages/desk/concern/tell.jinja"
    need: str
    """Slug of the need it is about, the same for the listing; empty where it is about neither."""
    listing: str
    about: str
    """Its name."""
    heard: bool
    """Somebody is written to about it at once."""
    body: str
    reply_to: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ConcernToldPage(PageContext):
    """`/concern/told`: what happens now."""

    template: ClassVar[str] = "pages/desk/concern/told.jinja"
    heard: bool
    """Somebody is written to about it."""


@dataclass(frozen=True, slots=True)
class ConcernRow:
    """A concern in the list: never its words."""

    href: str
    about: str
    at: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ConcernsPage(PageContext):
    """`/desk/concerns`: what was told, the newest first."""

    template: ClassVar[str] = "pages/desk/concern/list.jinja"
    rows: tuple[ConcernRow, ...]


@dataclass(frozen=True, kw_only=True)
class ConcernPage(PageContext):
    """`/desk/concerns/{id}`: what somebody wrote; that it was read is noted."""

    template: ClassVar[str] = "pages/desk/concern/one.jinja"
    said: str
    about: str
    about_href: str
    at: str
    state: str
    body: str
    reply_to: str
    outcome: str
    typed: str
    closed: bool
    action: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]
