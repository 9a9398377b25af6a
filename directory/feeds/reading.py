"""How is a feed of Open Referral UK read page by page, version 1 or 3?"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from directory.feeds.schemas import FeedAway, FeedBroken, FeedPage
from directory.links.safe_fetch import Fetched, FetchFailed, SafeFetch

MOST_PAGES: Final = 2_000
MOST_RECORDS: Final = 100_000
MOST_BYTES: Final = 20 * 2**20
TIMEOUT_S: Final = 30.0
PACE_S: Final = 1.0
"""Between two requests to one feed."""
LONGEST_WAIT_S: Final = 3600.0
AGENT: Final = "Hereabouts/1 (community directory; reads Open Referral UK feeds)"
_OF_VERSION_3: Final = ("contents", "total_pages", "total_items")
_OF_VERSION_1: Final = ("content", "totalPages", "totalElements")


class FeedReader:
    """Asks one feed, one request after another, never faster than the pace."""

    def __init__(
        self,
        fetch: SafeFetch,
        url: str,
        *,
        pace_s: float = PACE_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.fetch, self.url = fetch, url.rstrip("/")
        self.pace_s, self.sleep = pace_s, sleep
        self._asked = False

    def version(self) -> str:
        """Tell the version the feed says it has; 1 where it says nothing."""
        try:
            told = self.json("/", {})
        except FeedBroken:
            return "1"
        stated = str(told.get("version", "")) if isinstance(told, dict) else ""
        return stated[:40] or "1"

    def page(self, number: int, more: Mapping[str, str] | None = None) -> FeedPage:
        """Read one page of services."""
        told = self.json("/services", {"page": str(number), **(more or {})})
        if not isinstance(told, dict):
            raise FeedBroken(f"page {number} is no page of services")
        for list_name, pages_name, items_name in (_OF_VERSION_3, _OF_VERSION_1):
            if list_name in told:
                items = told[list_name]
                if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                    raise FeedBroken(f"page {number} holds no list of services")
                return FeedPage(
                    tuple(items), _whole(told.get(pages_name)), _whole(told.get(items_name)), frozenset(told)
                )
        raise FeedBroken(f"page {number} holds no list of services")

    def service(self, identifier: str) -> dict[str, object]:
        """Read one service with all that hangs from it."""
        told = self.json(f"/services/{identifier}", {})
        if not isinstance(told, dict) or "name" not in told:
            raise FeedBroken("a service asked for by its id is none")
        return told

    def get(self, path: str, query: Mapping[str, str]) -> Fetched:
        """Ask the feed once; what may be mended by waiting is `FeedAway`."""
        if self._asked:
            self.sleep(self.pace_s)
        self._asked = True
        address = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            found = self.fetch.fetch(address, headers={"Accept": "application/json"})
        except FetchFailed as failure:
            if failure.reason in {"private address", "not a web address", "too large", "packed"}:
                raise FeedBroken(f"it cannot be read: {failure.reason}") from failure
            raise FeedAway(failure.reason) from failure
        if found.status in {408, 429} or found.status >= 500:  # noqa: PLR2004 - server errors
            wait = found.headers.get("retry-after", "")
            wait_s = min(float(wait), LONGEST_WAIT_S) if wait.isdigit() else None
            raise FeedAway(f"it answered {found.status}", wait_s=wait_s)
        return found

    def json(self, path: str, query: Mapping[str, str]) -> object:
        """Ask the feed for JSON."""
        found = self.get(path, query)
        if found.status != 200:  # noqa: PLR2004 - OK
            raise FeedBroken(f"it answered {found.status}")
        try:
            return json.loads(found.content)
        except (ValueError, RecursionError) as error:
            raise FeedBroken("it did not answer with JSON") from error


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def identity_of(item: Mapping[str, object]) -> str | None:
    """Give the id of a record as it is kept; None where it has none."""
    value = item.get("id")
    return str(value)[:200] if isinstance(value, str | int) and str(value).strip() else None
