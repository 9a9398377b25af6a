"""Does somebody ask too often for what writes to an address? Counted by keyed hashes, for an hour."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import Final
from uuid import uuid4

from sqlalchemy import delete
from sqlmodel import Session, col

from directory import clock
from directory.accounts import queries
from directory.accounts.models import SignInAsk
from directory.accounts.seal import keyed_hash
from directory.errors import TooMany
from directory.settings import Settings
from directory.speech import clock_time

WITHIN: Final = timedelta(hours=1)
PER_NETWORK: Final = 30
"""A library or a council has one address for all."""
_WRITTEN: Final = "We have just written several times. Look into your e-mail"


def count_ask(
    session: Session,
    settings: Settings,
    what: str,
    *,
    email: str,
    network: str,
    per_address: int,
    told: str = _WRITTEN,
) -> None:
    """Count one more ask of a kind by an address and its network; TooMany where there were enough.

    `told` begins the sentence that whoever asked too often reads.
    """
    now = clock.now()
    session.execute(delete(SignInAsk).where(col(SignInAsk.at) <= now - WITHIN))
    for who, most in ((email, per_address), (network_of(network), PER_NETWORK)):
        hashed = keyed_hash(settings, what, who)
        asks = queries.list_asks(session, hashed, now - WITHIN)
        if len(asks) >= most:
            again = (asks[-most] + WITHIN).astimezone(clock.LONDON) + timedelta(minutes=1)
            raise TooMany(f"{told}, or ask again at {clock_time(again)}.")
        session.add(SignInAsk(id=uuid4(), who_hash=hashed, at=now))
    session.flush()


def network_of(address: str) -> str:
    """Give the network of an address: whoever has one address of IPv6 has 2^64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
