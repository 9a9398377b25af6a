"""What does the page of where one more place would help get?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from web.contexts.gaps import Filters, Link, Option
from web.contexts.page import PageContext
from web.outlines import View


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One neighbourhood that gains."""

    name: str
    href: str
    known_as: str
    people: str
    """Who gain."""
    of_people: str
    """Who live there; empty where that is not known."""
    in_need: bool
    change: str
    """From how far to how far."""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place, chosen or among the best."""

    number: int
    name: str
    href: str
    """Of its listing; empty for a place that is none."""
    kind: str
    where: str
    """Locality and district."""
    gain: str
    """Who would gain, in a sentence."""
    people: int
    people_in_need: int
    nearer: int
    saved: str
    """How much nearer it comes, mean over those who count; empty where nothing is known now."""
    beside: str
    """What else stands beside it; empty where nothing does."""
    areas: tuple[AreaLine, ...]
    more_areas: int
    what_if: str


@dataclass(frozen=True, slots=True)
class OtherRule:
    """What the best single place would be by another rule."""

    rule: str
    answer: str
    href: str
    same: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How people stand, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot on the map."""

    x: float
    y: float
    title: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class SitingMap:
    """Outlines with the chosen places, those of the list, and the ones there are."""

    path: str
    view: View
    areas: tuple[tuple[str, str], ...]
    """Code and class: plain, in need, gaining."""
    districts: tuple[str, ...]
    existing: tuple[Mark, ...]
    chosen: tuple[Mark, ...]
    unit: float
    """A hundredth of the picture's width: what marks are sized by."""


@dataclass(frozen=True, slots=True)
class WhereForm:
    """The form as it stands."""

    gaps: Filters
    k: tuple[Option, ...]
    objective: tuple[Option, ...]
    weight: tuple[Option, ...]
    near: tuple[Option, ...]
    kinds: tuple[Option, ...]
    kept: tuple[tuple[str, str], ...]
    """What the address holds besides and the form keeps."""


@dataclass(frozen=True, kw_only=True)
class WhereNextPage(PageContext):
    """`/gaps/where-next`: where one more place would help the most people."""

    template: ClassVar[str] = "pages/where_next/page.jinja"
    computed_at: datetime
    lead: str
    """The first words of the answer, set in bold."""
    answer: str
    change: str
    """What that does to everybody who counts; empty where nothing is chosen."""
    instead: Link | None
    """Another question, where this one has no answer."""
    sure: tuple[str, ...]
    """How good the choice is among the candidates, and how it was made."""
    chosen: tuple[PlaceLine, ...]
    ranked: tuple[PlaceLine, ...]
    standings: tuple[Standing, ...]
    others: tuple[OtherRule, ...]
    map: SitingMap | None
    form: WhereForm
    candidates: int
    offering: int
    """Placed listings that offer it now."""
    candidate_words: str
    within_words: str
    counted_words: str
    left_out: int
    what_if: str
    download: str
    back: str
