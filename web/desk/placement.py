"""How does somebody look after a place they took, without an account? `/placement/{token}`."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from directory import clock
from directory.errors import Conflict, InvalidInput, NotFound
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.store import reading_scope, session_scope
from directory.volunteers import placement_queries as queries
from directory.volunteers.cover import hand_back, keep, want_cover
from directory.volunteers.hours import Outcome, read_minutes, tell_hours
from directory.volunteers.models import Placement, VolunteerHours
from directory.volunteers.openings import when_words
from directory.volunteers.placement_letters import Where
from directory.volunteers.placement_links import find_placement
from directory.volunteers.placement_mail import where_of
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_taking import PlacementPage
from web.desk.listing_form import text_of, typed_form
from web.desk.own_calendar import Entry, calendar_answer
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.desk.task_facts import facts_at

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status
HOUR_MIN: Final = 60
_SAID: Final = {
    "taken": "Thank you: the place is yours. We have sent you a message with all of this.",
    "cover": "We ask others who could come, and have told the group.",
    "keep": "Thank you: you come after all.",
    "give_back": "Your place is free again, and the group has been told that one is.",
    "hours": "Thank you. The group sees it, and agrees to it.",
}
_TOLD: Final = {
    "ahead": "",
    "cover": "You have asked for cover. Until somebody takes it, the place is still yours.",
    "over": "Thank you for helping.",
    "gave_back": "This place is not yours any more: you gave it back, or somebody covers you.",
    "not_needed": "This was called off, or you were not needed.",
    "did_not_come": "The group says that you did not come. Write to it if that is not so.",
}


@dataclass(frozen=True, slots=True)
class _Found:
    row: Placement
    need: NeedRead
    where: Where
    hours: VolunteerHours | None

    @property
    def state(self) -> str:
        """Where it stands: ahead, cover, over or ended."""
        if self.row.ended_at is not None:
            return "ended"
        begun = self.row.starts_at is not None and self.row.starts_at <= clock.now()
        if self.row.outcome is not None or begun:
            return "over"
        return "cover" if self.row.cover_wanted_at is not None else "ahead"


def _find(request: Request, token: str) -> _Found:
    stores = stores_of(request)
    with reading_scope(stores.people) as people:
        row = find_placement(people, token)
        hours = queries.hours_of_placement(people, row.id)
    with reading_scope(stores.directory) as directory:
        need = read_by_id(directory, row.need_id)
        return _Found(row, need, where_of(directory, stores.settings, need), hours)


@router.get("/placement/{token}")
def show_placement(request: Request, token: str, said: str = "") -> Response:
    """Show the place and what can be done with it."""
    return _page(request, token, _find(request, token), said=_SAID.get(said, ""))


def _page(
    request: Request,
    token: str,
    found: _Found,
    *,
    said: str = "",
    typed: str = "",
    problems: tuple[FieldProblem, ...] = (),
) -> Response:
    row, state = found.row, found.state
    came = row.outcome in {None, Outcome.CAME.value}
    fixed = row.starts_at is not None
    page = PlacementPage(
        title="Your place" if state != "ended" else "This place is free again",
        talk=talk_of(request),
        said=said,
        facts=facts_at(found.need, found.where, when_words(row.starts_at, row.ends_at)),
        action=f"/placement/{token}",
        calendar=f"/placement/{token}/calendar.ics" if fixed else "",
        state=state,
        told=_TOLD.get((row.outcome if not came or state == "ended" else None) or state, _TOLD["over"]),
        hours=typed or (_hours(found.hours.minutes) if found.hours else ""),
        hours_state=_hours_state(found.hours),
        can_tell_hours=came
        and (state == "over" or (not fixed and state == "ahead"))
        and (found.hours is None or found.hours.agreed_at is None),
        certificate=f"/desk/volunteering/certificate.pdf?listing={found.need.listing_slug}"
        if found.hours and found.hours.agreed_at
        else "",
        problems=problems,
        errors={problem.field: problem.message for problem in problems},
    )
    return render_private(request, page, status=BAD if problems else 200)


def _hours(minutes: int) -> str:
    return f"{minutes / HOUR_MIN:.2f}".rstrip("0").rstrip(".")


def _hours_state(hours: VolunteerHours | None) -> str:
    if hours is None:
        return ""
    told = f"{_hours(hours.minutes)} hours" if hours.minutes != HOUR_MIN else "1 hour"
    if hours.agreed_at is None:
        return f"You told the group {told}. It has not agreed to it yet."
    earned = f" They earned {hours.credits} Time Credits." if hours.credits else ""
    return f"The group agreed to {told}.{earned}"


@router.post("/placement/{token}")
def change_placement(request: Request, token: str, form: Typed) -> Response:
    """Ask for cover, come after all, give it back, or tell how long it was."""
    stores, do = stores_of(request), text_of(form, "do")
    found = _find(request, token)
    if do == "cover":
        want_cover(stores, token)
    elif do == "keep":
        keep(stores, token)
    elif do == "give_back":
        if found.state not in {"ahead", "cover"}:
            raise Conflict("It has begun or is over, so it cannot be given back. Write to the group.")
        hand_back(stores, token)
    elif do == "hours":
        try:
            minutes = read_minutes(text_of(form, "hours"))
            with session_scope(stores.people) as people:
                row = find_placement(people, token)
                tell_hours(people, row.id, minutes, by_group=False, earns_credits=found.need.earns_credits)
        except InvalidInput as refused:
            typed = text_of(form, "hours")[:20]
            return _page(
                request, token, found, typed=typed, problems=(FieldProblem("hours", refused.message),)
            )
    else:
        raise InvalidInput("Press one of the buttons on the page.")
    return RedirectResponse(
        f"/placement/{token}?said={do}", status_code=303, headers={"Cache-Control": "no-store"}
    )


@router.get("/placement/{token}/calendar.ics")
def give_calendar(request: Request, token: str) -> Response:
    """Give the time as an entry for a calendar; the link to the place stands in it, and nobody's name."""
    found = _find(request, token)
    row = found.row
    if row.starts_at is None or row.ends_at is None or row.ended_at is not None:
        raise NotFound("There is no fixed time to put into a calendar.")
    entry = Entry(
        uid=str(row.id),
        made_at=row.taken_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        summary=f"{found.need.title}: {found.need.listing_name}",
        where=found.where.place,
        about=f"Cannot come after all? {stores_of(request).settings.base_url}/placement/{token}",
    )
    return calendar_answer([entry], what="A place to help", file="place.ics")
