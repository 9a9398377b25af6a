"""What do the pages about gaps get?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.coverage.schemas import AreaCoverage, CoverageAnswer, InstanceTable
from directory.tagging.schemas import TableRow
from directory.words import Capital, Release
from web.choropleth import Drawing, Theme
from web.contexts.page import PageContext
from web.outlines import View


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a form."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Choices under one heading; an empty heading groups nothing."""

    heading: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its words."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """The form of the gaps page, as it stands."""

    capital: tuple[OptionGroup, ...]
    """What is looked for: capitals and categories in one list."""
    district: tuple[OptionGroup, ...]
    view: tuple[OptionGroup, ...]
    need: tuple[OptionGroup, ...]
    also: tuple[OptionGroup, ...]
    """A second measure of need to mix in."""
    weigh: tuple[OptionGroup, ...]
    rule: tuple[OptionGroup, ...]
    release: tuple[OptionGroup, ...]
    region: tuple[OptionGroup, ...]
    level: tuple[OptionGroup, ...]
    day: tuple[OptionGroup, ...]
    at: str
    trust: tuple[OptionGroup, ...]
    visiting: bool
    suggested: Link | None
    """The measure of need that goes with what is looked for; None where it is chosen, or there is none."""


@dataclass(frozen=True, slots=True)
class MapName:
    """The name of a place on a map."""

    x: float
    """From the left, in hundredths of the map's width; so is y from the top."""
    y: float
    name: str


@dataclass(frozen=True, slots=True)
class MapPicture:
    """One map ready to draw."""

    drawing: Drawing
    path: str
    """Where its outlines are."""
    view: View
    release: Release
    districts: tuple[str, ...]
    approximate: tuple[str, ...]
    """Codes of areas whose outline is approximate."""
    states: str
    """`s1 s2 s3 s4 u:0123`: how sure it is that nothing is there, area by area as drawn."""
    names: tuple[MapName, ...] = ()

    @property
    def patterned(self) -> bool:
        """Whether something is drawn over the colours, or may be once the map shows something else."""
        drawing = self.drawing
        return drawing.theme in {Theme.BOTH, Theme.STATE} or any(shape.pattern for shape in drawing.shapes)

    @property
    def hatch(self) -> int:
        """Width of a hatch stripe, in units of the picture."""
        return max(8, round(max(self.view.width, self.view.height) / 130))


@dataclass(frozen=True, slots=True)
class SmallMap:
    """A small map beside the large one, a link to itself large."""

    label: str
    href: str
    picture: MapPicture


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a view was made from, beside what its answer says."""

    visits: int | None
    """Stops of visiting listings among the places; None where visits are not asked for."""
    dates: str
    """Of the listings' records, deprivation and population."""


@dataclass(frozen=True, slots=True)
class RankedArea:
    """One area of the ranked table, in words."""

    area: AreaCoverage
    href: str
    """Of its page; empty where it has none."""
    known_as: str
    """A locality in or by it; empty where none is known."""
    rank: str
    range_words: str
    """How far the rank moves; empty where nobody drew the listings again."""
    state: str
    state_css: str
    why: str
    cluster: str
    need: str | None
    measure: str | None
    """The figure of the measure that is chosen, beside distance; None where that is unknown or distance."""


@dataclass(frozen=True, slots=True)
class RankedRule:
    """What one rule of need finds."""

    heading: str
    rank_label: str
    """Among what its ranks are."""
    sentence: str
    """In people; empty where the rule has nothing to say."""
    number: str | None
    """The number the sentence begins with, set in bold; None where the sentence has none."""
    rows: tuple[AreaCoverage, ...]
    """Worst first; at most as many as the page shows."""
    total: int


@dataclass(frozen=True, slots=True)
class RankedTable:
    """The areas one rule ranks: the first few, and the rest."""

    rule: RankedRule
    first: tuple[RankedArea, ...]
    more: tuple[RankedArea, ...]
    need_heading: str
    need_hint: str
    need_label: str
    """The heading, short, beside each figure."""
    measure_heading: str
    """Of the measure that is chosen, beside distance; empty where that is distance."""
    note: str
    """What its ranks leave out."""


@dataclass(frozen=True, kw_only=True)
class GapsPage(PageContext):
    """`/gaps`: where need is high and little is within reach."""

    template: ClassVar[str] = "pages/gaps/page.jinja"
    answer: CoverageAnswer
    computed_at: datetime
    """In London."""
    place: str
    """The name of what is shown: a district or the region."""
    filters: Filters
    made: MadeFrom
    visits_words: str
    first: RankedTable
    """By the rule that has something to say, or is chosen."""
    second: RankedTable
    here_first: bool
    sentence: RankedRule
    """Whose sentence is the answer."""
    doubt: str
    """How sure the answer is, in one line."""
    counted: tuple[str, ...]
    """What counts by hour and by age, where either is chosen."""
    meaning: str
    """What the numbers of residents mean."""
    listed_and_placed: str
    beyond: str
    overlap: str
    """Which other maps say the same; empty where none does, or nothing special is looked for."""
    need_words: str
    access_labels: tuple[str, str, str]
    map: MapPicture | None
    """None where the level has no outlines."""
    need_map: str
    """Address of the map of need alone; empty where there are no outlines."""
    map_caption: str
    small_maps: tuple[SmallMap, ...]
    areas_shown: str
    """How many, of which level."""
    level_plural: str
    full_table: str
    unknown_page: str
    """Where the page tells what the directory does not know."""
    next_links: tuple[Link, ...]
    downloads: tuple[Link, ...]
    instances: InstanceTable
    tagged: tuple[TableRow, ...]
    """What is suggested and untagged, row by row beside `instances`."""
    credits: tuple[str, ...]
    capitals: tuple[Capital, ...] = tuple(Capital)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One figure of every area in the full table."""

    heading: str
    hint: str
    cells: tuple[str, ...]
    """In the order of the rows; empty where it is not known."""
    always: bool = False
    """Whether a small screen shows it too."""


@dataclass(frozen=True, kw_only=True)
class GapsTablePage(PageContext):
    """`/gaps/table`: every area of a view in one table, the equal of its map."""

    template: ClassVar[str] = "pages/gaps/table.jinja"
    answer: CoverageAnswer
    computed_at: datetime
    made: MadeFrom
    visits_words: str
    rows: tuple[RankedArea, ...]
    columns: tuple[TableColumn, ...]
    place: str
    back: str
    downloads: tuple[Link, ...]
    level_plural: str


@dataclass(frozen=True, kw_only=True)
class GapsWords(GapsPage):
    """`/gaps/words`: the words of a view without its map."""

    template: ClassVar[str] = "pages/gaps/words.jinja"


@dataclass(frozen=True, slots=True)
class SmallValues:
    """What changes on a small map."""

    label: str
    href: str
    classes: str
    """`n1 n2 n3 u:001203`: the classes, then for each area the place of its own among them."""


@dataclass(frozen=True, slots=True)
class GapValues:
    """`/gaps/values`: what changes on the map with another indicator, area by area in the order drawn."""

    classes: str
    """As `SmallValues.classes`."""
    states: str
    """As `classes`: how sure it is that nothing is there."""
    lines: str
    """What each area's tooltip ends with, parted by bars."""
    ending: str
    """What every line that tells a figure ends with, said once."""
    gaps: tuple[int, ...]
    """Places in that order of the areas to hatch."""
    dots: tuple[int, ...]
    """Likewise to dot: too little is known there to say."""
    small: tuple[SmallValues, ...]
    address: str
