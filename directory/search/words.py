"""How does what somebody typed become a full-text question that can never be malformed?"""

import re

MAX_TERMS = 12
MAX_LENGTH = 200
_TERM = re.compile(r"[^\W_]+", re.UNICODE)
_LITTLE = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "i",
        "in",
        "is",
        "me",
        "my",
        "near",
        "of",
        "on",
        "or",
        "our",
        "some",
        "the",
        "to",
        "want",
        "with",
    }
)


def terms(typed: str) -> tuple[str, ...]:
    """Split what was typed into words; little words count only where there is nothing else."""
    found = [term.casefold() for term in _TERM.findall(typed[:MAX_LENGTH])]
    telling = [term for term in found if term not in _LITTLE] or found
    return tuple(dict.fromkeys(telling))[:MAX_TERMS]


def match_expression(typed: str) -> str | None:
    """Make an FTS5 question: every word quoted, all of them asked for, the last one perhaps unfinished."""
    found = terms(typed)
    if not found:
        return None
    quoted = [f'"{term}"' for term in found]
    # A last word of one letter would match half the directory by its beginning.
    return " ".join(quoted) + ("*" if len(found[-1]) > 1 else "")
