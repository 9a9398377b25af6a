"""What does one event of a calendar say of its times? RFC 5545 in: never what for or for whom."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from directory.clock import LONDON
from directory.venues.calendar import parts_of

_LONDON: Final = frozenset({"Europe/London", "Europe/Belfast", "GB"})
Newness = tuple[int, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Event:
    """An event, or a change of a time of one; moments are as it writes them."""

    begin: date
    end: date
    zone: tzinfo | None
    """The clock that it goes by; None is London's."""
    counts: bool
    """Whether it takes up the room: not when it is cancelled or leaves its time free."""
    rules: tuple[str, ...]
    """There should be one, and there may be none; their ends are by its clock."""
    more: tuple[date, ...]
    out: tuple[date, ...]
    was: date | None
    """Which time of its series it changes."""
    follows: bool
    """Whether it changes all later ones too."""
    newness: Newness

    @property
    def begins(self) -> datetime:
        """When it begins, by its clock."""
        return by(self.zone, self.begin)

    def at(self, moment: date) -> datetime:
        """Tell a moment by its clock; a day without a time is its own time on that day."""
        if isinstance(moment, datetime):
            return by(self.zone, moment)
        return datetime.combine(moment, self.begins.time())

    def length(self, zone: tzinfo | None) -> timedelta:
        """Tell how long it lasts by a clock."""
        length = by(zone, self.end) - by(zone, self.begin)
        if length <= timedelta() and isinstance(self.end, datetime) and self.end > self.begin:
            length = self.end - self.begin  # type: ignore[operator]  # within the hour that comes twice
        return length


def read_event(event: Any) -> Event:  # noqa: ANN401 - icalendar's components are what they are
    """Read an event; it raises what icalendar does where it cannot be understood."""
    status, shows = str(event.get("STATUS", "")).upper(), str(event.get("TRANSP", "")).upper()
    counts = status != "CANCELLED" and shows != "TRANSPARENT"
    was = event.get("RECURRENCE-ID")
    # What calls a time off need not say when that was to begin.
    begin = (event["DTSTART"] if counts or was is None else event.get("DTSTART", was)).dt
    zone = begin.tzinfo if isinstance(begin, datetime) else None
    zone = None if getattr(zone, "key", "") in _LONDON else zone
    rules = event.get("RRULE", [])
    return Event(
        begin,
        _end_of(event, begin),
        zone,
        counts,
        tuple(
            _by_its_clock(each.to_ical().decode(), zone)
            for each in (rules if isinstance(rules, list) else [rules])
        ),
        tuple(each[0] if isinstance(each, tuple) else each for each in _dates(event, "RDATE")),
        tuple(_dates(event, "EXDATE")),
        None if was is None else was.dt,
        was is not None and str(was.params.get("RANGE", "")).upper() == "THISANDFUTURE",
        _newness(event),
    )


def _end_of(event: Any, begin: date) -> date:  # noqa: ANN401 - as above
    end: date
    if event.get("DTEND") is not None:
        end = event["DTEND"].dt
    elif event.get("DURATION") is not None:
        end = begin + event["DURATION"].dt
    else:
        end = begin + timedelta(days=0 if isinstance(begin, datetime) else 1)
    return end


def _newness(event: Any) -> Newness:  # noqa: ANN401 - as above
    """Tell which of two versions is the newer: as RFC 5546 does, then by when it was changed."""
    number, made, changed = (_told(event, name) for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"))
    never = datetime.min.replace(tzinfo=UTC)
    changed = _instant(changed) or never
    return number if isinstance(number, int) else 0, _instant(made) or changed, changed


def _told(event: Any, name: str) -> object:  # noqa: ANN401 - as above
    told = event.get(name)
    told = told[-1] if isinstance(told, list) and told else told
    return getattr(told, "dt", told)


def _instant(told: object) -> datetime | None:
    if not isinstance(told, datetime):
        return None
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


def _by_its_clock(rrule: str, zone: tzinfo | None) -> str:
    """Write the end of a rule by the clock of its own zone; London's is understood as it stands."""
    if zone is None:
        return rrule
    parts = parts_of(rrule)
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        told = datetime.strptime(f"{until[:-1]}+0000", "%Y%m%dT%H%M%S%z").astimezone(zone)
        parts["UNTIL"] = f"{told:%Y%m%dT%H%M%S}"
    return text_of(parts)


def text_of(parts: dict[str, str]) -> str:
    """Write a rule that was taken apart."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def by(zone: tzinfo | None, moment: date) -> datetime:
    """Tell a moment as a clock shows it, London's for None; one without a zone is of that clock already."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min)
    return moment if moment.tzinfo is None else moment.astimezone(zone or LONDON).replace(tzinfo=None)


def _dates(event: Any, name: str) -> list[Any]:  # noqa: ANN401 - as above
    """List the moments of EXDATE or RDATE, which may come once, several times or as lists."""
    told = event.get(name)
    if told is None:
        return []
    return [each.dt for part in (told if isinstance(told, list) else [told]) for each in part.dts]
