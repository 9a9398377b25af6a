"""What do the pages get on which somebody takes a task, answers an invitation, or looks after their place?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as each of these pages shows it."""

    title: str
    group: str
    group_href: str
    when: str
    where: str
    takes: str
    """How long, where no time is fixed; empty where it is."""
    who_answers: str
    eases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TakePage(PageContext):
    """`/volunteer/need/{slug}/take`: I want to do this."""

    template: ClassVar[str] = "pages/desk/taking/take.jinja"
    facts: TaskFacts | None
    """None while a time is still to be chosen."""
    need_title: str
    need_href: str
    action: str
    times: tuple[Option, ...]
    """Where there are several."""
    session: str
    asks: tuple[str, ...]
    """What is needed of whoever comes: skills, a check, an age."""
    sees: tuple[str, ...]
    ages: tuple[Option, ...]
    """Empty where it need not be asked."""
    known_as: str
    """The name of a volunteer who is signed in: one button."""
    full: bool
    over: str
    """Why it cannot be taken any more."""
    name: str
    email: str
    phone: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TakeSentPage(PageContext):
    """Look into your e-mail."""

    template: ClassVar[str] = "pages/desk/taking/sent.jinja"
    mail_goes_out: bool


@dataclass(frozen=True, kw_only=True)
class TakeConfirmPage(PageContext):
    """`/volunteer/take/confirm/{token}`: one button."""

    template: ClassVar[str] = "pages/desk/taking/confirm.jinja"
    facts: TaskFacts
    name: str
    sees: tuple[str, ...]
    check: str
    """Which check is needed; empty where none."""
    action: str


@dataclass(frozen=True, kw_only=True)
class TakeEndPage(PageContext):
    """What came of it, where there is no place: it waits for a check, or others were first."""

    template: ClassVar[str] = "pages/desk/taking/end.jinja"
    paragraphs: tuple[str, ...]
    facts: TaskFacts | None


@dataclass(frozen=True, kw_only=True)
class InvitationPage(PageContext):
    """`/invitation/{token}`: yes or no."""

    template: ClassVar[str] = "pages/desk/taking/invitation.jinja"
    facts: TaskFacts | None
    reasons: tuple[str, ...]
    sees: tuple[str, ...]
    can_answer: bool
    paragraphs: tuple[str, ...]
    """What stands instead of the buttons."""
    action: str


@dataclass(frozen=True, kw_only=True)
class PlacementPage(PageContext):
    """`/placement/{token}`: my place."""

    template: ClassVar[str] = "pages/desk/taking/placement.jinja"
    said: str
    facts: TaskFacts
    action: str
    calendar: str
    """Empty where no time is fixed."""
    state: str
    """ahead, cover, over, ended."""
    told: str
    """What became of it, in a sentence."""
    hours: str
    """As typed, or as told before."""
    hours_state: str
    """What stands of the hours, in a sentence."""
    can_tell_hours: bool
    certificate: str
    problems: tuple[FieldProblem, ...]
    errors: Mapping[str, str]
