"""What does the first page of the desk get?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with a field, and how to mend it."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something this person may do."""

    href: str
    label: str
    what: str
    waits: int
    """How much waits there for this person, as far as the page counts it."""


@dataclass(frozen=True, slots=True)
class OwnListing:
    """A listing this person looks after."""

    slug: str
    name: str
    standing: str
    """Where it stands and how fresh it is, in a sentence."""
    button: str
    """What else to do with it."""
    pressing: bool
    """It needs them now."""
    confirms: str
    """Where it is due: under which id one press confirms it, once."""
    needs: str
    """Where it says what help it needs, in a line; empty where it cannot ask."""
    told: int
    """How much readers told us about it waits for this person's answer."""


@dataclass(frozen=True, kw_only=True)
class DeskPage(PageContext):
    """`/desk`: what may I do here, and what waits for me?"""

    template: ClassVar[str] = "pages/desk/home.jinja"
    email: str
    said: str
    """What was just done, in a sentence; empty where nothing."""
    roles: tuple[str, ...]
    """Each role and what it reaches, in a sentence."""
    second_factor: str
    """Empty, or what its absence means; `set_up` tells whether there is one to show."""
    second_factor_set_up: bool
    listings: tuple[OwnListing, ...]
    volunteers: bool
    """Something is kept of them as a volunteer."""
    finds: bool
    """Whether they may go to listings that are not their own."""
    tasks: tuple[TaskRow, ...]
