"""How does a volunteer ask the group something, unseen? `/relay/{token}`, and on an invitation or a place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.clock import LONDON
from directory.errors import InvalidInput, TooMany
from directory.jobs.schemas import Stores
from directory.speech import clock_time
from directory.volunteers.relay import (
    NoteRead,
    RelayRead,
    Said,
    ask_by_invitation,
    ask_by_placement,
    end,
    read_by_invitation,
    read_by_placement,
    read_by_token,
    relay_token,
    say,
    thread_of_token,
)
from directory.volunteers.relay_words import LONGEST
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_relay import NoteRow, RelayPage
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
SAID: Final = {
    "passed": "It is passed on. We tell you when there is an answer.",
    "without": "It is passed on, without the address or number that stood in it: until you have said yes to "
    "each other, neither sees how to reach the other.",
    "ended": "It is ended. Nothing more is passed on.",
}


@dataclass(frozen=True, slots=True)
class _Door:
    """A page from which a volunteer may ask."""

    path: str
    read: Callable[[Stores, str], RelayRead]
    ask: Callable[[Stores, str, str, str], Said]


_INVITATION: Final = _Door(
    "/invitation",
    read_by_invitation,
    lambda stores, token, typed, network: ask_by_invitation(stores, token, typed, network=network),
)
_PLACEMENT: Final = _Door(
    "/placement",
    read_by_placement,
    lambda stores, token, typed, network: ask_by_placement(stores, token, typed, network=network),
)


@router.get("/invitation/{token}/question")
def show_from_invitation(request: Request, token: str) -> Response:
    """Let somebody who was asked ask back."""
    return _from_door(request, _INVITATION, token)


@router.post("/invitation/{token}/question")
def ask_from_invitation(request: Request, token: str, form: Typed) -> Response:
    """Pass it on."""
    return _ask(request, _INVITATION, token, form)


@router.get("/placement/{token}/question")
def show_from_placement(request: Request, token: str) -> Response:
    """Let somebody who has a place ask."""
    return _from_door(request, _PLACEMENT, token)


@router.post("/placement/{token}/question")
def ask_from_placement(request: Request, token: str, form: Typed) -> Response:
    """Pass it on."""
    return _ask(request, _PLACEMENT, token, form)


def _from_door(
    request: Request, door: _Door, token: str, typed: str = "", problem: FieldProblem | None = None
) -> Response:
    found = door.read(stores_of(request), token)
    action, back = f"{door.path}/{token}/question", f"{door.path}/{token}"
    return _page(request, found, action, back=back, typed=typed, problem=problem)


def _ask(request: Request, door: _Door, token: str, form: FormData) -> Response:
    stores, typed = stores_of(request), text_of(form, "body")
    if text_of(form, "do") == "end":
        found = door.read(stores, token)
        if found.thread_id is None:
            raise InvalidInput("There is nothing to end yet.")
        end(stores, found.thread_id, "volunteer")
        return _to(f"/relay/{relay_token(stores.settings, found.thread_id)}?said=ended")
    try:
        said = door.ask(stores, token, typed, address_of(request))
    except (InvalidInput, TooMany) as refused:
        return _from_door(request, door, token, typed, FieldProblem("body", refused.message))
    return _passed(stores, said)


@router.get("/relay/{token}")
def show_relay(request: Request, token: str, said: str = "") -> Response:
    """Show what was written, and the form."""
    found = read_by_token(stores_of(request), token)
    return _page(request, found, f"/relay/{token}", said=SAID.get(said, ""))


@router.post("/relay/{token}")
def change_relay(request: Request, token: str, form: Typed) -> Response:
    """Write more, or end it."""
    stores, typed = stores_of(request), text_of(form, "body")
    thread_id = thread_of_token(stores.settings, token)
    if text_of(form, "do") == "end":
        end(stores, thread_id, "volunteer")
        return _to(f"/relay/{token}?said=ended")
    try:
        said = say(stores, thread_id, "volunteer", typed, network=address_of(request))
    except (InvalidInput, TooMany) as refused:
        found = read_by_token(stores, token)
        problem = FieldProblem("body", refused.message)
        return _page(request, found, f"/relay/{token}", typed=typed, problem=problem)
    return _passed(stores, said)


def _passed(stores: Stores, said: Said) -> Response:
    word = "without" if said.taken_out else "passed"
    return _to(f"/relay/{relay_token(stores.settings, said.thread_id)}?said={word}")


def _page(
    request: Request,
    found: RelayRead,
    action: str,
    *,
    back: str = "",
    said: str = "",
    typed: str = "",
    problem: FieldProblem | None = None,
) -> Response:
    problems = () if problem is None else (problem,)
    page = RelayPage(
        title="You and the group" if found.notes else "Ask the group a question",
        talk=talk_of(request),
        need_title=found.need.title,
        need_href=f"/volunteer/need/{found.need.slug}",
        group=found.need.listing_name,
        back_href=back,
        said=said,
        notes=tuple(note_row(each, mine="volunteer", other=found.need.listing_name) for each in found.notes),
        accepted=found.accepted,
        why_not=found.why_not,
        can_end=found.thread_id is not None and not found.ended,
        action=action,
        typed=typed[: 4 * LONGEST],
        longest=LONGEST,
        problems=problems,
        errors={each.field: each.message for each in problems},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def note_row(note: NoteRead, *, mine: str, other: str) -> NoteRow:
    """Show a note to one of the two."""
    at = note.at.astimezone(LONDON)
    who = "You" if note.side == mine else other
    return NoteRow(who, f"{long_date(at.date())}, {clock_time(at)}", note.body)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
