"""How do I ask for a room, and see what the venue says? Without an account."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Final, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.session import reading
from directory.areas.service import contact_points
from directory.clock import local_now
from directory.errors import InvalidInput, NotFound
from directory.hire.halls import HallRead, read_hall
from directory.hire.letters import reach_words
from directory.hire.schemas import EnquiryDraft, EnquiryRead, EnquiryState
from directory.hire.service import (
    NOBODY,
    ask,
    faults_of,
    reaches_somebody,
    read_by_token,
    room_of,
    send,
    withdraw,
)
from directory.venues.bookings import Span, taken_of
from directory.venues.reading import read_room
from directory.venues.schemas import RoomRead
from directory.venues.words import Facility, Hirer
from web.contexts.desk_hire import AskRoomPage, AskSentPage, EnquiryPage
from web.contexts.desk_home import FieldProblem
from web.contexts.desk_news import Option
from web.desk.hire_words import facts_of
from web.desk.listing_form import text_of, typed_form
from web.desk.network import address_of
from web.desk.news_words import ticked
from web.desk.own_calendar import Entry, calendar_answer
from web.desk.render import render_private
from web.desk.sign_in import talk_of
from web.desk.stores import stores_of
from web.free_room_words import duration
from web.hire_times import FIELDS as TIMES
from web.hire_times import MOST_TIMES, RHYTHMS, days_left_out, price_of, times_of
from web.words import count, long_date

T = TypeVar("T")
router = APIRouter()
Typed = Annotated[FormData, Depends(typed_form)]
FIELDS: Final = (
    "group_name",
    "purpose",
    "people",
    "hirer",
    *TIMES,
    "name",
    "email",
    "phone",
)
LONGEST: Final = 1200
SAID: Final = {
    "sent": "Sent. We write to you when the venue answers.",
    "withdrawn": "Taken back. The venue is told, and the times are free again.",
}


@router.get("/rooms/{listing}/{room}/ask")
def show_ask(request: Request, listing: str, room: str) -> Response:
    """Show the form; whoever comes from a search finds there what they looked for."""
    with reading(request) as session:
        found = read_room(session, listing, room)
    return _form(request, found, FormData(list(request.query_params.multi_items())), ())


@router.post("/rooms/{listing}/{room}/ask")
def take_ask(request: Request, listing: str, room: str, form: Typed) -> Response:
    """Have the confirmation sent; the venue hears of nothing yet."""
    stores = stores_of(request)
    with reading(request) as session:
        found = read_room(session, listing, room)
    if found.example:
        return _form(request, found, FormData(), (FieldProblem("room", NOBODY),))
    problems: list[FieldProblem] = []
    spans = _heard(problems, lambda: _times(request, found, form)) if _times_read(problems, form) else None
    people = _heard(problems, lambda: _people(form, found))
    hirer = _heard(problems, lambda: _hirer(form))
    said = (text_of(form, name) for name in ("group_name", "name", "purpose", "email"))
    problems += (_problem(fault) for fault in faults_of(*said))
    if problems or spans is None or people is None or hirer is None:
        problems.sort(key=lambda each: _ORDER.index(each.field) if each.field in _ORDER else len(_ORDER))
        return _form(request, found, form, tuple(problems))
    try:
        ask(
            stores,
            EnquiryDraft(
                room_id=found.id,
                group_name=text_of(form, "group_name"),
                name=text_of(form, "name"),
                email=text_of(form, "email"),
                phone=text_of(form, "phone"),
                purpose=text_of(form, "purpose"),
                people=people,
                hirer=hirer,
                spans=spans,
                needs=tuple(Facility(each) for each in ticked(form, "needs", tuple(Facility))),
                pence_told=price_of(found, hirer, spans),
            ),
            network=address_of(request),
        )
    except InvalidInput as refused:
        return _form(request, found, form, (_problem(refused),))
    return RedirectResponse("/hire/sent", status_code=303, headers={"Cache-Control": "no-store"})


_ORDER: Final = (*TIMES, "without", "group_name", "purpose", "people", "hirer", "name", "email")
"""The fields from the top of the form down."""
_RIGHT: Final = {"starts": "10:00", "ends": "11:00", "rhythm": "once", "times": "1"}


def _problem(refused: InvalidInput) -> FieldProblem:
    return FieldProblem(refused.field or "purpose", refused.message)


def _heard(problems: list[FieldProblem], read: Callable[[], T]) -> T | None:
    """Read a part of the form; what is wrong in it joins the rest, so that all is told at once."""
    try:
        return read()
    except InvalidInput as refused:
        problems.append(_problem(refused))
        return None


def _times_read(problems: list[FieldProblem], form: FormData) -> bool:
    """Whether each field of the times can be read: behind one that cannot, the next is looked at too."""
    typed = {name: text_of(form, name) for name in TIMES}
    right = _RIGHT | {"first": local_now().date().isoformat()}
    before = len(problems)
    for _field in TIMES:
        try:
            times_of(*typed.values())
        except InvalidInput as refused:
            if refused.field not in typed or typed[refused.field] == right[refused.field]:
                break
            problems.append(_problem(refused))
            typed[refused.field] = right[refused.field]
    return len(problems) == before


def _times(request: Request, room: RoomRead, form: FormData) -> tuple[Span, ...]:
    spans = times_of(*(text_of(form, name) for name in TIMES), without=_without(form))
    shortest = spans[0].ends_at - spans[0].starts_at
    if shortest < timedelta(minutes=room.least_min):
        raise InvalidInput(f"The shortest hire of this room is {duration(room.least_min)}.", field="ends")
    earliest = local_now().date() + timedelta(days=room.notice_days)
    if spans[0].starts_at.date() < earliest:
        raise InvalidInput(
            f"This venue wants to be asked {count(room.notice_days, 'day', 'days')} ahead: "
            f"choose {long_date(earliest)} or later.",
            field="first",
        )
    last_day = spans[-1].ends_at.date()
    if not (room.open_on(spans[0].starts_at.date()) and room.open_on(last_day)):
        raise InvalidInput("The building is not open on all of these days.", field="first")
    with reading(request) as session:
        taken = taken_of(session, room.id, spans)
    if taken:
        days = ", ".join(long_date(span.starts_at.date()) for span in taken[:3])
        raise InvalidInput(f"Somebody has the room on {days}. Choose other days or times.", field="first")
    return spans


def _without(form: FormData) -> list[str]:
    return [day.isoformat() for day in days_left_out(map(str, form.getlist("without")[:MOST_TIMES]))]


def _people(form: FormData, room: RoomRead) -> int:
    typed = text_of(form, "people").strip()
    if not typed.isdecimal() or len(typed) > 5:  # noqa: PLR2004 - digits, more than any hall holds
        raise InvalidInput("Enter how many people come, in digits.", field="people")
    most = room.most
    if most is not None and int(typed) > most:
        raise InvalidInput(f"This room holds {most} people at most.", field="people")
    return int(typed)


def _hirer(form: FormData) -> Hirer:
    typed = text_of(form, "hirer")
    if typed not in set(Hirer):
        raise InvalidInput("Choose what kind of hirer you are: the price depends on it.", field="hirer")
    return Hirer(typed)


def _form(request: Request, room: RoomRead, form: FormData, problems: tuple[FieldProblem, ...]) -> Response:
    typed = {name: text_of(form, name)[:LONGEST] for name in FIELDS}
    needs = ticked(form, "needs", tuple(Facility))
    with reading(request) as session:
        phone = read_hall(session, room).phone
        talk = contact_points(session, room.district)
    page = AskRoomPage(
        title=f"Ask for {room.name}",
        talk=talk,
        action=f"/rooms/{room.listing_slug}/{room.slug}/ask",
        back=f"/rooms/{room.listing_slug}/{room.slug}",
        room=room.name,
        venue=room.listing_name,
        example=room.example,
        reached=reaches_somebody(stores_of(request), room.listing_id),
        phone=phone,
        least=_least(room),
        typed=typed,
        hirers=tuple(Option(each.value, each.label, typed["hirer"] == each.value) for each in Hirer),
        rhythms=tuple(
            Option(word, label, (typed["rhythm"] or "once") == word) for word, label in RHYTHMS.items()
        ),
        without=tuple(Option(day, long_date(date.fromisoformat(day)), chosen=True) for day in _without(form)),
        needs=tuple(
            Option(each.value, each.label, each in needs) for each in Facility if room.has(each) is not False
        ),
        problems=problems,
        errors={problem.field: problem.message for problem in reversed(problems)},
    )
    return render_private(request, page, status=InvalidInput.status if problems else 200)


def _least(room: RoomRead) -> str:
    notice = f"Ask {count(room.notice_days, 'day', 'days')} ahead. " if room.notice_days else ""
    return f"{notice}The shortest hire is {duration(room.least_min)}."


@router.get("/hire/sent")
def show_sent(request: Request) -> Response:
    """Say what happens next, to everybody alike."""
    page = AskSentPage(
        title="Look into your e-mail",
        talk=talk_of(request),
        mail_goes_out=stores_of(request).settings.smtp_url is not None,
    )
    return render_private(request, page)


@router.get("/hire/{token}")
def show_enquiry(request: Request, token: str, said: str = "") -> Response:
    """Show what was asked and answered. Programs that look at mail open links: nothing changes by it."""
    return _show(request, token, read_by_token(stores_of(request), token), SAID.get(said, ""))


@router.get("/hire/{token}/calendar.ics")
def give_calendar(request: Request, token: str) -> Response:
    """Give the times that the venue keeps as entries for a calendar."""
    stores = stores_of(request)
    enquiry = read_by_token(stores, token)
    if enquiry.state not in _KEPT:
        raise NotFound("The venue keeps no times for you yet, so there is nothing to put into a calendar.")
    with reading(request) as session:
        room = room_of(session, enquiry.room_id)
        hall = read_hall(session, room)
    perhaps = "" if enquiry.state is EnquiryState.CONFIRMED else "Not confirmed yet: "
    entries = (
        Entry(
            uid=f"{enquiry.id}-{number}",
            made_at=enquiry.answered_at or enquiry.created_at,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            summary=f"{perhaps}{room.name}, {room.listing_name}",
            where=", ".join(part for part in (room.listing_name, hall.address) if part),
            about=f"Not needed after all? {stores.settings.base_url}/hire/{token}",
        )
        for number, span in enumerate(enquiry.spans, start=1)
    )
    return calendar_answer(entries, what="A room", file="room.ics")


@router.post("/hire/{token}")
def press(request: Request, token: str, form: Typed) -> Response:
    """Send the question to the venue, or take it back."""
    stores = stores_of(request)
    wish = text_of(form, "do")
    if wish == "send":
        send(stores, token)
    elif wish == "withdraw":
        withdraw(stores, token)
    else:
        raise InvalidInput("Press one of the buttons on the page.", field="do")
    address = f"/hire/{token}?{urlencode({'said': 'sent' if wish == 'send' else 'withdrawn'})}"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def _show(request: Request, token: str, enquiry: EnquiryRead, said: str) -> Response:
    with reading(request) as session:
        room = room_of(session, enquiry.room_id)
        hall = read_hall(session, room)
        talk = contact_points(session, room.district)
    page = EnquiryPage(
        title=_TITLES[enquiry.state],
        talk=talk,
        said=said,
        facts=facts_of(enquiry, room),
        action=f"/hire/{token}",
        hall=_hall_facts(hall) if enquiry.state.waits else (),
        calendar=f"/hire/{token}/calendar.ics" if enquiry.state in _KEPT else "",
        may_send=enquiry.state is EnquiryState.CONFIRMING,
        may_withdraw=enquiry.state.waits,
        room_href=f"/rooms/{room.listing_slug}/{room.slug}",
    )
    return render_private(request, page)


def _hall_facts(hall: HallRead) -> tuple[tuple[str, str], ...]:
    told = (("Where", hall.address), ("To write or ring back", reach_words(hall)))
    return tuple((name, said) for name, said in told if said)


_KEPT: Final = frozenset({EnquiryState.PROVISIONAL, EnquiryState.CONFIRMED})
_TITLES: Final[Mapping[EnquiryState, str]] = {
    EnquiryState.CONFIRMING: "Send this to the venue?",
    EnquiryState.SENT: "The venue has your request",
    EnquiryState.PROVISIONAL: "The room is kept for you for now",
    EnquiryState.CONFIRMED: "The room is yours",
    EnquiryState.DECLINED: "The venue said no this time",
    EnquiryState.WITHDRAWN: "You took this back",
    EnquiryState.LAPSED: "The venue did not answer",
}
