"""Where can groups and volunteers meet? `/fairs`, `/fairs/{slug}`, and its day for a calendar."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.session import reading
from directory import clock
from directory.areas.service import area_names, contact_points
from directory.errors import NotFound
from directory.fairs.schemas import FairRead
from directory.fairs.service import fairs_ahead, read_fair
from directory.needs.reading import needs_of
from directory.speech import clock_time
from web.contexts.fairs import FairPage, FairRow, FairsPage, StallRow
from web.render import render
from web.words import count, long_date

router = APIRouter()


@router.get("/fairs")
def show_fairs(request: Request) -> Response:
    """List what is ahead, the next first."""
    with reading(request) as session:
        found = fairs_ahead(session)
        names = area_names(session, {fair.said.district for fair in found})
        talk = contact_points(session, None)
    rows = tuple(row_of(fair, names, f"/fairs/{fair.slug}") for fair in found)
    return render(request, FairsPage(title="Volunteer fairs and shared training", talk=talk, rows=rows))


@router.get("/fairs/{slug}.ics")
def show_day(request: Request, slug: str) -> Response:
    """Give its day for a calendar (RFC 5545)."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - only where a calendar is asked for

    with reading(request) as session:
        fair = _shown(read_fair(session, slug))
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Hereabouts//Fairs//EN")
    calendar.add("version", "2.0")
    event.add("uid", f"{fair.id}@hereabouts")
    event.add("dtstamp", clock.now())
    event.add("dtstart", fair.said.starts_at)
    event.add("dtend", fair.said.ends_at)
    event.add("summary", fair.said.title)
    event.add("location", fair.place_name or fair.said.online_url or "")
    if fair.state == "cancelled":
        event.add("status", "CANCELLED")
    calendar.add_component(event)
    return Response(calendar.to_ical(), media_type="text/calendar; charset=utf-8")


@router.get("/fairs/{slug}")
def show_fair(request: Request, slug: str) -> Response:
    """Show one, with its stalls and what each group needs: that is the fair for who cannot come."""
    with reading(request) as session:
        fair = _shown(read_fair(session, slug))
        stalls = tuple(
            StallRow(
                stall.number,
                stall.listing_slug,
                stall.listing_name,
                stall.says,
                tuple(
                    (f"/volunteer/need/{need.slug}", need.title)
                    for need in needs_of(session, stall.listing_id)
                ),
            )
            for stall in fair.taken
        )
        names = area_names(session, (fair.said.district,))
        talk = contact_points(session, fair.said.district)
    page = FairPage(
        title=fair.said.title,
        talk=talk,
        fair=fair,
        kind=fair.said.kind.label,
        when=when_of(fair),
        district=names.get(fair.said.district, ""),
        cancelled=fair.state == "cancelled",
        over=fair.said.ends_at <= clock.now(),
        stalls=stalls,
    )
    return render(request, page)


def row_of(fair: FairRead, names: dict[str, str], href: str) -> FairRow:
    """Put a fair into a row of a list."""
    where = fair.place_name or "online"
    district = names.get(fair.said.district, "")
    word = fair.said.kind.place_word
    left = f"{count(fair.left, word, f'{word}s')} left for groups" if fair.left > 0 else f"No {word} left"
    return FairRow(
        href=href,
        title=fair.said.title,
        what=f"{fair.said.kind.label}. {when_of(fair)}, {where}{f', {district}' if district else ''}.",
        left=left if fair.said.stalls else "",
    )


def when_of(fair: FairRead) -> str:
    """Say when it is: 5 March 2027, 10am to 2pm."""
    starts, ends = fair.said.starts_at.astimezone(clock.LONDON), fair.said.ends_at.astimezone(clock.LONDON)
    until = (
        clock_time(ends) if ends.date() == starts.date() else f"{long_date(ends.date())}, {clock_time(ends)}"
    )
    return f"{long_date(starts.date())}, {clock_time(starts)} to {until}"


def _shown(fair: FairRead) -> FairRead:
    if fair.state == "draft":
        raise NotFound("There is no such fair. The address may be mistyped.")
    return fair
