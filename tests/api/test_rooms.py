"""Do programs read of rooms what a hall said, and what it did not as not said?"""

import pytest
from fastapi.testclient import TestClient

from directory.shipped.examples.room_facts import VENUES

HALL = "stretham-community-hub"
MANY = sum(len(venue.rooms) for venue in VENUES)


def test_a_room_is_told_whole_and_its_mailbox_never(client: TestClient) -> None:
    found = client.get(f"/api/v1/rooms/{HALL}/committee-room")
    assert found.status_code == 200
    assert "@" not in found.text
    room = found.json()
    assert {"step_free", "wifi", "private"} <= set(room["has"])
    assert room["has_not"] == ["kitchen"]
    assert "stage" not in (*room["has"], *room["has_not"])
    assert room["capacity"] == [{"layout": "meeting", "people": 12}]
    prices = [price for price in room["prices"] if price["hirer"] == "community"]
    assert {(price["pence"], tuple(price["days"]), price["starts"], price["ends"]) for price in prices} == {
        (750, (0, 1, 2, 3, 4), "00:00", "18:00"),
        (900, (0, 1, 2, 3, 4), "18:00", "24:00"),
        (900, (5, 6), "00:00", "24:00"),
    }
    assert room["district"] == "E07000009"
    assert room["postcode"] == "CB6 3LD"
    assert room["nearest_stop_m"] > 0
    assert room["example"] is True


def test_every_room_is_listed_by_pages(client: TestClient) -> None:
    first = client.get("/api/v1/rooms?per_page=50").json()
    second = client.get("/api/v1/rooms?per_page=50&page=2").json()
    assert first["total_items"] == MANY
    ids = [room["id"] for page in (first, second) for room in page["contents"]]
    assert len(ids) == len(set(ids)) == min(MANY, 100)


@pytest.mark.parametrize(
    ("asked", "keeps"),
    [
        ("has=step_free&has=kitchen", lambda room: {"step_free", "kitchen"} <= set(room["has"])),
        ("people=100", lambda room: max(each["people"] for each in room["capacity"]) >= 100),
        ("district=E07000010", lambda room: room["district"] == "E07000010"),
    ],
)
def test_filters_keep_what_says_so_and_nothing_else(client: TestClient, asked: str, keeps: object) -> None:
    assert callable(keeps)
    whole = client.get("/api/v1/rooms?per_page=100").json()["contents"]
    found = client.get(f"/api/v1/rooms?per_page=100&{asked}").json()["contents"]
    wanted = {room["id"] for room in whole if keeps(room)}
    assert 0 < len(wanted) < len(whole)
    assert {room["id"] for room in found} == wanted


def test_what_is_not_there_is_a_404(client: TestClient) -> None:
    assert client.get("/api/v1/rooms/march-library/cellar").status_code == 404
    assert client.get("/api/v1/rooms?district=E99999999").status_code == 404
    assert client.get("/api/v1/rooms?has=moat").status_code == 422
