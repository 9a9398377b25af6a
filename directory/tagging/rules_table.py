"""Which rules ship? A table made by hand, one rule a line: directory/tagging/rules.csv."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID, uuid5

from directory.tagging.model import Rule
from directory.words import Capital

NAMESPACE: Final = UUID("7c9d6f0e-64a5-5c57-9a1f-0c1d5a1f4b6e")


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Read the rules that ship; a rule keeps its id while its capital, words and category stay."""
    lines = (files("directory.tagging") / "rules.csv").read_text(encoding="utf-8").splitlines()
    return tuple(
        Rule(
            key=str(shipped_id(row["capital"], row["words"], row["category"])),
            capital=Capital(row["capital"]),
            weight=float(row["weight"]),
            reason=row["reason"],
            words=row["words"] or None,
            category=row["category"] or None,
        )
        for row in csv.DictReader(lines)
    )


def shipped_id(capital: str, words: str, category: str) -> UUID:
    """Give a rule that ships its lasting id."""
    return uuid5(NAMESPACE, f"{capital}|{words}|{category}")
