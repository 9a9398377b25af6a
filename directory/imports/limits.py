"""How much of a file from outside is read before it is turned away?

Every reader keeps to these. A file over a limit of files is refused as a whole and nothing of it is taken; a
row over a limit of rows is set aside, and the rest go on.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from directory.errors import ImportRejected

MOST_BYTES: Final = 200_000_000
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 200
MOST_CELL_CHARS: Final = 64 * 1024
"""A longer cell puts its row aside."""
MOST_FIELD_CHARS: Final = 4_000_000
"""A cell longer than this is a quotation mark that nobody closed."""
MOST_DEPTH: Final = 30
"""How deep JSON may nest."""
MOST_VERTICES: Final = 200_000
"""In one shape of GeoJSON."""
MOST_SITES: Final = 50
"""Places of one listing; a mobile library has more and comes in our own format."""
MOST_MEMBERS: Final = 2_000
MOST_UNPACKED: Final = 600_000_000
MOST_MEMBER_UNPACKED: Final = 400_000_000
MOST_RATIO: Final = 200
"""A part of a zip that unpacks to more than so many times its size is a bomb."""
RATIO_FROM_BYTES: Final = 1_000_000
"""Below this, a high ratio is only a small file of one letter."""
RAW_CHARS: Final = 2_000
"""How much of each cell of a row in quarantine is kept to be looked at."""

_T = TypeVar("_T")


def at_most_rows(rows: Iterable[_T], name: str) -> Iterator[_T]:
    """Give rows one by one, and refuse the file at the first above the limit."""
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise ImportRejected(
                f"{name} has more than {MOST_ROWS:,} rows. Nothing was taken. Split it into several files."
            )
        yield row


def check_size(size: int, name: str) -> None:
    """Refuse a file above the limit of bytes."""
    if size > MOST_BYTES:
        raise ImportRejected(
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB. Nothing was taken. "
            "Split it into several files."
        )


def check_columns(count: int, name: str) -> None:
    """Refuse a table that is too wide."""
    if count > MOST_COLUMNS:
        raise ImportRejected(
            f"{name} has {count:,} columns; at most {MOST_COLUMNS} are read. Nothing was taken. "
            "Leave out the columns that the template does not have."
        )


class Counted(io.RawIOBase):
    """A stream that gives no more bytes than the limit, whatever its length was said to be."""

    def __init__(self, inner: io.IOBase, name: str) -> None:
        super().__init__()
        self._inner = inner
        self._name = name
        self._given = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data: bytes = self._inner.read(len(view))
        self._given += len(data)
        check_size(self._given, self._name)
        view[: len(data)] = data
        return len(data)
