"""Where is a notice in its life today? Made from what is stored and the date: it expires by itself."""

from datetime import date, timedelta
from typing import Final

from directory.noticeboard.words import Phase

CLOSING_SOON: Final = timedelta(days=14)
ROLLING_HOLDS: Final = timedelta(days=180)
"""How long a notice without a deadline is shown after somebody said that it holds."""
PUBLIC: Final = frozenset({Phase.OPEN, Phase.CLOSING_SOON, Phase.CLOSED, Phase.OUTCOME, Phase.WITHDRAWN})
"""What anybody may read; a withdrawn one says only that it was."""
ANSWERABLE: Final = frozenset({Phase.OPEN, Phase.CLOSING_SOON})


def phase_of(
    state: str,
    *,
    opens_on: date | None,
    last_day: date | None,
    rolling: bool = False,
    has_outcome: bool,
    today: date,
) -> Phase:
    """Tell the phase on a day; `last_day` is the deadline, else the day somebody is to look at it again."""
    if state in {"draft", "waiting", "withdrawn"}:
        return Phase(state)
    if has_outcome:
        return Phase.OUTCOME
    if state == "closed" or (last_day is not None and last_day < today):
        return Phase.CLOSED
    if opens_on is not None and opens_on > today:
        return Phase.CHECKED
    if last_day is not None and not rolling and last_day - today <= CLOSING_SOON:
        return Phase.CLOSING_SOON
    return Phase.OPEN
