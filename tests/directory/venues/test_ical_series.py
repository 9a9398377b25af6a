"""Is a series whose times were changed from one time on read as RFC 5545 says?

The plain way is here: each time of the series by itself, and what was said last of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from plain_slots import quarters_of_days, times_of, widest

from directory.venues.ical import read_calendar
from directory.venues.terms import NO_TERMS

WEEKS = {"autumn": (date(2026, 10, 12), date(2026, 11, 8)), "spring": (date(2027, 3, 15), date(2027, 4, 11))}
"""Both changes of the clocks in London, and those of New York, which are on other days."""
at = datetime.fromisoformat
ZONES = (None, "Europe/London", "UTC", "America/New_York")
RULES = (
    "FREQ=WEEKLY;BYDAY=MO,TH,SA",
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=9",
    "FREQ=WEEKLY;BYDAY=SA,SU;COUNT=6",
    "FREQ=MONTHLY;BYDAY=-1SA",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=2",
    "",
)
LATER = (timedelta(), timedelta(hours=2), timedelta(minutes=-45), timedelta(days=1, hours=-3), timedelta(-2))
OWN_RULES = (
    "FREQ=WEEKLY;BYDAY=TU,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE",
    "FREQ=DAILY;COUNT=7",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
)
LENGTHS = (timedelta(minutes=45), timedelta(hours=1), timedelta(hours=4), timedelta(hours=30))


@dataclass(frozen=True)
class Change:
    """Of one time, or of it and all that follow; without a length it is called off."""

    was: datetime
    later: timedelta
    length: timedelta | None
    follow: bool
    rule: str = ""
    """Of its own, from the change on."""
    day_only: bool = False
    """Which time it was is told by the day alone."""
    version: tuple[int, int, int] = (0, 0, 0)
    """Its SEQUENCE, the day it was written and the day it was changed."""


@dataclass(frozen=True)
class Series:
    """An event that repeats; moments are by the clock of its own zone."""

    zone: str | None
    starts: datetime
    length: timedelta
    rule: str
    more: list[datetime] = field(default_factory=list)
    out: list[datetime] = field(default_factory=list)
    days_out: list[date] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


HOUR = timedelta(hours=1)
TUESDAYS = Series("Europe/London", at("2026-10-06 19:00"), HOUR, "FREQ=WEEKLY")


def written(series: Series) -> bytes:
    """Write a series as a calendar program does."""

    def moment(name: str, told: datetime) -> str:
        if series.zone == "UTC":
            return f"{name}:{told:%Y%m%dT%H%M%S}Z"
        return f"{name}{f';TZID={series.zone}' if series.zone else ''}:{told:%Y%m%dT%H%M%S}"

    def event(*lines: str, written: int = 0) -> list[str]:
        return ["BEGIN:VEVENT", "UID:a", f"DTSTAMP:2026100{1 + written}T000000Z", *lines, "END:VEVENT"]

    starts, length = series.starts, series.length
    lines = event(
        moment("DTSTART", starts),
        moment("DTEND", starts + length),
        *([f"RRULE:{series.rule}"] if series.rule else []),
        *(moment("RDATE", each) for each in series.more),
        *(moment("EXDATE", each) for each in series.out),
        *(f"EXDATE;VALUE=DATE:{each:%Y%m%d}" for each in series.days_out),
    )
    for each in series.changes:
        begins, (number, written_on, changed_on) = each.was + each.later, each.version
        name = "RECURRENCE-ID;RANGE=THISANDFUTURE" if each.follow else "RECURRENCE-ID"
        lines += event(
            f"{name};VALUE=DATE:{each.was:%Y%m%d}" if each.day_only else moment(name, each.was),
            moment("DTSTART", begins),
            *(["STATUS:CANCELLED"] if each.length is None else [moment("DTEND", begins + each.length)]),
            *([f"RRULE:{each.rule}"] if each.rule else []),
            f"SEQUENCE:{number}",
            f"LAST-MODIFIED:2026100{1 + changed_on}T000000Z",
            written=written_on,
        )
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *lines, "END:VCALENDAR", "")
    ).encode()


LATEST = datetime.combine(date.max, time.max)


def times_by(rule: str, starts: datetime, last: date) -> list[datetime]:
    """The times of a rule, and the first whether it obeys or not."""
    if not rule:
        return [starts]
    told = rrulestr(rule, dtstart=starts).between(starts, datetime.combine(last, time.min), inc=True)
    return sorted({starts, *told})


def newest(changes: list[Change]) -> list[Change]:
    """What counts: of one time the last version; of all that follow from it too, where that is no newer."""
    found: dict[tuple[datetime, bool], Change] = {}
    for each in sorted(changes, key=lambda change: change.version):
        found[each.was, each.follow] = each
    return [
        each
        for (was, follow), each in found.items()
        if follow or (was, True) not in found or found[was, True].version <= each.version
    ]


def plain_times(series: Series, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Each time of a series, aware: what was said of it alone, else of all from before it on, else of all.

    A change with a rule of its own ends the rule before it and begins anew.
    """
    zone = ZoneInfo(series.zone or "Europe/London")
    changes = newest(series.changes)
    alone = {each.was: each for each in changes if not each.follow}
    follow = sorted((each for each in changes if each.follow), key=lambda each: each.was)
    ruling = [each for each in follow if each.rule]
    told = [(each.was + each.later, each.length) for each in alone.values()]
    told += [
        (each.was + each.later, each.length) for each in follow if each.was not in alone and not each.rule
    ]
    for number in range(len(ruling) + 1):
        by = ruling[number - 1] if number else None
        ends = ruling[number].was if number < len(ruling) else LATEST
        starts = by.was + by.later if by else series.starts
        times = {each for each in times_by(by.rule if by else series.rule, starts, last) if each < ends}
        times -= {datetime.combine(day, starts.time()) for day in series.days_out}
        if by is None:
            times |= {*series.more}
        elif by.was in alone:
            times -= {starts}
        for was in times - {*series.out} - _ids(changes, by):
            before = [
                each
                for each in follow
                if each.was <= was and not each.rule and (by is None or each.was > by.was) and each.was < ends
            ]
            said = before[-1] if before else by
            if by and not before:
                told.append((was, by.length))
            elif said:
                told.append((was + said.later, said.length))
            else:
                told.append((was, series.length))
    for begins, length in told:
        if length is not None:
            yield begins.replace(tzinfo=zone), (begins + length).replace(tzinfo=zone)


