"""How are a time of day, a distance and a price said in plain English, on every page in one way?"""

from datetime import datetime
from typing import Final

from directory.clock import LONDON

METRES_PER_MILE: Final = 1609.344
_HOUR: Final = 60
_NOON: Final = 12 * _HOUR
_DAY: Final = 24 * _HOUR
_SHORTEST_MILES: Final = 0.1
_WHOLE_MILES_FROM: Final = 10


def begin(words: str) -> str:
    """Write words as a sentence begins."""
    return f"{words[:1].upper()}{words[1:]}"


def clock_words(minutes: int) -> str:
    """Say minutes after midnight as a time of day: `10am`, `5:30pm`, `midday`, `midnight`."""
    minutes %= _DAY
    if minutes in {0, _NOON}:
        return "midday" if minutes else "midnight"
    hour, rest = divmod(minutes, _HOUR)
    return f"{hour % 12 or 12}{f':{rest:02}' if rest else ''}{'am' if minutes < _NOON else 'pm'}"


def clock_time(moment: datetime) -> str:
    """Say the time of day of a moment, by the clock in London."""
    local = moment.astimezone(LONDON)
    return clock_words(local.hour * _HOUR + local.minute)


def miles(distance_m: float) -> str:
    """Say a distance as a road sign would: `under 0.1 miles`, `0.3 miles`, `1 mile`, `12 miles`."""
    distance = distance_m / METRES_PER_MILE
    if distance < _SHORTEST_MILES:
        return "under 0.1 miles"
    said = f"{distance:.0f}" if distance >= _WHOLE_MILES_FROM else f"{distance:.1f}".removesuffix(".0")
    return f"{said} mile" if said == "1" else f"{said} miles"


def kilometres(distance_m: float) -> str:
    """Say a distance in metric: `350 m`, `3.2 km`.

    For the pages of analysis, where measures are compared (`/area`, `/gaps` and what leads from them); what
    somebody has to go is said in miles.
    """
    return f"{round(distance_m, -1):.0f} m" if distance_m < 995 else f"{distance_m / 1000:.1f} km"  # noqa: PLR2004


def about_miles(distance_m: float) -> str:
    """Say how far somewhere in an area is, where only the area's middle can be measured to."""
    whole = round(distance_m / METRES_PER_MILE)
    return "about a mile or less" if not whole else f"about {whole:,} {'mile' if whole == 1 else 'miles'}"


def pounds(pence: int) -> str:
    """Say a sum: `£12`, `£7.50`, `£11,039`."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02}" if rest else f"£{whole:,}"


def price(pence: int) -> str:
    """Say what something costs: `free of charge`, as a room may be free at a time, or the sum."""
    return pounds(pence) if pence else "free of charge"
