"""What does the page get that tells a group how many volunteers fit? Numbers in words, never who."""

from dataclasses import dataclass
from typing import ClassVar

from web.contexts.near import Option
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class Some:
    """Some who fit and are alike: how many, and what is told of them."""

    people: str
    what: str


@dataclass(frozen=True, kw_only=True)
class NeedPeoplePage(PageContext):
    """`/desk/needs/{id}/people`: who is ready to help with this?"""

    template: ClassVar[str] = "pages/desk/need_people.jinja"
    name: str
    needs_href: str
    action: str
    invite: str
    """Where the button leads; empty for an example, for which nobody is asked."""
    cannot: str
    """Why nobody can be asked for it now; empty where they can."""
    sessions: tuple[Option, ...]
    """Its times to come; none where it has no fixed ones."""
    distances: tuple[Option, ...]
    """None where it is done from home."""
    lasting: tuple[Option, ...]
    """For how long the check must still be good; none where none is asked for."""
    drives: bool
    skills: tuple[Option, ...]
    skilled: bool
    """Some of them are chosen."""
    languages: tuple[Option, ...]
    """Those the need asks for come first."""
    people: str
    """How many fit."""
    few: bool
    """Fewer than five, or nobody."""
    all_of_them: tuple[str, ...]
    """What holds of everybody who fits."""
    alike: tuple[Some, ...]
    bring: tuple[Some, ...]
    asked: tuple[tuple[str, str], ...]
    """What was asked, to be sent along with the button."""
    how_many: tuple[Option, ...]
