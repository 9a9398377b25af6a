"""How does something sent in go from its first saved answer to a moderator?"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session

from directory import clock
from directory.accounts.addresses import read_email
from directory.accounts.often import network_of
from directory.accounts.policies import SubmissionStep, check_submission
from directory.consents.service import address_hash
from directory.errors import Conflict, TooMany
from directory.jobs.service import audit
from directory.keys import signing_key, token_hash
from directory.listings.record import ListingRecord
from directory.messages.queries import count_beginning, find_by_dedupe
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.submissions import letters, queries
from directory.submissions.answers import Answers
from directory.submissions.links import find_own, make_confirm, own_address, own_token
from directory.submissions.models import Submission
from directory.submissions.owners import name_of, tell_owners
from directory.submissions.schemas import (
    Opened,
    Sender,
    State,
    SubmissionKind,
    SubmissionRead,
)
from directory.submissions.signs import signs

NAMESPACE: Final = UUID("8f1d3c2a-6b1e-5c57-9a44-2f6f5a7f0b11")
MOST_A_DAY: Final = 20
"""From one network: a library's computers are one."""
MOST_OPEN: Final = 5
"""Of one address, waiting at a time."""
MOST_LINKS_SENT: Final = 4
"""Of one submission: an address may be mistyped, but nobody writes to strangers by way of us."""


