"""Every read of digests and of what they rest on, and the taking back of those that wait."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, or_, select, update
from sqlmodel import Session, col

from directory.accounts.models import Account
from directory.consents.models import ConsentEvent
from directory.digests.models import Digest, DigestItem
from directory.listings.models import Category
from directory.messages.models import Message
from directory.subscriptions.models import Dismissal, PaperReader, Subscription


def category_labels(session: Session) -> dict[str, str]:
    """Tell what each category is called; of the directory store."""
    return {row.slug: row.label for row in session.execute(select(col(Category.slug), col(Category.label)))}


def told_pairs(
    session: Session, notices: Collection[UUID], accounts: Collection[UUID] | None = None
) -> set[tuple[UUID, UUID, int]]:
    """List who was told of which edition of some notices."""
    query = select(col(DigestItem.account_id), col(DigestItem.notice_id), col(DigestItem.edition)).where(
        col(DigestItem.notice_id).in_(notices)
    )
    if accounts is not None:
        query = query.where(col(DigestItem.account_id).in_(accounts))
    return {(row.account_id, row.notice_id, row.edition) for row in session.execute(query)}


def dismissed_pairs(session: Session, accounts: Collection[UUID] | None = None) -> set[tuple[UUID, UUID]]:
    """List who put which notice aside."""
    query = select(col(Dismissal.account_id), col(Dismissal.notice_id))
    if accounts is not None:
        query = query.where(col(Dismissal.account_id).in_(accounts))
    return {(row.account_id, row.notice_id) for row in session.execute(query)}


def last_made(
    session: Session, accounts: Collection[UUID] | None = None
) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """Tell when the last digest of each account was made: in its rhythm, and between two."""
    query = select(col(Digest.account_id), col(Digest.urgent), func.max(col(Digest.made_at)).label("at"))
    if accounts is not None:
        query = query.where(col(Digest.account_id).in_(accounts))
    found: dict[UUID, tuple[datetime | None, datetime | None]] = {}
    for row in session.execute(query.group_by(col(Digest.account_id), col(Digest.urgent))):
        regular, urgent = found.get(row.account_id, (None, None))
        found[row.account_id] = (regular, row.at) if row.urgent else (row.at, urgent)
    return found


def live_subscriptions(session: Session, accounts: Collection[UUID]) -> dict[UUID, datetime | None]:
    """List the events of the ledger that some accounts' subscriptions rest on, each with its pause."""
    rows = session.execute(
        select(col(Subscription.event_id), col(Subscription.snoozed_until)).where(
            col(Subscription.account_id).in_(accounts)
        )
    )
    return {row.event_id: row.snoozed_until for row in rows}


def addresses(session: Session, accounts: Collection[UUID]) -> dict[UUID, str]:
    """Give the address of each account that is open."""
    rows = session.execute(
        select(col(Account.id), col(Account.email)).where(
            col(Account.id).in_(accounts), col(Account.closed_at).is_(None)
        )
    )
    return {row.id: row.email for row in rows}


def paper_ways(session: Session, readers: Collection[UUID]) -> dict[UUID, str]:
    """Tell how each of the paper readers wants to be told."""
    rows = session.execute(
        select(col(PaperReader.id), col(PaperReader.way)).where(
            col(PaperReader.id).in_(readers), col(PaperReader.ended_at).is_(None)
        )
    )
    return {row.id: row.way for row in rows}


def may_count(session: Session, account_id: UUID) -> bool:
    """Whether somebody allows for all they get that what they follow is counted; no where nothing comes."""
    said = session.execute(
        select(col(Subscription.may_count)).where(col(Subscription.account_id) == account_id)
    )
    told = said.scalars().all()
    return bool(told) and all(told)


def find_digest(session: Session, digest_id: UUID) -> Digest | None:
    """Find a digest."""
    return session.get(Digest, digest_id)


def items_of(session: Session, digest_id: UUID) -> Sequence[DigestItem]:
    """List what a digest told, in its order."""
    return (
        session.execute(
            select(DigestItem).where(col(DigestItem.digest_id) == digest_id).order_by(col(DigestItem.id))
        )
        .scalars()
        .all()
    )


def events_among(session: Session, ids: Collection[UUID]) -> dict[UUID, ConsentEvent]:
    """Read events of the ledger."""
    rows = session.execute(select(ConsentEvent).where(col(ConsentEvent.id).in_(ids))).scalars()
    return {row.id: row for row in rows}


def waiting_of(session: Session, account_id: UUID) -> Sequence[Row[Any]]:
    """List somebody's digests that have not gone out: each with its message, if it has one."""
    return session.execute(
        select(
            col(Digest.id),
            col(Digest.message_id),
            col(Message.attempts),
            col(Message.error),
        )
        .outerjoin(Message, col(Message.id) == col(Digest.message_id))
        .where(
            col(Digest.account_id) == account_id,
            col(Digest.exported_at).is_(None),
            or_(
                col(Message.state) == "waiting",
                (col(Digest.message_id).is_(None)) & (col(Digest.way) != "email"),
            ),
        )
    ).all()


def waiting_to_hear(session: Session, notice_id: UUID) -> Sequence[UUID]:
    """List whose digests have not gone out and tell of a notice."""
    return (
        session.execute(
            select(col(Digest.account_id))
            .join(DigestItem, col(DigestItem.digest_id) == col(Digest.id))
            .outerjoin(Message, col(Message.id) == col(Digest.message_id))
            .where(
                col(DigestItem.notice_id) == notice_id,
                col(Digest.exported_at).is_(None),
                or_(col(Message.state) == "waiting", col(Digest.message_id).is_(None)),
            )
            .distinct()
        )
        .scalars()
        .all()
    )


def stop_message(session: Session, message_id: UUID, why: str) -> None:
    """Let a message that waits wait no more."""
    session.execute(
        update(Message)
        .where(col(Message.id) == message_id, col(Message.state) == "waiting")
        .values(state="stopped", error=why)
    )


def remove_digest(session: Session, digest_id: UUID) -> None:
    """Take a digest away with what it would have told: those notices may be told again."""
    session.execute(delete(DigestItem).where(col(DigestItem.digest_id) == digest_id))
    session.execute(delete(Digest).where(col(Digest.id) == digest_id))


def rests_on(session: Session, message_id: UUID) -> tuple[UUID, UUID, frozenset[UUID]] | None:
    """Tell of a message its digest, for whom it is, and the events of the ledger it rests on."""
    digest = session.execute(
        select(col(Digest.id), col(Digest.account_id)).where(col(Digest.message_id) == message_id)
    ).first()
    if digest is None:
        return None
    events = session.execute(select(col(DigestItem.events)).where(col(DigestItem.digest_id) == digest.id))
    return digest.id, digest.account_id, frozenset(UUID(event) for told in events.scalars() for event in told)
