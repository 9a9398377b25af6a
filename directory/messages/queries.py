"""Every read of the outbox, and the changes of many rows at once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from directory.messages.models import Message
from directory.messages.schemas import MessageRead
from directory.sealing import address_found_by


def find_by_dedupe(session: Session, dedupe: str | None) -> UUID | None:
    """Find the message that has a word for not being written twice."""
    return session.execute(select(col(Message.id)).where(col(Message.dedupe) == dedupe)).scalar()


def count_beginning(session: Session, dedupe: str) -> int:
    """Count the messages whose word for not being written twice begins so."""
    query = select(func.count()).where(col(Message.dedupe).startswith(dedupe, autoescape=True))
    return int(session.execute(query).scalar_one())


def list_due(session: Session, now: datetime) -> list[UUID]:
    """List what is due to be sent; sign-in links first, because somebody waits for them."""
    return list(
        session.execute(
            select(col(Message.id))
            .where(col(Message.state) == "waiting", col(Message.send_after) <= now)
            .order_by(col(Message.purpose) != "sign_in", col(Message.send_after), col(Message.id))
        ).scalars()
    )


def last_sent_to(session: Session, email: str, purpose: str) -> datetime | None:
    """Tell when a message of a purpose was last sent to an address."""
    return session.execute(
        select(func.max(col(Message.sent_at))).where(
            col(Message.to_hash).in_(address_found_by(session, email)),
            col(Message.purpose) == purpose,
            col(Message.state) == "sent",
        )
    ).scalar()


def is_waiting(session: Session, email: str, purpose: str) -> bool:
    """Whether a message of a purpose to an address waits to be sent."""
    found = session.execute(
        select(col(Message.id))
        .where(
            col(Message.to_hash).in_(address_found_by(session, email)),
            col(Message.purpose) == purpose,
            col(Message.state) == "waiting",
        )
        .limit(1)
    ).first()
    return found is not None


def is_sending(session: Session, email: str, purpose: str, *, other_than: UUID) -> bool:
    """Whether another message of a purpose to an address has been tried and is not settled."""
    found = session.execute(
        select(col(Message.id))
        .where(
            col(Message.to_hash).in_(address_found_by(session, email)),
            col(Message.purpose) == purpose,
            col(Message.state) == "waiting",
            col(Message.attempts) > 0,
            col(Message.id) != other_than,
        )
        .limit(1)
    ).first()
    return found is not None


def list_messages(session: Session, *, states: Iterable[str] = ("waiting",)) -> tuple[MessageRead, ...]:
    """List messages in some states, oldest first."""
    rows = session.execute(
        select(Message)
        .where(col(Message.state).in_(tuple(states)))
        .order_by(col(Message.created_at), col(Message.id))
    ).scalars()
    return tuple(read_message(row) for row in rows)


def read_message(row: Message) -> MessageRead:
    """Tell a message of the store."""
    return MessageRead(
        id=row.id,
        to_email=row.to_email,
        purpose=row.purpose,
        subject=row.subject,
        body=row.body,
        html=row.html,
        stop_url=row.stop_url,
        state=row.state,
        created_at=row.created_at,
        send_after=row.send_after,
        sent_at=row.sent_at,
        attempts=row.attempts,
        error=row.error,
        reply_to=row.reply_to,
    )


def stop_waiting(session: Session, account_id: UUID, purpose: str) -> None:
    """Stop what waits for an account of one purpose."""
    session.execute(
        update(Message)
        .where(
            col(Message.account_id) == account_id,
            col(Message.purpose) == purpose,
            col(Message.state) == "waiting",
        )
        .values(state="stopped")
    )


def clear_bodies(session: Session, before: datetime) -> int:
    """Empty messages that were settled before a moment: what they said is needed no longer."""
    done = session.execute(
        update(Message)
        .where(
            or_(
                (col(Message.state) == "sent") & (col(Message.sent_at) < before),
                col(Message.state).in_(("stopped", "failed")) & (col(Message.created_at) < before),
            ),
            col(Message.body) != "",
        )
        .values(body="", subject="", html=None)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
