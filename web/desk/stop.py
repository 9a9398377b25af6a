"""How does somebody stop our messages? `/stop/{token}`, from a mail or by a mail program (RFC 8058)."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from api.session import reading
from directory.areas.service import contact_points
from directory.consents.service import NEWS
from directory.messages.stopping import PURPOSE_WORDS, is_stopped, press_stop, press_undo, read_stop
from directory.store import reading_scope, session_scope
from web.contexts.desk_upkeep import StopPage
from web.desk.render import render_private
from web.desk.stores import stores_of

router = APIRouter()


@router.get("/stop/{token}")
def show(request: Request, token: str) -> Response:
    """Show the button, or that it was pressed; programs that look at mail open links, so nothing changes."""
    stores = stores_of(request)
    link = read_stop(stores.settings, token)
    with reading_scope(stores.people) as session:
        stopped = is_stopped(session, link)
    with reading(request) as session:
        talk = contact_points(session, None)
    page = StopPage(
        title="We write to you no more" if stopped else "Stop these messages?",
        talk=talk,
        what=PURPOSE_WORDS[link.purpose],
        stopped=stopped,
        action=f"/stop/{token}",
        chosen_anew=link.purpose == NEWS,
    )
    return render_private(request, page)


@router.post("/stop/{token}")
def stop(
    request: Request,
    token: str,
    one_click: Annotated[str, Form(alias="List-Unsubscribe")] = "",
    undo: Annotated[str, Form()] = "",
) -> Response:
    """Stop, or start again; twice is as once. A mail program gets a plain answer and no redirect."""
    stores = stores_of(request)
    link = read_stop(stores.settings, token)
    with session_scope(stores.people) as session:
        if undo and not one_click:
            press_undo(session, stores.settings, link)
        else:
            press_stop(session, stores.settings, link)
    if one_click:
        return PlainTextResponse("Stopped.\n", headers={"Cache-Control": "no-store"})
    again = undo and link.purpose == NEWS  # what was chosen is chosen anew: it is not ours to guess
    address = "/news" if again else f"/stop/{token}"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
