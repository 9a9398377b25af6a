"""Who is told of which notice, and who would have been on a day? `hereabouts digests`."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Annotated

import typer

from directory import clock
from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.store import reading_scope
from web.cli.edge import open_stores, say_done
from web.cli.reached import with_noted_address
from web.words import count

digests_app = typer.Typer(help="Tell people of the notices that fit them.", no_args_is_help=True)


@digests_app.command("make")
def make(
    examples: Annotated[
        bool, typer.Option("--examples", help="Also of notices that are examples: to try it out.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; print each message that would be written.")
    ] = False,
) -> None:
    """Write to everybody for whom there is something and whose time it is, as the worker does daily.

    Messages wait in the outbox until they leave; `hereabouts outbox` prints them.
    """
    from directory.digests.service import make_digests

    with open_stores(with_noted_address(get_settings())) as stores:
        done = make_digests(stores, examples=examples, dry_run=dry_run)
    for letter in done.shown:
        typer.echo(f"Subject: {letter.subject}\n\n{letter.text}{'=' * 60}")
    waiting = f", {count(done.paper, 'of them', 'of them')} for paper and text messages" if done.paper else ""
    say_done(
        f"{'Would write' if dry_run else 'Wrote'} {count(done.made, 'digest')} "
        f"({done.urgent} because a date is near{waiting}) with {count(done.notices, 'notice')} in all. "
        f"For {count(done.not_due, 'person', 'people')} it is not yet time."
    )
    if done.gone:
        say_done(f"{count(done.gone, 'person', 'people')} had said otherwise meanwhile, or were written to.")


@digests_app.command("audience")
def audience(
    day: Annotated[str, typer.Argument(help="A day, like 2026-11-22: as it stood at its end.")],
) -> None:
    """Print how many had agreed to what at the end of a day, from the ledger alone; nobody is named."""
    from directory.subscriptions.ledger import audience as replay

    try:
        end = datetime.combine(datetime.fromisoformat(day).date() + timedelta(days=1), time(), clock.LONDON)
    except ValueError as error:
        raise InvalidInput("Give the day like 2026-11-22.") from error
    at = end.astimezone(UTC) - timedelta(microseconds=1)
    with open_stores(get_settings()) as stores, reading_scope(stores.people) as session:
        found = replay(session, at)
    people = len({one.account_id for one in found})
    told = Counter((one.purpose, "listings" if one.subject else "residents") for one in found)
    for (purpose, who), number in sorted(told.items()):
        typer.echo(f"{purpose}\t{who}\t{number}")
    say_done(f"{count(people, 'person', 'people')} at the end of {day}, with {len(found)} agreements.")
