"""What is answered by a link without signing in: a guardian's yes, and that it is still right?"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from directory.store import reading_scope, session_scope
from directory.volunteers.guardians import answer, read_asked
from directory.volunteers.reminders import read_still
from directory.volunteers.service import still_current
from web.contexts.desk_volunteering import GuardianPage, StillPage
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of

router = APIRouter()
SAID = {"yes": "Thank you. They may be asked now.", "no": "You said no. Nobody asks them."}


@router.get("/volunteer/guardian/{token}")
def show_guardian(request: Request, token: str, said: str = "") -> Response:
    """Tell a guardian what they are asked, and what they said."""
    stores = stores_of(request)
    with reading_scope(stores.people) as session:
        name, agreed = read_asked(session, stores.settings, token)
    page = GuardianPage(
        title="May they volunteer?",
        talk=talk_of(request),
        name=name,
        agreed=agreed,
        said=SAID.get(said, ""),
        action=f"/volunteer/guardian/{token}",
    )
    return render_private(request, page)


@router.post("/volunteer/guardian/{token}")
def press_guardian(request: Request, token: str, agrees: Annotated[str, Form()] = "") -> Response:
    """Write the answer down; another one later takes its place."""
    stores, yes = stores_of(request), agrees == "yes"
    with session_scope(stores.people) as session:
        answer(session, stores.settings, token, agrees=yes)
    return _go(f"/volunteer/guardian/{token}?said={'yes' if yes else 'no'}")


@router.get("/volunteer/still-right/{token}")
def show_still(request: Request, token: str, done: str = "") -> Response:
    """Show one button; the link tells nothing of whom it is."""
    read_still(stores_of(request).settings, token)
    page = StillPage(
        title="Thank you" if done else "Is it still right?",
        talk=talk_of(request),
        action=f"/volunteer/still-right/{token}",
        done=bool(done),
    )
    return render_private(request, page)


@router.post("/volunteer/still-right/{token}")
def press_still(request: Request, token: str) -> Response:
    """Let all count as said today."""
    stores = stores_of(request)
    with session_scope(stores.people) as session:
        still_current(session, read_still(stores.settings, token))
    return _go(f"/volunteer/still-right/{token}?done=1")


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
