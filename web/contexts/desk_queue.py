"""What do the pages need on which what was sent in is decided?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from directory.changes.schemas import FieldChange
from directory.matching.schemas import Candidate
from directory.submissions.answers import Problem
from directory.submissions.schemas import SubmissionRead
from web.contexts.desk_submissions import Choice, ListingForm, Preview
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class QueueRow:
    """Something that waits."""

    id: UUID
    name: str
    kind: str
    where: str
    waits: str
    """Since when, in words."""
    doubts: str
    """What asks for a second look, in words; empty where nothing does."""


@dataclass(frozen=True, kw_only=True)
class QueuePage(PageContext):
    """`/desk/queue`: what waits for a decision, oldest first."""

    template: ClassVar[str] = "pages/desk/submissions/queue.jinja"
    rows: tuple[QueueRow, ...]
    kinds: tuple[Choice, ...]
    kind: str
    districts: tuple[Choice, ...]
    district: str
    said: str
    """What was just decided; empty where nothing was."""


@dataclass(frozen=True, kw_only=True)
class QueueItemPage(PageContext):
    """One thing to decide, with all that is needed for it."""

    template: ClassVar[str] = "pages/desk/submissions/queue_item.jinja"
    submission: SubmissionRead
    name: str
    where: str
    waits: str
    sender: str
    """The sender's address where this person may see it; else that there is one."""
    confirmed: str
    doubts: str
    listing: str
    """Address of the listing it is about; empty for a new one."""
    desk: str
    change: str
    """Where the listing itself is changed; empty where this person may not, or it cannot be."""
    preview: Preview | None
    changes: tuple[FieldChange, ...]
    alike: tuple[Candidate, ...]
    about: str
    """What a report says, or how a claim is made, in words."""
    action: str
    seen: str
    """Which sending the page shows."""
    edit: str
    """Where to mend it first; empty where there is no listing in it."""
    may_return: bool
    reason: str
    done: str
    """What was typed of what was done about a report."""
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class MendPage(PageContext):
    """The form of what was sent in, for a moderator to mend."""

    template: ClassVar[str] = "pages/desk/submissions/mend.jinja"
    name: str
    back: str
    action: str
    seen: str
    """Which sending the page shows."""
    form: ListingForm
