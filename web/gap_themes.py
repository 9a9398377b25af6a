"""What can a map of the gaps be about, how is each figure said, and where do its classes part?"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from directory.coverage.schemas import DEFAULT_NEED, AreaCoverage, CoverageAnswer
from geo.evidence import State

UNKNOWN = "u"
METRES_IN_KM = 1000
NEAREST_ENDING = " to the nearest"
NO_BREAK = "\N{NO-BREAK SPACE}"
CLASSES = 5
ROUND_ABOVE = 0.1
STATE_LABELS = {
    State.GAP: "A gap",
    State.PROBABLE_GAP: "Probably a gap",
    State.NOT_SURVEYED: "Not surveyed",
    State.SERVED: "Something near",
}
STATE_MEANINGS = {
    State.GAP: "far away, and somebody who asked says there is none",
    State.PROBABLE_GAP: "far away, and about as much is listed here as one would expect",
    State.NOT_SURVEYED: "far away, but too little is known here to say",
    State.SERVED: "nearer than in the furthest third, or somebody says there is one",
}
STATE_CLASSES = {state: f"s{place}" for place, state in enumerate(State, 1)}
"""The colour of each state; the pattern over it is a matter of `PATTERNS`."""


class Theme(StrEnum):
    """What a map is about."""

    BOTH = "both"
    STATE = "state"
    NEED = "need"
    GAP = "gap"
    NEAREST = "nearest"
    MEDIAN = "median"
    P90 = "p90"
    THIRD = "third"
    SHARE = "share"
    WALK = "walk"
    CYCLE = "cycle"
    DRIVE = "drive"
    RATE = "rate"
    COUNT = "count"
    SFCA2 = "2sfca"
    E2SFCA = "e2sfca"
    SFCA3 = "3sfca"

    @property
    def label(self) -> str:
        """Plain English, as a choice and as a caption."""
        return _LABELS[self]


_LABELS = {
    Theme.BOTH: "Need and distance together",
    Theme.STATE: "How sure it is that nothing is there",
    Theme.NEED: "Need",
    Theme.GAP: "Gap score: need times distance",
    Theme.NEAREST: "Distance to the nearest",
    Theme.MEDIAN: "Distance to the nearest, for the middle postcode",
    Theme.P90: "Distance to the nearest, for the furthest tenth",
    Theme.THIRD: "Distance to the third nearest",
    Theme.SHARE: f"How many live within 1,200{NO_BREAK}m",
    Theme.WALK: "How many are within a 15-minute walk",
    Theme.CYCLE: "How many are within a 20-minute cycle ride",
    Theme.DRIVE: "How many are within a 20-minute drive",
    Theme.RATE: "Listings per 1,000 people",
    Theme.COUNT: "Number of listings",
    Theme.SFCA2: "Listings shared among those in reach (2SFCA)",
    Theme.E2SFCA: "Shared, the nearer counting more (E2SFCA)",
    Theme.SFCA3: "Shared, with choice between places (3SFCA)",
}
GROUPS = (
    ("In one map", (Theme.BOTH, Theme.STATE, Theme.NEED, Theme.GAP)),
    ("How far", (Theme.NEAREST, Theme.MEDIAN, Theme.P90, Theme.THIRD)),
    ("Who is in reach", (Theme.SHARE, Theme.WALK, Theme.CYCLE, Theme.DRIVE)),
    ("How much there is", (Theme.RATE, Theme.COUNT, Theme.SFCA2, Theme.E2SFCA, Theme.SFCA3)),
)
ACCESS_THEMES = (Theme.GAP, *(theme for _, themes in GROUPS[1:] for theme in themes))
"""The measures; the others are views of several things."""
DISTANCES = (Theme.NEAREST, Theme.MEDIAN, Theme.P90, Theme.THIRD)
CLASSED = (Theme.BOTH, Theme.STATE, Theme.GAP)
"""What too few listings cannot show."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where classes part: `breaks` are the lower bounds of all classes but the first, of what is worse."""

    prefix: str
    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    value: Callable[[AreaCoverage], float | None]

    def css(self, area: AreaCoverage) -> str:
        """Name the class of an area."""
        value = self.value(area)
        return UNKNOWN if value is None else f"{self.prefix}{bisect_right(self.breaks, value) + 1}"


@dataclass(frozen=True, slots=True)
class _Measure:
    """A figure of an area, how it is said, and whether more of it is worse."""

    name: str
    ending: str
    words: Callable[[float], str]
    more_is_worse: bool = False


def distance(metres: float) -> str:
    """Write a distance as people say it."""
    rounded = round(metres, -1)
    if rounded < METRES_IN_KM:
        return f"{rounded:.0f}{NO_BREAK}m"
    return f"{metres / METRES_IN_KM:.1f}".removesuffix(".0") + f"{NO_BREAK}km"


def _share(value: float) -> str:
    return f"{value:.0%}"


def _per_1000(value: float) -> str:
    return f"{value:.1f}"


def _shared(value: float) -> str:
    if not value:
        return "0"
    return f"{value:.2f}" if value >= ROUND_ABOVE else f"{value:.3f}"


def _whole(value: float) -> str:
    return f"{value:.0f}"


def _of_100(value: float) -> str:
    return f"{value * 100:.0f}"