def _ids(changes: list[Change], by: Change | None) -> set[datetime]:
    return {each.was for each in changes if by is None or each.was > by.was}


def made(seed: int) -> tuple[Series, date, date]:
    """Make a series at random, with changes of single times and of all that follow, some of them twice."""
    chance = Random(seed)
    first, last = chance.choice(list(WEEKS.values()))
    zone, rule = chance.choice(ZONES), chance.choice(RULES)
    day = datetime.combine(first, time.min) + timedelta(days=chance.randrange(-20, 5))
    starts = day + timedelta(hours=chance.choice((9, 18, 21, 22)), minutes=chance.choice((0, 30)))
    starts = rrulestr(rule or "FREQ=DAILY;COUNT=1", dtstart=starts)[0]
    more = [starts + timedelta(days=chance.randrange(1, 30), hours=-1) for _ in range(chance.randrange(3))]
    times, clock = sorted({*times_by(rule, starts, last), *more}), starts.time()
    all_times, changes = {*times}, list[Change]()
    for _ in range(chance.randrange(1, 6)):
        days = {each.was.date() for each in changes}
        rest = [each for each in times if not changes or (each > changes[-1].was and each.date() not in days)]
        if not rest:
            break
        was = chance.choice(rest[:12])
        change = Change(
            was,
            chance.choice(LATER),
            None if chance.random() < 0.2 else chance.choice(LENGTHS),
            follow=chance.random() < 0.6,
            day_only=was.time() == clock and chance.random() < 0.3,
            version=(chance.randrange(3), chance.randrange(3), chance.randrange(3)),
        )
        if change.follow and chance.random() < 0.4:
            change = replace(change, rule=chance.choice(OWN_RULES))
            begins = was + change.later
            times, clock = [each for each in times_by(change.rule, begins, last) if each > was], begins.time()
            all_times |= {*times}
        changes.append(change)
    older = [
        replace(
            each,
            later=chance.choice(LATER),
            length=chance.choice(LENGTHS),
            follow=each.follow and (each.rule != "" or chance.random() < 0.8),
            version=chance.choice(_before(each.version)),
        )
        for each in changes
        if each.version > (0, 0, 0) and chance.random() < 0.4
    ]
    rest = sorted(all_times - {each.was for each in changes})
    out = [each for each in rest if chance.random() < 0.1]
    days_out = [
        each.date()
        for each in rest
        if chance.random() < 0.1 and each.date() not in {change.was.date() for change in changes}
    ]
    written_in = [*changes, *older]
    chance.shuffle(written_in)
    return Series(zone, starts, chance.choice(LENGTHS), rule, more, out, days_out, written_in), first, last


