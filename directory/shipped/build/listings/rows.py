"""What rows does a list hold?"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from directory.shipped.build import tables

Row: TypeAlias = Mapping[str, str]


def read_rows(path: Path, needed: frozenset[str]) -> list[Row]:
    """Read the rows of a CSV file, plain or gzipped, each value without outer spaces.

    Raises
    ------
    SourceIncomplete
        The file is missing, or lacks one of the needed columns.
    """
    return [
        {key: (value or "").strip() for key, value in row.items()} for row in tables.read_rows(path, needed)
    ]
