"""What time is it? The one place that asks, so that tests can answer."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Return the present instant as a clock in Cambridgeshire shows it, aware."""
    return now().astimezone(LONDON)
