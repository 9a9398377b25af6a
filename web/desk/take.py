"""How does somebody take a task, without an account? `/volunteer/need/{slug}/take`.

What was typed is kept nowhere until the button of the one message that we send is pressed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.addresses import read_email
from directory.areas.service import contact_points
from directory.errors import Gone, InvalidInput
from directory.messages.carriers import mail_goes_out
from directory.needs.reading import read_need
from directory.needs.schemas import NeedRead
from directory.store import reading_scope
from directory.volunteers.arriving import check_words
from directory.volunteers.openings import Opening, opening_of, when_words
from directory.volunteers.placement_letters import Where
from directory.volunteers.placement_mail import where_of
from directory.volunteers.placing import Full
from directory.volunteers.service import volunteer_of
from directory.volunteers.taking import (
    Outcome,
    Taken,
    Taker,
    ask_to_take,
    look,
    read_name,
    read_phone,
    refuse_too_young,
    take,
    take_signed_in,
    taken_before,
)
from directory.volunteers.words import AgeBand
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.desk_taking import TakeConfirmPage, TakeEndPage, TakePage, TakeSentPage
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.task_facts import asks_of, facts_of, sees_of
from web.desk.who import signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status
GROWN: Final = 18
FIELDS: Final = frozenset({"name", "email", "phone", "age", "session"})

_FULL: Final = (
    "Thank you. All the places were taken in the meantime, so nothing was taken in your name, and the group "
    "has not seen who you are."
)
_WAITS: Final = (
    (
        "Thank you. The group has your name and how to reach you, and writes to you about the check that is "
        "needed. It keeps no copy of it."
    ),
    "No place is taken for you yet. We write to you when it is.",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which task, and what of it can be taken."""

    need: NeedRead
    opening: Opening | None
    where: Where
    over: str


@router.get("/volunteer/need/{slug}/take")
def show_form(request: Request, slug: str, session: str = "") -> Response:
    """Ask who comes; a link of the task says at which time."""
    return _form(request, slug, FormData({"session": session}), ())


@router.post("/volunteer/need/{slug}/take")
def ask(request: Request, slug: str, form: Typed) -> Response:
    """Have the confirmation sent, the same whoever asks; or take it, where somebody is known."""
    stores, who = stores_of(request), signed_in(request)
    try:
        session_id = _session_of(form)
        if who is not None and text_of(form, "as") == "me":
            return _ended(take_signed_in(stores, who.account_id, slug, session_id))
        with reading(request) as session:
            need = read_need(session, slug)
        if problems := _problems(form, need):
            return _form(request, slug, form, problems)
        taker = Taker(
            text_of(form, "name"), text_of(form, "email"), text_of(form, "phone") or None, _age(form, need)
        )
        ask_to_take(stores, slug, session_id, taker, network=address_of(request))
    except InvalidInput as refused:
        field = refused.field if refused.field in FIELDS else "name"
        return _form(request, slug, form, (FieldProblem(field, refused.message),))
    return _to(f"/volunteer/need/{slug}/take/sent")


def _session_of(form: FormData) -> UUID | None:
    typed = text_of(form, "session").strip()
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise InvalidInput("Choose the time at which you can come.", field="session") from None


