"""What is to be written to whom, and was it sent? One outbox, in the people store."""

from datetime import datetime
from uuid import UUID

from sqlmodel import CheckConstraint, Field, SQLModel


class Message(SQLModel, table=True):
    """One e-mail, from being written to being handed to the mail server."""

    __table_args__ = (CheckConstraint("state IN ('waiting','sent','stopped','failed')", name="state"),)

    id: UUID = Field(primary_key=True)
    """Also in its Message-ID: the same message sent twice is known as one."""
    account_id: UUID | None = Field(default=None, index=True)
    to_email: str
    purpose: str = Field(index=True)
    """`answer` (to a person's own act; exempt from quiet hours and the weekly limit), sign_in (likewise) or a
    purpose of the consent ledger."""
    subject: str
    body: str
    """Plain text, with its links; cleared some days after it was sent."""
    stop_url: str | None = None
    """RFC 8058; what is not an answer has one."""
    dedupe: str | None = Field(default=None, unique=True)
    state: str = Field(default="waiting", index=True)
    created_at: datetime
    send_after: datetime = Field(index=True)
    attempts: int = 0
    error: str | None = None
    sent_at: datetime | None = None
