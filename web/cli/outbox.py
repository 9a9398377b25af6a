"""Which messages wait in the outbox, and what do they say? `hereabouts outbox`."""

from typing import Annotated

import typer

from directory import clock
from directory.settings import get_settings
from directory.store import reading_scope
from web.cli.edge import open_stores, say_done
from web.cli.reached import with_noted_address

STATES = {"waiting": "waits", "sent": "sent", "stopped": "stopped", "failed": "failed"}


def print_outbox(
    every: Annotated[bool, typer.Option("--all", help="Also what was sent, stopped or refused.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send what is due now, as the worker does.")] = False,
) -> None:
    """Print the messages that wait, whole, so that their links can be opened on this machine."""
    from directory.messages.carriers import mail_goes_out
    from directory.messages.delivery import deliver_due
    from directory.messages.queries import list_messages

    settings = with_noted_address(get_settings())
    with open_stores(settings) as stores:
        if send:
            done = deliver_due(stores)
            say_done(
                f"Sent {done.sent}, held {done.held}, put off {done.put_off}, "
                f"stopped {done.stopped}, refused {done.failed}."
            )
        with reading_scope(stores.people) as session:
            found = list_messages(session, states=tuple(STATES) if every else ("waiting",))
    for message in found:
        when = (message.sent_at or message.send_after).astimezone(clock.LONDON)
        told = f"{when:%d %B %Y, %H:%M}"
        if message.state != "waiting":
            told = f"{STATES[message.state]}, {told}"
        elif message.send_after > clock.now():
            told = f"waits until {told}"
        else:
            told = f"{'due' if mail_goes_out(settings) else 'waits for a mail server'} since {told}"
        error = message.error or ("they said stop" if message.state == "stopped" else None)
        why = f" ({error})" if error else ""
        typer.echo(f"To: {message.to_email}\nSubject: {message.subject}\n{told}{why}\n")
        typer.echo(f"{message.body.rstrip()}\n{'-' * 60}")
    say_done(f"{len(found)} message{'' if len(found) == 1 else 's'}.")
    if not mail_goes_out(settings):
        say_done("No mail server is set (HEREABOUTS_SMTP_URL), so messages wait here.")
