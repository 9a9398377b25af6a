"""Who helps, and who is missing? Voluntary questions, and what coordinators see of the answers."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.accounts.often import count_ask
from directory.accounts.permissions import Action, where_may
from directory.errors import NotAllowed
from directory.store import reading_scope, session_scope
from directory.volunteers.diversity import ANSWERS, answer, count_answers
from web.contexts.desk_news import Option
from web.contexts.desk_volunteering import AboutYouPage, CountTable, Question, WhoPage
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
ASKED: Final = "about-you ask"
MOST: Final = 1000
"""An hour, from everywhere together: nobody fills the table."""


@router.get("/volunteer/about-you")
def show_questions(request: Request, said: str = "") -> Response:
    """Ask three questions that nobody need answer."""
    page = AboutYouPage(
        title="Thank you" if said else "Three questions, if you like",
        talk=talk_of(request),
        questions=tuple(
            Question(each.value, each.legend, tuple(Option(word, label) for word, label in labels.items()))
            for each, labels in ANSWERS.items()
        ),
        said=bool(said),
    )
    return render_private(request, page)


@router.post("/volunteer/about-you")
def take_answers(request: Request, form: Typed) -> Response:
    """Write down what was chosen, tied to nobody."""
    stores = stores_of(request)
    said = {each: text_of(form, each.value) for each in ANSWERS if text_of(form, each.value)}
    with session_scope(stores.people) as session:
        count_ask(session, stores.settings, ASKED, email="", network=address_of(request), per_address=MOST)
        answer(session, said)
    return RedirectResponse(
        "/volunteer/about-you?said=1", status_code=303, headers={"Cache-Control": "no-store"}
    )


@router.get("/desk/volunteering/who")
def show_who(request: Request) -> Response:
    """Show coordinators the numbers of ten and more."""
    who = must_be_signed_in(request)
    if not where_may(who, Action.BROKER):
        raise NotAllowed("Only coordinators see who volunteers, in numbers.")
    with reading_scope(stores_of(request).people) as session:
        counted = count_answers(session)
    page = WhoPage(
        title="Who volunteers, in numbers",
        talk=talk_of(request),
        tables=tuple(
            CountTable(
                each.question.legend,
                tuple((row.label, "not told" if row.count is None else str(row.count)) for row in each.rows),
            )
            for each in counted
        ),
    )
    return render_private(request, page)
