"""How do the capital rules read as a page of the documentation?

``python -m directory.shipped.build.listings.rules_page`` writes ``docs/capital-rules.md``; a test
fails when the page and the rules differ.
"""

import json
from collections import Counter
from itertools import groupby
from pathlib import Path

from directory.shipped.build.listings.capitals import AMBIGUOUS, Category, Rule, list_categories, list_rules

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "capital-rules.md"
LISTINGS = ROOT / "data" / "listings" / "listings.jsonl"
_INTRODUCTION = """\
# Which capitals a listing carries, and why

*Written by `python -m directory.shipped.build.listings.rules_page`. Change the rules in
`directory/shipped/build/listings/capitals.py`, build the data, and write this page again.*

A listing that came from a list is tagged by these rules alone, by its category. The definitions are those
of Appendix 1 of the 2022 report to Cambridgeshire County Council (lines 1369 to 1379 of the committee paper):
a thing carries a capital if it offers the conditions that produce it. The provision is tagged, never the
people.

| capital | a listing carries it if it offers | line |
|---|---|---|
| social | "the opportunity to meet new people" | 1371 |
| cultural | "opportunities to expand general knowledge" | 1373 |
| human | "conditions which could expand formalised knowledge/skills" | 1373 |
| environmental | "access to open or safe space" | 1373 |
| employability | "opportunities to enhance labour market participation" | 1373 |
| health | "opportunities to enhance personal physical health", such as sport or dance | 1373 |

The library is the report's own worked example (line 1377): social, cultural, human, environmental and
employability, not health. A listing with two categories carries what either gives, each capital once.
"""


def write_page() -> str:
    """Write the page from the rules and the listings that ship."""
    used = _count_listings()
    categories = list_categories()
    rules = {slug: list(found) for slug, found in groupby(list_rules(), key=lambda rule: rule.category)}
    parts = [_INTRODUCTION, "## Rules\n"]
    for group in sorted({category.group for category in categories}):
        ruled = [c for c in categories if c.group == group and c.slug in rules]
        if ruled:
            parts.append(_write_group(group, ruled, rules, used))
    parts.append(_write_ambiguous(categories, used))
    return "\n".join(parts)


def _count_listings() -> Counter[str]:
    records = (json.loads(line) for line in LISTINGS.read_text(encoding="utf-8").splitlines())
    return Counter(category for record in records for category in record["categories"])


def _write_group(
    group: str, categories: list[Category], rules: dict[str, list[Rule]], used: Counter[str]
) -> str:
    lines = [f"### {group}\n", "| category | listings | capital | tagged because |", "|---|---|---|---|"]
    for category in categories:
        for number, rule in enumerate(rules[category.slug]):
            label, count = (category.label, str(used[category.slug])) if number == 0 else ("", "")
            lines.append(f"| {label} | {count} | {rule.capital} | {rule.reason} |")
    return "\n".join([*lines, ""])


def _write_ambiguous(categories: tuple[Category, ...], used: Counter[str]) -> str:
    untagged = sum(used[slug] for slug in AMBIGUOUS)
    lines = [
        "## Categories without a rule\n",
        (
            f"What could be read both ways stays untagged: {len(AMBIGUOUS)} categories, which the listings "
            f"that ship use {untagged} times.\nA listing is untagged if all its categories are here.\n"
        ),
        "| category | listings | why there is no rule |",
        "|---|---|---|",
    ]
    lines += [
        f"| {category.label} | {used[category.slug]} | {AMBIGUOUS[category.slug]} |"
        for category in categories
        if category.slug in AMBIGUOUS
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8", newline="\n")
