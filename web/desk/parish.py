"""How does a clerk look after the page of a parish? `/desk/parish/{code}`."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action, may, where_may
from directory.accounts.schemas import Target, Where, Who
from directory.accounts.targets import target_of
from directory.areas.schemas import AreaRead
from directory.areas.service import contact_points, list_areas, read_area
from directory.changes.schemas import Actor
from directory.clock import local_now
from directory.errors import Conflict, HereaboutsError, InvalidInput, NotFound
from directory.freshness.overview import read_overview
from directory.marks.places import Place
from directory.marks.schemas import Says
from directory.marks.service import Subjects, check_says, list_marks, put_mark
from directory.nodes.parish_care import last_care, look_after
from directory.nodes.parish_moving import (
    PlacedHere,
    listing_at,
    parish_choices,
    placed_here,
    state_parish,
)
from directory.nodes.parish_queries import find_council
from directory.noticeboard.reading import notices_for_area
from directory.releases.active import active_folder
from directory.store import session_scope
from directory.words import Level, Release, Role
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_parish import (
    AskedRow,
    ParishChoice,
    ParishChoicesPage,
    ParishDeskPage,
    PlacedRow,
    SaidRow,
)
from web.contexts.desk_upkeep import PlaceOption
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.upkeep import confirmed_words, reach_of, standing_words
from web.desk.who import must_be_signed_in
from web.parish_words import care_words, parish_name, said_words

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
SOURCE: Final = "Said on the desk of the parish page"
ASKED_ROWS: Final = 12
ANSWERS: Final = {
    "has": "There is some",
    "none": "There is none",
    "unknown": "We do not know",
}
DONE: Final = {
    "care": "Thank you. The page says that it was looked after today.",
    "mark": "Written down. The page tells it, and so do the pages of gaps.",
    "place": "Put right. It is no longer an estimate.",
}


@router.get("/desk/parish")
def show_choices(request: Request) -> Response:
    """List the parishes this person may look after."""
    _who, where = reach_of(request, Action.MARK_PLACE)
    with reading(request) as session:
        every = list_areas(session, Level.PARISH, Release.R2021)
        mine = [each for each in every if _is_mine(where, each.code, each.district_code)]
        groups: dict[str, list[ParishChoice]] = {}
        for each in sorted(mine, key=lambda area: area.name):
            choice = ParishChoice(each.code, parish_name(each.name), each.district_name)
            groups.setdefault(each.district_name, []).append(choice)
        page = ParishChoicesPage(
            title="Look after the page of a parish",
            talk=contact_points(session, None),
            groups=tuple((name, tuple(groups[name])) for name in sorted(groups)),
        )
    return render_private(request, page)


def _is_mine(where: Where, code: str, district: str) -> bool:
    return where.everywhere or code in where.parishes or district in where.districts


@router.get("/desk/parish/{code}")
def show_parish_desk(request: Request, code: str, done: str = "") -> Response:
    who, area, _actor = _looked_after(request, code)
    return _page(request, who, area, {}, done=DONE.get(done, ""))


@router.post("/desk/parish/{code}/care")
def note_care(request: Request, code: str) -> Response:
    """Note that somebody looked the page over today."""
    _who, area, actor = _looked_after(request, code)
    with session_scope(stores_of(request).directory) as session:
        look_after(session, area.code, actor=actor, what="looked over")
    return _done(area, "care")


@router.post("/desk/parish/{code}/marks")
def write_mark(request: Request, code: str, form: Typed) -> Response:
    """Write down that there is something here, or none, or that nobody knows."""
    who, area, actor = _looked_after(request, code)
    typed = {name: text_of(form, name) for name in ("subject", "says", "note")}
    try:
        with session_scope(stores_of(request).directory) as session:
            put_mark(
                session,
                Place(area.code, area.level.value, area.name),
                typed["subject"],
                _says(typed["says"]),
                on_date=local_now().date().isoformat(),
                role=Role(actor.role).label.lower(),
                note=typed["note"],
                source=SOURCE,
            )
            look_after(session, area.code, actor=actor, what="mark")
    except InvalidInput as refused:
        return _page(request, who, area, typed, refused=refused)
    return _done(area, "mark")


@router.post("/desk/parish/{code}/place")
def put_in_parish(request: Request, code: str, form: Typed) -> Response:
    """Say in which parish something stands."""
    who, area, actor = _looked_after(request, code)
    stores, at = stores_of(request), _uuid(text_of(form, "at"))
    try:
        with session_scope(stores.directory) as session:
            found = listing_at(session, at)
            state_parish(
                session,
                active_folder(session, stores.settings.data_dir),
                area.code,
                at,
                text_of(form, "parish"),
                actor=require(who, Action.EDIT_LISTING, target_of(session, found)),
                change_id=_uuid(text_of(form, "change_id")),
                base_version=_whole(text_of(form, "version")),
            )
            look_after(session, area.code, actor=actor, what="place")
    except (InvalidInput, Conflict) as refused:
        return _page(request, who, area, {}, refused=refused)
    return _done(area, "place")


def _says(typed: str) -> Says:
    if not typed:
        raise InvalidInput("Choose what there is.", field="says")
    return check_says(typed)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise InvalidInput("The form is not whole. Open the page again.", field="place") from error


def _whole(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:  # noqa: PLR2004 - no listing has so many
        raise InvalidInput("The form is not whole. Open the page again.", field="place")
    return int(typed)


def _done(area: AreaRead, what: str) -> Response:
    return RedirectResponse(f"/desk/parish/{area.code}?done={what}", status_code=303)


def _looked_after(request: Request, code: str) -> tuple[Who, AreaRead, Actor]:
    """Tell who is asking, about which parish and in which role, or refuse."""
    who = must_be_signed_in(request)
    with reading(request) as session:
        area = read_area(session, code)
    parishes = frozenset({area.code}) if area.level is Level.PARISH else frozenset[str]()
    target = Target(parishes=parishes, districts=frozenset({area.district_code}))
    actor = require(who, Action.MARK_PLACE, target)
    if area.level is not Level.PARISH:
        raise NotFound(f"{area.name} is not a parish. Choose one from /desk/parish.")
    return who, area, actor


def _page(
    request: Request,
    who: Who,
    area: AreaRead,
    typed: Mapping[str, str],
    *,
    refused: HereaboutsError | None = None,
    done: str = "",
) -> Response:
    own = Where(
        parishes=frozenset({area.code}), everywhere=False, districts=frozenset(), listings=frozenset()
    )
    overview = read_overview(stores_of(request), own)
    to_do = overview.to_do()
    field = "" if refused is None else _field(refused)
    with reading(request) as session:
        council = find_council(session, area.code)
        placed = tuple(row for row in placed_here(session, area.code) if _may_edit(session, who, row))
        choices = parish_choices(session, area.code)
        page = ParishDeskPage(
            title=f"Look after {parish_name(area.name)}",
            talk=contact_points(session, area.district_code),
            code=area.code,
            place=parish_name(area.name),
            care=care_words(last_care(session, area.code), owned=bool(council and council.owned)),
            done=done,
            problems=() if refused is None else (FieldProblem(field, refused.message),),
            errors={} if refused is None else {field: refused.message},
            placed=tuple(_placed(row, choices, area.code) for row in placed),
            doubtful=sum(row.estimated for row in placed),
            subjects=tuple(
                PlaceOption(slug, label, slug == typed.get("subject"))
                for slug, label in Subjects(session).all()
            ),
            answers=tuple(
                PlaceOption(key, label, key == typed.get("says")) for key, label in ANSWERS.items()
            ),
            note=typed.get("note", ""),
            said=tuple(
                SaidRow(mark.subject_label, said_words(mark), mark.note or "")
                for mark in list_marks(session, area=area.code)
            ),
            asked=tuple(
                AskedRow(each.facts.slug, each.facts.name, confirmed_words(each.facts), standing_words(each))
                for each in to_do[:ASKED_ROWS]
            ),
            due=len(to_do),
            notices=len(notices_for_area(session, area.code, limit=100)),
            writes_notices=f"/desk/notices/new?area={area.code}"
            if where_may(who, Action.WRITE_NOTICE)
            else "",
        )
    return render_private(request, page, status=200 if refused is None else refused.status)


def _field(refused: HereaboutsError) -> str:
    return refused.field if refused.field in {"subject", "says", "note"} else "place"


def _may_edit(session: Session, who: Who, row: PlacedHere) -> bool:
    return may(who, Action.EDIT_LISTING, target_of(session, row.listing_id))


def _placed(row: PlacedHere, choices: tuple[tuple[str, str], ...], code: str) -> PlacedRow:
    return PlacedRow(
        at=str(row.at),
        slug=row.slug,
        name=row.name,
        where=row.where,
        estimated=row.estimated,
        version=row.version,
        change_id=str(uuid4()),
        choices=tuple(PlaceOption(value, label, value == code) for value, label in choices),
    )
