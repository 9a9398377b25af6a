"""Does the API tell of money given only what is held, and of whom it may?"""

from fastapi.testclient import TestClient


def answer(client: TestClient, query: str = "") -> dict:  # type: ignore[type-arg]
    response = client.get(f"/api/v1/awards{query}")
    assert response.status_code == 200, response.text
    found: dict = response.json()  # type: ignore[type-arg]
    return found


def test_all_that_is_held_is_told_with_its_source(client: TestClient) -> None:
    found = answer(client)
    assert found["total_items"] == len(found["contents"]) == found["size"] == 12
    assert {award["licence"] for award in found["contents"]} == {"Public committee papers; facts only"}
    sutton = next(award for award in found["contents"] if award["title"] == "Sutton Timebank")
    assert (sutton["amount"], sutton["area"], sutton["area_from"]) == ("11039.00", "E04012832", "stated")
    assert (sutton["recipient"], sutton["recipient_listing_id"]) == ("Sutton Parish Council", None)
    for award in found["contents"]:
        assert award["aggregate"] == (award["recipient"] is None)


def test_a_district_a_fund_and_a_page_can_be_asked_for(client: TestClient) -> None:
    fenland = answer(client, "?district=E07000010")["contents"]
    assert [(award["amount"], award["aggregate"]) for award in fenland] == [("1500.00", True)]
    cultivate = answer(client, "?fund=cultivate")["contents"]
    assert {award["recipient"] for award in cultivate} == {"Sutton Parish Council", "Papworth Trust"}
    pages = [answer(client, f"?per_page=5&page={page}") for page in (1, 2, 3, 4)]
    assert [page["size"] for page in pages] == [5, 5, 2, 0]
    assert {page["total_pages"] for page in pages} == {3}
    assert len({award["id"] for page in pages for award in page["contents"]}) == 12


def test_what_it_does_not_know_it_refuses(client: TestClient) -> None:
    assert client.get("/api/v1/awards?fund=gold").status_code == 404
    assert client.get("/api/v1/awards?district=Fenland").status_code == 422
    assert client.get("/api/v1/awards?distrikt=E07000010").status_code == 422
