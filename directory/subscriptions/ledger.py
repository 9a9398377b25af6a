"""Who has asked to be told of what, now or on any date? The one place where the choice of news is changed.

Every change is an event of the consent ledger; the table `subscription` is what those events come to, so that
nobody replays the ledger to send a message. `audience` does replay it, and must always agree. What waits in
the outbox rests on what was agreed to before: each change takes it back, in its own transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.consents.models import ConsentEvent
from directory.consents.service import NEWS_PURPOSES, WORDINGS, give, withdraw
from directory.errors import InvalidInput
from directory.subscriptions import queries
from directory.subscriptions.models import Subscription
from directory.subscriptions.terms import Terms

MOST_AREAS: Final = 50


@dataclass(frozen=True, slots=True)
class SubscriptionRead:
    """One purpose that somebody has agreed to."""

    account_id: UUID
    subject: str
    """UUID of the listing it is for; empty for a resident."""
    purpose: str
    terms: Terms
    event_id: UUID
    """The event of the ledger it rests on."""
    since: datetime
    snoozed_until: datetime | None = None


def subscribe(
    session: Session, account_id: UUID, purpose: str, terms: Terms, *, how: str, subject: str = ""
) -> UUID:
    """Agree to a purpose, or to other terms of it; return the event of the ledger."""
    check_terms(purpose, terms, subject)
    document = terms.model_dump(mode="json")
    event = give(
        session, account_id, purpose, how=how, wording=WORDINGS[purpose], subject=subject, terms=document
    )
    said = session.get_one(ConsentEvent, event).at
    row = queries.find(session, account_id, subject, purpose)
    if row is None:
        row = Subscription(
            id=uuid4(),
            account_id=account_id,
            subject=subject,
            purpose=purpose,
            terms=document,
            event_id=event,
            since=said,
        )
    row.terms, row.event_id, row.since = document, event, said
    row.way, row.rhythm, row.may_count = terms.way.value, terms.rhythm.value, terms.may_count
    session.add(row)
    session.flush()
    take_back_waiting(session, account_id)
    return event


def check_terms(purpose: str, terms: Terms, subject: str) -> None:
    """Refuse what cannot be asked for, and say what to do."""
    if purpose not in NEWS_PURPOSES:
        raise InvalidInput(f"There is no news of the kind “{purpose}”.", field="purpose")
    if not subject and not terms.areas:
        raise InvalidInput("Say for which place: enter a postcode, a village or a town.", field="place")
    if len(terms.areas) > MOST_AREAS:
        raise InvalidInput(f"Choose at most {MOST_AREAS} places.", field="place")


def unsubscribe(session: Session, account_id: UUID, purpose: str, *, how: str, subject: str = "") -> None:
    """Agree no longer to a purpose; nothing happens where nobody had agreed."""
    row = queries.find(session, account_id, subject, purpose)
    if row is None:
        return
    withdraw(session, account_id, purpose, how=how, wording=WORDINGS[purpose], subject=subject)
    session.delete(row)
    session.flush()
    take_back_waiting(session, account_id)


def take_back_waiting(session: Session, account_id: UUID) -> None:
    """Take back the digests that wait to be sent to somebody: they were made of other choices."""
    from directory.digests.standing import unmake_waiting  # noqa: PLC0415 - it reads subscriptions itself

    unmake_waiting(session, account_id)


def end_all(session: Session, account_id: UUID, *, how: str, subject: str | None = None) -> None:
    """End all that somebody agreed to, or all of it for one listing."""
    for row in queries.list_of(session, account_id):
        if subject is None or row.subject == subject:
            unsubscribe(session, account_id, row.purpose, how=how, subject=row.subject)


def subscriptions_of(session: Session, account_id: UUID) -> tuple[SubscriptionRead, ...]:
    """List what somebody has agreed to."""
    return tuple(_read(row) for row in queries.list_of(session, account_id))


def live(session: Session) -> tuple[SubscriptionRead, ...]:
    """List every subscription there is now."""
    return tuple(_read(row) for row in queries.list_all(session))


def audience(session: Session, at: datetime) -> tuple[SubscriptionRead, ...]:
    """List every subscription there was at a moment, from the ledger alone; snoozing is not in it.

    By now everything that is written was said, whatever instant it bears: the clock may have been set back.
    """
    until = at if at < clock.now() else None
    return tuple(
        SubscriptionRead(
            event.account_id,
            event.subject,
            event.purpose,
            Terms.model_validate(event.terms),
            event.id,
            event.at,
        )
        for event in queries.list_last_words(session, NEWS_PURPOSES, until)
        if event.what == "given" and event.terms is not None
    )


def _read(row: Subscription) -> SubscriptionRead:
    return SubscriptionRead(
        row.account_id,
        row.subject,
        row.purpose,
        Terms.model_validate(row.terms),
        row.event_id,
        row.since,
        row.snoozed_until,
    )
