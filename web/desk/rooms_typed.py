"""What was typed of a building, a room or a venue that is looked for, and what does it mean?"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from starlette.datastructures import FormData

from directory.days import like_day, read_day_or_none
from directory.errors import InvalidInput
from directory.submissions.answers import Problem
from directory.venues.schemas import Facilities, RoomDraft, VenueDraft, WantedDraft
from directory.venues.words import Facility, Layout, VenueStatus
from web.desk.listing_form import text_of

SAYS: Final = {"yes": True, "no": False}
VENUE_LINES: Final = (
    *("status", "opens_on", "closes_on", "building_owner", "digital_point", "warm_space", "safe_space"),
    *("noise_note", "alcohol_note", "terms_note", "quality_mark"),
    *("hire_role", "hire_email", "hire_phone", "hire_url"),
)
_TEXTS: Final = (
    *("building_owner", "noise_note", "alcohol_note", "terms_note", "quality_mark"),
    *("hire_role", "hire_email", "hire_phone", "hire_url"),
)
ROOM_LINES: Final = ("name", "area_m2", "least_min", "notice_days", "ask_only")
WANTED_LINES: Final = ("what", "people", "evening", "most", "until")
_POUNDS: Final = re.compile(r"£?\s*(\d{1,6})(?:\.(\d{2}))?\s*p?", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\d{1,6}")
_Word = TypeVar("_Word", bound=StrEnum)


class Reading:
    """Gathers what is wrong while a form is read."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self.lines = lines
        self.problems: list[Problem] = []

    def wrong(self, field: str, message: str) -> None:
        """Note what is wrong at a field."""
        self.problems.append(Problem(field, message))

    def text(self, name: str) -> str | None:
        """Read a text; None where it is empty."""
        return self.lines.get(name, "").strip() or None

    def says(self, name: str) -> bool | None:
        """Read yes, no or not known."""
        return SAYS.get(self.lines.get(name, ""))

    def word(self, name: str, words: type[_Word], default: _Word) -> _Word:
        """Read one of some words."""
        return next((each for each in words if each.value == self.lines.get(name)), default)

    def day(self, name: str) -> date | None:
        """Read a day."""
        try:
            return read_day_or_none(self.lines.get(name, ""), name)
        except InvalidInput as error:
            self.wrong(name, error.message)
            return None

    def whole(self, name: str, what: str) -> int | None:
        """Read a whole number; None where it is empty."""
        said = self.text(name)
        if said is not None and not _WHOLE.fullmatch(said):
            self.wrong(name, f"{what}: enter a whole number, like 30, or leave it empty.")
            return None
        return int(said) if said is not None else None

    def pence(self, name: str, what: str) -> int | None:
        """Read pounds, or the word free; None where it is empty."""
        said = self.text(name)
        if said is None:
            return None
        if said.lower() in {"free", "nothing", "none"}:
            return 0
        found = _POUNDS.fullmatch(said)
        if found is None:
            self.wrong(name, f"{what}: enter pounds, like 8 or 7.50, or the word free.")
            return None
        return int(found[1]) * 100 + int(found[2] or 0)

    def facilities(self) -> Facilities:
        """Read what is there and what is not."""
        return tuple(
            (facility, SAYS[said])
            for facility in Facility
            if (said := self.lines.get(f"has_{facility.value}", "")) in SAYS
        )


def lines_of(form: FormData, names: tuple[str, ...]) -> dict[str, str]:
    """Take the fields as they were sent, with those of what is there."""
    return {name: text_of(form, name) for name in (*names, *(f"has_{each.value}" for each in Facility))}


def read_venue(lines: Mapping[str, str]) -> tuple[VenueDraft, tuple[Problem, ...]]:
    """Read the form of a building."""
    reading = Reading(lines)
    texts = {name: reading.text(name) for name in _TEXTS}
    draft = VenueDraft(
        status=reading.word("status", VenueStatus, VenueStatus.OPEN),
        opens_on=reading.day("opens_on"),
        closes_on=reading.day("closes_on"),
        digital_point=reading.says("digital_point"),
        warm_space=reading.says("warm_space"),
        safe_space=reading.says("safe_space"),
        facilities=reading.facilities(),
        **texts,
    )
    return draft, tuple(reading.problems)


def type_venue(draft: VenueDraft) -> dict[str, str]:
    """Write a building as somebody would type it."""
    return {
        "status": draft.status.value,
        "opens_on": draft.opens_on.isoformat() if draft.opens_on else "",
        "closes_on": draft.closes_on.isoformat() if draft.closes_on else "",
        "digital_point": _say(draft.digital_point),
        "warm_space": _say(draft.warm_space),
        "safe_space": _say(draft.safe_space),
        **{name: getattr(draft, name) or "" for name in _TEXTS},
        **_type_facilities(draft.facilities),
    }


def read_room(reading: Reading) -> RoomDraft:
    """Read the form of a room, but for its prices."""
    capacity = tuple(
        (layout, people)
        for layout in Layout
        if (people := reading.whole(f"capacity_{layout.value}", layout.label)) is not None
    )
    area = reading.whole("area_m2", "Size")
    return RoomDraft(
        name=reading.lines.get("name", ""),
        area_m2=float(area) if area is not None else None,
        capacity=capacity,
        facilities=reading.facilities(),
        least_min=reading.whole("least_min", "Shortest hire") or 60,
        notice_days=reading.whole("notice_days", "Days ahead") or 0,
        ask_only=reading.lines.get("ask_only") == "yes",
    )


def type_room(draft: RoomDraft) -> dict[str, str]:
    """Write a room as somebody would type it, but for its prices."""
    return {
        "name": draft.name,
        "area_m2": f"{draft.area_m2:g}" if draft.area_m2 is not None else "",
        "least_min": str(draft.least_min),
        "notice_days": str(draft.notice_days or ""),
        "ask_only": "yes" if draft.ask_only else "",
        **{f"capacity_{layout.value}": str(people) for layout, people in draft.capacity},
        **_type_facilities(draft.facilities),
    }


def read_wanted(
    lines: Mapping[str, str], ticked: tuple[str, ...], today: date
) -> tuple[WantedDraft, tuple[Problem, ...]]:
    """Read the form of a venue that is looked for."""
    reading = Reading(lines)
    until = reading.day("until")
    if until is None and not reading.problems:
        reading.wrong("until", f"Say until when you look, like {like_day()}. It is taken away after it.")
    draft = WantedDraft(
        what=lines.get("what", ""),
        until=until or today,
        facilities=tuple(each for each in Facility if each.value in ticked),
        people=reading.whole("people", "How many come"),
        evening=reading.says("evening"),
        most_pence_per_hour=reading.pence("most", "The most for an hour"),
    )
    return draft, tuple(reading.problems)


def type_wanted(draft: WantedDraft) -> dict[str, str]:
    """Write what is looked for as somebody would type it."""
    return {
        "what": draft.what,
        "until": draft.until.isoformat(),
        "people": str(draft.people or ""),
        "evening": _say(draft.evening),
        "most": "" if draft.most_pence_per_hour is None else type_pounds(draft.most_pence_per_hour),
    }


def type_pounds(pence: int) -> str:
    """Write pence as somebody types pounds."""
    return f"{pence // 100}" if pence % 100 == 0 else f"{Decimal(pence) / 100:.2f}"


def _type_facilities(said: Facilities) -> dict[str, str]:
    return {f"has_{facility.value}": _say(has) for facility, has in said}


def _say(said: bool | None) -> str:  # noqa: FBT001 - it is the answer
    return {True: "yes", False: "no", None: ""}[said]
