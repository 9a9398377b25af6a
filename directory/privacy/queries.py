"""Which rows of the people store are about a person, and which are older than they are kept?"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlmodel import Session, SQLModel, col

from directory.accounts.models import (
    Account,
    RoleGrant,
    SecondFactor,
    SignInAsk,
    SignInLink,
    SignInSession,
)
from directory.consents.models import ConsentEvent, StopEntry
from directory.freshness.models import CallNote, UpkeepAsk
from directory.messages.models import Message
from directory.submissions.models import ConfirmLink, Submission

OF_ACCOUNT: tuple[type[SQLModel], ...] = (
    SignInSession,
    SignInLink,
    SecondFactor,
    RoleGrant,
    UpkeepAsk,
    Message,
)


def find_account(session: Session, email: str) -> Account | None:
    """Find the account of an address, closed or not."""
    return session.execute(select(Account).where(col(Account.email) == email.lower())).scalar_one_or_none()


def list_messages(session: Session, email: str) -> list[Message]:
    """List what was written to an address."""
    return list(
        session.execute(select(Message).where(func.lower(Message.to_email) == email.lower())).scalars()
    )


def list_submissions(session: Session, email: str, account_id: UUID | None) -> list[Submission]:
    """List what was sent in from an address, or by its account."""
    mine = func.lower(Submission.email) == email.lower()
    if account_id is not None:
        mine = or_(mine, col(Submission.account_id) == account_id)
    return list(session.execute(select(Submission).where(mine)).scalars())


def list_stops(session: Session, email_hash: str) -> list[StopEntry]:
    """List what an address is not to be written to about."""
    return list(session.execute(select(StopEntry).where(col(StopEntry.email_hash) == email_hash)).scalars())


def count_consents(session: Session, account_id: UUID) -> int:
    """Count the entries of the ledger."""
    statement = select(func.count()).where(col(ConsentEvent.account_id) == account_id)
    return int(session.execute(statement).scalar_one())


def remove_account(session: Session, account_id: UUID) -> None:
    """Take away an account and every row that is its own."""
    for model in OF_ACCOUNT:
        session.execute(delete(model).where(model.__table__.c.account_id == account_id))  # type: ignore[attr-defined]
    session.execute(delete(Account).where(col(Account.id) == account_id))


def remove_messages(session: Session, email: str) -> None:
    """Take away what was written to an address."""
    session.execute(delete(Message).where(func.lower(Message.to_email) == email.lower()))


def remove_asks(session: Session, who_hash: str) -> None:
    """Take away that links were asked for."""
    session.execute(delete(SignInAsk).where(col(SignInAsk.who_hash) == who_hash))


def remove_confirm_links(session: Session, submission_id: UUID) -> None:
    """Take away the links that proved an address."""
    session.execute(delete(ConfirmLink).where(col(ConfirmLink.submission_id) == submission_id))


def remove_old(session: Session, now: datetime, kept: dict[str, timedelta]) -> None:
    """Take away what is older than it is kept."""
    old = (
        (SignInAsk, col(SignInAsk.at), "sign_in_ask"),
        (SignInLink, col(SignInLink.expires_at), "sign_in_link"),
        (SignInSession, col(SignInSession.expires_at), "sign_in_session"),
        (SignInSession, col(SignInSession.ended_at), "sign_in_session"),
        (RoleGrant, col(RoleGrant.ended_at), "role_grant"),
        (ConfirmLink, col(ConfirmLink.expires_at), "confirm_link"),
        (UpkeepAsk, col(UpkeepAsk.asked_at), "upkeep_ask"),
        (CallNote, col(CallNote.at), "call_note"),
    )
    for model, column, name in old:
        session.execute(delete(model).where(column < now - kept[name]))
    session.execute(
        delete(Message).where(
            col(Message.state) != "waiting", col(Message.created_at) < now - kept["message"]
        )
    )


def list_unused_accounts(session: Session, closed_before: datetime, seen_before: datetime) -> list[Account]:
    """List accounts that were closed, or that have no role and were not seen for long."""
    held = select(col(RoleGrant.account_id)).where(col(RoleGrant.ended_at).is_(None))
    last = func.coalesce(col(Account.seen_at), col(Account.created_at))
    statement = select(Account).where(
        or_(
            col(Account.closed_at) < closed_before,
            (last < seen_before) & col(Account.id).not_in(held),
        )
    )
    return list(session.execute(statement).scalars())
