"""How do records of money given come in and go out from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.changes.schemas import COMMAND
from directory.errors import InvalidInput, SourceIncomplete
from directory.imports.limits import check_size
from directory.settings import get_settings
from directory.store import session_scope
from web.cli.edge import EXIT_MENDABLE, open_directory, reading, say_done

awards_app = typer.Typer(help="Money given to groups, in the 360Giving form.", no_args_is_help=True)


@awards_app.command("take")
def take(
    file: Annotated[Path, typer.Argument(help="360Giving file: a JSON package, or CSV.")],
    licence: Annotated[str, typer.Option(help="Under what licence it may be used.")],
    source: Annotated[str, typer.Option(help="Who published it; the name of the file unless told.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and change nothing.")] = False,
) -> None:
    """Take the grants that are in order; the others are told with their reason. Safe to repeat."""
    from directory.funds.awards import count_changes, read_awards, record_awards

    if not file.is_file():
        raise SourceIncomplete(f"There is no file {file}. Check the path.")
    check_size(file.stat().st_size, file.name)
    content = file.read_bytes()
    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        found = read_awards(session, content, file.name, licence=licence, source=source)
        if dry_run:
            done = count_changes(session, found.drafts)
        else:
            done = record_awards(session, found.drafts, actor=COMMAND)
    would = "Would add" if dry_run else "Added"
    say_done(
        f"{would} {done.added}, replaced {done.replaced}, unchanged {done.unchanged}, "
        f"said twice {found.repeated}, elsewhere {found.elsewhere}, set aside {len(found.aside)}."
    )
    if found.descriptions_left_out:
        say_done(f"{found.descriptions_left_out} without their description: it holds something personal.")
    for row in found.aside:
        typer.echo(f'row {row.number} "{row.what}": {row.reason}', err=True)
    if found.aside:
        raise typer.Exit(EXIT_MENDABLE)


@awards_app.command("write")
def write(
    file: Annotated[Path, typer.Argument(help="File to write; its ending says how: .json or .csv.")],
) -> None:
    """Write the grants that are held as 360Giving data. Totals of whole areas are no grants and stay out."""
    from directory.funds.service import list_awards
    from directory.funds.threesixty import grants_of, write_package, write_table

    settings = get_settings()
    ending = file.suffix.lower()
    if ending not in {".json", ".csv"}:
        raise InvalidInput("The file to write must end in .json or .csv.", field="file")
    with reading(settings) as session:
        awards = list_awards(session)
    content = write_package(awards, base_url=settings.base_url) if ending == ".json" else write_table(awards)
    file.write_bytes(content)
    grants = len(grants_of(awards))
    say_done(f"{grants} grants written to {file}; {len(awards) - grants} totals of areas left out.")
