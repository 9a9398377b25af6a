"""What do the desk's pages of partnerships need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.partnerships.schemas import MemberRead, PartnershipDraft, PartnershipRead
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, at which field."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class AreaOption:
    """Somewhere a partnership may work."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class PartnershipsDesk(PageContext):
    """The partnerships somebody may look after, and a form for a new one."""

    template: ClassVar[str] = "pages/desk/partnerships/list.jinja"
    partnerships: tuple[PartnershipRead, ...]
    names: Mapping[str, str]
    areas: tuple[AreaOption, ...]
    draft: PartnershipDraft
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class PartnershipDesk(PageContext):
    """One partnership: what it is, and who is in it."""

    template: ClassVar[str] = "pages/desk/partnerships/one.jinja"
    slug: str
    members: tuple[MemberRead, ...]
    areas: tuple[AreaOption, ...]
    draft: PartnershipDraft
    typed: str
    """What was typed as a member."""
    problems: tuple[Problem, ...]
    said: str
