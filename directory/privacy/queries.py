"""Which rows of the people store are about a person, and which are older than they are kept?"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
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
from directory.consents.service import NEWS_PURPOSES
from directory.digests.models import Digest, DigestItem
from directory.freshness.models import CallNote, UpkeepAsk
from directory.messages.models import Message
from directory.sealing import address_found_by
from directory.submissions.models import ConfirmLink, Submission
from directory.subscriptions.models import Dismissal, PaperReader, Subscription
from directory.volunteers.models import Volunteer

OF_READER: tuple[type[SQLModel], ...] = (DigestItem, Digest, Dismissal, Subscription)
"""What hangs from whoever gets news, by e-mail or on paper; what points at another comes first."""
OF_ACCOUNT: tuple[type[SQLModel], ...] = (
    *OF_READER,
    SignInSession,
    SignInLink,
    SecondFactor,
    RoleGrant,
    UpkeepAsk,
    Message,
)


def find_account(session: Session, email: str) -> Account | None:
    """Find the account of an address, closed or not."""
    found_by = address_found_by(session, email)
    return session.execute(select(Account).where(col(Account.email_hash).in_(found_by))).scalar_one_or_none()


def list_messages(session: Session, email: str) -> list[Message]:
    """List what was written to an address."""
    found_by = address_found_by(session, email)
    return list(session.execute(select(Message).where(col(Message.to_hash).in_(found_by))).scalars())


def list_submissions(session: Session, email: str, account_id: UUID | None) -> list[Submission]:
    """List what was sent in from an address, or by its account."""
    mine: ColumnElement[bool] = col(Submission.email_hash).in_(address_found_by(session, email))
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


def remove_paper_reader(session: Session, reader_id: UUID) -> None:
    """Take away somebody who was told on paper, and every row that is their own."""
    for model in OF_READER:
        session.execute(delete(model).where(model.__table__.c.account_id == reader_id))  # type: ignore[attr-defined]
    session.execute(delete(PaperReader).where(col(PaperReader.id) == reader_id))


def remove_messages(session: Session, email: str) -> None:
    """Take away what was written to an address."""
    session.execute(delete(Message).where(col(Message.to_hash).in_(address_found_by(session, email))))


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
        (Dismissal, col(Dismissal.at), "dismissal"),
        (PaperReader, col(PaperReader.ended_at), "paper_reader"),
    )
    for model, column, name in old:
        session.execute(delete(model).where(column < now - kept[name]))
    session.execute(
        delete(Message).where(
            col(Message.state) != "waiting", col(Message.created_at) < now - kept["message"]
        )
    )


def remove_old_digests(session: Session, before: datetime) -> None:
    """Take away what was told long ago; of who still gets news only which notice stays, so it comes once."""
    reading = select(col(Subscription.account_id))
    old = select(col(Digest.id)).where(col(Digest.made_at) < before)
    session.execute(
        delete(DigestItem).where(
            col(DigestItem.digest_id).in_(old), col(DigestItem.account_id).not_in(reading)
        )
    )
    session.execute(
        delete(Digest).where(col(Digest.made_at) < before, col(Digest.account_id).not_in(reading))
    )
    session.execute(
        update(DigestItem)
        .where(col(DigestItem.digest_id).in_(old))
        .values(reasons=[], events=[], place=None, clicked_at=None, applied_at=None)
    )
    session.execute(update(Digest).where(col(Digest.made_at) < before).values(opened_at=None))


def list_unused_accounts(
    session: Session, *, closed_before: datetime, seen_before: datetime, told_no_before: datetime
) -> list[Account]:
    """List accounts that were closed, or that have no role, get no news, do not volunteer and were not seen.

    Whoever never signed in and only ever got news is forgotten soon after their last word of it.
    """
    held = select(col(RoleGrant.account_id)).where(col(RoleGrant.ended_at).is_(None))
    reading = select(col(Subscription.account_id))
    ever_held = select(col(RoleGrant.account_id))
    last = func.coalesce(col(Account.seen_at), col(Account.created_at))
    last_word = (
        select(func.max(col(ConsentEvent.at)))
        .where(col(ConsentEvent.account_id) == Account.id, col(ConsentEvent.purpose).in_(NEWS_PURPOSES))
        .scalar_subquery()
    )
    only_read = (
        col(Account.seen_at).is_(None) & col(Account.id).not_in(ever_held) & (last_word < told_no_before)
    )
    helping = select(col(Volunteer.account_id)).where(col(Volunteer.account_id).is_not(None))
    idle = col(Account.id).not_in(held) & col(Account.id).not_in(reading) & col(Account.id).not_in(helping)
    statement = select(Account).where(
        or_(col(Account.closed_at) < closed_before, idle & ((last < seen_before) | only_read))
    )
    return list(session.execute(statement).scalars())
