"""How is a view of coverage written, as JSON and as a table?"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from directory.coverage.schemas import ALL_CAPITALS, DEFAULT_NEED, AreaCoverage, CoverageAnswer, CoverageQuery
from directory.spreadsheet import harmless
from directory.words import OWN_LEVEL
from geo.trust import Trust

COLUMN_TYPES: Final[Mapping[str, type[str | float | bool]]] = {
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
    "nearest_p50_m": float,
    "nearest_p90_m": float,
    "third_nearest_m": float,
    "share_within_walk": float,
    "share_within_cycle": float,
    "share_within_drive": float,
    "reach_walk": float,
    "reach_cycle": float,
    "reach_drive": float,
    "sfca2": float,
    "e2sfca": float,
    "sfca3": float,
    "need": float,
    "access": float,
    "gap": float,
    "gap_rank_low": int,
    "gap_rank_high": int,
    "completeness": float,
    "completeness_low": float,
    "completeness_high": float,
    "state": str,
    "state_reason": str,
    "mark": str,
    "mark_date": str,
    "access_cluster": str,
    "gap_cluster": str,
    "population_estimated": bool,
    "rate_per_1000_of_age": float,
}
COLUMNS: Final = tuple(COLUMN_TYPES)
_WORDED: Final[Mapping[str, Callable[[AreaCoverage], str | None]]] = {
    "state": lambda area: None if area.state is None else area.state.value,
    "state_reason": lambda area: None if area.reason is None else area.reason.value,
    "mark": lambda area: None if area.mark is None else area.mark.says.value,
    "mark_date": lambda area: None if area.mark is None else area.mark.on_date,
}
"""Columns that are not a field of the row by that name."""


def view_json(answer: CoverageAnswer) -> dict[str, object]:
    """Write what was asked and what the run was made from; the rows follow."""
    query = answer.query
    assumed = answer.assumptions
    return {
        "release": query.release,
        "level": level_of(query),
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
        "category": query.category,
        "day": query.day,
        "at": query.at,
        "trust": query.trust,
        "need": query.need.text,
        "need_label": answer.need_label,
        "within": query.within,
        "geography": query.geography,
        "unknown_hours": answer.unknown_hours,
        "undated": answer.undated,
        "ranks_from": answer.ranks_from,
        "beyond": answer.beyond,
        "inputs_sha256": answer.inputs_sha256,
        "states": [asdict(counted) for counted in answer.states],
        "assumptions": None if assumed is None else asdict(assumed),
    }


def level_of(query: CoverageQuery) -> str:
    """Name what the areas of a view are."""
    return query.level.value if query.geography is None else OWN_LEVEL


def row_json(area: AreaCoverage) -> dict[str, object]:
    """Write one area, in the order of the table's columns."""
    return {column: value_of(area, column) for column in COLUMNS}


def value_of(area: AreaCoverage, column: str) -> object:
    """Give what a column tells of an area."""
    worded = _WORDED.get(column)
    return getattr(area, column) if worded is None else worded(area)


def file_name(answer: CoverageAnswer, ending: str) -> str:
    """Name the file that somebody saves a view as."""
    query = answer.query
    parts = (
        "coverage",
        query.geography or query.level,
        query.release,
        query.category or query.capital or ALL_CAPITALS,
        query.district or query.region,
        *((query.within,) if query.within else ()),
        *((f"{query.day}-{query.at}",) if query.day else ()),
        *((f"confirmed-{query.trust}",) if query.trust is not Trust.ANY else ()),
        *((f"need-{query.need.text}",) if query.need != DEFAULT_NEED else ()),
        *(("with-visiting",) if query.visiting else ()),
    )
    return f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', '-'.join(parts))}.{ending}"


def coverage_csv(answer: CoverageAnswer) -> bytes:
    """Write the areas of a view as CSV."""
    return table_csv(COLUMNS, answer.contents)


def table_csv(columns: Sequence[str], rows: Iterable[AreaCoverage]) -> bytes:
    """Write rows as CSV (RFC 4180), UTF-8; unknown is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(value_of(row, column)) for column in columns] for row in rows)
    return text.getvalue().encode()
