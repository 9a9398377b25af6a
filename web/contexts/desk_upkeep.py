"""What do the pages that keep listings true get?"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what a listing says."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StillRightPage(PageContext):
    """`/still-right/{token}`: is it still right? One button."""

    template: ClassVar[str] = "pages/desk/upkeep/still_right.jinja"
    name: str
    facts: tuple[Fact, ...]
    assured: str
    """When it was last confirmed, in a sentence."""
    left: bool
    """It is not shown any more; the button brings it back."""
    runs_it: bool
    """Asked as its owner, not as somebody who may know it."""
    correct: str
    action: str


@dataclass(frozen=True, kw_only=True)
class ConfirmedPage(PageContext):
    """`/still-right/{token}` after the button was pressed."""

    template: ClassVar[str] = "pages/desk/upkeep/confirmed.jinja"
    name: str
    slug: str
    shown: bool
    """The listing says so already."""
    answered_on: date
    next_asked: date
    correct: str


@dataclass(frozen=True, kw_only=True)
class StopPage(PageContext):
    """`/stop/{token}`: what comes no longer, and how to have it again."""

    template: ClassVar[str] = "pages/desk/upkeep/stop.jinja"
    what: str
    stopped: bool
    action: str
    chosen_anew: bool
    """Of the digest: to have it again one chooses again what one wants to hear."""


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """A place that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShareRow:
    """How much of a place is confirmed."""

    name: str
    href: str
    total: int
    within_3: int
    within_6: int
    within_12: int
    never: int
    older: int


@dataclass(frozen=True, slots=True)
class ToDoRow:
    """A listing to be seen to."""

    slug: str
    name: str
    where: str
    confirmed: str
    """When, in words."""
    deprived: str
    looks: str
    standing: str
    """What was done about it, in words."""


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A listing whose web address does not answer."""

    slug: str
    name: str
    url: str
    since: date
    problem: str


@dataclass(frozen=True, kw_only=True)
class UpkeepPage(PageContext):
    """`/desk/upkeep`: how much is confirmed, and what to do first?"""

    template: ClassVar[str] = "pages/desk/upkeep/queue.jinja"
    lead: str
    place: str
    places: tuple[PlaceOption, ...]
    shares: tuple[ShareRow, ...]
    shares_of: str
    """District or Parish."""
    first: tuple[ToDoRow, ...]
    due: int
    waiting: tuple[ToDoRow, ...]
    asked: int
    calls: int
    dead: tuple[DeadRow, ...]
    links_checked: bool
    refused: tuple[ToDoRow, ...]
    counted: bool
    """Looks are counted at all."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A listing to telephone, visit or write to."""

    listing_id: str
    slug: str
    name: str
    where: str
    confirmed: str
    phone: str | None
    email: str | None
    url: str | None
    places: tuple[str, ...]
    """Addresses at which it can be visited or written to."""
    more_places: int
    last: str
    """The last call in words; empty where there was none."""
    gone: bool
    """Somebody said that it is no longer there."""
    way: str
    """As it was chosen on a form that comes back."""
    outcome: str
    way_problem: str
    outcome_problem: str


@dataclass(frozen=True, kw_only=True)
class CallsPage(PageContext):
    """`/desk/calls`: whom to telephone, visit or write to?"""

    template: ClassVar[str] = "pages/desk/upkeep/calls.jinja"
    place: str
    places: tuple[PlaceOption, ...]
    rows: tuple[CallRow, ...]
    total: int
    ways: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    noted: str
    """What was just written down; empty otherwise."""
    problems: tuple[FieldProblem, ...]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What was written down of a place."""

    place: str
    subject: str
    says: str
    on: str
    note: str


@dataclass(frozen=True, kw_only=True)
class KnownPage(PageContext):
    """`/desk/upkeep/known`: what did somebody say of a place, and who was asked?"""

    template: ClassVar[str] = "pages/desk/upkeep/known.jinja"
    typed_place: str
    subjects: tuple[PlaceOption, ...]
    answers: tuple[PlaceOption, ...]
    role: str
    note: str
    on: str
    problems: tuple[FieldProblem, ...]
    problem_at: str
    problem: str
    noted: bool
    rows: tuple[KnownRow, ...]
