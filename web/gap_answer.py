"""What does the page about gaps say of an answer?"""

from collections.abc import Sequence
from dataclasses import replace

from directory.areas.schemas import ContactPointRead
from directory.clock import LONDON
from directory.coverage.schemas import AreaCoverage, CoverageAnswer, InstanceTable, PeopleSentence
from directory.words import ALL_DISTRICTS, Level
from web.choropleth import NEAREST_ENDING, UNKNOWN, Drawing, Theme, access_labels, distance, draw
from web.contexts.gaps import (
    GapsPage,
    GapsTablePage,
    GapValues,
    Link,
    MapPicture,
    RankedRule,
    SmallMap,
    SmallValues,
)
from web.gap_choices import LEVEL_PLURALS, GapChoices, filters_of
from web.outlines import OutlinePicture

MOST_ROWS = 20
LETTERS = "0123456789"
BY_DISTANCE = (Theme.BOTH, Theme.NEED, Theme.NEAREST)
HIGH_NEED_CLASS = 3


def gaps_page(
    choices: GapChoices,
    answer: CoverageAnswer,
    *,
    picture: OutlinePicture | None,
    near: dict[str, str],
    instances: InstanceTable,
    district_names: dict[str, str],
    credit_lines: Sequence[str],
    talk: tuple[ContactPointRead, ...],
) -> GapsPage:
    """Put a view into words, tables and maps; `picture` is None where the level has no outlines."""
    place = place_name(choices, district_names)
    england, here = rule_england(choices, answer, place), rule_here(choices, answer, place)
    # With nobody in need by England's measure the second rule is the one that can say something.
    here_first = choices.rule_here or not _has_need(answer)
    theme = _theme_shown(choices, answer)
    drawn = None if picture is None else _picture(choices, answer, picture, theme, here_first=here_first)
    return GapsPage(
        title=question(choices),
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON),
        capital=choices.capital,
        place=place,
        filters=filters_of(choices, district_names),
        england=england,
        here=here,
        here_first=here_first,
        near=near,
        access_labels=access_labels(answer),
        map=drawn,
        map_caption=_caption(choices, theme, place),
        small_maps=() if picture is None else _small_maps(choices, answer, picture, theme),
        level_plural=LEVEL_PLURALS[choices.level],
        full_table=choices.address("/gaps/table"),
        downloads=downloads(choices),
        instances=instances,
        credits=tuple(credit_lines),
    )


def table_page(
    choices: GapChoices,
    answer: CoverageAnswer,
    district_names: dict[str, str],
    talk: tuple[ContactPointRead, ...],
) -> GapsTablePage:
    """Put every area of a view into one table, the furthest first and the unknown last."""
    place = place_name(choices, district_names)
    offer = "anything listed" if choices.capital is None else choices.capital.label
    rows = sorted(
        answer.contents,
        key=lambda area: (area.nearest_m is None, -(area.nearest_m or 0), area.imd_rank or 0, area.code),
    )
    return GapsTablePage(
        title=f"{offer[0].upper()}{offer[1:]} within reach of the {LEVEL_PLURALS[choices.level]} of {place}",
        talk=talk,
        answer=answer,
        computed_at=answer.computed_at.astimezone(LONDON),
        rows=tuple(rows),
        capital=choices.capital,
        place=place,
        back=choices.address(),
        downloads=downloads(choices),
        level_plural=LEVEL_PLURALS[choices.level],
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


def question(choices: GapChoices) -> str:
    """Ask what the page answers."""
    if choices.capital is None:
        return "Where do people with most need have least within reach?"
    return f"Where do people with most need have least within reach for {_quoted(choices)}?"


def place_name(choices: GapChoices, district_names: dict[str, str]) -> str:
    """Name what is shown."""
    if choices.district is None:
        return choices.region.label.removesuffix(" (five districts)")
    return district_names.get(choices.district, choices.district)


def downloads(choices: GapChoices) -> tuple[Link, ...]:
    """Return the files of exactly what is shown."""
    every = (
        Link("CSV", choices.address("/gaps/download.csv"), "for a spreadsheet"),
        Link("GeoJSON", choices.address("/gaps/download.geojson"), "for a web map"),
        Link("GeoPackage", choices.address("/gaps/download.gpkg"), "for QGIS and other map programs"),
    )
    return every if choices.level in {Level.LSOA, Level.DISTRICT} else every[:1]


def rule_england(choices: GapChoices, answer: CoverageAnswer, place: str) -> RankedRule:
    """Tell of the areas among England's most deprived 30%."""
    rows = sorted((area for area in answer.contents if area.gap_rank is not None), key=_rank)
    if not _has_need(answer) or answer.people is None:
        number = None
        plural = {Level.LSOA: "neighbourhood"}.get(choices.level, choices.level.value)
        sentence = f"No {plural} of {place} is among England's most deprived 30%."
    else:
        number, sentence = _in_people(
            answer.people, "of England's most deprived 30% of areas", f" such residents in {place}", choices
        )
    return RankedRule(
        heading="High need against England, furthest away",
        sentence=sentence,
        number=number,
        rows=tuple(rows[:MOST_ROWS]),
        total=len(rows),
    )


def rule_here(choices: GapChoices, answer: CoverageAnswer, place: str) -> RankedRule:
    """Tell of the most deprived third of the place itself."""
    rows = sorted((area for area in answer.contents if area.gap_rank_here is not None), key=_rank_here)
    if answer.people_here is None:
        number, sentence = None, f"How deprived the parts of {place} are is not known."
    else:
        number, sentence = _in_people(
            answer.people_here, f"of the most deprived third of {place} itself", "", choices
        )
    return RankedRule(
        heading=f"High need within {place}, furthest away",
        sentence=sentence,
        number=number,
        rows=tuple(rows[:MOST_ROWS]),
        total=len(rows),
    )


def _in_people(people: PeopleSentence, of_whom: str, of_all: str, choices: GapChoices) -> tuple[str, str]:
    what = "listing" if choices.capital is None else f"listing for {_quoted(choices)}"
    beyond = f"over {distance(people.distance_m)} from the nearest known {what}"
    who = "resident" if people.residents == 1 else "residents"
    live = "lives" if people.residents == 1 else "live"
    number = f"{people.residents:,} {who}" if people.residents else "No residents"
    return number, f" {of_whom} {live} {beyond}, out of {people.of_residents:,}{of_all}."


def _quoted(choices: GapChoices) -> str:
    label = choices.capital.label if choices.capital else "anything"
    return f"“{label[0].lower()}{label[1:]}”"


def _rank(area: AreaCoverage) -> int:
    return area.gap_rank or 0


def _rank_here(area: AreaCoverage) -> int:
    return area.gap_rank_here or 0


def _has_need(answer: CoverageAnswer) -> bool:
    return any(area.need_class == HIGH_NEED_CLASS for area in answer.contents)


def _theme_shown(choices: GapChoices, answer: CoverageAnswer) -> Theme:
    """Too few listings make no classes: then distance is drawn instead of both."""
    return Theme.NEAREST if answer.too_few and choices.theme is Theme.BOTH else choices.theme


def _caption(choices: GapChoices, theme: Theme, place: str) -> str:
    offer = "" if choices.capital is None or theme is Theme.NEED else f": {choices.capital.label.lower()}"
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
