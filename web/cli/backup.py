"""How are both stores kept safe and brought back, from the command line?"""

from pathlib import Path
from typing import Annotated

import typer

from directory.clock import LONDON, now
from directory.settings import get_settings
from web.cli.edge import GiveUp, open_stores, say_done


def write_backup(
    folder: Annotated[Path, typer.Argument(help="A new folder to write.")],
) -> None:
    """Copy both stores into a folder, while the service goes on."""
    from directory.backup import back_up

    with open_stores(get_settings()) as stores:
        made = back_up(stores, folder)
    size = sum(copy.bytes for copy in made.copies) / 1e6
    say_done(f"Wrote {made.folder}: both stores, {size:.1f} MB. It holds personal data: keep it safe.")


def restore_backup(
    folder: Annotated[Path, typer.Argument(help="A folder that `backup` wrote.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Put it in place of what is there, without asking.")
    ] = False,
    *,
    give_up: GiveUp = False,
) -> None:
    """Put both stores back as a backup has them; what is there now is kept aside."""
    from directory.backup import path_of, read_backup, restore

    settings = get_settings()
    found = read_backup(folder)
    when = min(copy.at for copy in found.copies).astimezone(LONDON)
    if not yes:
        typer.confirm(
            f"Put back both stores as they were on {when:%d %B %Y at %H:%M}? "
            "What was changed since is kept aside, and no longer shown",
            abort=True,
        )
    with open_stores(settings, checked=False) as stores:
        aside = path_of(stores.directory).parent / f"before-restore-{now():%Y%m%dT%H%M%SZ}"
        done = restore(stores, folder, aside, give_up=give_up)
    if done.kept is not None:
        say_done(f"What was there is kept in {done.kept}. Remove it when it is no longer needed.")
    say_done(
        f"Both stores are as they were on {when:%d %B %Y at %H:%M}; "
        f"{done.mended} things were put right between them."
    )
    say_done(
        f"Everybody is signed out. {done.stopped} messages that waited in the backup are not sent: "
        "`hereabouts outbox --all` shows them."
    )
    if done.carried_over is None:
        say_done(
            "Who said stop since the backup cannot be read from what was there. "
            "Somebody who did may be written to again."
        )
