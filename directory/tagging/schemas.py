"""What do rules and suggestions look like to those who decide?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from directory.errors import InvalidInput
from directory.tagging.words import split
from directory.words import Capital

HEAVIEST: Final = 6.0
"""Log-odds: from even, sure to 99.75 %; nothing an editor writes need outweigh everything else."""
LONGEST_WORDS: Final = 300
LONGEST_REASON: Final = 200
SHORTEST_REASON: Final = 3


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as an editor would have it."""

    capital: Capital
    words: str | None
    category: str | None
    weight: float
    reason: str
    used: bool = True

    @property
    def is_start(self) -> bool:
        """Whether it holds for every listing: where all begin."""
        return self.words is None and self.category is None

    def __post_init__(self) -> None:
        """Refuse what could not be applied or explained."""
        if self.words is not None and self.category is not None:
            raise InvalidInput("Give words or a category, not both: make two rules.", field="words")
        if self.words is not None and (not split(self.words) or len(self.words) > LONGEST_WORDS):
            raise InvalidInput(
                f"Write words with letters or digits, up to {LONGEST_WORDS} characters.", field="words"
            )
        if not 0 < abs(self.weight) <= HEAVIEST:  # also refuses what is not a number
            raise InvalidInput(
                f"The weight must be a number from -{HEAVIEST:g} to {HEAVIEST:g}, and not 0.", field="weight"
            )
        if not SHORTEST_REASON <= len(self.reason.strip()) <= LONGEST_REASON:
            raise InvalidInput(
                f"Say why, in {SHORTEST_REASON} to {LONGEST_REASON} characters.", field="reason"
            )


@dataclass(frozen=True, slots=True)
class RuleRead:
    """A rule with who changed it last."""

    id: UUID
    draft: RuleDraft
    shipped: bool
    changed_at: datetime
    changed_role: str
    """shipped, command, or a `Role`."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A suggestion that a change of rules makes or takes away."""

    listing_id: UUID
    slug: str
    name: str
    capital: Capital
    before: float
    after: float
    gained: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of rules would do, and what it leaves alone."""

    effects: tuple[Effect, ...]
    """Surest change first; only of what nobody has decided."""
    left: int
    """How many would change but were accepted or refused already."""

    @property
    def gained(self) -> tuple[Effect, ...]:
        """Suggestions that would be new."""
        return tuple(effect for effect in self.effects if effect.gained)

    @property
    def lost(self) -> tuple[Effect, ...]:
        """Suggestions that would go."""
        return tuple(effect for effect in self.effects if not effect.gained)


@dataclass(frozen=True, slots=True)
class SuggestionRead:
    """A capital that a listing may carry."""

    listing_id: UUID
    slug: str
    name: str
    summary: str
    capital: Capital
    state: str
    sure: float
    reason: str
    rules: tuple[str, ...]
    """Ids of the rules that speak for it, the weightiest first; or `owner`."""
    districts: frozenset[str]
    decided_role: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class TagReport:
    """What stands after tagging."""

    listings: int
    suggested: int
    accepted: int
    refused: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """One district of the Appendix 1 table."""

    code: str | None
    name: str
    listings: int
    accepted: tuple[int, ...]
    """Instances, in the order of `Capital`."""
    suggested: tuple[int, ...]
    """Capitals suggested and not decided."""
    only_suggested: int
    """Listings that carry nothing yet, and have a suggestion."""
    untagged: int
    """Listings with neither."""
