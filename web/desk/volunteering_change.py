"""How does a volunteer change one part of what they said? `/desk/volunteering/change/{part}`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.days import read_day, read_day_or_none
from directory.errors import InvalidInput, NotFound
from directory.needs.words import CheckLevel, Ease, Skill, Workforce
from directory.settings import Settings
from directory.store import reading_scope, session_scope
from directory.subscriptions.phones import shown_phone
from directory.volunteers.away import add_away, remove_away
from directory.volunteers.checks import tell_check, tell_training
from directory.volunteers.guardians import ask_guardian
from directory.volunteers.schemas import VolunteerDraft, VolunteerRead
from directory.volunteers.service import set_place, share, tell, volunteer_of
from directory.volunteers.sharing import CHOSEN
from directory.volunteers.words import AgeBand, Shared, Training, Transport
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.desk_volunteering import ChangePage, Week
from web.desk.listing_at import listing_at
from web.desk.listing_form import text_of, typed_form
from web.desk.news_words import ticked
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.volunteer_facts import away_rows
from web.desk.volunteer_join import errors_of, lsoa_of
from web.desk.volunteer_profile import profile_of, read_interests, read_languages, reads_credits, typed_of
from web.desk.volunteer_week import read_week, week_of
from web.desk.volunteering import HERE, back, read_id
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
TITLES: Final = {
    "name": "Your name and telephone",
    "when": "When could you help?",
    "away": "Days on which you cannot",
    "where": "Where, how far, and how",
    "what": "What could you help with?",
    "languages": "Which languages do you speak besides English?",
    "interests": "What interests you?",
    "eases": "What makes it easier for you?",
    "experience": "What have you done before?",
    "credits": "Time Credits",
    "age": "Your age",
    "check": "Tell of a check you hold",
    "training": "Tell of training or a reference",
    "sharing": "Let a group see something",
}
MILES: Final = (
    (1609, "1 mile"),
    (3219, "2 miles"),
    (8047, "5 miles"),
    (16093, "10 miles"),
    (32187, "20 miles"),
)
TYPED: Final = (
    *(
        "name",
        "phone",
        "experience",
        "postcode",
        "travel",
        "guardian_name",
        "guardian_email",
        "listing",
        "from",
    ),
    *("until", "day", "first", "last"),
)


@router.get("/desk/volunteering/change/{part}")
def show_part(request: Request, part: str) -> Response:
    """Show one small form, with what stands there."""
    found = _mine(request)
    if found is None:
        return _go("/volunteer/join")
    return _page(request, part, found, _form_of(found))


@router.post("/desk/volunteering/change/{part}")
def save_part(request: Request, part: str, form: Typed) -> Response:
    """Write it down; what cannot be is shown again with the reason."""
    who, stores, found = must_be_signed_in(request), stores_of(request), _mine(request)
    if found is None:
        return _go("/volunteer/join")
    _known(part)
    try:
        told = _looked_up(request, part, form)
        with session_scope(stores.people) as session:
            held = volunteer_of(session, who.account_id)
            if held is not None:
                _save(session, stores.settings, part, form, held, told)
    except InvalidInput as refused:
        return _page(request, part, found, form, FieldProblem(refused.field or "name", refused.message))
    if part == "away":
        return _go(f"{HERE}/change/away")
    return back("saved")


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def _mine(request: Request) -> VolunteerRead | None:
    who = must_be_signed_in(request)
    with reading_scope(stores_of(request).people) as session:
        return volunteer_of(session, who.account_id)


def _known(part: str) -> str:
    if part not in TITLES:
        raise NotFound("There is no such page. Go back to your volunteering.")
    return part


def _looked_up(request: Request, part: str, form: FormData) -> str | UUID | None:
    """Look up in the directory what a form names: the neighbourhood of a postcode, or a group."""
    if part == "where" and text_of(form, "postcode").strip():
        lsoa21 = lsoa_of(request, text_of(form, "postcode"))
        if lsoa21 is None:
            raise InvalidInput("Enter a full postcode near here, like PE15 8AA.", field="postcode")
        return lsoa21
    slug = text_of(form, "listing").strip().rstrip("/").rpartition("/")[2]
    if part == "sharing" or (part == "training" and slug):
        try:
            with reading(request) as session:
                return listing_at(session, slug).id
        except NotFound:
            raise InvalidInput(
                "Enter the address of the group's page here, like /listing/march-library.", field="listing"
            ) from None
    return None


def _save(
    session: Session,
    settings: Settings,
    part: str,
    form: FormData,
    held: VolunteerRead,
    told: str | UUID | None,
) -> None:
    listing_id = told if isinstance(told, UUID) else None
    if part == "away":
        _save_away(session, form, held)
    elif part == "check":
        _save_check(session, form, held)
    elif part == "training":
        _save_training(session, form, held, listing_id)
    elif part == "sharing" and listing_id is not None:
        chosen = tuple(Shared(each) for each in ticked(form, "shared", tuple(Shared)))
        if not chosen:
            raise InvalidInput("Tick what the group may see.", field="shared")
        share(session, held.id, listing_id, chosen, how=CHOSEN)
    else:
        tell(session, held.id, _draft(part, form, held.said))
        if isinstance(told, str):
            set_place(session, held.id, told)
        if part == "age":
            ask_guardian(session, settings, held.id)


def _save_check(session: Session, form: FormData, held: VolunteerRead) -> None:
    level, workforce = text_of(form, "level"), text_of(form, "workforce")
    if level not in set(CheckLevel) or level == CheckLevel.NONE:
        raise InvalidInput("Choose which check it is.", field="level")
    if workforce not in set(Workforce):
        raise InvalidInput("Choose with whom it allows you to work.", field="workforce")
    day = read_day(text_of(form, "day"), "day")
    tell_check(session, held.id, CheckLevel(level), Workforce(workforce), day)


def _save_training(session: Session, form: FormData, held: VolunteerRead, listing_id: UUID | None) -> None:
    what = text_of(form, "what")
    if what not in {*Training, "reference"}:
        raise InvalidInput("Choose what it is.", field="what")
    kind = None if what == "reference" else Training(what)
    tell_training(session, held.id, kind, read_day(text_of(form, "day"), "day"), held_by=listing_id)


def _save_away(session: Session, form: FormData, held: VolunteerRead) -> None:
    number = read_id(form)
    if number is not None:
        remove_away(session, held.id, number)
    else:
        add_away(session, held.id, *read_days(form))


def read_days(form: FormData) -> tuple[date, date]:
    """Read the first and the last day; one day alone is both."""
    first = read_day(text_of(form, "first"), "first")
    return first, read_day_or_none(text_of(form, "last"), "last") or first


def _draft(part: str, form: FormData, said: VolunteerDraft) -> VolunteerDraft:
    """Put what one small form says in the place of what was said before."""
    return PARTS[part](form, said)


def _name_in(form: FormData, said: VolunteerDraft) -> VolunteerDraft:
    return replace(said, name=text_of(form, "name"), phone=text_of(form, "phone") or None)


def _where_in(form: FormData, said: VolunteerDraft) -> VolunteerDraft:
    far = text_of(form, "travel")
    return replace(
        said,
        travel_m=int(far) if far in {str(each) for each, _ in MILES} else said.travel_m,
        from_home=bool(text_of(form, "from_home")),
        transport=tuple(Transport(each) for each in ticked(form, "transport", tuple(Transport))),
    )


def _what_in(form: FormData, said: VolunteerDraft) -> VolunteerDraft:
    return replace(said, skills=tuple(Skill(each) for each in ticked(form, "skills", tuple(Skill))))


def _eases_in(form: FormData, said: VolunteerDraft) -> VolunteerDraft:
    return replace(said, wants=tuple(Ease(each) for each in ticked(form, "wants", tuple(Ease))))


def _age_in(form: FormData, said: VolunteerDraft) -> VolunteerDraft:
    band = text_of(form, "age")
    return replace(
        said,
        age_band=AgeBand(band) if band in set(AgeBand) else said.age_band,
        guardian_name=text_of(form, "guardian_name") or None,
        guardian_email=text_of(form, "guardian_email") or None,
    )


PARTS: Final[dict[str, Callable[[FormData, VolunteerDraft], VolunteerDraft]]] = {
    "name": _name_in,
    "when": lambda form, said: replace(said, slots=read_week(form)),
    "where": _where_in,
    "what": _what_in,
    "eases": _eases_in,
    "experience": lambda form, said: replace(said, experience=text_of(form, "experience")),
    "languages": lambda form, said: replace(said, languages=read_languages(form)),
    "interests": lambda form, said: replace(said, themes=read_interests(form)),
    "credits": lambda form, said: replace(said, earns_credits=reads_credits(form)),
    "age": _age_in,
}
"""What each form changes."""


def _form_of(found: VolunteerRead) -> FormData:
    """Fill a form with what stands there."""
    said = found.said
    nearest = min((each for each, _ in MILES), key=lambda each: abs(each - said.travel_m))
    pairs: list[tuple[str, str | UploadFile]] = [
        ("name", said.name),
        ("phone", shown_phone(said.phone or "")),
        ("experience", said.experience or ""),
        ("travel", str(nearest)),
        ("from_home", "yes" if said.from_home else ""),
        ("age", said.age_band.value),
        ("guardian_name", said.guardian_name or ""),
        ("guardian_email", said.guardian_email or ""),
        *(("transport", each.value) for each in said.transport),
        *(("skills", each.value) for each in said.skills),
        *(("wants", each.value) for each in said.wants),
        *typed_of(said),
    ]
    return FormData(pairs)


def _page(
    request: Request, part: str, found: VolunteerRead, form: FormData, *problems: FieldProblem
) -> Response:
    title = TITLES[_known(part)]
    page = ChangePage(
        title=title,
        talk=talk_of(request),
        part=part,
        typed={name: text_of(form, name)[:2000] for name in TYPED},
        week=_week(found, form, again=bool(problems)) if part == "when" else None,
        profile=profile_of(form),
        options=_options(part, form),
        more=_more(part, form),
        rows=away_rows(found.away) if part == "away" else (),
        problems=problems,
        errors=errors_of(problems),
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _week(found: VolunteerRead, form: FormData, *, again: bool) -> Week:
    if not again:
        return week_of(found.said.slots)
    return week_of(read_week(FormData([(k, v) for k, v in form.multi_items() if k in {"when", "other"}])))


def _options(part: str, form: FormData) -> tuple[Option, ...]:
    name, known = {
        "where": ("travel", MILES),
        "what": ("skills", tuple((each.value, each.label) for each in Skill)),
        "eases": ("wants", tuple((each.value, each.label) for each in Ease)),
        "age": ("age", tuple((each.value, each.label) for each in reversed(AgeBand))),
        "check": (
            "level",
            tuple((each.value, each.label) for each in CheckLevel if each is not CheckLevel.NONE),
        ),
        "training": (
            "what",
            (*((each.value, each.label) for each in Training), ("reference", "A reference")),
        ),
        "sharing": ("shared", tuple((each.value, each.label) for each in Shared)),
    }.get(part, ("", ()))
    chosen = {str(each) for each in form.getlist(name)}
    return tuple(Option(str(value), label, str(value) in chosen) for value, label in known)


def _more(part: str, form: FormData) -> tuple[Option, ...]:
    if part == "where":
        chosen = form.getlist("transport")
        home = Option("from_home", "", bool(text_of(form, "from_home")))
        return (*(Option(each.value, each.label, each.value in chosen) for each in Transport), home)
    if part == "check":
        return tuple(Option(each.value, each.label, each == text_of(form, "workforce")) for each in Workforce)
    return ()
