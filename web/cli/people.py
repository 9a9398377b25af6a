"""Who may sign in, in which roles, from the command line?"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import Session

from directory.errors import InvalidInput
from directory.settings import get_settings
from directory.store import reading_scope, session_scope
from directory.words import Role
from web.cli.edge import open_stores, say_done
from web.cli.reached import with_noted_address

people_app = typer.Typer(help="Who may sign in, in which roles.", no_args_is_help=True)


class RoleName(StrEnum):
    """A role as it is typed: with hyphens."""

    OWNER = "owner"
    PARISH_CLERK = "parish-clerk"
    PARTNER_EDITOR = "partner-editor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    @property
    def role(self) -> Role:
        """The role itself."""
        return Role[self.name]


EmailArgument = Annotated[str, typer.Argument(help="E-mail address that links are sent to.")]
RoleOption = Annotated[RoleName, typer.Option(help="As what.")]
ListingOption = Annotated[
    list[str] | None, typer.Option("--listing", help="Slug of a listing, for an owner; more than once.")
]
ParishOption = Annotated[
    list[str] | None, typer.Option("--parish", help="Name or code of a parish, for a clerk; more than once.")
]
DistrictOption = Annotated[
    list[str] | None,
    typer.Option(
        "--district",
        help="Name or code of a district, for a partner editor or coordinator, or to tell a parish apart; "
        "more than once.",
    ),
]


@people_app.command("add")
def add(
    email: EmailArgument,
    role: RoleOption,
    listing: ListingOption = None,
    parish: ParishOption = None,
    district: DistrictOption = None,
) -> None:
    """Give somebody a role, and print a link with which they sign in first."""
    from directory.accounts.addresses import read_email
    from directory.accounts.service import add_grant, find_or_make_account, make_link
    from directory.jobs.service import attempt

    address, held = read_email(email), role.role
    with open_stores(with_noted_address(get_settings())) as stores:
        with reading_scope(stores.directory) as session:
            scopes = _scopes(session, held, listing or [], parish or [], district or [])
        with session_scope(stores.people) as session:
            account = find_or_make_account(session, address)
            grants = [add_grant(session, account, held, code, granted_by=None) for code, _ in scopes]
            link = make_link(session, stores.settings, account)
        if held is Role.OWNER:
            for grant in grants:
                attempt(stores, "people", grant)
    over = ", ".join(name for _, name in scopes if name)
    say_done(f"{address} is {held.label.lower()}{f' of {over}' if over else ''}.")
    _tell_link(link)


@people_app.command("link")
def link(email: EmailArgument) -> None:
    """Print a new link for somebody who has an account; earlier ones end."""
    from directory.accounts.service import find_account, make_link

    with (
        open_stores(with_noted_address(get_settings())) as stores,
        session_scope(stores.people) as session,
    ):
        made = make_link(session, stores.settings, find_account(session, email).id)
    _tell_link(made)


def _tell_link(link: str) -> None:
    say_done("This link signs in once, within 15 minutes:")
    typer.echo(link)


@people_app.command("list")
def list_all() -> None:
    """List who may sign in, in which roles, and when they were here last."""
    from directory.accounts.service import list_people

    with open_stores(get_settings()) as stores:
        with reading_scope(stores.people) as session:
            people = list_people(session)
        with reading_scope(stores.directory) as session:
            names = _names(session, [each.grant.scope for one in people for each in one.grants])
    for person in people:
        roles = "; ".join(
            f"{each.grant.role.label.lower()}"
            f"{f' of {names.get(each.grant.scope, each.grant.scope)}' if each.grant.scope else ''}"
            for each in person.grants
        )
        seen = f"last here {person.seen_at:%Y-%m-%d}" if person.seen_at else "never here"
        factor = ", second factor" if person.second_factor else ""
        typer.echo(f"{person.account.email}  {roles or 'no role'}  {seen}{factor}")
    say_done(f"{len(people)} {'account' if len(people) == 1 else 'accounts'}.")


@people_app.command("end")
def end(
    email: EmailArgument,
    role: RoleOption,
    listing: ListingOption = None,
    parish: ParishOption = None,
    district: DistrictOption = None,
) -> None:
    """End a role of somebody: over what is named, or over everything where nothing is."""
    from directory.accounts.service import end_grant, find_account, grants_of
    from directory.jobs.service import attempt

    held = role.role
    with open_stores(get_settings()) as stores:
        scopes: list[tuple[str | None, str]] = [(None, "")]
        if listing or parish or district:
            with reading_scope(stores.directory) as session:
                scopes = _scopes(session, held, listing or [], parish or [], district or [])
        with session_scope(stores.people) as session:
            account = find_account(session, email)
            before = len(grants_of(session, account.id))
            jobs = [
                job for code, _ in scopes for job in end_grant(session, account.id, held, code, ended_by=None)
            ]
            ended = before - len(grants_of(session, account.id))
        for job in jobs:
            attempt(stores, "people", job)
    if not ended:
        raise InvalidInput(f"{account.email} is no {held.label.lower()} there: nothing has changed.")
    say_done(f"Ended {ended} {'role' if ended == 1 else 'roles'} of {account.email}.")


@people_app.command("reset-second-factor")
def reset_second_factor(email: EmailArgument) -> None:
    """Take the second factor of somebody who lost it away, and sign them out; they set up another one."""
    from directory.accounts.second_factor import reset
    from directory.accounts.service import find_account

    with open_stores(get_settings()) as stores, session_scope(stores.people) as session:
        account = find_account(session, email)
        done = reset(session, account.id, by=None)
    say_done(
        f"{account.email} is signed out, and sets up a second factor at the next sign-in."
        if done
        else f"{account.email} has set up no second factor."
    )


@people_app.command("close")
def close(email: EmailArgument) -> None:
    """Close an account: every role, link and session ends. Listings stay."""
    from directory.accounts.closing import close_account
    from directory.accounts.service import find_account
    from directory.jobs.service import attempt

    with open_stores(get_settings()) as stores:
        with session_scope(stores.people) as session:
            account = find_account(session, email)
            jobs = close_account(session, account.id, by=None)
        for job in jobs:
            attempt(stores, "people", job)
    say_done(f"The account of {account.email} is closed.")


def _scopes(
    session: Session, role: Role, listings: list[str], parishes: list[str], districts: list[str]
) -> list[tuple[str | None, str]]:
    """Find what a role is over: its code, and its name to be told."""
    given = {"--listing": listings, "--parish": parishes, "--district": districts}
    needed = {
        Role.OWNER: "--listing",
        Role.PARISH_CLERK: "--parish",
        Role.PARTNER_EDITOR: "--district",
        Role.COORDINATOR: "--district",
    }.get(role)
    allowed = {needed, "--district"} if role is Role.PARISH_CLERK else {needed}
    for option, values in given.items():
        if values and option not in allowed:
            raise InvalidInput(f"A role of {role.label.lower()} takes no {option}.")
    if needed is None:
        return [(None, "")]
    if not given[needed]:
        what = {"--listing": "SLUG", "--parish": "CODE", "--district": "CODE"}[needed]
        raise InvalidInput(f"Say over what: --role {role.value.replace('_', '-')} needs {needed} {what}.")
    if role is Role.OWNER:
        return [_listing(session, slug) for slug in listings]
    return _places(session, role, parishes, districts)


def _places(
    session: Session, role: Role, parishes: list[str], districts: list[str]
) -> list[tuple[str | None, str]]:
    from directory.marks.places import NoPlace, PlaceFinder

    finder = PlaceFinder(session)
    if role is Role.PARISH_CLERK:
        found = [finder.parish(name, districts[0] if districts else "") for name in parishes]
    else:
        found = [finder.district(name) for name in districts]
    for place in found:
        if isinstance(place, NoPlace):
            raise InvalidInput(place.reason)
    return [(place.code, place.name) for place in found if not isinstance(place, NoPlace)]


def _listing(session: Session, slug: str) -> tuple[str, str]:
    from directory.listings.lookup import find_at

    short = slug.rstrip("/").rpartition("/")[2]
    row = find_at(session, short)
    if row is None:
        raise InvalidInput(f"There is no listing {short}. Take the last part of its address, /listing/….")
    return str(row.id), row.name


def _names(session: Session, scopes: list[str | None]) -> dict[str | None, str]:
    from directory.accounts.held import held_listings
    from directory.areas.service import area_names

    known: dict[str | None, str] = {}
    known.update(area_names(session, {scope for scope in scopes if scope and len(scope) < UUID_LENGTH}))
    ids = [UUID(scope) for scope in scopes if scope and len(scope) == UUID_LENGTH]
    known.update({str(each.id): each.name for each in held_listings(session, ids)})
    return known


UUID_LENGTH = 36
