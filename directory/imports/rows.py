"""What is a row as it came, and what is known of the file it came in?"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from directory.imports.codes import Code
from directory.listings.record import ListingRecord


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a row cannot be taken."""

    code: Code
    message: str
    """One sentence with what is in the row; never more of it than helps."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as text."""

    number: int
    """Line of a CSV or NDJSON, row of a sheet, place of a record in its list: counted from 1."""
    cells: dict[str, str]
    """By the name of the column as the file has it."""
    aside: Aside | None = None
    """The reader itself cannot give it."""
    record: ListingRecord | None = None
    """Our own format: the record as it is."""
    notes: tuple[str, ...] = ()
    """Codes of repairs the reader made."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is being read."""

    name: str
    format: str
    columns: tuple[str, ...]
    """Empty where the format has none of its own."""
    facts: tuple[str, ...]
    """What was found out about it: its encoding, its delimiter, lines left out. Plain English."""
    rows: Iterator[RawRow]
    own_words: bool = False
    """Its columns are our field names already."""
    licence: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
