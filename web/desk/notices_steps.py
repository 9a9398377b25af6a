"""How does a notice read before it is shown, and what is done to it? `/desk/notices/{id}`."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may
from directory.accounts.schemas import Target, Who
from directory.areas.service import contact_points
from directory.clock import LONDON, local_now
from directory.errors import InvalidInput, NotAllowed
from directory.listings.service import categories
from directory.noticeboard.cleaning import host_of
from directory.noticeboard.schemas import NoticeRead
from directory.noticeboard.service import (
    close_notice,
    open_notice,
    return_notice,
    send_for_check,
    still_holds,
    tell_outcome,
    withdraw_notice,
)
from directory.noticeboard.versions import NoticeVersionRead, Step, history
from directory.noticeboard.whom import for_whom
from directory.noticeboard.words import Phase
from directory.speech import clock_time
from directory.store import session_scope
from directory.submissions.answers import Problem
from directory.words import Role
from web.contexts.desk_notices import HistoryRow, NoticeDeskPage, NoticeOutcomePage, StepButton
from web.contexts.noticeboard import Fact
from web.desk.listing_desk import change_id_of
from web.desk.listing_form import text_of, typed_form
from web.desk.notices_ground import goes_beyond, notice_for, until_words
from web.desk.notices_typed import FIELD_OF, listings_of
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.noticeboard_words import amount_words, area_words, when_words
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
HERE: Final = "/desk/notices"
SAID: Final = {
    "saved": "Saved. Below is what readers will see.",
    "looked": "Saved. Because its words changed, somebody looks at it before readers see it again.",
    "send": "Sent. Somebody who looks after this place checks it, and then readers see it.",
    "open": "It is open: readers see it now, or from the day it opens.",
    "close": "Closed.",
    "still": "Thank you. It is shown for another half year.",
    "outcome": "Thank you. Readers see what came of it.",
}
STEPS: Final[dict[str, tuple[Callable[..., None], Action]]] = {
    "send": (send_for_check, Action.WRITE_NOTICE),
    "open": (open_notice, Action.CHECK_NOTICE),
    "return": (return_notice, Action.CHECK_NOTICE),
    "withdraw": (withdraw_notice, Action.WRITE_NOTICE),
    "close": (close_notice, Action.WRITE_NOTICE),
    "still": (still_holds, Action.WRITE_NOTICE),
}
"""What each button does, and who may press it."""
BEYOND: Final = (
    "It is told beyond your district. Name your parish or district as where it holds, or ask a coordinator "
    "to open it."
)
_RUNNING: Final = frozenset({Phase.CHECKED, Phase.OPEN, Phase.CLOSING_SOON})
_STANDING: Final = {
    Phase.DRAFT: "A draft. Readers do not see it.",
    Phase.WAITING: "It waits to be checked. Readers do not see it.",
    Phase.CHECKED: "Checked. Readers see it from the day it opens.",
    Phase.OPEN: "Open. Readers see it.",
    Phase.CLOSING_SOON: "Open, and closing soon. Readers see it.",
    Phase.CLOSED: "Closed. Readers find it among those that are over. Tell what came of it.",
    Phase.OUTCOME: "Closed, and readers see what came of it.",
    Phase.WITHDRAWN: "Withdrawn. Its page says only that it was.",
}
_DID: Final = {
    Step.WRITTEN: "Written",
    Step.SENT: "Sent to be checked",
    Step.OPENED: "Opened",
    Step.RETURNED: "Returned to be mended",
    Step.WITHDRAWN: "Withdrawn",
    Step.CLOSED: "Closed",
    Step.STILL_HOLDS: "Said that it still holds",
    Step.OUTCOME: "Told what came of it",
}
_ROLES: Final = {
    "owner": "whoever runs the listing",
    "parish_clerk": "the parish clerk",
    "partner_editor": "an editor of a partner",
    "coordinator": "a coordinator",
    "administrator": "an administrator",
}


@router.get(f"{HERE}/{{notice_id}}")
def show_notice(request: Request, notice_id: UUID, said: str = "") -> Response:
    """Show a notice as readers will see it, with what may be done."""
    notice, who, target = notice_for(request, notice_id)
    return _page(request, notice, who, target, SAID.get(said, ""), (), FormData())


@router.post(f"{HERE}/{{notice_id}}/check")
def take_step(request: Request, notice_id: UUID, form: Typed) -> Response:
    """Do what a button says."""
    notice, who, target = notice_for(request, notice_id)
    asked = text_of(form, "do")
    if asked not in STEPS:
        raise InvalidInput("Choose one of the buttons on the page.")
    step, action = STEPS[asked]
    actor = require(who, action, target)
    told: dict[str, Any] = {"reason": text_of(form, "reason")} if asked == "return" else {}
    if asked == "open":
        told = {"seen": _seen(form)}
        with reading(request) as session:
            if goes_beyond(session, notice.said, target, Role(actor.role)):
                raise NotAllowed(BEYOND)
    try:
        with session_scope(stores_of(request).directory) as session:
            step(session, notice_id, actor=actor, change_id=change_id_of(form), **told)
    except InvalidInput as error:
        field = error.field or "reason"
        problem = Problem("reason" if field == "reason" else FIELD_OF.get(field, field), error.message)
        return _page(request, notice, who, target, "", (problem,), form)
    if asked in {"withdraw", "return"}:
        word = "withdrawn" if asked == "withdraw" else "returned"
        return RedirectResponse(f"{HERE}?said={word}", status_code=303)
    return RedirectResponse(f"{HERE}/{notice_id}?said={asked}", status_code=303)


def _seen(form: FormData) -> datetime | None:
    """Read when what was checked had last changed."""
    typed = text_of(form, "seen")
    try:
        return datetime.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise InvalidInput("The form is not whole. Open the page again.") from error


@router.get(f"{HERE}/{{notice_id}}/outcome")
def show_outcome(request: Request, notice_id: UUID) -> Response:
    """Ask what came of it."""
    notice, _who, _target = notice_for(request, notice_id)
    awarded = "\n".join(each.name for each in notice.links if each.relation == "awarded")
    return _outcome_page(request, notice, notice.outcome or "", awarded, ())


@router.post(f"{HERE}/{{notice_id}}/outcome")
def take_outcome(request: Request, notice_id: UUID, form: Typed) -> Response:
    """Keep what came of it, and to whom it went."""
    notice, who, target = notice_for(request, notice_id)
    actor = require(who, Action.WRITE_NOTICE, target)
    outcome, awarded = text_of(form, "outcome"), text_of(form, "awarded")
    try:
        with session_scope(stores_of(request).directory) as session:
            tell_outcome(
                session,
                notice_id,
                outcome=outcome,
                awarded=listings_of(session, awarded, "awarded"),
                actor=actor,
                change_id=change_id_of(form),
            )
    except InvalidInput as error:
        return _outcome_page(
            request, notice, outcome, awarded, (Problem(error.field or "outcome", error.message),)
        )
    return RedirectResponse(f"{HERE}/{notice_id}?said=outcome", status_code=303)


def _outcome_page(
    request: Request, notice: NoticeRead, outcome: str, awarded: str, problems: tuple[Problem, ...]
) -> Response:
    with reading(request) as session:
        page = NoticeOutcomePage(
            title="What came of it?",
            talk=contact_points(session, None),
            address=f"{HERE}/{notice.id}",
            name=notice.said.title,
            outcome=outcome,
            awarded=awarded,
            change_id=str(uuid4()),
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
        )
    return render_private(request, page, status=BAD if problems else 200)


def _page(
    request: Request,
    notice: NoticeRead,
    who: Who,
    target: Target,
    done: str,
    problems: tuple[Problem, ...],
    form: FormData,
) -> Response:
    said, phase = notice.said, notice.phase
    checks = may(who, Action.CHECK_NOTICE, target)
    with reading(request) as session:
        past = history(session, notice.id)
        labels = {each.slug: each.label for each in categories(session)}
        page = NoticeDeskPage(
            title=said.title,
            talk=contact_points(session, next(iter(target.districts), None)),
            address=f"{HERE}/{notice.id}",
            public=f"/noticeboard/{notice.slug}" if _public(notice) else "",
            kind=said.kind.label,
            phase=phase.label,
            standing=_STANDING[phase],
            said=done,
            summary=said.summary,
            body=said.body,
            deadline=until_words(notice),
            issuer=said.issuer_name,
            written_for=_written_for(notice),
            facts=_facts(notice, labels),
            paperwork=tuple(each.label for each in said.paperwork),
            contact=_contact(notice),
            buttons=_buttons(notice, checks=checks),
            may_edit=not _ended(notice),
            may_return=checks and phase is Phase.WAITING,
            may_tell=phase in _RUNNING | {Phase.CLOSED, Phase.OUTCOME},
            reach=f"{HERE}/{notice.id}/reach" if phase in _RUNNING | {Phase.DRAFT, Phase.WAITING} else "",
            results=f"{HERE}/{notice.id}/results" if notice.checked_at else "",
            returned=_returned(notice, past),
            reason=text_of(form, "reason"),
            outcome=notice.outcome or "",
            awarded=", ".join(each.name for each in notice.links if each.relation == "awarded"),
            history=tuple(_did(each) for each in past),
            change_id=str(uuid4()),
            seen=notice.updated_at.isoformat(),
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
        )
    return render_private(request, page, status=BAD if problems else 200)


def _written_for(notice: NoticeRead) -> str:
    """Name the listing it is written for, where the notice names somebody else as who announces it."""
    names = (each.name for each in notice.links if each.relation == "issuer")
    return next((name for name in names if name != notice.said.issuer_name), "")


def _public(notice: NoticeRead) -> bool:
    if notice.phase is Phase.WITHDRAWN:
        return notice.checked_at is not None
    return notice.phase not in {Phase.DRAFT, Phase.WAITING, Phase.CHECKED}


def _ended(notice: NoticeRead) -> bool:
    """Whether nothing may be changed any more: closed by a button, told, or withdrawn."""
    return notice.phase in {Phase.WITHDRAWN, Phase.OUTCOME} or (
        notice.phase is Phase.CLOSED and notice.closed_by_hand
    )


def _buttons(notice: NoticeRead, *, checks: bool) -> tuple[StepButton, ...]:
    phase, found = notice.phase, []
    if phase in {Phase.DRAFT, Phase.WAITING} and checks:
        found.append(StepButton("open", "Open it to readers", "main"))
    elif phase is Phase.DRAFT:
        found.append(StepButton("send", "Send it to be checked", "main"))
    if notice.said.rolling and (phase in _RUNNING or (phase is Phase.CLOSED and not notice.closed_by_hand)):
        found.append(StepButton("still", "It still holds", "main"))
    if phase in _RUNNING:
        found.append(StepButton("close", "Close it now", "secondary"))
    if phase is not Phase.WITHDRAWN:
        found.append(StepButton("withdraw", "Withdraw it", "warning"))
    return tuple(found)


def _facts(notice: NoticeRead, labels: dict[str, str]) -> tuple[Fact, ...]:
    said, today = notice.said, local_now().date()
    where = area_words(notice.area_names, drawn=said.shape is not None, outside_allowed=said.outside_allowed)
    told = [
        Fact("When", when_words(said.starts_at, said.ends_at, today)),
        Fact("Where it takes place", said.place or ""),
        Fact("How much", amount_words(said.amount_min, said.amount_max, said.kind)),
        Fact("What it pays for", said.pays_for or ""),
        Fact("Whom it is for", f"{for_whom(said.rules, labels, said.kind)}."),
        Fact("For which places", where),
        Fact("What it takes to answer", said.effort or ""),
        Fact("Opens on", long_date(said.opens_on) if said.opens_on else ""),
        Fact(
            "To be looked at again by",
            long_date(notice.review_by) if said.rolling and notice.review_by else "",
        ),
        Fact("Source", " ".join(part for part in (said.source, said.as_of) if part)),
        *(
            Fact("Linked with", f"{each.name} ({each.relation})")
            for each in notice.links
            if each.relation != "issuer"
        ),
    ]
    host = host_of(said.url) if said.url else None
    more = [Fact("More about it", said.url, said.url, host)] if said.url and host else []
    return tuple(fact for fact in (*told, *more) if fact.said)


def _contact(notice: NoticeRead) -> tuple[tuple[str, str], ...]:
    said = notice.said
    told = (("Ask for", said.contact_role), ("Telephone", said.contact_phone), ("E-mail", said.contact_email))
    return tuple((label, value) for label, value in told if value)


def _returned(notice: NoticeRead, past: tuple[NoticeVersionRead, ...]) -> str:
    """Give why it came back, until it is sent again."""
    if notice.phase is not Phase.DRAFT:
        return ""
    return next((each.reason or "" for each in past if each.step is Step.RETURNED), "")


def _did(version: NoticeVersionRead) -> HistoryRow:
    at = version.at.astimezone(LONDON)
    by = _ROLES.get(version.actor_role, "the service")
    return HistoryRow(
        f"{long_date(at.date())}, {clock_time(at)}", f"{_DID[version.step]} by {by}", version.reason or ""
    )
