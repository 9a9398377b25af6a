"""How does somebody come to run a listing that is there already, and how do they pass it on?"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts.addresses import read_email
from directory.accounts.service import end_grant, owners_of
from directory.changes.schemas import Actor
from directory.errors import Conflict, InvalidInput, TooMany
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.submissions import letters, queries
from directory.submissions.answers import Answers
from directory.submissions.decisions import approve
from directory.submissions.links import make_confirm
from directory.submissions.models import Submission
from directory.submissions.owners import name_of
from directory.submissions.schemas import Opened, Sender, State, SubmissionKind, Way
from directory.submissions.service import note, send, start
from directory.words import Role

ASK_AGAIN: Final = timedelta(days=1)
"""The published address of a listing is not asked more often."""
LONGEST_WORDS: Final = 1000


def claim(
    session: Session,
    settings: Settings,
    sender: Sender,
    *,
    listing_id: UUID,
    name: str,
    own_email: str | None,
    words: str,
    upkeep: bool,
) -> Opened:
    """Take what somebody says who says that they run a listing.

    With `own_email` (the address that the listing shows) whoever reads it decides; else a moderator does,
    and where somebody runs the listing here already, they are asked as well.
    """
    email = read_email(sender.email or "")
    owners = owners_of(session, listing_id)
    if any(owner.email == email for owner in owners):
        raise Conflict("You run this listing already. Sign in with this address to change it.")
    way = Way.CONTESTED if owners else Way.OWN_EMAIL if own_email else Way.MODERATOR
    answers = Answers(name=name, about=way.value, upkeep="yes" if upkeep else "")
    opened = start(session, settings, SubmissionKind.CLAIM, answers, sender, listing_id=listing_id)
    if way is Way.OWN_EMAIL and own_email is not None:
        _ask_own(session, settings, opened.id, email, own_email)
    else:
        send(
            session,
            settings,
            opened.token,
            sender,
            None,
            parish=None,
            district=None,
            message=" ".join(words.split())[:LONGEST_WORDS],
        )
    return opened


def _ask_own(session: Session, settings: Settings, submission_id: UUID, email: str, own_email: str) -> None:
    row = _row(session, submission_id)
    now = clock.now()
    # One that was taken back counts too: it was sent.
    for other in queries.list_of_listing(session, _listing(row), tuple(State)):
        asked = other.id != row.id and other.answers.get("about") == Way.OWN_EMAIL and other.sent_at
        if asked and now - asked < ASK_AGAIN:
            raise TooMany("Somebody asked for this listing today already. Try again tomorrow.")
    queries.note_address(session, row, email)
    row.sent_at, row.state = now, State.CONFIRMING.value
    confirm = make_confirm(session, settings, row.id)
    letter = letters.claim_by_own_email(name_of(row), email, confirm)
    queue_message(
        session, settings, to_email=own_email, purpose="answer", subject=letter.subject, body=letter.body
    )
    note(session, row, "claim", None)
    session.flush()


def _row(session: Session, submission_id: UUID) -> Submission:
    row = queries.find(session, submission_id)
    if row is None:
        raise Conflict("This was taken back meanwhile.")
    return row


def _listing(row: Submission) -> UUID:
    if row.listing_id is None:
        raise Conflict("This claim names no listing.")
    return row.listing_id


def offer(
    session: Session,
    settings: Settings,
    giver: Sender,
    *,
    listing_id: UUID,
    name: str,
    to_email: str,
    hand_over: bool,
    role: str,
) -> Opened:
    """Ask another address to run a listing, beside its owner or in their place; they accept by a link.

    `role`: in which the giver may offer it.
    """
    email = read_email(to_email)
    if any(owner.email == email for owner in owners_of(session, listing_id)):
        raise InvalidInput("That address runs this listing already.", field="email")
    way = Way.HAND_OVER if hand_over else Way.FURTHER_OWNER
    answers = Answers(name=name, about=way.value, given_by=str(giver.account_id or ""))
    offered = Sender(giver.network)
    opened = start(session, settings, SubmissionKind.CLAIM, answers, offered, listing_id=listing_id)
    row = _row(session, opened.id)
    queries.note_address(session, row, email)
    row.sent_at, row.state = clock.now(), State.CONFIRMING.value
    confirm = make_confirm(session, settings, row.id)
    letter = letters.handed_over(name, confirm, further=not hand_over)
    queue_message(
        session, settings, to_email=email, purpose="answer", subject=letter.subject, body=letter.body
    )
    note(session, row, way.value, giver.account_id, role)
    session.flush()
    return opened


def leave(session: Session, listing_id: UUID, account_id: UUID) -> tuple[UUID, ...]:
    """Stop running a listing; gives the jobs to attempt. Nobody may run it afterwards, and that is told."""
    return end_grant(session, account_id, Role.OWNER, str(listing_id), ended_by=account_id)


def answer_claim(
    session: Session, settings: Settings, submission_id: UUID, *, actor: Actor, agrees: bool
) -> UUID | None:
    """Let who runs a listing agree to somebody's claim, or object: a moderator then decides."""
    if agrees:
        return approve(session, settings, submission_id, actor=actor)
    row = _row(session, submission_id)
    if row.state != State.WAITING:
        raise Conflict("Somebody has already decided this. Nothing was done twice.")
    row.answers = {**row.answers, "owner_says": "objects"}
    row.updated_at = clock.now()
    note(session, row, "object", actor.account_id, actor.role)
    session.flush()
    return None
