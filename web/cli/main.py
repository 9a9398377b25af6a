"""What can be done from the command line?

Exit codes: 0 done; 2 something the person can mend, said in one line; 1 a fault of ours, with a trace.
"""

import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from directory.errors import HereaboutsError, InvalidInput
from directory.settings import get_settings
from directory.store import reading_scope, session_scope
from web.cli.awards import awards_app
from web.cli.backup import restore_backup, write_backup
from web.cli.brief import write_brief
from web.cli.digests import digests_app
from web.cli.edge import EXIT_MENDABLE, GiveUp, open_stores, reading
from web.cli.edge import open_directory as _directory
from web.cli.edge import say_done as _done
from web.cli.edge import say_step as _step
from web.cli.evidence import geographies_app, indicators_app, marks_app
from web.cli.feeds import feeds_app
from web.cli.files import export, write_map
from web.cli.history import compare_two, list_kept
from web.cli.imports import imports_app
from web.cli.keys import keys_app
from web.cli.matches import matches_app
from web.cli.noticeboard import noticeboard_app
from web.cli.outbox import print_outbox
from web.cli.paper import paper_app
from web.cli.people import people_app
from web.cli.plans import scenarios_app, worklist_app
from web.cli.privacy import privacy_app
from web.cli.reached import note_address
from web.cli.relay import relay_app
from web.cli.siting import coverage_site
from web.cli.tagging import tags_app
from web.cli.venues import venues_app
from web.cli.volunteering import volunteering_app
from web.cli.worker import jobs_app, run_worker, working_beside

app = typer.Typer(
    name="hereabouts",
    help="A community asset directory and map: what is near, and where it is missing.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="Build the tables that ship, or load a release.", no_args_is_help=True)
listings_app = typer.Typer(help="Bring listings in.", no_args_is_help=True)
coverage_app = typer.Typer(help="Compute coverage.", no_args_is_help=True)
app.add_typer(data_app, name="data")
app.add_typer(listings_app, name="listings")
app.add_typer(coverage_app, name="coverage")
coverage_app.command("site")(coverage_site)
app.add_typer(imports_app, name="imports")
app.add_typer(marks_app, name="marks")
app.add_typer(awards_app, name="awards")
app.add_typer(venues_app, name="venues")
app.add_typer(geographies_app, name="geographies")
app.add_typer(indicators_app, name="indicators")
app.add_typer(scenarios_app, name="scenarios")
app.add_typer(worklist_app, name="worklist")
app.add_typer(people_app, name="people")
app.add_typer(tags_app, name="tags")
app.add_typer(noticeboard_app, name="noticeboard")
app.add_typer(volunteering_app, name="volunteering")
app.add_typer(jobs_app, name="jobs")
app.add_typer(privacy_app, name="privacy")
app.add_typer(keys_app, name="keys")
app.add_typer(relay_app, name="relay")
app.add_typer(matches_app, name="matches")
app.add_typer(feeds_app, name="feeds")
app.add_typer(digests_app, name="digests")
app.add_typer(paper_app, name="paper")
app.command("worker")(run_worker)
app.command("outbox")(print_outbox)
app.command("backup")(write_backup)
app.command("restore")(restore_backup)


@app.command()
def init(*, give_up: GiveUp = False) -> None:
    """Make or update both databases, load the shipped data and compute coverage. Safe to repeat."""
    from directory.coverage.assumed import assumed_of
    from directory.coverage.run import lacks_coverage, run_coverage
    from directory.releases.active import SHIPPED
    from directory.releases.service import refresh
    from directory.tagging.service import suggest_all
    from directory.upgrade import bring_up

    settings = get_settings()
    with open_stores(settings, checked=False) as stores:
        bring_up(stores, give_up=give_up)
    with _directory(settings) as engine, session_scope(engine) as session:
        release = refresh(session, settings.data_dir, on_step=_step)
        report = release.load
        computing = report.changed or lacks_coverage(session)
        if computing:
            run_coverage(session, on_step=_step, assumed=assumed_of(settings))
        suggest_all(session)
    if release.name != SHIPPED:
        _done(
            f"The release {release.name} stays in use. To go back to the shipped tables: "
            "hereabouts data use shipped"
        )
    if report.listings is None:
        _done(
            "The database is up to date, and coverage was computed for it."
            if computing
            else "The database is up to date."
        )
        return
    found = report.listings
    _done(
        f"Loaded {found.added + found.replaced} listings with {found.instances} capital instances; "
        f"{found.untagged} carry no capital by the stated rules."
    )


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes.", min=1, max=64)] = 1,
) -> None:
    """Serve the pages and the API; prints the address when it is ready.

    With one process it also does what must be done later. With more, run `hereabouts worker` beside it.
    """
    import uvicorn

    from directory.keys import signing_key

    settings = get_settings()
    with open_stores(settings):
        signing_key(settings)
    _check_free(host, port)
    settings = note_address(settings, host, port)
    if workers > 1:
        _done(f"Starting {workers} workers on http://{host}:{port}; run `hereabouts worker` beside them.")
        uvicorn.run(
            "web.cli.reached:create_reached_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
        )
        return
    from web.app import create_app
    from web.cli.announce import AnnouncingServer

    config = uvicorn.Config(create_app(settings), host=host, port=port, log_level="warning", access_log=False)
    with working_beside(settings, wanted=settings.worker_in_serve):
        AnnouncingServer(config, f"http://{host}:{port}").run()


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InvalidInput(
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                "Choose another: PORT=8001 make run, or hereabouts serve --port 8001."
            ) from error


