"""How is the list of whom to ask first told, or written to a file, from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.words import Capital, Region, Release
from directory.worklist.schemas import Status
from web.cli.edge import reading, say_done

CapitalOption = Annotated[
    Capital | None, typer.Option(help="Ask about this capital; about all six unless told.")
]
CategoryOption = Annotated[str | None, typer.Option(help="Ask about this kind: a category's slug.")]
DistrictOption = Annotated[str | None, typer.Option(help="Only this district (ONS code).")]
RegionOption = Annotated[Region, typer.Option(help="Which districts are compared.")]
ReleaseOption = Annotated[Release, typer.Option(help="Which boundaries and index.")]
StatusOption = Annotated[Status | None, typer.Option(help="Only where asking has come so far.")]


def list_places(
    capital: CapitalOption = None,
    category: CategoryOption = None,
    district: DistrictOption = None,
    region: RegionOption = Region.CAMBRIDGESHIRE,
    release: ReleaseOption = Release.R2021,
    status: StatusOption = None,
) -> None:
    """List whom to ask first, in order of need."""
    from directory.coverage.schemas import CoverageQuery
    from directory.worklist.list import read_work_list

    query = CoverageQuery(
        capital=capital, category=category, district=district, region=region, release=release
    )
    with reading(get_settings()) as session:
        found = read_work_list(session, query, status)
    for number, place in enumerate(found.places, start=1):
        asks = ", ".join(ask.subject for ask in place.asks)
        typer.echo(
            f"{number}  {place.name}, {place.district} ({place.parish_code})  {place.people:,} people, "
            f"{place.people_in_high_need:,} in high need  {asks}  {place.status}"
        )
    say_done(f"{len(found.places)} to ask; in {found.nothing_to_ask} more nothing is in doubt.")


def export_places(
    file: Annotated[Path, typer.Argument(help="CSV file to write: the rows of the page, in its order.")],
    capital: CapitalOption = None,
    category: CategoryOption = None,
    district: DistrictOption = None,
    region: RegionOption = Region.CAMBRIDGESHIRE,
    release: ReleaseOption = Release.R2021,
    status: StatusOption = None,
) -> None:
    """Write the list of whom to ask first to a file."""
    from directory.coverage.schemas import CoverageQuery
    from web.pages.work_list import work_list_csv

    if not file.parent.is_dir():
        raise InvalidInput(f"There is no folder {file.parent}. Make it, or name another file.", field="path")
    query = CoverageQuery(
        capital=capital, category=category, district=district, region=region, release=release
    )
    with reading(get_settings()) as session:
        file.write_bytes(work_list_csv(session, query, status))
    say_done(f"Wrote {file}.")
