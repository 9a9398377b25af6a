"""What do the pages on which somebody joins the volunteers, and looks after what they said, get?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of one day."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A day with its parts."""

    day: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A time that is no whole part of a day."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Week:
    """The times of a week, as the form shows them."""

    rows: tuple[WeekRow, ...]
    others: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody may add to what they can do: which languages, what interests them, Time Credits."""

    languages: tuple[Option, ...]
    other_languages: tuple[Option, ...]
    """Of these one more can be chosen."""
    interests: tuple[Option, ...]
    credits: bool


@dataclass(frozen=True, kw_only=True)
class JoinPage(PageContext):
    """`/volunteer/join`: name, e-mail, where, when, what."""

    template: ClassVar[str] = "pages/desk/volunteering/join.jinja"
    typed: Mapping[str, str]
    week: Week
    skills: tuple[Option, ...]
    ages: tuple[Option, ...]
    from_home: bool
    young: bool
    """Somebody under 18 fills it in: their part is open."""
    wording: str
    """The exact words that are agreed to."""
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SentPage(PageContext):
    """`/volunteer/join/sent`: look into your e-mail."""

    template: ClassVar[str] = "pages/desk/volunteering/sent.jinja"
    mail_goes_out: bool


@dataclass(frozen=True, kw_only=True)
class ConfirmPage(PageContext):
    """`/volunteer/join/confirm/{token}`: what is kept, and one button."""

    template: ClassVar[str] = "pages/desk/volunteering/confirm.jinja"
    facts: tuple[tuple[str, str], ...]
    wording: str
    action: str


@dataclass(frozen=True, kw_only=True)
class JoinedPage(PageContext):
    """`/volunteer/join/done`: what happens now."""

    template: ClassVar[str] = "pages/desk/volunteering/joined.jinja"
    young: bool
    """Their parent or guardian was written to."""


@dataclass(frozen=True, kw_only=True)
class GuardianPage(PageContext):
    """`/volunteer/guardian/{token}`: may they volunteer?"""

    template: ClassVar[str] = "pages/desk/volunteering/guardian.jinja"
    name: str
    agreed: bool
    said: str
    action: str


@dataclass(frozen=True, kw_only=True)
class StillPage(PageContext):
    """`/volunteer/still-right/{token}`: one button."""

    template: ClassVar[str] = "pages/desk/volunteering/still.jinja"
    action: str
    done: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing somebody said, and where it is changed."""

    label: str
    lines: tuple[str, ...]
    part: str
    """Word of the page that changes it; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A check, training or reference, and the button that takes it away."""

    id: str
    label: str
    lines: tuple[str, ...]
    kind: str
    pressing: bool = False


@dataclass(frozen=True, slots=True)
class GrantRow:
    """What one group may see."""

    listing_id: str
    name: str
    slug: str
    """Empty where the listing is gone."""
    what: tuple[str, ...]
    since: str


@dataclass(frozen=True, slots=True)
class FitRow:
    """Something that is needed now and fits them, and why."""

    title: str
    href: str
    group: str
    reasons: str


@dataclass(frozen=True, slots=True)
class AheadRow:
    """A place they have, and where they look after it."""

    title: str
    href: str
    what: str
    """When, and for whom."""


@dataclass(frozen=True, kw_only=True)
class MinePage(PageContext):
    """`/desk/volunteering`: am I ready, when, where, who may see what?"""

    template: ClassVar[str] = "pages/desk/volunteering/mine.jinja"
    said: str
    standing: str
    """Word of `Standing`; empty where nothing is kept of them as a volunteer."""
    headline: str
    explained: str
    current: str
    facts: tuple[Fact, ...]
    ahead: tuple[AheadRow, ...]
    """The places they took, soonest first."""
    fitting: tuple[FitRow, ...]
    """A few things that are needed now."""
    held: tuple[HeldRow, ...]
    may_hold: bool
    """They are old enough for a check."""
    grants: tuple[GrantRow, ...]
    looks: tuple[str, ...]
    hours: tuple[str, ...]
    hours_total: str


@dataclass(frozen=True, kw_only=True)
class ChangePage(PageContext):
    """`/desk/volunteering/change/{part}`: one small form."""

    template: ClassVar[str] = "pages/desk/volunteering/change.jinja"
    part: str
    typed: Mapping[str, str]
    week: Week | None = None
    profile: Profile | None = None
    options: tuple[Option, ...] = ()
    more: tuple[Option, ...] = ()
    rows: tuple[HeldRow, ...] = ()
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class LeavePage(PageContext):
    """`/desk/volunteering/leave`: what happens when everything is taken back."""

    template: ClassVar[str] = "pages/desk/volunteering/leave.jinja"
    ahead: int
    """Places they have ahead, which are free again then."""
    account_too: bool


@dataclass(frozen=True, kw_only=True)
class LeftPage(PageContext):
    """`/volunteer/left`: it is gone."""

    template: ClassVar[str] = "pages/desk/volunteering/left.jinja"


@dataclass(frozen=True, slots=True)
class Question:
    """One voluntary question."""

    name: str
    legend: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class AboutYouPage(PageContext):
    """`/volunteer/about-you`: voluntary questions tied to nobody."""

    template: ClassVar[str] = "pages/desk/volunteering/about_you.jinja"
    questions: tuple[Question, ...]
    said: bool


@dataclass(frozen=True, slots=True)
class CountTable:
    """How often each answer was given to one question."""

    legend: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class WhoPage(PageContext):
    """`/desk/volunteering/who`: who volunteers, in numbers of ten and more."""

    template: ClassVar[str] = "pages/desk/volunteering/who.jinja"
    tables: tuple[CountTable, ...]
