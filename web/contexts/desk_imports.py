"""What do the pages of imports get? `/desk/imports`."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from directory.imports.queries import BatchRead, DroppedRead, ListRead
from web.contexts.desk_upkeep import PlaceOption
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a form, at a field."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows had one outcome."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason or rule with how often it applied and where."""

    label: str
    todo: str
    count: int
    rows: str
    """The first rows, by number."""


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column whose meaning can be set by hand."""

    number: int
    column: str
    options: tuple[PlaceOption, ...]


@dataclass(frozen=True, slots=True)
class LikeRow:
    """A row that is like something here, and may be another one."""

    number: int
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row in quarantine."""

    number: int
    name: str
    reason: str
    detail: str
    todo: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A fact on which a list and somebody here differ."""

    id: UUID
    name: str
    slug: str
    label: str
    ours: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class ImportsPage(PageContext):
    """`/desk/imports`: bring a list in, and what was brought in."""

    template: ClassVar[str] = "pages/desk/imports/page.jinja"
    batches: tuple[BatchRead, ...]
    sources: tuple[ListRead, ...]
    chosen: str
    typed: dict[str, str]
    whole: bool
    kept: str
    """The id of a file that was received with a form that was not in order; empty otherwise."""
    kept_name: str
    problems: tuple[Problem, ...]
    at_field: dict[str, str]
    """The message at each field that is not in order."""


@dataclass(frozen=True, kw_only=True)
class ImportCheckPage(PageContext):
    """What would become of a file that was sent in."""

    template: ClassVar[str] = "pages/desk/imports/check.jinja"
    upload: str
    file: str
    source: str
    facts: tuple[str, ...]
    understood: tuple[tuple[str, str], ...]
    """Column, and what it is taken for."""
    to_set: tuple[ColumnRow, ...]
    left_out: tuple[str, ...]
    """The columns that are taken for nothing."""
    rows: int
    to_take: int
    counts: tuple[Count, ...]
    reasons: tuple[Reason, ...]
    repairs: tuple[Reason, ...]
    unknown_words: str
    like: tuple[LikeRow, ...]
    like_more: int
    """How many more there are than are shown."""
    dropped: tuple[str, ...]
    dropped_count: int
    digest: str
    changed: bool
    """The directory changed since the report somebody looked at."""


@dataclass(frozen=True, kw_only=True)
class ImportColumnsPage(PageContext):
    """A file of which nobody can tell what its columns mean."""

    template: ClassVar[str] = "pages/desk/imports/columns.jinja"
    upload: str
    file: str
    to_set: tuple[ColumnRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class ImportBatchPage(PageContext):
    """One import: what became of it, what waits, and how to undo it."""

    template: ClassVar[str] = "pages/desk/imports/batch.jinja"
    batch: BatchRead
    counts: tuple[Count, ...]
    aside: tuple[SetAside, ...]
    aside_count: int
    conflicts: tuple[Decision, ...]
    dropped: tuple[DroppedRead, ...]
    may_undo: bool
    may_archive: bool
    at: datetime
    said: str
    kept: tuple[str, ...]
