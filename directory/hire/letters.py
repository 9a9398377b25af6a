"""What is written to who asks for a room, and to the venue? Plain text; no money is spoken of as paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from directory import clock
from directory.hire.halls import HallRead
from directory.hire.schemas import EnquiryRead, EnquiryState
from directory.speech import clock_time, price
from directory.venues.bookings import Span
from directory.venues.schemas import RoomRead

MOST_TIMES = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a text."""

    subject: str
    body: str


def to_confirm(room: RoomRead, spans: Sequence[Span], link: str) -> Letter:
    """Ask whoever gave this address whether the request is theirs."""
    return Letter(
        f"Send your request for {room.name}?"[:60],
        f"""\
Somebody, we think you, asked through us to hire {room.name}, {room.listing_name}:

{times_words(spans)}

Open this link, look it over and press the button, and the venue gets your request:

{link}

The link works for seven days. If it was not you, do nothing: nobody is asked, and what was typed is
forgotten.
""",
    )


def to_venue(enquiry: EnquiryRead, room: RoomRead, link: str) -> Letter:
    """Give the venue everything it needs to answer."""
    phone = f"Telephone: {enquiry.phone}\n" if enquiry.phone else ""
    needs = ", ".join(each.label for each in enquiry.needs)
    return Letter(
        f"Can somebody hire {room.name}?"[:60],
        f"""\
{enquiry.group_name} would like to hire {room.name}, {room.listing_name}.

What for: {enquiry.purpose}
How many people: {enquiry.people}
Kind of hirer: {enquiry.hirer.label}
{f"They need: {needs}{chr(10)}" if needs else ""}\
Price they were shown: {price_words(enquiry.pence_told)}

When:
{times_words(enquiry.spans)}

Who asks: {enquiry.name}
E-mail: {enquiry.email}
{phone}
To say yes, keep it for now, or say no, open this link. It says what to do:

{link}

You may also write to them or ring. A room is kept for them only when you say so.
""",
    )


def answered(enquiry: EnquiryRead, room: RoomRead, hall: HallRead, link: str) -> Letter:
    """Tell who asked what the venue says."""
    first = {
        EnquiryState.CONFIRMED: ("Your room is confirmed", "says yes: the room is yours at these times."),
        EnquiryState.PROVISIONAL: (
            "Your room is kept for now",
            "keeps the room for you for now. It is not yet confirmed.",
        ),
        EnquiryState.DECLINED: ("The room cannot be yours this time", "says no this time."),
    }[enquiry.state]
    words = f"\nThey write:\n\n{enquiry.reply}\n" if enquiry.reply else ""
    told = (
        ("Where", ", ".join(part for part in (room.listing_name, hall.address) if part)),
        ("What you need", needs_words(enquiry, room)),
        ("Price", price_words(enquiry.pence_told)),
        ("To write or ring back", reach_words(hall)),
    )
    facts = "\n".join(f"{name}: {said}" for name, said in told if said)
    return Letter(
        first[0],
        f"""\
{room.listing_name} {first[1]}

{room.name}
{times_words(enquiry.spans)}

{facts}
{words}
See it, take the times into your calendar, or take it back, here:

{link}
""",
    )


def taken_back(enquiry: EnquiryRead, room: RoomRead) -> Letter:
    """Tell the venue that it is not needed any more."""
    return Letter(
        f"{room.name} is not needed after all"[:60],
        f"""\
{enquiry.group_name} takes back what it asked for: {room.name}, {room.listing_name}.

{times_words(enquiry.spans)}

The times are free again. There is nothing for you to do.
""",
    )


def not_answered(room: RoomRead) -> Letter:
    """Tell who asked that the venue did not answer."""
    phone = "Ring them if you can, or look for another room on the page “Rooms to hire”."
    return Letter(
        "The venue has not answered",
        f"""\
{room.listing_name} has not answered what you asked about {room.name}, and the day has come.

{phone}
""",
    )


def times_words(spans: Sequence[Span]) -> str:
    """Write times a line each, by the clock in London."""
    lines = [f"  {span_words(span)}" for span in spans[:MOST_TIMES]]
    if len(spans) > MOST_TIMES:
        lines.append(f"  and {len(spans) - MOST_TIMES} more, the last {span_words(spans[-1])}")
    return "\n".join(lines)


def span_words(span: Span) -> str:
    """Write one time: Tuesday 2 March 2027, 7pm to 9pm."""
    starts, ends = span.starts_at.astimezone(clock.LONDON), span.ends_at.astimezone(clock.LONDON)
    # Midnight is the end of the evening: a day beside it would read as a night and a day.
    same_night = (ends - timedelta(microseconds=1)).date() == starts.date()
    later = "" if same_night else f"{ends: on %A %-d %B}"
    return f"{starts:%A %-d %B %Y}, {clock_time(starts)} to {clock_time(ends)}{later}"


def price_words(pence: int | None) -> str:
    """Say the price that was shown; where none was said, to ask."""
    return f"{price(pence)}{' in all' if pence else ''}" if pence is not None else "not said, to be asked"


def needs_words(enquiry: EnquiryRead, room: RoomRead) -> str:
    """Say what is needed, and of each whether the room says that it has it."""
    says = {True: "it has this", False: "it does not have this", None: "it does not say"}
    return "; ".join(f"{each.label} ({says[room.has(each)]})" for each in enquiry.needs)


def reach_words(hall: HallRead) -> str:
    """Say how the hall is reached, as it shows itself; what it has is the address of who asked."""
    ways = [f"telephone {hall.phone}" if hall.phone else "", hall.email, hall.website]
    said = ", or ".join(way for way in ways if way)
    role = f"{hall.role}, " if hall.role else ""
    return f"{role}{said}" if said else f"{role}no telephone number or address given"
