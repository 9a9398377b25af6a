"""How does a group ask those who fit, without learning who they are? From `/desk/needs/{id}/people`."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory.digests.fives import in_fives
from directory.errors import InvalidInput
from directory.needs.schemas import NeedRead
from directory.needs.words import Skill
from directory.volunteers.inviting import invite
from directory.volunteers.openings import opening_of
from directory.volunteers.wanted import Wanted, wanted_of
from web.desk.listing_form import text_of, typed_form
from web.desk.need_people import GOOD_FOR, MANY, USUAL_M, WITHIN_M, language_in
from web.desk.shifts import need_of
from web.desk.stores import stores_of
from web.desk.who import must_be_signed_in

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
MORE_THAN_NEEDED: Final = 3
"""So many are asked for each free place, where the group does not say."""


@router.post("/desk/needs/{need_id}/invite")
def ask_people(request: Request, need_id: UUID, form: Typed) -> Response:
    """Ask the best who fit; the page that follows says how many, never who."""
    need, _ = need_of(request, need_id)
    session_id = _session_of(form, need)
    wanted = read_wanted(form, need, session_id)
    found = invite(
        stores_of(request),
        need_id,
        session_id,
        wanted,
        how_many=_how_many(form, need, session_id),
        actor=must_be_signed_in(request),
    )
    told = in_fives(found.asked)
    said = "?said=few" if told is None else f"?said=invited&n={told}"
    return RedirectResponse(
        f"/desk/needs/{need_id}/shifts{said}", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _session_of(form: FormData, need: NeedRead) -> UUID | None:
    typed = text_of(form, "session").strip()
    if not typed and len(need.sessions) == 1:
        return need.sessions[0].id
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise InvalidInput("Choose for which time you need people.", field="session") from None


def read_wanted(form: FormData, need: NeedRead, session_id: UUID | None) -> Wanted:
    """Read what the group asks for, in the few steps its page offers: finer ones would tell who is where."""
    return wanted_of(
        need,
        opening_of(need, session_id).time,
        within_m=float(_step(form, "within_m", WITHIN_M, USUAL_M)),
        good_for_days=_step(form, "good_for_days", GOOD_FOR, 0),
        drives=bool(text_of(form, "drives")),
        any_skills=frozenset(Skill(each) for each in form.getlist("skills") if each in set(Skill)),
        any_languages=language_in(text_of(form, "language")),
    )


def _step(form: FormData, name: str, steps: Mapping[int, str], otherwise: int) -> int:
    typed = text_of(form, name).strip()
    return next((step for step in steps if str(step) == typed), otherwise)


def _how_many(form: FormData, need: NeedRead, session_id: UUID | None) -> int:
    typed = text_of(form, "how_many").strip()
    if not typed:
        opening = opening_of(need, session_id)
        left = opening.time.left if opening.time else opening.seats
        return next((many for many in MANY if many >= MORE_THAN_NEEDED * left), MANY[-1])
    if typed not in map(str, MANY):
        raise InvalidInput(f"Say how many to ask: {', '.join(map(str, MANY))}.", field="how_many")
    return int(typed)
