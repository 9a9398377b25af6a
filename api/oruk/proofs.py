"""Does each parameter of the feed do what it says? Asked of the feed itself, with examples from its own data.

A filter is proven by asking the list for an example and choosing the same records by hand, in plain Python,
from the list without the filter: both must be the same, and fewer than all. What the parameter's own code
thinks does not enter into it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from sqlalchemy import Engine
from sqlmodel import Session

from api.oruk.lists import open_list, read_all, read_page
from api.oruk.params import (
    OrganizationsParams,
    PageParams,
    ServiceAtLocationsParams,
    ServicesParams,
    TaxonomiesParams,
    TaxonomyTermsParams,
)
from api.oruk.stream import lines_of

MOST_RECORDS: Final = 2_000
"""Of a longer list so many are looked at, from its beginning: proofs are made while somebody waits."""
PARAMS: Final[Mapping[str, type[PageParams]]] = {
    "services": ServicesParams,
    "service_at_locations": ServiceAtLocationsParams,
    "organizations": OrganizationsParams,
    "taxonomies": TaxonomiesParams,
    "taxonomy_terms": TaxonomyTermsParams,
}
Record = Mapping[str, Any]
Predicate = Callable[[Record], bool | None]
"""None where a record is so near the edge that both answers are right."""


class Result(StrEnum):
    """What came of a test."""

    HELD = "held"
    FAILED = "failed"
    NOTHING_TO_SHOW = "nothing to show it with"
    """No example in the data tells the filter from none."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What one test found."""

    endpoint: str
    parameter: str
    query: str
    """Of the example, as an address has it."""
    must_hold: str
    result: Result
    found: int
    of: int
    """How many records the list has without the filter, of those looked at."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a filter must leave of a list."""

    endpoint: str
    parameter: str
    query: Mapping[str, str]
    must_hold: str
    keeps: Predicate


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed as the tests ask it."""

    session: Session
    base_url: str

    @property
    def engine(self) -> Engine:
        """The store's engine: a stream opens sessions of its own."""
        bind = self.session.get_bind()
        return bind if isinstance(bind, Engine) else bind.engine

    def everything(self, endpoint: str, **query: str) -> list[Record]:
        """Read what the tests look at of a list."""
        params = PARAMS[endpoint].model_validate(query)
        return list(islice(read_all(self.session, params, self.base_url), MOST_RECORDS))

    def ids(self, endpoint: str, query: Mapping[str, str], within: set[str]) -> set[str]:
        """Ask a list and give the ids it answers with, of those looked at."""
        params = PARAMS[endpoint].model_validate(query)
        return {found["id"] for found in read_all(self.session, params, self.base_url)} & within

    def page(self, endpoint: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        """Ask for a page of a list."""
        params = PARAMS[endpoint].model_validate(query)
        return read_page(self.session, params, self.base_url)

    def lines(self, endpoint: str, query: Mapping[str, str]) -> list[Record]:
        """Ask for a list as lines, as they are sent."""
        params = PARAMS[endpoint].model_validate({**query, "format": "ndjson"})
        answer = open_list(self.session, params, self.base_url)
        chunks = lines_of(self.engine, answer)
        return [orjson.loads(line) for chunk in chunks for line in chunk.splitlines()]


def prove_filter(feed: Feed, claim: Claim, everything: Sequence[Record]) -> Proof:
    """Compare what a filter leaves with what its words would leave."""
    judged = {record["id"]: claim.keeps(record) for record in everything}
    sure = {record_id for record_id, kept in judged.items() if kept is not None}
    wanted = {record_id for record_id, kept in judged.items() if kept}
    found = feed.ids(claim.endpoint, claim.query, sure)
    if found != wanted:
        result = Result.FAILED
    elif wanted == sure:
        result = Result.NOTHING_TO_SHOW
    else:
        result = Result.HELD
    return Proof(
        claim.endpoint,
        claim.parameter,
        urlencode(claim.query),
        claim.must_hold,
        result,
        len(found),
        len(everything),
    )


def prove_form(feed: Feed, endpoint: str) -> Iterable[Proof]:
    """Test what does not filter: pages, their size, lines."""
    whole = feed.page(endpoint, {"per_page": "1"})["total_items"]
    size = max(1, min(7, whole // 2))
    pages = [feed.page(endpoint, {"page": str(page), "per_page": str(size)}) for page in (1, 2)]
    ids = [[record["id"] for record in page["contents"]] for page in pages]
    first = [record["id"] for record in islice(_all(feed, endpoint), size * 2)]

    def proof(parameter: str, query: Mapping[str, str], must_hold: str, *, held: bool, found: int) -> Proof:
        result = Result.HELD if held else Result.FAILED
        return Proof(endpoint, parameter, urlencode(query), must_hold, result, found, whole)

    yield proof(
        "page",
        {"page": "2", "per_page": str(size)},
        "The second page says that it is the second and goes on where the first ended: together they are "
        "the beginning of the whole list, and nothing is on both.",
        held=ids[0] + ids[1] == first and not set(ids[0]) & set(ids[1]) and pages[1]["page_number"] == 2,  # noqa: PLR2004
        found=len(ids[1]),
    )
    yield proof(
        "per_page",
        {"per_page": str(size)},
        f"There are {size} items on the page and the pages are counted by that.",
        held=len(ids[0]) == size == pages[0]["size"] and pages[0]["total_pages"] == -(-whole // size),
        found=len(ids[0]),
    )
    lines = feed.lines(endpoint, {})
    yield proof(
        "format",
        {"format": "ndjson"},
        "Each line is one record, nothing comes twice, and there are as many as the list says it has.",
        held=len({record["id"] for record in lines}) == len(lines) == whole,
        found=len(lines),
    )


def _all(feed: Feed, endpoint: str) -> Iterable[Record]:
    return read_all(feed.session, PARAMS[endpoint](), feed.base_url)


def prove_nested(
    feed: Feed, endpoint: str, parameter: str, everything: Sequence[Record], nests: Sequence[str]
) -> Proof:
    """Test that items come nested where that is asked for, and not where it is not."""
    plain, nested = feed.page(endpoint, {})["contents"], feed.page(endpoint, {parameter: "true"})["contents"]
    kept = [
        {name: value for name, value in record.items() if name in short}
        for record, short in zip(nested, plain, strict=True)
    ]
    more = any(name in record for record in nested for name in nests)
    held = more and not any(name in record for record in plain for name in nests)
    same = [record["id"] for record in kept] == [record["id"] for record in plain]
    return Proof(
        endpoint,
        parameter,
        urlencode({parameter: "true"}),
        f"The same items in the same order, with what belongs to them ({', '.join(nests)}), which is not "
        "there without it.",
        Result.HELD if held and same else Result.FAILED,
        len(nested),
        len(everything),
    )


def prove_minimal(feed: Feed) -> Proof:
    """Test that minimal items hold two things and come on one page."""
    page = feed.page("services", {"minimal": "true"})
    bare = all(set(record) == {"id", "modified_date"} for record in page["contents"])
    whole = feed.page("services", {"per_page": "1"})["total_items"]
    return Proof(
        "services",
        "minimal",
        "minimal=true",
        "Every service is on one page, with its id and modified_date and nothing else.",
        Result.HELD if bare and len(page["contents"]) == whole == page["total_items"] else Result.FAILED,
        len(page["contents"]),
        whole,
    )
