"""May a page be asked? What the robots.txt of its host says to us."""

from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from directory.links.safe_fetch import AGENT, FetchFailed, SafeFetch

_OK: Final = 200
_FORBIDDEN: Final = frozenset({401, 403})


class Robots:
    """What each host says, asked once a round."""

    def __init__(self, fetch: SafeFetch) -> None:
        self._fetch = fetch
        self._by_origin: dict[str, RobotFileParser] = {}

    def may_ask(self, url: str) -> bool:
        """Whether we may ask for an address; a host without the file does not mind."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._by_origin:
            self._by_origin[origin] = self._read(origin)
        return self._by_origin[origin].can_fetch(AGENT, url)

    def _read(self, origin: str) -> RobotFileParser:
        rules = RobotFileParser()
        try:
            found = self._fetch.fetch(f"{origin}/robots.txt", cut=True)
        except FetchFailed:
            rules.parse([])  # the page itself will tell whether anybody answers
            return rules
        if found.status in _FORBIDDEN:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            text = found.content.decode("utf-8", "replace") if found.status == _OK else ""
            rules.parse(text.splitlines())
        return rules
