"""What does the page about gaps say of an answer?"""

from collections.abc import Sequence
from dataclasses import replace

from directory.areas.schemas import ContactPointRead
from directory.clock import LONDON
from directory.coverage.schemas import CoverageAnswer, InstanceTable
from directory.words import ALL_DISTRICTS, Capital, Level
from web.choropleth import NEAREST_ENDING, UNKNOWN, Drawing, Theme, access_labels, draw
from web.contexts.gaps import (
    GapsPage,
    GapsTablePage,
    GapValues,
    Link,
    MadeFrom,
    MapPicture,
    SmallMap,
    SmallValues,
)
from web.gap_choices import LEVEL_WORDS, GapChoices, filters_of, offer_words
from web.gap_words import (
    Shown,
    has_need,
    listed_and_placed,
    meaning,
    place_name,
    question,
    rule_england,
    rule_here,
    visits_words,
)
from web.outlines import OutlinePicture
from web.words import count

LETTERS = "0123456789"
BY_DISTANCE = (Theme.BOTH, Theme.NEED, Theme.NEAREST)


def gaps_page(
    choices: GapChoices,
    answer: CoverageAnswer,
    *,
    made: MadeFrom,
    picture: OutlinePicture | None,
    near: dict[str, str],
    instances: InstanceTable,
    district_names: dict[str, str],
    credit_lines: Sequence[str],
    talk: tuple[ContactPointRead, ...],
) -> GapsPage:
    """Put a view into words, tables and maps; `picture` is None where the level has no outlines."""
    shown = Shown(choices, answer, place_name(choices, district_names), made)
    england, here = rule_england(shown), rule_here(shown)
    # With nobody in need by England's measure the second rule is the one that can say something.
    here_first = here.number is not None and (choices.rule_here or not has_need(shown))
    theme = _theme_shown(choices, answer)
    drawn = None if picture is None else _picture(choices, answer, picture, theme, here_first=here_first)
    return GapsPage(
        title=question(choices),
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON),
        capital=choices.capital,
        place=shown.place,
        made=made,
        visits_words=visits_words(shown),
        filters=filters_of(choices, district_names),
        england=england,
        here=here,
        here_first=here_first,
        meaning=meaning(shown),
        listed_and_placed=listed_and_placed(shown, _listed(choices, instances)),
        near=near,
        access_labels=access_labels(answer),
        map=drawn,
        map_caption=_caption(choices, theme, shown.place),
        small_maps=() if picture is None else _small_maps(choices, answer, picture, theme),
        areas_shown=count(len(answer.contents), *LEVEL_WORDS[choices.level]),
        level_plural=LEVEL_WORDS[choices.level][1],
        full_table=choices.address("/gaps/table"),
        downloads=downloads(choices),
        instances=instances,
        credits=tuple(credit_lines),
    )


def _listed(choices: GapChoices, instances: InstanceTable) -> int:
    """Count the listings of what is chosen in the table of instances, whose last row is of all."""
    everywhere = instances.rows[-1]
    if choices.capital is None:
        return everywhere.listings
    return everywhere.counts[tuple(Capital).index(choices.capital)]


def table_page(
    choices: GapChoices,
    answer: CoverageAnswer,
    made: MadeFrom,
    district_names: dict[str, str],
    talk: tuple[ContactPointRead, ...],
) -> GapsTablePage:
    """Put every area of a view into one table, the furthest first and the unknown last."""
    shown = Shown(choices, answer, place_name(choices, district_names), made)
    offer = "Anything listed" if choices.capital is None else offer_words(choices.capital)
    _, level_plural = LEVEL_WORDS[choices.level]
    rows = sorted(
        answer.contents,
        key=lambda area: (area.nearest_m is None, -(area.nearest_m or 0), area.imd_rank or 0, area.code),
    )
    return GapsTablePage(
        title=f"{offer} within reach of the {level_plural} of {shown.place}",
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON),
        made=made,
        visits_words=visits_words(shown),
        rows=tuple(rows),
        capital=choices.capital,
        place=shown.place,
        back=choices.address(),
        downloads=downloads(choices),
        level_plural=level_plural,
    )


