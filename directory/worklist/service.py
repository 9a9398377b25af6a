"""How is it written down that a parish was asked of something, or has answered?"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput
from directory.marks.places import NoPlace, Place, PlaceFinder
from directory.marks.schemas import Says
from directory.marks.service import Subjects, check_date, check_text, put_mark
from directory.store import mark_changed
from directory.worklist import queries
from directory.worklist.models import WorkItem
from directory.worklist.schemas import Status, WorkItemRead

NOUN = "worklist"
SOURCE = "Asked from the work list"


def set_status(
    session: Session,
    parish: str,
    subject: str,
    status: Status,
    *,
    district: str = "",
    says: Says | None = None,
    role: str = "",
    note: str = "",
    on_date: str = "",
) -> WorkItemRead:
    """Write where asking a parish stands; an answer of has or none is a mark too, in this transaction.

    `parish` is its code, or its name (with `district` where several have it). `on_date` is today unless told.
    An answer of unknown settles nothing, so it makes no mark and cannot push aside what was said before.
    """
    place = _find_parish(session, parish, district)
    about = Subjects(session).check(subject)
    when = _check_day(on_date)
    told = check_text("note", note)
    _check_answer(status, says, role)
    if says in {Says.HAS, Says.NONE} and says is not None:
        put_mark(session, place, about, says, on_date=when, role=role, note=told or "", source=SOURCE)
    item = queries.find_item(session, place.code, about)
    if item is None:
        item = WorkItem(
            area_code=place.code, subject=about, status=status.value, on_date=when, updated_at=clock.now()
        )
    item.status, item.note, item.on_date = status.value, told, when
    item.updated_at = clock.now().replace(microsecond=0)
    session.add(item)
    session.flush()
    mark_changed(session, NOUN)
    return _read(Subjects(session), queries.list_items(session, about, place.code)[0])


def _find_parish(session: Session, parish: str, district: str) -> Place:
    if not parish.strip():
        raise InvalidInput("No parish is named. Give its name or its ONS code.", field="parish")
    found = PlaceFinder(session).parish(parish.strip(), district.strip())
    if isinstance(found, NoPlace):
        raise InvalidInput(found.reason, field="parish")
    return found


def _check_day(typed: str) -> str:
    if not typed.strip():
        return clock.local_now().date().isoformat()
    found = check_date(typed)
    if len(found) < len("2021-12-02"):
        raise InvalidInput(f"Give the day it was asked or answered, like {found[:4]}-12-02.", field="date")
    return found


def _check_answer(status: Status, says: Says | None, role: str) -> None:
    if status is not Status.ANSWERED:
        if says is not None:
            raise InvalidInput(
                f"--says goes with an answer: set the status to {Status.ANSWERED}, not {status}.",
                field="says",
            )
        return
    if says is None:
        raise InvalidInput("Tell the answer: --says has, none or unknown.", field="says")
    if says is not Says.UNKNOWN and not role.strip():
        raise InvalidInput("Tell who answered, by role: --role 'parish clerk'.", field="role")


def list_status(
    session: Session, *, subject: str | None = None, area: str | None = None
) -> tuple[WorkItemRead, ...]:
    """List where each asking stands; what was never written down is not asked and not in here."""
    subjects = Subjects(session)
    return tuple(_read(subjects, row) for row in queries.list_items(session, subject, area))


def _read(subjects: Subjects, row: Row[Any]) -> WorkItemRead:
    updated = datetime.fromisoformat(row.updated_at) if isinstance(row.updated_at, str) else row.updated_at
    return WorkItemRead(
        area_code=row.area_code,
        area_name=row.area_name or row.area_code,
        district_name=row.district_name,
        subject=row.subject,
        subject_label=subjects.label(row.subject),
        status=Status(row.status),
        note=row.note,
        on_date=row.on_date,
        updated_at=updated if updated.tzinfo else updated.replace(tzinfo=UTC),
    )
