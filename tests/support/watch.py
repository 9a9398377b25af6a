"""What time is it in a test? Noon of a Monday, until the test moves the hands."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""


class Watch:
    """What everybody asks for the time; `now` may be set."""

    def __init__(self) -> None:
        self.now = NOON
