"""What rows does a source file hold?"""

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from directory.errors import SourceIncomplete

Row: TypeAlias = Mapping[str, str]


def read_rows(path: Path, needed: frozenset[str]) -> list[Row]:
    """Read a CSV file, plain or gzipped; every value is stripped of outer spaces.

    Raises
    ------
    SourceIncomplete
        The file is missing, or lacks one of the needed columns.
    """
    if not path.is_file():
        raise SourceIncomplete(f"{path} is missing. Name the folder that holds the sources.")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise SourceIncomplete(f"{path} lacks the columns {', '.join(sorted(missing))}.")
        return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
