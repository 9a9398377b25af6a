"""What stands behind a stop link, and what happens when its button is pressed?"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from directory.accounts.models import Account
from directory.consents.service import (
    BANK,
    NEWS,
    STOPS,
    UPKEEP,
    WORDINGS,
    address_hash,
    give,
    hash_stopped,
    lift_hash,
    stop_hash,
    withdraw,
    withdrawn,
)
from directory.errors import NotFound
from directory.keys import signing_key
from directory.messages import queries
from directory.settings import Settings
from directory.subscriptions.ledger import end_all

_SALT: Final = "stop link"
HOW: Final = "stop link"
PURPOSE_WORDS: Final = {
    UPKEEP: "messages that ask whether a listing is still right, or tell that one is about to leave",
    NEWS: "our messages about money, calls, events and news",
    BANK: "messages that ask you for help as a volunteer",
}


@dataclass(frozen=True, slots=True)
class StopLink:
    """What a stop link says: nothing by which a person is known."""

    purpose: str
    account_id: UUID | None
    email_hash: str
    """Of the address it was sent to."""


def stop_url(settings: Settings, purpose: str, account_id: UUID | None, email: str) -> str:
    """Make the address at which somebody stops messages of a purpose; it works for ever."""
    payload = [purpose, "" if account_id is None else account_id.hex, address_hash(settings, email)]
    return f"{settings.base_url}/stop/{_serializer(settings).dumps(payload)}"


def read_stop(settings: Settings, token: str) -> StopLink:
    """Read a stop link that we made, or say that it is none."""
    try:
        purpose, account, email_hash = _serializer(settings).loads(token)
    except (BadSignature, ValueError) as error:
        raise NotFound("That link is not whole. Copy all of it from the message.") from error
    if purpose not in STOPS:
        raise NotFound("That link is of messages that we no longer send.")
    return StopLink(purpose, UUID(account) if account else None, email_hash)


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(signing_key(settings), salt=_SALT)


def press_stop(session: Session, settings: Settings, link: StopLink) -> None:
    """Stop messages of a purpose: to the address the link was sent to, and to the one the account has now."""
    stop_hash(session, link.email_hash, link.purpose, how=HOW)
    account = None if link.account_id is None else session.get(Account, link.account_id)
    if account is not None:
        stop_hash(session, address_hash(settings, account.email), link.purpose, how=HOW)
        # In the ledger as well, for those too who were written to without having agreed: the hashes of the
        # list are worth nothing once the secret key has changed.
        if link.purpose == NEWS:
            end_all(session, account.id, how=HOW)
        elif link.purpose == BANK:
            _rest_volunteer(session, account.id)
        elif not withdrawn(session, account.id, link.purpose):
            withdraw(session, account.id, link.purpose, how=HOW, wording=WORDINGS[link.purpose])
        queries.stop_waiting(session, account.id, link.purpose)
    session.flush()


def press_undo(session: Session, settings: Settings, link: StopLink) -> None:
    """Take back what a stop link stopped, at the wish of whoever holds the link; no other stop, no other no.

    Of the digest the address is let in again, and what was chosen is chosen anew: it is not ours to guess.

    A link works for ever and travels with a forwarded mail: what somebody said elsewhere it does not unsay.
    """
    lift_hash(session, link.email_hash, link.purpose, stopped_by=HOW)
    account = None if link.account_id is None else session.get(Account, link.account_id)
    if account is not None:
        lift_hash(session, address_hash(settings, account.email), link.purpose, stopped_by=HOW)
        if link.purpose != NEWS and withdrawn(session, account.id, link.purpose, how=HOW):
            give(session, account.id, link.purpose, how=HOW, wording=WORDINGS[link.purpose])
            if link.purpose == BANK:
                _wake_volunteer(session, account.id)
    session.flush()


def _rest_volunteer(session: Session, account_id: UUID) -> None:
    from directory.volunteers.service import rest_account  # noqa: PLC0415 - volunteers write messages

    rest_account(session, account_id, how=HOW)


def _wake_volunteer(session: Session, account_id: UUID) -> None:
    from directory.volunteers.service import wake_account  # noqa: PLC0415 - volunteers write messages

    wake_account(session, account_id)


def is_stopped(session: Session, link: StopLink) -> bool:
    """Whether the link has been pressed and not been taken back."""
    return hash_stopped(session, link.email_hash, link.purpose)
