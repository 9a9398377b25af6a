"""What do the tests of search ask? The shipped listings, with answers where the records say nothing."""

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory import clock
from directory.search.index import rebuild_index
from directory.store import mark_changed, open_engine, session_scope
from directory.words import Reach, SizeBand

SEED = 20_261_122


@pytest.fixture(scope="session")
def varied_engine(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give every wish somebody who says yes, somebody who says no, and somebody who does not say."""
    copy = tmp_path_factory.mktemp("varied") / "directory.sqlite3"
    shutil.copy(built_database, copy)
    engine = open_engine(f"sqlite:///{copy}")
    chance = random.Random(SEED)
    with session_scope(engine) as session:
        _vary(session, chance)
        rebuild_index(session)
        mark_changed(session, "listings")
    yield engine
    engine.dispose()


def _vary(session: Session, chance: random.Random) -> None:
    today = clock.local_now().date()
    for (listing_id,) in session.execute(text("SELECT id FROM listing ORDER BY id")).all():
        youngest = chance.choice([None, None, 0, 5, 16, 18, 50])
        oldest = chance.choice([None, None, 11, 17, 25, 120]) if youngest is None or youngest < 11 else None
        confirmed = chance.random() < 0.3
        assured = today - timedelta(days=chance.randrange(1_100)) if confirmed else None
        values = {
            "id": listing_id,
            "free": chance.choice([None, True, False]),
            "step_free": chance.choice([None, True, False]),
            "online": chance.choice([None, True, False]),
            "telephone": chance.choice([None, False]),
            "youngest": youngest,
            "oldest": oldest,
            "assured": assured.isoformat() if assured else None,
            "status": "inactive" if chance.random() < 0.02 else "active",
            "lapsed": chance.choice([None, None, None, "2026-10-01"]),
            "recruiting": chance.choice([None, None, "Drivers wanted"]),
            "last": chance.choice([None, today.isoformat(), (today - timedelta(days=1)).isoformat()]),
            "referrals": chance.choice([None, None, True, False]),
            "size": chance.choice([None, *(size.value for size in SizeBand)]),
            "reach": chance.choice([None, *(reach.value for reach in Reach)]),
        }
        session.execute(
            text(
                "UPDATE listing SET free = :free, step_free = :step_free, online = :online, "
                "telephone = :telephone, min_age = :youngest, max_age = :oldest, assured_date = :assured, "
                "status = :status, unconfirmed_since = :lapsed, recruiting = :recruiting, "
                "recruiting_until = :last, accepts_referrals = :referrals, size_band = :size, "
                "reach = :reach WHERE id = :id"
            ),
            values,
        )
        for language in chance.sample(["en", "pl", "lt", "pt"], chance.choice([0, 0, 1, 2])):
            session.execute(
                text("INSERT INTO listing_language (listing_id, language) VALUES (:id, :language)"),
                {"id": listing_id, "language": language},
            )


@pytest.fixture(scope="session")
def varied_session(varied_engine: Engine) -> Iterator[Session]:
    with Session(varied_engine) as found:
        yield found
