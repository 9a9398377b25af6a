"""How many spoilt copies are known again, and how many strangers are taken for one?"""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from rapidfuzz import fuzz, utils
from sqlmodel import Session

from benchmarks.matching.corrupted import TRUE_PAIRS, spoil
from directory.listings.record import ListingRecord
from directory.matching.candidates import SHOWN_FROM, Matcher, describe
from directory.matching.comparing import SAME

FRESH_SEED: Final = 4
"""Not the seed that was looked at while the weights were set."""
NAME_ALONE: Final = 90.0
Find = Callable[[ListingRecord, float], set[UUID]]


def measure(session: Session, records: Sequence[ListingRecord]) -> list[dict[str, object]]:
    """Give precision and recall of ours and of names alone, on copies made with a seed not seen before."""
    matcher = Matcher(session)
    names = {known.id: utils.default_process(known.name) for known in matcher.known}

    def ours(record: ListingRecord, least: float) -> set[UUID]:
        return {known.id for _match, known in matcher.matches(describe(record), least=least)}

    def name_alone(record: ListingRecord, _least: float) -> set[UUID]:
        asked = utils.default_process(record.name)
        return {known for known, name in names.items() if fuzz.WRatio(asked, name) >= NAME_ALONE}

    made = [copy for copy, _ways in spoil(records, copies=2, seed=FRESH_SEED)]
    same = _same_as(records)
    return [_figures("hereabouts", ours, made, same), _figures("name alone", name_alone, made, same)]


def _same_as(records: Sequence[ListingRecord]) -> dict[UUID, set[UUID]]:
    by_name = {record.name: record.id for record in records}
    same = {record.id: {record.id} for record in records}
    for one, other in TRUE_PAIRS:
        same[by_name[one]].add(by_name[other])
        same[by_name[other]].add(by_name[one])
    return same


def _figures(
    method: str, find: Find, made: Sequence[ListingRecord], same: dict[UUID, set[UUID]]
) -> dict[str, object]:
    right = wrong = found = shown = 0
    for copy in made:
        likely = find(copy, SAME)
        right += len(likely & same[copy.id])
        wrong += len(likely - same[copy.id])
        found += copy.id in likely
        shown += copy.id in find(copy, SHOWN_FROM)
    return {
        "method": method,
        "copies": len(made),
        "precision": round(right / (right + wrong), 4),
        "recall": round(found / len(made), 4),
        "recall_shown": round(shown / len(made), 4),
        "strangers": wrong,
    }


def time_one(session: Session, records: Sequence[ListingRecord]) -> dict[str, float]:
    """Time the making of a matcher, one question and all pairs, in milliseconds (medians)."""
    begun = time.perf_counter()
    matcher = Matcher(session)
    made_ms = (time.perf_counter() - begun) * 1000
    asked = []
    for copy, _ways in spoil(records, copies=1, seed=FRESH_SEED):
        begun = time.perf_counter()
        matcher.candidates(copy)
        asked.append((time.perf_counter() - begun) * 1000)
    begun = time.perf_counter()
    pairs = sum(1 for _ in matcher.pairs())
    return {
        "listings": len(matcher.known),
        "make_ms": round(made_ms, 1),
        "ask_median_ms": round(statistics.median(asked), 2),
        "all_pairs_ms": round((time.perf_counter() - begun) * 1000, 1),
        "pairs": pairs,
    }
