"""Can those who look after a district say who works together there, and nobody else?"""

from fastapi.testclient import TestClient
from signed_in import sign_in

from directory.settings import Settings
from directory.words import Role

FENLAND, CAMBRIDGE = "E07000010", "E07000008"


def test_a_coordinator_adds_a_partnership_and_its_members(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, FENLAND))
    refused = client.post(
        "/desk/partnerships", data={"name": "March Together", "summary": "", "area": FENLAND}
    )
    assert refused.status_code == 422
    assert "Say in at most 300 letters" in refused.text
    assert 'value="March Together"' in refused.text
    page = client.post(
        "/desk/partnerships",
        data={"name": "March Together", "summary": "Groups of March that plan the year.", "area": FENLAND},
    )
    assert page.url.path == "/desk/partnerships/march-together"
    client.post(
        "/desk/partnerships/march-together",
        data={"do": "add", "listing": "https://hereabouts.example/listing/march-library", "member": ""},
    )
    public = client.get("/partnership/march-together").text
    assert "/listing/march-library" in public
    assert "Groups of March that plan the year." in public
    assert "March Together" in client.get("/listing/march-library").text
    wrong = client.post(
        "/desk/partnerships/march-together", data={"do": "add", "listing": "/listing/not-there"}
    )
    assert wrong.status_code == 422
    assert "There is no listing at that address." in wrong.text
    client.post("/desk/partnerships/march-together", data={"do": "remove", "member": "March Library"})
    assert "/listing/march-library" not in client.get("/partnership/march-together").text


def test_nobody_writes_of_another_district(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "coordinator@example.org", (Role.COORDINATOR, CAMBRIDGE))
    assert "Love Wisbech" not in client.get("/desk/partnerships").text
    assert client.get("/desk/partnerships/love-wisbech").status_code == 403
    taken = client.post("/desk/partnerships/love-wisbech", data={"do": "remove", "member": "x"})
    assert taken.status_code == 403
    moved = client.post(
        "/desk/partnerships", data={"name": "Fen Folk", "summary": "Groups.", "area": FENLAND}
    )
    assert moved.status_code == 403


def test_an_owner_has_no_such_page(client: TestClient, settings: Settings) -> None:
    sign_in(client, settings, "owner@example.org", (Role.OWNER, "047a16a3-60b0-598f-a679-fe4726358b9a"))
    assert client.get("/desk/partnerships").status_code == 403