_MEASURES = {
    Theme.GAP: _Measure("gap", " of 100", _of_100, more_is_worse=True),
    Theme.NEAREST: _Measure("nearest_m", NEAREST_ENDING, distance, more_is_worse=True),
    Theme.MEDIAN: _Measure("nearest_p50_m", " for the middle postcode", distance, more_is_worse=True),
    Theme.P90: _Measure("nearest_p90_m", " or more for a tenth", distance, more_is_worse=True),
    Theme.THIRD: _Measure("third_nearest_m", " to the third nearest", distance, more_is_worse=True),
    Theme.SHARE: _Measure("share_within_1200m", f" within 1,200{NO_BREAK}m", _share),
    Theme.WALK: _Measure("share_within_walk", " within a 15-minute walk", _share),
    Theme.CYCLE: _Measure("share_within_cycle", " within a 20-minute ride", _share),
    Theme.DRIVE: _Measure("share_within_drive", " within a 20-minute drive", _share),
    Theme.RATE: _Measure("rate_per_1000", " per 1,000 people", _per_1000),
    Theme.COUNT: _Measure("count", " listings", _whole),
    Theme.SFCA2: _Measure("sfca2", " per 1,000 people in reach", _shared),
    Theme.E2SFCA: _Measure("e2sfca", " per 1,000 people in reach", _shared),
    Theme.SFCA3: _Measure("sfca3", " per 1,000 people in reach", _shared),
}
_FAR = ((500, 1000, 2000, 4000), ("Under 500 m", "500 m to 1 km", "1 to 2 km", "2 to 4 km", "4 km or more"))
_FEW = (
    (-0.8, -0.6, -0.4, -0.2),
    ("Over 80%", "Over 60 to 80%", "Over 40 to 60%", "Over 20 to 40%", "20% or fewer"),
)
_SHARES = (Theme.SHARE, Theme.WALK, Theme.CYCLE, Theme.DRIVE)
_BREAKS = {
    **dict.fromkeys(DISTANCES, _FAR),
    **dict.fromkeys(_SHARES, _FEW),
    Theme.RATE: (
        (-2, -1, -0.5, 0),
        ("Over 2", "Over 1 to 2", "Over 0.5 to 1", "Up to 0.5", "None known here"),
    ),
    Theme.COUNT: ((-6.5, -3.5, -1.5, -0.5), ("7 or more", "4 to 6", "2 or 3", "1", "None known here")),
}
_DECILES = Scale(
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
)
_NEED = Scale(
    prefix="n",
    breaks=(0.3, 0.5, 0.7, 0.9),
    labels=("Under 30 of 100, least need", "30 to 50", "50 to 70", "70 to 90", "90 or more, most need"),
    value=lambda area: area.need,
)


def scale_of(answer: CoverageAnswer, theme: Theme) -> Scale:
    """Give the classes of a measure; what has no well-known steps is parted in fifths of what is shown."""
    if theme is Theme.NEED:
        return _DECILES if has_deciles(answer) else _NEED
    measure = _MEASURES[theme]
    sign = 1 if measure.more_is_worse else -1

    def value(area: AreaCoverage) -> float | None:
        found = getattr(area, measure.name)
        return None if found is None else sign * float(found)

    if theme in _BREAKS:
        return Scale("a", *_BREAKS[theme], value=value)
    known = [found for area in answer.contents if (found := getattr(area, measure.name)) is not None]
    return _fifths(known, measure, value)


def _fifths(
    known: Sequence[float], measure: _Measure, value: Callable[[AreaCoverage], float | None]
) -> Scale:
    if not known:
        return Scale("a", (), (), value)
    fifths = sorted({float(part) for part in np.quantile(known, np.arange(1, CLASSES) / CLASSES)})
    # Where a fifth or more have the least there is, nobody has less.
    parts = [part for part in fifths if part > min(known)]
    if not parts:
        return Scale("a", (), (f"All {measure.words(known[0])}",), value)
    told = [measure.words(part) for part in parts]
    between = (f"{low} to {high}" for low, high in pairwise(told))
    labels = (f"Under {told[0]}", *between, f"{told[-1]} or more")
    if measure.more_is_worse:
        return Scale("a", tuple(parts), labels, value)
    return Scale("a", tuple(-part for part in reversed(parts)), tuple(reversed(labels)), value)


def has_deciles(answer: CoverageAnswer) -> bool:
    """Whether need is the index itself, which is told in deciles; own areas have none."""
    return answer.query.need == DEFAULT_NEED and answer.query.geography is None


def need_labels(answer: CoverageAnswer) -> tuple[str, str, str]:
    """Say what low, middle and high need are."""
    if has_deciles(answer):
        return "deciles 8 to 10", "deciles 4 to 7", "deciles 1 to 3"
    return "under 30 of 100", "30 to 70", "70 or more"


def state_css(area: AreaCoverage) -> str:
    """Name the class of a state."""
    return UNKNOWN if area.state is None else STATE_CLASSES[area.state]


def describe_value(area: AreaCoverage, theme: Theme) -> str:
    """Say the figure a map is about, in words."""
    if theme is Theme.STATE:
        return "Cannot be said" if area.state is None else STATE_LABELS[area.state]
    if theme is Theme.COUNT and area.count == 1:
        return "1 listing"
    measure = _MEASURES.get(theme, _MEASURES[Theme.NEAREST])
    value = getattr(area, measure.name)
    if value is None:
        return "Distance not known" if measure is _MEASURES[Theme.NEAREST] else "Not known"
    return measure.words(value) + measure.ending


def measured(area: AreaCoverage, theme: Theme) -> str | None:
    """Say the bare figure, for a column that has the theme's name; None where it is not known."""
    if theme is Theme.STATE:
        return None if area.state is None else STATE_LABELS[area.state]
    value = getattr(area, _MEASURES[theme].name)
    return None if value is None else _MEASURES[theme].words(value)


def ending_of(theme: Theme) -> str:
    """Say what every line about a measure ends with; empty where they end in different ways."""
    if theme in {Theme.STATE, Theme.COUNT}:
        return ""
    return _MEASURES.get(theme, _MEASURES[Theme.NEAREST]).ending
