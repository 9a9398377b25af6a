"""When is a room in use, by the hall's own calendar? RFC 5545 in, times out: never what for or for whom.

Events in London time stay rules. Where all times from one on were changed (RANGE=THISANDFUTURE), a rule
ends there and another goes on: the same as changed, or the one that the change has of its own. What repeats
in another zone, and the few rules that cannot be begun anew, are worked out day by day for the year to come:
it is read again before that is over. What repeats within a day cannot be read.

A calendar comes from anywhere, so no rule is followed further than that year, and reading has an end.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import Any, Final

from icalendar import Calendar

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.venues.calendar import MOST_MINUTES, Line, check_line, days_of, parts_of, until_of
from directory.venues.ical_events import Event, by, read_event, text_of

MOST_BYTES: Final = 2 * 2**20
MOST_EVENTS: Final = 5_000
MOST_LINES: Final = 4_000
LONGEST_S: Final = 10.0
"""For rules that take very long to follow; a year of a busy hall takes less than a second."""
AHEAD: Final = timedelta(days=400)
_MOST_RULES: Final = 20
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVER: Final = datetime.combine(date.min, time.min)
_NEVER: Final = datetime.combine(date.max, time.max)
_NOT_A_CALENDAR: Final = (
    "That is not a calendar that we can read. Export it as iCalendar (.ics) and try again."
)
_TOO_MUCH: Final = "That calendar is too large. Export only this room, from today on."


@dataclass(frozen=True, slots=True)
class InUse:
    """A line of use, with a name that stays as long as its event does and tells nobody what it is."""

    key: str
    line: Line


@dataclass(frozen=True, slots=True)
class Imported:
    """What a calendar says of the times to come."""

    uses: tuple[InUse, ...]
    unread: int
    """Entries that could not be understood."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """How the times of a series are, by its own clock, from one of them to the next change."""

    since: datetime
    """When the first of them was to begin, unchanged."""
    later: timedelta
    length: timedelta
    counts: bool

    @property
    def reach(self) -> timedelta:
        return abs(self.later) + min(self.length, timedelta(minutes=MOST_MINUTES))


@dataclass(slots=True)
class _Run:
    """The times that one event gives: a series, what a change makes of the rest of one, or one time alone."""

    key: str
    event: Event
    out: frozenset[datetime]
    stretches: list[_Stretch]
    ends: datetime = _NEVER
    """From when on a change has a rule of its own in place of this one's."""

    @property
    def is_whole(self) -> bool:
        return len(self.stretches) == 1 and self.ends == _NEVER

    def stretches_until(self) -> Iterator[tuple[_Stretch, datetime]]:
        """Give each stretch with when the next change counts."""
        return zip(self.stretches, (*(each.since for each in self.stretches[1:]), self.ends), strict=True)


