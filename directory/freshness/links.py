"""What stands behind a "still right" link, and what does pressing its button do?

The address holds a random word, signed by us; its hash is kept with the question. Opening it changes nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from itsdangerous import BadSignature, Signer
from sqlmodel import Session

from directory import clock
from directory.accounts.grants import grants_of
from directory.accounts.held import held_listings
from directory.accounts.permissions import Action, role_for
from directory.accounts.policies import ListingState, ListingStep, check_listing
from directory.accounts.schemas import Target, Who
from directory.errors import Gone, NotFound
from directory.freshness import queries
from directory.freshness.models import UpkeepAsk
from directory.freshness.schemas import AskRead, ListingFacts, Stage
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt, enqueue
from directory.keys import new_token, signing_key, token_hash
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.words import Role

CONFIRM: Final = "confirm_listing"
LASTS: Final = {stage: timedelta(days=400) for stage in Stage}
GONE: Final = frozenset({ListingState.ARCHIVED, ListingState.MERGED})
_SALT: Final = "still right"


@dataclass(frozen=True, slots=True)
class StillRight:
    """What a link leads to."""

    ask: AskRead
    listing: ListingFacts


@dataclass(frozen=True, slots=True)
class Pressed:
    """What pressing the button came to."""

    listing: ListingFacts
    shown: bool
    """The directory says so already; otherwise within minutes."""
    before: bool
    """The button had been pressed before: nothing was done again."""


def make_link(settings: Settings) -> tuple[str, str]:
    """Make a link for one listing and one person; give its address and what is kept of it."""
    token = new_token()
    return f"{settings.base_url}/still-right/{_signer(settings).sign(token).decode()}", token_hash(token)


def _signer(settings: Settings) -> Signer:
    return Signer(signing_key(settings), salt=_SALT, sep=".")


def _find(session: Session, settings: Settings, signed: str) -> AskRead:
    try:
        token = _signer(settings).unsign(signed.encode("utf-8", "surrogateescape")).decode()
    except (BadSignature, UnicodeError) as error:
        raise NotFound("That link is not whole. Copy all of it from the message.") from error
    found = queries.find_ask(session, token_hash(token))
    if found is None:
        raise NotFound("That link is no longer known here. Sign in to confirm your listing.")
    if found.answered_at is None and found.expires_at < clock.now():
        raise Gone("That link has run out. Sign in to confirm your listing.")
    return found


def open_link(stores: Stores, signed: str) -> StillRight:
    """Read what a link is about; nothing changes."""
    with reading_scope(stores.people) as session:
        ask = _find(session, stores.settings, signed)
    with reading_scope(stores.directory) as session:
        listing = queries.find_facts(session, ask.listing_id)
        state = _state(session, ask.listing_id)
    if listing is None or (ask.answered_at is None and state in GONE):
        raise Gone("That listing is no longer in the directory, so there is nothing to confirm. Thank you.")
    return StillRight(ask, listing)


def press(stores: Stores, signed: str) -> Pressed:
    """Write down that a listing is still right, once, and let the directory say so at once if it can."""
    found = open_link(stores, signed)
    if found.ask.answered_at is None:
        with reading_scope(stores.directory) as directory:
            check_confirmable(directory, found.listing.id)
    with session_scope(stores.people) as session:
        ask = session.get_one(UpkeepAsk, found.ask.id)
        before = ask.answered_at is not None
        job_id = uuid5(ask.id, CONFIRM)
        if not before:
            role = _role(session, found)
            ask.answered_at, ask.answer = clock.now(), "still_right"
            note_confirmation(session, found.listing.id, role, ask.account_id, job_id=job_id)
    return Pressed(found.listing, attempt(stores, "people", job_id), before)


def check_confirmable(directory: Session, listing_id: UUID) -> None:
    """Refuse a listing that nobody can confirm as it stands, and say why: archived or merged meanwhile."""
    state = _state(directory, listing_id)
    if state is None:
        raise Gone("That listing is no longer in the directory.")
    check_listing(ListingStep.CONFIRM, state)


def _state(directory: Session, listing_id: UUID) -> ListingState | None:
    held = held_listings(directory, [listing_id])
    return held[0].state if held else None


def _role(session: Session, found: StillRight) -> Role:
    """Tell as whom somebody who was asked answers: they must still look after it."""
    # The link came to their own address; what it can do is one press on one listing.
    who = Who(
        found.ask.account_id,
        "",
        grants_of(session, found.ask.account_id),
        found.ask.id,
        second_factor=True,
    )
    target = Target(found.listing.id, found.listing.parishes, found.listing.districts)
    role = role_for(who, Action.CONFIRM_LISTING, target)
    if role is None:
        raise Gone("You no longer look after that listing, so it is not for you to confirm. Thank you.")
    return role


def note_confirmation(
    session: Session, listing_id: UUID, role: str, account_id: UUID | None, *, job_id: UUID
) -> UUID:
    """Note in the people store that the directory is to show a listing as confirmed today."""
    return enqueue(
        session,
        CONFIRM,
        {
            "listing_id": str(listing_id),
            "on": clock.local_now().date().isoformat(),
            "role": str(role),
            "account_id": None if account_id is None else str(account_id),
        },
        job_id=job_id,
    )
