"""Which few parish councils, hubs and libraries would together reach most people of some parishes?

The people of a parish are spread over its live postcodes. Each time the node is taken that newly reaches the
most of them within five kilometres in a straight line (`geo.siting.covering_greedy`, with the papers and the
bound: never less than 1 - 1/e, about 63 %, of what the best choice reaches).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from directory.nodes import reach_queries as queries

WITHIN_KM: Final = 5
MOST_NODES: Final = 3


@dataclass(frozen=True, slots=True)
class NodeReach:
    """A node, and how many people it adds to those that the nodes before it reach."""

    listing_id: UUID
    slug: str
    name: str
    what: str
    """Parish council, hub or library."""
    phone: str | None
    people: int
    """Newly reached."""


@dataclass(frozen=True, slots=True)
class NodesChosen:
    """The nodes in order of what they add, and all the people they are to reach."""

    nodes: tuple[NodeReach, ...]
    people: int
    """Of the parishes, as far as their population is known."""
    at_most: int
    """No other choice of as many nodes reaches more."""

    @property
    def reached(self) -> int:
        """The people whom the nodes reach together."""
        return sum(node.people for node in self.nodes)


def choose_nodes(session: Session, population: Mapping[str, int]) -> NodesChosen:
    """Choose the nodes that reach most of the people of parishes, given by code with how many live there."""
    from geo.siting import covering_greedy  # noqa: PLC0415 - slow to import

    everybody = sum(population.values())
    homes = [row for row in queries.list_homes(session, population) if population.get(row.parish)]
    candidates = queries.list_nodes(session)
    if not homes or not candidates:
        return NodesChosen((), everybody, 0)
    shared = Counter(row.parish for row in homes)
    demand = [(row.easting, row.northing) for row in homes]
    weight = [population[row.parish] / shared[row.parish] for row in homes]
    points = [(row.easting, row.northing) for row in candidates]
    within_m = 1000.0 * WITHIN_KM
    found = covering_greedy(demand, weight, [], points, min(MOST_NODES, len(points)), within_m)
    nodes, before = [], 0
    for many, position in enumerate(found.chosen, 1):
        so_far = [points[each] for each in found.chosen[:many]]
        reached = round(covering_greedy(demand, weight, so_far, points[:1], 1, within_m).baseline)
        if reached > before:
            nodes.append(_node(candidates[position], reached - before))
        before = reached
    return NodesChosen(tuple(nodes), everybody, round(found.bound))


def _node(row: Row[Any], people: int) -> NodeReach:
    kinds = {"parish_council": "Parish council", "hub": "Hub"}
    what = "Library" if row.library else kinds[row.kind]
    return NodeReach(UUID(row.id), row.slug, row.name, what, row.phone, people)
