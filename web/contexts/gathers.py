"""What does the part of a listing's page get that gathers what happens at a hub or a hall?"""

from dataclasses import dataclass

from directory.nodes.gathers import Gathering, HubDay


@dataclass(frozen=True, slots=True)
class HubLine:
    """One thing that a hub gathers now."""

    words: str
    example: bool = False
    """All of it is made up."""


@dataclass(frozen=True, slots=True)
class HubCard:
    """A hub among those of a district."""

    slug: str
    name: str
    parish: str | None
    lines: tuple[HubLine, ...]
    """What it gathers now; none where nothing is known."""


@dataclass(frozen=True, slots=True)
class GatherSection:
    """A hub or a hall as a node, in words."""

    gathering: Gathering
    days: tuple[tuple[HubDay, str], ...]
    """Of each: what kind and when."""
    online: str
    board: str
    """The sheet for its board, as PDF."""
    empty: bool
    """Nothing is known to happen there or to be for its board."""
