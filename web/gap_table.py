"""What does the table of every area hold: each measure, need, and how sure?"""

from directory.areas.schemas import ContactPointRead
from directory.clock import LONDON
from directory.coverage.schemas import AreaCoverage, CoverageAnswer
from web.contexts.gaps import GapsTablePage, MadeFrom, TableColumn
from web.gap_answer import downloads, shown_of
from web.gap_choices import GapChoices, offer_words
from web.gap_names import GapNames
from web.gap_sure import need_figure, ranked_area
from web.gap_themes import Theme, has_deciles, measured
from web.gap_words import visits_words
from web.words import how_many

_COLUMNS = (
    (Theme.NEAREST, "Nearest", "mean distance"),
    (Theme.MEDIAN, "Nearest", "middle postcode"),
    (Theme.P90, "Nearest", "furthest tenth"),
    (Theme.THIRD, "Third nearest", "mean distance"),
    (Theme.SHARE, "Within 1,200 m", "share of postcodes"),
    (Theme.WALK, "Walk", "within 15 minutes"),
    (Theme.CYCLE, "Cycle", "within 20 minutes"),
    (Theme.DRIVE, "Drive", "within 20 minutes"),
    (Theme.COUNT, "Listings there", ""),
    (Theme.RATE, "Per 1,000", "people"),
    (Theme.SFCA2, "2SFCA", "per 1,000 in reach"),
    (Theme.E2SFCA, "E2SFCA", "per 1,000 in reach"),
    (Theme.SFCA3, "3SFCA", "per 1,000 in reach"),
    (Theme.GAP, "Gap score", "of 100"),
)


def table_page(
    choices: GapChoices,
    answer: CoverageAnswer,
    names: GapNames,
    *,
    made: MadeFrom,
    talk: tuple[ContactPointRead, ...],
) -> GapsTablePage:
    """Put every area of a view into one table, the furthest first and the unknown last."""
    shown = shown_of(choices, answer, names, made)
    offer = shown.category or ("Anything listed" if choices.capital is None else offer_words(choices.capital))
    _, level_plural = names.areas(choices)
    areas = sorted(
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
        rows=tuple(ranked_area(area, shown, "", here=choices.rule_here) for area in areas),
        columns=_columns(areas, answer),
        place=shown.place,
        back=choices.address(),
        downloads=downloads(choices),
        level_plural=level_plural,
    )


def _columns(areas: list[AreaCoverage], answer: CoverageAnswer) -> tuple[TableColumn, ...]:
    people = tuple(
        "" if area.population is None else how_many(area.population, estimated=area.population_estimated)
        for area in areas
    )
    need = tuple(need_figure(area, answer) or "" for area in areas)
    deciles = has_deciles(answer)
    nearest, *others = (
        TableColumn(
            heading,
            hint,
            tuple(measured(area, theme) or "" for area in areas),
            always=theme in {Theme.NEAREST, Theme.COUNT},
        )
        for theme, heading, hint in _COLUMNS
    )
    return (
        TableColumn("People", "", people, always=True),
        TableColumn(
            "Decile" if deciles else "Need",
            "1 is most deprived" if deciles else "of 100",
            need,
            always=True,
        ),
        nearest,
        *others,
        TableColumn("Directory holds", "estimated share, in its district", tuple(map(_held, areas))),
    )


def _held(area: AreaCoverage) -> str:
    low, high = area.completeness_low, area.completeness_high
    return "" if low is None or high is None else f"{low * 100:.0f} to {high * 100:.0f}%"
