"""Who was asked about a place, and what did they say? `/desk/upkeep/known`: marks and the work list."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target, Where
from directory.areas.service import contact_points, read_area
from directory.clock import local_now
from directory.days import read_day_or_none
from directory.errors import HereaboutsError, InvalidInput
from directory.marks.places import NoPlace, Place, PlaceFinder
from directory.marks.schemas import Says
from directory.marks.service import Subjects, check_date, list_marks, put_mark
from directory.store import session_scope
from directory.worklist.schemas import Status
from directory.worklist.service import list_status, set_status
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_upkeep import KnownPage, KnownRow, PlaceOption
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.upkeep import reach_of
from web.words import date_words

router = APIRouter()
SOURCE: Final = "Told to a coordinator"
ASKED: Final = "asked"
ANSWERS: Final = {
    "has": "There is some",
    "none": "There is none",
    "unknown": "They do not know",
    ASKED: "Asked, and no answer yet",
}
ROWS: Final = 60
Typed = dict[str, str]
_FIELDS: Final = frozenset({"place", "says", "role", "note", "date"})


@router.get("/desk/upkeep/known")
def show_known(request: Request, noted: str = "") -> Response:
    return _page(request, {}, noted=bool(noted))


@router.post("/desk/upkeep/known")
def write_known(
    request: Request,
    place: Annotated[str, Form()] = "",
    subject: Annotated[str, Form()] = "",
    says: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    date: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    typed = {"place": place, "subject": subject, "says": says, "role": role, "date": date, "note": note}
    try:
        _write(request, typed)
    except InvalidInput as refused:
        return _page(request, typed, refused=refused)
    return RedirectResponse("/desk/upkeep/known?noted=1", status_code=303)


def _write(request: Request, typed: Typed) -> None:
    """Write where asking stands and, where somebody knows, what they said."""
    who, where = reach_of(request, Action.SEE_UPKEEP)
    if typed["says"] not in ANSWERS:
        raise InvalidInput("Choose what came of it.", field="says")
    on = read_day_or_none(typed["date"], "date") or local_now().date()
    with session_scope(stores_of(request).directory) as session:
        place = find_place(session, typed["place"], where)
        require(who, Action.SEE_UPKEEP, _target(session, place))
        answered = typed["says"] != ASKED
        says = Says(typed["says"]) if answered else None
        if answered and not typed["role"].strip():
            raise InvalidInput("Say who said so, by role, like parish clerk.", field="role")
        if place.level == "parish":
            set_status(
                session,
                place.code,
                typed["subject"],
                Status.ANSWERED if answered else Status.ASKED,
                says=says,
                role=typed["role"],
                note=typed["note"],
                on_date=on.isoformat(),
            )
        elif says is None:
            raise InvalidInput("Name the parish: the work list is kept by parish.", field="place")
        if says is not None and (place.level != "parish" or says is Says.UNKNOWN):
            put_mark(
                session,
                place,
                typed["subject"],
                says,
                on_date=check_date(on.isoformat()),
                role=typed["role"],
                note=typed["note"],
                source=SOURCE,
            )


def find_place(session: Session, typed: str, where: Where) -> Place:
    """Find the place that was named; of several parishes of one name the one that is theirs."""
    tidy, finder = typed.strip(), PlaceFinder(session)
    if not tidy:
        raise InvalidInput("Name a place.", field="place")
    found = finder.by_code(tidy)
    if isinstance(found, NoPlace):
        tries = [finder.parish(tidy), *(finder.parish(tidy, code) for code in sorted(where.districts))]
        found = next((each for each in tries if isinstance(each, Place)), tries[0])
    if isinstance(found, NoPlace):
        raise InvalidInput(found.reason, field="place")
    return found


def _target(session: Session, place: Place) -> Target:
    """Tell in whose ground a place lies."""
    if place.level == "district":
        return Target(districts=frozenset({place.code}))
    area = read_area(session, place.code)
    parishes = frozenset({place.code}) if place.level == "parish" else frozenset[str]()
    return Target(parishes=parishes, districts=frozenset({area.district_code}))


def _page(
    request: Request, typed: Typed, *, refused: HereaboutsError | None = None, noted: bool = False
) -> Response:
    _, where = reach_of(request, Action.SEE_UPKEEP)
    with reading(request) as session:
        subjects, talk = Subjects(session).all(), contact_points(session, None)
        rows = _rows(session, where)
    field = (refused.field if refused is not None else "") or ("place" if refused is not None else "")
    field = field if field in _FIELDS or not field else "place"
    page = KnownPage(
        title="Who was asked, and what did they say?",
        talk=talk,
        typed_place=typed.get("place", ""),
        subjects=tuple(PlaceOption(slug, label, slug == typed.get("subject")) for slug, label in subjects),
        answers=tuple(PlaceOption(key, label, key == typed.get("says")) for key, label in ANSWERS.items()),
        role=typed.get("role", ""),
        note=typed.get("note", ""),
        on=typed.get("date", ""),
        problems=(FieldProblem(field, refused.message),) if refused is not None else (),
        problem_at=field,
        problem=refused.message if refused is not None else "",
        noted=noted,
        rows=rows[:ROWS],
    )
    return render_private(request, page, status=InvalidInput.status if refused else 200)


def _rows(session: Session, where: Where) -> tuple[KnownRow, ...]:
    finder = PlaceFinder(session)
    told = [
        (item.on_date, item.area_code, item.area_name, item.subject_label, item.status.label, item.note)
        for item in list_status(session)
    ]
    for mark in list_marks(session):
        says = f"{mark.says.label}, says the {mark.role}"
        told += [(mark.on_date, mark.area_code, mark.area_name, mark.subject_label, says, mark.note)]
    theirs: dict[str, bool] = {}
    rows = []
    for on, code, name, subject, says, note in sorted(told, key=lambda each: each[0], reverse=True):
        if code not in theirs:
            theirs[code] = _is_theirs(session, finder, code, where)
        if theirs[code]:
            rows.append(KnownRow(name, subject, says, date_words(on), note or ""))
    return tuple(rows)


def _is_theirs(session: Session, finder: PlaceFinder, code: str, where: Where) -> bool:
    place = finder.by_code(code)
    if where.everywhere or isinstance(place, NoPlace):
        return where.everywhere
    target = _target(session, place)
    return bool(target.districts & where.districts or target.parishes & where.parishes)
