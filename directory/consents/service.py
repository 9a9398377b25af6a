"""What may we write to whom about? The ledger replayed, and the one stop-list."""

import hashlib
import hmac
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
PURPOSES: Final = frozenset({UPKEEP})
"""Later purposes are added here, never another ledger."""
ALL: Final = "*"
WORDINGS: Final = {
    UPKEEP: "You may e-mail me about my listings: to ask now and then whether they are still right, and to "
    "tell me when one is about to leave the directory.",
}
"""The sentence that is agreed to, as forms show it."""


def give(session: Session, account_id: UUID, purpose: str, *, how: str, wording: str) -> None:
    """Write down that somebody agreed to be written to, in which words."""
    _write(session, account_id, purpose, "given", how=how, wording=wording)


def withdraw(session: Session, account_id: UUID, purpose: str, *, how: str, wording: str) -> None:
    """Write down that somebody agrees no longer."""
    _write(session, account_id, purpose, "withdrawn", how=how, wording=wording)


def _write(session: Session, account_id: UUID, purpose: str, what: str, *, how: str, wording: str) -> None:
    if purpose not in PURPOSES:
        raise InvalidInput(f"There is no purpose “{purpose}”. Use one of: {', '.join(sorted(PURPOSES))}.")
    session.add(
        ConsentEvent(
            id=uuid4(),
            account_id=account_id,
            purpose=purpose,
            what=what,
            at=clock.now(),
            how=how,
            wording=wording,
        )
    )
    session.flush()


def agreed(session: Session, account_id: UUID, purpose: str, *, at: datetime | None = None) -> bool:
    """Whether the last word somebody said by a moment was yes; who never said anything did not agree."""
    return queries.last_word(session, account_id, purpose, at) == "given"


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
    """Whether the hash of an address is on the stop-list for a purpose, or for all."""
    return queries.is_stopped(session, email_hash, (purpose, ALL))


def stopped_hashes(session: Session, purpose: str) -> frozenset[str]:
    """List the hashes of the addresses that nothing of a purpose may go to, for whoever looks at many."""
    return queries.list_stopped(session, (purpose, ALL))


def address_hash(settings: Settings, email: str) -> str:
    """Give what the stop-list keeps of an address: it can be compared and not be read."""
    key = signing_key(settings).encode()
    return hmac.new(key, b"stop\n" + email.strip().lower().encode(), hashlib.sha256).hexdigest()
