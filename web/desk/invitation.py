"""How does somebody say yes or no to a group that does not know it asked them? `/invitation/{token}`."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.volunteers.inviting import (
    ACCEPTED,
    DECLINED,
    LAPSED,
    SENT,
    TOO_LATE,
    WAITING,
    InvitationRead,
    answer,
    placement_of,
    read_invitation,
)
from web.contexts.desk_taking import InvitationPage
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.task_facts import facts_of, sees_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
_FILLED: Final = (
    "Enough others have said yes, so it is filled. Thank you for thinking about it. The group does not know "
    "that we asked you."
)
_SAID: Final = {
    DECLINED: "You said no, and that is quite all right. The group does not know that we asked you.",
    WAITING: "You said yes. The group has to see your check first, and writes to you about it. No place is "
    "taken for you yet.",
    ACCEPTED: "You said yes, and gave the place back since.",
    LAPSED: "The time to answer has run out. Thank you all the same.",
}
_TITLES: Final = {
    DECLINED: "You said no",
    WAITING: "Your offer is passed on",
    TOO_LATE: "It is filled, thank you",
}


@router.get("/invitation/{token}")
def show_invitation(request: Request, token: str) -> Response:
    """Show what is asked, and the buttons. Programs that look at mail open links: nothing is answered so."""
    stores = stores_of(request)
    found = read_invitation(stores, token)
    if found.state == ACCEPTED:
        placement = placement_of(stores, token)
        if placement is not None:
            return _to(f"/placement/{placement}")
    told = _told(found)
    page = InvitationPage(
        title="Could you help?" if told is None else _TITLES.get(_state(found), "It is over"),
        talk=talk_of(request),
        facts=facts_of(found.opening, found.where) if found.opening and found.where else None,
        reasons=found.reasons,
        sees=sees_of(found.opening) if found.opening else (),
        can_answer=told is None,
        paragraphs=() if told is None else (told,),
        action=f"/invitation/{token}",
    )
    return render_private(request, page)


def _state(found: InvitationRead) -> str:
    return TOO_LATE if found.state in {SENT, TOO_LATE} and found.full else found.state


def _told(found: InvitationRead) -> str | None:
    """Say why there is nothing to answer; None where there is."""
    if found.state in {DECLINED, WAITING, ACCEPTED, LAPSED}:
        return _SAID[found.state]
    if found.why_not:
        return found.why_not
    return _FILLED if found.full else None


@router.post("/invitation/{token}")
def press(request: Request, token: str, form: Typed) -> Response:
    """Say yes or no, once."""
    found = answer(stores_of(request), token, text_of(form, "answer") == "yes")
    if found.placement_token is not None:
        return _to(f"/placement/{found.placement_token}?said=taken")
    return _to(f"/invitation/{token}")


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
