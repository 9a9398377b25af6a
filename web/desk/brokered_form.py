"""What does a coordinator write down for a volunteer without e-mail? `/desk/brokered/new`."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target
from directory.areas.schemas import Located
from directory.areas.service import contact_points, locate
from directory.changes.schemas import Actor
from directory.errors import InvalidInput
from directory.needs.words import Ease, Skill
from directory.store import session_scope
from directory.subscriptions.paper import Agreed
from directory.subscriptions.phones import shown_phone
from directory.volunteers.brokering import WORDING, BrokeredDraft, change, open_brokered, write_down
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.words import Transport
from web.contexts.desk_brokered import BrokeredFormPage
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.desk_volunteering import Week
from web.desk.brokered import LIST, may_speak_for, where_brokering
from web.desk.listing_form import text_of, typed_form
from web.desk.news_words import ticked
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.volunteer_profile import profile_of, read_interests, read_languages, reads_credits, typed_of
from web.desk.volunteer_week import read_week, week_of
from web.desk.volunteering_change import MILES
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
_TYPED = ("name", "phone", "address", "postcode", "experience")
_HOWS = ((Agreed.BY_TELEPHONE, "By telephone: I read it out"), (Agreed.ON_PAPER, "On paper: they read it"))


@router.get(f"{LIST}/new")
def show_new(request: Request) -> Response:
    """Ask what somebody told the coordinator."""
    where_brokering(request)
    return _form(request, FormData({"travel": "8047"}), None)


@router.post(f"{LIST}/new")
def add(request: Request, form: Typed) -> Response:
    """Write somebody down."""
    where_brokering(request)
    try:
        district, lsoa21 = _place(request, text_of(form, "postcode"))
        how = _how(text_of(form, "how"))
        actor = _may_there(request, district)
        with session_scope(stores_of(request).people) as people:
            write_down(people, _draft(form), district=district, lsoa21=lsoa21, how=how, actor=actor)
    except InvalidInput as refused:
        return _form(request, form, None, FieldProblem(refused.field or "name", refused.message))
    return _to(f"{LIST}?said=added")


@router.get(f"{LIST}/{{volunteer_id}}/change")
def show_change(request: Request, volunteer_id: UUID) -> Response:
    """Show what stands there; that somebody looked is written down."""
    may_speak_for(request, volunteer_id)
    stores, who = stores_of(request), must_be_signed_in(request)
    with session_scope(stores.people) as people:
        found = open_brokered(people, stores.settings, volunteer_id, account_id=who.account_id)
    said = found.whole.said
    nearest = min((each for each, _ in MILES), key=lambda each: abs(each - said.travel_m))
    pairs: list[tuple[str, str | UploadFile]] = [
        ("name", said.name),
        ("phone", shown_phone(said.phone or "")),
        ("address", found.address or ""),
        ("travel", str(nearest)),
        ("from_home", "yes" if said.from_home else ""),
        ("experience", said.experience or ""),
        *typed_of(said),
        *(("skills", each.value) for each in said.skills),
        *(("transport", each.value) for each in said.transport),
        *(("wants", each.value) for each in said.wants),
    ]
    return _form(request, FormData(pairs), volunteer_id, week=week_of(said.slots))


@router.post(f"{LIST}/{{volunteer_id}}/change")
def save(request: Request, volunteer_id: UUID, form: Typed) -> Response:
    """Write down what they say now."""
    actor, typed = may_speak_for(request, volunteer_id), text_of(form, "postcode").strip()
    try:
        moved_to = _place(request, typed) if typed else None
        if moved_to is not None:
            _may_there(request, moved_to[0])
        with session_scope(stores_of(request).people) as people:
            change(people, volunteer_id, _draft(form), actor=actor, moved_to=moved_to)
    except InvalidInput as refused:
        return _form(request, form, volunteer_id, FieldProblem(refused.field or "name", refused.message))
    return _to(f"{LIST}/{volunteer_id}?said=saved")


def _how(typed: str) -> Agreed:
    if typed not in set(Agreed):
        raise InvalidInput("Choose how they agreed.", field="how")
    return Agreed(typed)


def _place(request: Request, typed: str) -> tuple[str, str]:
    """Give the district and the neighbourhood of a full postcode."""
    with reading(request) as session:
        found = locate(session, typed)
    if isinstance(found, Located) and found.origin.postcode is not None:
        areas = found.origin.areas
        if areas.district and areas.lsoa21:
            return areas.district, areas.lsoa21
    raise InvalidInput("Enter a full postcode here, like PE15 8AA.", field="postcode")


def _may_there(request: Request, district: str) -> Actor:
    return require(must_be_signed_in(request), Action.BROKER, Target(districts=frozenset({district})))


def _draft(form: FormData) -> BrokeredDraft:
    far = text_of(form, "travel")
    said = VolunteerDraft(
        name=text_of(form, "name"),
        phone=text_of(form, "phone") or None,
        experience=text_of(form, "experience") or None,
        slots=read_week(form),
        travel_m=int(far) if far in {str(each) for each, _ in MILES} else 8047,
        from_home=bool(text_of(form, "from_home")),
        transport=tuple(Transport(each) for each in ticked(form, "transport", tuple(Transport))),
        skills=tuple(Skill(each) for each in ticked(form, "skills", tuple(Skill))),
        languages=read_languages(form),
        themes=read_interests(form),
        wants=tuple(Ease(each) for each in ticked(form, "wants", tuple(Ease))),
        earns_credits=reads_credits(form),
    )
    return BrokeredDraft(said, text_of(form, "address") or None)


def _form(
    request: Request,
    form: FormData,
    volunteer_id: UUID | None,
    *problems: FieldProblem,
    week: Week | None = None,
) -> Response:
    with reading(request) as session:
        talk = contact_points(session, None)
    is_new, profile = volunteer_id is None, profile_of(form)
    page = BrokeredFormPage(
        title="Write somebody down who has no e-mail" if is_new else "Change what they told us",
        talk=talk,
        is_new=is_new,
        back_href=LIST if is_new else f"{LIST}/{volunteer_id}",
        action=f"{LIST}/new" if is_new else f"{LIST}/{volunteer_id}/change",
        typed={name: text_of(form, name)[:1000] for name in _TYPED},
        week=week or week_of(read_week(form)),
        skills=_boxes(form, "skills", ((each.value, each.label) for each in Skill)),
        transport=_boxes(form, "transport", ((each.value, each.label) for each in Transport)),
        eases=_boxes(form, "wants", ((each.value, each.label) for each in Ease)),
        travel=_boxes(form, "travel", ((str(each), label) for each, label in MILES)),
        from_home=bool(text_of(form, "from_home")),
        profile=profile,
        more=profile.credits
        or bool(text_of(form, "experience"))
        or any(each.chosen for each in (*profile.languages, *profile.interests)),
        hows=_boxes(form, "how", ((each.value, label) for each, label in _HOWS)) if is_new else (),
        wording=WORDING,
        problems=problems,
        errors={each.field: each.message for each in problems},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _boxes(form: FormData, name: str, known: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    chosen = {str(each) for each in form.getlist(name)}
    return tuple(Option(value, label, value in chosen) for value, label in known)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
