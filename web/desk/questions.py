"""What do people ask a group, and how does it answer? `/desk/needs/{id}/questions`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import contact_points
from directory.errors import InvalidInput, NotAllowed, NotFound, TooMany
from directory.needs.schemas import NeedRead
from directory.store import reading_scope, session_scope
from directory.volunteers.relay import SOMEBODY, WHO_COMES, end, say
from directory.volunteers.relay_group import Asked, find_asked, may_read, read_asked
from directory.volunteers.relay_words import LONGEST
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_relay import AskedRow, QuestionsPage
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.relay import note_row
from web.desk.render import render_private
from web.desk.shifts import need_of
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
_SAID: Final = {
    "passed": "It is passed on.",
    "without": "It is passed on, without the address or number that stood in it: until somebody says yes, "
    "neither of you sees how to reach the other.",
    "ended": "It is ended. Nothing more is passed on.",
}


@router.get("/desk/needs/{need_id}/questions")
def show_questions(request: Request, need_id: UUID, said: str = "") -> Response:
    """Show what people asked; that somebody looked at a name is written down."""
    need, _ = need_of(request, need_id)
    return _page(request, need, _SAID.get(said, ""))


@router.post("/desk/needs/{need_id}/questions")
def answer(request: Request, need_id: UUID, form: Typed) -> Response:
    """Pass an answer on, or end it."""
    need, _ = need_of(request, need_id)
    stores, who = stores_of(request), must_be_signed_in(request)
    thread_id = _number(text_of(form, "thread"))
    with reading_scope(stores.people) as people:
        if not may_read(people, need, who.account_id):
            raise NotAllowed("Only who runs the listing reads and answers this.")
        find_asked(people, need, thread_id)
    word = "ended"
    if text_of(form, "do") == "end":
        end(stores, thread_id, "group")
    else:
        name = f"body-{thread_id}"
        try:
            said = say(stores, thread_id, "group", text_of(form, name), network=address_of(request))
        except (InvalidInput, TooMany) as refused:
            problem = FieldProblem(name, refused.message)
            return _page(request, need, "", text_of(form, name), problem)
        word = "without" if said.taken_out else "passed"
    return RedirectResponse(
        f"/desk/needs/{need_id}/questions?said={word}", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _page(
    request: Request, need: NeedRead, said: str, typed: str = "", problem: FieldProblem | None = None
) -> Response:
    stores, who = stores_of(request), must_be_signed_in(request)
    with reading(request) as session:
        talk = contact_points(session, None)
    with session_scope(stores.people) as people:
        found = read_asked(people, need, account_id=who.account_id)
    problems = () if problem is None else (problem,)
    page = QuestionsPage(
        title="What people ask you",
        talk=talk,
        need_title=need.title,
        shifts_href=f"/desk/needs/{need.id}/shifts",
        said=said,
        rows=tuple(_row(number, each, typed, problem) for number, each in enumerate(found.asked, 1)),
        others_read=found.others_read,
        action=f"/desk/needs/{need.id}/questions",
        longest=LONGEST,
        problems=problems,
        errors={each.field: each.message for each in problems},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _row(number: int, asked: Asked, typed: str, problem: FieldProblem | None) -> AskedRow:
    who = asked.seen.name or f"{WHO_COMES if asked.accepted else SOMEBODY} ({number})"
    again = problem is not None and problem.field == f"body-{asked.thread_id}"
    return AskedRow(
        id=str(asked.thread_id),
        who=who,
        contact=tuple(part for part in (asked.seen.email, asked.seen.phone) if part),
        notes=tuple(note_row(each, mine="group", other=who) for each in asked.notes),
        why_not=asked.why_not,
        typed=typed[: 4 * LONGEST] if again else "",
    )


def _number(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound("There is no such question any more. It may have been taken back.") from None
