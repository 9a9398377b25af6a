"""What do the pages about gaps get?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from directory.coverage.schemas import AreaCoverage, CoverageAnswer, InstanceTable
from directory.words import Capital, Release
from web.choropleth import Drawing
from web.contexts.page import PageContext
from web.outlines import View


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a form."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """The form of the gaps page, as it stands."""

    capital: tuple[Option, ...]
    district: tuple[Option, ...]
    view: tuple[Option, ...]
    rule: tuple[Option, ...]
    release: tuple[Option, ...]
    region: tuple[Option, ...]
    level: tuple[Option, ...]
    visiting: bool
    more_open: bool
    """Whether a choice among the folded ones differs from what it is by default."""


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
    hatched: bool
    """Whether gap areas are hatched."""

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
class Link:
    """A link and its words."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class GapsPage(PageContext):
    """`/gaps`: where need is high and little is within reach."""

    template: ClassVar[str] = "pages/gaps/page.jinja"
    answer: CoverageAnswer
    computed_at: datetime
    """In London."""
    capital: Capital | None
    place: str
    """The name of what is shown: a district or the region."""
    filters: Filters
    made: MadeFrom
    visits_words: str
    england: RankedRule
    here: RankedRule
    here_first: bool
    meaning: str
    """What the numbers of residents mean."""
    listed_and_placed: str
    near: dict[str, str]
    """By code of a ranked area, a locality in or by it."""
    access_labels: tuple[str, str, str]
    map: MapPicture | None
    """None where the level has no outlines."""
    map_caption: str
    small_maps: tuple[SmallMap, ...]
    areas_shown: str
    """How many, of which level."""
    level_plural: str
    full_table: str
    downloads: tuple[Link, ...]
    instances: InstanceTable
    credits: tuple[str, ...]
    capitals: tuple[Capital, ...] = tuple(Capital)


@dataclass(frozen=True, kw_only=True)
class GapsTablePage(PageContext):
    """`/gaps/table`: every area of a view in one table, the equal of its map."""

    template: ClassVar[str] = "pages/gaps/table.jinja"
    answer: CoverageAnswer
    computed_at: datetime
    made: MadeFrom
    visits_words: str
    rows: tuple[AreaCoverage, ...]
    capital: Capital | None
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
    lines: str
    """What each area's tooltip ends with, parted by bars."""
    ending: str
    """What every line that tells a distance ends with, said once."""
    gaps: tuple[int, ...]
    """Places in that order of the areas to hatch."""
    small: tuple[SmallValues, ...]
    address: str
