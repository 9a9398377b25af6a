"""Do the words somebody typed ask for help in danger, and whom may they ring at once?

Two tables beside this module, ours to edit: `words.csv` says which words ask for which help, `helplines.csv`
which national lines give it. Nothing that was typed is kept, logged or sent anywhere.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from rapidfuzz.distance import OSA

SHORTEST_MISSPELT: Final = 7
"""From so many letters on one slip is forgiven: `suicde` is read, but `refugee` is not a refuge."""
LONGEST_READ: Final = 200
_APOSTROPHES: Final = "'`\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


class Need(StrEnum):
    """What somebody in danger may need."""

    DOMESTIC_ABUSE = "domestic_abuse"
    SEXUAL_VIOLENCE = "sexual_violence"
    DESPAIR = "despair"


LISTED_UNDER: Final = {
    Need.DOMESTIC_ABUSE: "domestic abuse",
    Need.SEXUAL_VIOLENCE: "rape",
    Need.DESPAIR: "suicide",
}
"""The words the directory's own listings of such help are found by, however it was asked for."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A public national line, as its organisation publishes it."""

    name: str
    number: str
    note: str
    url: str
    source: str
    """Where the number comes from, and whether anybody here has checked it."""

    @property
    def site(self) -> str:
        """The address of its page, short enough to read out."""
        return self.url.removeprefix("https://").removeprefix("www.").rstrip("/")

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return self.number.replace(" ", "")


@dataclass(frozen=True, slots=True)
class CrisisHelp:
    """What to show first, before any list."""

    needs: tuple[Need, ...]
    helplines: tuple[Helpline, ...]

    @property
    def listed_under(self) -> str:
        """What to look for in the directory."""
        return LISTED_UNDER[self.needs[0]]

    @property
    def source(self) -> str:
        """Say where the numbers come from."""
        return self.helplines[0].source


@dataclass(frozen=True, slots=True)
class _Sign:
    words: frozenset[str]
    unless: frozenset[str]
    need: Need


def crisis_help(*typed: str) -> CrisisHelp | None:
    """Say whom to ring where the words ask for it; None for any other words."""
    said = {word for text in typed for word in _words(text)}
    needs = {sign.need for sign in _signs() if not sign.unless & said and _all_said(sign.words, said)}
    if not needs:
        return None
    lines = tuple(line for serves, line in _helplines() if serves & needs)
    return CrisisHelp(needs=tuple(need for need in Need if need in needs), helplines=lines)


def _words(text: str) -> Iterator[str]:
    apart = unicodedata.normalize("NFKD", text[:LONGEST_READ].casefold())
    plain = "".join(mark for mark in apart if not unicodedata.combining(mark) and mark not in _APOSTROPHES)
    yield from _WORD.findall(plain)


def _all_said(wanted: frozenset[str], said: set[str]) -> bool:
    return all(word in said or _misspelt(word, said) for word in wanted)


def _misspelt(word: str, said: set[str]) -> bool:
    if len(word) < SHORTEST_MISSPELT:
        return False
    return any(OSA.distance(word, other, score_cutoff=1) <= 1 for other in said)


def _rows(name: str) -> list[dict[str, str]]:
    lines = (files("web.crisis") / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines))


@cache
def _signs() -> tuple[_Sign, ...]:
    return tuple(
        _Sign(frozenset(_words(row["words"])), frozenset(_words(row["unless"])), Need(row["need"]))
        for row in _rows("words.csv")
    )


@cache
def _helplines() -> tuple[tuple[frozenset[Need], Helpline], ...]:
    return tuple(
        (
            frozenset(Need(need) for need in row["needs"].split()),
            Helpline(row["name"], row["number"], row["note"], row["url"], row["source"]),
        )
        for row in _rows("helplines.csv")
    )
