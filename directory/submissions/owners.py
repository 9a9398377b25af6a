"""Who runs the listing that something was sent about, and how do they hear of it?"""

from sqlmodel import Session

from directory.accounts.service import owners_of
from directory.consents.service import UPKEEP
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.submissions import letters
from directory.submissions.models import Submission
from directory.submissions.reading import one_line
from directory.submissions.schemas import SubmissionKind


def name_of(row: Submission) -> str:
    """Name what a submission is about, as its sender wrote it."""
    return one_line(str((row.record or {}).get("name") or row.answers.get("name") or "a listing"))


def tell_owners(session: Session, settings: Settings, row: Submission) -> None:
    """Write to whoever runs a listing that somebody claims it, or told us something about it.

    Who asks to take a listing over is told at once; the rest keeps to what its owner agreed to.
    """
    if row.listing_id is None:
        return
    desk = f"{settings.base_url}/desk/listing/{row.listing_id}"
    claim = row.kind == SubmissionKind.CLAIM
    letter = (letters.claim_contested if claim else letters.told_owner)(name_of(row), desk)
    for owner in owners_of(session, row.listing_id):
        if owner.id == row.account_id or owner.email == row.email:
            continue
        queue_message(
            session,
            settings,
            to_email=owner.email,
            purpose="answer" if claim else UPKEEP,
            subject=letter.subject,
            body=letter.body,
            account_id=owner.id,
            dedupe=f"told:{row.id}:{owner.id}",
        )
