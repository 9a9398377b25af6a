"""What does the page about gaps say of an answer?"""

from collections.abc import Sequence

from directory.areas.schemas import ContactPointRead
from directory.clock import LONDON
from directory.coverage.schemas import CoverageAnswer, InstanceTable
from directory.tagging.schemas import TableRow
from directory.words import ALL_DISTRICTS, Capital
from web.choropleth import DOTS, HATCH, UNKNOWN, Drawing, Theme, access_labels, draw
from web.contexts.gaps import (
    GapsPage,
    GapValues,
    Link,
    MadeFrom,
    MapPicture,
    RankedRule,
    RankedTable,
    SmallMap,
    SmallValues,
)
from web.gap_choices import GapChoices, offer_words
from web.gap_filters import filters_of
from web.gap_names import GapNames
from web.gap_sure import (
    beyond_words,
    doubt_words,
    hours_words,
    next_links,
    ranked_area,
    trust_words,
)
from web.gap_themes import CLASSED, STATE_CLASSES, ending_of, has_deciles, state_css
from web.gap_words import (
    Shown,
    has_need,
    listed_and_placed,
    meaning,
    question,
    rule_england,
    rule_here,
    visits_words,
)
from web.outlines import OutlinePicture
from web.words import count

LETTERS = "0123456789"
FIRST_ROWS = 5


def gaps_page(
    choices: GapChoices,
    answer: CoverageAnswer,
    names: GapNames,
    *,
    made: MadeFrom,
    picture: OutlinePicture | None,
    known_as: dict[str, str],
    instances: InstanceTable,
    tagged: tuple[TableRow, ...],
    credit_lines: Sequence[str],
    talk: tuple[ContactPointRead, ...],
    overlap: str,
) -> GapsPage:
    """Put a view into words, tables and maps; `picture` is None where the level has no outlines."""
    shown = shown_of(choices, answer, names, made)
    england, here = rule_england(shown), rule_here(shown)
    # With nobody in need by England's measure the second rule is the one that can say something.
    here_first = here.number is not None and (choices.rule_here or not has_need(shown))
    theme = choices.theme_shown(too_few=answer.too_few)
    if not answer.listings_used and theme is not Theme.NEED:
        picture = None  # Every area would be blank.
    by_england = _ranked_table(england, shown, known_as, here=False)
    by_here = _ranked_table(here, shown, known_as, here=True)
    return GapsPage(
        title=question(choices, shown.category),
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON),
        place=shown.place,
        made=made,
        visits_words=visits_words(shown),
        filters=filters_of(choices, names, answer.need_label),
        first=by_here if here_first else by_england,
        second=by_england if here_first else by_here,
        here_first=here_first,
        sentence=here if here_first else england,
        doubt=doubt_words(shown, here=here_first),
        counted=tuple(words for words in (hours_words(shown), trust_words(shown)) if words),
        meaning=meaning(shown),
        listed_and_placed=listed_and_placed(shown, _listed(choices, instances)),
        beyond=beyond_words(answer),
        overlap=overlap,
        need_words=answer.need_label,
        access_labels=access_labels(answer),
        map=None if picture is None else _picture(choices, answer, picture, theme, here_first=here_first),
        need_map=choices.with_theme(Theme.NEED).address() if choices.is_mapped else "",
        map_caption=_caption(choices, theme, shown),
        small_maps=() if picture is None else _small_maps(choices, answer, picture, theme),
        areas_shown=count(len(answer.contents), *names.areas(choices)),
        level_plural=names.areas(choices)[1],
        full_table=choices.address("/gaps/table"),
        unknown_page=choices.address("/gaps/unknown"),
        next_links=next_links(choices),
        downloads=downloads(choices),
        instances=instances,
        tagged=tagged,
        credits=tuple(credit_lines),
    )


def shown_of(choices: GapChoices, answer: CoverageAnswer, names: GapNames, made: MadeFrom) -> Shown:
    """Put a view together with its names."""
    return Shown(choices, answer, names.place(choices), made, names.category(choices))


