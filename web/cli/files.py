"""How does the command line write a view of coverage to a file: a table, shapes, or a report with a map?"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.words import Capital, Day, Level, Region, Release
from web.cli.edge import reading, say_done


class Believed(StrEnum):
    """The values of `geo.trust.Trust`, which would load numpy before a word of help is shown."""

    ANY = "any"
    YEAR = "12m"
    QUARTER = "3m"
    HALF_LIFE = "half_life"


CapitalOption = Annotated[Capital | None, typer.Option(help="A capital; all listings unless told.")]
LevelOption = Annotated[Level, typer.Option(help="How large the areas are.")]
ReleaseOption = Annotated[Release, typer.Option(help="Which boundaries and index.")]
RegionOption = Annotated[Region, typer.Option(help="Which districts are compared.")]
VisitingOption = Annotated[
    bool, typer.Option("--visiting", help="Count visiting listings too, such as the mobile library.")
]
DistrictOption = Annotated[str | None, typer.Option(help="Show only this district (ONS code).")]
CategoryOption = Annotated[
    str | None, typer.Option(help="Only listings about this: a category's slug, like library.")
]
DayOption = Annotated[Day | None, typer.Option(help="Only what is known to be open on this day, at --at.")]
AtOption = Annotated[str | None, typer.Option(help="The hour that goes with --day, like 18:30.")]
TrustOption = Annotated[
    Believed, typer.Option(help="Which listings to believe, by when they were last confirmed.")
]
NeedOption = Annotated[
    str | None, typer.Option(help="Which need: imd, a domain, an indicator, or a mix like health:2,income:1.")
]
WithinOption = Annotated[
    str | None, typer.Option(help="Show only areas inside this unit of an own geography (own-...).")
]
GeographyOption = Annotated[
    str | None, typer.Option(help="Show the units of this own geography in place of a level.")
]


def export(
    path: Annotated[Path, typer.Argument(help="File to write: .csv, .geojson, .gpkg or .parquet.")],
    capital: CapitalOption = None,
    level: LevelOption = Level.LSOA,
    release: ReleaseOption = Release.R2021,
    region: RegionOption = Region.CAMBRIDGESHIRE,
    district: DistrictOption = None,
    visiting: VisitingOption = False,
    category: CategoryOption = None,
    day: DayOption = None,
    at: AtOption = None,
    trust: TrustOption = Believed.ANY,
    need: NeedOption = None,
    within: WithinOption = None,
    geography: GeographyOption = None,
) -> None:
    """Write one view of coverage to a file: exactly what the page of gaps shows."""
    from directory.coverage.need import read_need
    from directory.coverage.schemas import CoverageQuery
    from geo.trust import Trust
    from web.exports import write_export

    _check_folder(path)
    settings = get_settings()
    query = CoverageQuery(
        level=level,
        capital=capital,
        release=release,
        region=region,
        district=district,
        visiting=visiting,
        category=category,
        day=day,
        at=at,
        trust=Trust(trust),
        need=read_need(need),
        within=within,
        geography=geography,
    )
    with reading(settings) as session:
        write_export(session, settings.data_dir, query, path)
    say_done(f"Wrote {path}.")


def write_map(
    path: Annotated[Path, typer.Argument(help="HTML file to write.")],
    capital: CapitalOption = None,
    release: ReleaseOption = Release.R2021,
    region: RegionOption = Region.CAMBRIDGESHIRE,
    district: DistrictOption = None,
    visiting: VisitingOption = False,
    category: CategoryOption = None,
    day: DayOption = None,
    at: AtOption = None,
    trust: TrustOption = Believed.ANY,
    need: NeedOption = None,
    within: WithinOption = None,
    geography: GeographyOption = None,
) -> None:
    """Write an HTML report of a coverage run with a map: one file that opens from disk and asks nobody."""
    from directory.coverage.need import read_need
    from directory.coverage.schemas import CoverageQuery
    from geo.trust import Trust
    from web.report import write_report

    _check_folder(path)
    settings = get_settings()
    query = CoverageQuery(
        capital=capital,
        release=release,
        region=region,
        district=district,
        visiting=visiting,
        category=category,
        day=day,
        at=at,
        trust=Trust(trust),
        need=read_need(need),
        within=within,
        geography=geography,
    )
    with reading(settings) as session:
        write_report(session, settings.data_dir, query, path)
    say_done(f"Wrote {path}.")


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise InvalidInput(f"There is no folder {path.parent}. Make it, or name another file.", field="path")
