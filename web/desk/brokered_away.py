"""On which days can somebody without e-mail not help? `/desk/brokered/{id}/away`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.errors import InvalidInput
from directory.store import reading_scope, session_scope
from directory.volunteers.brokering import add_days_off, list_days_off, remove_days_off
from web.contexts.desk_brokered import BrokeredAwayPage
from web.contexts.desk_home import FieldProblem
from web.desk.brokered import LIST, may_speak_for
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.volunteer_facts import away_rows
from web.desk.volunteer_join import errors_of
from web.desk.volunteering import read_id
from web.desk.volunteering_change import read_days

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
_TYPED: Final = ("first", "last")


@router.get(f"{LIST}/{{volunteer_id}}/away")
def show_away(request: Request, volunteer_id: UUID) -> Response:
    """List the days off, and ask for more; nothing here names anybody."""
    may_speak_for(request, volunteer_id)
    return _page(request, volunteer_id, FormData())


@router.post(f"{LIST}/{{volunteer_id}}/away")
def change_away(request: Request, volunteer_id: UUID, form: Typed) -> Response:
    """Add days off, or take some away."""
    actor, number = may_speak_for(request, volunteer_id), read_id(form)
    try:
        with session_scope(stores_of(request).people) as people:
            if number is not None:
                remove_days_off(people, volunteer_id, number, actor=actor)
            else:
                add_days_off(people, volunteer_id, *read_days(form), actor=actor)
    except InvalidInput as refused:
        return _page(request, volunteer_id, form, FieldProblem(refused.field or "first", refused.message))
    return RedirectResponse(
        f"{LIST}/{volunteer_id}/away", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _page(request: Request, volunteer_id: UUID, form: FormData, *problems: FieldProblem) -> Response:
    with reading_scope(stores_of(request).people) as people:
        away = list_days_off(people, volunteer_id)
    page = BrokeredAwayPage(
        title="Days on which they cannot help",
        talk=talk_of(request),
        back_href=f"{LIST}/{volunteer_id}",
        action=f"{LIST}/{volunteer_id}/away",
        typed={name: text_of(form, name)[:100] for name in _TYPED},
        rows=away_rows(away),
        problems=problems,
        errors=errors_of(problems),
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)
