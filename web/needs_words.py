"""How are a need's times, places and answers said in plain English?"""

from datetime import date
from typing import Final

from directory.clock import LONDON
from directory.needs.fit import minutes_of
from directory.needs.schemas import AnsweringRead, NeedRead, SessionRead, SlotRead
from directory.needs.words import CheckLevel, Rhythm, Whereabouts, Workforce
from directory.speech import clock_words
from directory.words import DAY_NAMES, within
from web.noticeboard_words import when_words
from web.words import count, listed

EXAMPLE: Final = "Example: made up to show what a need looks like. Nobody can take it."
_HOUR: Final = 60


def lasting(minutes: int | None) -> str:
    """Say how long it takes: `About 1 hour`; empty where nobody said."""
    if minutes is None:
        return ""
    hours, left = divmod(minutes, _HOUR)
    parts = [count(hours, "hour")] if hours else []
    parts += [count(left, "minute")] if left else []
    return f"About {listed(parts)}"


def rhythm_words(need: NeedRead) -> str:
    """Say how often and how long: `Regularly, about 2 hours each time`."""
    long = lasting(minutes_of(need))
    if need.rhythm is Rhythm.REGULAR:
        return f"Regularly, {within(long)} each time" if long else "Regularly"
    if need.rhythm is Rhythm.MICRO and need.sessions:
        each_time = " each time" if len(need.sessions) > 1 else ""
        return f"{long}{each_time}" if long else need.rhythm.label
    if need.rhythm is Rhythm.MICRO:
        return f"{long or 'In small pieces'}, once or as often as you like"
    return f"Once, {within(long)}" if long else "Once"


def session_words(session: SessionRead, today: date) -> str:
    """Say when: `Thursday 26 November, 2pm to 3pm`; today and tomorrow by their names."""
    said = when_words(session.starts_at, session.ends_at, today)
    ahead = (session.starts_at.astimezone(LONDON).date() - today).days
    near = {0: "Today, ", 1: "Tomorrow, "}.get(ahead, "")
    return f"{near}{said}"


def left_words(session: SessionRead) -> str:
    """Say how many places are free: `3 of 5 places left`."""
    if session.left == 0:
        return "Full"
    if session.places == 1:
        return "1 place left"
    return f"{session.left} of {session.places} places left"


def slot_words(slot: SlotRead) -> str:
    """Say a time of the week: `Thursdays, 2pm to 4pm`."""
    return f"{DAY_NAMES[slot.day]}s, {clock_words(slot.starts_min)} to {clock_words(slot.ends_min)}"


def when_line(need: NeedRead, session: SessionRead | None, slot: SlotRead | None, today: date) -> str:
    """Say in one line when help is needed: first the time that fits, then how many others there are."""
    if session is not None:
        shown = [session_words(session, today)]
    else:
        shown = [slot_words(each) for each in sorted(need.slots, key=lambda each: each != slot)[:2]]
    if not shown:
        return "When it suits you"
    more = len(need.sessions) + len(need.slots) - len(shown)
    return "; ".join(shown) + (f", and {count(more, 'other time')}" if more else "")


def town(name: str) -> str:
    """Name a parish as people do; what ONS calls an unparished area by its town."""
    return name.partition(", unparished area")[0]


def where_words(need: NeedRead, place: str) -> str:
    """Say where: at a place, from home or either; `place` is how it may be told."""
    if need.whereabouts is Whereabouts.HOME:
        return "From home"
    there = place or "Ask where: the place is not shown"
    return f"{there}, or from home" if need.whereabouts is Whereabouts.EITHER else there


def pinless_words(home: int, hidden: int, *, far: bool) -> str:
    """Say how much of a list is not on its map, and why; empty where all of it is."""
    said = []
    if home:
        what = f"{count(home, 'thing is', 'things are')} done from home"
        said.append(f"{what}{', or too far to go to' if far else ''}, so not on the map.")
    if hidden:
        one = hidden == 1
        said.append(f"{count(hidden, 'thing')} {'does' if one else 'do'} not show the place: ask where.")
    return " ".join(said)


def asked_words(need: NeedRead) -> tuple[str, ...]:
    """Say what is asked of who helps, each in a line."""
    told = [f"{need.min_age} or older"]
    if need.needs_skills:
        told.append(f"You need: {listed(within(each.label) for each in need.needs_skills)}")
    if need.skills:
        told.append(f"It helps: {listed((within(each.label) for each in need.skills), 'or')}")
    told.append(check_words(need))
    return tuple(told)


def check_words(need: NeedRead) -> str:
    """Say which check is asked for, and why less than usual is enough where it is."""
    none = need.check_level is CheckLevel.NONE
    said = "No criminal record check" if none else need.check_level.label
    if need.check_level.height > CheckLevel.BASIC.height:
        said = f"{said}, which is free for volunteers"
    if need.workforce is not None:
        said = f"{said}. It is work with {_with(need.workforce)}"
    return f"{said}. {need.check_note}" if need.check_note else said


def _with(workforce: Workforce) -> str:
    return {"adult": "adults at risk", "child": "children", "both": "children and adults at risk"}[
        workforce.value
    ]


def answer_words(need: NeedRead, answering: AnsweringRead | None) -> str:
    """Say who answers and by when, and what was observed where it was often enough."""
    said = f"{need.contact_role} answers within {count(need.answers_within_days, 'day')}."
    usually = answering.usually_days if answering is not None else None
    if usually is None or answering is None:
        return said
    return (
        f"{said} Usually answers within {count(usually, 'day')}, as of {answering.answered} answers so far."
    )
