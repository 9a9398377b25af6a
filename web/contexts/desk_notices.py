"""What do the desk's pages of notices need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.submissions.answers import Problem
from web.contexts.desk_submissions import Choice, ChoiceGroup
from web.contexts.noticeboard import Fact
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in a list of the desk."""

    href: str
    title: str
    what: str
    """Its kind, who issues it and until when, in words."""
    note: str
    """What to know before opening it; empty where nothing."""


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """Notices that stand at the same point of their life."""

    key: str
    heading: str
    rows: tuple[NoticeRow, ...]
    more: int
    """How many are left out."""


@dataclass(frozen=True, kw_only=True)
class NoticesPage(PageContext):
    """`/desk/notices`: what of mine is where, and what waits for me."""

    template: ClassVar[str] = "pages/desk/notices/list.jinja"
    groups: tuple[NoticeGroup, ...]
    said: str


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """Every field with what was typed, and what may be chosen."""

    lines: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]
    errors: Mapping[str, str]
    """The first message of each field."""
    choices: Mapping[str, tuple[Choice, ...]]
    """Of each field that is chosen from a list."""
    categories: tuple[ChoiceGroup, ...]
    issuers: tuple[Choice, ...]
    names_others: bool
    """Whether they may write in the name of a listing that is not in the list."""
    folded: frozenset[str]
    """Parts of the form that begin closed."""


@dataclass(frozen=True, kw_only=True)
class NoticeEditPage(PageContext):
    """The form of a notice, new or not."""

    template: ClassVar[str] = "pages/desk/notices/edit.jinja"
    action: str
    back: str
    form: NoticeForm
    problems: tuple[Problem, ...]
    change_id: str
    seen: str
    """Which version the form was made from; empty for a new one."""
    lead: str


@dataclass(frozen=True, slots=True)
class StepButton:
    """Something that may be done to a notice."""

    do: str
    label: str
    kind: str
    """main, secondary or warning."""


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that was done to a notice."""

    when: str
    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoticeDeskPage(PageContext):
    """One notice as readers will see it, with what may be done."""

    template: ClassVar[str] = "pages/desk/notices/notice.jinja"
    address: str
    public: str
    """Where readers see it; empty where they do not."""
    kind: str
    phase: str
    standing: str
    said: str
    summary: str
    body: str
    """Cleaned HTML."""
    deadline: str
    issuer: str
    written_for: str
    """The listing it is written for, where it names somebody else as its issuer."""
    facts: tuple[Fact, ...]
    paperwork: tuple[str, ...]
    contact: tuple[tuple[str, str], ...]
    buttons: tuple[StepButton, ...]
    may_edit: bool
    may_return: bool
    may_tell: bool
    reach: str
    """Where who will hear of it is foreseen; empty where it is over."""
    results: str
    """Where what came of telling it is counted; empty where it was never open."""
    returned: str
    """Why it was returned last, where it waits to be mended."""
    reason: str
    outcome: str
    awarded: str
    history: tuple[HistoryRow, ...]
    change_id: str
    seen: str
    """When what is shown was last changed."""
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class NoticeOutcomePage(PageContext):
    """What came of a notice, and to whom it went."""

    template: ClassVar[str] = "pages/desk/notices/outcome.jinja"
    address: str
    name: str
    outcome: str
    awarded: str
    change_id: str
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
