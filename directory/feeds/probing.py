"""Which parameters does a feed really honour? Asked, not believed.

Public audits found that most feeds answer `search` or `modified_after` with everything. A harvest must know:
whoever trusts a filter that does nothing misses records, or believes them gone.
"""

from collections.abc import Callable
from typing import Final

from directory.feeds.reading import FeedReader, identity_of
from directory.feeds.schemas import FeedAway, FeedBroken, FeedPage, Probe

NOBODY_SAYS: Final = "zqxjkvbqzx"
FAR_FUTURE: Final = "2999-01-01T00:00:00Z"
_NESTED: Final = ("service_at_locations", "attributes", "schedules", "contacts", "languages", "cost_options")


def probe(reader: FeedReader) -> tuple[Probe, ...]:
    """Ask a feed what it honours; at most six requests, at its pace."""
    first = reader.page(1)
    tries: tuple[tuple[str, Callable[[FeedReader, FeedPage], Probe]], ...] = (
        ("page", _page),
        ("per_page", _per_page),
        ("search", lambda reader, first: _empty(reader, first, "search", NOBODY_SAYS)),
        ("modified_after", lambda reader, first: _empty(reader, first, "modified_after", FAR_FUTURE)),
        ("full", _full),
        ("format", _ndjson),
    )
    return tuple(_tried(name, each, reader, first) for name, each in tries)


def _tried(
    name: str, ask: Callable[[FeedReader, FeedPage], Probe], reader: FeedReader, first: FeedPage
) -> Probe:
    try:
        return ask(reader, first)
    except FeedBroken as broken:
        return Probe(name, honoured=False, seen=f"asked so, {broken.reason}")
    except FeedAway as away:
        return Probe(name, honoured=None, seen=f"asked so, {away.reason}")


def _ids(page: FeedPage) -> list[str | None]:
    return [identity_of(item) for item in page.items]


def _page(reader: FeedReader, first: FeedPage) -> Probe:
    if (first.total_pages or 1) < 2:  # noqa: PLR2004 - a second page
        return Probe("page", honoured=None, seen="it has one page")
    other = not set(_ids(reader.page(2))) & set(_ids(first))
    return Probe("page", honoured=other, seen="page 2 " + ("differs" if other else "repeats page 1"))


def _per_page(reader: FeedReader, first: FeedPage) -> Probe:
    if len(first.items) < 2:  # noqa: PLR2004 - more than one
        return Probe("per_page", honoured=None, seen="it has one record")
    found = len(reader.page(1, {"per_page": "1"}).items)
    return Probe("per_page", honoured=found == 1, seen=f"asked for 1 a page, it gave {found}")


def _empty(reader: FeedReader, first: FeedPage, name: str, value: str) -> Probe:
    found = reader.page(1, {name: value})
    left = len(found.items)
    seen = f"asked for what nothing is, it gave {left} of {len(first.items)}"
    return Probe(name, honoured=left == 0 if first.items else None, seen=seen)


def _full(reader: FeedReader, first: FeedPage) -> Probe:
    if not first.items:
        return Probe("full", honoured=None, seen="it has no record")
    more = reader.page(1, {"full": "true"}).items
    nested = sum(any(name in item for name in _NESTED) for item in more)
    return Probe("full", honoured=nested > 0, seen=f"{nested} of {len(more)} came with what hangs from them")


def _ndjson(reader: FeedReader, _first: FeedPage) -> Probe:
    found = reader.get("/services", {"format": "ndjson", "page": "1"})
    lines = found.content.splitlines()
    honoured = found.status == 200 and bool(lines) and all(line.startswith(b"{") for line in lines[:5])  # noqa: PLR2004
    envelope = len(lines) == 1 and any(name in lines[0] for name in (b'"contents"', b'"content"'))
    return Probe(
        "format", honoured=honoured and not envelope, seen=f"asked for ndjson, it gave {len(lines)} lines"
    )
