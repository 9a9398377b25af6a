"""How does mail that people answer with come in? For a pipe of the mail server."""

import sys
from typing import Annotated, Final

import typer

from directory.settings import get_settings
from web.cli.edge import open_stores
from web.logs import configure_logs

relay_app = typer.Typer(help="Pass on what people answer by mail.", no_args_is_help=True)
EXIT_REFUSED: Final = 65
"""As mail servers read it (sysexits.h): the message cannot be taken. They tell whoever it says it is from: so
what may be forged ends with 0."""


@relay_app.callback()
def relay() -> None:
    """Pass on what people answer by mail."""


@relay_app.command("receive")
def receive_mail(
    recipient: Annotated[
        str, typer.Option(help="The address it came to, as the mail server tells it; else its headers do.")
    ] = "",
    sender: Annotated[
        str | None, typer.Option(help="Who sent it, as the mail server tells it; empty for a bounce.")
    ] = None,
) -> None:
    """Read one message from standard input, and pass on what a person wrote in it."""
    from directory.volunteers.relay_inbound import LARGEST, receive

    raw = sys.stdin.buffer.read(LARGEST + 1)
    settings = get_settings()
    configure_logs(settings.log_level)
    with open_stores(settings) as stores:
        found = receive(stores, raw, recipient=recipient, sender=sender)
    if found.tell:
        typer.echo(found.why, err=True)
        raise typer.Exit(EXIT_REFUSED)
