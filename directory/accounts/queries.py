"""Every read of accounts, roles, links and sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from directory.accounts.models import (
    Account,
    RoleGrant,
    SecondFactor,
    SignInAsk,
    SignInLink,
    SignInSession,
)
from directory.sealing import address_found_by
from directory.words import Role


def find_account(session: Session, email: str) -> Account | None:
    """Find an account, open or closed, by its address in lower case."""
    found_by = address_found_by(session, email)
    return session.scalars(select(Account).where(col(Account.email_hash).in_(found_by))).one_or_none()


def find_open_account(session: Session, account_id: UUID) -> Account | None:
    """Find an account that is not closed."""
    found = session.get(Account, account_id)
    return found if found is not None and found.closed_at is None else None


def list_accounts(session: Session) -> list[Account]:
    """List the accounts that are not closed, by address."""
    found = session.scalars(select(Account).where(col(Account.closed_at).is_(None)))
    return sorted(found, key=lambda each: each.email)


def list_grants(session: Session, account_id: UUID, *, ended: bool = False) -> list[RoleGrant]:
    """List the roles of an account, oldest first; those that ended too where asked."""
    statement = select(RoleGrant).where(col(RoleGrant.account_id) == account_id)
    if not ended:
        statement = statement.where(col(RoleGrant.ended_at).is_(None))
    return list(session.scalars(statement.order_by(col(RoleGrant.granted_at), col(RoleGrant.id))))


def list_holders(session: Session, role: Role, scope: str | None) -> list[Account]:
    """List whose accounts have a role over exactly that scope, longest first."""
    statement = (
        select(Account)
        .join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
        .where(
            col(RoleGrant.role) == role.value,
            col(RoleGrant.scope).is_(None) if scope is None else col(RoleGrant.scope) == scope,
            col(RoleGrant.ended_at).is_(None),
            col(Account.closed_at).is_(None),
        )
        .order_by(col(RoleGrant.granted_at), col(RoleGrant.id))
    )
    return list(session.scalars(statement).unique())


def find_link(session: Session, token_hash: str) -> SignInLink | None:
    """Find a sign-in link by the hash of its token."""
    return session.scalars(select(SignInLink).where(col(SignInLink.token_hash) == token_hash)).one_or_none()


def list_unused_links(session: Session, account_id: UUID) -> list[SignInLink]:
    """List the links of an account that nobody pressed yet."""
    statement = select(SignInLink).where(
        col(SignInLink.account_id) == account_id, col(SignInLink.used_at).is_(None)
    )
    return list(session.scalars(statement))


def find_session_row(session: Session, token_hash: str) -> SignInSession | None:
    """Find a session by the hash of its cookie, ended or not."""
    statement = select(SignInSession).where(col(SignInSession.token_hash) == token_hash)
    return session.scalars(statement).one_or_none()


def list_live_sessions(session: Session, account_id: UUID, now: datetime) -> list[SignInSession]:
    """List the sessions of an account that still count, last used first."""
    statement = (
        select(SignInSession)
        .where(
            col(SignInSession.account_id) == account_id,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.expires_at) > now,
        )
        .order_by(col(SignInSession.seen_at).desc(), col(SignInSession.id))
    )
    return list(session.scalars(statement))


def has_second_factor(session: Session, account_id: UUID) -> bool:
    """Whether an account has set a second factor up, to the end."""
    found = session.get(SecondFactor, account_id)
    return found is not None and found.confirmed_at is not None


def list_asks(session: Session, who_hash: str, since: datetime) -> list[datetime]:
    """List when somebody asked for a link since an instant, oldest first."""
    statement = (
        select(col(SignInAsk.at))
        .where(col(SignInAsk.who_hash) == who_hash, col(SignInAsk.at) > since)
        .order_by(col(SignInAsk.at))
    )
    return list(session.scalars(statement))
