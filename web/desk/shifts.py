"""How does a group see who comes, ask more people, and say afterwards who came? `/desk/needs/{id}/shifts`."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.accounts.permissions import Action
from directory.accounts.targets import target_of
from directory.areas.service import contact_points
from directory.changes.schemas import Actor
from directory.days import read_day_or_none
from directory.digests.fives import LEAST, in_fives
from directory.errors import InvalidInput, NotFound
from directory.needs.reading import read_by_id
from directory.needs.schemas import NeedRead
from directory.needs.words import NeedState
from directory.store import session_scope
from directory.volunteers.answering import note_word, wake_answered
from directory.volunteers.arriving import check_words
from directory.volunteers.hours import Outcome, agree, note_outcome, read_minutes, tell_hours
from directory.volunteers.inviting import Counter
from directory.volunteers.models import Placement
from directory.volunteers.offers import give_place, not_this_time
from directory.volunteers.openings import Opening, when_words
from directory.volunteers.schemas import CheckRead, Seen
from directory.volunteers.shifts import Coming, Offering, Shifts, read_shifts
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_shifts import ComingRow, OfferRow, ShiftRow, ShiftsPage
from web.desk.listing_form import text_of, typed_form
from web.desk.render import render_private
from web.desk.stores import require, stores_of
from web.desk.who import must_be_signed_in
from web.words import long_date

router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
BAD: Final = InvalidInput.status
HOUR_MIN: Final = 60
_SAID: Final = {
    "invited": "You hear from those who say yes, and only from them.",
    "few": "Fewer than five people could be asked: few fit, or they were asked this week or for this before. "
    "You hear from those who say yes, and only from them.",
    "came": "Thank you. It is written down.",
    "seat": "The place is theirs, and they have been told.",
    "no": "They have been told, kindly, that it cannot be this time.",
    "agree": "You agreed to the hours.",
    "touch": "Thank you for being in touch. It counts as answered.",
}
_OUTCOMES: Final = {each.value: each.label for each in Outcome}
_STATES: Final = {
    NeedState.DRAFT: "This is a draft: nobody sees it yet.",
    NeedState.RESTING: "This rests and is shown to nobody, because somebody who offered has had no answer. "
    "Be in touch with them and say so below: then it is shown again.",
    NeedState.FILLED: "This is filled, and shown to nobody else.",
    NeedState.CLOSED: "This is over.",
}


def need_of(request: Request, need_id: UUID) -> tuple[NeedRead, Actor]:
    """Read the need, for somebody who may recruit for its listing."""
    with reading(request) as session:
        need = read_by_id(session, need_id)
        target = target_of(session, need.listing_id)
    return need, require(must_be_signed_in(request), Action.RECRUIT, target)


@router.get("/desk/needs/{need_id}/shifts")
def show_shifts(request: Request, need_id: UUID, said: str = "", n: int = 0) -> Response:
    """Show who comes; that somebody looked is written down for each of them."""
    need, _ = need_of(request, need_id)
    told = _SAID.get(said, "")
    if said == "invited":
        asked = _in_fives(n)
        told = f"{asked[:1].upper()}{asked[1:]} people have been asked. {told}"
    return _page(request, need, told)


def _page(
    request: Request, need: NeedRead, said: str, *problems: FieldProblem, form: FormData | None = None
) -> Response:
    stores, who = stores_of(request), must_be_signed_in(request)
    with reading(request) as session:
        talk = contact_points(session, None)
    with session_scope(stores.people) as people:
        found = read_shifts(people, need, account_id=who.account_id)
    page = ShiftsPage(
        title="Who comes",
        talk=talk,
        need_title=need.title,
        need_href=f"/desk/needs/{need.id}",
        people_href=f"/desk/needs/{need.id}/people" if need.state is NeedState.OPEN else "",
        state=_STATES.get(need.state, ""),
        rests=need.state is NeedState.RESTING,
        said=said,
        action=f"/desk/needs/{need.id}/shifts",
        shifts=_shifts(need, found),
        offers=tuple(_offer(each) for each in found.offers),
        check=check_words(Opening(need, None)),
        asked=_counted(found.counter),
        typed=(
            {f"checked_on-{text_of(form, 'offer')}": text_of(form, "checked_on")} if form is not None else {}
        ),
        problems=problems,
        errors={problem.field: problem.message for problem in problems},
    )
    return render_private(request, page, status=BAD if problems else 200)


def _shifts(need: NeedRead, found: Shifts) -> tuple[ShiftRow, ...]:
    """List the times, those to come first, each with who comes; those that are over at the end."""
    places = {each.id: each.places for each in need.sessions}
    times = {each.id: when_words(each.starts_at, each.ends_at) for each in need.sessions}
    if not need.sessions and not any(each.starts_at for each in found.coming):
        times, places = {need.id: when_words(None, None)}, {need.id: need.places}
    for each in reversed(found.coming):
        times.setdefault(each.session_id, when_words(each.starts_at, each.ends_at))
    rows = []
    for session_id, when in times.items():
        coming = [each for each in found.coming if each.session_id == session_id]
        there = places.get(session_id)
        taken = f"{len(coming)} of {there} places taken" if there else ""
        rows.append(ShiftRow(str(session_id), when, taken, tuple(_coming(each) for each in coming)))
    return tuple(rows)


def _coming(each: Coming) -> ComingRow:
    return ComingRow(
        placement=str(each.placement_id),
        name=_name(each.seen),
        contact=_contact(each.seen),
        told=_told(each),
        hours="" if each.minutes is None else _hours(each.minutes),
        can_tell=each.over and not each.agreed,
        to_agree=f"{_hours(each.minutes)} hours" if each.minutes is not None and not each.agreed else "",
        waits_for_word=each.waits_for_word,
    )


def _told(each: Coming) -> str:
    if each.outcome is not None:
        hours = f", {_hours(each.minutes)} hours" if each.agreed and each.minutes is not None else ""
        return f"{_OUTCOMES.get(each.outcome, '')}{hours}"
    if each.wants_cover:
        return "Asks for cover. Until somebody takes it, the place is theirs."
    return ""


def _name(seen: Seen) -> str:
    return seen.name or "Somebody who does not share their name with you"


def _contact(seen: Seen) -> tuple[str, ...]:
    return tuple(part for part in (seen.email, seen.phone) if part)


def _offer(each: Offering) -> OfferRow:
    return OfferRow(
        offer=str(each.offer_id),
        name=_name(each.seen),
        contact=_contact(each.seen),
        when=each.when,
        checks=tuple(_check(check) for check in each.seen.checks or ()),
    )


def _check(check: CheckRead) -> str:
    seen = "seen by a group" if check.verified_by else "told, not seen by anybody yet"
    return f"{check.level.label}, {check.workforce.label.lower()}, of {long_date(check.checked_on)}: {seen}"


def _hours(minutes: int) -> str:
    return f"{minutes / HOUR_MIN:.2f}".rstrip("0").rstrip(".")


def _counted(counter: Counter) -> tuple[str, ...]:
    if not counter.asked:
        return ()
    told = (f"Asked: {_in_fives(counter.asked)}", f"said yes: {counter.yes}")
    if in_fives(counter.asked) is None:
        return told
    return (*told, f"no answer yet: {_in_fives(counter.no_answer)}")


def _in_fives(people: int) -> str:
    """Say how many without saying it exactly: who could be asked is found out by asking, too."""
    told = in_fives(people)
    return f"fewer than {LEAST}" if told is None else f"at least {told}"


@router.post("/desk/needs/{need_id}/shifts")
def change_shifts(request: Request, need_id: UUID, form: Typed) -> Response:
    """Say who came and how long, agree to hours, answer an offer, or say that one has been in touch."""
    need, actor = need_of(request, need_id)
    do = text_of(form, "do")
    try:
        said = (
            _offered(request, need, actor, form, do)
            if do in {"seat", "no"}
            else _placed(request, need, form, do)
        )
    except InvalidInput as refused:
        problem = FieldProblem(f"{refused.field}-{_which(form)}", refused.message)
        return _page(request, need, "", problem, form=form)
    wake_answered(stores_of(request), need.id)
    return RedirectResponse(
        f"/desk/needs/{need_id}/shifts?said={said}", status_code=303, headers={"Cache-Control": "no-store"}
    )


def _which(form: FormData) -> str:
    return text_of(form, "placement") or text_of(form, "offer")


def _offered(request: Request, need: NeedRead, actor: Actor, form: FormData, do: str) -> str:
    offer = _number(text_of(form, "offer"))
    if do == "no":
        not_this_time(stores_of(request), need.id, offer)
        return do
    who = must_be_signed_in(request)
    with reading(request) as session:
        require(who, Action.VERIFY_CHECK, target_of(session, need.listing_id))
    checked_on = read_day_or_none(text_of(form, "checked_on"), "checked_on")
    give_place(stores_of(request), need.id, offer, checked_on=checked_on, role=actor.role, by=who.account_id)
    return do


def _placed(request: Request, need: NeedRead, form: FormData, do: str) -> str:
    placement_id = _number(text_of(form, "placement"))
    with session_scope(stores_of(request).people) as people:
        row = people.get(Placement, placement_id)
        if row is None or row.need_id != need.id:
            raise NotFound("There is no such place any more. It may have been given back.")
        note_word(people, need.id, row.volunteer_id)
        if do == "agree":
            agree(people, placement_id)
        elif do == "touch":
            pass  # a word is all that it says
        elif do == Outcome.CAME and text_of(form, "hours").strip():
            minutes = read_minutes(text_of(form, "hours"))
            tell_hours(people, placement_id, minutes, by_group=True, earns_credits=need.earns_credits)
        elif do in set(Outcome):
            note_outcome(people, placement_id, Outcome(do))
        else:
            raise InvalidInput("Press one of the buttons on the page.", field="hours")
    return do if do in _SAID else "came"


def _number(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise NotFound("There is no such place any more. It may have been given back.") from None
