"""Does the feed keep to its OpenAPI document, whatever is sent?"""

from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from feed import FEED
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.oruk.proofs import PARAMS

PATHS = [
    FEED,
    f"{FEED}/capabilities",
    *(f"{FEED}/{name}{tail}" for name in PARAMS for tail in ("", "/{id}")),
]


@pytest.fixture(scope="module")
def contract(client: TestClient) -> Any:
    return schemathesis.openapi.from_asgi(f"{FEED}/openapi.json", client.app)


def test_no_address_is_left_out(contract: Any) -> None:
    assert {operation.ok().path for operation in contract.get_all_operations()} == set(PATHS)


def test_every_parameter_is_documented_with_an_example(client: TestClient) -> None:
    document = client.get(f"{FEED}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for name, params in PARAMS.items():
        told = document["paths"][f"{FEED}/{name}"]["get"]["parameters"]
        assert {one["name"] for one in told} == set(params.model_fields)
        assert all(one["description"] and one["schema"]["examples"] for one in told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        # The first two take nothing that could be malformed.
        *((path, GenerationMode.NEGATIVE) for path in PATHS[2:]),
    ],
)
def test_every_answer_keeps_to_the_document(contract: Any, path: str, mode: GenerationMode) -> None:
    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=contract[path]["GET"].as_strategy(generation_mode=mode))
    def keeps(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    keeps()
