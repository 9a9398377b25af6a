"""What does the page need on which a group tells more of itself?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.submissions.answers import Problem
from web.contexts.desk_submissions import Choice
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked, with why, what may be answered and what was."""

    name: str
    legend: str
    why: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...]
    several: bool
    private: bool
    """What is told here is never shown to anybody else."""


@dataclass(frozen=True, slots=True)
class FittingNotice:
    """A notice that may fit, and what is still open about it."""

    href: str
    title: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ProfilePage(PageContext):
    """Two minutes of questions, each of which may stay open."""

    template: ClassVar[str] = "pages/desk/profile/profile.jinja"
    name: str
    slug: str
    said: str
    questions: tuple[Question, ...]
    hide_similar: bool
    change_id: str
    fits: tuple[FittingNotice, ...]
    """Open notices of which every rule is met."""
    may_fit: tuple[FittingNotice, ...]
    """Open notices that nothing speaks against, with what is not known."""
    ruled_out: int
    """How many open notices are for others."""
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
