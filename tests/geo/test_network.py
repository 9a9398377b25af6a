"""Are minutes along the streets those that can be counted on a map, and those that networkx finds?"""

import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.network import Network, read_edges, read_graphml
from geo.projection import to_wgs84
from geo.travel import TravelCost

SEEDS = st.integers(0, 2**32 - 1)

# Nine junctions 1 km apart; every street takes 2 minutes, but the High Street (d-e-f) takes 1 a piece, and
# Back Lane can only be driven from c to b. There is no street from h to i.
#
#   g --- h     i
#   |     |     |
#   d === e === f
#   |     |     |
#   a --- b <-- c
NODES = """id,easting,northing
a,0,0
b,1000,0
c,2000,0
d,0,1000
e,1000,1000
f,2000,1000
g,0,2000
h,1000,2000
i,2000,2000
"""
EDGES = """from,to,minutes,one_way
a,b,2,
c,b,2,yes
d,e,1,no
e,f,1,0
g,h,2,false
a,d,2,
b,e,2,
c,f,2,
d,g,2,
e,h,2,
f,i,2,
"""


@pytest.fixture
def grid() -> Network:
    return read_edges(StringIO(EDGES), StringIO(NODES), access_km_per_h=6.0)


def test_minutes_counted_on_the_map(grid: Network) -> None:
    a, b, c, h = (0, 0), (1000, 0), (2000, 0), (1000, 2000)
    assert grid.nearest([c], [b], k=1).cost_min.tolist() == [[2.0]]
    # Back Lane is one-way: by High Street, 2 + 1 + 2.
    assert grid.nearest([b], [c], k=1).cost_min.tolist() == [[5.0]]
    assert grid.nearest([a], [h, c, b], k=3).place_index.tolist() == [[2, 0, 1]]
    assert grid.nearest([a], [h, c, b], k=3).cost_min.tolist() == [[2.0, 5.0, 6.0]]
    found = grid.pairs([a, b, c], [h, c], within=5.0)
    assert found.origin.tolist() == [0, 1, 1, 2, 2]
    assert found.place.tolist() == [0, 0, 1, 0, 1]
    assert found.cost.tolist() == [5.0, 4.0, 5.0, 5.0, 0.0]


def test_people_walk_to_the_junction_and_from_it(grid: Network) -> None:
    # 100 m at 6 km/h is a minute.
    assert grid.nearest([(0, -100)], [(1000, -200)], k=1).cost_min == pytest.approx(np.array([[1 + 2 + 2]]))
    # Both at junction a: straight across, not by way of the junction.
    assert grid.nearest([(100, 0)], [(200, 0)], k=1).cost_min == pytest.approx(np.array([[1.0]]))
    assert grid.nearest([(100, 0)], [(200, 0), (1000, 0)], k=2).cost_min == pytest.approx(
        np.array([[1.0, 3.0]])
    )
    assert grid.pairs([(100, 0)], [(200, 0)], within=1.0).cost == pytest.approx([1.0])


def test_off_the_network_and_off_the_map(grid: Network) -> None:
    origins, places = [(0, 0), (0, -501), (np.nan, 0)], [(1000, 0), (5000, 0)]
    for found in (grid.nearest(origins, places, 1), grid.nearest(origins, places, 2)):
        assert found.origin_known.tolist() == [True, False, False]
        np.testing.assert_array_equal(found.cost_min[:, 0], [2.0, np.nan, np.nan])
        assert found.place_index[:, 0].tolist() == [0, -1, -1]
    assert np.isnan(found.cost_min[:, 1]).all()
    near = grid.pairs(origins, places, within=99.0)
    assert (near.origin.tolist(), near.place.tolist()) == ([0], [0])
    assert near.origin_known is not None
    assert near.origin_known.tolist() == [True, False, False]
    wide = read_edges(StringIO(EDGES), StringIO(NODES), max_snap_m=501.0)
    assert wide.nearest(origins, places, 1).origin_known.tolist() == [True, True, False]


