"""What did a notice say after each change, and who changed it in which role?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict
from directory.jobs.service import audit
from directory.noticeboard import queries
from directory.noticeboard.models import Notice, NoticeVersion
from directory.noticeboard.schemas import NoticeDraft
from directory.store import mark_changed

NOUN: Final = "notices"
_DRAFT: Final = TypeAdapter(NoticeDraft)


class Step(StrEnum):
    """What was done to a notice."""

    WRITTEN = "written"
    SENT = "sent to be checked"
    OPENED = "opened"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    STILL_HOLDS = "still holds"
    OUTCOME = "outcome told"


@dataclass(frozen=True, slots=True)
class NoticeVersionRead:
    """What was done once, and in which role."""

    number: int
    at: datetime
    actor_role: str
    step: Step
    reason: str | None
    """Why it was returned, in the words of whoever did."""
    changed: tuple[str, ...]
    """Fields that differ from the version before."""


def find_made(session: Session, change_id: UUID, step: Step, notice_id: UUID | None) -> UUID | None:
    """Find the notice a change was about already; an id that another change used is refused."""
    made = queries.find_version(session, change_id)
    if made is None:
        return None
    if made.document["step"] != step.value or notice_id not in {None, made.notice_id}:
        raise Conflict("Another change used this form already. Open the page again, and repeat what you did.")
    found: UUID = made.notice_id
    return found


def note(
    session: Session,
    notice: Notice,
    said: NoticeDraft,
    step: Step,
    *,
    actor: Actor,
    change_id: UUID,
    changed: Iterable[str] = (),
    reason: str | None = None,
) -> None:
    """Keep a version, write the audit and mark the change, in the transaction that makes it."""
    told = tuple(changed)
    session.add(
        NoticeVersion(
            id=change_id,
            notice_id=notice.id,
            number=queries.last_number(session, notice.id) + 1,
            at=clock.now(),
            actor_role=actor.role,
            document={
                "step": step.value,
                "reason": reason,
                "changed": list(told),
                "said": _DRAFT.dump_python(said, mode="json"),
                "state": notice.state,
                "edition": notice.edition,
                "review_by": _day(notice.review_by),
                "outcome": notice.outcome,
            },
        )
    )
    audit(
        session,
        actor_id=actor.account_id,
        actor_role=actor.role,
        action=f"notice {step.value}",
        subject="notice",
        subject_id=notice.id,
        detail=", ".join(told) or None,
    )
    session.flush()
    mark_changed(session, NOUN)


def history(session: Session, notice_id: UUID) -> tuple[NoticeVersionRead, ...]:
    """List what was done to a notice, newest first."""
    return tuple(_read(row) for row in queries.list_versions(session, notice_id))


def differing(before: NoticeDraft, after: NoticeDraft) -> tuple[str, ...]:
    """List the fields in which two drafts differ."""
    names = (field.name for field in fields(NoticeDraft))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _read(row: Row[Any]) -> NoticeVersionRead:
    document: Mapping[str, Any] = row.document
    return NoticeVersionRead(
        row.number,
        row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC),
        row.actor_role,
        Step(document["step"]),
        document["reason"],
        tuple(document["changed"]),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
