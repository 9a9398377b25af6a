"""Who else knows what help is needed? The national services that the papers name: linked to, not copied."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

CENTRES_CATEGORY: Final = "volunteering"
"""The category of the volunteer centres: listings like any other."""


@dataclass(frozen=True, slots=True)
class NationalService:
    """A service for the whole country."""

    name: str
    url: str
    what: str
    ended: bool
    source: str
    """The paper and its line."""


@cache
def national_services() -> tuple[NationalService, ...]:
    """List the services, those that go on first, in the order of the papers."""
    text = (files("directory.needs") / "services.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        sorted(
            (
                NationalService(row["name"], row["url"], row["what"], row["state"] == "ended", row["source"])
                for row in rows
            ),
            key=lambda each: each.ended,
        )
    )
