"""What is on the noticeboard, and how does it look with examples on it? From the command line."""

from typing import Annotated

import typer

from directory.settings import get_settings
from web.cli.edge import open_directory, reading, say_done

noticeboard_app = typer.Typer(help="The noticeboard: examples, and what is on it.", no_args_is_help=True)


@noticeboard_app.command("example")
def noticeboard_example(
    *, remove: Annotated[bool, typer.Option("--remove", help="Take the examples away again.")] = False
) -> None:
    """Put example notices on the board, made from the papers' funds and marked as examples.

    Their days count from today. Run again it gives them new days. They are never sent to anybody.
    """
    from directory.noticeboard.reading import find_notices
    from directory.noticeboard.schemas import NoticeQuery
    from directory.shipped.examples.notices import remove_examples, seed_examples
    from directory.store import session_scope

    settings = get_settings()
    with open_directory(settings) as engine, session_scope(engine) as session:
        if remove:
            gone = remove_examples(session)
        else:
            seeded = seed_examples(session, settings.data_dir)
            session.flush()
            shown = sum(card.example for card in find_notices(session, NoticeQuery(per_page=1_000)).cards)
    if remove:
        say_done(f"{gone} examples taken away." if gone else "There was no example to take away.")
        return
    for slug in seeded.lost:
        say_done(f"The listing {slug} is not in this directory: what names it stands without it.")
    say_done(
        f"{shown} examples are open on the board, and {seeded.written - shown} are over. "
        "Take them away: hereabouts noticeboard example --remove"
    )


@noticeboard_app.command("list")
def noticeboard_list(
    *, closed: Annotated[bool, typer.Option("--closed", help="Those that are over instead.")] = False
) -> None:
    """List the notices that are open, the next to close first."""
    from directory.noticeboard.reading import find_notices
    from directory.noticeboard.schemas import NoticeQuery

    with reading(get_settings()) as session:
        found = find_notices(session, NoticeQuery(closed=closed, per_page=1_000))
    for card in found.cards:
        day = card.deadline.isoformat() if card.deadline else "rolling   " if card.rolling else "its day   "
        example = "  (example)" if card.example else ""
        typer.echo(f"{day}  {card.kind.value:<13}  {card.slug}  {card.title}{example}")
    if not found.cards:
        say_done("Nothing is over." if closed else "Nothing is on the board.")
