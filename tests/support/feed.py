"""What do the tests of the Open Referral UK feed ask, and with what is a record checked?"""

import json
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

FEED = "/oruk/v3"
Check = Callable[[str, Any], list[str]]
"""Takes the name of an official schema and a record; gives what is wrong."""


def all_of(client: TestClient, path: str, **query: object) -> list[dict[str, Any]]:
    """Read a whole list as lines."""
    answer = client.get(f"{FEED}/{path}", params={**query, "format": "ndjson"})  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]
