"""Which room can I hire, when I need it and for what I can pay? `/rooms`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from api.room_asked import DAYS, RADII_MILES, Typed, as_query, asked_of, read_typed, with_change
from api.session import reading
from directory.areas.schemas import Ambiguous, Located, NotLocated, Origin
from directory.areas.service import area_names, contact_points, locate_about
from directory.clock import local_now
from directory.errors import InvalidInput
from directory.speech import clock_words
from directory.venues.finding import Rank, RoomFound, RoomsFound, find_rooms
from directory.venues.reading import all_rooms
from directory.venues.schemas import Asked, RoomRead
from directory.venues.terms import authority_of
from directory.venues.words import Facility, Hirer, Layout
from directory.words import COUNTY, DAY_NAMES
from web import free_room_words as words
from web.contexts.near import Link, Option, Problem
from web.contexts.rooms import RoomCard, RoomForm, RoomsPage
from web.hire_times import MOST_TIMES
from web.render import render
from web.room_words import facility_names, has_words, holds_words
from web.words import count

router = APIRouter()
HERE: Final = "/rooms"
MOST: Final = 20
"""Rooms on a page."""
MOST_PAGES: Final = 50
ANY_DISTANCE: Final = "any"
USUAL_MILES: Final = "10"
_OFTEN: Final = {
    "once": "once",
    "weekly": "every week",
    "fortnightly": "every two weeks",
    "monthly": "once a month",
}
_FIRST_HOUR, _LAST_HOUR = 7 * 2, 22 * 2
_HOURS: Final = ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "12")
_USUAL: Final = (
    Facility.STEP_FREE,
    Facility.ACCESSIBLE_TOILET,
    Facility.KITCHEN,
    Facility.HEARING_LOOP,
    Facility.PARKING,
    Facility.PRIVATE,
)
_GROUPS: Final = {
    "fits": "Free at your times, and it says it has all you need",
    "free": "Free at your times, but ask about something",
    "partly": "Free at most of the times",
    "ask": "Ask whether it is free",
}


@router.get(HERE)
def show_rooms(request: Request) -> Response:
    """Find rooms that are free, fit and can be afforded; without a question, the form and what there is."""
    typed = _measured(read_typed(request.query_params))
    today = local_now().date()
    with reading(request) as session:
        if not typed.asks:
            return _browse(request, session, typed, today)
        origin, problems, choices = _where(session, typed)
        try:
            asked = asked_of(_as_measured(typed), today, origin)
            if problems or choices:
                return _again(request, session, typed, today, problems, choices)
            authority = authority_of(origin.areas.district if origin else None) or COUNTY
            asked = replace(asked, most=MOST * _page(request))
            found = find_rooms(session, asked, term_time_of=authority if typed.term else None)
        except InvalidInput as refused:
            told = (*problems, Problem(refused.field or "day", refused.message))
            return _again(request, session, typed, today, told, choices)
        return _show(request, session, typed, today, asked, found, origin)


def _measured(typed: Typed) -> Typed:
    """Look within a drive of a place where nothing else is chosen."""
    return replace(typed, within=USUAL_MILES) if (typed.where or typed.place) and not typed.within else typed


def _as_measured(typed: Typed) -> Typed:
    return replace(typed, within="") if typed.within == ANY_DISTANCE else typed


def _where(session: Session, typed: Typed) -> tuple[Origin | None, tuple[Problem, ...], tuple[Link, ...]]:
    if not typed.where and not typed.place:
        return None, (), ()
    found = locate_about(session, typed.where, locality_id=typed.place or None)
    if isinstance(found, Located):
        return found.origin, (), ()
    places = found.choices if isinstance(found, Ambiguous) else found.suggestions
    choices = tuple(
        Link(
            f"{HERE}?{urlencode(with_change(typed, {'where': place.name, 'place': place.locality_id}))}",
            f"{place.name}, {place.district_name}",
        )
        for place in places
    )
    problems = (Problem("where", found.message),) if isinstance(found, NotLocated) else ()
    return None, problems, choices


def _show(
    request: Request,
    session: Session,
    typed: Typed,
    today: date,
    asked: Asked,
    found: RoomsFound,
    origin: Origin | None,
) -> Response:
    near = origin.label if origin else ""
    carried = _carried(asked, typed, sorted((*found.days, *found.left_out)))
    groups: dict[str, list[RoomCard]] = {}
    page_number = _page(request)
    shown = found.found[MOST * (page_number - 1) :]
    towns = _towns(session, (each.room for each in shown))
    for each in shown:
        groups.setdefault(_STATES[each.rank], []).append(_card(each, asked, found, carried, towns))
    page = RoomsPage(
        title="Rooms to hire",
        talk=contact_points(session, origin.areas.district if origin else None),
        problems=(),
        choices=(),
        asked=words.asked_words(asked, _as_measured(typed), found.days, near),
        summary=_summary(found, page_number, len(shown), near=near),
        left_out=_left_out(found, asked=bool(typed.term)),
        groups=tuple((_GROUPS[state], tuple(cards)) for state, cards in groups.items()),
        examples=_examples([each.room for each in shown]),
        pages=_pages(typed, page_number, found.total),
        loosened=_loosened(found, typed, asked),
        rooms=found.rooms,
        form=_form(typed, today),
    )
    return render(request, page)


_STATES: Final = {Rank.FITS: "fits", Rank.FREE: "free", Rank.PARTLY: "partly", Rank.ASK: "ask"}


def _summary(found: RoomsFound, page: int, shown: int, *, near: str) -> str:
    if found.rooms == 0:
        return "Nobody has told us of a room yet. That does not mean that there is none: ask below."
    if not found.days:
        return "All of these days are in the school holidays."
    if found.total == 0:
        if found.rooms == 1:
            return "The one room we know of will not do."
        return f"None of the {count(found.rooms, 'room')} we know of will do."
    if found.total == 1:
        return f"1 room may do.{_part(page, shown, 1)}"
    nearest = "the nearest, then " if near else ""
    said = (
        f"{found.total:,} rooms may do. In each list first those free most often, then those with least to "
        f"ask about, then {nearest}the cheapest for you."
    )
    return f"{said}{_part(page, shown, found.total)}"


def _page(request: Request) -> int:
    typed = request.query_params.get("page", "")
    return min(max(int(typed), 1), MOST_PAGES) if typed.isdecimal() and len(typed) <= 3 else 1  # noqa: PLR2004


def _part(page: int, shown: int, total: int) -> str:
    """Say which of all rooms stand here, where it is not all."""
    if shown == total:
        return ""
    if not shown:
        return " There are no more on this page."
    first = MOST * (page - 1) + 1
    return f" Here are {first} to {first + shown - 1}." if shown > 1 else f" Here is number {first}."


def _pages(typed: Typed, page: int, total: int) -> tuple[Link, ...]:
    def link(number: int, label: str) -> Link:
        query = with_change(typed, {"page": str(number) if number > 1 else ""})
        return Link(f"{HERE}?{urlencode(query)}" if query else HERE, label)

    found = [link(page - 1, f"The {MOST} before these")] if page > 1 else []
    after = min(total - MOST * page, MOST)
    if after > 0 and page < MOST_PAGES:
        found.append(link(page + 1, f"The next {after}" if after > 1 else "The next one"))
    return tuple(found)


def _examples(shown: Iterable[RoomRead]) -> str:
    marked = [room.example for room in shown]
    if not any(marked):
        return ""
    if all(marked):
        return "All of these rooms are examples, made up to show how it works."
    return "Those marked “Example” are made up to show how it works."


def _left_out(found: RoomsFound, *, asked: bool) -> str:
    if not asked:
        return ""
    if not found.terms_known:
        return (
            "We do not know the dates of all school terms in that time, so some of these days may be in "
            "the holidays."
        )
    if not found.left_out:
        return "None of these days is in the school holidays."
    days = words.days_listed(found.left_out)
    return f"Left out, because of school holidays: {days}."


def _loosened(found: RoomsFound, typed: Typed, asked: Asked) -> tuple[Link, ...]:
    made = []
    for each in found.loosened[:3]:
        change = words.loosened_change(each, typed)
        query = None if change is None else with_change(typed, change)
        if change == {"has": ""}:
            query = [(name, value) for name, value in as_query(typed) if (name, value) != ("has", each.what)]
        address = f"{HERE}?{urlencode(query)}" if query is not None else ""
        made.append(Link(address, words.loosened_words(each, asked)))
    return tuple(made)


_RHYTHMS: Final = {"once": "once", "weekly": "week", "fortnightly": "fortnight", "monthly": "month"}


def _carried(asked: Asked, typed: Typed, days: Sequence[date]) -> list[tuple[str, str]]:
    """Write what was looked for as the form that asks for a room calls it."""
    first = days[0] if days else asked.first_day
    told = [
        ("first", first.isoformat()),
        ("starts", _clock(asked.from_min)),
        ("ends", _clock(asked.until_min)),
        ("rhythm", _RHYTHMS[typed.often or "once"]),
        ("times", str(min(len(days), MOST_TIMES)) if len(days) > 1 else ""),
        ("people", typed.people),
        ("hirer", typed.hirer),
        *(("needs", word) for word in typed.has),
    ]
    return [(name, value) for name, value in told if value]


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _card(
    found: RoomFound,
    asked: Asked,
    answer: RoomsFound,
    carried: Sequence[tuple[str, str]],
    towns: Mapping[str, str],
) -> RoomCard:
    room = found.room
    soon = room.notice_days
    without = [("without", day.isoformat()) for day in sorted((*answer.left_out, *found.not_free_on))]
    return RoomCard(
        name=room.name,
        listing=_with_town(room, towns),
        href=f"{HERE}/{room.listing_slug}/{room.slug}?{urlencode([*carried, *without])}",
        state=_STATES[found.rank],
        free=words.free_words(found, len(answer.days)),
        cost=words.cost_words(found, asked),
        holds=holds_words(room, asked.layout),
        where=words.where_words(found),
        has=has_words(room, said=True, among=asked.facilities),
        unsaid=facility_names(found.unsaid),
        notice=f"Ask at least {count(soon, 'day')} ahead." if soon else "",
        example=room.example,
    )


def _browse(request: Request, session: Session, typed: Typed, today: date) -> Response:
    rooms = all_rooms(session)
    number = _page(request)
    shown = rooms[MOST * (number - 1) : MOST * number]
    towns = _towns(session, shown)
    cards = tuple(_plain_card(room, towns) for room in shown)
    listed = f"We {'list' if all(room.example for room in rooms) else 'know of'} {count(len(rooms), 'room')}."
    page = RoomsPage(
        title="Rooms to hire",
        talk=contact_points(session, None),
        problems=(),
        choices=(),
        asked="",
        summary=f"{listed}{_part(number, len(shown), len(rooms))}"
        if rooms
        else "Nobody has told us of a room yet. That does not mean that there is none: ask below.",
        left_out="",
        groups=(("All rooms", cards),) if cards else (),
        examples=_examples(shown),
        pages=_pages(typed, number, len(rooms)),
        loosened=(),
        rooms=len(rooms),
        form=_form(typed, today),
    )
    return render(request, page)


def _towns(session: Session, rooms: Iterable[RoomRead]) -> dict[str, str]:
    """Name the parishes that rooms stand in; what ONS calls an unparished area by its district."""
    names = area_names(session, {room.parish for room in rooms if room.parish})
    return {code: name.partition(", unparished area")[0] for code, name in names.items()}


def _with_town(room: RoomRead, towns: Mapping[str, str]) -> str:
    """Name the building, and where it is if its name does not say so."""
    town = towns.get(room.parish or "", "")
    return room.listing_name if town.lower() in room.listing_name.lower() else f"{room.listing_name}, {town}"


def _plain_card(room: RoomRead, towns: Mapping[str, str]) -> RoomCard:
    return RoomCard(
        name=room.name,
        listing=_with_town(room, towns),
        href=f"{HERE}/{room.listing_slug}/{room.slug}",
        state="",
        free="",
        cost="",
        holds=holds_words(room, None),
        where="",
        has="",
        unsaid="",
        notice="",
        example=room.example,
    )


def _again(
    request: Request,
    session: Session,
    typed: Typed,
    today: date,
    problems: tuple[Problem, ...],
    choices: tuple[Link, ...],
) -> Response:
    page = RoomsPage(
        title="Rooms to hire",
        talk=contact_points(session, None),
        problems=problems,
        choices=choices,
        asked="",
        summary="",
        left_out="",
        groups=(),
        examples="",
        pages=(),
        loosened=(),
        rooms=0,
        form=_form(typed, today),
    )
    return render(request, page, status=InvalidInput.status if problems else 200)


def _form(typed: Typed, today: date) -> RoomForm:
    has = set(typed.has)
    usual = tuple(Option(each.value, each.label, each.value in has) for each in _USUAL)
    more = tuple(Option(each.value, each.label, each.value in has) for each in Facility if each not in _USUAL)
    day = typed.day or ("" if typed.date else DAYS[today.weekday()])
    return RoomForm(
        where=typed.where,
        place="",
        people=typed.people,
        date=typed.date,
        times=typed.times or "12",
        until=typed.until,
        most=typed.most,
        term=bool(typed.term),
        days=tuple(Option(each, DAY_NAMES[number], each == day) for number, each in enumerate(DAYS)),
        often=tuple(
            Option(value, label, value == (typed.often or "weekly")) for value, label in _OFTEN.items()
        ),
        starts=_starts(typed.starts or "19:00"),
        hours=tuple(
            Option(each, words.duration(round(float(each) * 60)), each == (typed.hours or "2"))
            for each in _HOURS
        ),
        within=(
            *(
                Option(str(each), f"{each} miles", str(each) == (typed.within or USUAL_MILES))
                for each in RADII_MILES
            ),
            Option(ANY_DISTANCE, "any distance", typed.within == ANY_DISTANCE),
        ),
        hirers=tuple(
            Option(each.value, each.label, each.value == (typed.hirer or Hirer.COMMUNITY.value))
            for each in Hirer
        ),
        layouts=(
            Option("", "However the room is set out", not typed.layout),
            *(Option(each.value, each.label, each.value == typed.layout) for each in Layout),
        ),
        has=usual,
        has_more=more,
        more_open=any(each.chosen for each in more) or bool(typed.layout or typed.until or typed.date),
    )


def _starts(chosen: str) -> tuple[Option, ...]:
    halves = [f"{half // 2:02}:{half % 2 * 30:02}" for half in range(_FIRST_HOUR, _LAST_HOUR + 1)]
    values = halves if chosen in halves else [chosen, *halves]
    return tuple(Option(value, _clock_label(value), value == chosen) for value in values)


def _clock_label(value: str) -> str:
    hour, _, minute = value.partition(":")
    known = hour.isdecimal() and minute.isdecimal()
    return clock_words(int(hour) * 60 + int(minute)) if known else value
