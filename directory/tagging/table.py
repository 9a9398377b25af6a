"""How many capitals are accepted and suggested, and how many listings untagged, by district (Appendix 1)?"""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Row
from sqlmodel import Session

from directory.areas.service import list_areas
from directory.tagging import queries
from directory.tagging.schemas import TableRow
from directory.words import ALL_DISTRICTS, Capital, Level, Release

MANY: Final = "In several districts"
WIDE: Final = "Serving a whole district or county, or with no public place"
EVERYWHERE: Final = "All"


def tag_table(session: Session) -> tuple[TableRow, ...]:
    """Count, a listing in one row, so that the rows add up to the last; places as in /gaps."""
    names = {area.code: area.name for area in list_areas(session, Level.DISTRICT, Release.R2021)}
    tally: dict[str | None, list[Row[Any]]] = {code: [] for code in (*ALL_DISTRICTS, "many", None)}
    for row in queries.list_tally(session):
        places = {code for code in (row.districts or "").split(",") if code}
        where = places or {code for code in (row.serves or "").split(",") if code in names}
        key = next(iter(where)) if len(where) == 1 else ("many" if where else None)
        tally[key if key in tally else None].append(row)
    rows = [_row(code, names[code], tally[code]) for code in ALL_DISTRICTS if code in names]
    rows += [_row(None, MANY, tally["many"]), _row(None, WIDE, tally[None])]
    everything = [row for found in tally.values() for row in found]
    return (*rows, _row(None, EVERYWHERE, everything))


def _row(code: str | None, name: str, listings: Iterable[Row[Any]]) -> TableRow:
    found = [(_words(row.carried), _words(row.suggested)) for row in listings]
    return TableRow(
        code=code,
        name=name,
        listings=len(found),
        accepted=tuple(sum(capital in carried for carried, _ in found) for capital in Capital),
        suggested=tuple(
            sum(capital in suggested - carried for carried, suggested in found) for capital in Capital
        ),
        only_suggested=sum(not carried and bool(suggested) for carried, suggested in found),
        untagged=sum(not carried and not suggested for carried, suggested in found),
    )


def _words(joined: str | None) -> set[str]:
    return set(joined.split(",")) if joined else set()


def table_csv(rows: Iterable[TableRow]) -> bytes:
    """Write the table as CSV (RFC 4180), UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        (
            "code",
            "name",
            "listings",
            *(f"{capital.value}_{state}" for capital in Capital for state in ("accepted", "suggested")),
            "instances_accepted",
            "instances_suggested",
            "listings_only_suggested",
            "listings_untagged",
        )
    )
    for row in rows:
        pairs = zip(row.accepted, row.suggested, strict=True)
        writer.writerow(
            (
                row.code or "",
                row.name,
                row.listings,
                *(number for pair in pairs for number in pair),
                sum(row.accepted),
                sum(row.suggested),
                row.only_suggested,
                row.untagged,
            )
        )
    return text.getvalue().encode()
