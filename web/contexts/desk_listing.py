"""What do the pages need on which a listing is looked after?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from directory.changes.schemas import FieldChange
from directory.submissions.answers import Problem
from web.contexts.desk_submissions import Choice
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What a reader told us, for whoever runs the listing."""

    id: UUID
    kind: str
    said: str
    words: str
    changes: tuple[FieldChange, ...]
    claim: bool
    objected: bool
    seen: str
    """Which sending the page shows."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A state the listing had."""

    id: UUID
    number: int
    when: str
    how: str
    """By whom and by what, in a line."""
    changes: tuple[FieldChange, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Somebody who runs it."""

    said: str
    you: bool


@dataclass(frozen=True, kw_only=True)
class ListingDeskPage(PageContext):
    """`/desk/listing/{slug}`: one listing, for whoever looks after it."""

    template: ClassVar[str] = "pages/desk/submissions/listing_desk.jinja"
    name: str
    slug: str
    standing: str
    change_id: str
    said: str
    shown: bool
    """Whether readers find it now."""
    closed: bool
    closed_until: str
    """The last day it is closed, as it is typed; empty where nobody said."""
    may_confirm: bool
    may_archive: bool
    may_restore: bool
    may_hand_over: bool
    may_recruit: bool
    may_tag: bool
    """Whether they decide what it offers, or say so of their own."""
    departed: bool
    visible_until: str
    told: tuple[ToldRow, ...]
    others: tuple[Choice, ...]
    """Listings that the place to go instead may mean, where its name is that of several."""
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A listing that may be the one that is looked for."""

    slug: str
    name: str
    where: str
    state: str
    """Why readers do not find it, in words; empty where they do."""
    yours: bool
    """Whether this person may look after it."""


@dataclass(frozen=True, kw_only=True)
class FindPage(PageContext):
    """`/desk/listing?find=`: which listing is meant."""

    template: ClassVar[str] = "pages/desk/submissions/find.jinja"
    find: str
    rows: tuple[FoundRow, ...]
    more: bool


@dataclass(frozen=True, kw_only=True)
class HistoryPage(PageContext):
    """`/desk/listing/{slug}/history`: what it was before."""

    template: ClassVar[str] = "pages/desk/submissions/history.jinja"
    name: str
    slug: str
    versions: tuple[VersionRow, ...]
    may_restore: bool
    change_id: str


@dataclass(frozen=True, kw_only=True)
class PeoplePage(PageContext):
    """`/desk/listing/{slug}/people`: who runs it, and passing it on."""

    template: ClassVar[str] = "pages/desk/submissions/people.jinja"
    name: str
    slug: str
    owners: tuple[OwnerRow, ...]
    owns: bool
    said: str
    email: str
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
