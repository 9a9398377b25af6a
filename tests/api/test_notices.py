"""Do programs learn of every notice what people learn, and nothing of what nobody may read?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from directory.changes.schemas import COMMAND
from directory.clock import local_now
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, withdraw_notice, write_notice
from directory.noticeboard.words import NoticeKind
from directory.store import session_scope

HEALTHY = "healthy-fenland-start-up-money-for-small-groups"
FENLAND, CAMBRIDGE = "E07000010", "E07000008"


def slugs(client: TestClient, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/notices{query}")
    assert answer.status_code == 200, answer.text
    return [item["slug"] for item in answer.json()["contents"]]


def test_open_notices_come_the_next_to_close_first(client: TestClient) -> None:
    items = client.get("/api/v1/notices").json()["contents"]
    days = [item["deadline"] for item in items if item["deadline"]]
    assert len(days) >= 6
    assert days == sorted(days)
    assert {item["phase"] for item in items} == {"open", "closing_soon"}
    assert all(item["example"] for item in items)


def test_filters_narrow_and_the_counts_tell_of_each_kind(client: TestClient) -> None:
    assert HEALTHY in slugs(client, f"?area={FENLAND}")
    assert HEALTHY not in slugs(client, f"?area={CAMBRIDGE}")
    answer = client.get("/api/v1/notices?kind=offer&kind=training").json()
    assert {item["kind"] for item in answer["contents"]} == {"offer", "training"}
    assert {each["kind"] for each in answer["kinds"]} == {"funding", "offer", "training", "call"}
    soon = (local_now().date() + timedelta(days=12)).isoformat()
    assert len(slugs(client, f"?closing_by={soon}")) == 2


def test_pages_hold_each_notice_once(client: TestClient) -> None:
    whole = slugs(client)
    found = [slug for page in range(1, 5) for slug in slugs(client, f"?per_page=3&page={page}")]
    assert found == whole
    assert client.get("/api/v1/notices?per_page=3").json()["total_pages"] == 3


def test_what_is_over_tells_what_came_of_it_and_who_got_it(client: TestClient) -> None:
    items = client.get("/api/v1/notices?closed=true").json()["contents"]
    assert {item["phase"] for item in items} == {"outcome"}
    autumn = next(item for item in items if item["deadline"] == "2019-09-27")
    assert "£11,039" in autumn["outcome"]
    detail = client.get(f"/api/v1/notices/{autumn['slug']}").json()
    assert [(link["slug"], link["relation"]) for link in detail["links"]] == [("sutton-timebank", "awarded")]


def test_one_notice_is_told_whole_with_its_rules(client: TestClient) -> None:
    told = client.get(f"/api/v1/notices/{HEALTHY}").json()
    assert told["areas"] == [{"code": FENLAND, "name": "Fenland"}]
    assert told["rules"]["sizes"] == ["under_10", "10_to_29"]
    assert (told["amount_min"], told["amount_max"]) == (100, 1000)
    assert told["fund_key"] == "healthy-fenland"
    assert told["contact_phone"] == "01632 960002"
    assert told["url"] == f"https://hereabouts.example/noticeboard/{HEALTHY}"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/notices/nothing", 404),
        ("/api/v1/notices?area=E07999999", 404),
        ("/api/v1/notices?kind=party", 422),
        ("/api/v1/notices?closing_by=soon", 422),
        ("/api/v1/notices?junk=1", 422),
        (f"/api/v1/notices/{HEALTHY}?junk=1", 422),
    ],
)
def test_what_is_wrong_is_said_as_a_problem(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_drafts_are_not_there_and_what_was_withdrawn_is_gone(app: FastAPI, session: Session) -> None:
    draft = NoticeDraft(
        kind=NoticeKind.OFFER, title="A shed to share", summary="Room for tools.", issuer_name="Zebra Club",
        rolling=True,
    )  # fmt: skip
    engine = session.get_bind()
    with session_scope(engine) as writing:  # type: ignore[arg-type]
        first = write_notice(writing, draft, actor=COMMAND, change_id=uuid4())
    with TestClient(app) as client:
        assert client.get("/api/v1/notices/a-shed-to-share").status_code == 404
        with session_scope(engine) as writing:  # type: ignore[arg-type]
            open_notice(writing, first, actor=COMMAND, change_id=uuid4())
        assert client.get("/api/v1/notices/a-shed-to-share").json()["rolling"] is True
        with session_scope(engine) as writing:  # type: ignore[arg-type]
            withdraw_notice(writing, first, actor=COMMAND, change_id=uuid4())
        answer = client.get("/api/v1/notices/a-shed-to-share")
        assert answer.status_code == 410
        assert "shed" not in answer.text