def start(
    session: Session,
    settings: Settings,
    kind: SubmissionKind,
    answers: Answers,
    sender: Sender,
    *,
    listing_id: UUID | None = None,
    base_version: int | None = None,
) -> Opened:
    """Keep the first answers, and give the secret of the link on which to go on."""
    network = network_hash(settings, sender.network)
    if queries.count_of_network(session, network) >= MOST_A_DAY:
        raise TooMany(
            "Very much was sent from your network today. Try again tomorrow, or ask somebody below."
        )
    now, identifier = clock.now(), uuid4()
    token = own_token(settings, identifier)
    session.add(
        Submission(
            id=identifier,
            kind=kind.value,
            state=State.DRAFT.value,
            token_hash=token_hash(token),
            listing_id=listing_id or listing_id_of(identifier),
            base_version=base_version,
            account_id=sender.account_id,
            network_hash=network,
            doubts=sender.doubts,
            answers=answers.as_json(),
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    return Opened(identifier, token)


def listing_id_of(submission_id: UUID) -> UUID:
    """Tell the id that a new listing will have: known before it is there, so that rights can name it."""
    return uuid5(NAMESPACE, str(submission_id))


def network_hash(settings: Settings, network: str) -> str:
    """Give what is kept of a network: another word each day, so that days cannot be put together."""
    said = f"network\n{clock.local_now().date()}\n{network_of(network)}".encode()
    return hmac.new(signing_key(settings).encode(), said, hashlib.sha256).hexdigest()


def read_own(session: Session, token: str) -> SubmissionRead:
    """Tell what stands under a link."""
    return queries.read(find_own(session, token))


def read_one(session: Session, submission_id: UUID) -> SubmissionRead | None:
    """Tell one by its id."""
    row = queries.find(session, submission_id)
    return None if row is None else queries.read(row)


def save(session: Session, token: str, answers: Answers) -> None:
    """Keep what was typed, right or wrong."""
    row = _editable(find_own(session, token))
    row.answers = answers.as_json()
    row.updated_at = clock.now()
    session.flush()


def _editable(row: Submission) -> Submission:
    check_submission(SubmissionStep.EDIT, State(row.state))
    # Somebody else was asked about a claim: were it sent anew, its sender would be asked in their place.
    if row.kind == SubmissionKind.CLAIM and row.state != State.DRAFT:
        raise Conflict("What was claimed is not changed afterwards. Take it back, and ask again.")
    return row


def send_link(session: Session, settings: Settings, token: str, email: str) -> None:
    """Send somebody the link to their own draft, once for each address."""
    row, address = _editable(find_own(session, token)), read_email(email)
    word = f"come-back:{row.id}:{address_hash(settings, address)}"
    if find_by_dedupe(session, word) is None and (
        count_beginning(session, f"come-back:{row.id}:") >= MOST_LINKS_SENT
    ):
        raise TooMany("We have sent this link to several addresses. Copy it from the page instead.")
    name = str(row.answers.get("name", "your listing"))
    letter = letters.come_back(name, own_address(settings, row, "add"))
    queue_message(
        session,
        settings,
        to_email=address,
        purpose="answer",
        subject=letter.subject,
        body=letter.body,
        dedupe=word,
    )


def send(
    session: Session,
    settings: Settings,
    token: str,
    sender: Sender,
    record: ListingRecord | None,
    *,
    parish: str | None,
    district: str | None,
    message: str | None = None,
    must_confirm: bool = True,
) -> State:
    """Hand something in: to a moderator at once where its sender is known, else after the e-mail is proved.

    What needs no proof (a suggestion or a report) waits at once, with or without an address.
    """
    row = _editable(find_own(session, token))
    email = None if sender.email is None else read_email(sender.email)
    known = sender.account_id is not None or (
        email is not None and email == row.email and row.email_confirmed_at is not None
    )
    if email is not None and row.email != email and queries.count_open_of_email(session, email) >= MOST_OPEN:
        raise TooMany(
            f"This address has sent {MOST_OPEN} that are not decided yet. Wait until we have looked at one."
        )
    now = clock.now()
    if not known:
        row.email_confirmed_at = None
    elif row.email_confirmed_at is None:
        row.email_confirmed_at = now
    queries.note_address(session, row, email)
    row.account_id, row.parish, row.district = sender.account_id, parish, district
    row.record = None if record is None else record.model_dump(mode="json")
    row.message = message or None
    row.sent_at = row.updated_at = now
    row.reason, row.decided_at, row.decided_by = None, None, None
    row.doubts = sender.doubts + len(signs(row.message, record, took=_took(row, now)))
    row.state = (State.CONFIRMING if must_confirm and not known else State.WAITING).value
    if email is not None and not known:
        _ask(session, settings, row, name_of(row), must_confirm=must_confirm)
    if row.state == State.WAITING and row.kind in {SubmissionKind.CHANGE, SubmissionKind.REPORT}:
        tell_owners(session, settings, row)
    note(session, row, "send", None)
    session.flush()
    return State(row.state)


def _took(row: Submission, now: datetime) -> timedelta | None:
    return now - row.created_at if row.kind == SubmissionKind.ADD else None


def _ask(session: Session, settings: Settings, row: Submission, name: str, *, must_confirm: bool) -> None:
    own = own_address(settings, row, "sent")
    if must_confirm:
        if queries.count_links(session, row.id) >= MOST_LINKS_SENT:
            raise TooMany("We have sent this link several times. Look among unwanted mail, or start again.")
        letter = letters.confirm_sending(
            SubmissionKind(row.kind), name, make_confirm(session, settings, row.id), own
        )
    else:
        letter = letters.noted(name, own)
    tell(session, settings, row, letter, dedupe=None)


def tell(
    session: Session, settings: Settings, row: Submission, letter: letters.Letter, *, dedupe: str | None
) -> None:
    """Write to the sender about what they sent."""
    if row.email is None:
        return
    queue_message(
        session,
        settings,
        to_email=row.email,
        purpose="answer",
        subject=letter.subject,
        body=letter.body,
        dedupe=dedupe,
    )


def withdraw(session: Session, token: str) -> None:
    """Take back what was sent, by whoever has the link."""
    row = find_own(session, token)
    check_submission(SubmissionStep.WITHDRAW, State(row.state))
    row.state, row.updated_at = State.WITHDRAWN.value, clock.now()
    note(session, row, "withdraw", None)
    session.flush()


def note(session: Session, row: Submission, action: str, by: UUID | None, role: str = "public") -> None:
    """Write down what happened to a submission, never what is in it."""
    audit(
        session,
        actor_id=by,
        actor_role=role,
        action=action,
        subject="submission",
        subject_id=row.id,
        detail=row.kind,
    )
