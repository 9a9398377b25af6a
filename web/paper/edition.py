"""Which edition of a paper is this? The same words are the same edition, whatever the day."""

import hashlib
from dataclasses import asdict
from typing import Final

import orjson

from web.paper.schemas import Paper

FIRST_LETTERS: Final = 7
LAID_OUT: Final = 3
"""Counted up whenever papers of the same words would look otherwise, so that all are built anew."""


def checksum(paper: Paper, *, large: bool = False) -> str:
    """Sum up everything a paper would say, before it is cut to fit; its date is no part of it."""
    said = {"paper": asdict(paper), "large": large, "laid_out": LAID_OUT}
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def edition_letters(paper: Paper, *, large: bool = False) -> str:
    """Give what is printed at the foot."""
    return checksum(paper, large=large)[:FIRST_LETTERS]
