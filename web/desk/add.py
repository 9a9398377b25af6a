"""How does somebody without an account add a group? Four short pages, each saved as it is sent."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory import clock
from directory.areas.service import contact_points
from directory.consents.service import UPKEEP, WORDINGS
from directory.errors import InvalidInput, NotFound
from directory.listings.record import ListingRecord
from directory.matching.candidates import candidates
from directory.store import reading_scope, session_scope
from directory.submissions.answers import STEPS, Answers, Problem
from directory.submissions.building import build_record, problems_of_step
from directory.submissions.placing import areas_of
from directory.submissions.schemas import Sender, State, SubmissionKind, SubmissionRead
from directory.submissions.service import read_own, save, send, send_link, start
from web.contexts.desk_submissions import AddPage, CheckPage, LaterPage
from web.desk.listing_form import doubts_of, form_view, read_answers, text_of, typed_form
from web.desk.network import address_of
from web.desk.preview import kept_back, preview_of
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.who import signed_in

router = APIRouter()
PAGES: Final = tuple(STEPS)
FORM_PAGES: Final = PAGES[:-1]
HEADINGS: Final = {
    "what": "Tell us what it is",
    "where": "Where and when?",
    "contact": "Who is it for, and whom to ask?",
    "check": "Check it and send it",
}
FIRST: Final = Answers(show_url="yes")
"""A web address is public already; a telephone number and an e-mail are shown only where somebody says so."""
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422


@router.get("/add")
def show_first(request: Request) -> Response:
    """Ask what it is; nothing is kept yet."""
    return _form_page(request, "what", FIRST, (), "", "")


@router.post("/add")
def take_first(request: Request, form: Typed) -> Response:
    """Keep the first answers, or ask again."""
    answers = read_answers(form, STEPS["what"], FIRST)
    with reading(request) as session:
        problems = problems_of_step(session, answers, "what")
    if problems:
        return _form_page(request, "what", answers, problems, "", "")
    stores, who = stores_of(request), signed_in(request)
    sender = Sender(address_of(request), account_id=who.account_id if who else None, doubts=doubts_of(form))
    with session_scope(stores.people) as session:
        opened = start(session, stores.settings, SubmissionKind.ADD, answers, sender)
    return RedirectResponse(f"/add/{opened.token}/where", status_code=303)


@router.get("/add/{token}")
def go_on(request: Request, token: str) -> Response:
    """Lead to the first page that is not finished."""
    found = _read(request, token)
    if found.kind is not SubmissionKind.ADD:
        return RedirectResponse(f"/sent/{token}", status_code=303)
    with reading(request) as session:
        page = next(
            (step for step in FORM_PAGES if problems_of_step(session, found.answers, step)), PAGES[-1]
        )
    return RedirectResponse(f"/add/{token}/{page}", status_code=303)


@router.get("/add/{token}/later")
def show_later(request: Request, token: str, sent: str = "") -> Response:
    """Show the link to come back on."""
    return _later_page(request, token, _own(request, token), (), "", sent=bool(sent))


@router.post("/add/{token}/later")
def take_later(request: Request, token: str, form: Typed) -> Response:
    """Send the link to come back on."""
    found, typed, stores = _own(request, token), text_of(form, "email"), stores_of(request)
    try:
        with session_scope(stores.people) as session:
            send_link(session, stores.settings, token, typed)
    except InvalidInput as error:
        problem = Problem("email", error.message)
        return _later_page(request, token, found, (problem,), typed, sent=False)
    return RedirectResponse(f"/add/{token}/later?sent=1", status_code=303)


@router.get("/add/{token}/check")
def show_check(request: Request, token: str) -> Response:
    """Show what readers will see, and ask for the sender's address."""
    return _check_page(request, token, _own(request, token), None, ())


@router.post("/add/{token}/check")
def take_check(request: Request, token: str, form: Typed) -> Response:
    """Send it: to the sender's own letter box first, then to a moderator."""
    found, stores, who = _own(request, token), stores_of(request), signed_in(request)
    answers = read_answers(form, STEPS["check"], found.answers)
    with session_scope(stores.people) as session:
        save(session, token, answers)
    if text_of(form, "later"):
        return RedirectResponse(f"/add/{token}/later", status_code=303)
    with reading(request) as session:
        record = _record(session, found, answers)
        if not isinstance(record, ListingRecord):
            return RedirectResponse(f"/add/{token}", status_code=303)
        parish, district = areas_of(session, record)
    sender = Sender(
        address_of(request),
        email=who.email if who else answers.sender,
        account_id=who.account_id if who else None,
        doubts=doubts_of(form),
    )
    try:
        with session_scope(stores.people) as session:
            send(session, stores.settings, token, sender, record, parish=parish, district=district)
    except InvalidInput as error:
        return _check_page(request, token, found, answers, (Problem("sender", error.message),))
    return RedirectResponse(f"/sent/{token}", status_code=303)


