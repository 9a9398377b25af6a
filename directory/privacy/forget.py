"""What is over and is forgotten by the clock? The spans are those of the table of personal data."""

from datetime import timedelta
from typing import Final

from directory import clock
from directory.jobs.queries import forget_over
from directory.jobs.schemas import JobRead, Stores
from directory.privacy import queries
from directory.privacy.erase import SEALED, erase_account
from directory.store import session_scope
from directory.volunteers.forgetting import KEPT as OF_VOLUNTEERS
from directory.volunteers.forgetting import forget_volunteers

KEPT: Final = {
    "sign_in_ask": timedelta(days=2),
    "sign_in_link": timedelta(days=7),
    "sign_in_session": timedelta(days=30),
    "confirm_link": timedelta(days=7),
    "role_grant": timedelta(days=730),
    "upkeep_ask": timedelta(days=730),
    "call_note": timedelta(days=730),
    "dismissal": timedelta(days=730),
    "digest": timedelta(days=365),
    "digest_item": timedelta(days=365),
    "paper_reader": timedelta(days=30),
    "message": timedelta(days=365),
    **OF_VOLUNTEERS,
}
"""How long each is kept after it ended, or was made where it does not end."""
CLOSED_KEPT: Final = timedelta(days=30)
UNSEEN_KEPT: Final = timedelta(days=730)
"""An account without any role or news that nobody used for so long is erased."""
NEWS_ENDED_KEPT: Final = timedelta(days=30)
"""Whoever only ever got news is erased so long after they ended it."""


def forget(stores: Stores, _job: JobRead) -> None:
    """Forget what is over; doing it twice forgets nothing more."""
    now = clock.now()
    forget_volunteers(stores)
    with session_scope(stores.people) as session:
        queries.remove_old(session, now, KEPT)
        queries.remove_old_digests(session, now - KEPT["digest"])
        for kind in SEALED:
            forget_over(session, kind)
        unused = queries.list_unused_accounts(
            session,
            closed_before=now - CLOSED_KEPT,
            seen_before=now - UNSEEN_KEPT,
            told_no_before=now - NEWS_ENDED_KEPT,
        )
        for account in unused:
            erase_account(session, stores.settings, account.email)
