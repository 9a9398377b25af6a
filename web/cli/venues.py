"""Which rooms can be hired, and when? From the command line."""

from typing import Annotated

import typer

from directory.settings import get_settings
from web.cli.edge import open_directory, say_done
from web.cli.room_calendars import load_school_terms, read_calendars_now

venues_app = typer.Typer(help="Rooms that can be hired.", no_args_is_help=True)
venues_app.command("calendars")(read_calendars_now)
venues_app.command("terms")(load_school_terms)


@venues_app.command("example")
def venues_example(
    *, remove: Annotated[bool, typer.Option("--remove", help="Take the examples away again.")] = False
) -> None:
    """Put made-up rooms at real hubs, halls and libraries, marked as examples.

    A listing that described itself is left alone. School terms are made up too where none are loaded.
    """
    from directory.shipped.examples.rooms import remove_rooms, seed_rooms
    from directory.store import session_scope

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        if remove:
            gone = remove_rooms(session)
        else:
            seeded = seed_rooms(session)
    if remove:
        say_done(f"{gone} example rooms taken away." if gone else "There was no example to take away.")
        return
    for slug in seeded.lost:
        say_done(f"The listing {slug} is not in this directory: its example rooms are left out.")
    say_done(f"{seeded.written} example rooms are there. Take them away: hereabouts venues example --remove")
