"""Does a link in a digest lead to its notice, and is it counted only of those who agreed?"""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import Session
from told_news import FENLAND, World

from directory import clock
from directory.digests.links import count_url
from directory.jobs.schemas import Stores
from directory.messages.models import Message
from directory.messages.queries import list_messages
from directory.noticeboard.reading import read_by_id
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.subscriptions.service import allow_counting


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield World(stores, clock.now())
    stores.directory.dispose()
    stores.people.dispose()


@pytest.mark.parametrize("may_count", [True, False])
def test_a_link_leads_on_and_counts_only_where_it_may(
    client: TestClient, world: World, settings: Settings, *, may_count: bool
) -> None:
    world.asks(areas=(FENLAND,), may_count=may_count)
    notice = world.announces()
    world.makes()
    (item,) = world.items()
    with Session(world.stores.people) as session:
        (message,) = list_messages(session)
    link = count_url(settings, item.id)
    assert (link in message.body) is may_count
    assert (link in str(message.html)) is may_count
    with Session(world.stores.directory) as session:
        page = f"/noticeboard/{read_by_id(session, notice).slug}"
    assert (f"http://testserver{page}\n" in message.body) is not may_count
    for _ in range(2):
        answer = client.get(link.removeprefix("http://testserver"), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        assert answer.headers["cache-control"] == "no-store"
    assert (world.items()[0].clicked_at is not None) is may_count
    assert (world.digests()[0].opened_at is not None) is may_count


def test_a_link_of_an_older_message_counts_no_more_once_they_said_no(
    client: TestClient, world: World, settings: Settings
) -> None:
    account = world.asks(areas=(FENLAND,), may_count=True)
    world.announces()
    world.makes()
    (item,) = world.items()
    with session_scope(world.stores.people) as session:  # it had gone out: a change takes back what waits
        session.execute(update(Message).values(state="sent", sent_at=clock.now()))
    with session_scope(world.stores.people) as session:
        allow_counting(session, account, allowed=False)
    link = count_url(settings, item.id).removeprefix("http://testserver")
    assert client.get(link, follow_redirects=False).status_code == 303
    assert (world.items()[0].clicked_at, world.digests()[0].opened_at) == (None, None)


def test_a_link_that_we_did_not_make_leads_nowhere(client: TestClient) -> None:
    assert client.get("/n/ImFiYyI.forged", follow_redirects=False).status_code == 404
