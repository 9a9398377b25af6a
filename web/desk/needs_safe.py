"""How does a group keep children and adults at risk safe? `/desk/listing/{slug}/safeguarding`."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.areas.service import contact_points
from directory.clock import local_now
from directory.days import read_day
from directory.errors import InvalidInput
from directory.needs.reading import read_safeguarding
from directory.needs.service import tell_safeguarding
from directory.store import session_scope
from directory.submissions.answers import Problem
from web.contexts.desk_needs import SafeguardingPage
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
LINES: Final = ("statement", "lead_role", "reviewed_on")


@router.get("/desk/listing/{slug}/safeguarding")
def show_safeguarding(request: Request, slug: str, said: str = "") -> Response:
    """Show what is said, to change it."""
    found, _, _ = looked_after(request, slug, Action.RECRUIT)
    with reading(request) as session:
        told = read_safeguarding(session, found.id)
    lines = {
        "statement": told.statement if told else "",
        "lead_role": told.lead_role if told else "",
        "reviewed_on": (told.reviewed_on if told else local_now().date()).isoformat(),
    }
    return _page(
        request, found, lines, "Saved. It stands on each of your needs." if said == "saved" else "", ()
    )


@router.post("/desk/listing/{slug}/safeguarding")
def take_safeguarding(request: Request, slug: str, form: Typed) -> Response:
    """Keep what is said."""
    found, who, target = looked_after(request, slug, Action.RECRUIT)
    actor = require(who, Action.RECRUIT, target)
    lines = {name: text_of(form, name).strip() for name in LINES}
    try:
        day = read_day(lines["reviewed_on"], "reviewed_on")
        with session_scope(stores_of(request).directory) as session:
            tell_safeguarding(
                session,
                found.id,
                statement=lines["statement"],
                lead_role=lines["lead_role"],
                reviewed_on=day,
                actor=actor,
            )
    except InvalidInput as error:
        return _page(request, found, lines, "", (Problem(error.field or "statement", error.message),))
    return RedirectResponse(f"/desk/listing/{found.slug}/safeguarding?said=saved", status_code=303)


def _page(
    request: Request, found: ListingAt, lines: dict[str, str], said: str, problems: tuple[Problem, ...]
) -> Response:
    with reading(request) as session:
        talk = contact_points(session, None)
    page = SafeguardingPage(
        title="How you keep people safe",
        talk=talk,
        name=found.name,
        slug=found.slug,
        said=said,
        lines=lines,
        problems=problems,
        errors={problem.field: problem.message for problem in problems},
    )
    return render_private(request, page, status=BAD if problems else 200)
