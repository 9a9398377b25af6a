"""What does the desk's page of a room's calendar need?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from directory.submissions.answers import Problem
from web.contexts.page import PageContext
from web.contexts.paper import Option


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A line of the week: the first seven are its days, more follow."""

    number: int
    label: str
    days: tuple[Option, ...]
    """Empty for the first seven."""
    day: str
    starts: str
    until: str
    weeks: tuple[Option, ...]
    error: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A line that can be taken out."""

    id: str
    said: str


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """A calendar that is read from elsewhere."""

    id: str
    what: str
    said: str
    fault: str
    lost: bool
    """Its address is to be given again."""
    url: str
    """What was typed as that."""


@dataclass(frozen=True, kw_only=True)
class RoomCalendarPage(PageContext):
    """When a room can be had."""

    template: ClassVar[str] = "pages/desk/rooms/calendar.jinja"
    slug: str
    room: str
    name: str
    said: str
    problems: tuple[Problem, ...]
    errors: Mapping[str, str]
    typed: Mapping[str, str]
    rows: tuple[OpeningRow, ...]
    not_bank_holidays: bool
    others: tuple[CalendarLine, ...]
    closures: tuple[CalendarLine, ...]
    uses: tuple[CalendarLine, ...]
    calendars: tuple[ReadCalendar, ...]
    terms: str
    """Whether dates of school terms are known here."""
    weeks: tuple[Option, ...]
    public: str
