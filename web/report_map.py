"""What does the map of a report look like? Layers of areas, one for each theme, drawn by folium."""

from collections.abc import Mapping
from typing import Any

import folium
import shapely
from shapely.geometry import shape

from directory.coverage.schemas import AreaCoverage, CoverageAnswer
from web.choropleth import DOTS, HATCH, PALETTE, Theme, describe_value, draw
from web.gap_sure import ordinal, why
from web.gap_themes import STATE_LABELS, has_deciles
from web.gap_words import Shown
from web.words import how_many

Geometries = Mapping[str, dict[str, Any]]
"""GeoJSON geometry by code, lon, lat."""
MAP_HEIGHT_PX = 640
DECIMALS = 4
"""Of degrees: about 10 m, finer than the shipped outlines."""
PAPER, INK, REED = "#fffdf8", "#1d1b18", "#f2b234"
STATE_PREFIX = "s"


def draw_map(
    shown: Shown, geometries: Geometries, districts: Geometries, themes: tuple[Theme, ...]
) -> folium.Map:
    """Draw the areas that have a geometry; the first theme is the one that shows."""
    west, south, east, north = shapely.total_bounds([shape(each) for each in geometries.values()]).tolist()
    drawn = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        height=MAP_HEIGHT_PX,
        control_scale=True,
        attributionControl=False,
        zoomSnap=0.1,
        scrollWheelZoom=False,
    )
    drawn.default_js, drawn.default_css = [], []
    for theme in themes:
        _add_areas(drawn, shown, geometries, theme, show=theme is themes[0])
    _add_edges(drawn, districts)
    folium.LayerControl(collapsed=False).add_to(drawn)
    drawn.fit_bounds([[south, west], [north, east]])
    return drawn


def pattern_fills(answer: CoverageAnswer, themes: tuple[Theme, ...]) -> str:
    """Write the patterns that fill areas, as SVG definitions: doubt is not told by colour alone."""
    used = sorted(
        {(each.css, each.pattern) for theme in themes for each in draw(answer, theme).shapes if each.pattern}
    )
    told = "".join(_pattern(css, pattern) for css, pattern in used)
    return f'<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>{told}</defs></svg>'


def _pattern(css: str, pattern: str) -> str:
    on_state = css.startswith(STATE_PREFIX)
    if pattern == HATCH:
        line = PAPER if on_state else REED
        mark, turn = f'<path d="M0 4h8" stroke="{line}" stroke-width="2"/>', ' patternTransform="rotate(-45)"'
    else:
        mark, turn = f'<circle cx="4" cy="4" r="1.4" fill="{INK if on_state else REED}"/>', ""
    return (
        f'<pattern id="{_fill_id(css, pattern)}" width="8" height="8" patternUnits="userSpaceOnUse"{turn}>'
        f'<rect width="8" height="8" fill="{PALETTE[css]}"/>{mark}</pattern>'
    )


def _fill_id(css: str, pattern: str) -> str:
    return f"fill-{css}-{pattern}"


def swatch(css: str, pattern: str) -> str:
    """Write the style of a legend's swatch: the colour, and the pattern over it."""
    on_state = css.startswith(STATE_PREFIX)
    if pattern == HATCH:
        line = PAPER if on_state else REED
        over = f"repeating-linear-gradient(45deg, transparent 0 4px, {line} 4px 6px), "
    elif pattern == DOTS:
        over = f"radial-gradient({INK if on_state else REED} 1.3px, transparent 1.6px) 0 0 / 6px 6px, "
    else:
        over = ""
    return f"background: {over}{PALETTE[css]}"


def rank_words(area: AreaCoverage) -> str:
    """Say the rank of a gap with the ranks it may as well have."""
    if area.gap_rank is None:
        return "no" if area.gap_rank_here is None else f"number {area.gap_rank_here} here"
    told = f"{ordinal(area.gap_rank)} in the region"
    if area.gap_rank_low is None or area.gap_rank_high is None:
        return told
    return f"{told}, may be {ordinal(area.gap_rank_low)} to {ordinal(area.gap_rank_high)}"


def need_words(area: AreaCoverage, answer: CoverageAnswer) -> str:
    """Say how much need there is: a decile of the index, or of another choice a number of 100."""
    if has_deciles(answer):
        return "not known" if area.imd_decile is None else str(area.imd_decile)
    return "not known" if area.need is None else f"{area.need * 100:.0f} of 100"


def _add_areas(drawn: folium.Map, shown: Shown, geometries: Geometries, theme: Theme, *, show: bool) -> None:
    answer = shown.answer
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {
                "fill": f"url(#{_fill_id(each.css, each.pattern)})" if each.pattern else PALETTE[each.css],
                "gap": each.is_gap and theme is Theme.BOTH,
                "Area": area.name,
                "People": how_many(area.population, estimated=area.population_estimated),
                "Need": need_words(area, answer),
                "Nearest": describe_value(area, Theme.NEAREST),
                "State": "cannot be said" if area.state is None else STATE_LABELS[area.state],
                **(
                    {
                        "Why": why(area, shown),
                        "Here": describe_value(area, Theme.COUNT),
                        "Rank": rank_words(area),
                    }
                    if theme is shown_first(answer)
                    else {}
                ),
            },
            "geometry": _rounded(geometries[area.code]),
        }
        for area, each in zip(answer.contents, draw(answer, theme).shapes, strict=True)
        if area.code in geometries
    ]
    fields = ["Area", "People", "Need", "Nearest", "State"]
    aliases = [
        "Area",
        "People",
        "Deprivation decile" if has_deciles(answer) else "Need",
        "Distance",
        "How sure",
    ]
    more, more_aliases = ["Why", "Here", "Rank"], ["Why", "Listings there", "Gap"]
    full = theme is shown_first(answer)
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=theme.label,
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(fields=fields, aliases=aliases, sticky=True),
        popup=folium.GeoJsonPopup(
            fields=fields + more * full, aliases=aliases + more_aliases * full, max_width=320
        ),
        overlay=False,
        show=show,
        embed=True,
    ).add_to(drawn)


def shown_first(answer: CoverageAnswer) -> Theme:
    """Name the layer that tells the most of each area: doubt, where enough is known for it."""
    return Theme.NEAREST if answer.too_few else Theme.STATE


def _add_edges(drawn: folium.Map, districts: Geometries) -> None:
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": _rounded(geometry)}
        for code, geometry in sorted(districts.items())
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name="Districts",
        style_function=lambda _feature: {"fill": False, "color": INK, "weight": 1.5, "interactive": False},
        control=False,
    ).add_to(drawn)


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    """Gaps are told by their edge as well, for who cannot tell them by colour."""
    told = feature["properties"]
    edge = {"color": REED, "weight": 2} if told["gap"] else {"color": PAPER, "weight": 0.6}
    return {"fillColor": told["fill"], "fillOpacity": 1, **edge}


def _rounded(geometry: Mapping[str, Any]) -> dict[str, Any]:
    def shorten(part: Any) -> Any:  # noqa: ANN401 - coordinates nest to any depth
        return round(part, DECIMALS) if isinstance(part, float) else [shorten(each) for each in part]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}
