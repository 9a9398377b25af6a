import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def reference() -> Path:
    folder = Path(os.environ.get("HEREABOUTS_REFERENCE_DIR", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"no reference data in {folder}; set HEREABOUTS_REFERENCE_DIR to compare with it")
    return folder