def test_what_cannot_be_reached_is_known_but_has_no_minutes() -> None:
    island = Network.from_edges(
        [(0, 0), (1000, 0), (5000, 0), (6000, 0), (7000, 0)], [0, 1, 2, 3], [1, 0, 3, 4], [1] * 4
    )
    for k in (1, 2):
        found = island.nearest([(0, 0), (5000, 0), (7000, 0)], [(6000, 0)], k)
        np.testing.assert_array_equal(found.cost_min[:, 0], [np.nan, 1.0, np.nan])
        assert found.place_index[:, 0].tolist() == [-1, 0, -1]
        assert found.origin_known.all()
    assert island.pairs([(0, 0), (5000, 0)], [(6000, 0)], within=60.0).origin.tolist() == [1]
    assert island.largest_part().nodes_bng.tolist() == [[0, 0], [1000, 0]]
    assert island.largest_part().nearest([(0, 0)], [(1000, 0)], 1).cost_min.tolist() == [[1.0]]


def _random_streets(seed: int, n_nodes: int) -> tuple[Network, nx.MultiDiGraph]:
    rng = np.random.default_rng(seed)
    nodes = rng.uniform(0, 5000, (n_nodes, 2))
    n_edges = int(2.5 * n_nodes)
    start, end = rng.integers(0, n_nodes, n_edges), rng.integers(0, n_nodes, n_edges)
    minutes = rng.choice([0.0, 0.5, 1.0, 2.5, rng.uniform(0, 9)], n_edges)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n_nodes))
    for one, other, took in zip(start.tolist(), end.tolist(), minutes.tolist(), strict=True):
        graph.add_edge(one, other, minutes=took)
    return Network.from_edges(nodes, start, end, minutes, max_snap_m=800.0), graph


