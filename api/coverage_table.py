"""How is a view of coverage written, as JSON and as a table?"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from directory.coverage.schemas import ALL_CAPITALS, AreaCoverage, CoverageAnswer

COLUMN_TYPES: Final[Mapping[str, type[str | float]]] = {
    "code": str,
    "name": str,
    "district": str,
    "population": int,
    "imd_rank": int,
    "imd_decile": int,
    "imd_score": float,
    "count": int,
    "rate_per_1000": float,
    "nearest_m": float,
    "share_within_1200m": float,
    "need_class": int,
    "access_class": int,
    "gap_rank": int,
    "gap_rank_here": int,
}
COLUMNS: Final = tuple(COLUMN_TYPES)
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def view_json(answer: CoverageAnswer) -> dict[str, object]:
    """Write what was asked and what the run was made from; the rows follow."""
    query = answer.query
    return {
        "release": query.release,
        "level": query.level,
        "region": query.region,
        "capital": query.capital or ALL_CAPITALS,
        "district": query.district,
        "include": ["visiting"] if query.visiting else [],
        "computed_at": answer.computed_at.isoformat(),
        "method": answer.method,
        "listings_used": answer.listings_used,
        "kinds_used": answer.kinds_used,
        "places_used": answer.places_used,
        "too_few": answer.too_few,
        "access_breaks_m": answer.access_breaks_m,
    }


def row_json(area: AreaCoverage) -> dict[str, object]:
    """Write one area, in the order of the table's columns."""
    return {column: getattr(area, column) for column in COLUMNS}


def file_name(answer: CoverageAnswer, ending: str) -> str:
    """Name the file that somebody saves a view as."""
    query = answer.query
    parts = (
        "coverage",
        query.level,
        query.release,
        query.capital or ALL_CAPITALS,
        query.district or query.region,
        *(("with-visiting",) if query.visiting else ()),
    )
    return f"{'-'.join(parts)}.{ending}"


def coverage_csv(answer: CoverageAnswer) -> bytes:
    """Write the areas of a view as CSV."""
    return table_csv(COLUMNS, answer.contents)


def table_csv(columns: Sequence[str], rows: Iterable[object]) -> bytes:
    """Write rows as CSV (RFC 4180), UTF-8; unknown is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, column)) for column in columns] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    """Keep a spreadsheet from running text as a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
