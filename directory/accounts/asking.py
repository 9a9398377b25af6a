"""Somebody asks for a sign-in link: what happens, and how often may they?

Whether the address is known can be told neither from the answer nor from the time it takes: the request
counts the ask and notes a job, the same for every address; the job, later, finds out.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final
from uuid import uuid4

from sqlalchemy import delete
from sqlmodel import Session, col

from directory import clock
from directory.accounts import queries
from directory.accounts.addresses import read_email
from directory.accounts.models import SignInAsk
from directory.accounts.seal import keyed_hash, seal, unseal
from directory.accounts.sessions import make_link
from directory.errors import TooMany
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import enqueue, take
from directory.settings import Settings
from directory.store import session_scope

SEND_LINK: Final = "sign_in_link"
WITHIN: Final = timedelta(hours=1)
PER_ADDRESS: Final = 5
PER_NETWORK: Final = 30
"""A library or a council has one address for all."""
SUBJECT: Final = "Your link to sign in to Hereabouts"
BODY: Final = """\
Open this link and press the button to sign in:

{link}

It works once, within 15 minutes. The newest link is the one that works.

If you did not ask for it, do nothing: nobody is signed in without it.
"""


def ask_for_link(
    session: Session, settings: Settings, email: str, *, network: str, next_path: str = ""
) -> None:
    """Have a link sent to an address, if it may sign in; the same work, and the same answer, either way."""
    address, now = read_email(email), clock.now()
    session.execute(delete(SignInAsk).where(col(SignInAsk.at) <= now - WITHIN))
    for who, most in ((address, PER_ADDRESS), (network_of(network), PER_NETWORK)):
        hashed = keyed_hash(settings, "sign-in ask", who)
        _refuse_too_many(queries.list_asks(session, hashed, now - WITHIN), most)
        session.add(SignInAsk(id=uuid4(), who_hash=hashed, at=now))
    session.flush()
    # Sealed, so that a list of jobs tells nobody's address.
    sealed = seal(settings, SEND_LINK, f"{address}\n{next_path}")
    enqueue(session, SEND_LINK, {"for": sealed})


def _refuse_too_many(asks: list[datetime], most: int) -> None:
    if len(asks) >= most:
        again = (asks[-most] + WITHIN).astimezone(clock.LONDON) + timedelta(minutes=1)
        raise TooMany(
            f"Too many links were asked for. Use the newest in your e-mail, or ask again at {again:%H:%M}."
        )


def network_of(address: str) -> str:
    """Give the network of an address: whoever has one address of IPv6 has 2^64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


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
