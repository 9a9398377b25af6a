"""Can what was typed of a venue, a room or a price be kept? It is tidied, or what to mend is said."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from directory.errors import InvalidInput
from directory.marks.personal import refuse_unfit
from directory.venues.schemas import PriceRead, RoomDraft, VenueDraft, WantedDraft
from directory.venues.words import VenueStatus

LONGEST_LINE: Final = 120
LONGEST_NOTE: Final = 500
MOST_PEOPLE: Final = 20_000
MOST_M2: Final = 100_000
MOST_PENCE: Final = 1_000_000
MOST_PRICES: Final = 40
MOST_NOTICE_DAYS: Final = 365
SHORTEST_MIN: Final = 15
DAY_MIN: Final = 1440
WANTED_HOLDS: Final = timedelta(days=366)
_EMAIL: Final = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
_PHONE: Final = re.compile(r"[\d +()]{7,25}")
_LINES: Final = {
    "building_owner": "name of the owner",
    "quality_mark": "quality mark",
    "hire_role": "role that answers",
}
_NOTES: Final = {
    "noise_note": "line on noise",
    "alcohol_note": "line on alcohol",
    "terms_note": "line on what hirers must keep to",
}


def check_venue(draft: VenueDraft) -> VenueDraft:
    """Tidy what was written of a building, or refuse it."""
    texts: dict[str, Any] = {
        name: _text(getattr(draft, name), what, name, LONGEST_LINE if name in _LINES else LONGEST_NOTE)
        for name, what in (_LINES | _NOTES).items()
    }
    email, phone, url = (_bare(each) for each in (draft.hire_email, draft.hire_phone, draft.hire_url))
    if email and not _EMAIL.fullmatch(email):
        raise InvalidInput("Enter an e-mail address, like bookings@example.org.", field="hire_email")
    if phone and not _PHONE.fullmatch(phone):
        raise InvalidInput("Enter a telephone number, like 01353 555 010.", field="hire_phone")
    if url and not url.startswith(("https://", "http://")):
        raise InvalidInput("A web address begins with https://", field="hire_url")
    if draft.opens_on and draft.closes_on and draft.closes_on < draft.opens_on:
        raise InvalidInput("The last day is before it opens. Check both days.", field="closes_on")
    if draft.status is VenueStatus.OPEN and draft.opens_on is not None:
        raise InvalidInput(
            "It is open: leave out the day on which it opens, or say that it is planned.", field="opens_on"
        )
    if draft.status is VenueStatus.PLANNED and draft.closes_on is not None:
        raise InvalidInput("It is planned: leave out the last day.", field="closes_on")
    return replace(draft, **texts, hire_email=email, hire_phone=phone, hire_url=url)


def check_room(draft: RoomDraft) -> RoomDraft:
    """Tidy what was written of a room, or refuse it."""
    name = _text(draft.name, "name of the room", "name", LONGEST_LINE)
    if not name:
        raise InvalidInput("Give the room a name, like Main hall.", field="name")
    for layout, people in draft.capacity:
        if not 1 <= people <= MOST_PEOPLE:
            raise InvalidInput(
                f"{layout.label}: enter a number from 1 to {MOST_PEOPLE:,}, or leave it empty.",
                field=f"capacity_{layout.value}",
            )
    if draft.area_m2 is not None and not 1 <= draft.area_m2 <= MOST_M2:
        raise InvalidInput("Enter the size in square metres, like 80.", field="area_m2")
    if not SHORTEST_MIN <= draft.least_min <= DAY_MIN:
        raise InvalidInput("The shortest hire is from 15 minutes to a day.", field="least_min")
    if not 0 <= draft.notice_days <= MOST_NOTICE_DAYS:
        raise InvalidInput("Enter days from 0 to 365.", field="notice_days")
    if len(draft.prices) > MOST_PRICES:
        raise InvalidInput(f"Keep to {MOST_PRICES} prices for a room.", field="prices")
    for price in draft.prices:
        _check_price(price)
    return replace(draft, name=name, prices=tuple(dict.fromkeys(draft.prices)))


def check_wanted(draft: WantedDraft, today: date) -> WantedDraft:
    """Tidy what was written of a venue that is looked for, or refuse it."""
    what = _text(draft.what, "line on what you look for", "what", LONGEST_NOTE)
    if not what:
        raise InvalidInput("Say what you look for, like a workshop with benches on weekdays.", field="what")
    if draft.people is not None and not 1 <= draft.people <= MOST_PEOPLE:
        raise InvalidInput("Enter about how many come, like 25, or leave it empty.", field="people")
    if draft.most_pence_per_hour is not None and not 0 <= draft.most_pence_per_hour <= MOST_PENCE:
        raise InvalidInput("Enter pounds for an hour, like 12 or 7.50.", field="most")
    if not today <= draft.until <= today + WANTED_HOLDS:
        raise InvalidInput("Choose a day from today to a year from now.", field="until")
    return replace(draft, what=what)


def _check_price(price: PriceRead) -> None:
    if not 0 <= price.pence <= MOST_PENCE:
        raise InvalidInput("Enter a price in pounds from 0 to 10,000, like 8 or 7.50.", field="prices")
    if not 0 <= price.from_min < price.until_min <= DAY_MIN:
        raise InvalidInput("The price ends before it begins. Check its hours.", field="prices")
    if any(day not in range(7) for day in price.days):
        raise InvalidInput("Choose days of the week.", field="prices")


def _text(said: str | None, what: str, field: str, longest: int) -> str | None:
    tidy = " ".join((said or "").split())
    if not tidy:
        return None
    if len(tidy) > longest:
        raise InvalidInput(
            f"The {what} has {len(tidy)} characters; keep it to {longest} or fewer.", field=field
        )
    refuse_unfit(tidy, what, field=field)
    return tidy


def _bare(said: str | None) -> str | None:
    return (said or "").strip() or None
