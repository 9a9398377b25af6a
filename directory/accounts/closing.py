"""What is kept about an account, and how does it end?

Closing takes every right at once. Forgetting the address and what hangs from it elsewhere is another step:
`directory.privacy`.
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from directory import clock
from directory.accounts import queries
from directory.accounts.grants import end_grant, owners_of
from directory.accounts.models import Account, RoleGrant, SecondFactor, SignInLink, SignInSession
from directory.accounts.sessions import end_sessions
from directory.consents.models import ConsentEvent
from directory.jobs.service import audit
from directory.messages.models import Message
from directory.submissions.models import Submission
from directory.words import Role

SECRET = frozenset({"secret", "token_hash", "recovery_hashes", "stop_url"})
"""What proves who somebody is: of no use to them, and of much to a thief of the file."""


def export_account(session: Session, account_id: UUID) -> dict[str, object]:
    """Give everything kept of an account, as JSON has it."""
    account = session.get_one(Account, account_id)
    own = {
        "roles": _rows(session, RoleGrant, account_id),
        "sign_in_links": _rows(session, SignInLink, account_id),
        "browsers": _rows(session, SignInSession, account_id),
        "second_factor": _rows(session, SecondFactor, account_id),
        "consent": _rows(session, ConsentEvent, account_id),
        "messages": _rows(session, Message, account_id),
        "sent_in": _rows(session, Submission, account_id),
    }
    return {"account": _plain(account), **own}


def _rows(session: Session, model: type[SQLModel], account_id: UUID) -> list[dict[str, object]]:
    column = model.__table__.c.account_id  # type: ignore[attr-defined]
    return [_plain(row) for row in session.scalars(select(model).where(column == account_id))]


def _plain(row: SQLModel) -> dict[str, object]:
    return row.model_dump(mode="json", exclude=set(SECRET))


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
        link.expires_at = min(queries.aware(link.expires_at), clock.now())
    factor = session.get(SecondFactor, account_id)
    if factor is not None:
        session.delete(factor)
    session.get_one(Account, account_id).closed_at = clock.now()
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
