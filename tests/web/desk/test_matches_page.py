"""May only those decide who may, and does the page do what it says?"""

import pytest
from signed_in import sign_in
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from directory.jobs.schemas import Stores
from directory.matching.service import find_pairs
from directory.settings import Settings
from directory.store import open_engine, open_people
from directory.words import Role

HUNTINGDONSHIRE = "E07000011"
ONE, OTHER = "Long Reach Lake Water Sports Club", "Longreach Lake Watersports Club"


@pytest.fixture
def pair(settings: Settings, directory_engine: Engine) -> tuple[str, str]:
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    find_pairs(stores)
    with directory_engine.connect() as connection:
        return tuple(  # type: ignore[return-value]
            connection.execute(text("SELECT id FROM listing WHERE name = :name"), {"name": name}).scalar_one()
            for name in (ONE, OTHER)
        )


def test_a_coordinator_of_the_district_sees_the_pair_and_decides(
    client: TestClient, settings: Settings, pair: tuple[str, str], directory_engine: Engine
) -> None:
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, HUNTINGDONSHIRE))
    page = client.get("/desk/matches")
    assert ONE in page.text
    assert OTHER in page.text
    assert "The same name" in page.text
    sent = {"first": pair[0], "second": pair[1], "decision": "second"}
    answer = client.post("/desk/matches", data=sent)
    assert "They are one now" in answer.text
    with directory_engine.connect() as connection:
        gone = connection.execute(
            text("SELECT departure, slug FROM listing WHERE id = :id"), {"id": pair[0]}
        ).one()
    assert gone.departure == "merged"
    moved = client.get(f"/listing/{gone.slug}", follow_redirects=False)
    assert moved.status_code == 301
    assert moved.headers["cache-control"] == "no-cache", "a browser holds it, and never sees the two parted"
    merge_id = answer.text.partition('name="merge_id" value="')[2].partition('"')[0]
    assert "They are two again" in client.post("/desk/matches/part", data={"merge_id": merge_id}).text
    assert client.get(f"/listing/{gone.slug}", follow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    "grant",
    [
        (Role.COORDINATOR, "E07000008"),
        (Role.PARTNER_EDITOR, HUNTINGDONSHIRE),
        (Role.PARISH_CLERK, "E04012051"),
    ],
)
def test_others_may_not(
    client: TestClient,
    settings: Settings,
    pair: tuple[str, str],
    grant: tuple[Role, str],
    directory_engine: Engine,
) -> None:
    sign_in(client, settings, "other@example.org", grant)
    assert ONE not in client.get("/desk/matches").text
    sent = {"first": pair[0], "second": pair[1], "decision": "first"}
    assert client.post("/desk/matches", data=sent, follow_redirects=False).status_code == 403
    with directory_engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM merge")).scalar_one() == 0


def test_a_decision_nobody_offered_is_refused(
    client: TestClient, settings: Settings, pair: tuple[str, str]
) -> None:
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    sent = {"first": pair[0], "second": pair[1], "decision": "both"}
    assert client.post("/desk/matches", data=sent).status_code == 422
