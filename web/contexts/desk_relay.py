"""What do the pages get on which a volunteer and a group ask and answer?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note."""

    who: str
    at: str
    body: str


@dataclass(frozen=True, kw_only=True)
class RelayPage(PageContext):
    """`/relay/{token}`, and the question on an invitation or a place: what a volunteer asks."""

    template: ClassVar[str] = "pages/desk/relay/volunteer.jinja"
    need_title: str
    need_href: str
    group: str
    back_href: str
    """The invitation or the place it was asked on; empty where the link is of the conversation."""
    said: str
    notes: tuple[NoteRow, ...]
    accepted: bool
    why_not: str
    can_end: bool
    action: str
    typed: str
    longest: int
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What one volunteer and the group wrote."""

    id: str
    who: str
    contact: tuple[str, ...]
    notes: tuple[NoteRow, ...]
    why_not: str
    """Why nothing more can be written; empty where it can."""
    typed: str


@dataclass(frozen=True, kw_only=True)
class QuestionsPage(PageContext):
    """`/desk/needs/{id}/questions`: what people ask a group."""

    template: ClassVar[str] = "pages/desk/relay/group.jinja"
    need_title: str
    shifts_href: str
    said: str
    rows: tuple[AskedRow, ...]
    others_read: int
    """So many conversations are only for who runs the listing."""
    action: str
    longest: int
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]