def _ranked_table(rule: RankedRule, shown: Shown, known_as: dict[str, str], *, here: bool) -> RankedTable:
    rows = tuple(ranked_area(area, shown, known_as.get(area.code, ""), here=here) for area in rule.rows)
    choices = shown.choices
    theme = choices.theme_shown(too_few=shown.answer.too_few)
    note = ""
    if not here and (choices.district or choices.within):
        note = f"Ranks are among all areas of {choices.region_name}"
        # Of the first n the last has rank n unless others lie between.
        skips = any((area.gap_rank or 0) > place for place, area in enumerate(rule.rows, 1))
        note += f", so with {shown.place} alone some are missing." if skips else "."
    deciles = has_deciles(shown.answer)
    return RankedTable(
        rule=rule,
        first=rows[:FIRST_ROWS],
        more=rows[FIRST_ROWS:],
        need_heading="Deprivation decile" if deciles else "Need",
        need_label="Decile" if deciles else "Need",
        need_hint="1 is most deprived" if deciles else "100 is most",
        measure_heading="" if theme in {*CLASSED, Theme.NEED, Theme.NEAREST} else theme.label,
        note=note,
    )


def _listed(choices: GapChoices, instances: InstanceTable) -> int:
    """Count the listings of what is chosen in the table of instances, whose last row is of all."""
    everywhere = instances.rows[-1]
    if choices.capital is None:
        return everywhere.listings
    return everywhere.counts[tuple(Capital).index(choices.capital)]


def values_of(page: GapsPage, choices: GapChoices) -> GapValues:
    """Say what changes on the map: everything else of it stays in the browser."""
    drawing = page.map.drawing if page.map else None
    shapes = drawing.shapes if drawing else ()
    ending = ending_of(drawing.theme) if drawing and drawing.theme else ""
    return GapValues(
        classes=_packed(drawing) if drawing else "",
        states=page.map.states if page.map else "",
        lines="|".join(shape.title.rpartition("\n")[2].removesuffix(ending) for shape in shapes),
        ending=ending,
        gaps=tuple(place for place, shape in enumerate(shapes) if shape.pattern == HATCH),
        dots=tuple(place for place, shape in enumerate(shapes) if shape.pattern == DOTS),
        small=tuple(
            SmallValues(small.label, small.href, _packed(small.picture.drawing)) for small in page.small_maps
        ),
        address=choices.address(),
    )


def _packed(drawing: Drawing) -> str:
    """Write the names of the classes, a colon, then for each shape the place of its class among them."""
    return _letters([*(step.css for step in drawing.steps), UNKNOWN], [shape.css for shape in drawing.shapes])


def _letters(names: Sequence[str], chosen: Sequence[str]) -> str:
    letters = {name: LETTERS[place] for place, name in enumerate(names)}
    return f"{' '.join(names)}:{''.join(letters[name] for name in chosen)}"


def downloads(choices: GapChoices) -> tuple[Link, ...]:
    """Return the files of exactly what is shown."""
    every = (
        Link("CSV", choices.address("/gaps/download.csv"), "for a spreadsheet"),
        Link("GeoJSON", choices.address("/gaps/download.geojson"), "for a web map"),
        Link("GeoPackage", choices.address("/gaps/download.gpkg"), "for QGIS and other map programs"),
        Link("GeoParquet", choices.address("/gaps/download.parquet"), "for analysis"),
    )
    return every if choices.is_mapped else every[:1]


def _caption(choices: GapChoices, theme: Theme, shown: Shown) -> str:
    offer = ""
    if theme is not Theme.NEED:
        if shown.category:
            offer = f": {shown.category}"
        elif choices.capital is not None:
            offer = f": {offer_words(choices.capital).lower()}"
    return f"{theme.label}{offer}, {shown.place}"


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
        states=_letters((*STATE_CLASSES.values(), UNKNOWN), [state_css(area) for area in answer.contents]),
    )


def _small_maps(
    choices: GapChoices, answer: CoverageAnswer, picture: OutlinePicture, theme: Theme
) -> tuple[SmallMap, ...]:
    """Draw the two maps that are not the large one, each a link to itself large."""
    others = [each for each in (Theme.STATE, Theme.BOTH, Theme.NEED, Theme.NEAREST) if each is not theme]
    if answer.too_few:
        others = [each for each in others if each not in CLASSED]
    if not answer.listings_used:
        others = [each for each in others if each is Theme.NEED]
    small = []
    for each in others[:2]:
        drawn = _picture(choices, answer, picture, each, here_first=choices.rule_here)
        small.append(SmallMap(each.label, choices.with_theme(each).address(), drawn))
    return tuple(small)
