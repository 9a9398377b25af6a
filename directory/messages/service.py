"""How is a message written into the outbox? Everything that leaves goes through here."""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session

from directory import clock
from directory.consents.service import STOPS, stopped
from directory.errors import InvalidInput
from directory.messages import queries
from directory.messages.delivery import deliver_due, said_no
from directory.messages.models import Message
from directory.messages.quiet import after_quiet
from directory.messages.schemas import EXEMPT
from directory.messages.stopping import stop_url
from directory.sealing import address_kept_as
from directory.settings import Settings

__all__ = ["BODY_KEPT", "EXEMPT", "clear_old_bodies", "deliver_due", "queue_message"]

BODY_KEPT: Final = timedelta(days=30)
LONGEST_SUBJECT: Final = 200
LONGEST_ADDRESS: Final = 254
_ADDRESS = re.compile(
    r"[^@\s\x00-\x1f\x7f<>,;:\"\\()\[\]]+@[^@\s\x00-\x1f\x7f<>,;:\"\\()\[\]]+\.[^@\s.<>,;:\"\\()\[\]]+"
)


def queue_message(
    session: Session,
    settings: Settings,
    *,
    to_email: str,
    purpose: str,
    subject: str,
    body: str,
    html: str | None = None,
    account_id: UUID | None = None,
    dedupe: str | None = None,
    send_after: datetime | None = None,
    reply_to: str | None = None,
) -> UUID | None:
    """Put a message in the outbox, in the transaction of what it tells; None where the person said stop.

    Of two with one `dedupe` the first stays, and its id is given.
    """
    if purpose not in EXEMPT | STOPS.keys():
        raise InvalidInput(f"There is no purpose “{purpose}” to write about.")
    address = check_address(to_email)
    check_subject(subject)
    identifier, now = uuid4(), clock.now()
    when = send_after or now
    stop = None
    if purpose not in EXEMPT:
        if stopped(session, settings, address, purpose):
            return None
        if account_id is not None and said_no(session, account_id, purpose):
            return None
        stop = stop_url(settings, purpose, account_id, address)
        when = after_quiet(when)
    written = session.execute(
        insert(Message)
        .values(
            id=identifier,
            account_id=account_id,
            to_email=address,
            to_hash=address_kept_as(session, address),
            purpose=purpose,
            subject=subject,
            body=body,
            html=html,
            stop_url=stop,
            reply_to=reply_to,
            dedupe=dedupe,
            state="waiting",
            created_at=now,
            send_after=when,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["dedupe"])
    )
    if written.rowcount:  # type: ignore[attr-defined]
        return identifier
    return queries.find_by_dedupe(session, dedupe)


def check_address(typed: str) -> str:
    """Return an address in lower case, or say what is wrong; one that could carry a second header is."""
    tidy = typed.strip(" ").lower()
    if len(tidy) > LONGEST_ADDRESS or _ADDRESS.fullmatch(tidy) is None:
        raise InvalidInput("Enter an e-mail address in the right form, like name@example.org.", field="email")
    return tidy


def check_subject(subject: str) -> None:
    """Refuse a subject that is empty, too long or would be two headers."""
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise InvalidInput("A subject is one line of at most 200 characters.", field="subject")


def clear_old_bodies(session: Session) -> int:
    """Forget what messages said that were settled a month ago; return how many."""
    return queries.clear_bodies(session, before=clock.now() - BODY_KEPT)
