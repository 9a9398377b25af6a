"""What happens when somebody presses the button behind a link that proves an address?"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from directory import clock
from directory.accounts.grants import grants_of
from directory.accounts.permissions import MAY, Action
from directory.changes.schemas import Actor
from directory.errors import Conflict, Gone
from directory.settings import Settings
from directory.submissions import queries
from directory.submissions.decisions import approve
from directory.submissions.links import find_confirm, own_token
from directory.submissions.models import Submission
from directory.submissions.owners import tell_owners
from directory.submissions.schemas import State, SubmissionKind, SubmissionRead, Way
from directory.submissions.service import note
from directory.words import Role

OFFERED = frozenset({Way.HAND_OVER, Way.FURTHER_OWNER})
"""Claims that who runs the listing offers; whoever accepts has said nothing here before."""
BY_LINK = OFFERED | {Way.OWN_EMAIL}
"""Claims that the press of the button itself makes good."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed, and what to do next."""

    submission: SubmissionRead
    token: str
    """Of the page on which its sender sees the outcome."""
    job_id: UUID | None


def look(session: Session, token: str) -> SubmissionRead:
    """Tell what a link would confirm; looking changes nothing."""
    _link, row = find_confirm(session, token)
    return queries.read(row)


def confirm(session: Session, settings: Settings, token: str, *, upkeep: bool = False) -> Confirmed:
    """Take the address as proved, and the link as used; what waited for that goes on.

    `upkeep`: whoever accepts an offer agrees to be written to about the listing.
    """
    link, row = find_confirm(session, token)
    if row.state != State.CONFIRMING:
        raise Conflict("This was taken back or decided meanwhile. There is nothing more to confirm.")
    offered = row.answers.get("about") in OFFERED
    role = _role_of_giver(session, row) if offered else None
    if offered and role is None:
        raise Gone(
            "Whoever offered you this listing looks after it no longer. Ask them, or claim it yourself."
        )
    now = clock.now()
    link.used_at = row.email_confirmed_at = row.updated_at = now
    row.state = State.WAITING.value
    if upkeep and row.kind == SubmissionKind.CLAIM and row.answers.get("about") in OFFERED:
        row.answers = {**row.answers, "upkeep": "yes"}
    note(session, row, "confirm", None)
    session.flush()
    job = None
    if row.kind == SubmissionKind.CLAIM and row.answers.get("about") == Way.CONTESTED:
        tell_owners(session, settings, row)
    if row.kind == SubmissionKind.CLAIM and row.answers.get("about") in BY_LINK:
        giver = row.answers.get("given_by")
        actor = Actor(role.value if role else "public", UUID(str(giver)) if giver else None)
        job = approve(session, settings, row.id, actor=actor)
    return Confirmed(queries.read(row), own_token(settings, row.id), job)


def _role_of_giver(session: Session, row: Submission) -> Role | None:
    """Tell in which role somebody could still offer a listing: nobody passes on what was taken from them."""
    held = {
        grant.role
        for grant in grants_of(session, UUID(str(row.answers.get("given_by"))))
        if Action.HAND_OVER in MAY[grant.role]
        and (grant.role is not Role.OWNER or grant.scope == str(row.listing_id))
    }
    return next((role for role in Role if role in held), None)
