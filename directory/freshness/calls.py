"""How is a call, a visit or a letter written down, and what follows from it?"""

from typing import Final
from uuid import UUID, uuid4

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import InvalidInput
from directory.freshness.links import check_confirmable, note_confirmation
from directory.freshness.models import CallNote
from directory.jobs.service import audit

WAYS: Final = {"telephone": "Telephone", "visit": "Visit", "letter": "Letter or e-mail of your own"}
OUTCOMES: Final = {
    "still_right": "Still right",
    "corrected": "I have corrected it, and now it is right",
    "gone": "It is no longer there",
    "no_answer": "Nobody answered",
    "try_again": "Try again later",
}
CONFIRMS: Final = frozenset({"still_right", "corrected"})


def note_call(
    session: Session, listing_id: UUID, *, way: str, outcome: str, actor: Actor, directory: Session
) -> UUID | None:
    """Write down what came of it; gives the job that confirms the listing, where it was confirmed.

    Written in the people store; the directory store says whether there is anything to confirm.
    """
    if way not in WAYS:
        raise InvalidInput("Choose how you asked.", field="way")
    if outcome not in OUTCOMES:
        raise InvalidInput("Choose what came of it.", field="outcome")
    if outcome in CONFIRMS:
        check_confirmable(directory, listing_id)
    note_id = uuid4()
    session.add(
        CallNote(
            id=note_id,
            listing_id=listing_id,
            at=clock.now(),
            way=way,
            outcome=outcome,
            actor_id=actor.account_id,
        )
    )
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action="note call",
        subject="listing",
        subject_id=listing_id,
        detail=f"{way} {outcome}",
    )
    session.flush()
    if outcome not in CONFIRMS:
        return None
    return note_confirmation(session, listing_id, actor.role, actor.account_id, job_id=note_id)
