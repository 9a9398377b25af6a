"""Which colour and pattern does each area get on the map, and what does the legend say of it?

Colours are class names; the palette is in `gaps.scss`. Nothing is drawn as zero that is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass

from directory.coverage.schemas import AreaCoverage, CoverageAnswer
from geo.evidence import State
from web.gap_themes import (
    ACCESS_THEMES,
    NEAREST_ENDING,
    STATE_CLASSES,
    STATE_LABELS,
    STATE_MEANINGS,
    UNKNOWN,
    Theme,
    describe_value,
    distance,
    has_deciles,
    need_labels,
    scale_of,
    state_css,
)
from web.words import residents

__all__ = [
    "ACCESS_THEMES",
    "DOTS",
    "HATCH",
    "NEAREST_ENDING",
    "PALETTE",
    "UNKNOWN",
    "Drawing",
    "Shape",
    "Step",
    "Theme",
    "access_labels",
    "describe_people",
    "describe_value",
    "distance",
    "draw",
]

HATCH = "hatch"
DOTS = "dots"
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
    "s1": "#3d0f2b",
    "s2": "#b5651d",
    "s3": "#f7f1e3",
    "s4": "#b5d3e6",
    "u": "#ffffff",
}
"""The colours of `gaps.scss`, for maps that take no style sheet with them."""
_PATTERNS = {State.GAP: HATCH, State.PROBABLE_GAP: HATCH, State.NOT_SURVEYED: DOTS}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a legend."""

    css: str
    label: str
    areas: int
    people: int | None
    """None where it is not known of one of them."""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area as drawn."""

    code: str
    css: str
    title: str
    """Name, people and need; then, on its last line, what the map is about."""
    is_gap: bool
    """Whether need is high there and the nearest in the furthest third: the rule that is chosen ranks it."""
    pattern: str = ""
    """What is drawn over the colour: `HATCH`, `DOTS` or nothing."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map: its shapes and its legend."""

    theme: Theme | None
    """None of a map of something else than gaps."""
    shapes: tuple[Shape, ...]
    steps: tuple[Step, ...]
    """For `Theme.BOTH` nine, by need 1 to 3 and within it by access 1 to 3."""
    unknown: Step | None
    need_labels: tuple[str, str, str]
    """What low, middle and high need are."""


def draw(answer: CoverageAnswer, theme: Theme, *, rule_here: bool = False) -> Drawing:
    """Colour the areas of an answer for one theme; gaps are marked by the rule that is chosen."""
    css_of, legend = _classes(answer, theme)
    classes = [css_of(area) for area in answer.contents]
    shapes = []
    for area, css in zip(answer.contents, classes, strict=True):
        is_gap = (area.gap_rank_here if rule_here else area.gap_rank) is not None
        shapes.append(
            Shape(
                code=area.code,
                css=css,
                title=f"{area.name}\n{describe_people(area, answer)}\n{describe_value(area, theme)}",
                is_gap=is_gap,
                pattern=_pattern(area, theme, is_gap=is_gap),
            )
        )
    tally: dict[str, tuple[int, int]] = {}
    for area, css in zip(answer.contents, classes, strict=True):
        areas, people = tally.get(css, (0, 0))
        tally[css] = areas + 1, people + (area.population or 0)
    steps = tuple(
        Step(css, label, *tally.get(css, (0, 0)), pattern=pattern) for css, label, pattern in legend
    )
    unknown = Step(UNKNOWN, "Not known", *tally[UNKNOWN]) if UNKNOWN in tally else None
    return Drawing(theme, tuple(shapes), steps, unknown, need_labels(answer))


def describe_people(area: AreaCoverage, answer: CoverageAnswer) -> str:
    """Say who lives there and how much need there is."""
    people = (
        "population not known"
        if area.population is None
        else residents(area.population, estimated=area.population_estimated)
    )
    if has_deciles(answer):
        need = "deprivation not known" if area.imd_decile is None else f"decile {area.imd_decile}"
    else:
        need = "need not known" if area.need is None else f"need {area.need * 100:.0f} of 100"
    return f"{people}, {need}"


def _pattern(area: AreaCoverage, theme: Theme, *, is_gap: bool) -> str:
    """Only doubt has a pattern; on the map of need and distance, where both are as bad as they get."""
    if area.state is None or not (theme is Theme.STATE or (theme is Theme.BOTH and is_gap)):
        return ""
    return _PATTERNS.get(area.state, "")


def _classes(
    answer: CoverageAnswer, theme: Theme
) -> tuple[Callable[[AreaCoverage], str], list[tuple[str, str, str]]]:
    """Give what names the class of an area, and the legend: class, words, pattern."""
    if theme is Theme.STATE:
        return state_css, [
            (
                STATE_CLASSES[state],
                f"{STATE_LABELS[state]}: {STATE_MEANINGS[state]}",
                _PATTERNS.get(state, ""),
            )
            for state in State
        ]
    if theme is not Theme.BOTH:
        scale = scale_of(answer, theme)
        return scale.css, [
            (f"{scale.prefix}{place}", label, "") for place, label in enumerate(scale.labels, 1)
        ]
    need, access = need_labels(answer), access_labels(answer)
    return _both_css, [
        (f"b{n}{a}", f"{need[n - 1].capitalize()}, {access[a - 1]}", "") for n in (1, 2, 3) for a in (1, 2, 3)
    ]


def _both_css(area: AreaCoverage) -> str:
    if area.need_class is None or area.access_class is None:
        return UNKNOWN
    return f"b{area.need_class}{area.access_class}"


def access_labels(answer: CoverageAnswer) -> tuple[str, str, str]:
    """Say where the thirds of distance part."""
    if answer.access_breaks_m is None:
        return "nearest third", "middle third", "furthest third"
    low, high = (distance(metres) for metres in answer.access_breaks_m)
    return f"up to {low}", f"{low} to {high}", f"over {high}"
