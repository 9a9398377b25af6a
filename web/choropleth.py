"""Which colour does each area get on the map, and what does the legend say of it?

Colours are class names; the palette is in `_gaps.scss`. Nothing is drawn as zero that is not known.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from directory.coverage.schemas import AreaCoverage, CoverageAnswer

UNKNOWN = "u"
METRES_IN_KM = 1000
PALETTE = {
    "b11": "#f3f3ee",
    "b12": "#b4d2e4",
    "b13": "#5fa3cf",
    "b21": "#f3d3a6",
    "b22": "#a89996",
    "b23": "#566394",
    "b31": "#e8962a",
    "b32": "#a2562c",
    "b33": "#3d0f2b",
    "n1": "#f6efe2",
    "n2": "#f0cf9f",
    "n3": "#e0a04d",
    "n4": "#b5651d",
    "n5": "#6e2f10",
    "a1": "#eaf2f6",
    "a2": "#b5d3e6",
    "a3": "#72abd1",
    "a4": "#2f79ab",
    "a5": "#0f3f63",
    "u": "#ffffff",
}
"""The colours of `gaps.scss`, for maps that take no style sheet with them."""
NEAREST_ENDING = " to the nearest"
NO_BREAK = "\N{NO-BREAK SPACE}"


class Theme(StrEnum):
    """What a map is about."""

    BOTH = "both"
    NEED = "need"
    NEAREST = "nearest"
    SHARE = "share"
    RATE = "rate"
    COUNT = "count"

    @property
    def label(self) -> str:
        """Plain English, as a choice and as a caption."""
        return {
            "both": "Need and distance together",
            "need": "Deprivation",
            "nearest": "Distance to the nearest",
            "share": "How many live within 1,200\N{NO-BREAK SPACE}m",
            "rate": "Listings per 1,000 people",
            "count": "Number of listings",
        }[self.value]


ACCESS_THEMES = (Theme.NEAREST, Theme.SHARE, Theme.RATE, Theme.COUNT)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a legend."""

    css: str
    label: str
    areas: int
    people: int


@dataclass(frozen=True, slots=True)
class Shape:
    """One area as drawn."""

    code: str
    css: str
    title: str
    """Name, people and deprivation; then, on its last line, what the map is about."""
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map: its shapes and its legend."""

    theme: Theme
    shapes: tuple[Shape, ...]
    steps: tuple[Step, ...]
    """For `Theme.BOTH` nine, by need 1 to 3 and within it by access 1 to 3."""
    unknown: Step | None


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where classes part: `breaks` are the lower bounds of all classes but the first."""

    prefix: str
    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    value: Callable[[AreaCoverage], float | None]

    def css(self, area: AreaCoverage) -> str:
        value = self.value(area)
        return UNKNOWN if value is None else f"{self.prefix}{bisect_right(self.breaks, value) + 1}"


SCALES = {
    Theme.NEED: _Scale(
        prefix="n",
        breaks=(-7.5, -5.5, -3.5, -1.5),
        labels=(
            "Deciles 8 to 10, least deprived",
            "Deciles 6 and 7",
            "Deciles 4 and 5",
            "Deciles 2 and 3",
            "Decile 1, most deprived tenth of England",
        ),
        value=lambda area: None if area.imd_decile is None else -area.imd_decile,
    ),
    Theme.NEAREST: _Scale(
        prefix="a",
        breaks=(500, 1000, 2000, 4000),
        labels=("Under 500 m", "500 m to 1 km", "1 to 2 km", "2 to 4 km", "4 km or more"),
        value=lambda area: area.nearest_m,
    ),
    Theme.SHARE: _Scale(
        prefix="a",
        breaks=(-0.8, -0.6, -0.4, -0.2),
        labels=("Over 80%", "Over 60 to 80%", "Over 40 to 60%", "Over 20 to 40%", "20% or fewer"),
        value=lambda area: None if area.share_within_1200m is None else -area.share_within_1200m - 1e-12,
    ),
    Theme.RATE: _Scale(
        prefix="a",
        breaks=(-2, -1, -0.5, 0),
        labels=("Over 2", "Over 1 to 2", "Over 0.5 to 1", "Up to 0.5", "None known here"),
        value=lambda area: None if area.rate_per_1000 is None else -area.rate_per_1000,
    ),
    Theme.COUNT: _Scale(
        prefix="a",
        breaks=(-6.5, -3.5, -1.5, -0.5),
        labels=("7 or more", "4 to 6", "2 or 3", "1", "None known here"),
        value=lambda area: -area.count,
    ),
}


