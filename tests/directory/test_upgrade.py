"""Are both stores brought up together, so that no secret is lost on the way, and none stays behind?"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from open_addresses import OPEN, put_open_address
from own_stores import own_settings
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from directory import store as stored
from directory import upgrade
from directory.backup import path_of
from directory.errors import Unavailable
from directory.hire.models import CalendarAddress
from directory.jobs.schemas import Stores
from directory.store import (
    DIRECTORY,
    PEOPLE,
    Store,
    check_migrated,
    migrate,
    open_engine,
    open_people,
)
from directory.upgrade import bring_up
from directory.venues.slot_queries import calendars_of

ADDRESS = "https://calendar.example.org/ical/hall/private-5f3a9c1e7/basic.ics"
SECRET = b"private-5f3a9c1e7"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Stores]:
    """Give stores of when the address of a calendar stood openly in the directory, with one."""
    settings = own_settings(tmp_path)
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    migrate(DIRECTORY, stores.directory, OPEN)
    migrate(PEOPLE, stores.people, "0007_reply_to")
    put_open_address(path_of(stores.directory), ADDRESS)
    put_open_address(path_of(stores.directory), None)
    yield stores
    stores.directory.dispose()
    stores.people.dispose()


def bytes_of(engine: Engine) -> bytes:
    path = path_of(engine)
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def addresses(stores: Stores) -> dict[tuple[UUID, UUID], str]:
    with Session(stores.people) as people:
        found = people.exec(select(CalendarAddress)).all()
        return {(each.calendar_id, each.room_id): each.url for each in found}


def all_is_well(stores: Stores) -> None:
    check_migrated(DIRECTORY, stores.directory)
    check_migrated(PEOPLE, stores.people)
    with Session(stores.directory) as directory:
        calendars = calendars_of(directory)
    assert len(calendars) == 2
    by_address = {(each.id, each.room_id): ADDRESS for each in calendars if each.by_address}
    assert addresses(stores) == by_address
    assert len(by_address) == 1
    for engine in (stores.directory, stores.people):
        held = bytes_of(engine)
        assert b"room_calendar" in held
        assert SECRET not in held


def test_an_address_that_stood_openly_stands_sealed_in_the_other_store(old: Stores) -> None:
    assert SECRET in bytes_of(old.directory)
    bring_up(old)
    all_is_well(old)
    bring_up(old)
    all_is_well(old)


@pytest.mark.parametrize("dying", [PEOPLE, DIRECTORY], ids=lambda store: store.name)
def test_killed_between_the_same_again_does_the_rest(
    old: Stores, monkeypatch: pytest.MonkeyPatch, dying: Store
) -> None:
    def killed(store: Store, engine: Engine, *, give_up: bool = False) -> None:
        if store is dying:
            raise KeyboardInterrupt
        migrate(store, engine, give_up=give_up)

    with monkeypatch.context() as here:
        here.setattr(upgrade, "migrate", killed)
        with pytest.raises(KeyboardInterrupt):
            bring_up(old)
    assert SECRET in bytes_of(old.directory), "or it would be lost"
    bring_up(old)
    all_is_well(old)


def test_a_file_that_could_not_be_written_anew_is_so_the_next_time(
    old: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_engine: Engine) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as here:
        here.setattr(stored, "compact", killed)
        with pytest.raises(KeyboardInterrupt):
            migrate(DIRECTORY, old.directory)
    check_migrated(DIRECTORY, old.directory)
    assert SECRET in bytes_of(old.directory)
    migrate(DIRECTORY, old.directory)
    assert SECRET not in bytes_of(old.directory)


@pytest.mark.parametrize("holding", ["BEGIN; SELECT * FROM room_calendar", "BEGIN IMMEDIATE"])
def test_while_somebody_uses_it_it_says_so_and_the_next_time_makes_up_for_it(
    old: Stores, holding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @event.listens_for(old.directory, "connect")
    def _wait_less(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]

    old.directory.dispose()
    other = open_engine(old.settings.database_url)
    raw = other.raw_connection()
    compact = stored.compact

    def busy(engine: Engine) -> bool:
        for word in holding.split("; "):
            raw.cursor().execute(word).fetchone()
        return compact(engine)

    with monkeypatch.context() as here:
        here.setattr(stored, "compact", busy)
        with pytest.raises(Unavailable):
            migrate(DIRECTORY, old.directory)
    assert SECRET in bytes_of(old.directory)
    raw.cursor().execute("ROLLBACK")
    raw.close()
    other.dispose()
    migrate(DIRECTORY, old.directory)
    assert SECRET not in bytes_of(old.directory)
    with old.directory.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == 0
