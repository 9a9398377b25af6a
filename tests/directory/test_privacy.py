"""Can anything finer than may be told be got out of the store or out of the distances it gives?"""

import csv
import json
import random
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid5

import numpy as np
import pytest
from scipy.optimize import least_squares
from sqlalchemy import Engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

from directory.coverage.service import run_coverage
from directory.imports.service import import_file
from directory.search.schemas import ListingQuery
from directory.search.service import search
from directory.settings import PROJECT_DIR
from directory.store import session_scope
from geo.projection import to_bng

DATA = PROJECT_DIR / "data"
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b")
HOME = {"lon": 0.091234, "lat": 52.554321}
SECRET_PARISH = "E04001645"  # noqa: S105 - the code of an area
POSTCODES = 500


def parish_points() -> dict[str, tuple[float, float]]:
    with (DATA / "parishes/parishes.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(lines)}


def test_below_a_postcode_only_the_parish_point_is_stored(read_engine: Engine) -> None:
    points = parish_points()
    with read_engine.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM location WHERE precision NOT IN ('exact', 'postcode')")
        ).all()
    assert len(rows) > 100 + 264
    for row in rows:
        assert (row.address, row.postcode, row.lsoa11, row.lsoa21, row.ward) == (None,) * 5
        if row.precision == "parish":
            assert (row.lon, row.lat) == points[row.parish]
            assert (row.easting, row.northing) == pytest.approx(to_bng(*points[row.parish]))
        else:
            assert (row.lon, row.lat, row.easting, row.northing, row.parish) == (None,) * 5


def test_the_index_holds_the_same_points(read_engine: Engine) -> None:
    with read_engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT e.*, p.precision, p.lon AS told_lon, p.lat AS told_lat, p.easting AS told_e, "
                "p.northing AS told_n FROM search_entry e "
                "JOIN service_at_location s ON s.id = e.site_id JOIN location p ON p.id = s.location_id"
            )
        ).all()
    assert rows
    for row in rows:
        assert (row.lon, row.lat, row.easting, row.northing) == (
            row.told_lon, row.told_lat, row.told_e, row.told_n,
        )  # fmt: skip
        if row.precision not in {"exact", "postcode"}:
            assert (row.lsoa11, row.lsoa21, row.ward) == (None, None, None)


def test_no_other_table_of_listings_has_a_place_in_it(read_engine: Engine) -> None:
    """A new column that could hold a place must be thought about here."""
    placed = re.compile(r"lon|lat|easting|northing|address|postcode|geom|point", re.IGNORECASE)
    found = set()
    with read_engine.connect() as connection:
        names = (
            connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        )
        for name in names:
            for column in connection.execute(text(f"PRAGMA table_info({name})")).mappings():
                if placed.fullmatch(column["name"]):
                    found.add(name)
    of_areas = {"area", "locality", "postcode", "reference_place", "stop"}
    of_counters = {"outlet"}  # where copies lie out for anybody: libraries, surgeries, shops
    of_needs = {"help_need"}  # read as finely as its listing is told and no finer (needs/reading.py)
    assert found == of_areas | of_counters | of_needs | {"location", "search_entry"}


def test_the_words_of_a_listing_told_by_parish_hold_no_postcode(read_engine: Engine) -> None:
    with read_engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT DISTINCT e.no, t.name, t.about, t.place, t.summary, l.cost_note, l.time_note "
                "FROM search_entry e JOIN search_text t ON t.rowid = e.no "
                "JOIN listing l ON l.id = e.listing_id WHERE e.no NOT IN ("
                "SELECT e.no FROM search_entry e JOIN service_at_location s ON s.id = e.site_id "
                "JOIN location p ON p.id = s.location_id WHERE p.precision IN ('exact', 'postcode'))"
            )
        ).all()
    assert len(rows) > 300
    for row in rows:
        words = " ".join(str(part) for part in row if part)
        assert not POSTCODE.search(words), words


