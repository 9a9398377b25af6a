"""What do the pages need on which something is sent in?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.matching.schemas import Candidate
from directory.submissions.answers import Answers, Problem
from directory.submissions.schemas import SubmissionRead
from directory.submissions.times import Time
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several to choose from."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices under a heading."""

    heading: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ListingForm:
    """The fields of a listing, with what was typed and what is wrong with it."""

    answers: Answers
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
    """The first message of each field."""
    kinds: tuple[Choice, ...]
    categories: tuple[ChoiceGroup, ...]
    wheres: tuple[Choice, ...]
    days: tuple[Choice, ...]
    often: tuple[Choice, ...]
    lines: tuple[Time, ...]
    lines_shown: int
    """How many times of opening are open to see; the rest unfold."""
    sizes: tuple[Choice, ...]
    reaches: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A listing that is not published, as readers will see it."""

    name: str
    kind: str
    summary: str
    where: str
    where_note: str
    """How finely the place is told."""
    hours: tuple[tuple[str, str], ...]
    hours_note: str
    facts: tuple[tuple[str, str], ...]
    contact: tuple[tuple[str, str], ...]
    recruiting: str


@dataclass(frozen=True, kw_only=True)
class AddPage(PageContext):
    """One page of the form on which a group is added."""

    template: ClassVar[str] = "pages/desk/submissions/add.jinja"
    step: str
    number: int
    steps: int
    action: str
    back: str
    form: ListingForm
    returned: str
    """What a moderator asked to change; empty where nobody did."""
    later: bool
    """Whether there is something to come back to yet."""


@dataclass(frozen=True, kw_only=True)
class CheckPage(PageContext):
    """What readers will see, what may be the same, and who sends it."""

    template: ClassVar[str] = "pages/desk/submissions/check.jinja"
    number: int
    steps: int
    action: str
    base: str
    """Address of the draft, before the name of a page."""
    preview: Preview
    not_shown: tuple[tuple[str, str], ...]
    """What was typed and is kept from readers."""
    alike: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
    answers: Answers
    known_email: str
    """Of somebody whose address is known to be theirs; they are not asked again."""
    consent: str
    returned: str


@dataclass(frozen=True, kw_only=True)
class LaterPage(PageContext):
    """The link to come back on."""

    template: ClassVar[str] = "pages/desk/submissions/later.jinja"
    link: str
    action: str
    go_on: str
    email: str
    errors: Mapping[str, str]
    problems: tuple[Problem, ...]
    sent: bool


@dataclass(frozen=True, kw_only=True)
class SentPage(PageContext):
    """Where something that was sent stands."""

    template: ClassVar[str] = "pages/desk/submissions/sent.jinja"
    submission: SubmissionRead
    name: str
    masked: str
    """Where the link to confirm was sent, for who typed it."""
    heading: str
    lines: tuple[str, ...]
    answer_label: str
    """What the words of whoever decided are called."""
    listing: str
    """Address of the published listing; empty where there is none to see."""
    edit: str
    """Where to change it; empty where it cannot be."""
    may_withdraw: bool
    action: str


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(PageContext):
    """One button, behind a link that proves an address."""

    template: ClassVar[str] = "pages/desk/submissions/confirm.jinja"
    action: str
    lines: tuple[str, ...]
    button: str
    consent: str
    """What whoever takes a listing over may agree to; empty where nothing is asked."""


@dataclass(frozen=True, kw_only=True)
class ClaimPage(PageContext):
    """Somebody says that they run a listing."""

    template: ClassVar[str] = "pages/desk/submissions/claim.jinja"
    name: str
    listing: str
    action: str
    own_email: str
    """The listing's published address, told in part; empty where it cannot be asked."""
    owned: bool
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
    email: str
    known_email: str
    words: str
    way: str
    upkeep: str
    consent: str


@dataclass(frozen=True, kw_only=True)
class ChangePage(PageContext):
    """The whole form of a listing on one page."""

    template: ClassVar[str] = "pages/desk/submissions/change.jinja"
    name: str
    back: str
    back_label: str
    action: str
    lead: str
    button: str
    form: ListingForm
    asks_sender: bool
    """Whether somebody without an account fills it in: then words to a moderator and an address are asked."""
    email: str
    words: str
    base_version: int
    change_id: str
    """So that pressing twice changes once."""
    more_places: int
    returned: str


@dataclass(frozen=True, kw_only=True)
class ReportPage(PageContext):
    """Something is wrong with a listing."""

    template: ClassVar[str] = "pages/desk/submissions/report.jinja"
    name: str
    listing: str
    action: str
    reports: tuple[Choice, ...]
    about: str
    words: str
    email: str
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
