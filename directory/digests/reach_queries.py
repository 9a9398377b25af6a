"""Every read of what became of a notice: to whom it went out, and what they let us count."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, or_, select
from sqlmodel import Session, col

from directory.digests.models import Digest, DigestItem
from directory.messages.models import Message

Rows = Sequence[Row[Any]]


def list_told(session: Session, notice_id: UUID) -> Rows:
    """List each person to whom a notice went out, the place it was for, and what they let us count.

    Out is: taken by the mail server, or by whoever posts letters and sends text messages.
    """
    counted = col(Digest.may_count)
    out = or_(col(Message.state) == "sent", col(Digest.exported_at).is_not(None))

    def noted(column: Any) -> Any:  # noqa: ANN401 - a column of any time
        return func.max(case((counted & column.is_not(None), 1), else_=0))

    return session.execute(
        select(
            col(DigestItem.account_id),
            func.max(col(DigestItem.place)).label("place"),
            func.max(case((counted, 1), else_=0)).label("may_count"),
            noted(col(Digest.opened_at)).label("opened"),
            noted(col(DigestItem.clicked_at)).label("clicked"),
            noted(col(DigestItem.applied_at)).label("applied"),
        )
        .join(Digest, col(Digest.id) == col(DigestItem.digest_id))
        .outerjoin(Message, col(Message.id) == col(Digest.message_id))
        .where(col(DigestItem.notice_id) == notice_id, out)
        .group_by(col(DigestItem.account_id))
        .order_by(col(DigestItem.account_id))
    ).all()


def count_waiting(session: Session, notice_id: UUID) -> int:
    """Count the people for whom a notice stands in a digest that has not gone out."""
    query = (
        select(func.count(func.distinct(col(DigestItem.account_id))))
        .join(Digest, col(Digest.id) == col(DigestItem.digest_id))
        .outerjoin(Message, col(Message.id) == col(Digest.message_id))
        .where(
            col(DigestItem.notice_id) == notice_id,
            col(Digest.exported_at).is_(None),
            or_(col(Message.id).is_(None), col(Message.state) == "waiting"),
        )
    )
    return int(session.execute(query).scalar_one())