def test_a_home_that_comes_in_with_an_import_is_stored_nowhere(
    directory_engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    record = {
        "id": str(uuid5(UUID(int=0), "home")),
        "name": "A club run from a home",
        "kind": "group",
        "categories": ["cricket"],
        "summary": "A club.",
        "sites": [{**HOME, "precision": "parish", "parish": SECRET_PARISH}],
        "sources": [{"source": "council_papers", "source_id": "test/home"}],
    }
    path.write_text(json.dumps(record), encoding="utf-8")
    with session_scope(directory_engine) as session:
        assert import_file(session, DATA, path).added == 1
        run_coverage(session, draws=0)
    with session_scope(directory_engine) as session:
        cards = search(session, ListingQuery(q="club run home")).contents
        place = next(card.place for card in cards if card.name == record["name"])
        assert place is not None
        assert (place.lon, place.lat) == parish_points()[SECRET_PARISH]
    easting, northing = to_bng(HOME["lon"], HOME["lat"])
    secret = {*HOME.values(), easting, northing}
    for value in every_number(str(directory_engine.url.database)):
        assert not any(abs(value - hidden) < 1e-7 for hidden in secret)
    with directory_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(str(directory_engine.url.database)).read_bytes()
    assert record["name"].encode() in content  # type: ignore[attr-defined]
    for written in ("0.091234", "52.554321"):
        assert written.encode() not in content


def every_number(path: str) -> set[float]:
    """Read every number of every row of a database file, whatever the table."""
    found: set[float] = set()
    with sqlite3.connect(path) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
                found |= {float(value) for value in row if isinstance(value, float)}
    return found


Ask = Callable[[float, float], int]


def recover(session: Session, ask: Ask) -> tuple[float, float]:
    """Work out where a listing is from its distances to 500 postcodes."""
    rows = session.execute(
        text("SELECT lon, lat FROM postcode WHERE inside AND status = 'live' ORDER BY key")
    ).all()
    chosen = random.Random(7).sample(list(rows), POSTCODES)
    origins = np.array([to_bng(row.lon, row.lat) for row in chosen])
    told = np.array([ask(row.lon, row.lat) for row in chosen], dtype=float)

    def residuals(point: np.ndarray) -> np.ndarray:
        return np.asarray(np.hypot(*(origins - point).T) - told)

    # The distances fit no place at all if they are not straight lines to one point.
    fitted = least_squares(residuals, origins[told.argmin()], xtol=1e-12, ftol=1e-12)
    assert np.abs(fitted.fun).max() < 1.0
    return float(fitted.x[0]), float(fitted.x[1])


def one_listing(session: Session, precision: str) -> tuple[UUID, str, tuple[float, float]]:
    row = session.execute(
        text(
            "SELECT l.id, p.parish, p.easting, p.northing FROM listing l "
            "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
            "WHERE p.precision = :precision AND l.kind = 'group' "
            "AND (SELECT COUNT(*) FROM service_at_location t WHERE t.listing_id = l.id) = 1 ORDER BY l.id"
        ),
        {"precision": precision},
    ).first()
    assert row is not None
    return UUID(row.id), row.parish, (row.easting, row.northing)


def asking(session: Session, listing: UUID) -> Ask:
    def ask(lon: float, lat: float) -> int:
        card = search(session, ListingQuery(ids=(listing,), lon=lon, lat=lat), with_facets=False).contents[0]
        assert card.distance_m is not None
        return card.distance_m

    return ask


def test_500_distances_give_the_parish_point_and_nothing_finer(read_session: Session) -> None:
    listing, parish, _point = one_listing(read_session, "parish")
    found = recover(read_session, asking(read_session, listing))
    assert np.hypot(*np.subtract(found, to_bng(*parish_points()[parish]))) < 0.5


def test_the_same_distances_do_give_away_a_place_that_may_be_told(read_session: Session) -> None:
    # That the working-out above could find a home, were it there.
    listing, parish, point = one_listing(read_session, "postcode")
    found = recover(read_session, asking(read_session, listing))
    assert np.hypot(*np.subtract(found, point)) < 0.5
    assert np.hypot(*np.subtract(found, to_bng(*parish_points()[parish]))) > 50


def test_the_api_gives_the_same_distances(client: TestClient, session: Session) -> None:
    listing, _parish, _point = one_listing(session, "parish")
    ask = asking(session, listing)
    rows = session.execute(
        text("SELECT postcode, lon, lat FROM postcode WHERE inside AND status = 'live'")
    ).all()
    for row in random.Random(7).sample(list(rows), 12):
        total, number = 2, 1
        told = None
        while told is None and number <= total:
            page = client.get(
                "/api/v1/listings",
                params={"lat": row.lat, "lon": row.lon, "kind": "group", "per_page": 100, "page": number},
            ).json()
            total, number = page["total_pages"], number + 1
            told = next((item["distance_m"] for item in page["contents"] if item["id"] == str(listing)), None)
        assert told == ask(row.lon, row.lat)


def shipped() -> list[dict[str, object]]:
    lines = (DATA / "listings/listings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_contacts_are_of_bodies_not_of_people() -> None:
    private = re.compile(
        r"@(gmail|googlemail|hotmail|outlook|live|yahoo|aol|icloud|btinternet|sky|talktalk|virgin)"
    )
    named = re.compile(r"^[a-z]+[._][a-z]+@")
    allowed = {"your.library@cambridgeshire.gov.uk"}
    for listing in shipped():
        email, phone = str(listing["email"] or ""), re.sub(r"\D", "", str(listing["phone"] or ""))
        assert not private.search(email), listing["name"]
        assert email in allowed or not named.match(email), listing["name"]
        assert not phone.startswith(("07", "447")), f"a mobile: {listing['name']}"
        words = json.dumps([listing["name"], listing["summary"], listing["cost_note"], listing["time_note"]])
        assert not re.search(r"[\w.]+@[\w.]+|\b0\d{3,4} ?\d{5,6}\b", words), listing["name"]
        assert not re.search(r"\b(Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Revd?)\.? [A-Z]", words), listing["name"]


def test_contact_points_are_of_offices() -> None:
    with (DATA / "contacts/contact_points.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            office = row["email"] in {"", "your.library@cambridgeshire.gov.uk"}
            assert office or not re.match(r"^[a-z]+\.[a-z]+@", row["email"]), row
            assert not re.sub(r"\D", "", row["phone"]).startswith(("07", "447")), row
            assert row["role"]


def test_refuges_and_their_like_are_never_placed(read_engine: Engine) -> None:
    with read_engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT l.name, l.sensitive, p.precision, p.lon FROM listing l "
                "LEFT JOIN service_at_location s ON s.listing_id = l.id "
                "LEFT JOIN location p ON p.id = s.location_id WHERE l.sensitive OR "
                "l.name || ' ' || l.summary LIKE '%refuge%' OR l.name || l.summary LIKE '%domestic%' "
                "OR l.name || l.summary LIKE '%women''s aid%' OR l.name || l.summary LIKE '%safe house%'"
            )
        ).all()
    assert rows
    for row in rows:
        assert row.precision not in {"exact", "postcode"}, row.name
        if re.search(r"refuge|women.s aid|safe house|domestic", row.name, re.IGNORECASE):
            assert row.lon is None, row.name
