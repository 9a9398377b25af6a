"""What do the home page and the list of what is near need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from directory.areas.schemas import Choice, Origin
from directory.search.schemas import FacetValue, NearAnswer
from web.contexts.page import PageContext
from web.crisis import CrisisHelp
from web.nearmap import NearMap


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, a row of radios or checkboxes."""

    value: str
    label: str
    chosen: bool
    count: int | None = None
    """How many listings it would leave; None where that is not counted."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, with the address of the same list without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and what to do."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    href: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to the other pages of a list; None where there is none."""

    page: int
    pages: int
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True)
class NearForm:
    """Every field of the form as it stands."""

    where: str
    place: str
    lon: str
    lat: str
    q: str
    age: str
    language: str
    times: str
    """`unknown` where only what does not say when it is open is shown."""
    free: bool
    step_free: bool
    remote: bool
    days: tuple[Option, ...]
    kinds: tuple[Option, ...]
    capitals: tuple[Option, ...]
    categories: tuple[Option, ...]
    districts: tuple[Option, ...]
    radii: tuple[Option, ...]
    recruiting: Option
    referrals: Option
    sizes: tuple[Option, ...]
    reaches: tuple[Option, ...]
    """Of these four, what no listing says of itself is left out."""
    sorts: tuple[Option, ...]
    languages: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class HomePage(PageContext):
    """One question, and a few other ways in."""

    template: ClassVar[str] = "pages/home.jinja"
    where: str
    total: int
    kinds: tuple[FacetValue, ...]
    capitals: tuple[tuple[str, str, str, int], ...]
    """Value, label, meaning and count of each."""
    districts: tuple[FacetValue, ...]
    in_no_district: int
    """How many have no place in any one district."""
    confirmed: str


@dataclass(frozen=True, kw_only=True)
class NearPage(PageContext):
    """What is near somebody: a list, with a map in step."""

    template: ClassVar[str] = "pages/near.jinja"
    crisis: CrisisHelp | None
    """Whom to ring at once, where the words ask for it: shown before anything else."""
    origin: Origin | None
    """None: a list of everything that fits, with no place to measure from."""
    parish: Link | None
    """The page of the parish that the place lies in."""
    note: str | None
    form: NearForm
    problems: tuple[Problem, ...]
    answer: NearAnswer
    first_number: int
    """The number of the list's first listing; the pins bear the same numbers."""
    numbers: Mapping[UUID, int]
    heading: str
    silent_heading: str
    """Where the listings begin that leave open what was wished for."""
    summary: str
    grown: str | None
    """Set where the radius grew: says from what to what."""
    chips: tuple[Chip, ...]
    pager: Pager
    map: NearMap | None
    names: Mapping[str, str]
    """Of the areas the listings lie in or serve."""
    chosen: frozenset[UUID]
    """What is on the shortlist."""
    back: str
    """The address of this very list, for the way back from adding to the shortlist."""
    times_unknown: str
    """As near, what does not say when it is open."""
    day_words: str
    day_hours: Mapping[UUID, str]
    """With a day chosen: when each listing is open on it."""


@dataclass(frozen=True, kw_only=True)
class WhichPlacePage(PageContext):
    """Several places bear the name: which is meant?"""

    template: ClassVar[str] = "pages/which_place.jinja"
    typed: str
    choices: tuple[tuple[Choice, str], ...]
    """Each with its address."""


@dataclass(frozen=True, kw_only=True)
class NotLocatedPage(PageContext):
    """Nothing to search from: why, what to do, and the form again."""

    template: ClassVar[str] = "pages/not_located.jinja"
    typed: str
    reason: str
    message: str
    suggestions: tuple[tuple[Choice, str], ...]
    nearest_live: Link | None
    crisis: CrisisHelp | None
