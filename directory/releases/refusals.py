"""How is a file refused, in words that say what to do?"""

from collections.abc import Iterable

from directory.errors import ImportRejected
from directory.releases.recognise import Recognised

_SHOWN = 3


class UnfitSource(ImportRejected):
    """A file that cannot serve, though another of the same content in the folder may."""


def some(values: Iterable[str]) -> str:
    """Name the first few of many."""
    listed = list(values)
    more = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def check_columns(source: Recognised) -> None:
    """Refuse a file that lacks columns of its kind."""
    if source.missing:
        raise UnfitSource(
            f"{source.file.label}: taken as {source.title}, it lacks the column {some(source.missing)}. "
            "Download the file that has them."
        )


def check_once(codes: Iterable[str], source: Recognised, each: str) -> None:
    """Refuse rows that say the same area, or postcode, twice."""
    seen: set[str] = set()
    twice: set[str] = set()
    for code in codes:
        (twice if code in seen else seen).add(code)
    if twice:
        raise ImportRejected(
            f"{source.file.label}: {some(sorted(twice))} {'comes' if len(twice) == 1 else 'come'} "
            f"more than once. Give each {each} one row."
        )