def _before(version: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    """Give versions that are older, by what counts first and by what counts last."""
    number, written_on, changed_on = version
    found = [(number - 1, 2, 2)] if number else []
    found += [(number, written_on - 1, 2)] if written_on else []
    return found + ([(number, written_on, changed_on - 1)] if changed_on else [])


@pytest.mark.parametrize("seed", range(60))
def test_every_time_is_as_the_plain_way_has_it(seed: int) -> None:
    series, first, last = made(seed)
    quarters = quarters_of_days(first, last)
    told = read_calendar(written(series), first)
    assert told.unread == 0
    shown: set[int] = set()
    for use in told.uses:
        for starts, ends, _sure in times_of(use.line, first, last, NO_TERMS):
            shown |= widest(quarters, starts, ends)
    plain = {
        number
        for starts, ends in plain_times(series, last + timedelta(days=7))
        for number, _clock in quarters
        if (number + 1) * 900 > starts.timestamp() and number * 900 < ends.timestamp()
    }
    # About the change of the clocks: in autumn in use where there is doubt; in spring a time that
    # does not exist is the moment of the change.
    autumn, spring = _night(date(2026, 10, 25)), _night(date(2027, 3, 28))
    assert plain - spring <= shown
    assert shown - autumn - spring == plain - autumn - spring


def _night(day: date) -> set[int]:
    first = int(datetime.combine(day, time.min, UTC).timestamp()) // 900
    return {*range(first, first + 10)}


def lines(series: Series, today: date = date(2026, 10, 1)) -> list[tuple[str, int, str, list[str]]]:
    """What is kept of a series: from when, how long, by what rule, without which days."""
    told = read_calendar(written(series), today)
    assert told.unread == 0
    return sorted(
        (
            f"{line.starts:%m-%d %H}",
            line.minutes,
            line.rrule or "",
            sorted(f"{day:%m-%d}" for day in line.exdates),
        )
        for line in (use.line for use in told.uses)
    )


def test_a_change_of_all_that_follows_moves_them_and_a_later_one_of_one_time_wins() -> None:
    series = replace(
        TUESDAYS,
        rule="FREQ=WEEKLY;COUNT=6",
        changes=[
            Change(at("2026-10-20 19:00"), timedelta(days=1, hours=1), timedelta(hours=2), follow=True),
            Change(at("2026-11-03 19:00"), -HOUR, HOUR, follow=False),
        ],
    )
    assert lines(series) == [
        ("10-06 19", 60, "FREQ=WEEKLY;UNTIL=20261019", []),
        ("10-21 20", 120, "", []),
        ("10-21 20", 120, "FREQ=WEEKLY;UNTIL=20261111", ["10-21", "11-04"]),
        ("11-03 18", 60, "", []),
    ]


def test_all_that_follow_can_be_called_off() -> None:
    off = Change(at("2026-10-20 19:00"), timedelta(), None, follow=True)
    assert lines(replace(TUESDAYS, changes=[off])) == [("10-06 19", 60, "FREQ=WEEKLY;UNTIL=20261019", [])]


def test_a_change_with_a_rule_of_its_own_ends_the_one_before() -> None:
    other = Change(
        at("2026-10-20 19:00"), timedelta(days=2), HOUR, follow=True, rule="FREQ=WEEKLY;BYDAY=TH,FR"
    )
    assert lines(replace(TUESDAYS, changes=[other])) == [
        ("10-06 19", 60, "FREQ=WEEKLY;UNTIL=20261019", []),
        ("10-22 19", 60, "FREQ=WEEKLY;BYDAY=TH,FR", []),
    ]


def test_a_change_that_names_its_time_by_the_day_alone_is_of_the_time_of_that_day() -> None:
    later = Change(at("2026-10-20 19:00"), HOUR, HOUR, follow=True, day_only=True)
    assert lines(replace(TUESDAYS, changes=[later])) == [
        ("10-06 19", 60, "FREQ=WEEKLY;UNTIL=20261019", []),
        ("10-20 20", 60, "", []),
        ("10-20 20", 60, "FREQ=WEEKLY", ["10-20"]),
    ]


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize("older", [(0, 2, 2), (1, 0, 2), (1, 1, 0)])
@pytest.mark.parametrize("first", [False, True])
def test_of_two_versions_of_a_change_the_newer_counts(
    older: tuple[int, int, int], *, follow: bool, first: bool
) -> None:
    newer = Change(at("2026-10-20 19:00"), HOUR, HOUR, follow=follow, version=(1, 1, 1))
    before = replace(newer, later=2 * HOUR, version=older)
    both = [before, newer] if first else [newer, before]
    assert lines(replace(TUESDAYS, changes=both)) == lines(replace(TUESDAYS, changes=[newer]))


def test_many_series_that_were_changed_are_kept_as_rules() -> None:
    change = Change(at("2026-10-20 19:00"), HOUR, HOUR, follow=True)
    one = written(replace(TUESDAYS, rule="FREQ=DAILY", changes=[change])).decode()
    begin, end = one.index("BEGIN:VEVENT"), one.index("END:VCALENDAR")
    events = "".join(one[begin:end].replace("UID:a", f"UID:{number}") for number in range(50))
    told = read_calendar((one[:begin] + events + one[end:]).encode(), date(2026, 10, 1))
    assert (told.unread, len(told.uses)) == (0, 150)


def test_one_that_was_put_off_by_more_than_a_year_is_said_to_be_unread() -> None:
    series = Series(
        "Europe/London",
        at("2026-10-06 19:00"),
        timedelta(hours=1),
        "FREQ=WEEKLY",
        changes=[Change(at("2026-10-20 19:00"), timedelta(days=400), timedelta(hours=1), follow=True)],
    )
    assert read_calendar(written(series), date(2026, 10, 1)).unread == 1


def test_an_event_with_very_many_rules_is_not_followed() -> None:
    content = written(Series(None, at("2026-10-06 19:00"), timedelta(hours=1), "FREQ=DAILY"))
    many = content.replace(b"RRULE:FREQ=DAILY", b"\r\n".join([b"RRULE:FREQ=DAILY;COUNT=900000"] * 50))
    assert read_calendar(many, date(2026, 10, 1)).unread == 1
