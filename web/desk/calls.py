"""Whom to telephone, visit or write to, because nobody can be e-mailed? `/desk/calls`."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.targets import target_of
from directory.areas.service import area_names, contact_points
from directory.clock import LONDON
from directory.errors import InvalidInput, NotFound
from directory.freshness.calls import OUTCOMES, WAYS, note_call
from directory.freshness.overview import Standing, read_overview
from directory.jobs.service import attempt
from directory.store import reading_scope, session_scope
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_upkeep import CallRow, CallsPage
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.upkeep import codes_of, confirmed_words, place_options, reach_of, where_words, within
from web.words import long_date

router = APIRouter()
ROWS: Final = 40
PLACES: Final = 2
PLACE = r"^([A-Z]\d{8})?$"


@router.get("/desk/calls")
def show_calls(
    request: Request,
    place: Annotated[str, Query(pattern=PLACE)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    noted: str = "",
) -> Response:
    return _page(request, place, page, noted=OUTCOMES.get(noted, ""))


@router.post("/desk/calls")
def write_call(
    request: Request,
    listing: Annotated[str, Form()] = "",
    way: Annotated[str, Form()] = "",
    outcome: Annotated[str, Form()] = "",
    place: Annotated[str, Form(pattern=PLACE)] = "",
    page: Annotated[int, Form(ge=1, le=1000)] = 1,
) -> Response:
    """Write down what came of a call; “still right” confirms the listing, with the role of the caller."""
    who, _ = reach_of(request, Action.NOTE_CALL)
    stores = stores_of(request)
    try:
        listing_id = UUID(listing)
    except ValueError as error:
        raise NotFound("There is no such listing.") from error
    with reading_scope(stores.directory) as session:
        target = target_of(session, listing_id)
    actor = require(who, Action.NOTE_CALL, target)
    try:
        with reading_scope(stores.directory) as directory, session_scope(stores.people) as session:
            job_id = note_call(
                session, listing_id, way=way, outcome=outcome, actor=actor, directory=directory
            )
    except InvalidInput as refused:
        return _page(request, place, page, refused=(str(listing_id), way, outcome, refused))
    if job_id is not None:
        attempt(stores, "people", job_id)
    return RedirectResponse(f"/desk/calls?place={place}&page={page}&noted={outcome}", status_code=303)


def _page(
    request: Request,
    place: str,
    number: int,
    *,
    noted: str = "",
    refused: tuple[str, str, str, InvalidInput] | None = None,
) -> Response:
    _, where = reach_of(request, Action.NOTE_CALL)
    whole = read_overview(stores_of(request), where)
    calls = within(whole, place).to_call()
    shown = calls[(number - 1) * ROWS : number * ROWS]
    with reading(request) as session:
        names = area_names(session, codes_of(whole.standings))
        talk = contact_points(session, None)
    problems: tuple[FieldProblem, ...] = ()
    if refused is not None:
        field = refused[3].field or "outcome"
        problems = (FieldProblem(f"{field}-{refused[0]}", refused[3].message),)
    page = CallsPage(
        title="Whom to call",
        talk=talk,
        place=place,
        places=place_options(whole, where, names, place),
        rows=tuple(_row(each, names, refused) for each in shown),
        total=len(calls),
        ways=tuple(WAYS.items()),
        outcomes=tuple(OUTCOMES.items()),
        noted=noted,
        problems=problems,
        next_page=number + 1 if number * ROWS < len(calls) else None,
    )
    return render_private(request, page, status=InvalidInput.status if refused else 200)


def _row(
    each: Standing, names: Mapping[str, str], refused: tuple[str, str, str, InvalidInput] | None
) -> CallRow:
    identifier, last = str(each.facts.id), each.last_call
    mine = refused if refused is not None and refused[0] == identifier else None
    problem = {} if mine is None else {mine[3].field: mine[3].message}
    return CallRow(
        listing_id=identifier,
        slug=each.facts.slug,
        name=each.facts.name,
        where=where_words(each.facts, names),
        confirmed=confirmed_words(each.facts),
        phone=each.phone,
        email=each.email,
        url=each.url,
        places=each.places[:PLACES],
        more_places=max(0, len(each.places) - PLACES),
        last=(
            ""
            if last is None
            else f"{WAYS[last.way]}, {long_date(last.at.astimezone(LONDON).date())}: "
            f"{OUTCOMES[last.outcome].lower()}"
        ),
        gone=last is not None and last.outcome == "gone",
        way=mine[1] if mine else "",
        outcome=mine[2] if mine else "",
        way_problem=problem.get("way", ""),
        outcome_problem=problem.get("outcome", ""),
    )
