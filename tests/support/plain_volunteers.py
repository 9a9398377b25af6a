"""Who fits, looked at one by one and minute by minute? A slow answer that the fast one must equal."""

from datetime import UTC, datetime, timedelta
from math import hypot
from zoneinfo import ZoneInfo

from directory.needs.words import CheckLevel, Skill, Whereabouts, Workforce
from directory.volunteers.columns import Ready
from directory.volunteers.wanted import Wanted

LONDON = ZoneInfo("Europe/London")
MILE_M = 1609.344
HEIGHTS = ("none", "basic", "standard", "enhanced", "enhanced_barred")


def distance(one: Ready, wanted: Wanted) -> float | None:
    """How far somebody who comes there has; None where they cannot, or would help from home."""
    if wanted.whereabouts == Whereabouts.HOME:
        return None
    if None in {one.easting, one.northing, wanted.easting, wanted.northing}:
        return None
    assert one.easting is not None
    assert one.northing is not None
    assert wanted.easting is not None
    assert wanted.northing is not None
    far = hypot(one.easting - wanted.easting, one.northing - wanted.northing)
    return far if far <= one.travel_m and far <= wanted.within_m else None


def free_at(one: Ready, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether every minute of it, as the clock in London shows it, is in a slot and on no day off."""
    minute = starts_at.astimezone(UTC).replace(second=0, microsecond=0)
    while minute < ends_at:
        local = minute.astimezone(LONDON)
        shown = local.hour * 60 + local.minute
        if not any(s.day == local.weekday() and s.starts_min <= shown < s.ends_min for s in one.slots):
            return False
        if any(first <= local.date() <= last for first, last in one.away):
            return False
        minute += timedelta(minutes=1)
    return not any(
        seat.starts_at is not None
        and seat.ends_at is not None
        and seat.starts_at < ends_at
        and seat.ends_at > starts_at
        for seat in one.seats
    )


def free_weekly(one: Ready, wanted: Wanted) -> bool:
    for slot in wanted.slots:
        needed = min(wanted.minutes or 60, slot.ends_min - slot.starts_min)
        run = 0
        for minute in range(slot.starts_min, slot.ends_min):
            inside = any(s.day == slot.day and s.starts_min <= minute < s.ends_min for s in one.slots)
            run = run + 1 if inside else 0
            if run >= needed:
                return True
    return False


def holds(one: Ready, wanted: Wanted) -> bool:
    covered: set[str] = set()
    for check in one.checks:
        high = HEIGHTS.index(check.level) >= HEIGHTS.index(wanted.level)
        already = check.checked_on <= wanted.on_day
        if high and already and check.good_until >= wanted.on_day + timedelta(days=wanted.good_for_days):
            covered |= {"adult", "child"} if check.workforce == Workforce.BOTH else {str(check.workforce)}
    if wanted.workforce is None:
        return bool(covered)
    asked = {"adult", "child"} if wanted.workforce == Workforce.BOTH else {str(wanted.workforce)}
    return asked <= covered


def reached(one: Ready, wanted: Wanted) -> bool:
    here = distance(one, wanted) is not None
    return {
        Whereabouts.HOME: one.from_home,
        Whereabouts.PLACE: here,
        Whereabouts.EITHER: here or one.from_home,
    }[wanted.whereabouts]


def in_time(one: Ready, wanted: Wanted) -> bool:
    if any(seat.session_id == (wanted.session_id or wanted.need_id) for seat in one.seats):
        return False
    if wanted.starts_at is not None and wanted.ends_at is not None:
        return free_at(one, wanted.starts_at, wanted.ends_at)
    return not wanted.slots or free_weekly(one, wanted)


def fits(one: Ready, wanted: Wanted) -> bool:
    rules = (
        reached(one, wanted),
        one.at_least >= wanted.min_age,
        one.wants <= wanted.eases,
        one.id not in wanted.without,
        wanted.all_skills <= one.skills,
        not wanted.any_skills or bool(wanted.any_skills & one.skills),
        not wanted.any_transport or bool(wanted.any_transport & one.transport),
        not wanted.any_languages or bool(wanted.any_languages & one.languages),
        wanted.level == CheckLevel.NONE or holds(one, wanted),
    )
    return all(rules) and in_time(one, wanted)


def order(one: Ready, wanted: Wanted) -> tuple[int, int, int]:
    helpful = sum(skill in one.skills for skill in Skill if skill in wanted.helpful_skills)
    helpful += bool(one.languages & wanted.helpful_languages) + bool(one.themes & wanted.themes)
    far = distance(one, wanted)
    return -helpful, 511 if far is None else min(511, int(far // MILE_M)), drawn(one, wanted)


def drawn(one: Ready, wanted: Wanted) -> int:
    """Scatter the two ids into 26 bits, as splitmix64 does."""
    mask = (1 << 64) - 1
    about = wanted.session_id or wanted.need_id
    mixed = ((one.id.int >> 64) ^ (one.id.int & mask)) ^ ((about.int >> 64) ^ (about.int & mask))
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return (mixed ^ (mixed >> 31)) >> 38


def match_plainly(bank: list[Ready], wanted: Wanted) -> list[int]:
    """Give the numbers of who fits, the best first."""
    found = [number for number, one in enumerate(bank) if fits(one, wanted)]
    return sorted(found, key=lambda number: (*order(bank[number], wanted), number))


def match_all_plainly(
    bank: list[Ready], wanteds: list[Wanted], best: int
) -> tuple[list[list[int]], list[list[int]], list[int]]:
    """Give for each need its best volunteers, for each volunteer the best needs, and how many fit."""
    each = [match_plainly(bank, wanted) for wanted in wanteds]
    theirs: list[list[int]] = [[] for _ in bank]
    for number, found in enumerate(each):
        for row in found:
            theirs[row].append(number)
    for row, numbers in enumerate(theirs):
        numbers.sort(key=lambda number: (*order(bank[row], wanteds[number]), number))
        del numbers[best:]
    return [found[:best] for found in each], theirs, [len(found) for found in each]