def draw(answer: CoverageAnswer, theme: Theme, *, rule_here: bool = False) -> Drawing:
    """Colour the areas of an answer for one theme; gaps are marked by the rule that is chosen."""
    css_of = _both_css if theme is Theme.BOTH else SCALES[theme].css
    classes = [css_of(area) for area in answer.contents]
    shapes = tuple(
        Shape(
            code=area.code,
            css=css,
            title=f"{area.name}\n{describe_people(area)}\n{describe_value(area, theme)}",
            is_gap=(area.gap_rank_here if rule_here else area.gap_rank) is not None,
        )
        for area, css in zip(answer.contents, classes, strict=True)
    )
    tally: dict[str, tuple[int, int]] = {}
    for area, css in zip(answer.contents, classes, strict=True):
        areas, people = tally.get(css, (0, 0))
        tally[css] = areas + 1, people + (area.population or 0)
    steps = tuple(Step(css, label, *tally.get(css, (0, 0))) for css, label in _legend(answer, theme))
    unknown = Step(UNKNOWN, "Not known", *tally[UNKNOWN]) if UNKNOWN in tally else None
    return Drawing(theme, shapes, steps, unknown)


def describe_people(area: AreaCoverage) -> str:
    """Say who lives there and how deprived the area is."""
    people = "population not known" if area.population is None else f"{area.population:,} people"
    need = "deprivation not known" if area.imd_decile is None else f"decile {area.imd_decile}"
    return f"{people}, {need}"


def describe_value(area: AreaCoverage, theme: Theme) -> str:
    """Say the figure a map is about, in words."""
    if theme is Theme.SHARE:
        share = area.share_within_1200m
        return "Not known" if share is None else f"{share:.0%} within 1,200\N{NO-BREAK SPACE}m"
    if theme is Theme.RATE:
        rate = area.rate_per_1000
        return "Not known" if rate is None else f"{rate:.1f} per 1,000 people"
    if theme is Theme.COUNT:
        return "1 listing" if area.count == 1 else f"{area.count} listings"
    return "Distance not known" if area.nearest_m is None else distance(area.nearest_m) + NEAREST_ENDING


def distance(metres: float) -> str:
    """Write a distance as people say it."""
    rounded = round(metres, -1)
    if rounded < METRES_IN_KM:
        return f"{rounded:.0f}{NO_BREAK}m"
    return f"{metres / METRES_IN_KM:.1f}".removesuffix(".0") + f"{NO_BREAK}km"


def _both_css(area: AreaCoverage) -> str:
    if area.need_class is None or area.access_class is None:
        return UNKNOWN
    return f"b{area.need_class}{area.access_class}"


def _legend(answer: CoverageAnswer, theme: Theme) -> list[tuple[str, str]]:
    if theme is not Theme.BOTH:
        scale = SCALES[theme]
        return [(f"{scale.prefix}{place}", label) for place, label in enumerate(scale.labels, 1)]
    need = {1: "deciles 8 to 10", 2: "deciles 4 to 7", 3: "deciles 1 to 3"}
    access = access_labels(answer)
    return [(f"b{n}{a}", f"{need[n].capitalize()}, {access[a - 1]}") for n in (1, 2, 3) for a in (1, 2, 3)]


def access_labels(answer: CoverageAnswer) -> tuple[str, str, str]:
    """Say where the thirds of distance part."""
    if answer.access_breaks_m is None:
        return "nearest third", "middle third", "furthest third"
    low, high = (distance(metres) for metres in answer.access_breaks_m)
    return f"up to {low}", f"{low} to {high}", f"over {high}"
