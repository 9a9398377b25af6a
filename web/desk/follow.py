"""Where does a link in a digest lead, of somebody who lets it be counted? `/n/{token}`."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from directory.digests.following import follow
from directory.digests.links import read_count_token
from directory.noticeboard.reading import read_by_id
from directory.store import reading_scope, session_scope
from web.desk.stores import stores_of

router = APIRouter()


@router.get("/n/{token}")
def count_and_lead(request: Request, token: str) -> Response:
    """Count that a notice was followed, where its reader agreed to that, and lead to its page."""
    stores = stores_of(request)
    item_id = read_count_token(stores.settings, token)
    with session_scope(stores.people) as session:
        notice_id = follow(session, item_id)
    with reading_scope(stores.directory) as session:
        slug = read_by_id(session, notice_id).slug
    return RedirectResponse(f"/noticeboard/{slug}", status_code=303, headers={"Cache-Control": "no-store"})
