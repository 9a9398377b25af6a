"""How far do two readings of the same listings agree, and how often is a suggestion right?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

Truths = Sequence[bool]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readings of the same things."""

    things: int
    first: int
    """How many the first reading says yes to."""
    second: int
    same: float
    """Share on which both say the same."""
    kappa: float | None
    """Cohen's: the agreement beyond chance; None where a reading says the same of everything."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was suggested, held against what is so."""

    so: int
    suggested: int
    right: int

    @property
    def precision(self) -> float | None:
        """Share of the suggestions that are right; None where there are none."""
        return self.right / self.suggested if self.suggested else None

    @property
    def recall(self) -> float | None:
        """Share of what is so that was suggested; None where nothing is so."""
        return self.right / self.so if self.so else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None where there is nothing on either side."""
        both = self.so + self.suggested
        return 2 * self.right / both if both else None


def agreement(first: Truths, second: Truths) -> Agreement:
    """Compare two readings (Cohen 1960, "A coefficient of agreement for nominal scales")."""
    things = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / things
    yes, also = sum(first), sum(second)
    chance = (yes * also + (things - yes) * (things - also)) / things**2
    kappa = None if chance == 1 else (same - chance) / (1 - chance)
    return Agreement(things, yes, also, same, kappa)


def score(so: Truths, suggested: Truths) -> Score:
    """Count what is so, what was suggested, and where both are."""
    right = sum(a and b for a, b in zip(so, suggested, strict=True))
    return Score(sum(so), sum(suggested), right)


def truths(carried: Sequence[Collection[str]], capital: str) -> list[bool]:
    """Tell of each listing whether it carries a capital."""
    return [capital in capitals for capitals in carried]
