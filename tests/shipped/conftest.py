"""What the tests of the shipped tables share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference(reference_dir: Path) -> Path:
    """Give the folder of the full-detail tables."""
    return reference_dir