def values_of(page: GapsPage, choices: GapChoices) -> GapValues:
    """Say what changes on the map: everything else of it stays in the browser."""
    drawing = page.map.drawing if page.map else None
    shapes = drawing.shapes if drawing else ()
    hatched = page.map is not None and page.map.hatched
    ending = NEAREST_ENDING if drawing and drawing.theme in BY_DISTANCE else ""
    return GapValues(
        classes=_packed(drawing) if drawing else "",
        lines="|".join(shape.title.rpartition("\n")[2].removesuffix(ending) for shape in shapes),
        ending=ending,
        gaps=tuple(place for place, shape in enumerate(shapes) if shape.is_gap and hatched),
        small=tuple(
            SmallValues(small.label, small.href, _packed(small.picture.drawing)) for small in page.small_maps
        ),
        address=choices.address(),
    )


def _packed(drawing: Drawing) -> str:
    """Write the names of the classes, a colon, then for each shape the place of its class among them."""
    names = [*(step.css for step in drawing.steps), UNKNOWN]
    letters = {name: LETTERS[place] for place, name in enumerate(names)}
    return f"{' '.join(names)}:{''.join(letters[shape.css] for shape in drawing.shapes)}"


def downloads(choices: GapChoices) -> tuple[Link, ...]:
    """Return the files of exactly what is shown."""
    every = (
        Link("CSV", choices.address("/gaps/download.csv"), "for a spreadsheet"),
        Link("GeoJSON", choices.address("/gaps/download.geojson"), "for a web map"),
        Link("GeoPackage", choices.address("/gaps/download.gpkg"), "for QGIS and other map programs"),
    )
    return every if choices.level in {Level.LSOA, Level.DISTRICT} else every[:1]


def _theme_shown(choices: GapChoices, answer: CoverageAnswer) -> Theme:
    """Too few listings make no classes: then distance is drawn instead of both."""
    return Theme.NEAREST if answer.too_few and choices.theme is Theme.BOTH else choices.theme


def _caption(choices: GapChoices, theme: Theme, place: str) -> str:
    offer = (
        "" if choices.capital is None or theme is Theme.NEED else f": {offer_words(choices.capital).lower()}"
    )
    return f"{theme.label}{offer}, {place}"


def _picture(
    choices: GapChoices,
    answer: CoverageAnswer,
    picture: OutlinePicture,
    theme: Theme,
    *,
    here_first: bool,
) -> MapPicture:
    codes = [area.code for area in answer.contents]
    districts = tuple(
        code for code in ALL_DISTRICTS if code in {area.district_code for area in answer.contents}
    )
    return MapPicture(
        drawing=draw(answer, theme, rule_here=here_first),
        path=picture.path,
        view=picture.view_of(codes),
        release=choices.release,
        districts=districts,
        approximate=tuple(
            code for code in codes if code in picture.outlines and picture.outlines[code].approximate
        ),
        hatched=theme is Theme.BOTH,
    )


def _small_maps(
    choices: GapChoices, answer: CoverageAnswer, picture: OutlinePicture, theme: Theme
) -> tuple[SmallMap, ...]:
    """Draw the two maps that are not the large one, each a link to itself large."""
    others = [each for each in (Theme.BOTH, Theme.NEED, Theme.NEAREST) if each is not theme]
    if answer.too_few:
        others = [each for each in others if each is not Theme.BOTH]
    small = []
    for each in others[:2]:
        drawn = _picture(choices, answer, picture, each, here_first=choices.rule_here)
        small.append(SmallMap(each.label, choices.with_theme(each).address(), replace(drawn, hatched=False)))
    return tuple(small)
