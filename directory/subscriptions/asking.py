"""Somebody asks to be told what is new near them: how do we make sure that the address is theirs?

Nothing is kept of it until the button of the one message we send is pressed: what was asked for travels
sealed in that message's link. As with links that sign in, neither the answer nor the time it takes tells
whether an address is known: the request counts the ask and notes a job, and the job finds out.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts import queries as accounts
from directory.accounts.addresses import read_email
from directory.accounts.often import count_ask
from directory.accounts.seal import SealBroken, seal, unseal
from directory.accounts.service import find_or_make_account
from directory.consents.service import NEWS, NEWS_PURPOSES, address_hash, lift, stopped_since
from directory.errors import Gone, InvalidInput, NotFound
from directory.jobs.schemas import JobRead, Stores
from directory.jobs.service import enqueue, take
from directory.settings import Settings
from directory.store import session_scope
from directory.subscriptions import queries
from directory.subscriptions.ledger import check_terms, subscribe
from directory.subscriptions.links import news_url
from directory.subscriptions.terms import Terms

SEND_NEWS_LINK: Final = "news_link"
HOW: Final = "news form"
ASKED: Final = "news ask"
"""Under which word asks are counted, apart from those for links that sign in."""
PER_ADDRESS: Final = 3
WORKS_FOR: Final = timedelta(days=7)
_SEALED_FOR: Final = "news confirm"
_MICRO: Final = 1_000_000
SUBJECT: Final = "One press, and news near you begins"
BODY: Final = """\
Somebody, we think you, asked us to tell this address what is new near a place.

Open this link and press the button, and it begins:

{link}

The link works for seven days. If it was not you, do nothing: nothing more comes.

Hereabouts
"""
SUBJECT_KNOWN: Final = "Your news near you"
BODY_KNOWN: Final = """\
You get news from us already. Here you see what, and can change or stop it:

{manage}

You have just asked for news again. To add what you chose, open this link and press the button:

{link}

That link works for seven days. If it was not you who asked, do nothing: nothing changes.

Hereabouts
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody without an account asks to be told."""

    email: str
    purposes: tuple[str, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class WantedRead:
    """What a link of a confirmation holds."""

    wanted: Wanted
    asked_at: datetime


def ask_for_news(session: Session, settings: Settings, wanted: Wanted, *, network: str) -> None:
    """Have the confirmation sent; the same work, and the same answer, whoever asks."""
    address = read_email(wanted.email)
    if not wanted.purposes:
        raise InvalidInput("Tick at least one kind of news.", field="purposes")
    for purpose in wanted.purposes:
        check_terms(purpose, wanted.terms, "")
    count_ask(session, settings, ASKED, email=address, network=network, per_address=PER_ADDRESS)
    said = _pack(Wanted(address, wanted.purposes, wanted.terms), clock.now())
    # Sealed, so that a list of jobs tells nobody's address; for another use, so that it is no link.
    enqueue(session, SEND_NEWS_LINK, {"for": seal(settings, SEND_NEWS_LINK, said)})


def _pack(wanted: Wanted, at: datetime) -> str:
    terms = wanted.terms.model_dump(mode="json", exclude_defaults=True)
    instant = round(at.timestamp() * _MICRO)
    return json.dumps([instant, wanted.email, wanted.purposes, terms], separators=(",", ":"))


def _unpack(said: str) -> WantedRead:
    instant, email, purposes, terms = json.loads(said)
    chosen = tuple(each for each in NEWS_PURPOSES if each in purposes)
    asked_at = datetime.fromtimestamp(instant / _MICRO, UTC)
    return WantedRead(Wanted(email, chosen, Terms.model_validate(terms)), asked_at)


def send_news_link(stores: Stores, job: JobRead) -> None:
    """Queue the one message: the link that begins it; for whoever gets news, also the one that manages."""
    from directory.messages.service import queue_message  # noqa: PLC0415 - only where a job does it

    settings = stores.settings
    with session_scope(stores.people) as session:
        if not take(session, job.id):
            return
        said = unseal(settings, SEND_NEWS_LINK, str(job.payload["for"]))
        email = _unpack(said).wanted.email
        link = f"{settings.base_url}/news/confirm/{seal(settings, _SEALED_FOR, said)}"
        account = accounts.find_account(session, email)
        known = account is not None and account.closed_at is None and queries.list_of(session, account.id)
        if account is not None and known:
            subject, manage = SUBJECT_KNOWN, news_url(settings, account.id)
            body = BODY_KNOWN.format(link=link, manage=manage)
        else:
            subject, body = SUBJECT, BODY.format(link=link)
        queue_message(
            session,
            settings,
            to_email=email,
            purpose="answer",
            subject=subject,
            body=body,
            account_id=account.id if known and account is not None else None,
        )


def read_wanted(settings: Settings, token: str) -> WantedRead:
    """Read what a link of a confirmation holds, or say why it is of no use any more."""
    try:
        found = _unpack(unseal(settings, _SEALED_FOR, token))
    except SealBroken as error:
        raise NotFound("That link is not whole. Copy all of it from the message.") from error
    # One of the future is of a clock that was set back: by its instant nobody could tell what was said since.
    if not timedelta() <= clock.now() - found.asked_at <= WORKS_FOR:
        raise Gone("This link has run out. Ask again on the page of the news: it takes a minute.")
    return found


def is_settled(session: Session, settings: Settings, found: WantedRead) -> bool:
    """Whether they have said something of their news since they asked: then the link is used, or too old."""
    if stopped_since(session, address_hash(settings, found.wanted.email), NEWS, found.asked_at):
        return True
    account = accounts.find_account(session, found.wanted.email)
    said = None if account is None else queries.last_said_at(session, account.id, NEWS_PURPOSES)
    return said is not None and said >= found.asked_at


def confirm(session: Session, settings: Settings, token: str) -> UUID:
    """Write down what was agreed to, now that the button was pressed; give whose news it is."""
    found = read_wanted(settings, token)
    if is_settled(session, settings, found):
        raise Gone("This link has been used. To change what you get, use the link in any of our messages.")
    wanted = found.wanted
    account_id = find_or_make_account(session, wanted.email)
    lift(session, settings, wanted.email, NEWS)
    for purpose in wanted.purposes:
        held = queries.find(session, account_id, "", purpose)
        before = () if held is None else Terms.model_validate(held.terms).areas
        areas = tuple(dict.fromkeys((*before, *wanted.terms.areas)))
        terms = wanted.terms.model_copy(update={"areas": areas})
        subscribe(session, account_id, purpose, terms, how=HOW)
    for row in queries.list_of(session, account_id):
        row.snoozed_until = None
    session.flush()
    return account_id
