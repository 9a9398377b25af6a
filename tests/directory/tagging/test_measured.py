"""Are the published numbers of tagging what the labels and the rules give today?"""

import csv
import json
from collections import Counter

import pytest

from benchmarks.tagging.tagging import BEGIN, END, LABELS, PAGE, ROOT, half_of, measured, tables
from directory.tagging.agreement import agreement, score
from directory.words import Capital

MOST_OF_ONE_CATEGORY = 30


def test_the_page_and_the_results_are_true() -> None:
    rows = measured()
    written = json.loads((ROOT / "benchmarks" / "results" / "tagging.json").read_text(encoding="utf-8"))
    assert written["rows"] == rows
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == tables(rows)


def test_what_the_page_says_in_words_is_in_its_tables() -> None:
    held_out = {
        row["against"]: f"{100 * row['right'] / row['suggested']:.0f} {100 * row['right'] / row['so']:.0f}"
        for row in measured()
        if (row.get("half"), row.get("way"), row.get("capital")) == ("held out", "all", "all six")
    }
    right, found = held_out["resolved"].split()
    words = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"{right} of 100 suggestions are right and {found} of 100 capitals are found" in words
    right, found = held_out["second"].split()
    assert f"against the second reader alone, {right} and {found};" in words
    right, found = held_out["first"].split()
    assert f"against the first, whose labels the weights were set on, {right} and {found}." in words


def test_enough_is_labelled_and_no_category_fills_the_table() -> None:
    with LABELS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["listing_id"] for row in rows}) == len(rows) >= 150
    assert Counter(row["category"] for row in rows).most_common(1)[0][1] <= MOST_OF_ONE_CATEGORY
    for row in rows:
        for name in ("first_pass", "second_pass", "resolved"):
            assert set(row[name].split()) <= set(Capital)
        differs = row["first_pass"] != row["second_pass"]
        assert bool(row["note"]) is differs, row["name"]
        assert differs or row["resolved"] == row["first_pass"], row["name"]
    halves = Counter(half_of(row["listing_id"]) for row in rows)
    assert min(halves.values()) > 90


def test_agreement_and_scores_by_hand() -> None:
    """Ten things: 4 yes by both, 3 no by both, 2 and 1 differ. Chance agrees on 6*5+4*5 of 100."""
    first = [True] * 6 + [False] * 4
    second = [True] * 4 + [False] * 2 + [True] + [False] * 3
    found = agreement(first, second)
    assert found.same == pytest.approx(0.7)
    assert found.kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5))
    assert agreement([True], [True]).kappa is None
    held = score(first, second)
    assert (held.so, held.suggested, held.right) == (6, 5, 4)
    assert held.f1 == pytest.approx(2 * (0.8 * 4 / 6) / (0.8 + 4 / 6))
    assert score([False], [False]).f1 is None
