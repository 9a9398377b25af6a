"""Which capitals may a listing carry, by which rules, and how sure?

Every rule that speaks for or against a capital adds its weight, in log-odds; the sum, through the logistic
curve, is how sure. So a reader can check any suggestion with paper and pencil.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from directory.tagging.words import Reading, found_in, read
from directory.words import Capital

THRESHOLD: Final = 0.5
"""A capital is suggested from here on: at least as likely as not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What speaks for a capital (weight above 0) or against it."""

    key: str
    capital: Capital
    weight: float
    """Log-odds: 0.7 doubles the odds, 2.3 makes them ten times as high."""
    reason: str
    """Plain English that can follow "because"."""
    words: str | None = None
    category: str | None = None
    """With neither it is where every listing begins."""

    @property
    def is_start(self) -> bool:
        """Whether it holds for every listing."""
        return self.words is None and self.category is None


@dataclass(frozen=True, slots=True)
class Described:
    """A listing as far as rules read it."""

    name: str
    summary: str
    categories: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A short word that changes with anything a rule reads."""
        told = "\n".join((self.name, self.summary, *sorted(self.categories)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Ground:
    """A rule that applies to a listing."""

    rule: Rule
    found: str | None
    """The words found, as they are written; None for a category or where every listing begins."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the rules say of one capital for one listing."""

    capital: Capital
    sure: float
    grounds: tuple[Ground, ...]
    """The weightiest first; where every listing begins is last."""

    @property
    def suggested(self) -> bool:
        """Whether it is at least as likely as not."""
        return self.sure >= THRESHOLD

    @property
    def reason(self) -> str:
        """Plain English: the rules that speak for it, each with the words found."""
        speaking = [ground for ground in self.grounds if ground.rule.weight > 0 and not ground.rule.is_start]
        return "; ".join(dict.fromkeys(_told(ground) for ground in speaking))


def _told(ground: Ground) -> str:
    if ground.found is None:
        return ground.rule.reason
    return f"{ground.rule.reason} (it says “{ground.found}”)"


class Model:
    """Rules, ready to be applied."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: tuple[Rule, ...] = tuple(rules)
        self._by_capital: defaultdict[Capital, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            self._by_capital[rule.capital].append(rule)

    def weigh(self, listing: Described) -> tuple[Weighed, ...]:
        """Weigh each capital for a listing."""
        reading = reading_of(listing)
        return tuple(
            _weighed(capital, grounds_of(listing, reading, self._by_capital[capital])) for capital in Capital
        )


def reading_of(listing: Described) -> Reading:
    """Read name and summary as words; no phrase runs from one into the other."""
    return read(f"{listing.name}. {listing.summary}")


def grounds_of(listing: Described, reading: Reading, rules: Sequence[Rule]) -> list[Ground]:
    """Find which rules apply."""
    grounds = []
    for rule in rules:
        if rule.is_start or (rule.category is not None and rule.category in listing.categories):
            grounds.append(Ground(rule, None))
        elif rule.words is not None and (found := found_in(reading, rule.words)) is not None:
            grounds.append(Ground(rule, found))
    return grounds


def _weighed(capital: Capital, grounds: Sequence[Ground]) -> Weighed:
    total = math.fsum(ground.rule.weight for ground in grounds)
    ordered = sorted(grounds, key=lambda ground: (ground.rule.is_start, -ground.rule.weight, ground.rule.key))
    return Weighed(capital, 1 / (1 + math.exp(-total)), tuple(ordered))
