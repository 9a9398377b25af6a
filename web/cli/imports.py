"""How does the command line check, take and undo imports?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.store import session_scope
from web.cli.edge import open_directory, reading, say_done
from web.cli.evidence import check_folder

if TYPE_CHECKING:
    from directory.imports.planning import Asked

imports_app = typer.Typer(help="Bring lists in: check, take, undo.", no_args_is_help=True)
FileArgument = Annotated[
    Path, typer.Argument(help="CSV, Excel (.xlsx), GeoJSON, ORUK (JSON, NDJSON, zip) or our own JSONL.")
]
SourceOption = Annotated[
    str, typer.Option(help="Key of the list it is, like walks_2026 (`imports sources`).")
]
NewSourceOption = Annotated[
    str | None, typer.Option("--new-source", help="Title of the list, where it is new.")
]
PublisherOption = Annotated[str, typer.Option(help="Who publishes a new list.")]
LicenceOption = Annotated[str, typer.Option(help="Under what licence a new list may be used.")]
CreditOption = Annotated[str, typer.Option(help="What credit a new list asks for.")]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", help='Column and field, like "Post code=postcode".')
]
WholeOption = Annotated[
    bool, typer.Option("--whole", help="The file is the whole list: tell what it dropped.")
]
AnywayOption = Annotated[
    list[int] | None, typer.Option("--add-anyway", help="Row that is like a listing here and is another one.")
]
CsvOption = Annotated[Path | None, typer.Option("--csv", help="CSV file to write, row by row.")]
BatchArgument = Annotated[
    str, typer.Argument(help="Id of an import, or the beginning of it (`imports list`).")
]


@imports_app.command("check")
def imports_check(
    file: FileArgument,
    source: SourceOption,
    new_source: NewSourceOption = None,
    mapping: MapOption = None,
    whole: WholeOption = False,
    add_anyway: AnywayOption = None,
    csv: CsvOption = None,
) -> None:
    """Tell row by row what would become of a file, and change nothing."""
    from directory.imports.batches import NewSource, add_source, check_file
    from directory.imports.report import summary_lines, write_plan
    from directory.releases.active import active_folder

    settings = get_settings()
    if csv is not None:
        check_folder(csv)
    # A session for writing only where a list that is new must be described for the check; it is rolled back.
    with open_directory(settings) as engine, session_scope(engine) as session:
        savepoint = session.begin_nested()
        if new_source is not None:
            add_source(session, source, NewSource(new_source, "", "", ""))
        folder = active_folder(session, settings.data_dir)
        plan = check_file(session, folder, file, _asked(source, mapping, add_anyway, whole=whole))
        savepoint.rollback()
    for line in summary_lines(plan):
        typer.echo(line)
    if csv is not None:
        with csv.open("w", encoding="utf-8-sig", newline="") as out:
            write_plan(plan, out)
        say_done(f"Wrote {csv}.")
    say_done(f"Nothing was changed. {plan.to_take:,} rows would be taken: hereabouts imports take …")


@imports_app.command("take")
def imports_take(
    file: FileArgument,
    source: SourceOption,
    new_source: NewSourceOption = None,
    publisher: PublisherOption = "",
    licence: LicenceOption = "",
    credit: CreditOption = "",
    mapping: MapOption = None,
    whole: WholeOption = False,
    add_anyway: AnywayOption = None,
) -> None:
    """Take a file: all of its rows that can be, in one go; the rest wait in quarantine with their reasons."""
    from directory.changes.schemas import COMMAND
    from directory.imports.batches import NewSource, add_source, take_file
    from directory.imports.report import summary_lines
    from directory.releases.active import active_folder

    settings = get_settings()
    if new_source is not None and not (publisher and licence and credit):
        raise InvalidInput(
            "Describe a new list whole: --new-source, --publisher, --licence and --credit.",
            field="new_source",
        )
    with open_directory(settings) as engine, session_scope(engine) as session:
        if new_source is not None:
            add_source(session, source, NewSource(new_source, publisher, licence, credit))
        folder = active_folder(session, settings.data_dir)
        asked = _asked(source, mapping, add_anyway, whole=whole)
        batch, plan = take_file(session, folder, file, asked, actor=COMMAND)
    for line in summary_lines(plan):
        typer.echo(line)
    say_done(f"Taken as {batch}. To undo it: hereabouts imports undo {str(batch)[:8]}")
    if plan.counts["quarantined"]:
        say_done(f"What was set aside: hereabouts imports show {str(batch)[:8]} --quarantine")
    if plan.to_take:
        say_done("Run `hereabouts coverage run` for the maps to follow.")


@imports_app.command("list")
def imports_list() -> None:
    """List imports, the newest first."""
    from directory.imports.queries import list_batches

    with reading(get_settings()) as session:
        batches = list_batches(session)
    for batch in batches:
        counts = ", ".join(f"{count} {word}" for word, count in batch.counts.items() if count)
        state = f"  undone {batch.undone_at:%Y-%m-%d}" if batch.undone_at else ""
        waiting = f"  {batch.open_conflicts} to decide" if batch.open_conflicts else ""
        typer.echo(
            f"{str(batch.id)[:8]}  {batch.at:%Y-%m-%d %H:%M} UTC  {batch.source}  "
            f"{batch.name}: {counts}{waiting}{state}"
        )
    say_done(f"{len(batches)} {'import' if len(batches) == 1 else 'imports'}.")


@imports_app.command("show")
def imports_show(
    batch: BatchArgument,
    quarantine: Annotated[
        bool, typer.Option("--quarantine", help="Only the rows that were set aside.")
    ] = False,
    csv: CsvOption = None,
) -> None:
    """Tell what became of each row of an import."""
    from directory.imports.codes import Code
    from directory.imports.queries import find_batch, list_conflicts, list_dropped, list_rows, read_batch
    from directory.imports.report import write_rows

    with reading(get_settings()) as session:
        found = read_batch(session, find_batch(session, batch))
        rows = list_rows(session, found.id, ("quarantined",) if quarantine else ())
        conflicts, dropped = list_conflicts(session, found.id), list_dropped(session, found.id)
    if csv is not None:
        check_folder(csv)
        with csv.open("w", encoding="utf-8-sig", newline="") as out:
            write_rows(rows, out)
        say_done(f"Wrote {csv}.")
        return
    for fact in found.facts:
        typer.echo(fact)
    for row in rows:
        code = f"  {row.code}: {Code(row.code).label}" if row.code else ""
        typer.echo(f"{row.row}  {row.outcome}  {row.name or ''}{code}  {row.message or ''}".rstrip())
    for conflict in conflicts:
        typer.echo(
            f"To decide: {conflict.listing_name}, {conflict.field}: {conflict.ours} or {conflict.theirs}"
        )
    for each in dropped:
        typer.echo(f"No longer in the list: {each.name}")
    counts = ", ".join(f"{count} {word}" for word, count in found.counts.items())
    say_done(f"{found.name}, {found.state}: {found.rows} rows: {counts}.")


@imports_app.command("undo")
def imports_undo(batch: BatchArgument) -> None:
    """Undo an import: what was before comes back; what people changed since stays, and is told."""
    from directory.changes.schemas import COMMAND
    from directory.imports.queries import find_batch
    from directory.imports.undoing import undo_batch
    from directory.releases.active import active_folder

    settings = get_settings()
    with open_directory(settings) as engine, session_scope(engine) as session:
        folder = active_folder(session, settings.data_dir)
        report = undo_batch(session, folder, find_batch(session, batch), actor=COMMAND)
    if report.already:
        say_done("It was undone before. Nothing was changed.")
        return
    for kept in report.kept:
        typer.echo(f"row {kept.row} “{kept.name}”: {kept.why}")
    say_done(
        f"Undone: {report.removed} removed, {report.restored} put back, "
        f"{len(report.kept)} kept in whole or in part."
    )


@imports_app.command("template")
def imports_template(file: Annotated[Path, typer.Argument(help="File to write: .csv or .xlsx.")]) -> None:
    """Write an empty list with its columns explained, to be filled in."""
    from directory.imports.template import write_template

    check_folder(file)
    with reading(get_settings()) as session:
        write_template(session, file)
    say_done(f"Wrote {file}.")


@imports_app.command("sources")
def imports_sources() -> None:
    """List the lists that are described, by the key that --source takes."""
    from directory.imports.queries import list_sources

    with reading(get_settings()) as session:
        known = list_sources(session)
    for source in known:
        typer.echo(f"{source.key}  {source.title}, {source.publisher} ({source.licence})")


def _asked(source: str, mapping: list[str] | None, anyway: list[int] | None, *, whole: bool) -> "Asked":
    from directory.imports.batches import mapping_of
    from directory.imports.planning import Asked

    return Asked(source, mapping_of(mapping or []), whole, frozenset(anyway or ()))
