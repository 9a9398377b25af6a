"""Can somebody make digests from the command line, and see who had agreed to what on a day?"""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import Session
from told_news import ADA, FENLAND, World
from typer.testing import CliRunner

from directory import clock
from directory.errors import InvalidInput
from directory.jobs.schemas import Stores
from directory.messages.queries import list_messages
from directory.settings import Settings
from directory.store import open_engine, open_people
from web.cli import digests
from web.cli.main import app

Run = Callable[..., str]


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    yield World(stores, clock.now())
    stores.directory.dispose()
    stores.people.dispose()


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str, code: int = 0) -> str:
        monkeypatch.setattr(digests, "get_settings", lambda: settings)
        done = CliRunner().invoke(app, ["digests", *words])
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_digests_are_tried_made_and_counted(world: World, run: Run) -> None:
    world.asks(areas=(FENLAND,))
    world.asks(purpose="local", areas=(FENLAND,))
    world.announces("An example fund", example=True)
    assert "Wrote 0 digests" in run("make")
    told = run("make", "--examples", "--dry-run")
    assert "Subject: An example fund" in told
    assert "Would write 1 digest (0 because a date is near) with 1 notice in all." in told
    assert ADA not in told
    with Session(world.stores.people) as session:
        assert list_messages(session) == ()
    assert "Wrote 1 digest (0 because a date is near) with 1 notice in all." in run("make", "--examples")
    assert "Wrote 0 digests" in run("make", "--examples")
    with Session(world.stores.people) as session:
        assert [each.to_email for each in list_messages(session)] == [ADA]
    told = run("audience", world.today.isoformat())
    assert "funding\tresidents\t1" in told
    assert "1 person at the end of" in told
    assert ADA not in told
    assert "0 people at the end of 2020-01-01" in run("audience", "2020-01-01")


def test_a_day_that_is_none_is_told() -> None:
    done = CliRunner().invoke(app, ["digests", "audience", "soon"])
    assert isinstance(done.exception, InvalidInput)
    assert done.exception.message == "Give the day like 2026-11-22."
