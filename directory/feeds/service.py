"""How is a feed harvested, so that it can break at any moment and harm nothing?

Pages are gathered first, each in a transaction of its own, so that a run goes on where it stopped. Only a
whole run is taken, in one transaction, as an import: checked row by row, the rest in quarantine. A feed that
breaks its contract half-way leaves what was there before.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session

from directory import clock
from directory.changes.schemas import Actor
from directory.errors import Conflict, ImportRejected, InvalidInput, NotFound
from directory.feeds import queries
from directory.feeds.models import Feed, FeedRecord
from directory.feeds.probing import probe
from directory.feeds.reading import (
    AGENT,
    MOST_BYTES,
    MOST_PAGES,
    MOST_RECORDS,
    PACE_S,
    TIMEOUT_S,
    FeedReader,
    identity_of,
)
from directory.feeds.schemas import FeedAway, FeedBroken, FeedPage, FeedRead, Harvest, Probe
from directory.imports.batches import NewSource, add_source, take_rows
from directory.imports.planning import Asked
from directory.imports.readers.oruk_rows import row_of
from directory.imports.rows import Opened, RawRow
from directory.jobs.schemas import Stores
from directory.links.safe_fetch import FetchFailed, SafeFetch, check_url
from directory.listings.models import Source
from directory.releases.active import active_folder
from directory.store import reading_scope, session_scope

ACTOR: Final = Actor("feed")
NAMESPACE: Final = UUID("0c7a3a0e-5c64-5e0b-8f57-3f6b8d5f2a11")
LEAST_SHARE: Final = 0.5
"""A feed that gives less than this share of what it gave before has lost something: nothing is taken."""
FEWEST_CHECKED: Final = 10
AWAY_WAIT: Final = timedelta(hours=1)
LONGEST_RUN: Final = timedelta(days=7)
"""An older run is begun anew: its first pages are no longer true."""


def add_feed(
    session: Session, url: str, key: str, source: NewSource | None, *, every_hours: int = 168
) -> UUID:
    """Note a feed to be harvested; its source says licence and credit."""
    try:
        check_url(url)
    except FetchFailed as failure:
        raise InvalidInput(f"{url} is not a web address to read from.", field="url") from failure
    if not 1 <= every_hours <= 24 * 90:
        raise InvalidInput("Harvest between every hour and every 90 days.", field="every_hours")
    if source is not None:
        add_source(session, key, source)
    if session.get(Source, key) is None:
        raise NotFound(f'There is no source "{key}". Give its title, publisher, licence and credit.')
    identifier = uuid5(NAMESPACE, url.rstrip("/"))
    if session.get(Feed, identifier) is not None or queries.find_feed(session, key) is not None:
        raise Conflict("This feed is known already.")
    session.add(
        Feed(id=identifier, url=url.rstrip("/"), source=key, every_hours=every_hours, next_at=clock.now())
    )
    session.flush()
    return identifier


def set_active(session: Session, source: str, *, active: bool) -> None:
    """Let a feed be harvested again, or no longer; what came from it stays."""
    feed = queries.find_feed(session, source)
    if feed is None:
        raise NotFound(f"There is no feed of the source {source}.")
    feed.active = active
    session.add(feed)
    session.flush()


def feeds(session: Session) -> tuple[FeedRead, ...]:
    """List the feeds with how they are."""
    return tuple(
        FeedRead(
            id=feed.id,
            url=feed.url,
            source=feed.source,
            title=source.title,
            licence=source.licence,
            active=feed.active,
            every_hours=feed.every_hours,
            state=feed.state,
            version=feed.version,
            honours=_probes(feed.honours),
            last_ok_at=feed.last_ok_at,
            last_tried_at=feed.last_tried_at,
            next_at=feed.next_at,
            next_page=feed.next_page,
            error=feed.error,
        )
        for feed, source in queries.list_feeds(session)
    )


def _probes(kept: dict[str, object] | None) -> tuple[Probe, ...]:
    found = []
    for name, told in (kept or {}).items():
        assert isinstance(told, list)  # noqa: S101 - as `_note_probe` writes it
        found.append(Probe(name, told[0], str(told[1])))
    return tuple(found)


def open_fetch(*, allow_private: bool = False) -> SafeFetch:
    """Make the client that feeds are asked with."""
    return SafeFetch(allow_private=allow_private, timeout_s=TIMEOUT_S, most_bytes=MOST_BYTES, agent=AGENT)


def harvest(stores: Stores, feed_id: UUID, *, allow_private: bool = False, pace_s: float = PACE_S) -> Harvest:
    """Read a feed to its end, or from where it stopped, and take it whole; what goes wrong is noted."""
    with session_scope(stores.directory) as session:
        feed = session.get(Feed, feed_id)
        if feed is None:
            raise NotFound("There is no such feed.")
        _begin(session, feed)
        url = feed.url
    with open_fetch(allow_private=allow_private) as fetch:
        reader = FeedReader(fetch, url, pace_s=pace_s)
        try:
            _note_probe(stores, feed_id, reader)
            _gather(stores, feed_id, reader)
            return _take(stores, feed_id)
        except FeedAway as away:
            return _note_away(stores, feed_id, away)
        except FeedBroken as broken:
            return _note_broken(stores, feed_id, broken)
        except ImportRejected as rejected:
            return _note_broken(stores, feed_id, FeedBroken(rejected.message))


def _begin(session: Session, feed: Feed) -> None:
    now = clock.now()
    begun = feed.last_tried_at
    if feed.run_id is None or begun is None or now - begun > LONGEST_RUN:
        queries.drop_staged(session, feed.id)
        feed.run_id, feed.next_page, feed.last_tried_at = uuid4(), 1, now
    feed.state, feed.error = "running", None
    session.add(feed)
    session.flush()


def _note_probe(stores: Stores, feed_id: UUID, reader: FeedReader) -> None:
    """Probe at the start of a run, not each time it goes on."""
    with reading_scope(stores.directory) as session:
        feed = session.get_one(Feed, feed_id)
        if feed.next_page != 1 and feed.honours is not None:
            return
    version, probes = reader.version(), probe(reader)
    with session_scope(stores.directory) as session:
        feed = session.get_one(Feed, feed_id)
        feed.version = version
        feed.honours = {each.parameter: [each.honoured, each.seen] for each in probes}


def _gather(stores: Stores, feed_id: UUID, reader: FeedReader) -> None:
    """Stage page after page until the last."""
    first: FeedPage | None = None
    while True:
        with reading_scope(stores.directory) as session:
            feed = session.get_one(Feed, feed_id)
            number, honours = feed.next_page or 1, feed.honours or {}
        full = bool(honours.get("full", [False])[0])  # type: ignore[index]
        page = reader.page(number, {"full": "true"} if full else None)
        if first is not None and page.shape != first.shape:
            raise FeedBroken(f"page {number} has another shape than page {number - 1}")
        first = page
        items = page.items if full else tuple(_whole(reader, item) for item in page.items)
        last = not page.items or number >= (page.total_pages or number)
        with session_scope(stores.directory) as session:
            _stage(session, feed_id, number, items)
        if last:
            return
        if number >= MOST_PAGES:
            raise FeedBroken(f"it has more than {MOST_PAGES:,} pages")


def _whole(reader: FeedReader, item: dict[str, object]) -> dict[str, object]:
    """Ask for what hangs from a record, where the list gave only its own fields."""
    identifier = identity_of(item)
    if identifier is None or any(name in item for name in ("service_at_locations", "schedules")):
        return item
    return item | reader.service(identifier)


def _stage(session: Session, feed_id: UUID, number: int, items: tuple[dict[str, object], ...]) -> None:
    feed = session.get_one(Feed, feed_id)
    assert feed.run_id is not None  # noqa: S101 - `_begin` gave one
    told = {identity_of(item) or f"page {number}, record {at}": item for at, item in enumerate(items, 1)}
    known = queries.staged_ids(session, feed_id, feed.run_id, list(told))
    if told and known == set(told):
        raise FeedBroken(f"page {number} repeats what came before: the feed never ends")
    if queries.count_staged(session, feed_id, feed.run_id) + len(told) > MOST_RECORDS:
        raise FeedBroken(f"it has more than {MOST_RECORDS:,} records")
    for identifier, item in told.items():
        if identifier not in known:
            session.add(
                FeedRecord(feed_id=feed_id, run_id=feed.run_id, ident=identifier, page=number, raw=item)
            )
    feed.next_page = number + 1
    session.flush()


def _take(stores: Stores, feed_id: UUID) -> Harvest:
    """Take a whole run in one transaction."""
    with session_scope(stores.directory) as session:
        feed = session.get_one(Feed, feed_id)
        assert feed.run_id is not None  # noqa: S101 - `_begin` gave one
        records = queries.count_staged(session, feed_id, feed.run_id)
        before = queries.count_listed(session, feed.source)
        if records < before * LEAST_SHARE and before >= FEWEST_CHECKED:
            raise FeedBroken(f"it gave {records} records, where it gave {before} before")
        if records == 0:
            raise FeedBroken("it gave no record at all")
        folder = active_folder(session, stores.settings.data_dir)
        digest = hashlib.sha256()
        for record in queries.each_staged(session, feed_id, feed.run_id):
            digest.update(json.dumps(record.raw, sort_keys=True).encode())
        opened = Opened(
            feed.url, "oruk", (), (f"{records} records of the feed.",), _rows(session, feed), own_words=True
        )
        batch_id, plan = take_rows(
            session,
            folder,
            opened,
            Asked(source=feed.source, whole=True),
            actor=ACTOR,
            sha256=digest.hexdigest(),
            batch_id=feed.run_id,
        )
        queries.drop_staged(session, feed_id)
        now = clock.now()
        feed.state, feed.run_id, feed.next_page, feed.last_ok_at = "idle", None, None, now
        feed.next_at = now + timedelta(hours=feed.every_hours)
    return Harvest(batch_id, records, dict(plan.counts), "")


def _rows(session: Session, feed: Feed) -> Iterator[RawRow]:
    assert feed.run_id is not None  # noqa: S101 - `_begin` gave one
    for number, record in enumerate(queries.each_staged(session, feed.id, feed.run_id), start=1):
        yield row_of(number, record.raw)


def _note_away(stores: Stores, feed_id: UUID, away: FeedAway) -> Harvest:
    wait = timedelta(seconds=away.wait_s) if away.wait_s else AWAY_WAIT
    return _note(stores, feed_id, away.reason, "running", clock.now() + wait, forget=False)


def _note_broken(stores: Stores, feed_id: UUID, broken: FeedBroken) -> Harvest:
    return _note(stores, feed_id, broken.reason, "broken", None, forget=True)


def _note(
    stores: Stores, feed_id: UUID, why: str, state: str, next_at: datetime | None, *, forget: bool
) -> Harvest:
    with session_scope(stores.directory) as session:
        feed = session.get_one(Feed, feed_id)
        records = queries.count_staged(session, feed_id, feed.run_id) if feed.run_id else 0
        if forget:
            queries.drop_staged(session, feed_id)
            feed.run_id, feed.next_page = None, None
        feed.state, feed.error = state, why[:300]
        feed.next_at = next_at or clock.now() + timedelta(hours=feed.every_hours)
    return Harvest(None, records, {}, why)
