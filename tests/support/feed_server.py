"""A feed of Open Referral UK on this machine, as good or as bad as a test asks."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, uuid5

Service = dict[str, Any]
Answer = Callable[[str, dict[str, str]], tuple[int, object, dict[str, str]] | None]


def service(number: int, **more: object) -> Service:
    """A whole service of version 3, in Cambridge."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"feed/{number}")),
        "name": f"Example Group {number}",
        "description": "<p>People who meet &amp; talk.</p>",
        "status": "active",
        "last_modified": "2026-05-01T09:00:00Z",
        "organization": {
            "id": str(uuid5(NAMESPACE_URL, "body")),
            "name": "Example Body",
            "description": "A body.",
        },
        "service_at_locations": [
            {
                "id": str(uuid5(NAMESPACE_URL, f"place/{number}")),
                "location": {
                    "id": str(uuid5(NAMESPACE_URL, f"hall/{number}")),
                    "location_type": "physical",
                    "name": "Example Hall",
                    "addresses": [
                        {
                            "id": str(uuid5(NAMESPACE_URL, f"address/{number}")),
                            "address_1": "1 Example Street",
                            "city": "Cambridge",
                            "state_province": "Cambridgeshire",
                            "postal_code": "CB1 2JD",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        **more,
    }


class Feed:
    """What is served, how, and what was asked."""

    def __init__(self, services: list[Service], *, version: str = "3", size: int = 10) -> None:
        self.services, self.version, self.size = services, version, size
        self.honours = {"search", "modified_after", "per_page", "full"}
        self.before: Answer = lambda _path, _query: None
        """Answers in its place where it gives something."""
        self.asked: list[str] = []

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, object, dict[str, str]]:
        told = self.before(path, query)
        if told is not None:
            return told
        if path in {"", "/"}:
            return (200, {"version": "HSDS-UK-3.0"}, {}) if self.version == "3" else (404, {}, {})
        if path == "/services":
            return 200, self._page(query), {}
        found = [each for each in self.services if path == f"/services/{each['id']}"]
        return (200, found[0], {}) if found else (404, {}, {})

    def _page(self, query: dict[str, str]) -> object:
        found = self.services
        if "search" in query and "search" in self.honours:
            found = [each for each in found if query["search"] in each["name"]]
        if "modified_after" in query and "modified_after" in self.honours:
            found = [each for each in found if each["last_modified"] > query["modified_after"]]
        size = int(query.get("per_page", self.size)) if "per_page" in self.honours else self.size
        number = int(query.get("page", 1))
        shown = found[(number - 1) * size : number * size]
        if not (query.get("full") == "true" and "full" in self.honours):
            shown = [
                {name: value for name, value in each.items() if name != "service_at_locations"}
                for each in shown
            ]
        pages = -(-len(found) // size)
        if self.version == "1":
            return {
                "totalElements": len(found), "totalPages": pages, "number": number, "size": len(shown),
                "first": number == 1, "last": number == pages, "content": shown,
            }  # fmt: skip
        return {
            "total_items": len(found), "total_pages": pages, "page_number": number, "size": len(shown),
            "first_page": number == 1, "last_page": number == pages, "empty": not shown, "contents": shown,
        }  # fmt: skip


@contextmanager
def serving(feed: Feed) -> Iterator[str]:
    """Serve a feed on a port of this machine; give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = parts.path.removeprefix("/feed")
            feed.asked.append(self.path)
            status, body, headers = feed.answer(path, {k: v[-1] for k, v in parse_qs(parts.query).items()})
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/feed"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
