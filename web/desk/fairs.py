"""Who makes a fair, and which group takes a stall? `/desk/fairs`."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Target, Who
from directory.accounts.targets import target_of
from directory.areas.service import area_names, contact_points
from directory.changes.schemas import Actor
from directory.clock import LONDON
from directory.days import read_day
from directory.errors import Conflict, InvalidInput, NotAllowed, NotFound
from directory.fairs.schemas import FairDraft, FairRead
from directory.fairs.service import fairs_ahead, give_back_stall, read_fair, set_state, take_stall, write_fair
from directory.fairs.words import FairKind
from directory.listings.lookup import find_at
from directory.store import session_scope
from directory.words import ALL_DISTRICTS
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.contexts.fairs import FairDesk, FairForm, FairsDesk
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.pages.fairs import row_of, when_of

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
HERE: Final = "/desk/fairs"
FIELDS: Final = (
    "kind",
    "title",
    "summary",
    "district",
    "day",
    "starts",
    "ends",
    "stalls",
    "place",
    "online_url",
    "contact_role",
)
SAID: Final = {
    "kept": "Kept.",
    "open": "It is open: readers see it, and groups can take stalls.",
    "cancelled": "Cancelled. Its page says so.",
    "taken": "The stall is yours. Its number is below.",
    "back": "The stall is free again.",
}


@router.get(HERE)
def show_list(request: Request) -> Response:
    """List what is ahead: open ones for every group, drafts for who makes them."""
    who = must_be_signed_in(request)
    with reading(request) as session:
        found = [
            fair
            for fair in fairs_ahead(session, drafts=True)
            if fair.state == "open" or may(who, Action.RUN_FAIR, _ground(fair.said.district))
        ]
        names = area_names(session, {fair.said.district for fair in found})
        talk = contact_points(session, None)
    page = FairsDesk(
        title="Fairs and shared training",
        talk=talk,
        rows=tuple(row_of(fair, names, f"{HERE}/{fair.slug}") for fair in found),
        runs=bool(where_may(who, Action.RUN_FAIR)),
    )
    return render_private(request, page)


@router.get(f"{HERE}/new")
def show_new(request: Request) -> Response:
    """Show the empty form."""
    _runner(request)
    return _form(request, None, dict.fromkeys(FIELDS, ""), ())


@router.post(f"{HERE}/new")
def take_new(request: Request, form: Typed) -> Response:
    """Keep a new one as a draft."""
    return _save(request, None, form)


@router.get(f"{HERE}/{{fair}}/edit")
def show_edit(request: Request, fair: str) -> Response:
    """Show the form with what stands there."""
    found = _own(request, fair)
    return _form(request, fair, _typed_from(found), ())


@router.post(f"{HERE}/{{fair}}/edit")
def take_edit(request: Request, fair: str, form: Typed) -> Response:
    """Change one."""
    _own(request, fair)
    return _save(request, fair, form)


@router.get(f"{HERE}/{{fair}}")
def show_one(request: Request, fair: str, said: str = "") -> Response:
    """Show one with what this person may do there."""
    return _one(request, fair, said=SAID.get(said, ""))


@router.post(f"{HERE}/{{fair}}")
def press(request: Request, fair: str, form: Typed) -> Response:
    """Open or cancel it; take a stall or give it back."""
    who, wish = must_be_signed_in(request), text_of(form, "do")
    stores = stores_of(request)
    try:
        if wish in {"open", "cancelled"}:
            found = _own(request, fair)
            actor = require(who, Action.RUN_FAIR, _ground(found.said.district))
            with session_scope(stores.directory) as session:
                set_state(session, fair, wish, actor=actor)
            said = wish
        else:
            said = _stall(request, who, fair, wish, form)
    except (InvalidInput, Conflict) as refused:
        problem = FieldProblem(refused.field or "group", refused.message)
        return _one(request, fair, problems=(problem,), says=text_of(form, "says")[:300])
    return RedirectResponse(f"{HERE}/{fair}?said={said}", status_code=303)


def _stall(request: Request, who: Who, fair: str, wish: str, form: FormData) -> str:
    if wish not in {"take", "back"}:
        raise InvalidInput("Press one of the buttons on the page.", field="group")
    try:
        group = UUID(text_of(form, "group"))
    except ValueError:
        raise InvalidInput("Choose a group.", field="group") from None
    with reading(request) as session:
        actor: Actor = require(who, Action.RECRUIT, target_of(session, group))
    with session_scope(stores_of(request).directory) as session:
        if wish == "take":
            take_stall(session, fair, group, text_of(form, "says"), actor=actor)
            return "taken"
        give_back_stall(session, fair, group, actor=actor)
        return "back"


def _one(
    request: Request, slug: str, *, said: str = "", says: str = "", problems: tuple[FieldProblem, ...] = ()
) -> Response:
    who = must_be_signed_in(request)
    with reading(request) as session:
        fair = read_fair(session, slug)
        runs = may(who, Action.RUN_FAIR, _ground(fair.said.district))
        if fair.state == "draft" and not runs:
            raise NotFound("There is no such fair. The address may be mistyped.")
        groups = _groups(session, who, fair)
        talk = contact_points(session, fair.said.district)
    page = FairDesk(
        title=fair.said.title,
        talk=talk,
        said=said,
        fair=fair,
        what=f"{fair.said.kind.label}. {when_of(fair)}.",
        runs=runs,
        groups=groups,
        says=says,
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _groups(session: Session, who: Who, fair: FairRead) -> tuple[Option, ...]:
    held = {stall.listing_id for stall in fair.taken}
    found = []
    for listing_id in where_may(who, Action.RECRUIT).listings:
        listing = find_at(session, str(listing_id))
        if listing is not None:
            found.append(Option(str(listing_id), listing.name, listing_id in held))
    return tuple(sorted(found, key=lambda option: option.label))


def _runner(request: Request) -> Who:
    who = must_be_signed_in(request)
    if not where_may(who, Action.RUN_FAIR):
        raise NotAllowed("Your account may not make fairs. Ask a coordinator.")
    return who


def _own(request: Request, slug: str) -> FairRead:
    who = must_be_signed_in(request)
    if not where_may(who, Action.RUN_FAIR):
        raise NotAllowed("Your account may not make fairs. Ask a coordinator.")
    with reading(request) as session:
        found = read_fair(session, slug)
    require(who, Action.RUN_FAIR, _ground(found.said.district))
    return found


def _save(request: Request, slug: str | None, form: FormData) -> Response:
    who = _runner(request)
    typed = {name: text_of(form, name)[:1200] for name in FIELDS}
    try:
        with reading(request) as session:
            draft = _draft(session, typed)
        actor = require(who, Action.RUN_FAIR, _ground(draft.district))
        with session_scope(stores_of(request).directory) as session:
            made = write_fair(session, draft, actor=actor, slug=slug)
    except (InvalidInput, NotAllowed) as refused:
        field = refused.field or "district"
        return _form(request, slug, typed, (FieldProblem(field, refused.message),))
    return RedirectResponse(f"{HERE}/{made}?said=kept", status_code=303)


def _draft(session: Session, typed: Mapping[str, str]) -> FairDraft:
    if typed["kind"] not in set(FairKind):
        raise InvalidInput("Choose what it is.", field="kind")
    day = read_day(typed["day"], "day")
    if not typed["stalls"].strip().isdecimal():
        raise InvalidInput("Enter a number from 0 to 500.", field="stalls")
    place = typed["place"].strip().rstrip("/").rpartition("/")[2]
    listing = find_at(session, place) if place else None
    if place and listing is None:
        raise InvalidInput("There is no place at that address in the directory.", field="place")
    return FairDraft(
        kind=FairKind(typed["kind"]),
        title=typed["title"].strip(),
        summary=typed["summary"].strip(),
        district=typed["district"],
        starts_at=datetime.combine(day, _time(typed["starts"], "starts"), LONDON),
        ends_at=datetime.combine(day, _time(typed["ends"], "ends"), LONDON),
        stalls=int(typed["stalls"]),
        contact_role=typed["contact_role"].strip(),
        listing_id=listing.id if listing else None,
        online_url=typed["online_url"].strip() or None,
    )


def _time(typed: str, field: str) -> time:
    try:
        return time.fromisoformat(typed.strip())
    except ValueError:
        raise InvalidInput("Enter a time, like 10:00.", field=field) from None


def _typed_from(fair: FairRead) -> dict[str, str]:
    starts, ends = fair.said.starts_at.astimezone(LONDON), fair.said.ends_at.astimezone(LONDON)
    return {
        "kind": fair.said.kind.value,
        "title": fair.said.title,
        "summary": fair.said.summary,
        "district": fair.said.district,
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "stalls": str(fair.said.stalls),
        "place": fair.place_slug or "",
        "online_url": fair.said.online_url or "",
        "contact_role": fair.said.contact_role,
    }


def _form(
    request: Request, slug: str | None, typed: Mapping[str, str], problems: tuple[FieldProblem, ...]
) -> Response:
    where = where_may(must_be_signed_in(request), Action.RUN_FAIR)
    codes = ALL_DISTRICTS if where.everywhere else tuple(sorted(where.districts))
    with reading(request) as session:
        names = area_names(session, codes)
        talk = contact_points(session, None)
    page = FairForm(
        title="Change it" if slug else "A new fair, rally day or shared training",
        talk=talk,
        action=f"{HERE}/{slug}/edit" if slug else f"{HERE}/new",
        back=f"{HERE}/{slug}" if slug else HERE,
        typed=typed,
        kinds=tuple(Option(each.value, each.label, typed["kind"] == each.value) for each in FairKind),
        districts=tuple(Option(code, names.get(code, code), typed["district"] == code) for code in codes),
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _ground(district: str) -> Target:
    return Target(districts=frozenset({district}))
