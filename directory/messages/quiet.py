"""When is nobody written to, unless they asked? From 20:00 to 8:00, and all of Sunday."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from directory.clock import LONDON

BEGINS: Final = time(20)
ENDS: Final = time(8)
_SUNDAY: Final = 6


def is_quiet(at: datetime) -> bool:
    """Whether an instant is one at which nobody is written to."""
    local = at.astimezone(LONDON)
    return local.weekday() == _SUNDAY or not ENDS <= local.time() < BEGINS


def after_quiet(at: datetime) -> datetime:
    """Give the instant itself, or the first one after quiet hours; aware, UTC."""
    local = at.astimezone(LONDON)
    if not is_quiet(at):
        return at.astimezone(UTC)
    day = local.date()
    if local.time() >= BEGINS:
        day += timedelta(days=1)
    if day.weekday() == _SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, ENDS, LONDON).astimezone(UTC)
