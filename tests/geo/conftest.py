"""What the tests of geo share: small maps drawn in text."""

from collections.abc import Callable
from textwrap import dedent

import numpy as np
import pytest
from numpy.typing import NDArray


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
