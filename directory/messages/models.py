"""What is to be written to whom, and was it sent? One outbox, in the people store."""

from datetime import datetime
from uuid import UUID

from sqlmodel import CheckConstraint, Field, SQLModel

from directory.sealing import KeyedHash, Sealed


class Message(SQLModel, table=True):
    """One e-mail, from being written to being handed to the mail server."""

    __table_args__ = (CheckConstraint("state IN ('waiting','sent','stopped','failed')", name="state"),)

    id: UUID = Field(primary_key=True)
    """Also in its Message-ID: the same message sent twice is known as one."""
    account_id: UUID | None = Field(default=None, index=True)
    to_email: str = Field(sa_type=Sealed)
    to_hash: str = Field(
        index=True, sa_type=KeyedHash(of="to_email"), sa_column_kwargs={"server_default": ""}
    )
    purpose: str = Field(index=True)
    """`answer` (to a person's own act; exempt from quiet hours and the weekly limit), sign_in (likewise) or a
    purpose of the consent ledger."""
    subject: str = Field(sa_type=Sealed)
    body: str = Field(sa_type=Sealed)
    """Plain text, with its links; cleared some days after it was sent."""
    html: str | None = Field(default=None, sa_type=Sealed)
    """The same said with headings and links, where there is one; cleared with the text."""
    stop_url: str | None = Field(default=None, sa_type=Sealed)
    """RFC 8058; what is not an answer has one."""
    reply_to: str | None = Field(default=None, sa_type=Sealed)
    """Of a relay: an address that says nothing, to which it can be answered."""
    dedupe: str | None = Field(default=None, unique=True)
    state: str = Field(default="waiting", index=True)
    created_at: datetime
    send_after: datetime = Field(index=True)
    attempts: int = 0
    error: str | None = None
    sent_at: datetime | None = None
