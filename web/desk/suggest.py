"""How does anybody suggest a change to a listing, or say that something is wrong with it?"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may
from directory.accounts.policies import ListingStep, check_listing
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.document import read_record
from directory.changes.history import current_number, record_at
from directory.errors import InvalidInput, NotFound
from directory.listings.record import ListingRecord
from directory.store import reading_scope, session_scope
from directory.submissions.answers import Answers, Problem
from directory.submissions.building import answers_of, change_record
from directory.submissions.placing import areas_of
from directory.submissions.reading import read_email
from directory.submissions.schemas import Sender, SubmissionKind, SubmissionRead
from directory.submissions.service import read_own, save, send, start
from web.contexts.desk_submissions import ChangePage, ReportPage
from web.desk.about_words import REPORTS
from web.desk.listing_at import ListingAt, listing_at
from web.desk.listing_form import ALL_NAMES, doubts_of, form_view, read_answers, text_of, typed_form
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.desk.who import signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
LONGEST_WORDS: Final = 1000
NO_ADDRESS: Final = "Enter an e-mail address like name@example.org, or leave it empty."
NOTHING: Final = Problem("part-times", "Nothing is changed yet. Change what is wrong, then send it.")


@router.get("/listing/{slug}/change")
def show_change(request: Request, slug: str) -> Response:
    """Show the listing as a form; whoever may change it at once is led to their desk."""
    who = signed_in(request)
    with reading(request) as session:
        found = _found(session, slug)
        if who is not None and may(who, Action.EDIT_LISTING, target_of(session, found.id)):
            return RedirectResponse(f"/desk/listing/{found.slug}/edit", status_code=303)
        record = read_record(session, found.id)
        version = current_number(session, found.id)
        return _change_page(request, session, found, record, answers_of(session, record), (), version)


@router.post("/listing/{slug}/change")
def take_change(request: Request, slug: str, form: Typed) -> Response:
    """Keep what is suggested for its owner and a moderator."""
    with reading(request) as session:
        found = _found(session, slug)
        version = version_of(form, current_number(session, found.id))
        base = record_at(session, found.id, version)
        before = answers_of(session, base)
        answers = read_answers(form, ALL_NAMES, before)
        made = change_record(session, answers, base)
        problems = (*_checked(made, base), *_sender_problems(form, "sender_email"))
        if problems or not isinstance(made, ListingRecord):
            return _change_page(request, session, found, base, answers, problems, version, form)
        parish, district = areas_of(session, base)
    token = _hand_in(request, form, found, SubmissionKind.CHANGE, answers, made, (parish, district), version)
    return RedirectResponse(f"/sent/{token}", status_code=303)


def version_of(form: FormData, current: int) -> int:
    """Read which version a form was made from; what nobody made is the current one."""
    typed = text_of(form, "base_version")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else current  # noqa: PLR2004
    return number if 1 <= number <= current else current


def _checked(made: ListingRecord | tuple[Problem, ...], base: ListingRecord) -> tuple[Problem, ...]:
    if not isinstance(made, ListingRecord):
        return made
    return (NOTHING,) if made == base else ()


def _sender_problems(form: FormData, name: str) -> tuple[Problem, ...]:
    typed = text_of(form, name).strip()
    return (Problem(name, NO_ADDRESS),) if typed and read_email(typed) is None else ()


def _hand_in(
    request: Request,
    form: FormData,
    found: ListingAt,
    kind: SubmissionKind,
    answers: Answers,
    record: ListingRecord | None,
    areas: tuple[str | None, str | None],
    version: int | None,
) -> str:
    who, stores = signed_in(request), stores_of(request)
    typed = text_of(form, "sender_email" if kind is SubmissionKind.CHANGE else "email").strip()
    sender = Sender(
        address_of(request),
        email=who.email if who else typed or None,
        account_id=who.account_id if who else None,
        doubts=doubts_of(form),
    )
    with session_scope(stores.people) as session:
        opened = start(
            session, stores.settings, kind, answers, sender, listing_id=found.id, base_version=version
        )
        send(
            session,
            stores.settings,
            opened.token,
            sender,
            record,
            parish=areas[0],
            district=areas[1],
            message=" ".join(text_of(form, "words").split())[:LONGEST_WORDS],
            must_confirm=False,
        )
    return opened.token


@router.get("/sent/{token}/change")
def show_again(request: Request, token: str) -> Response:
    """Show a suggestion that was returned, as its sender typed it."""
    own = _own_change(request, token)
    with reading(request) as session:
        found = _found(session, str(own.listing_id))
        base = record_at(session, found.id, own.base_version or 1)
        return _change_page(
            request, session, found, base, own.answers, (), own.base_version or 1, own=(token, own)
        )


@router.post("/sent/{token}/change")
def take_again(request: Request, token: str, form: Typed) -> Response:
    """Send a suggestion again."""
    own, stores = _own_change(request, token), stores_of(request)
    with reading(request) as session:
        found = _found(session, str(own.listing_id))
        base = record_at(session, found.id, own.base_version or 1)
        answers = read_answers(form, ALL_NAMES, own.answers)
        made = change_record(session, answers, base)
        problems = _checked(made, base)
        parish, district = areas_of(session, base)
        if problems or not isinstance(made, ListingRecord):
            return _change_page(
                request, session, found, base, answers, problems, own.base_version or 1, form, (token, own)
            )
    sender = Sender(address_of(request), email=own.email, account_id=own.account_id, doubts=doubts_of(form))
    with session_scope(stores.people) as session:
        save(session, token, answers)
        send(
            session,
            stores.settings,
            token,
            sender,
            made,
            parish=parish,
            district=district,
            message=own.message,
            must_confirm=False,
        )
    return RedirectResponse(f"/sent/{token}", status_code=303)


def _own_change(request: Request, token: str) -> SubmissionRead:
    with reading_scope(stores_of(request).people) as session:
        own = read_own(session, token)
    if own.kind is not SubmissionKind.CHANGE:
        raise NotFound("There is nothing to change under this link.")
    return own


@router.get("/listing/{slug}/report")
def show_report(request: Request, slug: str) -> Response:
    """Ask what is wrong."""
    with reading(request) as session:
        return _report_page(request, session, _found(session, slug), FormData(), ())


@router.post("/listing/{slug}/report")
def take_report(request: Request, slug: str, form: Typed) -> Response:
    """Keep what was reported for its owner and a moderator."""
    about = text_of(form, "about")
    with reading(request) as session:
        found = _found(session, slug)
        problems = _sender_problems(form, "email")
        if about not in {each.value for each in REPORTS}:
            problems = (Problem("about", "Choose what is wrong."), *problems)
        elif about == "other" and not text_of(form, "words").strip():
            problems = (Problem("words", "Say what is wrong."), *problems)
        if problems:
            return _report_page(request, session, found, form, problems)
        areas = areas_of(session, read_record(session, found.id))
    answers = Answers(name=found.name, about=about)
    try:
        token = _hand_in(request, form, found, SubmissionKind.REPORT, answers, None, areas, None)
    except InvalidInput as error:
        with reading(request) as session:
            return _report_page(request, session, found, form, (Problem("email", error.message),))
    return RedirectResponse(f"/sent/{token}", status_code=303)


def _found(session: Session, slug: str) -> ListingAt:
    found = listing_at(session, slug)
    check_listing(ListingStep.SUGGEST, found.state)
    return found


def _change_page(
    request: Request,
    session: Session,
    found: ListingAt,
    base: ListingRecord,
    answers: Answers,
    problems: tuple[Problem, ...],
    version: int,
    form: FormData | None = None,
    own: tuple[str, SubmissionRead] | None = None,
) -> Response:
    typed = form or FormData()
    page = ChangePage(
        title="Suggest a change",
        talk=contact_points(session, None),
        name=found.name,
        back=f"/sent/{own[0]}" if own else f"/listing/{found.slug}",
        back_label="Back" if own else "Back to the listing",
        action=f"/sent/{own[0]}/change" if own else f"/listing/{found.slug}/change",
        lead="Change what is wrong and leave the rest. Whoever runs it, or a moderator, decides.",
        button="Send it",
        form=form_view(session, answers, problems),
        asks_sender=own is None and signed_in(request) is None,
        email=text_of(typed, "sender_email"),
        words=text_of(typed, "words"),
        base_version=version,
        change_id=str(UUID(int=0)),
        more_places=max(0, len(base.sites) - 1),
        returned=(own[1].reason or "") if own else "",
    )
    return render_private(request, page, status=BAD if problems else 200)


def _report_page(
    request: Request, session: Session, found: ListingAt, form: FormData, problems: tuple[Problem, ...]
) -> Response:
    page = ReportPage(
        title="What is wrong?",
        talk=contact_points(session, None),
        name=found.name,
        listing=f"/listing/{found.slug}",
        action=f"/listing/{found.slug}/report",
        reports=REPORTS,
        about=text_of(form, "about"),
        words=text_of(form, "words"),
        email=text_of(form, "email"),
        problems=problems,
        errors={problem.field: problem.message for problem in problems},
    )
    return render_private(request, page, status=BAD if problems else 200)
