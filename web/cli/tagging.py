"""How are capitals suggested, counted, and their rules kept from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.store import session_scope
from directory.words import Capital
from web.cli.edge import open_directory, reading, say_done

tags_app = typer.Typer(help="Capitals: what is suggested, by which rules.", no_args_is_help=True)
rules_app = typer.Typer(help="Rules that suggest capitals.", no_args_is_help=True)
tags_app.add_typer(rules_app, name="rules")
MOST_SHOWN = 50


@tags_app.command("suggest")
def suggest() -> None:
    """Bring the rules that ship up to date and weigh every listing anew; decisions stay."""
    from directory.tagging.service import suggest_all

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        report = suggest_all(session)
    say_done(
        f"Weighed {report.listings} listings: {report.accepted} capitals accepted, "
        f"{report.suggested} suggested, {report.refused} refused."
    )


@tags_app.command("list")
def list_suggested() -> None:
    """List what is suggested and waits for somebody to decide, surest first."""
    from directory.tagging.service import list_undecided

    with reading(get_settings()) as session:
        waiting = list_undecided(session)
    for each in waiting:
        typer.echo(f"{each.sure:.0%}  {each.capital.value}  {each.name} ({each.slug}): {each.reason}")
    say_done(f"{len(waiting)} to decide, at /desk/tags.")


@tags_app.command("table")
def table(
    file: Annotated[Path | None, typer.Argument(help="CSV file to write; shown here unless told.")] = None,
) -> None:
    """Count capitals accepted and suggested, and listings untagged, by district."""
    from directory.tagging.table import table_csv, tag_table

    with reading(get_settings()) as session:
        rows = tag_table(session)
    if file is not None:
        _check_folder(file)
        file.write_bytes(table_csv(rows))
        say_done(f"Wrote {file}.")
        return
    names = [capital.value for capital in Capital]
    first = max(len("district"), *(len(row.name) for row in rows)) if rows else len("district")
    widths = [max(len(name), 11) for name in names]
    typer.echo("Of each capital: listings where it is accepted + suggested.")
    head = "  ".join(name.rjust(width) for name, width in zip(names, widths, strict=True))
    typer.echo(f"{'district'.ljust(first)}  {head}  untagged")
    for row in rows:
        pairs = [f"{a}+{s}" for a, s in zip(row.accepted, row.suggested, strict=True)]
        cells = "  ".join(pair.rjust(width) for pair, width in zip(pairs, widths, strict=True))
        typer.echo(f"{row.name.ljust(first)}  {cells}  {row.untagged:8d}")


@rules_app.command("export")
def export_table(
    file: Annotated[Path, typer.Argument(help="CSV file to write; edit it and bring it back.")],
) -> None:
    """Write every rule to a file."""
    from directory.tagging.rules import export_rules

    _check_folder(file)
    with reading(get_settings()) as session:
        file.write_text(export_rules(session), encoding="utf-8")
    say_done(f"Wrote {file}.")


@rules_app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="CSV as `tags rules export` writes it; no id is a new rule.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only tell what would change.")] = False,
) -> None:
    """Change rules from a file, telling which listings gain and lose which suggestion."""
    from directory.changes.schemas import COMMAND
    from directory.tagging.rules import preview_rules, read_rules_file, save_rules
    from directory.tagging.service import retag

    if not file.is_file():
        raise InvalidInput(f"There is no file {file}.", field="file")
    changes = read_rules_file(file.read_bytes())
    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        found = preview_rules(session, changes)
        saved = None if preview else save_rules(session, changes, COMMAND)
        if saved:
            retag(session)
    for effect in found.effects[:MOST_SHOWN]:
        says = "gains" if effect.gained else "loses"
        typer.echo(
            f"{effect.name} {says} {effect.capital.value}: {effect.before:.0%} before, {effect.after:.0%} now"
        )
    say_done(
        f"{'Would gain' if preview else 'Gained'} {len(found.gained)} and "
        f"{'would lose' if preview else 'lost'} {len(found.lost)} suggestions; "
        f"{found.left} already decided stay as they are."
    )
    if not preview and saved is None:
        say_done("No rule in the file differs from what there is.")


def _check_folder(file: Path) -> None:
    if not file.parent.is_dir():
        raise InvalidInput(f"There is no folder {file.parent}. Make it, or name another file.", field="path")