@router.get("/add/{token}/{step}")
def show_step(request: Request, token: str, step: str) -> Response:
    """Show a page of the form with what was kept."""
    found = _own(request, token)
    if step not in FORM_PAGES:
        return RedirectResponse(f"/add/{token}", status_code=303)
    return _form_page(request, step, found.answers, (), token, found.reason or "")


@router.post("/add/{token}/{step}")
def take_step(request: Request, token: str, step: str, form: Typed) -> Response:
    """Keep what was typed, right or wrong; go on where it is right."""
    found, stores = _own(request, token), stores_of(request)
    if step not in FORM_PAGES:
        return RedirectResponse(f"/add/{token}", status_code=303)
    answers = read_answers(form, STEPS[step], found.answers)
    with session_scope(stores.people) as session:
        save(session, token, answers)
    if text_of(form, "later"):
        return RedirectResponse(f"/add/{token}/later", status_code=303)
    with reading(request) as session:
        problems = problems_of_step(session, answers, step)
    if problems:
        return _form_page(request, step, answers, problems, token, found.reason or "")
    following = PAGES[PAGES.index(step) + 1]
    return RedirectResponse(f"/add/{token}/{following}", status_code=303)


def _own(request: Request, token: str) -> SubmissionRead:
    """Read the new listing under a link; a claim or a suggestion is never filled in here."""
    found = _read(request, token)
    if found.kind is not SubmissionKind.ADD:
        raise NotFound("There is no form to fill in under this link.")
    return found


def _read(request: Request, token: str) -> SubmissionRead:
    with reading_scope(stores_of(request).people) as session:
        return read_own(session, token)


def _record(session: Session, found: SubmissionRead, answers: Answers) -> ListingRecord | tuple[Problem, ...]:
    if found.listing_id is None:
        return (Problem("name", "Start again: this draft has no listing."),)
    return build_record(
        session,
        answers,
        listing_id=found.listing_id,
        source_id=str(found.id),
        today=clock.local_now().date(),
    )


def _form_page(
    request: Request, step: str, answers: Answers, problems: tuple[Problem, ...], token: str, returned: str
) -> Response:
    number = FORM_PAGES.index(step) + 1
    before = FORM_PAGES[number - 2]
    with reading(request) as session:
        page = AddPage(
            title=HEADINGS[step],
            talk=contact_points(session, None),
            step=step,
            number=number,
            steps=len(PAGES),
            action=f"/add/{token}/{step}" if token else "/add",
            back=f"/add/{token}/{before}" if token and number > 1 else "/",
            form=form_view(session, answers, problems),
            returned=returned,
            later=bool(token),
        )
    return render_private(request, page, status=BAD if problems else 200)


def _check_page(
    request: Request,
    token: str,
    found: SubmissionRead,
    typed: Answers | None,
    problems: tuple[Problem, ...],
) -> Response:
    if found.state not in {State.DRAFT, State.RETURNED, State.CONFIRMING}:
        return RedirectResponse(f"/sent/{token}", status_code=303)
    who, answers = signed_in(request), typed or found.answers
    with reading(request) as session:
        record = _record(session, found, answers)
        if not isinstance(record, ListingRecord):
            return RedirectResponse(f"/add/{token}", status_code=303)
        if typed is None and not answers.sender:
            answers = _with_sender(answers)
        page = CheckPage(
            title=HEADINGS["check"],
            talk=contact_points(session, areas_of(session, record)[1]),
            number=len(PAGES),
            steps=len(PAGES),
            action=f"/add/{token}/check",
            base=f"/add/{token}",
            preview=preview_of(session, record),
            not_shown=kept_back(answers),
            alike=candidates(session, record, limit=5),
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
            answers=answers,
            known_email=who.email if who else "",
            consent=WORDINGS[UPKEEP],
            returned=found.reason or "",
        )
    return render_private(request, page, status=BAD if problems else 200)


def _with_sender(answers: Answers) -> Answers:
    """Offer the address that was typed as the group's: it is often the sender's own."""
    return Answers.from_json({**answers.as_json(), "sender": answers.email})


def _later_page(
    request: Request,
    token: str,
    found: SubmissionRead,
    problems: tuple[Problem, ...],
    typed: str,
    *,
    sent: bool,
) -> Response:
    with reading(request) as session:
        page = LaterPage(
            title="Save and come back",
            talk=contact_points(session, None),
            link=f"{stores_of(request).settings.base_url}/add/{token}",
            action=f"/add/{token}/later",
            go_on=f"/add/{token}",
            email=typed or found.answers.sender or found.answers.email,
            errors={problem.field: problem.message for problem in problems},
            problems=problems,
            sent=sent,
        )
    return render_private(request, page, status=BAD if problems else 200)
