"""Can nobody make the service hold or parse a large body?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient

from web.middleware.body_limit import MOST_BYTES, MOST_FIELDS

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Origin": "https://hereabouts.example"}
FORM = {**SAME_SITE, "Content-Type": "application/x-www-form-urlencoded"}


def test_a_form_up_to_the_limit_is_read(browser: TestClient) -> None:
    filled = b"clear=1&back=" + b"x" * 1000
    body = filled + b"x" * (MOST_BYTES - len(filled))
    answer = browser.post("/shortlist", content=body, headers=FORM)
    assert answer.status_code == 303


def test_a_form_over_the_limit_is_refused_with_a_page(browser: TestClient) -> None:
    answer = browser.post("/shortlist", content=b"back=" + b"x" * MOST_BYTES, headers=FORM)
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert "That is too much to send" in answer.text
    assert "set-cookie" not in answer.headers


def test_a_body_of_no_announced_length_is_counted_as_it_comes(browser: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 4096

    answer = browser.post("/shortlist", content=parts(), headers=FORM)
    assert answer.status_code == 413


def test_no_more_than_the_limit_is_taken_from_the_network(browser: TestClient) -> None:
    """Asked below the client, which would gather the parts: the service stops asking for more."""
    taken, sent = 0, []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/shortlist",
        "raw_path": b"/shortlist",
        "query_string": b"",
        "root_path": "",
        "scheme": "https",
        "server": ("hereabouts.example", 443),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"hereabouts.example"), (b"content-type", FORM["Content-Type"].encode())],
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 4096
        return {"type": "http.request", "body": b"x" * 4096, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    # In a thread of its own: the browser tests of this process may hold a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, browser.app, scope, receive, send).result()
    assert sent[0]["status"] == 413
    assert taken <= MOST_BYTES + 4096


def test_many_fields_are_refused(browser: TestClient) -> None:
    answer = browser.post("/shortlist", content=b"&".join([b"a=1"] * (MOST_FIELDS + 1)), headers=FORM)
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
def test_only_a_plain_form_is_read(browser: TestClient, kind: str) -> None:
    answer = browser.post("/shortlist", content=b"clear=1", headers={**FORM, "Content-Type": kind})
    assert answer.status_code == 415
    assert "<h1" in answer.text


def test_a_program_is_told_in_its_own_words(browser: TestClient) -> None:
    answer = browser.post("/api/v1/listings", content=b"x" * (MOST_BYTES + 1), headers=SAME_SITE)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
