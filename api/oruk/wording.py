"""How is a value written so that it is true, valid, and never null or blank?"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar, cast
from urllib.parse import quote, urlsplit

from directory import clock
from directory.words import Status

AREA_URI: Final = "http://statistics.data.gov.uk/id/statistical-geography/"
NO_NAME: Final = "Name not given"
_IN_PATH: Final = "/:@!$&'()*+,;=%-._~"
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HOST: Final = re.compile(r"^[A-Za-z0-9.-]+$")
_HOURS_A_DAY: Final = 24
Told = TypeVar("Told")


def told(kind: type[Told], values: Mapping[str, object]) -> Told:
    """Leave out what is not known: null, blank text, and what holds nothing."""
    del kind
    kept = {name: value for name, value in values.items() if value is not None and value not in ("", [], ())}
    return cast("Told", kept)


def text_of(value: str | None) -> str | None:
    """Give a text without the white space around it; None where nothing is left."""
    return (value or "").strip() or None


def uri_of(value: str | None) -> str | None:
    """Write a web address as a valid URI; None where it cannot be one."""
    found = text_of(value)
    if found is None:
        return None
    try:
        parts = urlsplit(found)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = "" if parts.port is None else f":{parts.port}"
    except (UnicodeError, ValueError):
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.match(host):
        return None
    uri = f"{parts.scheme}://{host}{port}{_escaped(parts.path, _IN_PATH)}"
    uri += f"?{_escaped(parts.query, _IN_PATH + '?')}" if parts.query else ""
    return uri + (f"#{_escaped(parts.fragment, _IN_PATH + '?')}" if parts.fragment else "")


def _escaped(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe)


def email_of(value: str | None) -> str | None:
    """Give an e-mail address; None where it is plainly none."""
    found = text_of(value)
    if found is None or not found.isascii() or found.count("@") != 1 or any(map(str.isspace, found)):
        return None
    before, _, domain = found.partition("@")
    return found if before and "." in domain.strip(".") else None


def moment_of(stored: object) -> str:
    """Write an instant of the store (UTC) with its milliseconds."""
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    aware = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return aware.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(stored: object) -> str | None:
    """Write a day of the store."""
    if stored is None:
        return None
    return stored.isoformat() if isinstance(stored, date) else str(stored)[:10]


def long_day(stored: object) -> str:
    """Write a day for people."""
    found = stored if isinstance(stored, date) else date.fromisoformat(str(stored)[:10])
    return f"{found.day} {found:%B %Y}"


def bool_of(stored: object) -> bool | None:
    """Tell yes, no, or that nobody said."""
    return None if stored is None else bool(stored)


def today() -> str:
    """Tell the day it is here."""
    return clock.local_now().date().isoformat()


def offset_now() -> str:
    """Tell how local time stands to UTC today, as +01:00."""
    written = clock.local_now().isoformat()
    return written[-6:]


def clock_time(stored: str) -> str:
    """Give a time of the day: the store writes an hour after midnight as 25:00 where a rule runs over it."""
    hour, _, minutes = stored.partition(":")
    return f"{int(hour) % _HOURS_A_DAY:02}:{minutes}"


def ages_in_words(minimum: Any, maximum: Any) -> str | None:  # noqa: ANN401 - a column of a row
    """Say for which ages it is."""
    if minimum is None and maximum is None:
        return None
    if maximum is None:
        return f"For people aged {minimum} and over."
    if minimum is None:
        return f"For people aged up to {maximum}."
    return f"For people aged {minimum} to {maximum}."


def status_of(stored: str) -> str:
    """Write a status as the standard does."""
    return "temporarily closed" if stored == Status.TEMPORARILY_CLOSED.value else "active"
