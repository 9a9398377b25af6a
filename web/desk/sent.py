"""What became of what somebody sent? `/sent/{token}`, and the button behind a link that proves an address."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.policies import SUBMISSION_POLICY, SubmissionStep
from directory.areas.service import contact_points
from directory.consents.service import UPKEEP, WORDINGS
from directory.jobs.service import attempt
from directory.listings.models import Listing
from directory.store import reading_scope, session_scope
from directory.submissions.confirming import OFFERED, confirm, look
from directory.submissions.schemas import State, SubmissionKind, SubmissionRead, Way
from directory.submissions.service import read_own, withdraw
from web.contexts.desk_submissions import ConfirmPage, SentPage
from web.desk.listing_form import text_of, typed_form
from web.desk.masking import masked
from web.desk.render import render_private
from web.desk.stores import stores_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
_LATER: Final = "Somebody who knows the place reads it, usually within a few days."
_STANDS: Final[dict[State, tuple[str, tuple[str, ...]]]] = {
    State.DRAFT: ("It is not sent yet", ("What you wrote is saved for 30 days.",)),
    State.CONFIRMING: (
        "Look at your e-mail",
        ("We sent you a message with a link. Open it and press the button, so that we know it was you.",),
    ),
    State.WAITING: ("Thank you. We have it", (_LATER,)),
    State.RETURNED: ("One thing to change", ("What you wrote is still there.",)),
    State.APPROVED: ("It is done", ()),
    State.DECLINED: ("We did not take it up", ()),
    State.WITHDRAWN: ("You took it back", ("Nothing of it is shown, and we forget it after 30 days.",)),
}

_OUTCOMES: Final[dict[tuple[SubmissionKind, State], tuple[str, tuple[str, ...]]]] = {
    (SubmissionKind.CHANGE, State.APPROVED): ("It is done", ("The listing is changed as you suggested.",)),
    (SubmissionKind.REPORT, State.APPROVED): ("It is dealt with", ("Thank you for telling us.",)),
    (SubmissionKind.REPORT, State.DECLINED): ("We changed nothing", ("Thank you for telling us.",)),
    (SubmissionKind.CLAIM, State.DECLINED): ("We did not agree to it", ()),
}
"""How a decision is told where its kind says more than the decision."""


@router.get("/sent/{token}")
def show_sent(request: Request, token: str) -> Response:
    """Say where it stands and what the reason was."""
    with reading_scope(stores_of(request).people) as session:
        found = read_own(session, token)
    if found.state is State.DRAFT and found.kind is SubmissionKind.ADD:
        return RedirectResponse(f"/add/{token}", status_code=303)
    heading, lines = _words(found)
    with reading(request) as session:
        page = SentPage(
            title=heading,
            talk=contact_points(session, found.district),
            submission=found,
            name=found.record.name if found.record else found.answers.name or "a listing",
            masked=_asked(found),
            heading=heading,
            lines=lines,
            answer_label=_answer_label(found),
            listing=_listing(session, found),
            edit=_edit(found, token),
            may_withdraw=SUBMISSION_POLICY[SubmissionStep.WITHDRAW][found.state] is None,
            action=f"/sent/{token}",
        )
    return render_private(request, page)


@router.post("/sent/{token}")
def take_sent(request: Request, token: str, form: Typed) -> Response:
    """Take it back."""
    if text_of(form, "withdraw"):
        with session_scope(stores_of(request).people) as session:
            withdraw(session, token)
    return RedirectResponse(f"/sent/{token}", status_code=303)


def _words(found: SubmissionRead) -> tuple[str, tuple[str, ...]]:
    heading, lines = _STANDS[found.state]
    if found.kind is SubmissionKind.CLAIM and found.state is State.CONFIRMING:
        if found.answers.about == Way.OWN_EMAIL:
            return "We have asked", (
                "We wrote to the address that the listing shows. Whoever reads it agrees or does nothing.",
            )
        return heading, lines
    if found.state is State.APPROVED and found.kind is SubmissionKind.CLAIM:
        return "You run this listing now", ("Sign in with your e-mail address to change it.",)
    if found.state is State.APPROVED and found.kind is SubmissionKind.ADD:
        return "It is in the directory", ("Sign in with your e-mail address to change it.",)
    if found.state in {State.APPROVED, State.DECLINED}:
        return _OUTCOMES.get((found.kind, found.state), (heading, lines))
    return heading, lines


def _answer_label(found: SubmissionRead) -> str:
    dealt_with = found.kind is SubmissionKind.REPORT and found.state is State.APPROVED
    return "What was done" if dealt_with else "What we say to it"


def _asked(found: SubmissionRead) -> str:
    """Tell where the link went, where that is the sender's own address."""
    own = found.state is State.CONFIRMING and found.answers.about != Way.OWN_EMAIL
    return masked(found.email) if own and found.email else ""


def _listing(session: Session, found: SubmissionRead) -> str:
    if found.state is not State.APPROVED and found.kind is SubmissionKind.ADD:
        return ""
    listing = session.get(Listing, found.listing_id) if found.listing_id else None
    return f"/listing/{listing.slug}" if listing is not None else ""


def _edit(found: SubmissionRead, token: str) -> str:
    if found.state not in {State.RETURNED, State.CONFIRMING}:
        return ""
    if found.kind is SubmissionKind.ADD:
        return f"/add/{token}/check" if found.state is State.CONFIRMING else f"/add/{token}/what"
    return f"/sent/{token}/change" if found.kind is SubmissionKind.CHANGE else ""


@router.get("/confirm/{token}")
def show_confirm(request: Request, token: str) -> Response:
    """Show the button; opening the link changes nothing, for mail programs open links too."""
    with reading_scope(stores_of(request).people) as session:
        found = look(session, token)
    title, lines, button = _question(found)
    with reading(request) as session:
        page = ConfirmPage(
            title=title,
            talk=contact_points(session, None),
            action=f"/confirm/{token}",
            lines=lines,
            button=button,
            consent=WORDINGS[UPKEEP] if found.answers.about in OFFERED else "",
        )
    return render_private(request, page)


@router.post("/confirm/{token}")
def take_confirm(request: Request, token: str, form: Typed) -> Response:
    """Take the address as proved."""
    stores = stores_of(request)
    with session_scope(stores.people) as session:
        done = confirm(session, stores.settings, token, upkeep=text_of(form, "upkeep") == "yes")
    if done.job_id is not None:
        attempt(stores, "people", done.job_id)
    return RedirectResponse(f"/sent/{done.token}", status_code=303)


def _question(found: SubmissionRead) -> tuple[str, tuple[str, ...], str]:
    """Ask what the button answers: a heading, some lines, and the words on the button."""
    name = found.record.name if found.record else found.answers.name
    about = found.answers.about if found.kind is SubmissionKind.CLAIM else ""
    if about == Way.OWN_EMAIL:
        asks = f"{found.email} asks to look after the listing of {name}. If you agree, they can change it."
        lines = (asks, "If you do not agree, close this page: nothing changes.")
        return "Do you agree?", lines, "Yes, they may look after it"
    if about in OFFERED:
        duty = f"{name}: you can change it, and you keep it right."
        return "Will you look after this listing?", (duty,), "Yes, I will look after it"
    proof = "Press the button, and we know that the address is yours."
    return "Did you send this?", (f"{name}.", proof), "Yes, I sent it"
