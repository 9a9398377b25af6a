"""When did somebody last look after a parish's page, and in which role?"""

from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session

from directory.changes.schemas import Actor
from directory.clock import LONDON
from directory.jobs.service import audit
from directory.nodes import parish_queries
from directory.nodes.parish_schemas import Care
from directory.store import mark_changed
from directory.words import Role

ACTION: Final = "parish looked after"
NOUN: Final = "nodes"


def look_after(session: Session, code: str, *, actor: Actor, what: str) -> None:
    """Note that somebody looked after a parish's page today; the page tells the day and the role."""
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=ACTION,
        subject="parish",
        subject_id=code,
        detail=what,
    )
    session.flush()
    mark_changed(session, NOUN)


def last_care(session: Session, code: str) -> Care | None:
    """Tell when and in which role a parish's page was last looked after; None where nobody ever did."""
    found = parish_queries.find_care(session, code, ACTION)
    if found is None or found.actor_role not in set(Role):
        return None
    at = datetime.fromisoformat(found.at)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Care(at.astimezone(LONDON).date(), Role(found.actor_role))
