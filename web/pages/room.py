"""What is this room like, what does it cost, and when is it free? `/rooms/{listing}/{room}`."""

from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import QueryParams
from starlette.responses import Response

from api.answers import SECONDS_SETTLED, answer_bytes
from api.session import reading
from directory.areas.service import area_names, contact_points
from directory.clock import LONDON, local_now
from directory.errors import InvalidInput
from directory.listings.service import read_listing_by_id
from directory.speech import clock_time, miles, price
from directory.venues.days import DayRead, State, days_of_room, reach_of
from directory.venues.reading import read_room, read_venue
from directory.venues.schemas import RoomRead, VenueRead
from directory.venues.words import Facility, Hirer, VenueStatus
from web import free_room_words as words
from web.contexts.near import Link
from web.contexts.rooms import DayRow, RoomPage
from web.hire_times import FIELDS, MOST_TIMES, days_left_out, price_of, times_of
from web.render import render
from web.room_words import capacity_words, has_words, price_rows
from web.syndication.calendar import MEDIA_TYPE
from web.syndication.rooms import room_calendar
from web.words import count, in_parish, long_date

router = APIRouter()
DAYS: Final = 14
CALENDAR_DAYS: Final = 8 * 7


@router.get("/rooms/{listing}/{room}.ics")
def show_calendar(request: Request, listing: str, room: str) -> Response:
    """Write when the room cannot be had, without a word of what for."""
    base = str(request.app.state.settings.base_url)
    with reading(request) as session:
        found = read_room(session, listing, room)
        days = days_of_room(session, found.id, local_now().date(), CALENDAR_DAYS)
    body = room_calendar(found, days, base_url=base, stamped=_midnight(local_now()))
    return answer_bytes(request, body, MEDIA_TYPE, seconds=SECONDS_SETTLED)


@router.get("/rooms/{listing}/{room}")
def show_room(request: Request, listing: str, room: str) -> Response:
    """Show the room with two weeks of its calendar."""
    today = local_now().date()
    with reading(request) as session:
        found = read_room(session, listing, room)
        venue = read_venue(session, found.listing_id)
        of_listing = read_listing_by_id(session, found.listing_id)
        first, earlier, later = _period(
            session, request.query_params.get("from") or request.query_params.get("first", ""), today
        )
        days = days_of_room(session, found.id, first, DAYS)
        last = first + timedelta(days=DAYS - 1)
        here = f"/rooms/{found.listing_slug}/{found.slug}"
        sought = [(name, value) for name, value in request.query_params.multi_items() if name != "from"]
        more = f"&{urlencode(sought)}" if sought else ""
        page = RoomPage(
            title=f"{found.name}, {found.listing_name}",
            talk=contact_points(session, found.district),
            listing=Link(f"/listing/{found.listing_slug}", found.listing_name),
            example=found.example,
            looked_for=_looked_for(found, request.query_params),
            alerts=tuple(_alerts(found, today)),
            facts=tuple(_facts(session, found, venue)),
            has=has_words(found, said=True),
            has_not=has_words(found, said=False),
            unsaid=tuple(each.label for each in Facility if found.has(each) is None),
            prices=price_rows(found.prices) if found.prices else (),
            days=tuple(_row(each, today) for each in days),
            period=f"{words.day_words(first, today)} to {words.day_words(last, today)}",
            earlier=f"{here}?from={earlier}{more}#calendar" if earlier else "",
            later=f"{here}?from={later}{more}#calendar" if later else "",
            calendar=f"{here}.ics" if days else "",
            ask=f"{here}/ask?{urlencode(sought)}".rstrip("?")
            if venue is not None and venue.takes_enquiries and not found.example
            else "",
            phone=(venue.hire_phone or "") if venue and not found.example else "",
            website=(venue.hire_url or "") if venue and not found.example else "",
            reached_there=bool(of_listing.phone or of_listing.email),
        )
    return render(request, page)


