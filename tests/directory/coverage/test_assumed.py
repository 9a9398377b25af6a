"""Is a street network read as a run will walk it?"""

from pathlib import Path

import numpy as np
import pytest

from directory.coverage.assumed import assumed_of
from directory.errors import InvalidInput
from directory.settings import Settings
from geo.travel import Mode

EDGES = "from,to,length_m\na,b,800\nb,c,800\nx,y,50\n"
NODES = "id,easting,northing\na,0,0\nb,800,0\nc,1600,0\nx,300,60\ny,350,60\n"


def test_a_stray_piece_of_street_swallows_no_postcode(tmp_path: Path) -> None:
    streets = tmp_path / "walk.csv"
    streets.write_text(EDGES, encoding="utf-8")
    streets.with_suffix(".nodes.csv").write_text(NODES, encoding="utf-8")
    found = assumed_of(Settings(walk_network=streets))
    assert [name for _, name, _ in found.figures.networks] == ["walk.csv"]
    # 300, 50 lies beside the stray piece x-y, from which nothing could be reached.
    pairs = found.streets[Mode.WALK].pairs(np.array([(300.0, 50.0)]), np.array([(1600.0, 0.0)]), 60.0)
    assert len(pairs.cost) == 1


def test_a_network_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is no street network"):
        assumed_of(Settings(walk_network=tmp_path / "none.csv"))
