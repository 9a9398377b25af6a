"""Which notices are mine, and how do I write one? `/desk/notices`."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may, role_for
from directory.accounts.schemas import Target, Who
from directory.areas.service import area_names, contact_points
from directory.changes.schemas import Actor
from directory.clock import local_now
from directory.errors import Conflict, InvalidInput
from directory.noticeboard.reading import read_all, read_by_id
from directory.noticeboard.schemas import NoticeDraft, NoticeRead
from directory.noticeboard.service import needs_look, send_for_check, write_notice
from directory.noticeboard.words import NoticeKind, Phase
from directory.store import session_scope
from directory.submissions.answers import Problem
from web.contexts.desk_notices import NoticeEditPage, NoticeGroup, NoticeRow, NoticesPage
from web.desk.listing_desk import change_id_of
from web.desk.listing_form import text_of, typed_form
from web.desk.notices_form import form_of
from web.desk.notices_ground import (
    goes_beyond,
    ground_of,
    issuers_for,
    notice_for,
    until_words,
    writer,
)
from web.desk.notices_typed import (
    FIELD_OF,
    NoticeTyped,
    draft_of,
    typed_from,
    typed_of,
)
from web.desk.notices_where import first_reach
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
MOST: Final = 30
ASK_BEFORE: Final = timedelta(days=30)
HERE: Final = "/desk/notices"
GROUPS: Final = {
    "check": "Waiting for your check",
    "draft": "Drafts",
    "waiting": "Waiting for somebody to check",
    "open": "Open",
    "over": "Over",
}
SAID: Final = {"withdrawn": "Withdrawn. Readers no longer find it.", "returned": "Returned, with your words."}
_CHANGED_MEANWHILE: Final = (
    "Somebody else changed it meanwhile. Open it again in another tab, and bring what you typed together."
)
_RUNNING: Final = frozenset({Phase.CHECKED, Phase.OPEN, Phase.CLOSING_SOON})
_UNCHECKED: Final = frozenset({Phase.DRAFT, Phase.WAITING})


@router.get(HERE)
def show_notices(request: Request, said: str = "") -> Response:
    """List what this person may write or check, by where it stands."""
    who = writer(request)
    held: dict[str, list[NoticeRow]] = {key: [] for key in GROUPS}
    with reading(request) as session:
        for notice, target in _mine(session, who):
            key = _group(notice, checks=may(who, Action.CHECK_NOTICE, target))
            held[key].append(_row(notice))
        talk = contact_points(session, None)
    page = NoticesPage(
        title="Notices",
        talk=talk,
        said=SAID.get(said, ""),
        groups=tuple(
            NoticeGroup(key, heading, tuple(held[key][:MOST]), max(0, len(held[key]) - MOST))
            for key, heading in GROUPS.items()
            if held[key]
        ),
    )
    return render_private(request, page)


def _mine(session: Session, who: Who) -> Iterable[tuple[NoticeRead, Target]]:
    grounds: dict[tuple[UUID | None, str | None], Target] = {}
    for notice in read_all(session):
        key = (notice.said.issuer_listing_id, notice.said.district)
        if key not in grounds:
            grounds[key] = ground_of(session, notice.said)
        if may(who, Action.WRITE_NOTICE, grounds[key]):
            yield notice, grounds[key]


def _group(notice: NoticeRead, *, checks: bool) -> str:
    if notice.phase is Phase.WAITING:
        return "check" if checks else "waiting"
    if notice.phase is Phase.DRAFT:
        return "draft"
    return "open" if notice.phase in _RUNNING else "over"


def _row(notice: NoticeRead) -> NoticeRow:
    until = until_words(notice)
    label = notice.phase.label if notice.phase in {Phase.CHECKED, Phase.WITHDRAWN, Phase.OUTCOME} else ""
    return NoticeRow(
        href=f"{HERE}/{notice.id}",
        title=notice.said.title,
        what=f"{notice.said.kind.label}, {notice.said.issuer_name}. {until}.",
        note=_due(notice) or label,
    )


def _due(notice: NoticeRead) -> str:
    """Say what somebody is to say of it next; empty where nothing."""
    if notice.said.rolling and notice.review_by is not None and not notice.closed_by_hand:
        left = notice.review_by - local_now().date()
        if notice.phase is Phase.CLOSED:
            return "Not shown any more: say whether it still holds."
        if notice.phase in _RUNNING and left <= ASK_BEFORE:
            return f"Say by {long_date(notice.review_by)} whether it still holds."
    return "Nobody has said yet what came of it." if notice.phase is Phase.CLOSED else ""


@router.get(f"{HERE}/new")
def show_new(request: Request, area: str = "") -> Response:
    """Show the empty form; it begins in the name and for the place of whoever writes."""
    who = writer(request)
    with reading(request) as session:
        issuers = issuers_for(session, who)
        lines = {"issuer": issuers[0].value if issuers else "", "reach": first_reach(session, who, issuers)}
        ticked: dict[str, tuple[str, ...]] = {}
        if area in area_names(session, [area]):
            asked = typed_from(session, NoticeDraft(NoticeKind.CALL, "", "", "", areas=(area,)))
            lines |= {name: asked.line(name) for name in ("reach", "places")}
            ticked = {"districts": asked.ticks("districts")}
    return _edit(request, who, None, NoticeTyped(lines, ticked), ())


@router.post(f"{HERE}/new")
def take_new(request: Request, form: Typed) -> Response:
    """Keep a new draft."""
    return _save(request, writer(request), None, form)


@router.get(f"{HERE}/{{notice_id}}/edit")
def show_edit(request: Request, notice_id: UUID) -> Response:
    """Show the form with what the notice says."""
    notice, who, _target = notice_for(request, notice_id)
    with reading(request) as session:
        typed = typed_from(session, notice.said)
    return _edit(request, who, notice, typed, ())


@router.post(f"{HERE}/{{notice_id}}/edit")
def take_edit(request: Request, notice_id: UUID, form: Typed) -> Response:
    """Change a notice; what an open one says anew is looked at again, unless the writer may check it."""
    notice, who, _target = notice_for(request, notice_id)
    return _save(request, who, notice, form)


def _save(request: Request, who: Who, notice: NoticeRead | None, form: FormData) -> Response:
    typed, before = typed_of(form), notice.said if notice else None
    with reading(request) as session:
        draft = draft_of(session, typed, before)
        if not isinstance(draft, NoticeDraft):
            return _edit(request, who, notice, typed, draft)
        target = ground_of(session, draft)
    actor, change_id = require(who, Action.WRITE_NOTICE, target), change_id_of(form)
    try:
        with session_scope(stores_of(request).directory) as session:
            if notice is not None:
                _unchanged(read_by_id(session, notice.id), text_of(form, "seen"))
            made = write_notice(
                session, draft, actor=actor, change_id=change_id, notice_id=notice.id if notice else None
            )
            waits = _look_again(session, who, target, notice, made, actor, change_id)
    except InvalidInput as error:
        problem = Problem(FIELD_OF.get(error.field or "", error.field or "title"), error.message)
        return _edit(request, who, notice, typed, (problem,))
    except Conflict as error:
        return _edit(request, who, notice, typed, (Problem("title", error.message),))
    return RedirectResponse(f"{HERE}/{made}?said={'looked' if waits else 'saved'}", status_code=303)


def _look_again(
    session: Session,
    who: Who,
    target: Target,
    before: NoticeRead | None,
    notice_id: UUID,
    actor: Actor,
    change_id: UUID,
) -> bool:
    """Let a notice wait that was opened once and says something else now, by who may not check it.

    One that closed by its date too: a later one opens it again.
    """
    if before is None or before.phase in _UNCHECKED:
        return False
    said, role = read_by_id(session, notice_id).said, role_for(who, Action.CHECK_NOTICE, target)
    if (role is not None and not goes_beyond(session, said, target, role)) or not needs_look(
        before.said, said
    ):
        return False
    send_for_check(session, notice_id, actor=actor, change_id=uuid5(change_id, "look again"))
    return True


def _edit(
    request: Request,
    who: Who,
    notice: NoticeRead | None,
    typed: NoticeTyped,
    problems: tuple[Problem, ...],
) -> Response:
    with reading(request) as session:
        page = NoticeEditPage(
            title="Change the notice" if notice else "Write a notice",
            talk=contact_points(session, None),
            action=f"{HERE}/{notice.id}/edit" if notice else f"{HERE}/new",
            back=f"{HERE}/{notice.id}" if notice else HERE,
            form=form_of(session, who, typed, problems),
            problems=problems,
            change_id=str(uuid4()),
            seen=_seen(notice) if notice else "",
            lead=_lead(notice),
        )
    return render_private(request, page, status=BAD if problems else 200)


def _lead(notice: NoticeRead | None) -> str:
    if notice is None:
        return "Only the first part is needed. Nobody sees it until somebody has checked it."
    if notice.phase in _RUNNING:
        return "Readers see it now. Dates and sums are changed at once; new words may be looked at first."
    if notice.phase is Phase.CLOSED:
        return "It has closed. A later day opens it again; new words may be looked at first."
    return "Readers do not see it."


def _unchanged(notice: NoticeRead, seen: str) -> None:
    if seen != _seen(notice):
        raise Conflict(_CHANGED_MEANWHILE)


def _seen(notice: NoticeRead) -> str:
    return notice.updated_at.isoformat()
