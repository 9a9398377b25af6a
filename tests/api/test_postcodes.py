"""Does a postcode's answer say what the look-up says, and refuse what is none?"""

from urllib.parse import quote

import pytest
from asked import AREAS_FIELDS, answer, problem_of
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.schemas.areas import PostcodeOut

PATH = "/api/v1/postcodes/"


def test_every_five_hundredth_postcode_is_as_the_table_has_it(
    client: TestClient, read_engine: Engine
) -> None:
    with read_engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM postcode WHERE inside ORDER BY key")).mappings().all()
    for row in rows[::500]:
        found = answer(client, path=PATH + quote(row["postcode"]))
        assert set(found) == set(PostcodeOut.model_fields)
        PostcodeOut.model_validate(found)
        for name in ("postcode", "status", "terminated", "lat", "lon", "parish_estimated", "inside"):
            assert found[name] == row[name], name
        assert found["areas"] == {name: row[name] for name in AREAS_FIELDS}


def test_spacing_and_case_do_not_matter(client: TestClient) -> None:
    spellings = ("PE15 8AA", "pe158aa", "Pe15  8aA", " PE158AA ")
    answers = [answer(client, path=PATH + quote(spelling)) for spelling in spellings]
    assert all(found == answers[0] for found in answers)
    assert answers[0]["district_name"] == "Fenland"
    assert answers[0]["status"] == "live"


def test_a_terminated_postcode_says_so(client: TestClient, terminated_postcode: str) -> None:
    found = answer(client, path=PATH + quote(terminated_postcode))
    assert found["status"] == "terminated"
    assert found["terminated"]


def test_a_postcode_of_unknown_status_says_so(client: TestClient, uncertain_postcode: str) -> None:
    assert answer(client, path=PATH + quote(uncertain_postcode))["status"] == "unknown"


def test_a_postcode_outside_has_no_point(client: TestClient, outside_postcode: str) -> None:
    found = answer(client, path=PATH + quote(outside_postcode))
    assert found["inside"] is False
    assert found["lat"] is found["lon"] is None


def test_an_unknown_postcode_is_a_404(client: TestClient) -> None:
    assert problem_of(client, f"{PATH}CB99%209ZZ", 404)["type"] == "/problems/not-found"


@pytest.mark.parametrize(
    "typed", ["CB1", "hello", "%00", "%F0%9F%98%80", "x" * 17, "12345", "PE15-8AA", "%ED%A0%80", "%20"]
)
def test_what_is_no_postcode_is_refused(client: TestClient, typed: str) -> None:
    assert problem_of(client, PATH + typed, 422)["field"] == "postcode"


def test_no_parameter_is_taken(client: TestClient) -> None:
    assert problem_of(client, f"{PATH}PE158AA?nearest=1", 422)["field"] == "nearest"
