"""A mail comes to an address of a relay: for which conversation, is it from who should write there?

Passed on is what somebody of the other side wrote, from the address that we know. No word is kept of what is
from elsewhere; who wrote it is told so once, where our own mail server vouches for it, else a line of the log
counts it. What a machine sends is passed on to nobody and answered by nobody.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import Final

import structlog
from sqlmodel import Session

from directory.accounts.queries import find_account
from directory.accounts.seal import keyed_hash
from directory.errors import HereaboutsError, InvalidInput, NotFound
from directory.jobs.schemas import Stores
from directory.messages.queries import count_beginning
from directory.messages.service import queue_message
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.volunteers import relay_letters as letters
from directory.volunteers import relay_queries as queries
from directory.volunteers.models import RelayThread
from directory.volunteers.placement_mail import ANSWER, dedupe_of, who_answers
from directory.volunteers.placement_queries import email_of
from directory.volunteers.relay import Side, say
from directory.volunteers.relay_mail import headers_of, is_of_a_machine, read_head, read_mail, text_of
from directory.volunteers.relay_proof import is_confirmed, writer_of

LARGEST: Final = 256 * 1024
MOST_TOLD: Final = 5
"""Strangers of one conversation who are told that they are none of it."""
_ADDRESS: Final = re.compile(r"(?<![\w.+-])r-([0-9a-f]{32})@([a-z0-9.-]+)")
_TO: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_HASHED: Final = "relay writer"


class Outcome(StrEnum):
    """What became of a message."""

    PASSED_ON = "passed_on"
    IGNORED = "ignored"
    """A machine sent it."""
    NOT_THEIRS = "not_theirs"
    """It is not from somebody of the other side, or that is not sure."""
    UNKNOWN = "unknown"
    """No such address, or what it was for is forgotten."""
    REFUSED = "refused"
    """Too large or too often, ended, or nothing in it that can be passed on."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message, and why, in a sentence that repeats nothing of it."""

    outcome: Outcome
    why: str
    tell: bool = False
    """Whether the mail server may tell whoever sent it: our own server vouches for who wrote it."""


def receive(stores: Stores, raw: bytes, *, recipient: str = "", sender: str | None = None) -> Received:
    """Pass one message on, or say why not.

    `recipient` and `sender` are the envelope's, where the mail server tells them; a bounce has no sender.
    """
    found = _received(stores, raw, recipient, sender)
    if found.outcome is Outcome.UNKNOWN or (found.outcome is Outcome.REFUSED and not found.tell):
        _log(outcome=found.outcome.value, why=found.why)
    return found


def _received(stores: Stores, raw: bytes, recipient: str, sender: str | None) -> Received:
    if not stores.settings.relay_domain:
        return Received(Outcome.UNKNOWN, "No mail is received here: HEREABOUTS_RELAY_DOMAIN is not set.")
    head = read_head(raw)
    if is_of_a_machine(head, sender=sender):
        return Received(Outcome.IGNORED, "An automatic message: passed on to nobody.")
    try:
        row, side = _thread_of(stores, [recipient] if recipient else headers_of(head, _TO))
        with reading_scope(stores.directory) as directory:
            need = read_by_id(directory, row.need_id)
    except NotFound:
        return Received(Outcome.UNKNOWN, "No such address here, or it is long over.")
    if not _is_theirs(stores, row, need, side, head):
        return Received(Outcome.NOT_THEIRS, "Not surely from somebody of that side: passed on to nobody.")
    return _pass_on(stores, row, side, raw)


def _thread_of(stores: Stores, told: Iterable[str]) -> tuple[RelayThread, Side]:
    """Find the conversation that one address of ours among those told belongs to, and who writes to it."""
    aliases = aliases_in(told, stores.settings.relay_domain or "")
    with reading_scope(stores.people) as people:
        row = queries.thread_by_alias(people, next(iter(aliases))) if len(aliases) == 1 else None
    if row is None:
        raise NotFound("There is no such conversation.")
    # To the address that reaches the group writes the volunteer, and the other way round.
    return row, "volunteer" if row.group_alias in aliases else "group"


def _pass_on(stores: Stores, row: RelayThread, side: Side, raw: bytes) -> Received:
    try:
        if len(raw) > LARGEST:
            raise InvalidInput("That is too large. Write a few lines, without attachments.")
        say(stores, row.id, side, text_of(read_mail(raw)), network=f"mail {row.id} {side}")
        return Received(Outcome.PASSED_ON, "Passed on.")
    except RecursionError:
        why = "That is folded too deep to be read. Write a few plain lines."
    except HereaboutsError as refused:
        why = refused.message
    # Only what is theirs comes so far: it is confirmed, wherever there is a server that confirms.
    return Received(Outcome.REFUSED, why, tell=stores.settings.relay_authserv_id is not None)


def aliases_in(told: Iterable[str], domain: str) -> frozenset[str]:
    """Give the aliases of ours that stand in addresses."""
    found = (each for text in told for each in _ADDRESS.findall(text.lower()))
    return frozenset(alias for alias, at in found if at == domain.lower())


def _is_theirs(stores: Stores, row: RelayThread, need: NeedRead, side: Side, head: Message) -> bool:
    """Whether a mail is from somebody of a side; who is not is told so, or counted."""
    writer, server = writer_of(head), stores.settings.relay_authserv_id
    confirmed = writer is not None and server is not None and is_confirmed(head, server, writer)
    told = False
    with session_scope(stores.people) as people:
        known = writer is not None and _is_of_side(people, row, need, side, writer)
        if known and (confirmed or server is None):
            return True
        # To an address that only claims to have written we write if it is one of the two anyway.
        if writer is not None and (known or confirmed):
            told = _tell(people, stores.settings, row, writer, known=known)
    _log(known=known, confirmed=confirmed if server else None, told=told)
    return False


def _log(**found: str | bool | None) -> None:
    structlog.get_logger("hereabouts.relay").info("not passed on", **found)


def _is_of_side(people: Session, row: RelayThread, need: NeedRead, side: Side, writer: str) -> bool:
    """Whether an address, found by its keyed hash, is one that this side is written to under."""
    account = find_account(people, writer)
    if account is None:
        return False
    if side == "group":
        return account.id in {each.id for each in who_answers(people, need)}
    reached = email_of(people, row.volunteer_id)
    return reached is not None and account.id == reached[0]


def _tell(people: Session, settings: Settings, row: RelayThread, writer: str, *, known: bool) -> bool:
    """Write once to whoever wrote; of strangers to a few only. Found and forgotten with the volunteer."""
    told = dedupe_of(row.volunteer_id, f"relay-from:{row.id}")
    once = f"{told}:{keyed_hash(settings, _HASHED, writer)}"
    if count_beginning(people, once) or (not known and count_beginning(people, told) >= MOST_TOLD):
        return False
    letter = letters.not_passed_on(known=known)
    queue_message(
        people,
        settings,
        to_email=writer,
        purpose=ANSWER,
        subject=letter.subject,
        body=letter.body,
        dedupe=once,
    )
    return True
