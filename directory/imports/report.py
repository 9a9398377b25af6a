"""How is what became of rows written for a person, on the screen and as CSV?"""

import csv
from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from directory.imports.codes import Code
from directory.imports.plan import Outcome, Plan
from directory.imports.queries import RowRead
from directory.imports.repairs import DOES
from directory.spreadsheet import harmless

COLUMNS: Final = ("row", "outcome", "code", "reason", "what_to_do", "detail", "name", "repairs", "listing")
_HOW: Final = {
    "told": "as you said",
    "name": "by its name",
    "synonym": "by a name we know",
    "alike": "because its name is much like it",
}


def write_plan(plan: Plan, out: TextIO) -> None:
    """Write what would become of every row."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in plan.rows:
        code = row.code
        writer.writerow(
            [
                row.number, row.outcome.value, code.value if code else "", code.label if code else "",
                code.todo if code else "", harmless(row.message), harmless(row.name), " ".join(row.notes),
                row.listing_id or "",
            ]
        )  # fmt: skip


def write_rows(rows: Iterable[RowRead], out: TextIO) -> None:
    """Write what became of rows, those in quarantine as they came."""
    told = list(rows)
    extra = list(dict.fromkeys(name for row in told for name in (row.raw or {})))
    writer = csv.writer(out)
    writer.writerow(
        ["row", "outcome", "code", "reason", "what_to_do", "detail", "name", *map(harmless, extra)]
    )
    for row in told:
        code = Code(row.code) if row.code else None
        cells = [harmless((row.raw or {}).get(name, "")) for name in extra]
        writer.writerow(
            [
                row.row, row.outcome, row.code or "", code.label if code else "", code.todo if code else "",
                harmless(row.message or ""), harmless(row.name or ""), *cells,
            ]
        )  # fmt: skip


def summary_lines(plan: Plan) -> Iterator[str]:
    """Say what a check found, in lines."""
    yield f"{plan.name}: {len(plan.rows):,} rows, from {plan.source}."
    yield from plan.facts
    for match in plan.matches:
        if match.field is None:
            said = "left out" if match.how == "unknown" else "left out, as you said"
            yield f"  “{match.column}” is {said}."
        elif match.how != "name":
            yield f"  “{match.column}” is taken for {match.field}, {_HOW[match.how]}."
    counts = plan.counts
    yield "  ".join(f"{Outcome(word).label}: {count:,}." for word, count in counts.items())
    for tally in plan.problems:
        code = Code(tally.word)
        rows = _rows(tally.rows, tally.count)
        yield f"  {tally.count:,} times {code.value}: {code.label} {code.todo} (row {rows})"
    if plan.repairs:
        yield "Put right by rule:"
        for tally in plan.repairs:
            rows = _rows(tally.rows, tally.count)
            yield f"  {tally.count:,} times {tally.word}: {DOES[tally.word]} (row {rows})"
    if plan.unknown_words:
        words = ", ".join(f"{each.word} ({each.count})" for each in plan.unknown_words[:20])
        yield f"Words for which we have no category or language: {words}."
    if plan.whole:
        yield f"No longer in the list: {len(plan.dropped):,}."


def _rows(rows: tuple[int, ...], count: int) -> str:
    return ", ".join(map(str, rows)) + (" …" if count > len(rows) else "")
