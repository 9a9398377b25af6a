"""Which listings may be one? From the command line."""

import typer

from directory.settings import get_settings
from web.cli.edge import open_stores, reading, say_done

matches_app = typer.Typer(help="Find listings that may be one.", no_args_is_help=True)


@matches_app.command("find")
def matches_find() -> None:
    """Compare all listings and keep the pairs that are likely one, for /desk/matches."""
    from directory.matching.service import find_pairs

    with open_stores(get_settings()) as stores:
        found = find_pairs(stores)
    say_done(f"{found} pairs are likely one. A person decides: /desk/matches, or hereabouts matches list.")


@matches_app.command("list")
def matches_list() -> None:
    """List the pairs nobody has looked at, the likeliest first, with the reasons."""
    from directory.matching.service import pairs

    with reading(get_settings()) as session:
        for pair in pairs(session):
            typer.echo(f"{pair.score:.2f}  {pair.first.slug}  {pair.second.slug}  {'; '.join(pair.reasons)}")
