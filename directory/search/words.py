"""How does what somebody typed become a full-text question that can never be malformed?

Every word is asked for, or one our thesaurus puts beside it; the last may be unfinished. Words nobody uses
here are read as the nearest word that somebody does, and the page says so.
"""

import csv
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_TERMS = 12
MAX_LENGTH = 200
SHORTEST_CORRECTED = 4
LONG_WORD = 8
"""From so many letters on, two slips are forgiven; below, one."""
_TERM = re.compile(r"[^\W_]+", re.UNICODE)
_LITTLE = frozenset(
    re.findall(r"\w+", "a an and at by for from i in is me my near of on or our some the to want with")
)


def terms(typed: str) -> tuple[str, ...]:
    """Split what was typed into words; little words count only where there is nothing else."""
    found = [term.casefold() for term in _TERM.findall(_without_accents(typed[:MAX_LENGTH]))]
    telling = [term for term in found if term not in _LITTLE] or found
    return tuple(dict.fromkeys(telling))[:MAX_TERMS]


def _without_accents(typed: str) -> str:
    """Drop accents, as the full-text index does, so that our thesaurus knows the word either way."""
    taken_apart = unicodedata.normalize("NFD", typed)
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


@cache
def thesaurus() -> Mapping[str, tuple[str, ...]]:
    """Read which other words a word may stand for; the file is ours to edit."""
    lines = (files("directory.search") / "thesaurus.csv").read_text(encoding="utf-8").splitlines()
    return {row["word"]: tuple(row["also"].split()) for row in csv.DictReader(lines)}


def match_expression(words: Sequence[str]) -> str:
    """Make an FTS5 question of words: each one, or a word that may stand for it; every word quoted."""
    groups = []
    for position, word in enumerate(words):
        # A last word of one letter would match half the directory by its beginning.
        unfinished = position == len(words) - 1 and len(word) > 1
        either = [
            f'"{word}"{"*" if unfinished else ""}',
            *(f'"{other}"' for other in thesaurus().get(word, ())),
        ]
        groups.append(f"({' OR '.join(either)})")
    return " AND ".join(groups)


def vocabulary_of(texts: Sequence[str]) -> tuple[str, ...]:
    """List the different words of texts, sorted."""
    return tuple(
        sorted({word.casefold() for text in texts for word in _TERM.findall(_without_accents(text))})
    )


def corrected(words: Sequence[str], vocabulary: Sequence[str]) -> tuple[str, ...] | None:
    """Read each word nobody uses as the nearest one in use; None where there is nothing to correct by."""
    read = []
    for word in words:
        if _in_use(word, vocabulary) or word in thesaurus():
            read.append(word)
            continue
        slips = 2 if len(word) >= LONG_WORD else 1
        near = (
            process.extractOne(word, vocabulary, scorer=OSA.distance, score_cutoff=slips)
            if len(word) >= SHORTEST_CORRECTED
            else None
        )
        if near is None:
            return None
        read.append(near[0])
    return tuple(read) if tuple(read) != tuple(words) else None


def _in_use(word: str, vocabulary: Sequence[str]) -> bool:
    """Tell whether any word begins so."""
    place = bisect_left(vocabulary, word)
    return place < len(vocabulary) and vocabulary[place].startswith(word)
