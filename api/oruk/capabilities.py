"""Which parameters does the feed honour, and by which test is that known?

Worked out when somebody first asks after the data changed or a day began, and kept until then.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from api.oruk.claims import claims_of_places, claims_of_services, claims_of_terms, claims_of_words
from api.oruk.proofs import (
    Feed,
    Proof,
    Result,
    prove_filter,
    prove_form,
    prove_minimal,
    prove_nested,
)
from directory import clock
from directory.errors import Unavailable
from directory.store import data_version

METHOD: Final = (
    "Each filter is asked for an example from the data and compared with what its words leave of the list "
    "without it, chosen by hand record by record: both must be the same and fewer than all."
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Every test with what it found, on which data and when."""

    data_version: str
    checked_at: datetime
    proofs: tuple[Proof, ...]


_kept: WeakKeyDictionary[Engine, tuple[date, Capabilities]] = WeakKeyDictionary()
_lock = threading.Lock()


def capabilities(session: Session, base_url: str) -> Capabilities:
    """Give the proofs of today's data; while somebody else works them out, the last ones, which say of when.

    Nobody waits for anybody: a second of work would otherwise hold up every thread that answers.
    """
    engine = Feed(session, base_url).engine
    version, today = data_version(engine), clock.local_now().date()
    kept = _kept.get(engine)
    if kept is not None and kept[0] == today and kept[1].data_version == version:
        return kept[1]
    if not _lock.acquire(blocking=False):
        if kept is None:
            raise Unavailable("The proofs are being worked out. Ask again in a few seconds.")
        return kept[1]
    try:
        found = Capabilities(version, clock.now(), prove(session, base_url))
        _kept[engine] = today, found
        return found
    finally:
        _lock.release()


def prove(session: Session, base_url: str = "") -> tuple[Proof, ...]:
    """Test every parameter of every list."""
    return tuple(_prove(Feed(session, base_url)))


def _prove(feed: Feed) -> Iterator[Proof]:
    services = feed.everything("services", full="true")
    for claim in claims_of_services(feed.session, services):
        yield prove_filter(feed, claim, services)
    yield from prove_form(feed, "services")
    yield prove_minimal(feed)
    yield prove_nested(feed, "services", "full", services, ("service_at_locations", "attributes"))
    places = feed.everything("service_at_locations", full="true")
    for claim in claims_of_places(feed.session, places):
        yield prove_filter(feed, claim, places)
    yield from prove_form(feed, "service_at_locations")
    yield prove_nested(feed, "service_at_locations", "full", places, ("schedules",))
    organizations = feed.everything("organizations")
    for claim in claims_of_words("organizations", organizations):
        yield prove_filter(feed, claim, organizations)
    yield from prove_form(feed, "organizations")
    yield prove_nested(feed, "organizations", "full", organizations, ("services",))
    yield prove_nested(feed, "organizations", "full_service", organizations, ("services",))
    taxonomies, terms = feed.everything("taxonomies"), feed.everything("taxonomy_terms")
    for claim in claims_of_words("taxonomies", taxonomies):
        yield prove_filter(feed, claim, taxonomies)
    yield from prove_form(feed, "taxonomies")
    for claim in (*claims_of_words("taxonomy_terms", terms), *claims_of_terms(terms)):
        yield prove_filter(feed, claim, terms)
    yield from prove_form(feed, "taxonomy_terms")


def capabilities_json(found: Capabilities, feed_url: str) -> dict[str, Any]:
    """Write the proofs with the addresses anybody may ask to see for themselves."""
    results = [proof.result for proof in found.proofs]
    return {
        "version": "HSDS-UK-3.0",
        "method": METHOD,
        "data_version": found.data_version,
        "checked_at": found.checked_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "held": results.count(Result.HELD),
        "failed": results.count(Result.FAILED),
        "nothing_to_show": results.count(Result.NOTHING_TO_SHOW),
        "proofs": [
            {
                "endpoint": f"/{proof.endpoint}",
                "parameter": proof.parameter,
                "example": f"{feed_url}/{proof.endpoint}?{proof.query}",
                "must_hold": proof.must_hold,
                "result": proof.result.value,
                "found": proof.found,
                "of": proof.of,
            }
            for proof in found.proofs
        ],
    }
