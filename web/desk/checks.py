"""Which checks may a group see, and which has it seen? `/desk/listing/{slug}/checks`.

Only who runs the group: those who let it see their checks have told the group, and nobody else who may look
after its listing. A number or a copy is never asked for.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Grant, Who
from directory.areas.service import contact_points
from directory.errors import InvalidInput, NotAllowed
from directory.listings.lookup import find_at
from directory.store import session_scope
from directory.volunteers.checks import verify_check
from directory.volunteers.schemas import CheckRead, Seen, TrainingRead
from directory.volunteers.sharing import shared_checks
from directory.words import Role
from web.contexts.desk_checks import CheckedPerson, CheckRow, ChecksPage
from web.desk.listing_desk import looked_after
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import stores_of
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
SAID: Final = {"seen": "Noted: your group has seen it. Keep no copy of it."}


@router.get("/desk/listing/{slug}/checks")
def show_checks(request: Request, slug: str, said: str = "") -> Response:
    """Show whoever lets the group see their checks; that somebody looked is written down."""
    found, who, target = looked_after(request, slug, Action.VERIFY_CHECK)
    runs_it = _runs(who, found.id)
    stores = stores_of(request)
    with session_scope(stores.people) as people:
        seen = shared_checks(people, found.id, account_id=who.account_id) if runs_it else ()
    with reading(request) as session:
        page = ChecksPage(
            title="Checks that people let you see",
            talk=contact_points(session, next(iter(target.districts), None)),
            slug=found.slug,
            name=found.name,
            said=SAID.get(said, ""),
            runs_it=runs_it,
            people=tuple(_person(session, each) for each in seen),
        )
    return render_private(request, page)


@router.post("/desk/listing/{slug}/checks")
def take_seen(request: Request, slug: str, form: Typed) -> Response:
    """Write down that the group saw the certificate; nobody sees their own."""
    found, who, _ = looked_after(request, slug, Action.VERIFY_CHECK)
    if not _runs(who, found.id):
        raise NotAllowed("Only who runs the group says that it has seen a check.")
    try:
        check_id = UUID(text_of(form, "check"))
    except ValueError:
        raise InvalidInput("Press one of the buttons on the page.", field="check") from None
    with session_scope(stores_of(request).people) as people:
        verify_check(people, check_id, listing_id=found.id, role=Role.OWNER.value, by=who.account_id)
    return RedirectResponse(
        f"/desk/listing/{found.slug}/checks?said=seen",
        status_code=303,
        headers={"Cache-Control": "no-store"},
    )


def _runs(who: Who, listing_id: UUID) -> bool:
    return Grant(Role.OWNER, str(listing_id)) in who.grants


def _person(session: Session, seen: Seen) -> CheckedPerson:
    return CheckedPerson(
        name=seen.name or "Somebody who does not tell their name",
        contact=tuple(part for part in (seen.email, seen.phone) if part),
        checks=tuple(_check(session, each) for each in seen.checks or ()),
        training=tuple(_training(each) for each in seen.training or ()),
    )


def _check(session: Session, check: CheckRead) -> CheckRow:
    seen_by = find_at(session, str(check.verified_by)) if check.verified_by else None
    named = seen_by.name if seen_by is not None else "a group that is no longer listed"
    return CheckRow(
        id=str(check.id),
        what=f"{check.level.label}, {check.workforce.label.lower()}, of {long_date(check.checked_on)}; "
        f"relied on until {long_date(check.good_until)}",
        seen=f"Seen by {named}" if check.verified_at else "",
    )


def _training(training: TrainingRead) -> str:
    what = f"Trained: {training.what.label.lower()}" if training.what else "A reference is held"
    return f"{what}, {long_date(training.on_date)}"
