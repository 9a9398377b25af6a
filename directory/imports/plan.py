"""What would become of each row of a file? What is shown before anything is taken, and what is then done."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from directory.imports.codes import Code
from directory.imports.columns import Match
from directory.listings.record import ListingRecord

EXAMPLES: Final = 3


class Outcome(StrEnum):
    """What becomes of a row: exactly one of these."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"

    @property
    def label(self) -> str:
        """Plain English."""
        return {
            "added": "Added",
            "updated": "Changed",
            "unchanged": "The same as here",
            "conflict": "Says otherwise than somebody here did",
            "duplicate": "Here already, or twice in the file",
            "quarantined": "Set aside",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A fact on which a row and a person here differ."""

    field: str
    ours: str
    """As JSON, like a document of a record has it."""
    theirs: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What becomes of one row."""

    number: int
    outcome: Outcome
    code: Code | None
    message: str
    name: str
    listing_id: UUID | None
    """The listing it is of, or is like."""
    before: ListingRecord | None
    after: ListingRecord | None
    """What is written; None where nothing is."""
    fields: tuple[str, ...]
    """The facts that change, of a listing that is here."""
    conflicts: tuple[Contradiction, ...]
    notes: tuple[str, ...]
    raw: dict[str, str] | None
    """Only of a row that is set aside."""
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened, with the first rows where it did."""

    word: str
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A listing that the list had and has no more."""

    listing_id: UUID
    name: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The dry run: what would become of every row."""

    name: str
    format: str
    source: str
    sha256: str
    facts: tuple[str, ...]
    matches: tuple[Match, ...]
    rows: tuple[PlannedRow, ...]
    dropped: tuple[Dropped, ...]
    unknown_words: tuple[Tally, ...]
    whole: bool
    """The file is the whole of its list: what it does not have any more is told."""

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows by outcome: the counts add up to the rows."""
        found = Counter(row.outcome.value for row in self.rows)
        return {outcome.value: found[outcome.value] for outcome in Outcome}

    @property
    def to_take(self) -> int:
        """How many rows change something."""
        return sum(row.after is not None for row in self.rows)

    @property
    def problems(self) -> tuple[Tally, ...]:
        """Each reason why rows are not simply taken, the commonest first."""
        return tally((row.code.value, row.number) for row in self.rows if row.code is not None)

    @property
    def repairs(self) -> tuple[Tally, ...]:
        """Each rule by which rows were repaired, the commonest first; only of rows that are not set aside."""
        kept = (row for row in self.rows if row.outcome is not Outcome.QUARANTINED)
        return tally((note, row.number) for row in kept for note in row.notes)

    @property
    def digest(self) -> str:
        """Give a word for all that would be done: where it differs, something else would be done now."""
        told = hashlib.sha256(self.sha256.encode())
        for row in self.rows:
            fields = ",".join(row.fields)
            told.update(f"{row.number}|{row.outcome}|{row.listing_id}|{fields}\n".encode())
        return told.hexdigest()[:24]


def tally(pairs: Iterable[tuple[str, int]]) -> tuple[Tally, ...]:
    """Count words with the rows they come from, the commonest first."""
    found: dict[str, list[int]] = {}
    for word, number in pairs:
        found.setdefault(word, []).append(number)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Tally(word, len(rows), tuple(rows[:EXAMPLES])) for word, rows in ordered)