def _looked_for(room: RoomRead, query: QueryParams) -> str:
    """Say back what a search carried here, and what it would cost; empty where it is not whole."""
    typed = (query.get(name, "") for name in FIELDS)
    without = query.getlist("without")[:MOST_TIMES]
    try:
        spans = times_of(*typed, without=without)
        hirer = Hirer(query.get("hirer") or Hirer.COMMUNITY)
    except (InvalidInput, ValueError):
        return ""
    first = spans[0]
    starts, ends = (moment.astimezone(LONDON) for moment in (first.starts_at, first.ends_at))
    day = f"{starts:%A}s" if len(spans) > 1 else words.day_words(starts.date(), local_now().date())
    often = f", {len(spans)} times" if len(spans) > 1 else ""
    often = f"{_RHYTHMS.get(query.get('rhythm', ''), '')}{often}" if often else ""
    left_out = days_left_out(without)
    pence, in_all = price_of(room, hirer, (first,)), price_of(room, hirer, spans)
    cost = "it does not say what you would pay" if pence is None else price(pence)
    if pence and often:
        cost += " each time"
        cost += f", {price(in_all)} for all {len(spans)}" if in_all and len(spans) > 1 else ""
    besides = f" Without {words.days_listed(left_out)}." if left_out else ""
    return f"You looked for: {day} {clock_time(starts)} to {clock_time(ends)}{often}: {cost}.{besides}"


_RHYTHMS: Final = {"fortnight": ", every second week", "month": ", once a month"}


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _period(session: Session, asked: str, today: date) -> tuple[date, date | None, date | None]:
    """Give the Monday that two weeks begin with, and those of the two weeks before and after."""
    begins, ends = reach_of(session)
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    day = min(max(day, begins), ends - timedelta(days=DAYS - 1))
    first = day - timedelta(days=day.weekday())
    earlier, later = first - timedelta(days=DAYS), first + timedelta(days=DAYS)
    this_week = today - timedelta(days=today.weekday())
    return (
        first,
        max(earlier, this_week) if first > this_week else None,
        later if later + timedelta(days=DAYS - 1) <= ends else None,
    )


def _row(read: DayRead, today: date) -> DayRow:
    return DayRow(
        label=f"{read.day:%a} {read.day.day} {read.day:%b}",
        today=read.day == today,
        free=words.parts_words(read.parts, State.FREE),
        perhaps=words.parts_words(read.parts, State.ASK),
        in_use=words.parts_words(read.parts, State.IN_USE),
    )


def _alerts(room: RoomRead, today: date) -> list[str]:
    told = []
    if room.closed_now:
        told.append("The whole place is shut for a time. Ask when it opens again.")
    if room.status is VenueStatus.PLANNED and not room.open_on(today):
        when = f" It is to open on {long_date(room.opens_on)}." if room.opens_on else " Nobody knows when."
        told.append(f"This building is planned and not open yet.{when}")
    if room.closes_on is not None:
        verb = "closes after" if room.closes_on >= today else "closed after"
        told.append(f"This building {verb} {long_date(room.closes_on)}.")
    return told


def _facts(session: Session, room: RoomRead, venue: VenueRead | None) -> list[tuple[str, str]]:
    names = area_names(session, {code for code in (room.parish, room.district) if code})
    places = [in_parish(names[room.parish])] if room.parish in names else []
    told = [
        ("Where", ", ".join(part for part in (room.listing_name, room.postcode, *places) if part)),
        ("Holds", capacity_words(room)),
        ("Size", f"{room.area_m2:g} square metres" if room.area_m2 else ""),
        ("Shortest hire", words.duration(room.least_min)),
        ("Ask ahead", f"At least {count(room.notice_days, 'day')}" if room.notice_days else ""),
        (
            "Nearest bus stop",
            f"{room.stop_name}, {miles(room.stop_m)}" if room.stop_name and room.stop_m else "",
        ),
    ]
    if venue is not None:
        told += [
            ("Who answers", venue.hire_role or ""),
            ("Building of", venue.building_owner or ""),
            ("Noise", venue.noise_note or ""),
            ("Alcohol", venue.alcohol_note or ""),
            ("What hirers must bring or keep to", venue.terms_note or ""),
            ("Quality mark", venue.quality_mark or ""),
            ("Going online", _yes(said=venue.digital_point)),
            ("Warm space", _yes(said=venue.warm_space)),
        ]
    return [(name, said) for name, said in told if said]


def _yes(*, said: bool | None) -> str:
    return "" if said is None else ("Yes" if said else "No")
