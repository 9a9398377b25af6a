"""What do the tests of imports bring in? Records made up here, with nothing in them that is not said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

MADE_UP = UUID("00000000-0000-5000-8000-000000000000")
MARCH_PARISH = "E04012043"
Written = Callable[..., Path]


def record(name: str, **changes: Any) -> dict[str, Any]:
    """Make a whole, good record of a club in March."""
    return {
        "id": str(uuid5(MADE_UP, name)),
        "name": name,
        "kind": "group",
        "categories": ["cricket"],
        "summary": "A club.",
        "sites": [
            {
                "postcode": "PE15 8AA", "lon": 0.0877, "lat": 52.5515, "precision": "postcode",
                "hours": "Fr 10:00-12:00",
            }
        ],
        "sources": [{"source": "council_papers", "source_id": f"test/{name}", "date": "2024-05"}],
    } | changes  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Written:
    def written(*lines: dict[str, Any] | str) -> Path:
        path = tmp_path / "listings.jsonl"
        told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(told) + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def make() -> Callable[..., dict[str, Any]]:
    return record