def read_calendar(content: bytes, today: date) -> Imported:
    """Read the times at which a calendar says that a room is in use, from today on."""
    if len(content) > MOST_BYTES:
        raise InvalidInput(_TOO_MUCH, field="file")
    try:
        calendar = Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
        busy = list(calendar.walk("VFREEBUSY"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise InvalidInput(_NOT_A_CALENDAR, field="file") from error
    if calendar.name != "VCALENDAR":
        raise InvalidInput(_NOT_A_CALENDAR, field="file")
    if len(events) > MOST_EVENTS:
        raise InvalidInput(_TOO_MUCH, field="file")
    uses: dict[str, InUse] = {}
    unread, ends = 0, monotonic() + LONGEST_S
    told = [partial(_uses, uid, series, today) for uid, series in _by_uid(events).items()]
    for read in (*told, *(partial(_periods, component, today) for component in busy)):
        try:
            uses.update([(each.key, each) for each in takewhile(lambda _: monotonic() < ends, read())])
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, InvalidInput):
            unread += 1
        if len(uses) > MOST_LINES or monotonic() > ends:
            raise InvalidInput(_TOO_MUCH, field="file")
    return Imported(tuple(sorted(uses.values(), key=lambda each: each.key)), unread)


def _by_uid(events: Iterable[Any]) -> dict[str, list[Any]]:
    """Put an event and what was changed of it together."""
    found: dict[str, list[Any]] = {}
    for number, event in enumerate(events):
        found.setdefault(str(event.get("UID", f"without {number}")), []).append(event)
    return found


def _uses(uid: str, components: Iterable[Any], today: date) -> Iterator[InUse]:
    for run in _runs(uid, [read_event(each) for each in components]):
        if any(each.counts for each in run.stretches):
            yield from _times_apart(run, today)
            for number, rule in enumerate(run.event.rules):
                yield from _times_of_rule(f"{run.key} {number}", run, rule, today)


def _runs(uid: str, events: Iterable[Event]) -> list[_Run]:
    """Tell what gives the times of a series: of two versions of an event or of a change, the newer."""
    told = sorted(events, key=lambda each: each.newness)
    if sum(len(each.rules) for each in told) > _MOST_RULES:
        raise InvalidInput("That event has too many rules of recurrence.")
    masters = [each for each in told if each.was is None]
    clock = (masters or told)[-1]
    follow = {clock.at(each.was): each for each in told if each.was is not None and each.follows}
    alone = {clock.at(each.was): each for each in told if each.was is not None and not each.follows}
    for was in alone.keys() & follow.keys():
        if alone[was].newness < follow[was].newness:
            del alone[was]
    left_out = {day for each in (*masters[-1:], *follow.values()) for day in each.out}

    def run(key: str, event: Event, since: datetime | None) -> _Run:
        out = set(event.out)
        if since is not None:  # others tell which of its times are no more as it says
            changes = (*follow.items(), *alone.items())
            out |= left_out | {each.was for was, each in changes if was > since and each.was is not None}
        first = _Stretch(_EVER, timedelta(), event.length(event.zone), event.counts)
        return _Run(key, event, frozenset(event.at(each) for each in out), [first])

    runs = [run(f"{uid} {was}", each, None) for was, each in alone.items()]
    ruling = run(uid, masters[-1], _EVER) if masters else None
    runs += [ruling] if ruling else []
    for was, change in sorted(follow.items(), key=lambda each: each[0]):
        own = run(f"{uid} {was} on", change, was if change.rules else None)
        if was in alone:
            own.out |= {change.begins}
        runs.append(own)
        if ruling is not None:
            _put_change(ruling, change)
        if change.rules:
            ruling = own
    return runs


def _put_change(run: _Run, change: Event) -> None:
    """Let the times of a run be as they are until a change of all that follow."""
    assert change.was is not None  # noqa: S101 - it is a change
    since = run.event.at(change.was)
    if change.rules:
        run.ends = since
        return
    later, zone = timedelta(), run.event.zone
    if change.counts:
        later = by(zone, change.begin) - since
    if abs(later) > timedelta(minutes=MOST_MINUTES):
        raise InvalidInput("That event is put off by more than a year.")
    run.stretches.append(_Stretch(since, later, change.length(zone), change.counts))


def _times_apart(run: _Run, today: date) -> Iterator[InUse]:
    """Give the times that no rule gives."""
    event, day = run.event, run.event.begins.date()
    starts = {event.at(each) for each in event.more}
    by_rule = any(days_of(event.begins, rule, day, day) for rule in event.rules)
    if not by_rule and event.begins < run.ends:
        starts.add(event.begins)
    for start in sorted(starts - run.out):
        stretch = run.stretches[bisect_right(run.stretches, start, key=lambda each: each.since) - 1]
        yield from _time_of(run, stretch, start, f"{run.key} {start}", today)


def _times_of_rule(key: str, run: _Run, rule: str, today: date) -> Iterator[InUse]:
    """Give the times of a rule as they are from each change on to the next."""
    begins, clock = run.event.begins, run.event.begins.time()
    reach = max(each.reach for each in run.stretches) + timedelta(days=2)
    horizon = today + AHEAD + reach
    if not run.is_whole or (run.event.zone is None and begins.date() <= today - AHEAD):
        rule = _ended(begins, rule, horizon)
    # A rule has one time a day.
    shut = frozenset(each.date() for each in run.out if each.time() == clock)
    for stretch, until in run.stretches_until():
        first = stretch.since.date() + timedelta(days=stretch.since.time() > clock)
        last = until.date() - timedelta(days=until.time() <= clock)
        if not stretch.counts or last < max(first, today - reach):
            continue
        line = None
        if run.event.zone is None:
            line = _line_of_rule(run, stretch, rule, (first, last, horizon), shut)
        if line is not None:
            check_line(line)
            yield from _kept(f"{key} {stretch.since}", line, today)
            continue
        for day in days_of(begins, rule, max(first, today - reach), min(last, horizon)):
            if day not in shut:
                start = datetime.combine(day, clock)
                yield from _time_of(run, stretch, start, f"{key} {start}", today)


def _line_of_rule(
    run: _Run, stretch: _Stretch, rule: str, days: tuple[date, date, date], shut: frozenset[date]
) -> Line | None:
    """Keep a rule of London's from the first of some days to the last; None where it cannot begin there."""
    begins, minutes = run.event.begins, _minutes(stretch.length)
    if run.is_whole:
        return Line("busy", begins, minutes, rule, shut)
    first, last, horizon = days
    parts = parts_of(rule)
    last = min(last, until_of(parts.pop("UNTIL", ""), last, clock=begins.time()))
    begun = begins.date()
    if stretch is not run.stretches[0]:
        found = days_of(begins, rule, first, min(last, horizon))
        if not found or "BYSETPOS" in parts:
            return None
        begun = found[0]
    starts = datetime.combine(begun, begins.time()) + stretch.later
    more = starts.date() - begun
    there = _later_by(parts, more.days)
    if there is None:
        return None
    if last < date.max:
        there["UNTIL"] = f"{last + more:%Y%m%d}"
    out = frozenset(day + more for day in shut if begun <= day <= last)
    return Line("busy", starts, minutes, text_of(there), out)


def _later_by(parts: dict[str, str], days: int) -> dict[str, str] | None:
    """Let a rule give its days so many later, or earlier; None where no rule says that."""
    if days == 0:
        return parts
    if parts["FREQ"] not in {"DAILY", "WEEKLY"} or not parts.keys() <= {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
        return None
    names = {"WKST": "MO", **parts} if "INTERVAL" in parts and "BYDAY" in parts else parts
    turned = dict(parts)
    for name in names.keys() & {"BYDAY", "WKST"}:
        weekdays = names[name].split(",")
        if not set(weekdays) <= set(_WEEKDAYS):
            return None
        turned[name] = ",".join(_WEEKDAYS[(_WEEKDAYS.index(each) + days) % 7] for each in weekdays)
    return turned


def _ended(starts: datetime, rrule: str, horizon: date) -> str:
    """Say by its last day when a rule that counts ends: it is counted through at each look else."""
    parts = parts_of(rrule)
    if "COUNT" not in parts:
        return rrule
    days = days_of(starts, rrule, starts.date(), horizon)
    if len(days) == int(parts.pop("COUNT")):
        parts["UNTIL"] = f"{days[-1]:%Y%m%d}"
    return text_of(parts)


def _time_of(run: _Run, stretch: _Stretch, start: datetime, key: str, today: date) -> Iterator[InUse]:
    """Give the time that was to begin at `start`, by the clock of the run."""
    if stretch.counts:
        yield from _kept(key, _line(start + stretch.later, stretch.length, run.event.zone), today)


def _line(begins: datetime, length: timedelta, zone: tzinfo | None) -> Line:
    """Say by London's clock what is in use from a time by another clock on, or by London's own for None."""
    minutes = _minutes(length)
    if zone is not None:
        ends = (begins + length).replace(tzinfo=zone).astimezone(LONDON)
        begins, shown = by(None, begins.replace(tzinfo=zone)), by(None, ends)
        if ends.fold and not ends.minute:
            shown += timedelta(minutes=15)  # all of the hour before: it ends as that begins once more
        minutes = _minutes(shown - begins) if shown > begins else minutes
    return Line("busy", begins, minutes)


def _kept(key: str, line: Line, today: date) -> Iterator[InUse]:
    """Keep a line that says something of the times to come."""
    if line.minutes <= 0:
        return  # it takes no time
    line = replace(line, minutes=min(line.minutes, MOST_MINUTES))
    since = today - timedelta(days=line.minutes // 1440 + 1)
    if line.rrule is None:
        if line.starts + timedelta(minutes=line.minutes) <= datetime.combine(today, time.min):
            return
    elif not days_of(line.starts, line.rrule, since, today + AHEAD):
        return
    yield InUse(hashlib.sha256(key.encode()).hexdigest()[:32], line)


def _minutes(length: timedelta) -> int:
    return -(-int(length.total_seconds()) // 60)


def _periods(component: Any, today: date) -> Iterator[InUse]:  # noqa: ANN401 - icalendar's components are what they are
    told = component.get("FREEBUSY", [])
    for period in told if isinstance(told, list) else [told]:
        if str(period.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        line = _line(by(UTC, period.start), max(period.end - period.start, timedelta(minutes=1)), UTC)
        yield from _kept(f"period {period.start} {period.end}", line, today)
