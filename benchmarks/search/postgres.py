"""The same directory in PostgreSQL with PostGIS: a private cluster in a temporary folder, gone afterwards."""

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from generated import Made, Question

from directory.search.schemas import Box
from directory.words import ALL_DISTRICTS, Capital

BINARIES = Path("/usr/lib/postgresql/15/bin")
CONTROL = Path("/usr/share/postgresql/15/extension/postgis.control")
SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "fsync": "off",
}
"""Favourable to it: all in memory, and none of what only helps long questions."""
SCHEMA = """
CREATE EXTENSION postgis;
CREATE TABLE listing (
    no integer PRIMARY KEY, name text, kind text, capitals integer, category text, district text,
    lon double precision, lat double precision, easting double precision, northing double precision,
    place geometry(Point, 4326), words tsvector
);
"""
INDEXES = """
CREATE INDEX ON listing USING gin (words);
CREATE INDEX ON listing USING gist (place);
VACUUM ANALYZE listing;
"""
CAPITAL_COUNTS = ", ".join(
    f"count(*) FILTER (WHERE capitals & {1 << bit} <> 0)" for bit in range(len(Capital))
)
ASK = f"""
WITH base AS MATERIALIZED (
    SELECT no, name, kind, capitals, category, district,
        (%(bits)s = 0 OR capitals & %(bits)s <> 0) AS c, (%(category)s = '' OR category = %(category)s) AS g,
        (easting - %(e)s) ^ 2 + (northing - %(n)s) ^ 2 AS d2
    FROM listing
    WHERE words @@ to_tsquery('simple', %(words)s)
      AND place && ST_MakeEnvelope(%(w)s, %(s)s, %(x)s, %(t)s, 4326)
      AND lon BETWEEN %(w)s AND %(x)s AND lat BETWEEN %(s)s AND %(t)s
)
SELECT
    (SELECT count(*) FROM base WHERE c AND g),
    (SELECT array_agg(no) FROM (SELECT no FROM base WHERE c AND g ORDER BY d2, name, no LIMIT 20) p),
    (SELECT json_object_agg(kind, n) FROM (SELECT kind, count(*) n FROM base WHERE c AND g GROUP BY 1) k),
    (SELECT ARRAY[{CAPITAL_COUNTS}] FROM base WHERE g),
    (SELECT json_object_agg(category, n) FROM
        (SELECT category, count(*) n FROM base WHERE c GROUP BY 1) t),
    (SELECT json_object_agg(district, n) FROM
        (SELECT district, count(*) n FROM base WHERE c AND g GROUP BY 1) d)
"""  # noqa: S608 - the counts are ours


@dataclass(frozen=True, slots=True)
class Answer:
    """What either side says to one question, to be compared."""

    total: int
    page: tuple[int, ...]
    kinds: tuple[tuple[str, int], ...]
    capitals: tuple[int, ...]
    categories: tuple[tuple[str, int], ...]
    districts: tuple[tuple[str, int], ...]


def missing() -> str | None:
    """Say what is not installed; None where all is."""
    if not (BINARIES / "initdb").exists():
        return "PostgreSQL 15 is not installed"
    return None if CONTROL.exists() else "PostGIS for PostgreSQL 15 is not installed"


def _run(command: list[str | Path], folder: Path) -> None:
    """Run one of its programs; it refuses to run as root, and then runs as its own user."""
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*before, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603


@contextmanager
def cluster() -> Iterator[psycopg.Connection]:
    """Run a private cluster, reached by a socket in its own folder only."""
    folder = Path(tempfile.mkdtemp(prefix="hereabouts-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    store, log = folder / "store", folder / "log"
    initdb = [BINARIES / "initdb", "-D", store, "-U", user, "--auth=trust", "--locale=C", "--encoding=UTF8"]
    _run(initdb, folder)
    told = (
        " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        + f" -c unix_socket_directories={folder}"
    )
    control = [BINARIES / "pg_ctl", "-D", store]
    _run([*control, "-l", log, "-w", "-o", told, "start"], folder)
    try:
        with psycopg.connect(f"host={folder} user={user} dbname=postgres", autocommit=True) as connection:
            yield connection
    finally:
        _run([*control, "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


def fill(connection: psycopg.Connection, listings: list[Made]) -> None:
    """Write the listings and their indexes."""
    for statement in filter(None, (part.strip() for part in SCHEMA.split(";"))):
        connection.execute(statement)
    columns = "no, name, kind, capitals, category, district, lon, lat, easting, northing, place, words"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY listing ({columns}) FROM STDIN") as copy,
    ):
        for made in listings:
            words = " ".join(f"'{word}'" for word in sorted({*made.name.split(), *made.words.split()}))
            copy.write_row(
                (
                    made.no, made.name, made.kind, made.capitals, made.category, ALL_DISTRICTS[made.district],
                    made.lon, made.lat, made.easting, made.northing,
                    f"SRID=4326;POINT({made.lon!r} {made.lat!r})", words,
                )
            )  # fmt: skip
    for statement in filter(None, (part.strip() for part in INDEXES.split(";"))):
        connection.execute(statement)


def ask(connection: psycopg.Connection, question: Question, box: Box, origin: tuple[float, float]) -> Answer:
    """Answer one question: count, page and facets in one statement, prepared."""
    *whole, last = question.words
    values = {
        "words": " & ".join([*whole, f"{last}:*"]),
        "w": box.min_lon,
        "s": box.min_lat,
        "x": box.max_lon,
        "t": box.max_lat,
        "e": origin[0],
        "n": origin[1],
        "bits": 0 if question.capital is None else 1 << question.capital,
        "category": question.category or "",
    }
    row = connection.execute(ASK, values, prepare=True).fetchone()
    assert row is not None
    total, page, kinds, capitals, categories, districts = row
    return Answer(
        total,
        tuple(page or ()),
        _pairs(kinds),
        tuple(capitals or (0,) * len(Capital)),
        _pairs(categories),
        _pairs(districts),
    )


def _pairs(counts: dict[str, int] | str | None) -> tuple[tuple[str, int], ...]:
    found = json.loads(counts) if isinstance(counts, str) else counts or {}
    return tuple(sorted(found.items()))
