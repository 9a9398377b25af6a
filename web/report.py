"""How does somebody take the map of gaps away as one page that opens from a disk with no request?

folium draws it. What a folium page loads from four content networks by default is put into the page itself,
as far as it is used, and a policy in its head forbids every request. One engine with the pages: Leaflet.
"""

import base64
import re
from pathlib import Path

from branca.element import Element, Figure
from sqlmodel import Session

from api.own_outlines import unit_outlines
from directory.areas.service import attribution_lines
from directory.clock import LONDON
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput, SourceIncomplete
from directory.releases.active import active_folder
from web.choropleth import PALETTE, Theme, access_labels, distance, draw
from web.gap_choices import MAPPED_LEVELS, GapChoices
from web.gap_made import read_made
from web.gap_names import read_names
from web.gap_sure import beyond_words, doubt_words, hours_words, ranked_area, trust_words
from web.gap_themes import CLASSED, has_deciles
from web.gap_words import Shown, meaning, question, rule_england, rule_here, visits_words
from web.outlines import outline_geometry, read_picture
from web.render import ENVIRONMENT
from web.report_map import Geometries, draw_map, pattern_fills, rank_words, swatch

LEAFLET_DIR = Path(__file__).resolve().parent / "frontend" / "node_modules" / "leaflet" / "dist"
THEMES = (Theme.BOTH, Theme.STATE, Theme.NEED, Theme.NEAREST)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_COORDINATES = re.compile(r'"coordinates": [][\d., -]+')
"""As folium writes them, with a space after every comma: an eighth of the file."""

PICTURE_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


def write_report(session: Session, data_dir: Path, query: CoverageQuery, path: Path) -> int:
    """Write the report of one view of coverage; return its size in bytes."""
    if query.geography is None and query.level not in MAPPED_LEVELS:
        raise InvalidInput(
            f"There are no outlines of {query.level.value} areas to draw; choose lsoa or district.",
            field="level",
        )
    answer = read_coverage(session, query)
    names, choices = read_names(session), choices_of(query)
    shown = Shown(
        choices, answer, names.place(choices), read_made(session, answer), category=names.category(choices)
    )
    folder = active_folder(session, data_dir)
    outlines = read_picture(folder, query.release).outlines
    if query.geography is None:
        codes = [area.code for area in answer.contents]
        geometries = {code: outline_geometry(outlines[code]) for code in codes if code in outlines}
    else:
        units = unit_outlines(session, folder, query)
        geometries = {code: each.geometry for code, each in units.items() if each.geometry["type"] != "Point"}
    if not geometries:
        raise InvalidInput(
            "None of these areas has an outline to draw. Write a table instead: hereabouts export out.csv"
        )
    districts = {area.district_code for area in answer.contents} & outlines.keys()
    edges = {code: outline_geometry(outlines[code]) for code in districts}
    html = report_html(shown, geometries, edges, attribution_lines(session))
    path.write_text(html, encoding="utf-8")
    return len(html.encode())


def choices_of(query: CoverageQuery) -> GapChoices:
    """Give the choices of the page of gaps that ask the same."""
    return GapChoices(
        capital=query.capital,
        category=query.category,
        release=query.release,
        region=query.region,
        district=query.district,
        within=query.within,
        geography=query.geography,
        level=query.level,
        visiting=query.visiting,
        need=query.need,
        day=query.day,
        at=query.at,
        trust=query.trust,
    )


def report_html(shown: Shown, geometries: Geometries, districts: Geometries, credit: tuple[str, ...]) -> str:
    """Return the page."""
    answer, choices, place = shown.answer, shown.choices, shown.place
    themes = tuple(theme for theme in THEMES if not (answer.too_few and theme in CLASSED))
    rules = ((rule_england(shown), False), (rule_here(shown), True))
    words = {
        "title": question(choices, shown.category),
        "place": place,
        "answer": answer,
        "computed_at": answer.computed_at.astimezone(LONDON),
        "made": shown.made,
        "visits_words": visits_words(shown),
        "meaning": meaning(shown),
        "doubt": doubt_words(shown, here=False),
        "counted": tuple(told for told in (hours_words(shown), trust_words(shown)) if told),
        "beyond": beyond_words(answer),
        "rules": tuple(
            (rule, here, tuple(ranked_area(area, shown, "", here=here) for area in rule.rows))
            for rule, here in rules
        ),
        "need_heading": "Deprivation decile" if has_deciles(answer) else "Need, of 100",
        "rank_words": rank_words,
        "drawings": tuple(draw(answer, theme) for theme in themes),
        "undrawn": tuple(area.name for area in answer.contents if area.code not in geometries),
        "palette": PALETTE,
        "swatch": swatch,
        "access_labels": access_labels(answer),
        "credits": credit,
        "distance": distance,
    }
    figure = Figure(title=f"{words['title']} {place}")
    figure.header.add_child(_raw(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'), "policy")
    figure.header.add_child(_raw(_leaflet()), "leaflet")
    drawn = draw_map(shown, geometries, districts, themes)
    figure.add_child(drawn)
    top = ENVIRONMENT.get_template("report/top.jinja").render(words)
    figure.html.add_child(_raw(top + pattern_fills(answer, themes)), "top")
    drawn.render()  # type: ignore[no-untyped-call]
    figure.html.add_child(_raw(ENVIRONMENT.get_template("report/bottom.jinja").render(words)), "bottom")
    html = _COORDINATES.sub(lambda found: found[0].replace(" ", ""), figure.render())
    # folium forbids people to zoom the page with their fingers; nobody here should be.
    return re.sub(r",\s*maximum-scale=1\.0, user-scalable=no", "", html).replace(
        "<html>", '<html lang="en-GB">', 1
    )


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
