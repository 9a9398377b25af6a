"""When are rooms free: how are calendars of halls and school terms read from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.settings import get_settings
from web.cli.edge import open_stores, say_done


def read_calendars_now() -> None:
    """Read the calendars that halls keep themselves, all of them, now."""
    from directory.hire.calendars import faults_of, read_all

    with open_stores(get_settings()) as stores:
        read, faults = read_all(stores), faults_of(stores)
    for room_id, fault in faults:
        typer.echo(f"Room {room_id}: {fault}", err=True)
    say_done(f"Read {read} calendars; {len(faults)} with trouble.")


def load_school_terms(
    file: Annotated[Path, typer.Argument(help="CSV: authority, first_day, last_day, source.")],
) -> None:
    """Take the dates of school terms, in place of those that the same authorities had."""
    from directory.store import session_scope
    from directory.venues.terms import load_terms

    with open_stores(get_settings()) as stores, session_scope(stores.directory) as session:
        number = load_terms(session, file)
    say_done(f"Took {number} stretches of school weeks.")
