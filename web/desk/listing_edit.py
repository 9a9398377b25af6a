"""How does whoever looks after a listing change it, bring an earlier state back, and pass it on?"""

from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may
from directory.accounts.policies import LISTING_POLICY, ListingStep, check_listing
from directory.accounts.schemas import Target, Who
from directory.accounts.service import owners_of
from directory.accounts.visibility import sees_owner_address
from directory.areas.service import contact_points
from directory.changes.document import read_record
from directory.changes.history import current_number, record_at, record_of
from directory.changes.schemas import VersionRead
from directory.changes.service import change_listing, restore, versions
from directory.clock import LONDON
from directory.errors import Conflict, InvalidInput
from directory.jobs.service import attempt
from directory.listings.record import ListingRecord
from directory.releases.active import active_folder
from directory.speech import clock_time
from directory.store import reading_scope, session_scope
from directory.submissions.answers import Answers, Problem
from directory.submissions.building import answers_of, change_record
from directory.submissions.claims import leave, offer
from directory.submissions.schemas import Sender
from web.contexts.desk_listing import HistoryPage, OwnerRow, PeoplePage, VersionRow
from web.contexts.desk_submissions import ChangePage
from web.desk.history_words import how_words
from web.desk.listing_at import ListingAt
from web.desk.listing_desk import change_id_of, looked_after
from web.desk.listing_form import ALL_NAMES, form_view, read_answers, text_of, typed_form
from web.desk.masking import masked
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.suggest import version_of
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = 422
PEOPLE_SAID: Final = {
    "asked": "We have written to them. Nothing changes until they press the button in the message.",
}


@router.get("/desk/listing/{slug}/edit")
def show_edit(request: Request, slug: str) -> Response:
    """Show the whole form."""
    found, _who, target = looked_after(request, slug, Action.EDIT_LISTING)
    check_listing(ListingStep.CHANGE, found.state)
    with reading(request) as session:
        record, version = read_record(session, found.id), current_number(session, found.id)
        answers = answers_of(session, record)
    return _edit_page(request, found, target, record, answers, (), version)


@router.post("/desk/listing/{slug}/edit")
def take_edit(request: Request, slug: str, form: Typed) -> Response:
    """Change it at once; what others changed meanwhile stays."""
    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    check_listing(ListingStep.CHANGE, found.state)
    actor = require(who, Action.EDIT_LISTING, target)
    with reading(request) as session:
        version = version_of(form, current_number(session, found.id))
        base = record_at(session, found.id, version)
        answers = read_answers(form, ALL_NAMES, answers_of(session, base))
        made = change_record(session, answers, base)
    if not isinstance(made, ListingRecord):
        return _edit_page(request, found, target, base, answers, made, version)
    stores = stores_of(request)
    try:
        with session_scope(stores.directory) as session:
            folder = active_folder(session, stores.settings.data_dir)
            change_listing(
                session,
                folder,
                found.id,
                made,
                actor=actor,
                source="form",
                change_id=change_id_of(form),
                base_version=version,
            )
    except Conflict as error:
        problem = Problem("name", error.message)
        return _edit_page(request, found, target, base, answers, (problem,), version)
    return RedirectResponse(f"/desk/listing/{found.slug}?said=edit", status_code=303)


def _edit_page(
    request: Request,
    found: ListingAt,
    target: Target,
    base: ListingRecord,
    answers: Answers,
    problems: tuple[Problem, ...],
    version: int,
) -> Response:
    with reading(request) as session:
        page = ChangePage(
            title="Change it",
            talk=contact_points(session, next(iter(target.districts), None)),
            name=found.name,
            back=f"/desk/listing/{found.slug}",
            back_label="Back",
            action=f"/desk/listing/{found.slug}/edit",
            lead="Readers see what you save at once.",
            button="Save",
            form=form_view(session, answers, problems),
            asks_sender=False,
            email="",
            words="",
            base_version=version,
            change_id=str(uuid4()),
            more_places=max(0, len(base.sites) - 1),
            returned="",
        )
    return render_private(request, page, status=BAD if problems else 200)


@router.get("/desk/listing/{slug}/history")
def show_history(request: Request, slug: str) -> Response:
    """Show what was changed, by whom in which role, newest first."""
    found, who, target = looked_after(request, slug, Action.EDIT_LISTING)
    policy = LISTING_POLICY[ListingStep.RESTORE][found.state] is None
    with reading(request) as session:
        states = versions(session, found.id)
        page = HistoryPage(
            title="What was changed",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            versions=tuple(_version(each, current=number == 0) for number, each in enumerate(_told(states))),
            may_restore=policy and may(who, Action.RESTORE, target),
            change_id=str(uuid4()),
        )
    return render_private(request, page)


