"""What does the page of an area get?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.areas.schemas import AreaRead
from directory.coverage.schemas import CapitalInArea
from directory.search.schemas import ListingPage
from web.contexts.gaps import Link
from web.contexts.page import PageContext
from web.outlines import View


@dataclass(frozen=True, slots=True)
class Locator:
    """A small map that shows where in its district an area is."""

    path: str
    view: View
    around: tuple[str, ...]
    """Codes drawn behind it."""
    code: str


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One line of deprivation: overall or a domain."""

    label: str
    decile: int | None
    rank: int | None
    words: str


@dataclass(frozen=True, slots=True)
class ReachLine:
    """How one capital stands here, beside the district."""

    label: str
    figures: CapitalInArea
    verdict: str
    """Against the district, in words; empty for a district itself."""


@dataclass(frozen=True, kw_only=True)
class AreaPage(PageContext):
    """`/area/{code}`: who lives there, what is there, and what is within reach."""

    template: ClassVar[str] = "pages/area.jinja"
    area: AreaRead
    level_name: str
    """A locality in or by it; None where the name says enough."""
    people_per_km2: int | None
    areas_in_england: int
    need: tuple[NeedLine, ...]
    reach: tuple[ReachLine, ...]
    listings: ListingPage
    locator: Locator | None
    other_releases: tuple[Link, ...]
    """The same area in another release."""
    base_url: str
    gaps_here: str
    """Address of the gaps page of its district."""
