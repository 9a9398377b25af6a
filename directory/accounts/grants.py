"""Who has which role, over what, and since when?"""

from uuid import UUID, uuid4, uuid5

from sqlmodel import Session

from directory import clock
from directory.accounts import queries
from directory.accounts.addresses import read_email
from directory.accounts.models import Account, RoleGrant
from directory.accounts.schemas import AccountRead, Grant, GrantRead, PersonRead
from directory.errors import InvalidInput, NotFound
from directory.jobs.service import audit, enqueue
from directory.sealing import address_kept_as
from directory.words import Role

FOLLOW_OWNERS = "follow_owners"
"""The job that lets the directory know whether somebody runs a listing here."""
SCOPED = {
    Role.OWNER: "a listing",
    Role.PARISH_CLERK: "a parish",
    Role.PARTNER_EDITOR: "a district",
    Role.COORDINATOR: "a district",
}


def find_or_make_account(session: Session, email: str) -> UUID:
    """Give the account of an address; make one, or open a closed one again, where there is none."""
    address = read_email(email)
    found = queries.find_account(session, address)
    if found is None:
        kept_as = address_kept_as(session, address)
        found = Account(id=uuid4(), email=address, email_hash=kept_as, created_at=clock.now())
        session.add(found)
    found.closed_at = None
    session.flush()
    return found.id


def read_account(session: Session, account_id: UUID) -> AccountRead:
    """Read an account that is not closed."""
    found = queries.find_open_account(session, account_id)
    if found is None:
        raise NotFound("There is no such account, or it was closed.")
    return AccountRead(found.id, found.email)


def find_account(session: Session, email: str) -> AccountRead:
    """Find the account of an address."""
    found = queries.find_account(session, read_email(email))
    if found is None or found.closed_at is not None:
        raise NotFound("No account has that address. `hereabouts people list` shows which there are.")
    return AccountRead(found.id, found.email)


def add_grant(
    session: Session, account_id: UUID, role: Role, scope: str | None, *, granted_by: UUID | None
) -> UUID:
    """Give a role over something; the same again changes nothing. Gives the id of the grant.

    An owner's listing is marked as owned by the job that has the same id as the grant: `attempt` it after
    the commit where the person waits for it.
    """
    if (scope is None) != (role not in SCOPED):
        needs = SCOPED.get(role)
        raise InvalidInput(
            f"Say over what: the role of {role.label.lower()} is over {needs}."
            if needs
            else f"The role of {role.label.lower()} is over everything: give it no place."
        )
    if role is Role.OWNER and scope is not None:
        scope = str(UUID(scope))
    for held in queries.list_grants(session, account_id):
        if (held.role, held.scope) == (role.value, scope):
            return held.id
    row = RoleGrant(
        id=uuid4(),
        account_id=account_id,
        role=role.value,
        scope=scope,
        granted_at=clock.now(),
        granted_by=granted_by,
    )
    session.add(row)
    session.flush()
    _note(session, "give role", row, granted_by)
    if role is Role.OWNER:
        enqueue(session, FOLLOW_OWNERS, {"listing_id": scope}, job_id=row.id)
    return row.id


def end_grant(
    session: Session, account_id: UUID, role: Role, scope: str | None, *, ended_by: UUID | None
) -> tuple[UUID, ...]:
    """End a role over something, or over everything it is held over where no scope is told.

    Gives the ids of the jobs that follow in the directory, as `add_grant` does.
    """
    jobs = []
    for held in queries.list_grants(session, account_id):
        if held.role != role.value or (scope is not None and held.scope != scope):
            continue
        held.ended_at = clock.now()
        session.flush()
        _note(session, "end role", held, ended_by)
        if role is Role.OWNER:
            job_id = uuid5(held.id, "ended")
            jobs.append(enqueue(session, FOLLOW_OWNERS, {"listing_id": held.scope}, job_id=job_id))
            _end_news(session, account_id, held.scope)
    return tuple(jobs)


def _end_news(session: Session, account_id: UUID, listing_id: str | None) -> None:
    """Tell somebody no more what fits a listing that they run no longer."""
    from directory.subscriptions.ledger import end_all  # noqa: PLC0415 - subscriptions know of accounts

    if listing_id is not None:
        end_all(session, account_id, how="runs the listing no longer", subject=listing_id)


def _note(session: Session, action: str, row: RoleGrant, by: UUID | None) -> None:
    audit(
        session,
        actor_id=by,
        actor_role="command" if by is None else "account",
        action=action,
        subject="account",
        subject_id=row.account_id,
        detail=f"{row.role} {row.scope or 'everywhere'}",
    )


def accounts_with(session: Session, role: Role, scope: str | None) -> tuple[AccountRead, ...]:
    """List who has a role over exactly that scope."""
    return tuple(AccountRead(each.id, each.email) for each in queries.list_holders(session, role, scope))


def owners_of(session: Session, listing_id: UUID) -> tuple[AccountRead, ...]:
    """List who runs a listing here, longest first."""
    return accounts_with(session, Role.OWNER, str(listing_id))


def grants_of(session: Session, account_id: UUID) -> tuple[Grant, ...]:
    """List the roles that an account has now."""
    return tuple(Grant(Role(row.role), row.scope) for row in queries.list_grants(session, account_id))


def list_people(session: Session) -> tuple[PersonRead, ...]:
    """List who may sign in, with the roles they have, by address."""
    return tuple(
        PersonRead(
            AccountRead(account.id, account.email),
            tuple(
                GrantRead(row.id, Grant(Role(row.role), row.scope), row.granted_at, None)
                for row in queries.list_grants(session, account.id)
            ),
            account.seen_at,
            queries.has_second_factor(session, account.id),
        )
        for account in queries.list_accounts(session)
    )
