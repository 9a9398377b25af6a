"""Does a notice fit our group, by all it told us? `/desk/listing/{slug}/fit/{notice}`."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.targets import target_of
from directory.noticeboard.words import Phase
from directory.profiles.service import read_profile
from web.desk.listing_at import listing_at
from web.desk.render import render_private
from web.desk.stores import require
from web.desk.who import must_be_signed_in
from web.pages.noticeboard_fit import fit_page
from web.pages.noticeboard_notice import public_notice

router = APIRouter()


@router.get("/desk/listing/{slug}/fit/{notice_slug}")
def show_own_fit(request: Request, slug: str, notice_slug: str) -> Response:
    """Answer each rule of a notice for a group, to those who look after it."""
    who = must_be_signed_in(request)
    with reading(request) as session:
        listing = listing_at(session, slug)
        require(who, Action.EDIT_LISTING, target_of(session, listing.id))
        notice = public_notice(session, notice_slug)
        if notice.phase is Phase.WITHDRAWN:
            return RedirectResponse(f"/noticeboard/{notice.slug}", status_code=303)
        page = fit_page(session, notice, read_profile(session, listing.id), own=True)
    return render_private(request, page)
