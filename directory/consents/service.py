"""What may we write to whom about? The ledger replayed, and the one stop-list."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col

from directory import clock
from directory.consents import queries
from directory.consents.models import ConsentEvent, StopEntry
from directory.errors import InvalidInput
from directory.keys import signing_key
from directory.settings import Settings

UPKEEP: Final = "upkeep"
FUNDING: Final = "funding"
SUPPORT: Final = "support"
LOCAL: Final = "local"
VOLUNTEERING: Final = "volunteering"
PARISH_NEWS: Final = "parish_news"
NEWS: Final = "news"
"""The word for the digest, which joins five purposes in one message and stops them all."""
NEWS_PURPOSES: Final = (FUNDING, SUPPORT, LOCAL, VOLUNTEERING, PARISH_NEWS)
"""Each agreed to by itself, in the order forms show them."""
BANK: Final = "bank"
"""Being asked as a volunteer who is ready: apart from the news of where volunteers are needed, so that
whoever stops the one keeps the other."""
PURPOSES: Final = frozenset({UPKEEP, BANK, *NEWS_PURPOSES})
"""Later purposes are added here, never another ledger."""
ALL: Final = "*"
STOPS: Final = {UPKEEP: (UPKEEP,), NEWS: NEWS_PURPOSES, BANK: (BANK,)}
"""What a message is sent under, and the purposes that end with its stop link."""
WORDINGS: Final = {
    UPKEEP: "You may e-mail me about my listings: to ask now and then whether they are still right, and to "
    "tell me when one is about to leave the directory.",
    BANK: "You may e-mail me when a group near me needs help that I offered, and to ask now and then whether "
    "what I said is still right.",
    FUNDING: "You may tell me about money that can be applied for here.",
    SUPPORT: "You may tell me about training, advice, and offers of space, equipment or help.",
    LOCAL: "You may tell me about calls to action, events and groups that look for partners.",
    VOLUNTEERING: "You may tell me where volunteers are needed.",
    PARISH_NEWS: "You may tell me what my parish announces, and when I can have my say.",
}
"""The sentence that is agreed to, as forms show it."""


def give(
    session: Session,
    account_id: UUID,
    purpose: str,
    *,
    how: str,
    wording: str,
    subject: str = "",
    terms: dict[str, object] | None = None,
) -> UUID:
    """Write down that somebody agreed to be written to, in which words, and on what terms if any.

    `subject` is the UUID of the listing it was said for. Said again with other terms, the last counts.
    """
    return _write(
        session, account_id, purpose, "given", how=how, wording=wording, subject=subject, terms=terms
    )


def withdraw(
    session: Session, account_id: UUID, purpose: str, *, how: str, wording: str, subject: str = ""
) -> UUID:
    """Write down that somebody agrees no longer."""
    return _write(session, account_id, purpose, "withdrawn", how=how, wording=wording, subject=subject)


def _write(
    session: Session,
    account_id: UUID,
    purpose: str,
    what: str,
    *,
    how: str,
    wording: str,
    subject: str,
    terms: dict[str, object] | None = None,
) -> UUID:
    if purpose not in PURPOSES:
        raise InvalidInput(f"There is no purpose “{purpose}”. Use one of: {', '.join(sorted(PURPOSES))}.")
    event = ConsentEvent(
        id=uuid4(),
        account_id=account_id,
        purpose=purpose,
        what=what,
        at=clock.now(),
        how=how,
        wording=wording,
        subject=subject,
        terms=terms,
    )
    session.add(event)
    session.flush()
    return event.id


def agreed(
    session: Session, account_id: UUID, purpose: str, *, subject: str = "", at: datetime | None = None
) -> bool:
    """Whether the last word somebody said by a moment was yes; who never said anything did not agree."""
    return queries.last_word(session, account_id, purpose, at, subject=subject) == "given"


def agreed_to_any(session: Session, account_id: UUID, purposes: Collection[str]) -> bool:
    """Whether somebody's last word on one of these purposes, for any subject, was yes."""
    return queries.has_live(session, account_id, purposes)


def withdrawn(session: Session, account_id: UUID, purpose: str, *, how: str | None = None) -> bool:
    """Whether the last word somebody said was no, and was said that way where one is told."""
    if queries.last_word(session, account_id, purpose, None) != "withdrawn":
        return False
    return how is None or queries.last_way(session, account_id, purpose) == how


def stop(session: Session, settings: Settings, email: str, purpose: str, *, how: str) -> None:
    """Put an address on the stop-list, by its hash: nothing of that purpose goes there any more."""
    stop_hash(session, address_hash(settings, email), purpose, how=how)


def stop_hash(session: Session, email_hash: str, purpose: str, *, how: str) -> None:
    """Put the hash of an address on the stop-list; once is enough."""
    session.execute(
        insert(StopEntry)
        .values(email_hash=email_hash, purpose=purpose, at=clock.now(), how=how)
        .on_conflict_do_nothing()
    )


def lift(session: Session, settings: Settings, email: str, purpose: str) -> None:
    """Take an address off the stop-list: only at its own wish."""
    lift_hash(session, address_hash(settings, email), purpose)


def lift_hash(session: Session, email_hash: str, purpose: str, *, stopped_by: str | None = None) -> None:
    """Take a hash off the stop-list: only what was stopped in a certain way, where one is told."""
    entry = delete(StopEntry).where(
        col(StopEntry.email_hash) == email_hash, col(StopEntry.purpose) == purpose
    )
    session.execute(entry if stopped_by is None else entry.where(col(StopEntry.how) == stopped_by))


def stopped(session: Session, settings: Settings, email: str, purpose: str) -> bool:
    """Whether nothing of a purpose may go to an address, whatever the ledger says."""
    return hash_stopped(session, address_hash(settings, email), purpose)


def hash_stopped(session: Session, email_hash: str, purpose: str) -> bool:
    """Whether a hash is on the stop-list for a purpose, for what that is sent with, or for all."""
    return queries.is_stopped(session, email_hash, _stopping(purpose))


def stopped_since(session: Session, email_hash: str, purpose: str, at: datetime) -> bool:
    """Whether a hash has come on the stop-list for a purpose at a moment or later."""
    return queries.is_stopped(session, email_hash, _stopping(purpose), since=at)


def _stopping(purpose: str) -> tuple[str, ...]:
    """Name what on the stop-list keeps a purpose from being written about."""
    return (purpose, *(word for word, ends in STOPS.items() if purpose in ends and word != purpose), ALL)


def stopped_hashes(session: Session, purpose: str) -> frozenset[str]:
    """List the hashes of the addresses that nothing of a purpose may go to, for whoever looks at many."""
    return queries.list_stopped(session, _stopping(purpose))


def address_hash(settings: Settings, email: str) -> str:
    """Give what the stop-list keeps of an address: it can be compared and not be read."""
    key = signing_key(settings).encode()
    return hmac.new(key, b"stop\n" + email.strip().lower().encode(), hashlib.sha256).hexdigest()
