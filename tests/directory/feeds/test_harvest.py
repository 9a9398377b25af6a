"""Is a feed read to its end or not at all, and can a bad one do no harm?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from feed_server import Feed, Service, service, serving
from sqlalchemy import text
from sqlmodel import Session

from directory.errors import Conflict, ImportRejected, InvalidInput, NotFound
from directory.feeds.probing import probe
from directory.feeds.reading import FeedReader
from directory.feeds.schemas import Harvest
from directory.feeds.service import add_feed, feeds, harvest, open_fetch, set_active
from directory.imports.batches import NewSource
from directory.jobs.schemas import Stores
from directory.jobs.service import enqueue, run_due
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope

SOURCE = NewSource(
    "Example feed", "Example Council", "Open Government Licence v3.0", "Contains example data."
)
MANY = 25


@pytest.fixture
def stores(settings: Settings) -> Iterator[Stores]:
    made = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield made
    made.directory.dispose()
    made.people.dispose()


def add(stores: Stores, url: str, key: str = "example_feed") -> UUID:
    with session_scope(stores.directory) as session:
        return add_feed(session, url, key, SOURCE)


def read(stores: Stores, feed_id: UUID) -> Harvest:
    return harvest(stores, feed_id, allow_private=True, pace_s=0)


def listed(stores: Stores) -> set[str]:
    with Session(stores.directory) as session:
        return set(
            session.execute(
                text("SELECT l.name FROM listing l JOIN source_record r ON r.listing_id = l.id "
                     "WHERE r.source = 'example_feed' AND l.departure IS NULL")
            ).scalars()
        )  # fmt: skip


def services(count: int = MANY) -> list[Service]:
    return [service(number) for number in range(count)]


def names(count: int = MANY) -> set[str]:
    return {f"Example Group {number}" for number in range(count)}


@pytest.mark.parametrize("version", ["1", "3"])
@pytest.mark.parametrize("full", [True, False], ids=["full", "by id"])
def test_every_record_is_taken_or_set_aside(stores: Stores, version: str, *, full: bool) -> None:
    feed = Feed(services(), version=version)
    if not full:
        feed.honours.discard("full")
    with serving(feed) as url:
        feed_id = add(stores, url)
        found = read(stores, feed_id)
    assert (found.why, found.records) == ("", MANY)
    assert sum(found.counts.values()) == MANY
    assert listed(stores) == names()
    with Session(stores.directory) as session:
        place = session.execute(
            text("SELECT p.postcode, l.summary FROM listing l "
                 "JOIN service_at_location s ON s.listing_id = l.id "
                 "JOIN location p ON p.id = s.location_id WHERE l.name = 'Example Group 3'")
        ).one()  # fmt: skip
        assert tuple(place) == ("CB1 2JD", "People who meet & talk.")
        [kept] = feeds(session)
        assert (kept.state, kept.error, kept.next_page) == ("idle", None, None)
        assert session.execute(text("SELECT COUNT(*) FROM feed_record")).scalar_one() == 0


def test_read_again_nothing_changes_and_what_changed_is_changed(stores: Stores) -> None:
    feed = Feed(services())
    with serving(feed) as url:
        feed_id = add(stores, url)
        read(stores, feed_id)
        assert read(stores, feed_id).counts["unchanged"] == MANY
        feed.services[4]["description"] = "They sing."
        counts = read(stores, feed_id).counts
    assert (counts["updated"], counts["unchanged"]) == (1, MANY - 1)


def test_a_bad_record_is_set_aside_and_the_rest_taken(stores: Stores) -> None:
    spoilt = services()
    spoilt[2] = service(2, name="")
    spoilt[5] = service(5, email="", url="")
    spoilt[7] = service(7, name="<script>alert(1)</script>Example Group 7")
    del spoilt[9]["id"]
    with serving(Feed(spoilt)) as url:
        found = read(stores, add(stores, url))
    assert found.records == MANY
    assert found.counts["quarantined"] >= 1
    assert sum(found.counts.values()) == MANY
    assert "Example Group 5" in listed(stores)
    assert not [name for name in listed(stores) if "<" in name]


def test_a_shape_that_changes_on_page_2_leaves_what_was_there(stores: Stores) -> None:
    feed = Feed(services())
    with serving(feed) as url:
        feed_id = add(stores, url)
        read(stores, feed_id)
        feed.services = [service(number + 100) for number in range(MANY)]
        feed.before = lambda path, query: (
            (200, {"contents": "none", "total_pages": 3}, {})
            if path == "/services" and query.get("page") == "2" and query.get("full")
            else None
        )
        found = read(stores, feed_id)
    assert found.batch_id is None
    assert "page 2" in found.why
    assert listed(stores) == names()
    with Session(stores.directory) as session:
        [kept] = feeds(session)
        assert kept.state == "broken"
        assert session.execute(text("SELECT COUNT(*) FROM feed_record")).scalar_one() == 0


def test_a_feed_that_never_ends_is_left(stores: Stores) -> None:
    feed = Feed(services(10))
    endless = {"total_items": 10**9, "total_pages": 10**8, "contents": services(10)}
    feed.before = lambda path, _query: (200, endless, {}) if path == "/services" else None
    with serving(feed) as url:
        found = read(stores, add(stores, url))
    assert "never ends" in found.why
    assert listed(stores) == set()


def test_a_feed_that_goes_away_is_gone_on_with_where_it_stopped(stores: Stores) -> None:
    feed = Feed(services(), size=5)
    down = True
    feed.before = lambda path, query: (
        (503, {}, {"Retry-After": "120"})
        if down and path == "/services" and query.get("page") == "4"
        else None
    )
    with serving(feed) as url:
        feed_id = add(stores, url)
        found = read(stores, feed_id)
        assert (found.batch_id, found.records, found.why) == (None, 15, "it answered 503")
        assert listed(stores) == set()
        with Session(stores.directory) as session:
            [kept] = feeds(session)
            assert kept.next_page == 4
            assert kept.next_at is not None
            assert timedelta(seconds=60) < kept.next_at - datetime.now(UTC) <= timedelta(seconds=120)
        down = False
        feed.asked.clear()
        assert read(stores, feed_id).records == MANY
    assert [asked for asked in feed.asked if "page=" in asked] == [
        f"/feed/services?page={number}&full=true" for number in (4, 5)
    ]
    assert listed(stores) == names()


def test_a_run_that_goes_on_for_over_a_week_is_begun_anew(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = Feed(services(), size=5)
    feed.before = lambda _path, query: (503, {}, {}) if query.get("page") == "4" else None
    begun = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with serving(feed) as url:
        feed_id = add(stores, url)
        for days, first in ((0, "1"), (4, "4"), (8, "1")):
            monkeypatch.setattr("directory.clock.now", lambda days=days: begun + timedelta(days=days))
            feed.asked.clear()
            assert read(stores, feed_id).why == "it answered 503"
            pages = [asked for asked in feed.asked if "full=true" in asked and "page=" in asked]
            assert f"page={first}&" in pages[-1 if first == "4" else -4]


def test_a_feed_that_lost_most_of_itself_is_not_believed(stores: Stores) -> None:
    feed = Feed(services())
    with serving(feed) as url:
        feed_id = add(stores, url)
        read(stores, feed_id)
        feed.services = feed.services[:8]
        assert "it gave 8 records, where it gave 25 before" in read(stores, feed_id).why
        feed.services = []
        assert read(stores, feed_id).batch_id is None
        assert listed(stores) == names()
        feed.services = services(20)
        assert read(stores, feed_id).why == ""
    # What the feed no longer lists goes to a person's queue; it is not taken down.
    assert listed(stores) == names()
    with Session(stores.directory) as session:
        dropped = session.execute(
            text("SELECT COUNT(*) FROM import_dropped WHERE state = 'open'")
        ).scalar_one()
        assert dropped == 5


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((302, b"", {"Location": "http://127.0.0.1:1/feed/services"}), "private address"),
        ((200, b"<html>", {}), "JSON"),
        ((200, b"[" * 100_000, {}), "JSON"),
        ((200, b"null", {}), "no page"),
        ((403, {}, {}), "403"),
    ],
    ids=["redirect to this machine", "no JSON", "nested without end", "nothing", "forbidden"],
)
def test_a_hostile_answer_is_refused(
    stores: Stores, answer: tuple[int, object, dict[str, str]], why: str
) -> None:
    feed = Feed(services())
    feed.before = lambda path, _query: answer if path == "/services" else None
    with serving(feed) as url:
        feed_id = add(stores, url)
        if why == "private address":
            found = harvest(stores, feed_id, pace_s=0)
            assert feed.asked == []
        else:
            found = read(stores, feed_id)
    assert found.batch_id is None
    assert why in found.why
    assert listed(stores) == set()


def test_a_page_larger_than_the_limit_is_not_held(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.feeds.service.MOST_BYTES", 100_000)
    feed = Feed([service(1, description="x" * 300_000)])
    with serving(feed) as url:
        found = read(stores, add(stores, url))
    assert "too large" in found.why


@pytest.mark.parametrize("parameter", ["search", "modified_after", "per_page", "full"])
def test_a_probe_finds_the_parameter_that_does_nothing(parameter: str) -> None:
    feed = Feed(services())
    feed.honours.discard(parameter)
    with serving(feed) as url, open_fetch(allow_private=True) as fetch:
        found = {each.parameter: each.honoured for each in probe(FeedReader(fetch, url, pace_s=0))}
    assert found.pop("format") is False
    assert found == {
        name: name != parameter for name in ("page", "per_page", "search", "modified_after", "full")
    }


def test_a_feed_is_asked_no_faster_than_its_pace() -> None:
    waited: list[float] = []
    with serving(Feed(services())) as url, open_fetch(allow_private=True) as fetch:
        reader = FeedReader(fetch, url, pace_s=1.5, sleep=waited.append)
        for number in (1, 2, 3):
            reader.page(number)
    assert waited == [1.5, 1.5]


def test_an_owners_words_stay_and_the_contradiction_is_shown(stores: Stores) -> None:
    feed = Feed(services(3))
    with serving(feed) as url:
        feed_id = add(stores, url)
        read(stores, feed_id)
        with session_scope(stores.directory) as session:
            listing = session.execute(
                text("SELECT id FROM listing WHERE name = 'Example Group 1'")
            ).scalar_one()
            session.execute(
                text("INSERT OR REPLACE INTO field_source (listing_id, field, said_by, at) "
                     "VALUES (:id, 'summary', 'owner', :at)"),
                {"id": listing, "at": datetime.now(UTC)},
            )  # fmt: skip
            session.execute(
                text("UPDATE listing SET summary = 'Our own words.' WHERE id = :id"), {"id": listing}
            )
        feed.services[1]["description"] = "Words of the feed."
        found = read(stores, feed_id)
    assert found.counts["conflict"] == 1
    with Session(stores.directory) as session:
        kept = session.execute(
            text("SELECT summary FROM listing WHERE id = :id"), {"id": listing}
        ).scalar_one()
        shown = session.execute(text("SELECT ours, theirs FROM import_conflict WHERE state = 'open'")).one()
    assert kept == "Our own words."
    assert "Words of the feed." in shown.theirs


def test_feeds_are_read_when_they_are_due(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.feeds.service.PACE_S", 0)
    asked: list[UUID] = []
    monkeypatch.setattr("directory.feeds.tasks.harvest", lambda _stores, feed_id: asked.append(feed_id))
    feed_id = add(stores, "https://feed.example.org")
    for _ in range(2):
        with session_scope(stores.directory) as session:
            enqueue(session, "harvest_due", {})
        run_due(stores)
    from directory.feeds.tasks import harvest_one  # noqa: PLC0415
    from directory.jobs.schemas import JobRead  # noqa: PLC0415

    with Session(stores.directory) as session:
        jobs = session.execute(text("SELECT id, payload FROM job WHERE kind = 'harvest_feed'")).all()
    assert len(jobs) == 1
    harvest_one(stores, JobRead(UUID(jobs[0].id), "harvest_feed", {"feed": str(feed_id)}, 0))
    assert asked[-1] == feed_id


def test_what_cannot_be_a_feed_is_refused_in_words(stores: Stores) -> None:
    with session_scope(stores.directory) as session:
        with pytest.raises(InvalidInput, match="not a web address"):
            add_feed(session, "file:///etc/passwd", "bad", SOURCE)
        with pytest.raises(NotFound, match="licence"):
            add_feed(session, "https://feed.example.org", "nobody", None)
        add_feed(session, "https://feed.example.org/", "example_feed", SOURCE)
        with pytest.raises(Conflict):
            add_feed(session, "https://feed.example.org", "example_feed", None)
        set_active(session, "example_feed", active=False)
        assert not feeds(session)[0].active


def test_what_an_import_refuses_is_told_and_not_tried_for_ever(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise ImportRejected("Two records claim the same source.")

    with serving(Feed(services(3))) as url:
        feed_id = add(stores, url)
        monkeypatch.setattr("directory.feeds.service.take_rows", refuse)
        assert read(stores, feed_id).why == "Two records claim the same source."
    with Session(stores.directory) as session:
        [kept] = feeds(session)
    assert (kept.state, kept.error) == ("broken", "Two records claim the same source.")
    assert kept.next_at is not None
    assert kept.next_at > datetime.now(UTC) + timedelta(hours=1)
