"""Does the page of feeds show how they are, to those who look after them and nobody else?"""

from signed_in import sign_in
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from directory.feeds.service import add_feed
from directory.imports.batches import NewSource
from directory.settings import Settings
from directory.store import session_scope
from directory.words import Role

SOURCE = NewSource(
    "Example feed", "Example Council", "Open Government Licence v3.0", "Contains example data."
)


def test_an_administrator_sees_and_steers_the_feeds(
    client: TestClient, settings: Settings, directory_engine: Engine
) -> None:
    with session_scope(directory_engine) as session:
        feed_id = add_feed(session, "https://feed.example.org", "example_feed", SOURCE)
    sign_in(client, settings, "all@example.org", (Role.ADMINISTRATOR, None))
    page = client.get("/desk/feeds")
    assert "Example feed" in page.text
    assert "Never read whole" in page.text
    assert "read as soon as" in client.post("/desk/feeds", data={"feed": str(feed_id), "do": "read"}).text
    stopped = client.post("/desk/feeds", data={"feed": str(feed_id), "do": "stop"}).text
    assert "Start again" in stopped
    assert client.post("/desk/feeds", data={"feed": str(feed_id), "do": "burn"}).status_code == 422
    with directory_engine.connect() as connection:
        jobs = connection.execute(text("SELECT COUNT(*) FROM job WHERE kind = 'harvest_feed'")).scalar_one()
        assert jobs == 1
        assert connection.execute(text("SELECT active FROM feed")).scalar_one() == 0
        said = connection.execute(
            text("SELECT action FROM audit_entry WHERE subject = 'feed' ORDER BY action")
        )
        assert list(said.scalars()) == ["feed read", "feed stop"]


def test_a_coordinator_of_a_district_may_not(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, "E07000010"))
    assert client.get("/desk/feeds").status_code == 403
