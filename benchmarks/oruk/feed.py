"""How long does a page of the Open Referral UK feed take, and how much memory a stream of all of it?

Without the byte cache: every answer is worked out. The larger directory is the shipped one ten times over.
"""

import shutil
import sys
import tempfile
import tracemalloc
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "geo"))

from measure import Report, median_s

from api.oruk.capabilities import prove
from api.oruk.lists import Services
from api.oruk.params import ServicesParams
from api.oruk.stream import lines_of
from directory.imports.shipped import load_shipped
from directory.search.index import rebuild_index
from directory.settings import PROJECT_DIR, Settings
from directory.store import DIRECTORY, migrate, open_engine, reading_scope, session_scope
from web.app import create_app

TIMES = 10
REPEATS = 9
PAGE_MS = 50
STREAM_MB = 32
PAGES = {
    "50 services": "/oruk/v3/services",
    "50 services in full": "/oruk/v3/services?full=true&page=2",
    "filters": "/oruk/v3/services?search=library&day=tu&postcode=CB1+2JD&proximity=9000",
    "50 services at locations in full": "/oruk/v3/service_at_locations?full=true",
    "50 organizations": "/oruk/v3/organizations",
    "every id": "/oruk/v3/services?minimal=true",
}
COPIES = {
    "listing": ("id", "slug"),
    "location": ("id",),
    "service_at_location": ("id", "listing_id", "location_id"),
    "schedule": ("id", "service_at_location_id"),
    "listing_category": ("listing_id",),
    "instance": ("listing_id",),
    "service_area": ("listing_id",),
}
"""Tables that are multiplied, with the columns that must differ from copy to copy."""


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        _measure(folder)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path) -> None:
    report = Report("oruk", __doc__ or "")
    url = f"sqlite:///{folder / 'directory.sqlite3'}"
    engine = open_engine(url)
    migrate(DIRECTORY, engine)
    with session_scope(engine) as session:
        load_shipped(session, PROJECT_DIR / "data")
    _measure_one(report, engine, url, folder, "shipped")
    with session_scope(engine) as session:
        _multiply(session)
        rebuild_index(session)
    _measure_one(report, engine, url, folder, f"{TIMES} times over")
    report.write()


def _measure_one(report: Report, engine: Engine, url: str, folder: Path, size: str) -> None:
    settings = Settings(
        database_url=url,
        people_database_url=f"sqlite:///{folder / 'people.sqlite3'}",
        data_dir=PROJECT_DIR / "data",
        log_level="error",
    )
    with TestClient(create_app(settings, cache_bytes=0)) as client:
        for what, path in PAGES.items():
            answer = client.get(path)
            assert answer.status_code == 200, path
            took_ms = median_s(lambda path=path: client.get(path), REPEATS) * 1000
            report.add(directory=size, what=what, median_ms=took_ms, kilobytes=len(answer.content) / 1000)
            if "in full" in what:
                report.hold(f"{what}, {size}, in ms", took_ms, at_most=PAGE_MS)
    with reading_scope(engine) as session:
        proving_s = median_s(lambda: prove(session), 3)
        report.add(directory=size, what="every proof", median_ms=proving_s * 1000, kilobytes=0)
        peak_mb, sent_mb = _stream(session, engine)
    report.add(directory=size, what="stream", peak_mb=peak_mb, sent_mb=sent_mb)
    report.hold(f"stream of everything, {size}, peak in MB", peak_mb, at_most=STREAM_MB)


def _stream(session: Session, engine: Engine) -> tuple[float, float]:
    """Give the peak of memory while everything is streamed, and what was sent."""
    answer = Services(session, ServicesParams(full=True), "https://hereabouts.example")
    tracemalloc.start()
    sent = sum(len(chunk) for chunk in lines_of(engine, answer))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6, sent / 1e6


def _multiply(session: Session) -> None:
    """Write every listing and its parts again, each time under other ids."""
    connection = session.connection()
    for table, keys in COPIES.items():
        columns = [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))]
        rows = connection.execute(text(f"SELECT * FROM {table}")).mappings().all()  # noqa: S608 - ours
        statement = text(
            f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - ours
            f"VALUES ({', '.join(f':{name}' for name in columns)})"
        )
        for copy in range(1, TIMES):
            connection.execute(statement, [{**row, **_other(row, keys, copy)} for row in rows])


def _other(row: Mapping[str, object], keys: Sequence[str], copy: int) -> dict[str, str]:
    return {
        name: f"{row[name]}-{copy}" if name == "slug" else f"{copy:02x}{str(row[name])[2:]}" for name in keys
    }


if __name__ == "__main__":
    main()