def _told(states: tuple[VersionRead, ...]) -> tuple[VersionRead, ...]:
    """Leave out what changed nothing, like a second press on "still right"; not how it came."""
    return tuple(each for each in states if each.changes or each.number == 1)


def _version(version: VersionRead, *, current: bool) -> VersionRow:
    at = version.at.astimezone(LONDON)
    return VersionRow(
        id=version.id,
        number=version.number,
        when=f"{long_date(at.date())}, {clock_time(at)}",
        how=how_words(version.actor.role, version.source, first=version.number == 1),
        changes=version.changes,
        current=current,
    )


@router.post("/desk/listing/{slug}/history")
def take_history(request: Request, slug: str, form: Typed) -> Response:
    """Bring an earlier state back."""
    found, who, target = looked_after(request, slug, Action.RESTORE)
    check_listing(ListingStep.RESTORE, found.state)
    actor, stores = require(who, Action.RESTORE, target), stores_of(request)
    try:
        version_id = UUID(text_of(form, "version"))
    except ValueError:
        raise InvalidInput("Choose a state from the list.") from None
    with session_scope(stores.directory) as session:
        if record_of(session, version_id).id != found.id:
            raise InvalidInput("That state is of another listing.")
        folder = active_folder(session, stores.settings.data_dir)
        restore(session, folder, version_id, actor=actor, change_id=change_id_of(form))
    return RedirectResponse(f"/desk/listing/{found.slug}?said=restore", status_code=303)


@router.get("/desk/listing/{slug}/people")
def show_people(request: Request, slug: str, said: str = "") -> Response:
    """Show who runs it, as far as this person may know."""
    found, who, target = looked_after(request, slug, Action.HAND_OVER)
    return _people_page(request, found, who, target, PEOPLE_SAID.get(said, ""), "", ())


@router.post("/desk/listing/{slug}/people")
def take_people(request: Request, slug: str, form: Typed) -> Response:
    """Ask somebody else, or leave."""
    found, who, target = looked_after(request, slug, Action.HAND_OVER)
    check_listing(ListingStep.HAND_OVER, found.state)
    stores, asked, typed = stores_of(request), text_of(form, "do"), text_of(form, "email")
    owns = _owns(request, found, who)
    if asked == "leave" and owns:
        with session_scope(stores.people) as session:
            jobs = leave(session, found.id, who.account_id)
        for job in jobs:
            attempt(stores, "people", job)
        return RedirectResponse("/desk", status_code=303)
    if asked not in {"add", "hand_over"} or (asked == "hand_over" and not owns):
        raise InvalidInput("Choose one of the buttons on the page.")
    giver = Sender(address_of(request), email=who.email, account_id=who.account_id)
    try:
        with session_scope(stores.people) as session:
            offer(
                session,
                stores.settings,
                giver,
                listing_id=found.id,
                name=found.name,
                to_email=typed,
                hand_over=asked == "hand_over",
                role=require(who, Action.HAND_OVER, target).role,
            )
    except InvalidInput as error:
        return _people_page(request, found, who, target, "", typed, (Problem("email", error.message),))
    return RedirectResponse(f"/desk/listing/{found.slug}/people?said=asked", status_code=303)


def _owns(request: Request, found: ListingAt, who: Who) -> bool:
    with reading_scope(stores_of(request).people) as session:
        return any(owner.id == who.account_id for owner in owners_of(session, found.id))


def _people_page(
    request: Request,
    found: ListingAt,
    who: Who,
    target: Target,
    said: str,
    typed: str,
    problems: tuple[Problem, ...],
) -> Response:
    sees = sees_owner_address(who, target)
    with reading_scope(stores_of(request).people) as people:
        owners = tuple(
            OwnerRow(
                owner.email if sees or owner.id == who.account_id else masked(owner.email),
                owner.id == who.account_id,
            )
            for owner in owners_of(people, found.id)
        )
    with reading(request) as session:
        page = PeoplePage(
            title="Who looks after it",
            talk=contact_points(session, None),
            name=found.name,
            slug=found.slug,
            owners=owners,
            owns=any(owner.you for owner in owners),
            said=said,
            email=typed,
            problems=problems,
            errors={problem.field: problem.message for problem in problems},
        )
    return render_private(request, page, status=BAD if problems else 200)
