"""How does an account end?

Closing takes every right at once. Showing what is kept, and forgetting the address and what hangs from it
elsewhere, are other steps: `directory.privacy`.
"""

from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts import queries
from directory.accounts.grants import end_grant, owners_of
from directory.accounts.models import Account, SecondFactor
from directory.accounts.sessions import end_sessions
from directory.consents.service import BANK, STOPS, UPKEEP, WORDINGS, agreed, withdraw
from directory.jobs.service import audit
from directory.messages.queries import stop_waiting
from directory.subscriptions.ledger import end_all
from directory.words import Role


def orphaned_by(session: Session, account_id: UUID) -> tuple[UUID, ...]:
    """List the listings that only this account looks after."""
    held = [
        UUID(row.scope)
        for row in queries.list_grants(session, account_id)
        if row.role == Role.OWNER.value and row.scope
    ]
    return tuple(each for each in held if len(owners_of(session, each)) == 1)


def close_account(session: Session, account_id: UUID, *, by: UUID | None) -> tuple[UUID, ...]:
    """Take every role, link and session of an account; gives the jobs that follow in the directory."""
    jobs: list[UUID] = []
    for role in Role:
        jobs += end_grant(session, account_id, role, None, ended_by=by)
    end_sessions(session, account_id)
    for link in queries.list_unused_links(session, account_id):
        link.expires_at = min(link.expires_at, clock.now())
    factor = session.get(SecondFactor, account_id)
    if factor is not None:
        session.delete(factor)
    session.get_one(Account, account_id).closed_at = clock.now()
    _stop_writing(session, account_id)
    session.flush()
    audit(
        session,
        actor_id=by,
        actor_role="command" if by is None else "account",
        action="close account",
        subject="account",
        subject_id=account_id,
    )
    return tuple(jobs)


def _stop_writing(session: Session, account_id: UUID) -> None:
    """Take back what was agreed to: whoever opens the account again is asked again."""
    from directory.volunteers.service import rest_account  # noqa: PLC0415 - volunteers know of accounts

    end_all(session, account_id, how="account closed")
    if agreed(session, account_id, BANK):
        rest_account(session, account_id, how="account closed")
    if agreed(session, account_id, UPKEEP):
        withdraw(session, account_id, UPKEEP, how="account closed", wording=WORDINGS[UPKEEP])
    for purpose in STOPS:
        stop_waiting(session, account_id, purpose)
