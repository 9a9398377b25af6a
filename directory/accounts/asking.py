"""Somebody asks for a sign-in link: what happens, and how often may they?

Whether the address is known can be told neither from the answer nor from the time it takes: the request
counts the ask and notes a job, the same for every address; the job, later, finds out.
"""

from typing import Final

from sqlmodel import Session

from directory.accounts import queries
from directory.accounts.addresses import read_email
from directory.accounts.often import count_ask
from directory.accounts.seal import seal, unseal
from directory.accounts.sessions import make_link
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import enqueue, take
from directory.settings import Settings
from directory.store import session_scope

SEND_LINK: Final = "sign_in_link"
ASKED: Final = "sign-in ask"
PER_ADDRESS: Final = 5
_TOO_MANY: Final = "Too many links were asked for. Use the newest in your e-mail"
SUBJECT: Final = "Your link to sign in to Hereabouts"
BODY: Final = """\
Open this link and press the button to sign in:

{link}

It works once, within 15 minutes. The newest link is the one that works.

If you did not ask for it, do nothing: nobody is signed in without it.

Hereabouts
"""


def ask_for_link(
    session: Session, settings: Settings, email: str, *, network: str, next_path: str = ""
) -> None:
    """Have a link sent to an address, if it may sign in; the same work, and the same answer, either way."""
    address = read_email(email)
    count_ask(
        session, settings, ASKED, email=address, network=network, per_address=PER_ADDRESS, told=_TOO_MANY
    )
    # Sealed, so that a list of jobs tells nobody's address.
    sealed = seal(settings, SEND_LINK, f"{address}\n{next_path}")
    enqueue(session, SEND_LINK, {"for": sealed})


def send_link(stores: Stores, job: JobRead) -> None:
    """Queue the message with a new link, where the address may sign in."""
    from directory.messages.service import queue_message  # noqa: PLC0415 - only where a job does it

    with session_scope(stores.people) as session:
        if not take(session, job.id):
            return
        address, _, next_path = unseal(stores.settings, SEND_LINK, str(job.payload["for"])).partition("\n")
        account = queries.find_account(session, address)
        if account is None or account.closed_at is not None:
            return
        link = make_link(session, stores.settings, account.id, next_path=next_path)
        queue_message(
            session,
            stores.settings,
            to_email=account.email,
            purpose="sign_in",
            subject=SUBJECT,
            body=BODY.format(link=link),
            account_id=account.id,
        )
