"""What venue does a group look for? `/desk/listing/{slug}/wanted`."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.areas.service import contact_points
from directory.clock import local_now
from directory.errors import InvalidInput
from directory.store import session_scope
from directory.submissions.answers import Problem
from directory.venues.wanted import end_wanted, wanted_as_written, write_wanted
from directory.venues.words import Facility
from web.contexts.desk_rooms import RoomForm, WantedDeskPage
from web.contexts.desk_submissions import Choice
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.rooms_typed import WANTED_LINES, lines_of, read_wanted, type_wanted
from web.desk.stores import require, stores_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
SAID: Final = {
    "kept": "Kept. Those who plan rooms see it, and so does whoever looks for what is missing near you.",
    "ended": "It is taken away.",
}
_FACILITIES: Final = tuple(Choice(each.value, each.label) for each in Facility)
_FIELDS: Final = {"most_pence_per_hour": "most"}


@router.get("/desk/listing/{slug}/wanted")
def show_wanted(request: Request, slug: str, said: str = "") -> Response:
    """Show what the group looks for."""
    found, _who, _target = looked_after(request, slug, Action.EDIT_LISTING)
    with reading(request) as session:
        draft = wanted_as_written(session, found.id)
    lines = type_wanted(draft) if draft is not None else {}
    ticked = tuple(each.value for each in draft.facilities) if draft is not None else ()
    return _page(request, found, lines, ticked, SAID.get(said, ""), ())


@router.post("/desk/listing/{slug}/wanted")
def take_wanted(request: Request, slug: str, form: Typed) -> Response:
    """Keep what the group looks for, or take it away."""
    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    actor = require(who, Action.EDIT_LISTING, target)
    if text_of(form, "do") == "end":
        with session_scope(stores_of(request).directory) as session:
            end_wanted(session, found.id, actor=actor)
        return RedirectResponse(f"/desk/listing/{found.slug}/wanted?said=ended", status_code=303)
    lines = lines_of(form, WANTED_LINES)
    ticked = tuple(str(each) for each in form.getlist("facilities"))
    draft, problems = read_wanted(lines, ticked, local_now().date())
    if not problems:
        try:
            with session_scope(stores_of(request).directory) as session:
                write_wanted(session, found.id, draft, actor=actor)
        except InvalidInput as error:
            problems = (Problem(_FIELDS.get(error.field or "", error.field or "what"), error.message),)
    if problems:
        return _page(request, found, lines, ticked, "", problems)
    return RedirectResponse(f"/desk/listing/{found.slug}/wanted?said=kept", status_code=303)


def _page(
    request: Request,
    found: ListingAt,
    lines: Mapping[str, str],
    ticked: tuple[str, ...],
    said: str,
    problems: tuple[Problem, ...],
) -> Response:
    with reading(request) as session:
        page = WantedDeskPage(
            title="Look for a room",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            said=said,
            looks=wanted_as_written(session, found.id) is not None,
            form=RoomForm(
                lines=lines,
                ticked={"facilities": ticked},
                errors={problem.field: problem.message for problem in reversed(problems)},
                choices={
                    "facilities": _FACILITIES,
                    "evening": (Choice("yes", "Yes"), Choice("no", "No"), Choice("", "Either")),
                },
                facilities=(),
            ),
            problems=problems,
        )
    return render_private(request, page, status=422 if problems else 200)
