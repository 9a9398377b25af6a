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
ALL = "all six"
RATES = ("precision", "recall", "f1")
AGAINST = {"resolved": "resolved labels", "first": "first reader alone", "second": "second reader alone"}
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
    return by_capital | {ALL: agreement(flat[0], flat[1])}


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


def resolutions(labels: Sequence[Labelled]) -> dict[str, int]:
    """Count the listings both readers label the same, and how the others were resolved."""
    differ = [each for each in labels if each.first != each.second]
    return {
        "same": len(labels) - len(differ),
        "differ": len(differ),
        "as_first": sum(each.resolved == each.first for each in differ),
        "as_second": sum(each.resolved == each.second for each in differ),
        "as_neither": sum(each.resolved not in (each.first, each.second) for each in differ),
    }


def scores(labels: Sequence[Labelled], way: str, against: str = "resolved") -> dict[str, Score]:
    """Hold suggestions against the labels of a reader or the resolved ones, by capital and over all six."""
    so, got = [getattr(each, against) for each in labels], suggested(labels, way)
    found = {capital.value: score(truths(so, capital), truths(got, capital)) for capital in Capital}
    parts = found.values()
    total = Score(sum(p.so for p in parts), sum(p.suggested for p in parts), sum(p.right for p in parts))
    return found | {ALL: total}


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
    rows.append({"what": "resolutions", "listings": len(labels), **resolutions(labels)})
    for against in AGAINST:
        for half in HALVES:
            some = [each for each in labels if each.half == half]
            for way in WAYS:
                found_by_capital = scores(some, way, against)
                shown = found_by_capital if against == "resolved" else {ALL: found_by_capital[ALL]}
                rows += [
                    {"against": against, "half": half, "way": way, "capital": capital, "listings": len(some)}
                    | _scored(found)
                    for capital, found in shown.items()
                ]
    return rows


def _scored(found: Score) -> dict[str, object]:
    counted: dict[str, object] = {"so": found.so, "suggested": found.suggested, "right": found.right}
    return counted | {name: _rounded(getattr(found, name)) for name in RATES}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


def tables(rows: Sequence[dict[str, object]]) -> str:
    """Write the measured numbers as the page has them."""
    lines = [
        "| capital | first reader | second reader | same | Cohen's kappa |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['capital']} | {row['first']} | {row['second']} | {row['same']:.1%} | {row['kappa']:.3f} |"
        for row in rows
        if row.get("what") == "two passes"
    ]
    for row in rows:
        if row.get("what") == "resolutions":
            alike = f"All six are the same on {row['same']} of the {row['listings']} listings."
            how = f"{row['as_first']} were resolved as the first reader has them"
            rest = f"{row['as_second']} as the second, {row['as_neither']} as neither"
            lines += ["", alike, f"Of the other {row['differ']}, {how}, {rest}."]
    for half, half_words in HALVES.items():
        here = [row for row in rows if (row.get("against"), row.get("half")) == ("resolved", half)]
        title = half_words[:1].upper() + half_words[1:]
        lines += ["", f"{title}, {here[0]['listings']} listings: precision / recall / F1.", ""]
        lines += [f"| capital | carry it | {' | '.join(WAYS.values())} |", "|---|---|---|---|---|"]
        for capital in dict.fromkeys(row["capital"] for row in here):
            lines.append(_line(str(capital), [row for row in here if row["capital"] == capital]))
    lines += ["", "All six, by whose labels are taken for true: precision / recall / F1.", ""]
    lines += [f"| half and labels | carry it | {' | '.join(WAYS.values())} |", "|---|---|---|---|---|"]
    for half, half_words in HALVES.items():
        for against, words in AGAINST.items():
            whose = (against, half, ALL)
            here = [row for row in rows if (row.get("against"), row.get("half"), row.get("capital")) == whose]
            lines.append(_line(f"{half_words}: {words}", here))
    return "\n".join(lines)


def _line(title: str, rows: Sequence[dict[str, object]]) -> str:
    """Write a line of a table, from the counts: a rounded share must not be rounded again."""
    of = {row["way"]: Score(int(row["so"]), int(row["suggested"]), int(row["right"])) for row in rows}
    shares = {way: [getattr(of[way], rate) for rate in RATES] for way in WAYS}
    cells = [" / ".join("-" if s is None else f"{s:.2f}" for s in shares[way]) for way in WAYS]
    return f"| {title} | {rows[0]['so']} | {' | '.join(cells)} |"


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