@data_app.command("build")
def data_build(
    source: Annotated[Path, typer.Argument(help="Folder of the sources (docs/data-sources.md).")],
    out: Annotated[Path | None, typer.Option(help="Folder to write; data/ unless told.")] = None,
) -> None:
    """Build the tables that ship from their sources, with their manifest."""
    from directory.shipped.build import build_all

    target = out or get_settings().data_dir
    build_all(source, target, on_step=_step)
    _done(f"Built {target}. Run `hereabouts init` to load it.")


@data_app.command("load")
def data_load(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder of releases: official downloads, or shipped tables (docs/releases.md)."),
    ],
) -> None:
    """Load a folder of releases in place of what is in use, and compute coverage anew."""
    from directory.coverage.assumed import assumed_of
    from directory.coverage.service import run_coverage
    from directory.releases.service import load_release

    settings = get_settings()
    with _directory(settings) as engine, session_scope(engine) as session:
        report = load_release(session, folder, settings.data_dir, on_step=_step, on_file=_say_file)
        if report.load.changed:
            run_coverage(session, on_step=_step, assumed=assumed_of(settings))
    _done(
        f"The release {report.name} is in use."
        if report.load.changed
        else f"Nothing differs from what is loaded; the release {report.name} is in use."
    )


def _say_file(line: str) -> None:
    typer.echo(f"  {line}", err=True)


@data_app.command("releases")
def data_releases() -> None:
    """List the releases there are, and which is in use."""
    from directory.releases.service import list_releases

    with reading(get_settings()) as session:
        releases = list_releases(session)
    for release in releases:
        when = (
            f", loaded {release.loaded_at} from {release.source}"
            if release.loaded_at
            else f", {release.source}"
        )
        typer.echo(f"{'* ' if release.active else '  '}{release.name}{when}")


@data_app.command("use")
def data_use(
    name: Annotated[str, typer.Argument(help="A name that `data releases` lists, or the start of one.")],
) -> None:
    """Take a release that was loaded before, or the shipped tables, into use again."""
    from directory.coverage.assumed import assumed_of
    from directory.coverage.service import run_coverage
    from directory.releases.service import use_release

    settings = get_settings()
    with _directory(settings) as engine, session_scope(engine) as session:
        report = use_release(session, name, settings.data_dir, on_step=_step)
        if report.load.changed:
            run_coverage(session, on_step=_step, assumed=assumed_of(settings))
    _done(f"The release {report.name} is in use.")


@listings_app.command("import")
def listings_import(
    file: Annotated[Path, typer.Argument(help="One JSON listing a line (docs/listings-format.md).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every line and change nothing.")] = False,
) -> None:
    """Bring listings in; a line that is not in order is set aside with its reasons, the rest are taken."""
    from directory.imports.service import import_file
    from directory.releases.active import active_folder

    settings = get_settings()
    with _directory(settings) as engine, session_scope(engine) as session:
        folder = active_folder(session, settings.data_dir)
        report = import_file(session, folder, file, dry_run=dry_run, on_step=_step)
    for rejected in report.rejected:
        typer.echo(f'line {rejected.line} "{rejected.name}": {"; ".join(rejected.reasons)}', err=True)
    _done(
        f"{'Would add' if dry_run else 'Added'} {report.added}, "
        f"{'would replace' if dry_run else 'replaced'} {report.replaced}, "
        f"kept {report.kept} confirmed here, set aside {len(report.rejected)}."
    )
    if report.rejected:
        raise typer.Exit(EXIT_MENDABLE)
    if not dry_run:
        _done("Run `hereabouts coverage run` for the maps to follow.")


@coverage_app.command("run")
def coverage_run(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out clusters and ranges of ranks, which take longest.")
    ] = False,
) -> None:
    """Compute coverage for both releases and show it in place of the last."""
    from directory.coverage.assumed import assumed_of
    from directory.coverage.run import DRAWS, compute_coverage, store_coverage

    settings = get_settings()
    with _directory(settings) as engine:
        # Computing takes minutes: whoever writes meanwhile need not wait for it.
        with reading_scope(engine) as session:
            computed = compute_coverage(
                session, on_step=_step, assumed=assumed_of(settings), draws=0 if quick else DRAWS
            )
        with session_scope(engine) as session:
            reports = store_coverage(session, computed, on_step=_step)
    for report in reports:
        _done(
            f"Release {report.release}{' with visiting listings' if report.visiting else ''}: "
            f"{report.listings} placed listings, {report.postcodes} postcodes, {report.areas} areas."
        )


coverage_app.command("runs")(list_kept)
coverage_app.command("compare")(compare_two)
app.command("brief")(write_brief)
app.command("export")(export)
app.command("map")(write_map)


def main() -> None:
    """Run the command line; what people can mend is one line and exit code 2."""
    try:
        app(standalone_mode=True)
    except HereaboutsError as error:
        typer.echo(error.message, err=True)
        sys.exit(EXIT_MENDABLE)
    except OSError as error:
        # A full disk, a folder where a file should be, no permission: the system says it best.
        typer.echo(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        sys.exit(EXIT_MENDABLE)
