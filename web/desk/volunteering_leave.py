"""How does a volunteer take everything back? `/desk/volunteering/leave`."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from directory import clock
from directory.store import reading_scope
from directory.volunteers import queries
from directory.volunteers.leaving import leave_for_good, only_volunteers
from directory.volunteers.service import volunteer_of
from web.contexts.desk_volunteering import LeavePage, LeftPage
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.volunteering import HERE
from web.desk.who import drop_cookie, must_be_signed_in

router = APIRouter()


@router.get("/desk/volunteering/leave")
def ask_to_leave(request: Request) -> Response:
    """Say what happens, before it does."""
    who, stores = must_be_signed_in(request), stores_of(request)
    with reading_scope(stores.people) as session:
        found = volunteer_of(session, who.account_id)
        if found is None:
            return RedirectResponse(HERE, status_code=303, headers={"Cache-Control": "no-store"})
        page = LeavePage(
            title="Take everything back",
            talk=talk_of(request),
            ahead=queries.count_ahead(session, found.id, clock.now()),
            account_too=only_volunteers(session, who.account_id),
        )
    return render_private(request, page)


@router.post("/desk/volunteering/leave")
def leave(request: Request) -> Response:
    """Forget them; the account too where it has nothing else."""
    who, stores = must_be_signed_in(request), stores_of(request)
    with reading_scope(stores.people) as session:
        found = volunteer_of(session, who.account_id)
        account_too = only_volunteers(session, who.account_id)
    if found is not None:
        leave_for_good(stores, found.id, by=who.account_id)
    response = RedirectResponse("/volunteer/left", status_code=303, headers={"Cache-Control": "no-store"})
    if account_too:
        drop_cookie(response, stores.settings)
    return response


@router.get("/volunteer/left")
def show_left(request: Request) -> Response:
    """Say that it is done, to whoever asks."""
    return render_private(request, LeftPage(title="It is gone", talk=talk_of(request)))
