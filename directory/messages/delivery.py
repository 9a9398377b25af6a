"""How do messages leave the outbox? Each is sent once, or tried again with the same Message-ID."""

from collections import Counter
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import structlog
from sqlmodel import Session

from directory import clock
from directory.consents.service import NEWS, STOPS, UPKEEP, agreed_to_any, stopped, withdrawn
from directory.digests.standing import still_stands, unmake_waiting
from directory.jobs.schemas import Stores
from directory.messages import queries
from directory.messages.carriers import Carrier, carrier_of
from directory.messages.mail import NotNow, Refused
from directory.messages.models import Message
from directory.messages.quiet import after_quiet
from directory.messages.schemas import EXEMPT, DeliveryReport, MessageRead
from directory.settings import Settings
from directory.store import reading_scope, session_scope

WEEK: Final = timedelta(days=7)
LEASE: Final = timedelta(minutes=5)
"""How long whoever sends a message has it alone; longer than the mail server may take."""
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 24
"""About four days."""
LINK_STALE: Final = timedelta(hours=1)
"""A sign-in link has long expired by then: it is not sent any more."""
TOO_LATE: Final = timedelta(days=14)
"""After its time, because no mail server was set or nothing ran: what it says may long be untrue."""


class _Outcome(StrEnum):
    SENT = "sent"
    STOPPED = "stopped"
    HELD = "held"
    PUT_OFF = "put_off"
    FAILED = "failed"
    OTHERS = "others"
    """Another worker has it, or had it."""


def deliver_due(stores: Stores) -> DeliveryReport:
    """Send what is due, one message a transaction; with no way out set everything waits."""
    carrier = carrier_of(stores.settings)
    if carrier is None:
        return DeliveryReport()
    with reading_scope(stores.people) as session:
        due = queries.list_due(session, clock.now())
    if not due:
        return DeliveryReport()
    told: Counter[_Outcome] = Counter()
    with carrier:
        for identifier in due:
            told[_deliver(stores, carrier, identifier)] += 1
    return DeliveryReport(
        sent=told[_Outcome.SENT],
        stopped=told[_Outcome.STOPPED],
        held=told[_Outcome.HELD],
        put_off=told[_Outcome.PUT_OFF],
        failed=told[_Outcome.FAILED],
    )


def _deliver(stores: Stores, carrier: Carrier, identifier: UUID) -> _Outcome:
    with session_scope(stores.people) as session:
        claimed = _claim(session, stores.settings, identifier)
    if isinstance(claimed, _Outcome):
        return claimed
    try:
        carrier.send(claimed)
    except Refused as refused:
        _settle(stores, identifier, "failed", error=f"refused {refused.code}")
        structlog.get_logger("hereabouts.mail").warning(
            "message refused", message=str(identifier), code=refused.code
        )
        return _Outcome.FAILED
    except NotNow as reason:
        structlog.get_logger("hereabouts.mail").warning(
            "message put off", message=str(identifier), reason=str(reason)
        )
        return _put_off(stores, identifier, str(reason))
    _settle(stores, identifier, "sent")
    return _Outcome.SENT


def _claim(session: Session, settings: Settings, identifier: UUID) -> MessageRead | _Outcome:
    """Take a message for sending, so that no other worker does, or say why it is not sent now."""
    message, now = session.get(Message, identifier), clock.now()
    if message is None or message.state != "waiting" or message.send_after > now:
        return _Outcome.OTHERS
    if message.purpose == "sign_in" and now - message.created_at > LINK_STALE:
        message.state, message.error = "failed", "too late"
        return _Outcome.FAILED
    if now - message.send_after > TOO_LATE:
        _take_back(session, message)
        message.state, message.error = "stopped", "waited too long"
        return _Outcome.STOPPED
    if message.purpose not in EXEMPT:
        if _is_stopped(session, settings, message):
            _take_back(session, message)
            message.state = "stopped"
            return _Outcome.STOPPED
        later = _not_before(session, message, now)
        if later > now:
            message.send_after = later
            return _Outcome.HELD
    message.attempts += 1
    message.send_after = now + LEASE
    message.error = None  # nothing is known of this attempt until it is settled
    return queries.read_message(message)


def _is_stopped(session: Session, settings: Settings, message: Message) -> bool:
    if stopped(session, settings, message.to_email, message.purpose):
        return True
    if message.account_id is not None and said_no(session, message.account_id, message.purpose):
        return True
    return message.purpose == NEWS and not still_stands(session, message.id)


def _take_back(session: Session, message: Message) -> None:
    """Let what a digest would have told be told another time, where it cannot have left."""
    if message.purpose == NEWS and message.account_id is not None:
        unmake_waiting(session, message.account_id)


def said_no(session: Session, account_id: UUID, purpose: str) -> bool:
    """Whether somebody may not be written to: for upkeep after a no, for everything else without a yes."""
    if purpose == UPKEEP:
        return withdrawn(session, account_id, UPKEEP)
    return not agreed_to_any(session, account_id, STOPS[purpose])


def _not_before(session: Session, message: Message, now: datetime) -> datetime:
    if message.purpose != UPKEEP:
        return after_quiet(now)  # a digest comes in the rhythm its reader chose
    last = queries.last_sent_to(session, message.to_email, message.purpose)
    if message.attempts == 0 and queries.is_sending(
        session, message.to_email, message.purpose, other_than=message.id
    ):
        last = now
    return after_quiet(now if last is None else max(now, last + WEEK))


def _settle(stores: Stores, identifier: UUID, state: str, *, error: str | None = None) -> None:
    with session_scope(stores.people) as session:
        message = session.get_one(Message, identifier)
        message.state, message.error = state, error
        if state == "sent":
            message.sent_at = clock.now()


def _put_off(stores: Stores, identifier: UUID, reason: str) -> _Outcome:
    with session_scope(stores.people) as session:
        message = session.get_one(Message, identifier)
        message.error = reason
        if message.attempts >= MOST_ATTEMPTS:
            message.state = "failed"
            return _Outcome.FAILED
        wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
        message.send_after = clock.now() + wait
        return _Outcome.PUT_OFF
