"""What does the page about what-ifs get?"""

from dataclasses import dataclass
from typing import ClassVar

from directory.coverage.what_if_schemas import WhatIf
from directory.scenarios.schemas import ScenarioRead
from web.contexts.gaps import Link, OptionGroup
from web.contexts.page import PageContext
from web.outlines import View
from web.what_if_choices import Problem


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, in words, and the address of the page without it."""

    words: str
    note: str
    href: str
    """Of the listing; empty where it is a new place."""
    name: str
    without: str


@dataclass(frozen=True, slots=True)
class Which:
    """A question about what somebody typed, and the answers there are."""

    field: str
    question: str
    options: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One measure, before and after, in words."""

    label: str
    hint: str
    now: str
    then: str
    change: str
    better: str
    """`better`, `worse` or empty where it stays or nobody can say."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The measures of one place."""

    name: str
    rows: tuple[FigureRow, ...]
    more: tuple[FigureRow, ...]
    """Those few people ask for."""


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """Who loses and who gains, of a fifth of need, a district or a capital."""

    label: str
    href: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """A table of people."""

    headings: tuple[str, ...]
    """Without that of the first column."""
    rows: tuple[PeopleRow, ...]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area, in words."""

    code: str
    name: str
    known_as: str
    district: str
    decile: str
    people: str
    now: str
    then: str
    extra: str
    instead: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A changed place on the map, in units of the picture."""

    x: float
    y: float
    does: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the legend."""

    css: str
    label: str
    areas: int


@dataclass(frozen=True, slots=True)
class ChangeMap:
    """A small map of what changes where."""

    path: str
    view: View
    shapes: tuple[tuple[str, str, str], ...]
    """Code, class, title."""
    districts: tuple[str, ...]
    spots: tuple[Spot, ...]
    steps: tuple[Step, ...]
    radius: float
    """Of a spot."""
    add_from: str
    """The address to which a click appends `add=lon,lat`."""


@dataclass(frozen=True, slots=True)
class WhatIfForm:
    """The form as it stands."""

    capital: tuple[OptionGroup, ...]
    district: tuple[OptionGroup, ...]
    release: tuple[OptionGroup, ...]
    region: tuple[OptionGroup, ...]
    need: tuple[OptionGroup, ...]
    closing: str
    adding: str
    moving: str
    to: str
    name: str
    on: str
    hidden: tuple[tuple[str, str], ...]
    """What the form carries besides its fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfTold:
    """An answer, in words."""

    answer: WhatIf
    sentence: str
    second: str
    lines: tuple[ChangeLine, ...]
    counted: str
    where: str
    tables: tuple[FigureTable, ...]
    by_need: PeopleTable
    by_district: PeopleTable
    areas: tuple[AreaRow, ...]
    map: ChangeMap
    capitals: PeopleTable | None
    alternatives: tuple[Link, ...]
    made: str


@dataclass(frozen=True, kw_only=True)
class WhatIfPage(PageContext):
    """What changes, and for whom."""

    template: ClassVar[str] = "pages/what_if/page.jinja"
    back: str
    problems: tuple[Problem, ...]
    which: Which | None
    told: WhatIfTold | None
    """None where nothing changes yet."""
    form: WhatIfForm
    address: str
    """Of this what-if, path and query."""
    command: str
    scenarios: tuple[ScenarioRead, ...]


@dataclass(frozen=True, slots=True)
class CompareColumn:
    """One what-if of two, in words."""

    heading: str
    href: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One measure of two what-ifs."""

    label: str
    hint: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareTable:
    """Measures of two what-ifs side by side."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[CompareRow, ...]


@dataclass(frozen=True, kw_only=True)
class ComparePage(PageContext):
    """Two what-ifs side by side."""

    template: ClassVar[str] = "pages/what_if/compare.jinja"
    problems: tuple[Problem, ...]
    a: str
    b: str
    scenarios: tuple[ScenarioRead, ...]
    columns: tuple[CompareColumn, ...]
    comparison: tuple[CompareTable, ...] | None
    """None where there are not two yet."""
