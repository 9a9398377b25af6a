"""Who runs the listing that something was sent about, and how do they hear of it?"""

from datetime import timedelta
from typing import Final

from sqlmodel import Session

from directory import clock
from directory.accounts.service import owners_of
from directory.consents.service import UPKEEP
from directory.messages.queries import is_waiting, last_sent_to
from directory.messages.service import queue_message
from directory.settings import Settings
from directory.submissions import letters
from directory.submissions.models import Submission
from directory.submissions.reading import one_line
from directory.submissions.schemas import SubmissionKind

NOTICE_EVERY: Final = timedelta(days=14)
"""After a message about upkeep nobody hears of what readers send for so long.

The upkeep cycle writes to a person a week after the last message. Were a notice that anybody can bring about
sent as soon, it would take the cycle's place every week, and the owner would never be asked. So the second
week is the cycle's; what readers send waits at the owner's desk and with a moderator all the while.
"""


def name_of(row: Submission) -> str:
    """Name what a submission is about, as its sender wrote it."""
    return one_line(str((row.record or {}).get("name") or row.answers.get("name") or "a listing"))


def tell_owners(session: Session, settings: Settings, row: Submission) -> None:
    """Write to whoever runs a listing that somebody claims it, or told us something about it.

    Who asks to take a listing over is told at once; the rest keeps to what its owner agreed to.
    """
    if row.listing_id is None:
        return
    if row.kind == SubmissionKind.CLAIM:
        _tell_of_claim(session, settings, row)
        return
    now = clock.now()
    year, week, _day = clock.local_now().isocalendar()
    letter = letters.told_owner(f"{settings.base_url}/desk")
    for owner in owners_of(session, row.listing_id):
        if owner.id == row.account_id or owner.email == row.email:
            continue
        last = last_sent_to(session, owner.email, UPKEEP)
        if is_waiting(session, owner.email, UPKEEP) or (last is not None and now - last < NOTICE_EVERY):
            continue
        queue_message(
            session,
            settings,
            to_email=owner.email,
            purpose=UPKEEP,
            subject=letter.subject,
            body=letter.body,
            account_id=owner.id,
            dedupe=f"told:{owner.id}:{year}-W{week:02}",
        )


def _tell_of_claim(session: Session, settings: Settings, row: Submission) -> None:
    if row.listing_id is None:
        return
    letter = letters.claim_contested(name_of(row), f"{settings.base_url}/desk/listing/{row.listing_id}")
    for owner in owners_of(session, row.listing_id):
        if owner.id == row.account_id or owner.email == row.email:
            continue
        queue_message(
            session,
            settings,
            to_email=owner.email,
            purpose="answer",
            subject=letter.subject,
            body=letter.body,
            account_id=owner.id,
            dedupe=f"told:{row.id}:{owner.id}",
        )
