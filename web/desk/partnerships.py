"""Which partnerships are there, and who is in them? `/desk/partnerships`, for who looks after districts."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Target, Who
from directory.areas.service import area_names, contact_points, list_areas, read_area
from directory.errors import HereaboutsError, InvalidInput, NotAllowed
from directory.partnerships.schemas import PartnershipDraft
from directory.partnerships.service import (
    add_member,
    list_partnerships,
    read_partnership,
    remove_member,
    write_partnership,
)
from directory.store import session_scope
from directory.words import ALL_DISTRICTS, WIDE_AREA_NAMES, Level, Release
from web.contexts.desk_partnerships import AreaOption, PartnershipDesk, PartnershipsDesk, Problem
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[str, Form()]
_EMPTY: Final = PartnershipDraft("", "", "")
_DONE: Final = {"add": "in", "remove": "out", "keep": "kept"}
SAID: Final = {"kept": "Kept.", "in": "It is in the list below.", "out": "It is no longer in the list."}


@router.get("/desk/partnerships")
def show_all(request: Request) -> Response:
    """List those that somebody may look after, and offer a new one."""
    return _show_all(request, _may_somewhere(request), _EMPTY)


@router.post("/desk/partnerships")
def add_one(
    request: Request,
    name: Typed = "",
    summary: Typed = "",
    area: Typed = "",
    url: Typed = "",
    note: Typed = "",
) -> Response:
    """Add a partnership."""
    who = _may_somewhere(request)
    draft = PartnershipDraft(name, summary, area, url.strip() or None, note.strip() or None)
    try:
        with session_scope(stores_of(request).directory) as session:
            actor = require(who, Action.LINK_GROUPS, _ground(session, area))
            slug = write_partnership(session, draft, actor=actor)
    except (InvalidInput, NotAllowed) as error:
        return _show_all(request, who, draft, _problem(error), status=error.status)
    return RedirectResponse(f"/desk/partnerships/{slug}?done=kept", status_code=303)


@router.get("/desk/partnerships/{partnership}")
def show_one(request: Request, partnership: str, done: str = "") -> Response:
    """Show one, with its members."""
    who = must_be_signed_in(request)
    with reading(request) as session:
        require(who, Action.LINK_GROUPS, _ground(session, _area_of(session, partnership)))
    return _show_one(request, who, partnership, said=SAID.get(done, ""))


@router.post("/desk/partnerships/{partnership}")
def change_one(
    request: Request,
    partnership: str,
    do: Typed = "",
    name: Typed = "",
    summary: Typed = "",
    area: Typed = "",
    url: Typed = "",
    note: Typed = "",
    member: Typed = "",
    listing: Typed = "",
) -> Response:
    """Change what it is, or who is in it."""
    who = must_be_signed_in(request)
    if do not in _DONE:
        raise InvalidInput("Choose what to do.", field="do")
    draft = PartnershipDraft(name, summary, area, url.strip() or None, note.strip() or None)
    try:
        with session_scope(stores_of(request).directory) as session:
            actor = require(who, Action.LINK_GROUPS, _ground(session, _area_of(session, partnership)))
            if do == "add":
                add_member(session, partnership, member, _address(listing), actor=actor)
            elif do == "remove":
                remove_member(session, partnership, member, actor=actor)
            else:
                require(who, Action.LINK_GROUPS, _ground(session, area))
                write_partnership(session, draft, actor=actor, slug=partnership)
    except InvalidInput as error:
        typed = member if do == "add" else ""
        return _show_one(
            request,
            who,
            partnership,
            draft=draft if do == "keep" else None,
            typed=typed,
            problems=_problem(error),
        )
    return RedirectResponse(f"/desk/partnerships/{partnership}?done={_DONE[do]}", status_code=303)


def _may_somewhere(request: Request) -> Who:
    who = must_be_signed_in(request)
    if not where_may(who, Action.LINK_GROUPS):
        require(who, Action.LINK_GROUPS, Target())
    return who


def _area_of(session: Session, slug: str) -> str:
    return read_partnership(session, slug).about.area_code or ""


def _ground(session: Session, code: str) -> Target:
    """Tell on whose ground a partnership stands; what works in the whole county is everybody's."""
    if code in WIDE_AREA_NAMES or not code:
        return Target(districts=frozenset(ALL_DISTRICTS))
    if code not in area_names(session, (code,)):
        raise InvalidInput("Choose where it works.", field="area")
    area = read_area(session, code, None)
    return Target(districts=frozenset({area.code if area.level is Level.DISTRICT else area.district_code}))


def _address(typed: str) -> str | None:
    """Read the address of a listing: its last part, however much of it was copied."""
    return typed.strip().rstrip("/").rpartition("/")[2] or None


def _areas(session: Session, who: Who, chosen: str) -> tuple[AreaOption, ...]:
    where = where_may(who, Action.LINK_GROUPS)
    districts = ALL_DISTRICTS if where.everywhere else tuple(sorted(where.districts))
    names = area_names(session, districts)
    options = [*WIDE_AREA_NAMES.items()]
    for code in districts:
        options.append((code, names.get(code, code)))
        options += [
            (area.code, f"{area.name}, {names.get(code, code)}")
            for area in list_areas(session, Level.PARISH, Release.R2021, district=code)
        ]
    return tuple(AreaOption(code, label, code == chosen) for code, label in options)


def _problem(error: HereaboutsError) -> tuple[Problem, ...]:
    return (Problem(error.field or "name", error.message),)


def _show_all(
    request: Request,
    who: Who,
    draft: PartnershipDraft,
    problems: tuple[Problem, ...] = (),
    *,
    status: int = 200,
) -> Response:
    with reading(request) as session:
        mine = tuple(
            one
            for one in list_partnerships(session)
            if may(who, Action.LINK_GROUPS, _ground(session, one.area_code or ""))
        )
        codes = {one.area_code for one in mine if one.area_code}
        page = PartnershipsDesk(
            title="Partnerships",
            talk=contact_points(session, None),
            partnerships=mine,
            names=WIDE_AREA_NAMES | area_names(session, codes),
            areas=_areas(session, who, draft.area_code),
            draft=draft,
            problems=problems,
        )
    return render_private(request, page, status=status)


def _show_one(
    request: Request,
    who: Who,
    slug: str,
    *,
    draft: PartnershipDraft | None = None,
    typed: str = "",
    problems: tuple[Problem, ...] = (),
    said: str = "",
) -> Response:
    with reading(request) as session:
        told = read_partnership(session, slug)
        about = told.about
        shown = draft or PartnershipDraft(
            about.name, about.summary, about.area_code or "", about.url, about.members_note
        )
        page = PartnershipDesk(
            title=about.name,
            talk=contact_points(session, None),
            slug=slug,
            members=told.members,
            areas=_areas(session, who, shown.area_code),
            draft=shown,
            typed=typed,
            problems=problems,
            said=said,
        )
    return render_private(request, page, status=422 if problems else 200)
