"""At which instants is help needed, where somebody said a day, two times of the clock, and how many weeks?

The clock is London's: ten in the morning stays ten in the morning when the clocks change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from directory.clock import LONDON
from directory.errors import InvalidInput
from directory.needs.schemas import SessionDraft

DAY_MIN: Final = 1_440
MOST_WEEKS: Final = 26
MOST_SESSIONS: Final = 60


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, both aware UTC."""

    starts_at: datetime
    ends_at: datetime


def span_of(day: date, starts_min: int, ends_min: int) -> Span:
    """Give the instants of two times of a day by the clock in London.

    A time that the clocks jump over is read as the one an hour later; of a time that comes twice the first is
    meant. Where that would end it before it begins, it lasts as long as the two times are apart.
    """
    starts, ends = _instant(day, starts_min), _instant(day, ends_min)
    if ends <= starts:
        ends = starts + timedelta(minutes=ends_min - starts_min)
    return Span(starts, ends)


def spans_of(drafts: Iterable[SessionDraft], *, until: date) -> tuple[Span, ...]:
    """Give every dated session, in order and each once; weekly ones end with the last day of the need."""
    found = {}
    for draft in drafts:
        _check(draft, until)
        for week in range(draft.weeks):
            day = draft.day + timedelta(weeks=week)
            if day > until:
                break
            span = span_of(day, draft.starts_min, draft.ends_min)
            found[span.starts_at] = span
    if len(found) > MOST_SESSIONS:
        raise InvalidInput(
            f"That makes {len(found)} times. Give {MOST_SESSIONS} at most, or the times of the week instead.",
            field="sessions",
        )
    return tuple(found[start] for start in sorted(found))


def local_minutes(moment: datetime) -> int:
    """Tell the minutes after midnight that a clock in London shows."""
    local = moment.astimezone(LONDON)
    return local.hour * 60 + local.minute


def _instant(day: date, minutes: int) -> datetime:
    later, left = divmod(minutes, DAY_MIN)
    wall = datetime.combine(day + timedelta(days=later), time(left // 60, left % 60), LONDON)
    return wall.astimezone(UTC)


def _check(draft: SessionDraft, until: date) -> None:
    if not 0 <= draft.starts_min < draft.ends_min <= DAY_MIN:
        raise InvalidInput("It ends before it begins. Check the two times.", field="sessions")
    if not 1 <= draft.weeks <= MOST_WEEKS:
        raise InvalidInput(f"Repeat it for 1 to {MOST_WEEKS} weeks.", field="sessions")
    if draft.day > until:
        raise InvalidInput(
            "That day is after the last day of the need. Give an earlier one, or a later last day.",
            field="sessions",
        )
