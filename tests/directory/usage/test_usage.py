"""Is what people ask counted rightly, and can nobody be recognised by it?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.settings import Settings
from directory.store import mark_changed, session_scope
from directory.usage.schemas import FEWEST_SHOWN, Asked, Miss
from directory.usage.service import Recorder, forget, read_demand, read_usage, week_of
from directory.usage.words import keepable
from web.app import create_app

AGENT = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
MARCH = "PE15 8AA"


def counts(engine: Engine) -> dict[tuple[str, str], int]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT what, key, SUM(asked) AS asked FROM usage_count GROUP BY what, key")
        )
        return {(row.what, row.key): row.asked for row in rows}


def test_each_answer_is_counted_once_cached_or_not(settings: Settings, directory_engine: Engine) -> None:
    with TestClient(create_app(settings)) as client:
        for _ in range(3):
            assert client.get("/listing/march-library", headers=AGENT).status_code == 200
        client.get("/near", params={"where": MARCH, "category": "library"}, headers=AGENT)
        client.get("/area/E07000010", headers=AGENT)
        client.get("/listing/no-such-thing", headers=AGENT)
        client.head("/listing/march-library", headers=AGENT)
        client.post("/shortlist", data={}, headers=AGENT, follow_redirects=False)
        client.get("/listing/march-library", headers={"user-agent": "Examplebot/2.0"})
    assert counts(directory_engine) == {
        ("page", "Pages of listings"): 3,
        ("listing", "march-library"): 3,
        ("page", "Lists and maps of what is near"): 1,
        ("category", "library"): 1,
        ("page", "Pages of areas"): 1,
        ("area", "E07000010"): 1,
    }


def test_nothing_an_address_says_is_kept_but_known_words(
    settings: Settings, directory_engine: Engine
) -> None:
    with TestClient(create_app(settings)) as client:
        client.get("/near?category=jane.example@example.org&district=01632960001&capital=<b>", headers=AGENT)
        client.get("/near?category=jane_example", headers=AGENT)
        told = client.get("/usage", headers=AGENT).text
    assert "jane" not in told
    kept = {key for what, key in counts(directory_engine) if what != "page"}
    assert kept <= {"jane_example"}


def misses(engine: Engine) -> list[tuple[str, str, str, int]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT area, words, found, asked FROM search_miss"))
        return [tuple(row) for row in rows]


def look(client: TestClient, words: str, times: int) -> None:
    for _ in range(times):
        client.get("/near", params={"where": MARCH, "q": words}, headers=AGENT)


def test_words_looked_for_in_vain_stand_in_no_file_until_the_fifth_time(
    settings: Settings, directory_engine: Engine
) -> None:
    with TestClient(create_app(settings)) as client:
        look(client, "zebra polo", FEWEST_SHOWN - 1)
    [(area, words, found, asked)] = misses(directory_engine)
    assert (found, asked) == ("nothing", FEWEST_SHOWN - 1)
    assert words.startswith("#")
    with directory_engine.connect() as connection:
        lsoa = connection.execute(text("SELECT lsoa21 FROM postcode WHERE key = 'PE158AA'")).scalar()
    assert area == lsoa
    with directory_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(str(directory_engine.url.database))
    assert b"zebra" not in path.read_bytes()


def test_from_the_fifth_time_they_are_shown_to_the_desk(settings: Settings, directory_engine: Engine) -> None:
    with TestClient(create_app(settings)) as client:
        look(client, "zebra polo", FEWEST_SHOWN + 2)
        look(client, "library", 9)
    assert [(words, asked) for _, words, _, asked in misses(directory_engine)] == [
        ("zebra polo", FEWEST_SHOWN + 2)
    ]
    with Session(directory_engine) as session:
        [demand] = read_demand(session, None)
        assert (demand.words, demand.found, demand.near, demand.anywhere) == ("zebra polo", "nothing", 0, 0)
        assert read_demand(session, frozenset({demand.district})) == (demand,)
        assert read_demand(session, frozenset({"E07000008"})) == ()


def test_a_search_in_vain_counts_however_its_address_is_written(
    settings: Settings, directory_engine: Engine
) -> None:
    with TestClient(create_app(settings)) as client:
        for query in ("where=PE15+8AA&q=zebra+polo", "q=zebra+polo&where=PE15%208AA&utm_source=letter"):
            client.get(f"/near?{query}", headers=AGENT)
    assert [(words, asked) for _, _, words, asked in misses(directory_engine)] == [("nothing", 2)]


def test_what_is_found_by_now_is_not_counted_as_looked_for_in_vain(
    settings: Settings, directory_engine: Engine
) -> None:
    asked = {"q": "zebra crochet", "where": MARCH}
    with TestClient(create_app(settings)) as client:
        client.get("/near", params=asked, headers=AGENT)
        with session_scope(directory_engine) as session:
            session.execute(text("UPDATE search_text SET name = name || ' zebra crochet'"))
            mark_changed(session, "listings")
        client.get("/near", params=asked, headers=AGENT)
    [(*_, times)] = misses(directory_engine)
    assert times == 1


def test_a_cry_for_help_is_not_counted_by_its_words(settings: Settings, directory_engine: Engine) -> None:
    with TestClient(create_app(settings)) as client:
        look(client, "my husband hits me", 9)
    assert misses(directory_engine) == []


@pytest.mark.parametrize(
    "words",
    [
        "jane@example.org", "call 01632 960001", "cb1 2jd", "12 mill road", "dr example", "Mrs Jane Example",
        "help for my son john", "a b c d e f g", "x" * 61, "", "   ", "naïve", "drop;table",
    ],
)  # fmt: skip
def test_what_may_be_a_persons_details_is_not_kept(words: str) -> None:
    assert keepable(words) is None


@given(st.text(max_size=80))
def test_what_is_kept_holds_no_digit_and_no_sign_of_an_address(words: str) -> None:
    kept = keepable(words)
    if kept is not None:
        assert not set(kept) & set("0123456789@/:.<>+=")
        assert keepable(kept) == kept


def fill(engine: Engine, week: datetime, asked: int, key: str = "library") -> None:
    with session_scope(engine) as session:
        session.execute(
            text("INSERT INTO usage_count VALUES (:week, 'category', :key, :asked)"),
            {"week": week_of(week), "key": key, "asked": asked},
        )


def test_fewer_than_five_are_never_told_nor_can_be_worked_out(directory_engine: Engine) -> None:
    this = datetime(2026, 11, 18, tzinfo=UTC)
    fill(directory_engine, this, FEWEST_SHOWN - 1)
    fill(directory_engine, this - timedelta(weeks=1), 7)
    fill(directory_engine, this - timedelta(weeks=2), FEWEST_SHOWN)
    with Session(directory_engine) as session:
        table = read_usage(session, {("category", "library"): "Libraries"})
    [line] = table.lines
    assert table.weeks == ("2026-W45", "2026-W46", "2026-W47")
    assert line.by_week == (5, 7, None)
    assert line.total == 12


def test_a_week_is_londons() -> None:
    assert week_of(datetime(2026, 6, 28, 22, 59, tzinfo=UTC)) == "2026-W26"
    assert week_of(datetime(2026, 6, 28, 23, 1, tzinfo=UTC)) == "2026-W27"
    assert week_of(datetime(2027, 1, 1, 12, 0, tzinfo=UTC)) == "2026-W53"


def test_counts_that_cannot_be_written_are_held_and_not_doubled(directory_engine: Engine) -> None:
    recorder = Recorder(directory_engine)
    recorder.note(Asked((("page", "First page"),), Miss("zebra polo", "-", "nothing")))
    with directory_engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE usage_count RENAME TO away")
        connection.commit()
    with pytest.raises(Exception, match="usage_count"):
        recorder.write()
    with directory_engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO usage_count")
        connection.commit()
    recorder.write()
    recorder.write()
    assert counts(directory_engine) == {("page", "First page"): 1}
    assert [asked for *_, asked in misses(directory_engine)] == [1]


def test_what_never_reached_five_is_forgotten(
    directory_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(directory_engine)
    recorder.note(Asked((), Miss("zebra polo", "-", "nothing")))
    recorder.write()
    with session_scope(directory_engine) as session:
        forget(session)
    assert len(misses(directory_engine)) == 1
    later = datetime.now(UTC) + timedelta(weeks=2)
    monkeypatch.setattr("directory.clock.now", lambda: later)
    with session_scope(directory_engine) as session:
        forget(session)
    assert misses(directory_engine) == []


def test_counting_leaves_cached_answers_as_they_are(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        first = client.get("/listing/march-library", headers=AGENT)
        version = client.app.state.data_version()  # type: ignore[attr-defined]
        again = client.get("/listing/march-library", headers=AGENT)
        assert again.headers["etag"] == first.headers["etag"]
        assert client.app.state.data_version() == version  # type: ignore[attr-defined]


def test_the_page_of_totals_and_its_file(settings: Settings, directory_engine: Engine) -> None:
    fill(directory_engine, datetime.now(UTC), 12)
    fill(directory_engine, datetime.now(UTC), 3, "museum")
    with TestClient(create_app(settings)) as client:
        page, file = client.get("/usage"), client.get("/usage.csv")
    assert page.status_code == 200
    assert "Libraries" in page.text
    assert ">12<" in page.text
    assert ">3<" not in page.text
    lines = file.text.splitlines()
    assert lines[1].startswith("category,library,Libraries,12") or lines[2].startswith(
        "category,library,Libraries,12"
    )
    assert "fewer than 5" in file.text
