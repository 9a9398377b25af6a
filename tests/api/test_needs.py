"""Do programs learn of every need what people learn, in plain JSON and in the standard?"""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from directory.clock import local_now
from directory.needs.service import fill_need
from directory.shipped.examples.needs import seed_needs
from directory.store import session_scope
from tests.directory.needs.made import OWNER, opened

NAMESPACE = "https://ns.volunteeringdata.io/"


def test_needs_filters_one_and_the_standard(app: FastAPI) -> None:
    with session_scope(app.state.stores.directory) as writing:
        seed_needs(writing)
        own = opened(writing, sessions=(), open_until=local_now().date(), summary="Really needed")
    with TestClient(app) as client:
        whole = client.get("/api/v1/needs?per_page=100").json()
        assert whole["total_items"] == whole["size"] == 22
        real = [item for item in whole["contents"] if not item["example"]]
        assert [item["listing_slug"] for item in real] == ["march-library"]
        home = client.get("/api/v1/needs?whereabouts=home&whereabouts=either").json()
        assert {item["whereabouts"] for item in home["contents"]} == {"home", "either"}
        fenland = client.get("/api/v1/needs?district=E07000010&rhythm=micro").json()["contents"]
        assert {item["listing_slug"] for item in fenland} == {"march-library", "ely-foodbank-march"}
        pages = [
            item["slug"]
            for page in (1, 2, 3)
            for item in client.get(f"/api/v1/needs?per_page=10&page={page}").json()["contents"]
        ]
        assert len(set(pages)) == 22
        assert client.get("/api/v1/needs?district=E07999999").status_code == 404
        one = client.get(f"/api/v1/needs/{real[0]['slug']}").json()
        assert one == real[0]
        assert one["url"] == f"http://testserver/volunteer/need/{one['slug']}"
        document = client.get("/api/v1/needs.jsonld")
        assert document.headers["content-type"] == "application/ld+json"
        graph = document.json()["graph"]
        assert [each["name"] for each in graph] == ["March Library"]
        assert document.json()["@context"]["Role"]["@id"] == f"{NAMESPACE}Role"
        with session_scope(app.state.stores.directory) as writing:
            fill_need(writing, own, actor=OWNER)
        assert client.get(f"/api/v1/needs/{one['slug']}").status_code == 410
        assert client.get("/api/v1/needs.jsonld").json()["graph"] == []
