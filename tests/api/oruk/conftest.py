"""What do the tests of the feed stand on? The official schemas where they are at hand."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from feed import Check, all_of
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from directory.settings import PROJECT_DIR

SCHEMAS = "https://openreferraluk.org/specifications/3.0/schema/"


@pytest.fixture(scope="session")
def oruk_kit() -> Path:
    """Give the folder of the official schemas and the checker, or skip saying so."""
    folder = Path(os.environ.get("HEREABOUTS_ORUK_DIR", PROJECT_DIR.parent / "shared" / "oruk"))
    if not (folder / "check_oruk.py").is_file():
        pytest.skip(f"The conformance kit is not at {folder}; set HEREABOUTS_ORUK_DIR to its folder.")
    return folder


@pytest.fixture(scope="session")
def check(oruk_kit: Path) -> Check:
    """Validate by an official schema, formats too; give what is wrong."""
    registry: Registry[Any] = Registry()
    for path in (oruk_kit / "current_2026-03" / "schema").glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(schema, dict):
            resource = Resource.from_contents(schema, default_specification=DRAFT202012)
            registry = registry.with_resource(SCHEMAS + path.name, resource)
    validators: dict[str, Draft202012Validator] = {}

    def errors(name: str, record: Any) -> list[str]:
        if name not in validators:
            validators[name] = Draft202012Validator(
                {"$ref": f"{SCHEMAS}{name}.json"}, registry=registry, format_checker=FormatChecker()
            )
        return [
            f"{'/'.join(map(str, found.absolute_path))}: {found.message[:200]}"
            for found in validators[name].iter_errors(record)
        ]

    return errors


@pytest.fixture(scope="session")
def services(client: TestClient) -> list[dict[str, Any]]:
    return all_of(client, "services", full="true")


@pytest.fixture(scope="session")
def places(client: TestClient) -> list[dict[str, Any]]:
    return all_of(client, "service_at_locations", full="true")


@pytest.fixture(scope="session")
def organizations(client: TestClient) -> list[dict[str, Any]]:
    return all_of(client, "organizations", full="true")


@pytest.fixture(scope="session")
def terms(client: TestClient) -> list[dict[str, Any]]:
    return all_of(client, "taxonomy_terms")
