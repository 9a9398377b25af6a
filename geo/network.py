"""How long does it take to get from where people live to the places along the streets?

`Network` is a travel cost (`geo.travel.TravelCost`) over a street network: a graph of junctions and the
minutes from one to the next, walked with Dijkstra's algorithm as scipy has it. Travel is from the origin to
the place, which matters where streets are one-way. People go straight to the nearest junction and from the
junction nearest to the place, at the pace of a walk unless told; where both are at the same junction they go
straight from one to the other. What has no junction within `max_snap_m` is off the network: unknown.

Networks are read from a table of edges (`read_edges`) or from GraphML as OSMnx writes it (`read_graphml`).

Sources
-------
Dijkstra, E. W. (1959) A note on two problems in connexion with graphs. Numerische Mathematik 1.
Boeing, G. (2017) OSMnx. Computers, Environment and Urban Systems 65: names of attributes.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints, as_points
from geo.projection import to_bng
from geo.travel import NearestCost, Pairs, known_places, on_map

ACCESS_KM_PER_H = 4.8
"""A walk, as in `geo.travel`."""
MAX_SNAP_M = 500.0
"""An assumption: half a kilometre of field tracks is believable, more is a hole in the network."""
_CELLS_AT_ONCE = 4_000_000
_ROUNDING = 1e-12
_METRES_PER_KM, _MIN_PER_HOUR, _SECONDS_PER_MIN = 1000.0, 60.0, 60.0
_BNG_EAST, _BNG_NORTH = 800_000.0, 1_400_000.0
_YES, _NO = {"1", "true", "yes", "t", "y"}, {"", "0", "false", "no", "f", "n"}


@dataclass(frozen=True, slots=True)
class Network:
    """A street network. Make it with `from_edges`, `read_edges` or `read_graphml`.

    Attributes
    ----------
    nodes_bng : ndarray of float64, shape (n_nodes, 2)
        Junctions, metres (EPSG:27700).
    minutes : csr_array of float64, shape (n_nodes, n_nodes)
        Minutes from one junction (row) to the next (column). No entry means no way.
    access_km_per_h : float
        Speed from an origin to its junction, and from a junction to the place.
    max_snap_m : float
        What is further from every junction is off the network.
    """

    nodes_bng: Floats
    minutes: csr_array
    access_km_per_h: float = ACCESS_KM_PER_H
    max_snap_m: float = MAX_SNAP_M
    _tree: cKDTree | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        if not np.isfinite(self.nodes_bng).all():
            raise ValueError("Every node of a network needs a point")
        if self.minutes.shape != (len(self.nodes_bng), len(self.nodes_bng)):
            raise ValueError(f"minutes must have a row and a column for each of {len(self.nodes_bng)} nodes")
        if not (np.isfinite(self.minutes.data).all() and (self.minutes.data >= 0).all()):
            raise ValueError("Minutes of edges must be known and not negative")
        if not 0 < self.access_km_per_h < np.inf:
            raise ValueError(f"access_km_per_h must be above 0, and is {self.access_km_per_h}")
        if not self.max_snap_m >= 0:
            raise ValueError(f"max_snap_m must not be negative, and is {self.max_snap_m}")
        tree = cKDTree(self.nodes_bng) if len(self.nodes_bng) else None
        object.__setattr__(self, "_tree", tree)

    @classmethod
    def from_edges(
        cls,
        nodes_bng: ArrayLike,
        start: ArrayLike,
        end: ArrayLike,
        minutes: ArrayLike,
        *,
        access_km_per_h: float = ACCESS_KM_PER_H,
        max_snap_m: float = MAX_SNAP_M,
    ) -> "Network":
        """Make a network of its edges, each in one direction.

        Parameters
        ----------
        nodes_bng : array_like, shape (n_nodes, 2)
            Junctions, metres (EPSG:27700). All must be known.
        start, end : array_like of int, shape (n_edges,)
            From which junction to which, 0 to n_nodes - 1. Of parallel edges the quickest counts.
        minutes : array_like, shape (n_edges,)
            Known and not negative.
        access_km_per_h, max_snap_m : float
            See the class.

        Raises
        ------
        ValueError
            If lengths differ, an edge points to no node, or a number is unknown or negative.

        Examples
        --------
        >>> line = Network.from_edges([(0, 0), (1000, 0)], [0], [1], [2.5])
        >>> line.nearest([(0, 0)], [(1000, 0)], k=1).cost_min
        array([[2.5]])

        It is a one-way street.

        >>> line.nearest([(1000, 0)], [(0, 0)], k=1).cost_min
        array([[nan]])
        """
        nodes = as_points(nodes_bng, "nodes_bng")
        first = np.asarray(start, dtype=np.int64)
        second = np.asarray(end, dtype=np.int64)
        cost = np.asarray(minutes, dtype=np.float64)
        if not first.shape == second.shape == cost.shape == (len(cost),):
            raise ValueError("start, end and minutes of edges must have equal lengths")
        if len(cost) and not (
            min(first.min(), second.min()) >= 0 and max(first.max(), second.max()) < len(nodes)
        ):
            raise ValueError(f"Edges must lie between nodes 0 and {len(nodes) - 1}")
        order = np.lexsort((cost, second, first))
        first, second, cost = first[order], second[order], cost[order]
        quickest = np.ones(len(cost), dtype=np.bool_)
        quickest[1:] = (np.diff(first) != 0) | (np.diff(second) != 0)
        graph = coo_array(
            (cost[quickest], (first[quickest], second[quickest])), shape=(len(nodes), len(nodes))
        ).tocsr()
        return cls(nodes, graph, access_km_per_h, max_snap_m)

    def largest_part(self) -> "Network":
        """Leave only the largest set of junctions that can all be reached from one another.

        Street networks from maps have stray pieces; a postcode that is nearest to one would reach nothing.
        """
        n_parts, part = connected_components(self.minutes, directed=True, connection="strong")
        kept = np.flatnonzero(part == np.bincount(part, minlength=max(n_parts, 1)).argmax())
        return Network(
            self.nodes_bng[kept], self.minutes[kept][:, kept], self.access_km_per_h, self.max_snap_m
        )

    def pairs(self, origins_bng: ArrayLike, places_bng: ArrayLike, within: float) -> Pairs:
        """Find the places each origin reaches in at most `within` minutes.

        As `geo.travel.TravelCost` has it. A place that is off the network is in no pair; `origin_known` is
        False for origins that are unknown or off the network. Raises ValueError if a shape is wrong, a place
        is unknown, or the limit is negative.
        """
        if not 0 <= within < np.inf:
            raise ValueError(f"The limit must be a number that is not negative, and is {within}")
        origins, places = self._snapped(origins_bng, places_bng)
        known = np.zeros(origins.n, dtype=np.bool_)
        known[origins.row] = True
        found_origin, found_place, found_cost = [_NOBODY], [_NOBODY], [np.empty(0)]
        from_origins = len(np.unique(origins.node)) < len(np.unique(places.node))
        ends = (origins, places) if from_origins else (places, origins)
        for start, cost in self._costs(*ends, forward=from_origins, limit=within):
            source, target = np.nonzero(cost <= within * (1 + _ROUNDING))
            origin, place = (source + start, target) if from_origins else (target, source + start)
            found_origin.append(origins.row[origin])
            found_place.append(places.row[place])
            found_cost.append(np.minimum(cost[source, target], within))
        origin, place = np.concatenate(found_origin), np.concatenate(found_place)
        order = np.lexsort((place, origin))
        cost = np.concatenate(found_cost)[order]
        return Pairs(origin[order], place[order], cost, origins.n, places.n, known)

    def nearest(self, origins_bng: ArrayLike, places_bng: ArrayLike, k: int) -> NearestCost:
        """Find the k places of each origin that are quickest to reach.

        The quickest alone (k = 1) is found in one walk of the network from all places at once, against the
        direction of travel; for more, the network is walked once for each place: a job, not a request. A
        place that is off the network is never reached. Raises ValueError if a shape is wrong, a place is
        unknown, or k is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, and is {k}")
        origins, places = self._snapped(origins_bng, places_bng)
        best = np.full((len(origins.row), k), np.inf)
        index = np.full((len(origins.row), k), -1, dtype=np.int64)
        if len(places.row) and len(origins.row):
            if k == 1:
                best[:, 0], index[:, 0] = self._quickest(origins, places)
            else:
                for start, cost in self._costs(places, origins, forward=False):
                    these = np.broadcast_to(places.row[start : start + len(cost)], cost.T.shape)
                    best, index = _first_k(
                        np.concatenate((best, cost.T), axis=1), np.concatenate((index, these), axis=1), k
                    )
        cost_min = np.full((origins.n, k), np.nan)
        place_index = np.full((origins.n, k), -1, dtype=np.int64)
        known = np.zeros(origins.n, dtype=np.bool_)
        known[origins.row] = True
        cost_min[origins.row] = np.where(np.isinf(best), np.nan, best)
        place_index[origins.row] = np.where(np.isinf(best), -1, index)
        return NearestCost(cost_min, place_index, known)

    def _snapped(self, origins_bng: ArrayLike, places_bng: ArrayLike) -> "tuple[_Ends, _Ends]":
        return self._snap(as_points(origins_bng, "origins_bng")), self._snap(known_places(places_bng))

    def _snap(self, points: Floats) -> "_Ends":
        row = np.flatnonzero(on_map(points))
        if self._tree is None or not len(row):
            return _Ends(len(points), _NOBODY, np.empty((0, 2)), _NOBODY, np.empty(0))
        found = self._tree.query(points[row])
        metres, node = np.asarray(found[0]), np.asarray(found[1])
        near = metres <= self.max_snap_m
        return _Ends(
            len(points),
            row[near],
            points[row[near]],
            node[near].astype(np.int64),
            metres[near] * self._min_per_metre(),
        )

    def _min_per_metre(self) -> float:
        return _MIN_PER_HOUR / (self.access_km_per_h * _METRES_PER_KM)

    def _costs(
        self, sources: "_Ends", targets: "_Ends", *, forward: bool, limit: float = np.inf
    ) -> Iterator[tuple[int, Floats]]:
        """Give, some sources at a time, the first of them and their minutes to every target."""
        if not len(targets.row):
            return
        graph = self.minutes if forward else self.minutes.T.tocsr()
        at_once = max(1, _CELLS_AT_ONCE // max(len(self.nodes_bng), len(targets.row)))
        for start in range(0, len(sources.row), at_once):
            these = slice(start, start + at_once)
            nodes, which = np.unique(sources.node[these], return_inverse=True)
            walked = dijkstra(graph, indices=nodes, limit=limit * (1 + _ROUNDING))
            cost = walked[which][:, targets.node]
            cost += sources.access_min[these, None] + targets.access_min
            source, target = np.nonzero(sources.node[these, None] == targets.node)
            east, north = (sources.points[these][source] - targets.points[target]).T
            cost[source, target] = np.sqrt(east * east + north * north) * self._min_per_metre()
            yield start, cost

    def _quickest(self, origins: "_Ends", places: "_Ends") -> tuple[Floats, Ints]:
        """Walk back from all places at once, each tied to its junction by its access."""
        n_nodes, n_places = len(self.nodes_bng), len(places.row)
        streets = self.minutes.tocoo()
        row: Ints = np.concatenate((streets.col, n_nodes + np.arange(n_places)))
        column: Ints = np.concatenate((streets.row, places.node))
        minutes: Floats = np.concatenate((streets.data, places.access_min))
        graph = coo_array((minutes, (row, column)), shape=(n_nodes + n_places,) * 2).tocsr()
        starts = n_nodes + np.arange(n_places)
        walked, _, source = dijkstra(graph, indices=starts, min_only=True, return_predecessors=True)
        cost = walked[origins.node] + origins.access_min
        place = places.row[np.where(np.isinf(cost), n_nodes, source[origins.node]) - n_nodes]
        origin, other = _at_same_node(origins.node, places.node)
        east, north = (origins.points[origin] - places.points[other]).T
        straight = np.sqrt(east * east + north * north) * self._min_per_metre()
        order = np.lexsort((other, straight, origin))
        first = order[np.unique(origin[order], return_index=True)[1]]
        closer = first[straight[first] < cost[origin[first]]]
        cost[origin[closer]], place[origin[closer]] = straight[closer], places.row[other[closer]]
        return cost, place


@dataclass(frozen=True, slots=True)
class _Ends:
    """Origins or places on the network: of `n`, the `row`s that are near a `node`."""

    n: int
    row: Ints
    points: Floats
    node: Ints
    access_min: Floats


_NOBODY: Ints = np.empty(0, dtype=np.int64)


def _at_same_node(origin_node: Ints, place_node: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(place_node, kind="stable")
    start = np.searchsorted(place_node[order], origin_node)
    run = np.searchsorted(place_node[order], origin_node, side="right") - start
    origin = np.repeat(np.arange(len(origin_node)), run)
    position = np.arange(run.sum()) + np.repeat(start - (np.cumsum(run) - run), run)
    return origin, order[position]


def _first_k(cost: Floats, index: Ints, k: int) -> tuple[Floats, Ints]:
    order = np.argsort(cost, axis=1, kind="stable")[:, :k]
    found = np.full((len(cost), k), np.inf)
    which = np.full((len(cost), k), -1, dtype=np.int64)
    found[:, : order.shape[1]] = np.take_along_axis(cost, order, axis=1)
    which[:, : order.shape[1]] = np.take_along_axis(index, order, axis=1)
    return found, which


def read_edges(
    edges_file: str | Path | Iterable[str],
    nodes_file: str | Path | Iterable[str],
    *,
    km_per_h: float | None = None,
    ignore_one_way: bool = False,
    access_km_per_h: float = ACCESS_KM_PER_H,
    max_snap_m: float = MAX_SNAP_M,
) -> Network:
    """Read a street network from two CSV tables.

    Parameters
    ----------
    edges_file : path, or lines such as an open text file
        Columns ``from`` and ``to`` (ids of nodes), and either ``minutes``, or ``length_m`` with
        ``speed_kmh``; where a row has both, ``minutes`` counts. ``one_way`` (1, true, yes, or 0, false, no,
        empty) is optional: an edge that is not one-way can be travelled both ways.
    nodes_file : path, or lines such as an open text file
        Columns ``id``, ``easting``, ``northing`` (metres, EPSG:27700).
    km_per_h : float, optional
        One speed for every edge, such as 4.8 to walk: minutes then follow from ``length_m`` alone.
    ignore_one_way : bool
        Whether every edge can be travelled both ways, as on foot.
    access_km_per_h, max_snap_m : float
        See `Network`.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If a column is missing, or a field is not what it should be; the message names the line.

    Examples
    --------
    >>> edges = ["from,to,length_m,speed_kmh", "a,b,1000,30"]
    >>> nodes = ["id,easting,northing", "a,0,0", "b,1000,0"]
    >>> read_edges(edges, nodes).nearest([(1000, 0)], [(0, 0)], k=1).cost_min
    array([[2.]])
    """
    node_of: dict[str, int] = {}
    points: list[tuple[float, float]] = []
    for where, row in _rows(nodes_file, "nodes", ("id", "easting", "northing")):
        if row["id"] in node_of:
            raise ValueError(f"{where}: id {row['id']!r} stands there twice")
        node_of[row["id"]] = len(points)
        points.append((_number(row, "easting", where), _number(row, "northing", where)))
    ways: list[tuple[int, int, float]] = []
    for where, row in _rows(edges_file, "edges", ("from", "to")):
        for column in ("from", "to"):
            if row[column] not in node_of:
                raise ValueError(f"{where}: {column} {row[column]!r} is not among the nodes")
        one, other = node_of[row["from"]], node_of[row["to"]]
        took = _edge_minutes(row, where, km_per_h, ("minutes", "length_m", "speed_kmh"))
        ways.append((one, other, took))
        if ignore_one_way or not _flag(row.get("one_way"), "one_way", where):
            ways.append((other, one, took))
    return _of_ways(np.array(points), ways, access_km_per_h, max_snap_m)


def read_graphml(
    path: str | Path,
    *,
    km_per_h: float | None = None,
    ignore_one_way: bool = False,
    access_km_per_h: float = ACCESS_KM_PER_H,
    max_snap_m: float = MAX_SNAP_M,
) -> Network:
    """Read a street network from GraphML as OSMnx writes it.

    Parameters
    ----------
    path : path
        Nodes have ``x`` and ``y``, longitude and latitude (EPSG:4326) or easting and northing (EPSG:27700);
        edges have ``travel_time`` (seconds), or ``length`` (metres) and ``speed_kph``. In a directed graph
        each edge is one direction, as OSMnx has it; in an undirected one it is both.
    km_per_h, ignore_one_way, access_km_per_h, max_snap_m
        As in `read_edges`; with `km_per_h`, minutes follow from ``length`` alone.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the file is no GraphML, an attribute is missing or is not what it should be, the coordinates are of
        another system, or a one-way street stands in an undirected graph.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from networkx import DiGraph, write_graphml
    >>> streets = DiGraph(crs="epsg:27700")
    >>> streets.add_nodes_from([("a", {"x": 0.0, "y": 0.0}), ("b", {"x": 1000.0, "y": 0.0})])
    >>> streets.add_edge("a", "b", length=1000.0, speed_kph=30.0)
    >>> with TemporaryDirectory() as folder:
    ...     write_graphml(streets, Path(folder) / "streets.graphml")
    ...     network = read_graphml(Path(folder) / "streets.graphml")
    >>> network.nearest([(0, 0)], [(1000, 0)], k=1).cost_min
    array([[2.]])
    """
    import networkx as nx  # noqa: PLC0415 - heavy, and only jobs read networks

    try:
        streets = nx.read_graphml(path)
    except (ParseError, nx.NetworkXError, KeyError) as error:
        raise ValueError(f"{Path(path).name} is no GraphML as OSMnx writes it: {error}") from error
    node_of = {name: position for position, name in enumerate(streets.nodes)}
    points = [
        (_number(row, "x", f"node {name}"), _number(row, "y", f"node {name}"))
        for name, row in streets.nodes(data=True)
    ]
    ways: list[tuple[int, int, float]] = []
    for one, other, row in streets.edges(data=True):
        where = f"edge {one} to {other}"
        took = _edge_minutes(row, where, km_per_h, ("travel_time", "length", "speed_kph"), _SECONDS_PER_MIN)
        ways.append((node_of[one], node_of[other], took))
        if ignore_one_way or not streets.is_directed():
            if not ignore_one_way and _flag(row.get("oneway"), "oneway", where):
                raise ValueError(f"{where}: a one-way street needs a directed graph")
            ways.append((node_of[other], node_of[one], took))
    nodes = _as_bng(np.array(points).reshape(-1, 2), str(streets.graph.get("crs", "")))
    return _of_ways(nodes, ways, access_km_per_h, max_snap_m)


def _of_ways(
    nodes: Floats, ways: list[tuple[int, int, float]], access_km_per_h: float, max_snap_m: float
) -> Network:
    start, end, minutes = zip(*ways, strict=True) if ways else ((), (), ())
    return Network.from_edges(
        nodes, start, end, minutes, access_km_per_h=access_km_per_h, max_snap_m=max_snap_m
    )


def _as_bng(points: Floats, crs: str) -> Floats:
    if not len(points):
        return points
    low, high = points.min(axis=0), points.max(axis=0)
    degrees = bool((np.abs(points) <= (180, 90)).all())
    if crs and "4326" not in crs and "27700" not in crs:
        raise ValueError(f"The graph must be in EPSG:4326 or EPSG:27700, not {crs}")
    if "4326" in crs or (not crs and degrees):
        return np.column_stack(to_bng(points[:, 0], points[:, 1]))
    if low.min() < 0 or high[0] > _BNG_EAST or high[1] > _BNG_NORTH:
        raise ValueError("x and y are neither longitude and latitude nor on the National Grid (EPSG:27700)")
    return points


def _rows(
    file: str | Path | Iterable[str], name: str, needed: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(file, str | Path):
        with Path(file).open(encoding="utf-8-sig", newline="") as lines:
            yield from _rows(lines, name, needed)
        return
    reader = csv.DictReader(file)
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{name}: column {missing[0]!r} is missing")
    for row in reader:
        yield f"{name} line {reader.line_num}", row


def _edge_minutes(
    row: dict[str, Any],
    where: str,
    km_per_h: float | None,
    columns: tuple[str, str, str],
    times_per_min: float = 1.0,
) -> float:
    time, length_m, speed_kmh = columns
    if km_per_h is None and row.get(time) not in (None, ""):
        return _number(row, time, where, least=0) / times_per_min
    speed = _number(row, speed_kmh, where) if km_per_h is None else km_per_h
    if speed <= 0:
        raise ValueError(f"{where}: {speed_kmh} must be above 0, not {speed}")
    return _number(row, length_m, where, least=0) / _METRES_PER_KM / speed * _MIN_PER_HOUR


def _number(row: dict[str, Any], column: str, where: str, least: float = -np.inf) -> float:
    given = row.get(column)
    try:
        number = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = np.nan
    if not (np.isfinite(number) and number >= least):
        floor = " not below 0" if least == 0 else ""
        raise ValueError(f"{where}: {column} must be a number{floor}, not {given!r}")
    return number


def _flag(given: object, column: str, where: str) -> bool:
    word = "" if given is None else str(given).strip().lower()
    if word not in _YES | _NO:
        raise ValueError(f"{where}: {column} must be yes or no, not {given!r}")
    return word in _YES
