"""How does the command line list the runs of coverage, and tell what changed between two?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.words import Capital
from web.cli.edge import reading, say_done


def list_kept() -> None:
    """List the runs that are kept, newest first: what `coverage compare` takes."""
    from directory.coverage.history import list_runs

    with reading(get_settings()) as session:
        runs = list_runs(session)
    for run in runs:
        visits = ", with visiting listings" if run.visiting else ""
        typer.echo(
            f"{'* ' if run.shown else '  '}{run.id}  {run.computed_at:%Y-%m-%d %H:%M} UTC  "
            f"release {run.release.value}{visits}  {run.listings} placed listings  {run.draws} draws  "
            f"{run.inputs_sha256[:12]}"
        )
    say_done(f"{len(runs)} runs; * marks those that are shown. The method of each is on the page /gaps/runs.")


def compare_two(
    before: Annotated[int, typer.Argument(help="Number of the earlier run (`coverage runs`).")],
    after: Annotated[int, typer.Argument(help="Number of the later run.")],
    capital: Annotated[Capital | None, typer.Option(help="A capital; all listings unless told.")] = None,
    category: Annotated[str | None, typer.Option(help="Only listings about this: a category's slug.")] = None,
    opened: Annotated[
        Path | None,
        typer.Option(help="File of listings that opened in between: one slug a line, or a CSV with `slug`."),
    ] = None,
) -> None:
    """Tell what changed between two runs, and whether the directory changed or provision."""
    from directory.coverage.history import compare_runs
    from directory.coverage.schemas import CoverageQuery

    slugs = _read_slugs(opened) if opened else ()
    query = CoverageQuery(capital=capital, category=category)
    with reading(get_settings()) as session:
        told = compare_runs(session, before, after, query, opened=slugs)
    typer.echo("district,measure,before,after,change,provision,directory,ground")
    for place in (*told.districts, told.whole):
        for measure in ("count", "mean_distance_m", "people_in_need_beyond"):
            change = getattr(place, measure)
            figures = (
                change.before,
                change.after,
                change.part.whole,
                change.part.provision,
                change.part.directory,
                change.part.ground,
            )
            typer.echo(f"{place.name},{measure},{','.join(_figure(each) for each in figures)}")
    for listed in told.listings:
        say_done(f"{listed.why}: {listed.name} ({listed.slug})")
    say_done(
        f"{len(told.listings)} listings changed. Provision changed where one is now inactive or closed for a "
        "time, or is named by --opened; all else is the directory (docs/method.md)."
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def _read_slugs(path: Path) -> tuple[str, ...]:
    """Read slugs, one a line; of a CSV the column that is headed `slug`."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    if not rows:
        raise InvalidInput(f"{path.name} holds no listings. Write one slug a line, like march-library.")
    header = [cell.strip().lower() for cell in rows[0]]
    if "slug" in header:
        column = header.index("slug")
        rows = rows[1:]
    elif len(header) == 1:
        column = 0
    else:
        raise InvalidInput(f"{path.name} has several columns and none is headed slug.")
    return tuple(row[column].strip() for row in rows if len(row) > column and row[column].strip())
