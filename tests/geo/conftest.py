"""What the tests of geo share: small maps drawn in text, and the way to the full-detail reference tables."""

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import numpy as np
import pytest
from numpy.typing import NDArray

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def reference_dir() -> Path:
    """The folder of full-detail tables that are not part of the project."""
    folder = PROJECT / os.environ.get("HEREABOUTS_REFERENCE_DIR", "../shared") / "data"
    if not folder.is_dir():
        pytest.skip("No reference tables: set HEREABOUTS_REFERENCE_DIR to the folder that holds them")
    return folder


@pytest.fixture(scope="session")
def draw() -> Callable[[str], dict[str, NDArray[np.float64]]]:
    """Read a map drawn in text: marks stand at (column, row) times 100 m, the bottom row at northing 0."""

    def read(text: str) -> dict[str, NDArray[np.float64]]:
        rows = dedent(text).strip().split("\n")
        found: dict[str, list[tuple[float, float]]] = {}
        for row, line in enumerate(reversed(rows)):
            for column, mark in enumerate(line):
                if mark not in ". ":
                    found.setdefault(mark, []).append((100.0 * column, 100.0 * row))
        return {mark: np.array(points) for mark, points in found.items()}

    return read
