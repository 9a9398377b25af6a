"""Which rooms are kept away by one thing only, and what would let them in?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from directory.venues.schemas import Asked, RoomRead
from directory.venues.words import Facility

FEW: Final = 3
"""How many more rooms are worth a higher price."""
POUND: Final = 100
FEWER: Final = 5
"""At most a fifth of the people may be left out: a room for fewer is no answer to what was asked."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What keeps a room from answering."""

    room: RoomRead
    holds: int | None = None
    """How many it holds, where that is too few; the same way for the next three."""
    pence_per_hour: int | None = None
    distance_m: float | None = None
    least_min: int | None = None
    lacks: tuple[Facility, ...] = ()
    taken: bool = False

    @property
    def count(self) -> int:
        """How many things keep it away."""
        measured = (self.holds, self.pence_per_hour, self.distance_m, self.least_min)
        return sum(each is not None for each in measured) + len(self.lacks) + self.taken


@dataclass(frozen=True, slots=True)
class Loosened:
    """One thing to ask less of, how far, and how many more rooms that gives."""

    what: str
    """price, people, distance, hours, a word of Facility, or time."""
    value: int | None
    """Pence an hour, people, metres or minutes; None for the others."""
    rooms: int


def loosen(asked: Asked, missed: Iterable[Missed]) -> tuple[Loosened, ...]:
    """Say what would let more rooms in, what lets most in first."""
    near = [each for each in missed if each.count == 1]
    told = [
        _at_most("price", [each.pence_per_hour for each in near], step=POUND),
        _at_least("people", [each.holds for each in near], asked.people or 0),
        _further(near),
        _at_most("hours", [each.least_min for each in near]),
        *(_without(facility, near) for facility in asked.facilities),
        Loosened("time", None, sum(each.taken for each in near)),
    ]
    some = [each for each in told if each is not None and each.rooms]
    return tuple(sorted(some, key=lambda each: -each.rooms))


def _at_most(what: str, values: Sequence[int | None], *, step: int = 1) -> Loosened | None:
    """Raise a limit just so far that a few more come in."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    limit = -(-known[min(FEW, len(known)) - 1] // step) * step
    return Loosened(what, limit, sum(value <= limit for value in known))


def _at_least(what: str, values: Sequence[int | None], asked: int) -> Loosened | None:
    """Lower a number, never by more than a fifth of what was asked."""
    least = asked - asked // FEWER
    known = sorted((value for value in values if value is not None and value >= least), reverse=True)
    if not known:
        return None
    limit = known[min(FEW, len(known)) - 1]
    return Loosened(what, limit, sum(value >= limit for value in known))


def _further(near: Sequence[Missed]) -> Loosened | None:
    """Count all that are too far away, and how far the nearest is: who looks further sees every one."""
    known = [int(each.distance_m) + 1 for each in near if each.distance_m is not None]
    return Loosened("distance", min(known), len(known)) if known else None


def _without(facility: Facility, near: Sequence[Missed]) -> Loosened:
    return Loosened(facility.value, None, sum(facility in each.lacks for each in near))
