"""What help is needed, and how does it look with examples? From the command line."""

from typing import Annotated

import typer

from directory.settings import get_settings
from web.cli.edge import open_directory, reading, say_done

volunteering_app = typer.Typer(help="Volunteering: examples, and what help is needed.", no_args_is_help=True)


@volunteering_app.command("example")
def volunteering_example(
    *, remove: Annotated[bool, typer.Option("--remove", help="Take the examples away again.")] = False
) -> None:
    """Put up examples of what groups need, of real listings and marked as examples.

    Their days count from today. Run again it gives them new days.
    """
    from directory.shipped.examples.needs import remove_needs, seed_needs
    from directory.store import session_scope

    settings = get_settings()
    with open_directory(settings) as engine, session_scope(engine) as session:
        if remove:
            gone = remove_needs(session)
        else:
            seeded = seed_needs(session)
    if remove:
        say_done(f"{gone} examples taken away." if gone else "There was no example to take away.")
        return
    for slug in seeded.lost:
        say_done(f"The listing {slug} is not in this directory: what it would need was left out.")
    say_done(
        f"{seeded.written} examples are up at /volunteer. Take them away: "
        "hereabouts volunteering example --remove"
    )


@volunteering_app.command("list")
def volunteering_list() -> None:
    """List what help is needed today, the first to end first."""
    from directory.needs.reading import open_needs

    with reading(get_settings()) as session:
        needs = open_needs(session)
    for need in needs:
        example = "  (example)" if need.example else ""
        typer.echo(f"{need.open_until}  {need.rhythm.value:<8}  {need.slug}  {need.listing_name}{example}")
    if not needs:
        say_done("No group says today that it needs help.")
