"""How does somebody take the map of gaps away as one page that opens from a disk with no request?

folium draws it. What a folium page loads from four content networks by default is put into the page itself,
as far as it is used, and a policy in its head forbids every request. One engine with the pages: Leaflet.
"""

import base64
import re
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from sqlmodel import Session

from directory.areas.service import area_names, attribution_lines
from directory.clock import LONDON
from directory.coverage.schemas import AreaCoverage, CoverageAnswer, CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput, SourceIncomplete
from directory.releases.active import active_folder
from directory.words import ALL_DISTRICTS
from web.choropleth import PALETTE, Theme, access_labels, describe_value, distance, draw
from web.contexts.gaps import MadeFrom
from web.gap_choices import MAPPED_LEVELS, GapChoices
from web.gap_made import read_made
from web.gap_words import Shown, meaning, place_name, question, rule_england, rule_here, visits_words
from web.outlines import OutlinePicture, outline_geometry, read_picture
from web.render import ENVIRONMENT

LEAFLET_DIR = Path(__file__).resolve().parent / "frontend" / "node_modules" / "leaflet" / "dist"
THEMES = (Theme.BOTH, Theme.NEED, Theme.NEAREST)
MAP_HEIGHT_PX = 640
DECIMALS = 4
"""Of degrees: about 10 m, finer than the shipped outlines."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

PICTURE_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


def write_report(session: Session, data_dir: Path, query: CoverageQuery, path: Path) -> int:
    """Write the report of one view of coverage; return its size in bytes."""
    if query.level not in MAPPED_LEVELS:
        raise InvalidInput(
            f"There are no outlines of {query.level.value} areas to draw; choose lsoa or district.",
            field="level",
        )
    answer = read_coverage(session, query)
    picture = read_picture(active_folder(session, data_dir), query.release)
    names = area_names(session, ALL_DISTRICTS)
    made = read_made(session, answer)
    html = report_html(answer, made, picture, names, attribution_lines(session))
    path.write_text(html, encoding="utf-8")
    return len(html.encode())


def report_html(
    answer: CoverageAnswer,
    made: MadeFrom,
    picture: OutlinePicture,
    district_names: dict[str, str],
    credit: tuple[str, ...],
) -> str:
    """Return the page."""
    query = answer.query
    choices = GapChoices(
        capital=query.capital,
        release=query.release,
        region=query.region,
        district=query.district,
        level=query.level,
        visiting=query.visiting,
    )
    place = place_name(choices, district_names)
    shown = Shown(choices, answer, place, made)
    themes = tuple(theme for theme in THEMES if not (answer.too_few and theme is Theme.BOTH))
    words = {
        "title": question(choices),
        "place": place,
        "answer": answer,
        "computed_at": answer.computed_at.astimezone(LONDON),
        "made": made,
        "visits_words": visits_words(shown),
        "meaning": meaning(shown),
        "rules": ((rule_england(shown), "gap_rank"), (rule_here(shown), "gap_rank_here")),
        "drawings": tuple(draw(answer, theme) for theme in themes),
        "palette": PALETTE,
        "access_labels": access_labels(answer),
        "credits": credit,
        "distance": distance,
    }
    figure = Figure(title=f"{words['title']} {place}")
    figure.header.add_child(_raw(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'), "policy")
    figure.header.add_child(_raw(_leaflet()), "leaflet")
    drawn = _map(answer, picture, themes)
    figure.add_child(drawn)
    figure.html.add_child(_raw(ENVIRONMENT.get_template("report/top.jinja").render(words)), "top")
    drawn.render()  # type: ignore[no-untyped-call]
    figure.html.add_child(_raw(ENVIRONMENT.get_template("report/bottom.jinja").render(words)), "bottom")
    html: str = figure.render()
    # folium forbids people to zoom the page with their fingers; nobody here should be.
    return re.sub(r",\s*maximum-scale=1\.0, user-scalable=no", "", html).replace(
        "<html>", '<html lang="en-GB">', 1
    )


def _map(answer: CoverageAnswer, picture: OutlinePicture, themes: tuple[Theme, ...]) -> folium.Map:
    view = picture.view_of(area.code for area in answer.contents)
    (west, south), (east, north) = view.south_west, view.north_east
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
        _add_areas(drawn, answer, picture, theme, show=theme is themes[0])
    _add_districts(drawn, answer, picture)
    folium.LayerControl(collapsed=False).add_to(drawn)
    drawn.fit_bounds([[south, west], [north, east]])
    return drawn


def _add_areas(
    drawn: folium.Map, answer: CoverageAnswer, picture: OutlinePicture, theme: Theme, *, show: bool
) -> None:
    shapes = draw(answer, theme).shapes
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {
                "fill": PALETTE[shape.css],
                "gap": shape.is_gap and theme is Theme.BOTH,
                "Area": area.name,
                "People": _or_unknown(area.population),
                "Decile": _or_unknown(area.imd_decile),
                "Nearest": describe_value(area, Theme.NEAREST),
                "Here": describe_value(area, Theme.COUNT),
                "Rank": _gap_words(area),
            },
            "geometry": _rounded(outline_geometry(picture.outlines[area.code])),
        }
        for area, shape in zip(answer.contents, shapes, strict=True)
        if area.code in picture.outlines
    ]
    fields = ["Area", "People", "Decile", "Nearest", "Here", "Rank"]
    aliases = ["Area", "People", "Deprivation decile", "Distance", "Listings there", "Gap"]
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=theme.label,
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(fields=fields[:4], aliases=aliases[:4], sticky=True),
        popup=folium.GeoJsonPopup(fields=fields, aliases=aliases),
        overlay=False,
        show=show,
        embed=True,
    )
    layer.add_to(drawn)


def _add_districts(drawn: folium.Map, answer: CoverageAnswer, picture: OutlinePicture) -> None:
    shown = sorted({area.district_code for area in answer.contents} & set(picture.outlines))
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {},
            "geometry": _rounded(outline_geometry(picture.outlines[code])),
        }
        for code in shown
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name="Districts",
        style_function=lambda _feature: {
            "fill": False,
            "color": "#1d1b18",
            "weight": 1.5,
            "interactive": False,
        },
        control=False,
    ).add_to(drawn)


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    """Gaps are told by their edge as well, for who cannot tell them by colour."""
    told = feature["properties"]
    edge = {"color": "#f2b234", "weight": 2} if told["gap"] else {"color": "#fffdf8", "weight": 0.6}
    return {"fillColor": told["fill"], "fillOpacity": 1, **edge}


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def shorten(part: Any) -> Any:  # noqa: ANN401 - coordinates nest to any depth
        return round(part, DECIMALS) if isinstance(part, float) else [shorten(each) for each in part]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def _or_unknown(value: int | None) -> str:
    return "not known" if value is None else f"{value:,}"


def _gap_words(area: AreaCoverage) -> str:
    if area.gap_rank is not None:
        return f"number {area.gap_rank} against England"
    return "no" if area.gap_rank_here is None else f"number {area.gap_rank_here} here"


def _leaflet() -> str:
    """Return Leaflet's script and style with its pictures in them."""
    try:
        script = (LEAFLET_DIR / "leaflet.js").read_text(encoding="utf-8")
        style = (LEAFLET_DIR / "leaflet.css").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SourceIncomplete(
            "The map engine is not there yet. Run `make assets`, then write the report again."
        ) from error
    script = re.sub(r"//# sourceMappingURL=\S+", "", script)
    return f"<style>{re.sub(r'url[(]([^)]+)[)]', _inlined, style)}</style><script>{script}</script>"


def _inlined(found: re.Match[str]) -> str:
    name = found[1].strip("'\"")
    file = LEAFLET_DIR / name
    if not file.is_file():
        return "none"
    content = base64.b64encode(file.read_bytes()).decode()
    return f"url(data:{PICTURE_TYPES[file.suffix]};base64,{content})"


def _raw(html: str) -> Element:
    """Make HTML a part of the page as it is: branca reads its parts as templates otherwise."""
    return Element("{% raw %}" + html + "{% endraw %}")
