"""How far do the hand-made labels agree, and how often is a suggested capital right?

Run it to measure, and to write benchmarks/results/tagging.json and the tables of docs/tagging.md anew.
"""

import csv
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.geo.measure import Report
from directory.tagging.agreement import Agreement, Score, agreement, score, truths
from directory.tagging.model import Described, Model
from directory.tagging.rules_table import shipped_rules
from directory.words import Capital

ROOT = Path(__file__).parents[2]
LABELS = Path(__file__).with_name("labels.csv")
PAGE = ROOT / "docs" / "tagging.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
WAYS = {
    "category": "stated rules of the category alone",
    "all": "suggestions (words and category)",
    "words": "suggestions, category unseen",
}
HALVES = {"tuned": "the half the weights were set on", "held out": "the half held out"}


@dataclass(frozen=True)
class Labelled:
    """A listing with what two readings and their resolution say."""

    listing: Described
    first: frozenset[str]
    second: frozenset[str]
    resolved: frozenset[str]
    half: str


def half_of(listing_id: str) -> str:
    """Tell to which half a listing belongs, for ever: by its id."""
    return list(HALVES)[int(hashlib.sha256(listing_id.encode()).hexdigest()[:8], 16) % 2]


def read_labels() -> list[Labelled]:
    """Read the labels beside the listings they are of."""
    lines = (ROOT / "data" / "listings" / "listings.jsonl").read_text(encoding="utf-8").splitlines()
    listings = {record["id"]: record for record in map(json.loads, lines)}
    found = []
    with LABELS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            record = listings[row["listing_id"]]
            described = Described(record["name"], record["summary"], tuple(record["categories"]))
            passes = (frozenset(row[name].split()) for name in ("first_pass", "second_pass", "resolved"))
            found.append(Labelled(described, *passes, half_of(row["listing_id"])))
    return found


def agreements(labels: Sequence[Labelled]) -> dict[str, Agreement]:
    """Compare the two passes, for each capital and over all six."""
    first, second = [each.first for each in labels], [each.second for each in labels]
    by_capital = {
        capital.value: agreement(truths(first, capital), truths(second, capital)) for capital in Capital
    }
    flat = [[yes for capital in Capital for yes in truths(carried, capital)] for carried in (first, second)]
    return by_capital | {"all six": agreement(flat[0], flat[1])}


def suggested(labels: Sequence[Labelled], way: str) -> list[Collection[str]]:
    """Suggest capitals for labelled listings in one of the ways."""
    if way == "category":
        with (ROOT / "data" / "listings" / "capital_rules.csv").open(encoding="utf-8", newline="") as rows:
            stated = [(row["category"], row["capital"]) for row in csv.DictReader(rows)]
        return [{capital for slug, capital in stated if slug in each.listing.categories} for each in labels]
    model = Model(shipped_rules())
    read = (
        each.listing if way == "all" else Described(each.listing.name, each.listing.summary, ())
        for each in labels
    )
    return [{found.capital.value for found in model.weigh(listing) if found.suggested} for listing in read]


def scores(labels: Sequence[Labelled], way: str) -> dict[str, Score]:
    """Hold suggestions against the resolved labels, for each capital and over all six."""
    so, got = [each.resolved for each in labels], suggested(labels, way)
    found = {capital.value: score(truths(so, capital), truths(got, capital)) for capital in Capital}
    parts = found.values()
    total = Score(sum(p.so for p in parts), sum(p.suggested for p in parts), sum(p.right for p in parts))
    return found | {"all six": total}


def measured() -> list[dict[str, object]]:
    """Measure everything that is published."""
    labels = read_labels()
    rows: list[dict[str, object]] = [
        {
            "what": "two passes",
            "capital": capital,
            "listings": len(labels),
            "first": found.first,
            "second": found.second,
            "same": round(found.same, 3),
            "kappa": None if found.kappa is None else round(found.kappa, 3),
        }
        for capital, found in agreements(labels).items()
    ]
    for half in HALVES:
        some = [each for each in labels if each.half == half]
        for way in WAYS:
            rows += [
                {
                    "half": half,
                    "way": way,
                    "capital": capital,
                    "listings": len(some),
                    "so": found.so,
                    "suggested": found.suggested,
                    "right": found.right,
                    **{name: _rounded(getattr(found, name)) for name in ("precision", "recall", "f1")},
                }
                for capital, found in scores(some, way).items()
            ]
    return rows


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def tables(rows: Sequence[dict[str, object]]) -> str:
    """Write the measured numbers as the page has them."""
    lines = [
        "| capital | first pass | second pass | same | Cohen's kappa |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['capital']} | {row['first']} | {row['second']} | {row['same']:.1%} | {row['kappa']} |"
        for row in rows
        if row.get("what") == "two passes"
    ]
    for half, half_words in HALVES.items():
        here = [row for row in rows if row.get("half") == half]
        title = half_words[:1].upper() + half_words[1:]
        lines += ["", f"{title}, {here[0]['listings']} listings: precision / recall / F1.", ""]
        lines += [f"| capital | carry it | {' | '.join(WAYS.values())} |", "|---|---|---|---|---|"]
        for capital in dict.fromkeys(row["capital"] for row in here):
            of = {row["way"]: row for row in here if row["capital"] == capital}
            cells = " | ".join(
                " / ".join(
                    "-" if of[way][n] is None else f"{of[way][n]:.2f}" for n in ("precision", "recall", "f1")
                )
                for way in WAYS
            )
            lines.append(f"| {capital} | {of['all']['so']} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and write the results and the page's tables."""
    report = Report("tagging", "how far do two readings agree, and how often is a suggested capital right?")
    report.rows = measured()
    report.write()
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{tables(report.rows)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
