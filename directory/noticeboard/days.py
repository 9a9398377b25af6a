"""Does a notice take place on a day as a whole, or at an hour?"""

from datetime import datetime, time

from directory.clock import LONDON


def is_whole_day(starts_at: datetime, ends_at: datetime | None) -> bool:
    """Tell whether only the day was given: it is stored as midnight in London, without an end."""
    return ends_at is None and starts_at.astimezone(LONDON).time() == time()
