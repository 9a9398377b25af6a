"""How do marks, own geographies and indicators come in from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.errors import InvalidInput
from directory.geographies.schemas import GeographyReport
from directory.indicators.schemas import IndicatorLevel
from directory.settings import get_settings
from directory.store import session_scope
from directory.words import Release
from web.cli.edge import open_directory, reading, say_aside, say_done

marks_app = typer.Typer(help="Who says what of provision in a place.", no_args_is_help=True)
geographies_app = typer.Typer(help="Own sets of areas.", no_args_is_help=True)
indicators_app = typer.Typer(help="Figures that stand for a need.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="File to read (docs/evidence-format.md).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check every row and change nothing.")]
SubjectOption = Annotated[str | None, typer.Option(help="A capital, or the slug of a category.")]


@marks_app.command("import")
def marks_import(file: FileArgument, dry_run: DryRun = False) -> None:
    """Bring marks in; a row that is not in order is set aside with its reason, the rest are taken."""
    from directory.marks.service import import_marks

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        report = import_marks(session, file, dry_run=dry_run)
    say_done(
        f"{'Would add' if dry_run else 'Added'} {report.added}, "
        f"{'would replace' if dry_run else 'replaced'} {report.replaced}, "
        f"unchanged {report.unchanged}, set aside {len(report.aside)}."
    )
    say_aside(report.aside)


@marks_app.command("list")
def marks_list(
    subject: SubjectOption = None,
    area: Annotated[str | None, typer.Option(help="Code of an area.")] = None,
) -> None:
    """List the marks, the newest first within each area."""
    from directory.marks.service import list_marks

    with reading(get_settings()) as session:
        marks = list_marks(session, subject=subject, area=area)
    for mark in marks:
        where = f"{mark.area_name} ({mark.area_code})"
        typer.echo(f"{mark.on_date}  {where}  {mark.subject}: {mark.says}  {mark.role}  {mark.source}")
    say_done(f"{len(marks)} mark{'' if len(marks) == 1 else 's'}.")


@marks_app.command("export")
def marks_export(
    file: Annotated[Path, typer.Argument(help="CSV file to write: what `marks import` takes.")],
) -> None:
    """Write every mark to a file that can be brought in again."""
    from directory.marks.service import export_marks

    check_folder(file)
    with reading(get_settings()) as session:
        count = export_marks(session, file)
    say_done(f"Wrote {count} marks to {file}.")


@marks_app.command("subjects")
def marks_subjects() -> None:
    """List what a mark may be about: the capitals, and the slugs of the categories."""
    from directory.marks.service import Subjects

    with reading(get_settings()) as session:
        subjects = Subjects(session).all()
    for slug, label in subjects:
        typer.echo(f"{slug}  {label}")


def check_folder(path: Path) -> None:
    """Refuse to write where there is no folder."""
    if not path.parent.is_dir():
        raise InvalidInput(f"There is no folder {path.parent}. Make it, or name another file.", field="path")


@geographies_app.command("import")
def geographies_import(
    file: FileArgument,
    name: Annotated[str | None, typer.Option(help="Name, unless the file has a column geography.")] = None,
    kind: Annotated[str, typer.Option(help="What the units are, like Primary Care Networks.")] = "Own areas",
    source: Annotated[str, typer.Option(help="Who says so; the name of the file unless told.")] = "",
    note: Annotated[str | None, typer.Option(help="What to know of it.")] = None,
    release: Annotated[Release, typer.Option(help="Whose people are counted.")] = Release.R2021,
    dry_run: DryRun = False,
) -> None:
    """Bring in units made of area codes (.csv) or drawn as shapes (.geojson), in place of one so named."""
    from directory.geographies.service import import_geographies

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        report = import_geographies(
            session,
            file,
            name=name,
            kind=kind,
            source=source,
            note=note,
            release=release,
            dry_run=dry_run,
        )
    for geography in report.geographies:
        _say_geography(geography, dry_run=dry_run)
    if not report.geographies:
        say_done("No unit could be taken.")
    say_aside(report.aside, what="feature" if file.suffix.lower() != ".csv" else "line")


def _say_geography(report: GeographyReport, *, dry_run: bool) -> None:
    done = "Nothing differs in" if not report.changed else "Replaced" if report.replaced else "Added"
    if dry_run and report.changed:
        done = f"Would have {done.lower()}"
    people = report.people
    say_done(
        f"{done} {report.name} ({report.slug}): {report.units} units of {report.members} parts "
        f"({', '.join(level.label for level in report.levels)})."
    )
    for unit in people.units:
        count = "people not known" if unit.population is None else f"{unit.population:,.0f} people"
        say_done(f"  {unit.code}: {count}{', estimated' if unit.estimated else ''}")
    say_done(
        f"  In no unit: {people.in_no_unit:,.0f} of {people.whole:,.0f} people, "
        f"{people.postcodes_in_no_unit:,} postcodes."
    )
    for line in report.notes:
        say_done(f"  Note: {line}")


@geographies_app.command("list")
def geographies_list() -> None:
    """List the geographies and the codes of their units."""
    from directory.geographies.service import list_geographies, list_units

    with reading(get_settings()) as session:
        geographies = list_geographies(session)
        units = list_units(session)
    for geography in geographies:
        made = ", ".join(level.label for level in geography.levels)
        typer.echo(f"{geography.slug}  {geography.name}: {geography.kind}, {geography.units} units of {made}")
        for unit in units:
            if unit.geography == geography.slug:
                typer.echo(f"  {unit.code}  {unit.name}")
    say_done(f"{len(geographies)} geograph{'y' if len(geographies) == 1 else 'ies'}.")


@geographies_app.command("remove")
def geographies_remove(
    slug: Annotated[str, typer.Argument(help="Short name, as `geographies list` gives it.")],
) -> None:
    """Take a geography away with its units."""
    from directory.geographies.service import remove_geography

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        remove_geography(session, slug)
    say_done(f"Removed {slug}.")


@indicators_app.command("import")
def indicators_import(
    file: FileArgument,
    slug: Annotated[str, typer.Option(help="Short name: small letters, digits, hyphens.")],
    label: Annotated[str, typer.Option(help="Plain English name.")],
    level: Annotated[IndicatorLevel, typer.Option(help="The areas the figures are for.")],
    source: Annotated[str, typer.Option(help="Publisher and table.")],
    licence: Annotated[str, typer.Option(help="Licence of the source.")],
    vintage: Annotated[str, typer.Option(help="Of when the figures are.")],
    unit: Annotated[str, typer.Option(help="What a figure counts in.")] = "%",
    higher_is_worse: Annotated[
        bool, typer.Option("--higher-is-worse/--lower-is-worse", help="Which end means more need.")
    ] = True,
    note: Annotated[str | None, typer.Option(help="What to know of it.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Bring in the figures of one indicator (CSV of code,value) in place of those it had."""
    from directory.indicators.schemas import IndicatorNew
    from directory.indicators.service import import_indicator

    about = IndicatorNew(slug, label, unit, level, higher_is_worse, source, licence, vintage, note)
    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        report = import_indicator(session, file, about, dry_run=dry_run)
    did = "Nothing differs in" if not report.changed else "Would take" if dry_run else "Took"
    say_done(
        f"{did} {slug}: {report.values} figures, {report.unknown} unknown, "
        f"{report.without} {level.label} not named, set aside {len(report.aside)}."
    )
    say_aside(report.aside)


@indicators_app.command("list")
def indicators_list() -> None:
    """List the indicators there are."""
    from directory.indicators.service import list_indicators

    with reading(get_settings()) as session:
        indicators = list_indicators(session)
    for one in indicators:
        worse = "higher" if one.higher_is_worse else "lower"
        typer.echo(
            f"{one.slug}  {one.label} ({one.unit}), {one.areas} {one.level.label}, {worse} is worse; "
            f"{one.source}, {one.vintage}"
        )


@indicators_app.command("remove")
def indicators_remove(
    slug: Annotated[str, typer.Argument(help="Short name, as `indicators list` gives it.")],
) -> None:
    """Take away an indicator that was brought here; those that ship stay."""
    from directory.indicators.service import remove_indicator

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        remove_indicator(session, slug)
    say_done(f"Removed {slug}.")
