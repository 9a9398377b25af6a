"""What do the pages about people who are told by letter or text message get?"""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.desk_home import FieldProblem
from web.contexts.desk_upkeep import PlaceOption
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """What waits to go out in one way."""

    way: str
    said: str
    """3 letters wait."""
    button: str
    """Empty where nothing waits."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file of what was taken out."""

    href: str
    label: str


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What was taken out at one moment, to have it again."""

    when: str
    said: str
    files: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """Somebody who is told on paper."""

    id: str
    name: str
    way: str
    about: str
    """What they asked for, how often and since when, in a sentence."""
    letters: bool
    """Whether letters go to them now."""
    large: bool


@dataclass(frozen=True, kw_only=True)
class ReadersPage(PageContext):
    """`/desk/readers`: who is told on paper, and what is to be posted?"""

    template: ClassVar[str] = "pages/desk/readers/list.jinja"
    said: str
    """What was just done; empty otherwise."""
    lead: str
    waiting: tuple[WaitingRow, ...]
    taken: tuple[TakenRow, ...]
    readers: tuple[ReaderRow, ...]
    agreed: tuple[PlaceOption, ...]
    """How they said that they want no more."""


@dataclass(frozen=True, slots=True)
class PurposeOption:
    """A purpose, with the sentence that is read out."""

    value: str
    wording: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class NewReaderPage(PageContext):
    """`/desk/readers/new`: somebody asked by telephone or on paper."""

    template: ClassVar[str] = "pages/desk/readers/new.jinja"
    problems: tuple[FieldProblem, ...]
    problem_at: str
    """The field that is wrong; empty where none is."""
    problem: str
    name: str
    address: str
    phone: str
    places: str
    ways: tuple[PlaceOption, ...]
    large: bool
    """Letters in large print."""
    rhythms: tuple[PlaceOption, ...]
    agreed: tuple[PlaceOption, ...]
    districts: tuple[PlaceOption, ...]
    purposes: tuple[PurposeOption, ...]
