"""How are the keys changed that names and addresses are sealed with, from the command line?"""

from typing import Annotated

import typer

from directory.settings import get_settings
from web.cli.edge import open_stores, say_done

keys_app = typer.Typer(help="Change the keys that names and addresses are sealed with.", no_args_is_help=True)


@keys_app.callback()
def keys() -> None:
    """Change the keys that names and addresses are sealed with."""


@keys_app.command("rotate")
def rotate_keys(
    finished: Annotated[
        bool, typer.Option("--finish", help="Take the old keys out of the file, once nothing needs them.")
    ] = False,
) -> None:
    """Seal everything in the people database with a new key, while the service goes on."""
    from directory.key_rotation import finish, rotate

    settings = get_settings()
    with open_stores(settings) as stores:
        if finished:
            dropped = finish(settings, stores.people)
            say_done(
                "Everything was read with the newest key alone. "
                f"{dropped} old {'key was' if dropped == 1 else 'keys were'} taken out of "
                f"{settings.sealing_keys_file}. Backups made before cannot be opened without "
                f"{'it' if dropped == 1 else 'them'}: make a new one."
            )
            return
        done = rotate(settings, stores.people)
    say_done(
        f"{'A new key is on top of' if done.new_key else 'Went on with the newest key of'} "
        f"{settings.sealing_keys_file}; {done.rows} rows were sealed anew. Keep a copy of that file, apart "
        "from the backups. A day later: hereabouts keys rotate --finish"
    )
