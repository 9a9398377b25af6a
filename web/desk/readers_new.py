"""Somebody asked by telephone or on paper to be told: what is written down? `/desk/readers/new`."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.schemas import Target
from directory.areas.schemas import Ambiguous, Located
from directory.areas.service import contact_points, locate
from directory.consents.service import NEWS_PURPOSES, WORDINGS
from directory.errors import InvalidInput
from directory.nodes.reach_queries import list_districts
from directory.store import session_scope
from directory.subscriptions.paper import Agreed, PaperDraft, add_reader
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm, Way
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_readers import NewReaderPage, PurposeOption
from web.contexts.desk_upkeep import PlaceOption
from web.desk.readers import agreed_options, districts_of, may_send, own_districts
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.words import listed

router = APIRouter()
MOST_PLACES: Final = 10
_FIELDS: Final = frozenset(
    {"name", "way", "address", "large", "phone", "district", "places", "purposes", "rhythm", "agreed"}
)
Typed = Mapping[str, str]


@router.get("/desk/readers/new")
def show_form(request: Request) -> Response:
    districts_of(request)
    return _page(request, {}, ())


@router.post("/desk/readers/new")
def write_down(
    request: Request,
    name: Annotated[str, Form()] = "",
    way: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    large: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    district: Annotated[str, Form()] = "",
    places: Annotated[str, Form()] = "",
    purposes: Annotated[tuple[str, ...], Form()] = (),
    rhythm: Annotated[str, Form()] = "",
    agreed: Annotated[str, Form()] = "",
) -> Response:
    """Write down who they are and what they agreed to."""
    districts_of(request)
    typed = {
        "name": name,
        "way": way,
        "address": address,
        "large": large,
        "phone": phone,
        "district": district,
        "places": places,
        "rhythm": rhythm,
        "agreed": agreed,
    }
    try:
        _write(request, typed, purposes)
    except InvalidInput as refused:
        return _page(request, typed, purposes, refused)
    return RedirectResponse("/desk/readers?said=added", status_code=303)


def _write(request: Request, typed: Typed, purposes: tuple[str, ...]) -> None:
    who, stores = must_be_signed_in(request), stores_of(request)
    for field, words, message in (
        ("way", Way, "Choose by letter or by text message."),
        ("agreed", Agreed, "Choose how they agreed."),
        ("rhythm", Rhythm, "Choose how often."),
    ):
        if typed[field] not in set(words):
            raise InvalidInput(message, field=field)
    if not set(purposes) <= set(NEWS_PURPOSES):
        raise InvalidInput("Tick what they agreed to.", field="purposes")
    with reading(request) as session:
        if typed["district"] not in {row.code for row in list_districts(session)}:
            raise InvalidInput("Choose the district they live in.", field="district")
        areas = find_places(session, typed["places"])
    require(who, Action.SEND_PAPER, Target(districts=frozenset({typed["district"]})))
    with session_scope(stores.people) as people:
        add_reader(
            people,
            PaperDraft(Way(typed["way"]), typed["name"], typed["address"], typed["phone"]),
            district=typed["district"],
            purposes=purposes,
            terms=Terms(areas=areas, rhythm=Rhythm(typed["rhythm"]), large_print=typed["large"] == "yes"),
            agreed=Agreed(typed["agreed"]),
            by=who.account_id,
        )


def find_places(session: Session, typed: str) -> tuple[str, ...]:
    """Find the parishes of places typed a line each, or the district where a parish is not known."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_PLACES:
        raise InvalidInput(f"Enter at least one place, and at most {MOST_PLACES}.", field="places")
    districts = {row.name.casefold(): row.code for row in list_districts(session)}
    found = []
    for line in lines:
        if line.casefold() in districts:
            found.append(districts[line.casefold()])
            continue
        place = locate(session, line)
        if isinstance(place, Ambiguous):
            names = listed((f"{each.name} in {each.district_name}" for each in place.choices), "or")
            raise InvalidInput(f"There is more than one {line}: {names}. Enter a postcode.", field="places")
        if not isinstance(place, Located):
            raise InvalidInput(place.message, field="places")
        code = place.origin.areas.parish or place.origin.areas.district
        if code is None:
            raise InvalidInput(f"We do not know in which parish {line} is.", field="places")
        found.append(code)
    return tuple(dict.fromkeys(found))


def _page(
    request: Request, typed: Typed, purposes: tuple[str, ...], refused: InvalidInput | None = None
) -> Response:
    where = may_send(request)
    with reading(request) as session:
        districts = own_districts(where, {row.code: row.name for row in list_districts(session)})
        talk = contact_points(session, None)
    district = typed.get("district") or (next(iter(districts)) if len(districts) == 1 else "")
    field = refused.field if refused is not None and refused.field in _FIELDS else "name"
    message = "" if refused is None else refused.message
    page = NewReaderPage(
        title="Somebody asked to be told on paper",
        talk=talk,
        problems=(FieldProblem(field, message),) if message else (),
        problem_at=field if message else "",
        problem=message,
        name=typed.get("name", ""),
        address=typed.get("address", ""),
        phone=typed.get("phone", ""),
        places=typed.get("places", ""),
        ways=tuple(
            PlaceOption(way.value, way.label, way.value == typed.get("way")) for way in (Way.POST, Way.SMS)
        ),
        large=typed.get("large") == "yes",
        rhythms=tuple(
            PlaceOption(each.value, each.label, each.value == typed.get("rhythm", Rhythm.MONTHLY.value))
            for each in Rhythm
        ),
        agreed=agreed_options(typed.get("agreed", "")),
        districts=tuple(PlaceOption(code, name, code == district) for code, name in districts.items()),
        purposes=tuple(
            PurposeOption(purpose, WORDINGS[purpose], purpose in purposes) for purpose in NEWS_PURPOSES
        ),
    )
    return render_private(request, page, status=InvalidInput.status if refused else 200)