def _problems(form: FormData, need: NeedRead) -> tuple[FieldProblem, ...]:
    """Find all that is to be mended, in the order of the form."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: read_name(text_of(form, "name")),
        lambda: read_email(text_of(form, "email")),
        lambda: read_phone(text_of(form, "phone")),
        lambda: refuse_too_young(_age(form, need), need),
    )
    found = []
    for check in checks:
        try:
            check()
        except InvalidInput as refused:
            field = refused.field if refused.field in FIELDS else "name"
            found.append(FieldProblem(field, refused.message))
    return tuple(found)


def _age(form: FormData, need: NeedRead) -> AgeBand:
    typed = text_of(form, "age")
    if typed in set(AgeBand):
        return AgeBand(typed)
    if need.min_age >= GROWN:
        raise InvalidInput("Tick that you are 18 or over. This task is for adults.", field="age")
    raise InvalidInput("Say how old you are, as one of these.", field="age")


def _find(request: Request, slug: str, form: FormData) -> _Asked:
    with reading(request) as session:
        need = read_need(session, slug)
        where = where_of(session, stores_of(request).settings, need)
    try:
        chosen = _session_of(form)
        if chosen is None and len(need.sessions) == 1:
            chosen = need.sessions[0].id
        return _Asked(need, opening_of(need, chosen), where, "")
    except InvalidInput:
        return _Asked(need, None, where, "")
    except Gone as gone:
        return _Asked(need, None, where, gone.message)


def _form(request: Request, slug: str, form: FormData, problems: tuple[FieldProblem, ...]) -> Response:
    found = _find(request, slug, form)
    need, opening = found.need, found.opening
    with reading(request) as session:
        talk = contact_points(session, None)
    page = TakePage(
        title="I want to do this",
        talk=talk,
        facts=facts_of(opening, found.where) if opening else None,
        need_title=need.title,
        need_href=f"/volunteer/need/{need.slug}",
        action=f"/volunteer/need/{need.slug}/take",
        times=() if opening or found.over else _times(need),
        session=str(opening.time.id) if opening and opening.time else "",
        asks=asks_of(need, opening),
        sees=sees_of(opening) if opening else (),
        ages=_ages(need, text_of(form, "age")),
        known_as=_known_as(request),
        full=bool(opening and opening.time and not opening.time.left),
        over=found.over,
        name=text_of(form, "name")[:300],
        email=text_of(form, "email")[:300],
        phone=text_of(form, "phone")[:100],
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=BAD if problems else 200)


def _times(need: NeedRead) -> tuple[Option, ...]:
    return tuple(
        Option(
            str(each.id),
            when_words(each.starts_at, each.ends_at),
            hint="" if each.left else "All places are taken. Somebody may still give one back.",
        )
        for each in need.sessions
    )


def _ages(need: NeedRead, typed: str) -> tuple[Option, ...]:
    if need.min_age >= GROWN:
        return (Option(AgeBand.ADULT.value, "I am 18 or over", typed == AgeBand.ADULT),)
    return tuple(Option(each.value, each.label, typed == each) for each in reversed(AgeBand))


def _known_as(request: Request) -> str:
    """Name a volunteer who is signed in."""
    who = signed_in(request)
    if who is None:
        return ""
    with reading_scope(stores_of(request).people) as people:
        found = volunteer_of(people, who.account_id)
    return found.said.name if found else ""


@router.get("/volunteer/need/{slug}/take/sent")
def show_sent(request: Request, slug: str) -> Response:
    """Say what happens next, to everybody alike."""
    del slug
    page = TakeSentPage(
        title="Look into your e-mail",
        talk=talk_of(request),
        mail_goes_out=mail_goes_out(stores_of(request).settings),
    )
    return render_private(request, page)


@router.get("/volunteer/take/confirm/{token}")
def show_confirm(request: Request, token: str) -> Response:
    """Show the button, once. Programs that look at mail open links: nothing is taken by looking."""
    if taken := taken_before(stores_of(request), token):
        return _ended(taken)
    opening, where, taker = look(stores_of(request), token)
    page = TakeConfirmPage(
        title="Shall the place be yours?",
        talk=talk_of(request),
        facts=facts_of(opening, where),
        name=taker.name,
        sees=sees_of(opening),
        check="" if opening.need.check_level.value == "none" else check_words(opening),
        action=f"/volunteer/take/confirm/{token}",
    )
    return render_private(request, page)


@router.post("/volunteer/take/confirm/{token}")
def press_confirm(request: Request, token: str) -> Response:
    """Take it, once."""
    return _ended(take(stores_of(request), token))


def _ended(outcome: Outcome) -> Response:
    if isinstance(outcome, Taken):
        return _to(f"/placement/{outcome.placement_token}?said=taken")
    return _to("/volunteer/take/full" if isinstance(outcome, Full) else "/volunteer/take/waits")


@router.get("/volunteer/take/full")
def show_full(request: Request) -> Response:
    """Tell kindly that others were first."""
    page = TakeEndPage(
        title="Others were just before you",
        talk=talk_of(request),
        facts=None,
        paragraphs=(_FULL,),
    )
    return render_private(request, page)


@router.get("/volunteer/take/waits")
def show_waits(request: Request) -> Response:
    """Tell that an offer waits for its check."""
    page = TakeEndPage(
        title="Your offer is passed on",
        talk=talk_of(request),
        facts=None,
        paragraphs=_WAITS,
    )
    return render_private(request, page)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