def _as_networkx(
    network: Network, graph: nx.MultiDiGraph, origins: NDArray[np.float64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Every origin to every place; NaN where an end is off the network, inf where there is no way."""
    pace = 4800 / 60

    def snap(points: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        metres = np.hypot(*(points[:, None] - network.nodes_bng).transpose(2, 0, 1))
        near = metres.min(axis=1)
        return metres.argmin(axis=1), np.where(near <= 800.0, near, np.nan)

    (origin_node, origin_m), (place_node, place_m) = snap(origins), snap(places)
    minutes = np.full((len(origins), len(places)), np.inf)
    for row, node in enumerate(origin_node.tolist()):
        reached = nx.single_source_dijkstra_path_length(graph, node, weight="minutes")
        for column, target in enumerate(place_node.tolist()):
            if target == node:
                minutes[row, column] = np.hypot(*(origins[row] - places[column])) / pace
            elif target in reached:
                minutes[row, column] = reached[target] + (origin_m[row] + place_m[column]) / pace
    minutes[np.isnan(origin_m)] = np.nan
    minutes[:, np.isnan(place_m)] = np.nan
    return minutes


@settings(deadline=None)
@given(SEEDS, st.integers(1, 40), st.integers(0, 20), st.integers(0, 20), st.integers(1, 4))
def test_as_networkx_has_it(seed: int, n_nodes: int, n_origins: int, n_places: int, k: int) -> None:
    network, graph = _random_streets(seed, n_nodes)
    rng = np.random.default_rng(seed + 1)
    origins, places = rng.uniform(-300, 5300, (n_origins, 2)), rng.uniform(-300, 5300, (n_places, 2))
    every = _as_networkx(network, graph, origins, places)
    possible = np.where(np.isnan(every), np.inf, every)
    within = 7.25
    found = network.pairs(origins, places, within)
    matrix = np.full(every.shape, np.inf)
    matrix[found.origin, found.place] = found.cost
    np.testing.assert_allclose(matrix, np.where(possible <= within, possible, np.inf), rtol=1e-12)
    nearest = network.nearest(origins, places, k)
    expected = np.full((n_origins, k), np.inf)
    expected[:, : min(k, n_places)] = np.sort(possible, axis=1)[:, :k]
    np.testing.assert_allclose(nearest.cost_min, np.where(np.isinf(expected), np.nan, expected), rtol=1e-12)
    rows, columns = np.nonzero(nearest.place_index >= 0)
    named = possible[rows, nearest.place_index[rows, columns]]
    np.testing.assert_allclose(named, nearest.cost_min[rows, columns], rtol=1e-12)
    assert ((nearest.place_index < 0) == np.isnan(nearest.cost_min)).all()


@settings(deadline=None)
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    network, _ = _random_streets(seed, 30)
    rng = np.random.default_rng(seed)
    origins, places = rng.uniform(0, 5000, (15, 2)), rng.uniform(0, 5000, (11, 2))
    nodes, edges = rng.permutation(30), network.minutes.tocoo()
    order, position = rng.permutation(edges.nnz), np.argsort(nodes)
    shuffled = Network.from_edges(
        network.nodes_bng[nodes],
        position[edges.row[order]],
        position[edges.col[order]],
        edges.data[order],
        max_snap_m=800.0,
    )
    rows, columns = rng.permutation(15), rng.permutation(11)
    one, other = network.nearest(origins, places, 3), shuffled.nearest(origins[rows], places[columns], 3)
    np.testing.assert_allclose(other.cost_min, one.cost_min[rows], rtol=1e-12)
    alone = network.nearest(origins, places, 1).cost_min[:, 0]
    np.testing.assert_allclose(alone, one.cost_min[:, 0], rtol=1e-12)


def test_many_sources_are_walked_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    network, _ = _random_streets(4, 60)
    rng = np.random.default_rng(4)
    few, many = rng.uniform(0, 5000, (9, 2)), rng.uniform(0, 5000, (70, 2))
    whole = [network.pairs(few, many, 9.0), network.pairs(many, few, 9.0)]
    nearest = network.nearest(many, few, 3)
    monkeypatch.setattr("geo.network._CELLS_AT_ONCE", 200)
    for one, other in zip(whole, [network.pairs(few, many, 9.0), network.pairs(many, few, 9.0)], strict=True):
        assert len(one.cost) > 0
        np.testing.assert_array_equal(one.origin, other.origin)
        np.testing.assert_array_equal(one.place, other.place)
        np.testing.assert_array_equal(one.cost, other.cost)
    np.testing.assert_array_equal(network.nearest(many, few, 3).cost_min, nearest.cost_min)


def test_it_is_a_travel_cost_and_no_places_or_no_streets_are_no_error(grid: Network) -> None:
    costs: list[TravelCost] = [grid, Network.from_edges([], [], [], [])]
    for cost in costs:
        for k in (1, 2):
            assert np.isnan(cost.nearest([(0, 0)], [], k).cost_min).all()
        assert len(cost.pairs([(0, 0)], [], 5.0).cost) == 0
        assert len(cost.pairs([], [(0, 0)], 5.0).cost) == 0
    assert costs[0].nearest([(0, 0)], [], 1).origin_known.tolist() == [True]
    assert costs[1].nearest([(0, 0)], [(0, 0)], 1).origin_known.tolist() == [False]


def test_places_tied_to_the_last_bit_and_the_same_place_twice(grid: Network) -> None:
    found = grid.nearest([(0, 0)], [(1000, 0), (1000, 0), (0, 1000)], 3)
    assert found.cost_min.tolist() == [[2.0, 2.0, 2.0]]
    assert sorted(found.place_index[0].tolist()) == [0, 1, 2]


def test_edges_by_length_and_speed(tmp_path: Path) -> None:
    edges = (
        "\ufefffrom,to,name,length_m,speed_kmh,minutes,one_way\na,b,High Street,1000,30,,Yes\nb,c,,500,,3,\n"
    )
    (tmp_path / "edges.csv").write_text(edges, encoding="utf-8")
    (tmp_path / "nodes.csv").write_text("id,easting,northing\na,0,0\nb,1000,0\nc,1500,0\n", encoding="utf-8")
    files = tmp_path / "edges.csv", str(tmp_path / "nodes.csv")
    a, c = [(0, 0)], [(1500, 0)]
    assert read_edges(*files).nearest(a, c, 1).cost_min == pytest.approx(np.array([[5.0]]))
    assert np.isnan(read_edges(*files).nearest(c, a, 1).cost_min).all()
    on_foot = read_edges(*files, km_per_h=5.0, ignore_one_way=True)
    assert on_foot.nearest(c, a, 1).cost_min == pytest.approx(np.array([[18.0]]))


@pytest.mark.parametrize(
    ("edges", "nodes", "message"),
    [
        ("from,minutes\na,1", "id,easting,northing\na,0,0", "edges: column 'to' is missing"),
        ("from,to\na,a", "id,easting\na,0", "nodes: column 'northing' is missing"),
        ("from,to,minutes\na,b,1\na,z,1", "", "edges line 3: to 'z' is not among the nodes"),
        ("from,to,minutes\na,b,soon", "", "edges line 2: minutes must be a number not below 0, not 'soon'"),
        ("from,to,minutes\na,b,-1", "", "edges line 2: minutes must be a number not below 0"),
        ("from,to,minutes\na,b,nan", "", "edges line 2: minutes must be a number"),
        ("from,to\na,b", "", "edges line 2: speed_kmh must be a number, not None"),
        ("from,to,length_m\na,b,9", "", "edges line 2: speed_kmh must be a number, not None"),
        ("from,to,length_m,speed_kmh\na,b,9,0", "", "edges line 2: speed_kmh must be above 0"),
        ("from,to,length_m,speed_kmh\na,b,,30", "", "edges line 2: length_m must be a number"),
        ("from,to,minutes,one_way\na,b,1,maybe", "", "edges line 2: one_way must be yes or no, not 'maybe'"),
        ("from,to,minutes", "id,easting,northing\na,0,0\na,1,1", "nodes line 3: id 'a' stands there twice"),
        ("from,to,minutes", "id,easting,northing\na,0,north", "nodes line 2: northing must be a number"),
    ],
)
def test_an_error_names_the_line_and_the_field(edges: str, nodes: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_edges(StringIO(edges), StringIO(nodes or "id,easting,northing\na,0,0\nb,9,0\n"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Network.from_edges([(0, 0)], [0], [1], [1.0]), "between nodes 0 and 0"),
        (lambda: Network.from_edges([(0, 0)], [0], [0], [-1.0]), "not negative"),
        (lambda: Network.from_edges([(0, 0)], [0], [0], [np.nan]), "known"),
        (lambda: Network.from_edges([(0, 0)], [0, 0], [0], [1.0]), "equal lengths"),
        (lambda: Network.from_edges([(0, np.nan)], [], [], []), "needs a point"),
        (lambda: Network.from_edges([(0, 0)], [], [], [], access_km_per_h=0), "access_km_per_h"),
        (lambda: Network.from_edges([(0, 0)], [], [], [], max_snap_m=-1), "max_snap_m"),
        (lambda: Network.from_edges([(0, 0)], [], [], []).pairs([], [], -1), "limit"),
        (lambda: Network.from_edges([(0, 0)], [], [], []).pairs([], [], np.inf), "limit"),
        (lambda: Network.from_edges([(0, 0)], [], [], []).nearest([], [], 0), "k must be"),
        (lambda: Network.from_edges([(0, 0)], [], [], []).nearest([], [(np.nan, 0)], 1), "not on the map"),
    ],
)
def test_wrong_input_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def _osmnx_like(folder: Path, *, directed: bool = True, lonlat: bool = True, **edge: object) -> Path:
    """Write three junctions 1 km apart as OSMnx writes them: every attribute a string."""
    streets = nx.MultiDiGraph() if directed else nx.MultiGraph()
    if lonlat:
        streets.graph["crs"] = "epsg:4326"
    for node in range(3):
        x, y = 545_000.0 + 1000 * node, 258_000.0
        if lonlat:
            x, y = to_wgs84(x, y)
        streets.add_node(str(node), x=str(x), y=str(y), osmid=str(node))
    for one, other in pairwise("012"):
        streets.add_edge(one, other, **edge)
    if directed:
        streets.add_edge("1", "0", **edge)
    nx.write_graphml(streets, folder / "streets.graphml")
    return folder / "streets.graphml"


@pytest.mark.parametrize("lonlat", [True, False])
def test_graphml_as_osmnx_writes_it(tmp_path: Path, lonlat: bool) -> None:  # noqa: FBT001
    path = _osmnx_like(
        tmp_path, lonlat=lonlat, length="1000.0", speed_kph="30.0", travel_time="150.0", oneway="False"
    )
    ends = [(545_000, 258_000)], [(547_000, 258_000)]
    drive = read_graphml(path)
    np.testing.assert_allclose(drive.nodes_bng[:, 0], [545_000, 546_000, 547_000], atol=0.01)
    np.testing.assert_allclose(drive.nearest(*ends, 1).cost_min, 5.0, atol=1e-3)
    assert np.isnan(drive.nearest(*reversed(ends), 1).cost_min).all()
    walk = read_graphml(path, km_per_h=4.0, ignore_one_way=True)
    np.testing.assert_allclose(walk.nearest(*reversed(ends), 1).cost_min, 30.0, atol=1e-3)


def test_an_undirected_graph_goes_both_ways(tmp_path: Path) -> None:
    network = read_graphml(_osmnx_like(tmp_path, directed=False, lonlat=False, length="1000", speed_kph="60"))
    assert network.nearest([(547_000, 258_000)], [(545_000, 258_000)], 1).cost_min == pytest.approx(
        np.array([[2.0]])
    )


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        ({"length": "1000"}, "edge 0 to 1: speed_kph must be a number, not None"),
        ({"speed_kph": "30"}, "edge 0 to 1: length must be a number not below 0, not None"),
        ({"travel_time": "long"}, "edge 0 to 1: travel_time must be a number"),
        ({"travel_time": "60", "oneway": "True"}, "edge 0 to 1: a one-way street needs a directed graph"),
    ],
)
def test_a_graph_that_lacks_something_is_refused(
    tmp_path: Path, edge: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read_graphml(_osmnx_like(tmp_path, directed=False, **edge))


@pytest.mark.parametrize(
    ("crs", "x", "y", "message"),
    [
        ("epsg:32630", 700_000.0, 5_800_000.0, "must be in EPSG:4326 or EPSG:27700"),
        ("", 700_000.0, 5_800_000.0, "neither longitude and latitude"),
        ("epsg:27700", -5.0, 8.0, "neither longitude and latitude"),
    ],
)
def test_a_graph_in_other_coordinates_is_refused(
    tmp_path: Path, crs: str, x: float, y: float, message: str
) -> None:
    streets = nx.DiGraph(crs=crs)
    streets.add_node("a", x=x, y=y)
    nx.write_graphml(streets, tmp_path / "streets.graphml")
    with pytest.raises(ValueError, match=message):
        read_graphml(tmp_path / "streets.graphml")


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}</graphml>'


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<graphml",
        "from,to,length_m",
        "<html/>",
        GRAPHML.format(""),
        GRAPHML.format('<graph><node id="a"><data key="d1">1</data></node></graph>'),
        GRAPHML.format('<key id="d1" for="node" attr.name="x" attr.type="metres"/><graph/>'),
    ],
)
def test_a_file_that_is_no_graphml_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "streets.graphml").write_text(content)
    with pytest.raises(ValueError, match=r"^streets\.graphml is no GraphML as OSMnx writes it: "):
        read_graphml(tmp_path / "streets.graphml")


def test_networkx_is_not_there_until_a_graph_is_read() -> None:
    code = "import sys, geo.network, geo.reach, geo.what_if; sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
