"""What does delivering tell?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

EXEMPT: Final = frozenset({"answer", "sign_in"})
"""What a person's own act asks for: no stop-list, no quiet hours, no weekly limit."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one round of delivering did."""

    sent: int = 0
    stopped: int = 0
    """The person had said stop meanwhile, or it waited for so long that it is no longer true."""
    held: int = 0
    """Until after quiet hours, or until a week has passed since the last one."""
    put_off: int = 0
    """The mail server could not take it: tried again later."""
    failed: int = 0
    """The mail server will never take it."""


@dataclass(frozen=True, slots=True)
class MessageRead:
    """A message of the outbox."""

    id: UUID
    to_email: str
    purpose: str
    subject: str
    body: str
    html: str | None
    stop_url: str | None
    state: str
    created_at: datetime
    """Aware, UTC; the same for the others."""
    send_after: datetime
    sent_at: datetime | None
    attempts: int
    error: str | None
    reply_to: str | None = None
    """Where an answer goes, if not to the sender."""
