"""What does the page about what is not known get?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.coverage.unknown import Compared, Unknown
from web.contexts.gaps import Link, OptionGroup
from web.contexts.page import PageContext


@dataclass(frozen=True, slots=True)
class HeldRow:
    """How full the directory is for one district, or one kind in one, in words."""

    name: str
    kind: str
    """Empty where several kinds are taken together."""
    known: int
    estimated_of: int
    left: int
    held: str
    """The share with its interval, and of how many; empty where it cannot be estimated."""
    estimate: str
    sources: str
    overlap: str
    """How many each list names, and how many both."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of a whole, named."""

    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """People near the edge, by where they live."""

    name: str
    href: str
    people: int
    nearer: int
    share: str


@dataclass(frozen=True, kw_only=True)
class UnknownPage(PageContext):
    """`/gaps/unknown`: what the directory does not know."""

    template: ClassVar[str] = "pages/unknown/page.jinja"
    lead: str
    """What is listed, in a sentence."""
    answer: tuple[str, ...]
    """What is not known, a line each: with the lead the answer."""
    place: str
    offer: str
    """What is looked for, to stand in a sentence after a number."""
    what: tuple[OptionGroup, ...]
    where: tuple[OptionGroup, ...]
    region: tuple[OptionGroup, ...]
    release: tuple[OptionGroup, ...]
    unknown: Unknown
    held: tuple[HeldRow, ...]
    county: str
    """What the county's five districts taken together say; empty where they do not stand together."""
    asked: str
    """How many parishes were asked, and have answered; the counts add up."""
    kinds: tuple[HeldRow, ...]
    kinds_left: tuple[Figure, ...]
    below: tuple[Compared, ...]
    """Parishes far below what is expected."""
    telling: tuple[Compared, ...]
    """The other parishes where a comparison can tell."""
    years: tuple[Figure, ...]
    places: tuple[Figure, ...]
    unsaid: tuple[Figure, ...]
    edge_districts: tuple[EdgeRow, ...]
    edge_towns: tuple[EdgeRow, ...]
    """By postcode area, those with most such people."""
    edge_more: tuple[EdgeRow, ...]
    """The other postcode areas."""
    edge_parishes: tuple[EdgeRow, ...]
    edge_words: str
    computed_at: datetime
    links: tuple[Link, ...]
    back: str
