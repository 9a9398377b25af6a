"""How does somebody offer to help whenever it fits? `/volunteer/join`, without an account.

What they say is kept nowhere until the button of the one message that we send is pressed.
"""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.schemas import Located
from directory.areas.service import area_names, contact_points, locate
from directory.consents.service import BANK, WORDINGS
from directory.errors import Gone, InvalidInput
from directory.messages.carriers import mail_goes_out
from directory.needs.words import Skill
from directory.speech import miles
from directory.store import reading_scope, session_scope
from directory.volunteers.joining import Joining, ask_to_join, confirm, is_settled, read_joining
from directory.volunteers.schemas import VolunteerDraft
from directory.volunteers.words import AgeBand
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.desk_volunteering import ConfirmPage, JoinedPage, JoinPage, SentPage
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.news_words import ticked
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.volunteer_week import read_week, week_of, week_words

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
TYPED: Final = ("name", "email", "postcode", "guardian_name", "guardian_email", "from", "until", "day")
NO_POSTCODE: Final = "Enter your full postcode, like PE15 8AA. We keep only the neighbourhood it is in."


@router.get("/volunteer/join")
def show_form(request: Request) -> Response:
    """Ask as little as can be asked."""
    return _form(request, FormData())


@router.post("/volunteer/join")
def ask(request: Request, form: Typed) -> Response:
    """Have the confirmation sent; the answer is the same whoever asks."""
    stores = stores_of(request)
    problems: list[FieldProblem] = []
    lsoa21 = lsoa_of(request, text_of(form, "postcode"))
    if not text_of(form, "name").strip():
        problems.append(FieldProblem("name", "Enter your name."))
    if not text_of(form, "email").strip():
        problems.append(FieldProblem("email", "Enter an e-mail address."))
    if lsoa21 is None:
        problems.append(FieldProblem("postcode", NO_POSTCODE))
    age = _age(form)
    if age is None:
        problems.append(FieldProblem("age", "Choose how old you are."))
    if not problems and lsoa21 is not None and age is not None:
        try:
            joining = Joining(text_of(form, "email"), _draft(form, age), lsoa21)
            with session_scope(stores.people) as session:
                ask_to_join(session, stores.settings, joining, network=address_of(request))
            return _go("/volunteer/join/sent")
        except InvalidInput as refused:
            problems.append(FieldProblem(refused.field or "email", refused.message))
    return _form(request, form, tuple(problems))


def lsoa_of(request: Request, typed: str) -> str | None:
    """Give the neighbourhood of a full postcode; None where it is none of ours."""
    with reading(request) as session:
        found = locate(session, typed)
    if isinstance(found, Located) and found.origin.postcode is not None:
        return found.origin.areas.lsoa21
    return None


def _draft(form: FormData, age: AgeBand) -> VolunteerDraft:
    return VolunteerDraft(
        name=text_of(form, "name"),
        slots=read_week(form),
        skills=tuple(Skill(each) for each in ticked(form, "skills", tuple(Skill))),
        from_home=bool(text_of(form, "from_home")),
        age_band=age,
        guardian_name=text_of(form, "guardian_name") or None,
        guardian_email=text_of(form, "guardian_email") or None,
    )


def _age(form: FormData) -> AgeBand | None:
    """Read how old somebody says they are; nobody is taken for grown up who did not say so."""
    said = text_of(form, "age")
    return AgeBand(said) if said in set(AgeBand) else None


def _form(request: Request, form: FormData, problems: tuple[FieldProblem, ...] = ()) -> Response:
    typed = {name: text_of(form, name)[:300] for name in TYPED}
    page = JoinPage(
        title="Be ready to help",
        talk=talk_of(request),
        typed=typed,
        week=week_of(_slots_again(form)),
        skills=tuple(Option(each.value, each.label, each.value in form.getlist("skills")) for each in Skill),
        ages=tuple(Option(each.value, each.label, each is _age(form)) for each in reversed(AgeBand)),
        from_home=bool(text_of(form, "from_home")),
        young=_age(form) in {AgeBand.UNDER_16, AgeBand.FROM_16},
        wording=WORDINGS[BANK],
        problems=problems,
        errors=errors_of(problems),
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _slots_again(form: FormData) -> tuple:  # type: ignore[type-arg]
    only = FormData([(name, value) for name, value in form.multi_items() if name in {"when", "other"}])
    return read_week(only)


def errors_of(problems: tuple[FieldProblem, ...]) -> Mapping[str, str]:
    """Give the first problem of each field."""
    return {problem.field: problem.message for problem in reversed(problems)}


@router.get("/volunteer/join/sent")
def show_sent(request: Request) -> Response:
    """Say what happens next, to everybody alike."""
    page = SentPage(
        title="Look into your e-mail",
        talk=talk_of(request),
        mail_goes_out=mail_goes_out(stores_of(request).settings),
    )
    return render_private(request, page)


@router.get("/volunteer/join/confirm/{token}")
def show_confirm(request: Request, token: str) -> Response:
    """Show what is kept, and the button. Programs that look at mail open links: nothing changes."""
    stores = stores_of(request)
    found = read_joining(stores.settings, token)
    with reading_scope(stores.people) as people:
        if is_settled(people, found):
            raise Gone("This link has been used. Sign in to see what we know of you, and to change it.")
    said = found.joining.said
    with reading(request) as session:
        names = area_names(session, (found.joining.lsoa21,))
        talk = contact_points(session, None)
    facts = [
        ("Your name", said.name),
        ("Your e-mail address", found.joining.email),
        ("Your neighbourhood", names.get(found.joining.lsoa21, found.joining.lsoa21)),
        ("How far you would go", f"About {miles(said.travel_m)}: we begin with this, and you can change it"),
        ("Help from home", "You would also help from home" if said.from_home else "No"),
        ("When", "; ".join(week_words(said.slots)) or "Not said yet"),
        ("What", ", ".join(each.label for each in said.skills) or "Not said yet"),
        ("Your age", said.age_band.label),
    ]
    if said.age_band is not AgeBand.ADULT:
        facts.append(("Your parent or guardian", f"{said.guardian_name}, {said.guardian_email}"))
    page = ConfirmPage(
        title="Shall groups be able to ask you?",
        talk=talk,
        facts=tuple(facts),
        wording=WORDINGS[BANK],
        action=f"/volunteer/join/confirm/{token}",
    )
    return render_private(request, page)


@router.post("/volunteer/join/confirm/{token}")
def press_confirm(request: Request, token: str) -> Response:
    """Take them into the bank, once."""
    stores = stores_of(request)
    with session_scope(stores.people) as session:
        confirm(session, stores.settings, token)
    young = read_joining(stores.settings, token).joining.said.age_band is not AgeBand.ADULT
    return _go("/volunteer/join/done" + ("?young=yes" if young else ""))


@router.get("/volunteer/join/done")
def show_done(request: Request, young: str = "") -> Response:
    """Say what happens now."""
    page = JoinedPage(title="Thank you. You are with us", talk=talk_of(request), young=young == "yes")
    return render_private(request, page)


def _go(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
