"""Which needs fit, looked at one by one? A slow answer that the fast one must equal."""

from collections import Counter
from datetime import datetime
from math import hypot
from uuid import UUID
from zoneinfo import ZoneInfo

from directory.needs.fit import HelpWanted
from directory.needs.schemas import NeedRead, SessionRead, SlotRead
from directory.needs.words import Ease, Rhythm, Whereabouts

LONDON = ZoneInfo("Europe/London")
MILE_M = 1609.344


def distance(need: NeedRead, asked: HelpWanted) -> float | None:
    if asked.easting is None or asked.northing is None or asked.from_home:
        return None
    if need.whereabouts == Whereabouts.HOME or need.easting is None or need.northing is None:
        return None
    far = hypot(need.easting - asked.easting, need.northing - asked.northing)
    return far if far <= asked.within_m else None


def where_fits(need: NeedRead, asked: HelpWanted) -> bool:
    if need.whereabouts != Whereabouts.PLACE:
        return True
    if asked.from_home:
        return False
    return asked.easting is None or distance(need, asked) is not None


def in_hours(asked: HelpWanted, begins: int, ends: int, needed: int) -> bool:
    """Whether there are as many minutes, one after another, in both."""
    if asked.from_min is None and asked.until_min is None:
        return True
    last = 2880 if asked.until_min is None else asked.until_min
    both = [minute for minute in range(begins, ends) if (asked.from_min or 0) <= minute < last]
    return len(both) >= needed


def session_fits(need: NeedRead, session: SessionRead, asked: HelpWanted, now: datetime) -> bool:
    begins = session.starts_at.astimezone(LONDON)
    lasts = int((session.ends_at - session.starts_at).total_seconds() // 60)
    takes = need.minutes or lasts
    at = begins.hour * 60 + begins.minute
    return (
        session.starts_at > now
        and session.taken < session.places
        and (asked.day is None or begins.weekday() == asked.day)
        and (asked.on_date is None or begins.date() == asked.on_date)
        and (asked.minutes is None or takes <= asked.minutes)
        and in_hours(asked, at, at + lasts, min(takes, lasts))
    )


def slot_fits(need: NeedRead, slot: SlotRead, asked: HelpWanted) -> bool:
    needed = min(need.minutes or 60, slot.ends_min - slot.starts_min)
    return (
        (asked.day is None or slot.day == asked.day)
        and (asked.on_date is None or slot.day == asked.on_date.weekday())
        and (asked.minutes is None or (need.minutes or 0) <= asked.minutes)
        and in_hours(asked, slot.starts_min, slot.ends_min, needed)
    )


def when_fits(need: NeedRead, asked: HelpWanted, now: datetime) -> tuple[int, SessionRead | None] | None:
    """How it fits in time: 0 at a session, 1 weekly, 2 whenever; None where it does not."""
    for session in sorted(need.sessions, key=lambda each: each.starts_at):
        if session_fits(need, session, asked, now):
            return 0, session
    if any(slot_fits(need, slot, asked) for slot in need.slots):
        return 1, None
    timeless = not need.sessions and not need.slots
    return (2, None) if timeless and (asked.minutes is None or (need.minutes or 0) <= asked.minutes) else None


def fits(need: NeedRead, asked: HelpWanted, now: datetime) -> bool:
    day = max(now.astimezone(LONDON).date(), asked.on_date or now.date())
    return (
        where_fits(need, asked)
        and need.open_until >= day
        and (not asked.skills or asked.skills >= {*need.needs_skills})
        and asked.eases <= {*need.eases}
        and (not asked.themes or bool(asked.themes & {*need.themes}))
        and (asked.age is None or need.min_age <= asked.age)
        and when_fits(need, asked, now) is not None
    )


def find_plainly(
    needs: list[NeedRead], asked: HelpWanted, now: datetime
) -> tuple[list[tuple[UUID, UUID | None]], int]:
    """Give the needs that are shown, in order, each with its session; and how many fit."""

    def order(need: NeedRead) -> tuple[float | str, ...]:
        when = when_fits(need, asked, now)
        assert when is not None
        shared = len(asked.skills & {*need.skills, *need.needs_skills}) + len(asked.themes & {*need.themes})
        shared += bool(asked.languages & {*need.languages}) + bool(asked.likes & {*need.themes})
        light = need.rhythm in {Rhythm.ONE_OFF, Rhythm.MICRO} or Ease.FIRST_TIMERS in need.eases
        far = distance(need, asked)
        return (
            need.example,
            -shared,
            not light if asked.lapsed else 0,
            when[0] if asked.day is not None or asked.on_date is not None else 0,
            3 if far is None else far // MILE_M,
            when[1].starts_at.timestamp() if when[1] else float("inf"),
            need.title,
            need.slug,
        )

    found = sorted((need for need in needs if fits(need, asked, now)), key=order)
    seen: Counter[UUID] = Counter()
    shown, rest = [], []
    for need in found:
        seen[need.listing_id] += 1
        (shown if seen[need.listing_id] <= 2 else rest).append(need)
    few = {need.id for need in (shown[: asked.most] + rest)[: asked.most]}
    told = []
    for need in found:
        if need.id in few:
            when = when_fits(need, asked, now)
            told.append((need.id, when[1].id if when and when[1] else None))
    return told, len(found)
