"""Does a digest that waits still say what its reader agreed to? If not it is taken back."""

from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.digests import queries

CHANGED: Final = "choices changed"


def unmake_waiting(session: Session, account_id: UUID) -> None:
    """Take back somebody's digests that have not gone out: called wherever what they agreed to changes.

    What they told may then be told again. Of one that a mail server may have taken, without our knowing, the
    message goes no further and its notices stay told: rather not at all than twice.
    """
    session.flush()
    for row in queries.waiting_of(session, account_id):
        if row.message_id is not None:
            queries.stop_message(session, row.message_id, CHANGED)
        if row.message_id is None or _never_taken(row.attempts, row.error):
            queries.remove_digest(session, row.id)


def still_stands(session: Session, message_id: UUID) -> bool:
    """Whether every consent a message rests on is the one that holds now; a message without a digest does."""
    found = queries.rests_on(session, message_id)
    if found is None:
        return True
    _digest_id, account_id, events = found
    return events <= queries.live_subscriptions(session, [account_id]).keys()


def _never_taken(attempts: int, error: str | None) -> bool:
    """Whether a message cannot have left: it was not tried, or the server said no with a number."""
    return attempts == 0 or (error is not None and error.isdigit())
