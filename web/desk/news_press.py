"""What do the links in a message do when their button is pressed? Pause all of it, or put one notice aside.

Whoever holds the link of a message may do it. Opening one changes nothing: programs that look at mail open
links.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import contact_points
from directory.errors import InvalidInput, NotFound
from directory.noticeboard.phases import PUBLIC
from directory.noticeboard.reading import read_by_id
from directory.store import reading_scope, session_scope
from directory.subscriptions import service
from directory.subscriptions.links import read_news_token
from directory.subscriptions.service import PAUSES, choices_of
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import NewsDismissPage, NewsSnoozePage
from web.desk.listing_form import text_of, typed_form
from web.desk.news_manage import back_to, day_of, nothing_page, snooze_form
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status


@router.get("/news/{token}/snooze")
def show_snooze(request: Request, token: str) -> Response:
    """Show the buttons that pause it."""
    account_id = read_news_token(stores_of(request).settings, token)
    return _snooze_page(request, token, account_id, ())


@router.post("/news/{token}/snooze")
def press_snooze(request: Request, token: str, form: Typed) -> Response:
    """Pause it."""
    stores = stores_of(request)
    account_id = read_news_token(stores.settings, token)
    try:
        with session_scope(stores.people) as session:
            snooze_form(session, account_id, form)
    except InvalidInput as error:
        return _snooze_page(request, token, account_id, (FieldProblem("weeks", error.message),))
    return back_to(token, "snooze")


def _snooze_page(
    request: Request, token: str, account_id: UUID, problems: tuple[FieldProblem, ...]
) -> Response:
    with reading_scope(stores_of(request).people) as people:
        found = choices_of(people, account_id)
    if found is None:
        return nothing_page(request, "")
    page = NewsSnoozePage(
        title="Pause your news",
        talk=talk_of(request),
        manage=f"/news/{token}",
        paused_until=day_of(found.snoozed_until),
        pauses=PAUSES,
        problems=problems,
    )
    return render_private(request, page, status=BAD if problems else 200)


@router.get("/news/{token}/dismiss/{notice_id}")
def show_dismiss(request: Request, token: str, notice_id: UUID) -> Response:
    """Show the button that puts one notice aside, or that it was pressed."""
    stores = stores_of(request)
    account_id = read_news_token(stores.settings, token)
    with reading_scope(stores.people) as people:
        dismissed = service.is_dismissed(people, account_id, notice_id)
    with reading(request) as session:
        title, talk = _title_of(session, notice_id), contact_points(session, None)
    page = NewsDismissPage(
        title="You will not hear of it again" if dismissed else "Not this one again?",
        talk=talk,
        manage=f"/news/{token}",
        action=f"/news/{token}/dismiss/{notice_id}",
        notice=title,
        dismissed=dismissed,
    )
    return render_private(request, page)


@router.post("/news/{token}/dismiss/{notice_id}")
def press_dismiss(request: Request, token: str, notice_id: UUID, form: Typed) -> Response:
    """Put it aside, or take that back; twice is as once."""
    stores = stores_of(request)
    account_id = read_news_token(stores.settings, token)
    with reading(request) as session:
        _title_of(session, notice_id)  # of a made-up number nothing is kept
    with session_scope(stores.people) as session:
        if choices_of(session, account_id) is None:
            raise NotFound("You get no news from us, so there is nothing to put aside.")
        if text_of(form, "undo"):
            service.undo_dismissal(session, account_id, notice_id)
        else:
            service.dismiss(session, account_id, notice_id)
    return RedirectResponse(
        f"/news/{token}/dismiss/{notice_id}", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _title_of(session: Session, notice_id: UUID) -> str:
    """Tell what a notice that anybody may read is called; of another one nothing is told."""
    notice = read_by_id(session, notice_id)
    if notice.phase not in PUBLIC:
        raise NotFound("That notice is not here any more.")
    return notice.said.title
