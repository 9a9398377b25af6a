"""Does the running service keep to its OpenAPI document, whatever is sent?

`positive_data_acceptance` is left out: the document cannot say that lat needs lon, that a radius needs a
point, or which postcodes exist, so some requests that fit it are rightly refused.
"""

from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

PATHS = [
    "/api/v1/listings",
    "/api/v1/listings.geojson",
    "/api/v1/listings/{listing_id}",
    "/api/v1/postcodes/{postcode}",
    "/api/v1/awards",
    "/api/v1/notices",
    "/api/v1/notices/{slug}",
    "/api/v1/needs",
    "/api/v1/needs.jsonld",
    "/api/v1/needs/{slug}",
    "/api/v1/rooms",
    "/api/v1/rooms/{listing}/{room}",
    "/api/v1/rooms/free",
    "/api/v1/areas",
    "/api/v1/areas.geojson",
    "/api/v1/areas/{code}",
    "/api/v1/coverage",
    "/api/v1/coverage.csv",
    "/api/v1/coverage.geojson",
    "/api/v1/coverage/choices",
    "/api/v1/coverage/rooms",
    "/api/v1/coverage/rooms.csv",
]


@pytest.fixture(scope="module")
def contract(client: TestClient) -> Any:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)


def test_no_address_is_left_out(contract: Any) -> None:
    assert {operation.ok().path for operation in contract.get_all_operations()} == set(PATHS)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_keeps_to_the_document(contract: Any, path: str, mode: GenerationMode) -> None:
    if mode is GenerationMode.NEGATIVE and not list(contract[path]["GET"].iter_parameters()):
        pytest.skip("It has no parameter that could be wrong.")

    # The plugin's own parametrize does not run on this pytest: the same calls, spelled out.
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=contract[path]["GET"].as_strategy(generation_mode=mode))
    def keeps(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    keeps()
