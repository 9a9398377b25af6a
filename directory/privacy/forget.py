"""What is over and is forgotten by the clock? The spans are those of the table of personal data."""

from datetime import timedelta
from typing import Final

from directory import clock
from directory.accounts.asking import SEND_LINK
from directory.jobs.queries import forget_over
from directory.jobs.schemas import JobRead, Stores
from directory.privacy import queries
from directory.privacy.erase import erase_account
from directory.store import session_scope

KEPT: Final = {
    "sign_in_ask": timedelta(days=2),
    "sign_in_link": timedelta(days=7),
    "sign_in_session": timedelta(days=30),
    "confirm_link": timedelta(days=7),
    "role_grant": timedelta(days=730),
    "upkeep_ask": timedelta(days=730),
    "call_note": timedelta(days=730),
    "message": timedelta(days=365),
}
"""How long each is kept after it ended, or was made where it does not end."""
CLOSED_KEPT: Final = timedelta(days=30)
UNSEEN_KEPT: Final = timedelta(days=730)
"""An account without any role that nobody used for so long is erased."""


def forget(stores: Stores, _job: JobRead) -> None:
    """Forget what is over; doing it twice forgets nothing more."""
    now = clock.now()
    with session_scope(stores.people) as session:
        queries.remove_old(session, now, KEPT)
        forget_over(session, SEND_LINK)
        for account in queries.list_unused_accounts(session, now - CLOSED_KEPT, now - UNSEEN_KEPT):
            erase_account(session, stores.settings, account.email)
