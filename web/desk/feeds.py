"""Which feeds of other directories are read, and how are they? `/desk/feeds`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target
from directory.areas.service import contact_points
from directory.errors import InvalidInput, NotFound
from directory.feeds.service import feeds, set_active
from directory.jobs.service import audit, enqueue
from directory.store import session_scope
from web.contexts.desk_feeds import FeedsPage
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
SAID: Final = {
    "read": "It is read as soon as the worker is free.",
    "stop": "It is read no longer. What came from it stays.",
    "start": "It is read again.",
}


@router.get("/desk/feeds")
def show_feeds(request: Request, done: str = "") -> Response:
    """Show each feed, what it honours, and what went wrong."""
    require(must_be_signed_in(request), Action.MANAGE_FEEDS, Target())
    with reading(request) as session:
        page = FeedsPage(
            title="Feeds of other directories",
            talk=contact_points(session, None),
            feeds=feeds(session),
            said=SAID.get(done, ""),
        )
    return render_private(request, page)


@router.post("/desk/feeds")
def change_feed(request: Request, feed: Annotated[UUID, Form()], do: Annotated[str, Form()]) -> Response:
    """Read a feed soon, no longer, or again."""
    actor = require(must_be_signed_in(request), Action.MANAGE_FEEDS, Target())
    if do not in SAID:
        raise InvalidInput("Choose what to do with the feed.", field="do")
    with session_scope(stores_of(request).directory) as session:
        found = next((each for each in feeds(session) if each.id == feed), None)
        if found is None:
            raise NotFound("There is no such feed.", field="feed")
        if do == "read":
            enqueue(session, "harvest_feed", {"feed": str(feed)})
        else:
            set_active(session, found.source, active=do == "start")
        audit(
            session,
            actor_id=actor.account_id,
            actor_role=actor.role,
            action=f"feed {do}",
            subject="feed",
            subject_id=feed,
        )
    return RedirectResponse(f"/desk/feeds?done={do}", status_code=303)
