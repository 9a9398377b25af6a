"""How is a person shown what is kept about them, or forgotten, from the command line?"""

import json
from typing import Annotated

import typer

from directory.settings import get_settings
from web.cli.edge import open_stores, say_done

privacy_app = typer.Typer(help="Show what is kept about a person, or forget them.", no_args_is_help=True)
Address = Annotated[str, typer.Argument(help="The person's e-mail address.")]


@privacy_app.command("export")
def export_of(email: Address) -> None:
    """Print everything that is kept under an address, as JSON."""
    from directory.privacy.export import export_person

    with open_stores(get_settings()) as stores:
        told = export_person(stores, email)
    typer.echo(json.dumps(told, indent=2, ensure_ascii=False))


@privacy_app.command("erase")
def erase_of(
    email: Address,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Forget a person in both stores, and in the bytes of their files. It cannot be undone."""
    from directory.privacy.erase import erase_person

    if not yes:
        typer.confirm("Forget everything about this person? It cannot be undone", abort=True)
    with open_stores(get_settings()) as stores:
        done = erase_person(stores, email)
    say_done(
        f"Forgotten. Account: {'erased' if done.account_id else 'there was none'}. "
        f"Sent in: {done.submissions}, made nameless. Messages: {done.messages}, removed. "
        f"Listings that named the address: {done.listings}, which name it no more."
    )
    if done.account_id is not None:
        say_done(
            f"What stays: {done.consents} entries of the ledger of consent, and the log of who did what, "
            f"under the random id {done.account_id}, which leads to nobody now."
        )
    if done.stopped:
        say_done("The stop-list keeps a keyed hash of the address, so that it is never written to again.")
    say_done("Backups made before still hold it: remove them, or erase again after restoring one.")
