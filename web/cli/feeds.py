"""Which feeds of other directories do we read? From the command line."""

from typing import Annotated, Final

import typer

from directory.settings import get_settings
from web.cli.edge import open_stores, reading, say_done

PRIVATE: Final = "it cannot be read: private address"
feeds_app = typer.Typer(help="Read Open Referral UK feeds of other directories.", no_args_is_help=True)
Key = Annotated[str, typer.Argument(help="Key of the feed's source.")]


@feeds_app.command("add")
def feeds_add(
    url: Annotated[str, typer.Argument(help="Address of the feed, without /services.")],
    source: Annotated[str, typer.Option(help="A short key for it, like shropshire_oruk.")],
    title: Annotated[str, typer.Option(help="What the list is called.")] = "",
    publisher: Annotated[str, typer.Option(help="Who publishes it.")] = "",
    licence: Annotated[str, typer.Option(help="Under which licence.")] = "",
    credit: Annotated[str, typer.Option(help="The credit it asks for.")] = "",
    every_hours: Annotated[int, typer.Option(help="How often it is read.")] = 168,
) -> None:
    """Note a feed to be read by the worker; a new source needs title, publisher, licence and credit."""
    from directory.errors import InvalidInput
    from directory.feeds.service import add_feed
    from directory.imports.batches import NewSource
    from directory.store import session_scope

    told = (title, publisher, licence, credit)
    if any(told) and not all(told):
        raise InvalidInput("A new source needs --title, --publisher, --licence and --credit.")
    with open_stores(get_settings()) as stores, session_scope(stores.directory) as session:
        new = NewSource(title, publisher, licence, credit, url=url) if all(told) else None
        add_feed(session, url, source, new, every_hours=every_hours)
    say_done(f"Noted. The worker reads it when it is due; at once: hereabouts feeds harvest {source}")


@feeds_app.command("list")
def feeds_list() -> None:
    """List the feeds with how the last reading went."""
    from directory.feeds.service import feeds

    with reading(get_settings()) as session:
        for feed in feeds(session):
            when = (
                f", last read whole {feed.last_ok_at:%Y-%m-%d %H:%M} UTC"
                if feed.last_ok_at
                else ", never read whole"
            )
            trouble = f", {feed.error}" if feed.error else ""
            typer.echo(
                f"{feed.source}  {feed.url}  {'' if feed.active else 'stopped, '}{feed.state}{when}{trouble}"
            )


@feeds_app.command("probe")
def feeds_probe(
    url: Annotated[str, typer.Argument(help="Address of a feed, without /services.")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also an address of this machine or its network.")
    ] = False,
) -> None:
    """Ask a feed which parameters it really honours; nothing is kept."""
    from directory.errors import Unavailable
    from directory.feeds.probing import probe
    from directory.feeds.reading import FeedReader
    from directory.feeds.schemas import FeedAway, FeedBroken
    from directory.feeds.service import open_fetch

    with open_fetch(allow_private=allow_private) as fetch:
        reader = FeedReader(fetch, url)
        try:
            typer.echo(f"version  {reader.version()}")
            for each in probe(reader):
                word = {True: "yes", False: "no", None: "cannot tell"}[each.honoured]
                typer.echo(f"{each.parameter}  {word}  {each.seen}")
        except (FeedAway, FeedBroken) as failure:
            if failure.reason == PRIVATE:
                raise Unavailable(_private(url)) from failure
            raise Unavailable(f"The feed cannot be read: {failure.reason}.") from failure


def _private(url: str) -> str:
    return f"{url} is an address of this machine or its network. Add --allow-private if that is meant."


@feeds_app.command("harvest")
def feeds_harvest(
    source: Key,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also an address of this machine or its network.")
    ] = False,
) -> None:
    """Read a feed now, from where it stopped, and take it whole."""
    from directory.errors import NotFound, Unavailable
    from directory.feeds.queries import find_feed
    from directory.feeds.service import harvest
    from directory.store import reading_scope

    with open_stores(get_settings()) as stores:
        with reading_scope(stores.directory) as session:
            feed = find_feed(session, source)
        if feed is None:
            raise NotFound(f"There is no feed of the source {source}. hereabouts feeds list names them.")
        found = harvest(stores, feed.id, allow_private=allow_private)
    if found.batch_id is None and found.why == PRIVATE:
        raise Unavailable(f"{_private(feed.url)} Nothing was taken.")
    if found.batch_id is None:
        raise Unavailable(f"Nothing was taken: {found.why}. What was there before stays.")
    told = ", ".join(f"{count} {outcome}" for outcome, count in found.counts.items() if count)
    say_done(f"{found.records} records: {told}. Rows set aside: hereabouts imports show {found.batch_id}")


@feeds_app.command("stop")
def feeds_stop(source: Key) -> None:
    """Read a feed no longer; what came from it stays."""
    _set(source, active=False)


@feeds_app.command("start")
def feeds_start(source: Key) -> None:
    """Read a feed again."""
    _set(source, active=True)


def _set(source: str, *, active: bool) -> None:
    from directory.feeds.service import set_active
    from directory.store import session_scope

    with open_stores(get_settings()) as stores, session_scope(stores.directory) as session:
        set_active(session, source, active=active)
    say_done("Done.")
