"""What becomes of areas and places that lack something, and of places beyond the boundary?"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.need import read_need
from directory.coverage.run import run_coverage
from directory.coverage.schemas import AreaCoverage, CoverageAnswer, CoverageQuery
from directory.coverage.service import read_coverage
from directory.coverage.view import view
from directory.imports.service import import_file
from directory.settings import PROJECT_DIR
from directory.store import open_engine, session_scope
from directory.words import Level, Region, Release
from geo.projection import to_bng
from web.gap_sure import beyond_words

# Neighbourhoods of Fenland that are the same in both releases.
NOBODY, NOT_COUNTED, NO_POSTCODE, NO_DEPRIVATION = "E01018058", "E01018060", "E01018059", "E01018061"
MARCH_PARISH, ALWALTON, FENLAND = "E04012043", "Alwalton", "E07000010"
ROYSTON = (-0.0230, 52.0440)
MARCH = {"postcode": "PE15 8AA", "lon": 0.0877, "lat": 52.5515, "precision": "postcode"}
NEARBY = MARCH | {"name": "The other hall", "lon": 0.0879}
EVERYWHERE = Region.COMBINED_AUTHORITY


def record(name: str, category: str, *sites: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {
        "id": str(uuid5(UUID("00000000-0000-5000-8000-000000000000"), name)),
        "name": name,
        "kind": "group",
        "categories": [category],
        "summary": "A club.",
        "sites": list(sites),
        "sources": [{"source": "council_papers", "source_id": f"test/{name}", "date": "2024-05"}],
    } | said


OUTSIDE = {"lon": ROYSTON[0], "lat": ROYSTON[1], "precision": "exact"}
RECORDS = (
    record("Over the boundary", "croquet", OUTSIDE),
    record("In hiding", "baseball", {"precision": "hidden"}),
    record("Somewhere in Fenland", "baseball", {"precision": "district", "district": FENLAND}),
    record("For all of Fenland", "baseball", serves=[FENLAND]),
    record("Going on", "petanque", MARCH),
    record("Wound up", "petanque", MARCH),
    record("Shut for now", "petanque", MARCH),
    record("Comes by", "polo", MARCH, visiting=True),
    record("In two halls", "trampolining", MARCH, NEARBY, {"precision": "hidden"}),
    record("Somewhere in March", "boxing", {"precision": "parish", "parish": MARCH_PARISH}),
)
CATEGORIES = {each["categories"][0] for each in RECORDS}

TERMINATE_PARISH = (
    "UPDATE postcode SET status = 'terminated' WHERE parish IN "
    "(SELECT code FROM area WHERE name = :name AND level = 'parish')"
)


@pytest.fixture(scope="module")
def engine(built_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give the shipped data with holes in it, and a few listings at the edges, measured anew."""
    folder = tmp_path_factory.mktemp("edges")
    shutil.copy(built_database, folder / "directory.sqlite3")
    lines = folder / "listings.jsonl"
    lines.write_text("".join(f"{json.dumps(each)}\n" for each in RECORDS), encoding="utf-8")
    found = open_engine(f"sqlite:///{folder / 'directory.sqlite3'}")
    with session_scope(found) as session:
        for category in CATEGORIES:
            session.execute(
                text(
                    "UPDATE listing SET status = 'inactive' WHERE id IN "
                    "(SELECT listing_id FROM listing_category WHERE category = :category)"
                ),
                {"category": category},
            )
        report = import_file(session, PROJECT_DIR / "data", lines)
        assert (report.added, report.rejected) == (len(RECORDS), ())
        for statement, values in (
            ("UPDATE listing SET status = 'inactive' WHERE name = 'Wound up'", {}),
            ("UPDATE listing SET status = 'temporarily_closed' WHERE name = 'Shut for now'", {}),
            ("UPDATE area SET population = 0 WHERE code = :code", {"code": NOBODY}),
            ("UPDATE area SET population = NULL WHERE code = :code", {"code": NOT_COUNTED}),
            (
                "UPDATE postcode SET status = 'terminated' WHERE lsoa11 = :code OR lsoa21 = :code",
                {"code": NO_POSTCODE},
            ),
            (TERMINATE_PARISH, {"name": ALWALTON}),
            (
                "UPDATE area SET imd_score = NULL, imd_rank = NULL, imd_decile = NULL WHERE code = :code",
                {"code": NO_DEPRIVATION},
            ),
            ("DELETE FROM deprivation WHERE code = :code", {"code": NO_DEPRIVATION}),
        ):
            session.execute(text(statement), values)
        run_coverage(session, draws=0)
    yield found
    found.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as found:
        yield found


def ask(session: Session, **said: Any) -> CoverageAnswer:
    return read_coverage(session, CoverageQuery(**({"region": EVERYWHERE} | said)))


def one(session: Session, code: str, **said: Any) -> AreaCoverage:
    return next(each for each in ask(session, **said).contents if each.code == code)


def counts(answer: CoverageAnswer) -> list[int]:
    return [area.count for area in answer.contents if area.count]


releases = pytest.mark.parametrize("release", list(Release))


@releases
@pytest.mark.parametrize(("code", "population"), [(NOBODY, 0), (NOT_COUNTED, None)])
def test_an_area_with_no_people_has_distances_and_no_rates(
    session: Session, release: Release, code: str, population: int | None
) -> None:
    found = one(session, code, release=release)
    assert found.population == population
    assert found.nearest_m is not None
    assert found.share_within_drive is not None
    assert found.state is not None
    for rate in (
        found.rate_per_1000,
        found.rate_per_1000_of_age,
        found.sfca2,
        found.e2sfca,
        found.sfca3,
    ):
        assert rate is None, "per 1,000 of nobody is not zero"


@releases
@pytest.mark.parametrize("need", ["imd", "health", "health:2,income:1"])
@pytest.mark.parametrize("code", [NOBODY, NOT_COUNTED, NO_POSTCODE])
def test_a_neighbourhood_keeps_its_published_need(
    session: Session, read_session: Session, release: Release, code: str, need: str
) -> None:
    chosen = {"release": release, "need": read_need(need)}
    found, before = one(session, code, **chosen), one(read_session, code, **chosen)
    assert before.need is not None
    assert found.need == pytest.approx(before.need, abs=1e-6)
    assert found.need_class == before.need_class


@releases
def test_people_who_are_not_counted_are_in_no_sentence(session: Session, release: Release) -> None:
    answer = ask(session, release=release)
    needy = [area for area in answer.contents if area.need_class == 3]
    assert answer.people is not None
    assert answer.people.of_residents == sum(
        area.population or 0 for area in needy if area.nearest_m is not None
    )
    assert sum(each.people for each in answer.states) == sum(
        area.population or 0 for area in answer.contents if area.state is not None
    )


@releases
def test_an_area_with_no_postcodes_is_unknown_and_never_a_gap(session: Session, release: Release) -> None:
    found = one(session, NO_POSTCODE, release=release)
    assert found.population, "people live there all the same"
    told = {name: getattr(found, name) for name in found.__slots__}
    for name in (
        "nearest_m", "nearest_p50_m", "nearest_p90_m", "third_nearest_m", "share_within_1200m",
        "share_within_walk", "share_within_cycle", "share_within_drive", "reach_walk", "reach_cycle",
        "reach_drive", "sfca2", "e2sfca", "sfca3", "access", "access_class", "gap", "gap_rank",
        "gap_rank_here", "state", "reason",
    ):  # fmt: skip
        assert told[name] is None, name
    assert found.rate_per_1000 is not None
    answer = ask(session, release=release)
    assert sum(each.areas for each in answer.states) == len(answer.contents) - 1


@releases
def test_a_parish_with_no_postcodes_is_unknown(session: Session, release: Release) -> None:
    answer = ask(session, level=Level.PARISH, release=release)
    [found] = [area for area in answer.contents if area.name == ALWALTON]
    assert (found.nearest_m, found.share_within_walk, found.sfca2, found.state) == (None,) * 4


@releases
def test_without_deprivation_there_is_access_and_no_need(session: Session, release: Release) -> None:
    found = one(session, NO_DEPRIVATION, release=release)
    assert (found.imd_rank, found.need, found.need_class, found.gap, found.gap_rank) == (None,) * 5
    assert found.gap_rank_here is None
    assert found.nearest_m is not None
    assert found.access_class is not None
    assert found.state is not None


@releases
def test_holes_change_nothing_elsewhere(session: Session, read_session: Session, release: Release) -> None:
    """Of a category that no listing was added to or taken from."""
    query = CoverageQuery(category="library", region=EVERYWHERE, release=release)
    holed, whole = (
        {area.code: area for area in read_coverage(each, query).contents} for each in (session, read_session)
    )
    for code in set(whole) - {NO_POSTCODE}:
        for name in ("count", "nearest_p90_m", "share_within_walk", "reach_drive"):
            if whole[code].district_code == FENLAND:
                assert getattr(holed[code], name) == getattr(whole[code], name), (code, name)


def test_a_place_beyond_the_boundary_counts_for_distance_and_in_no_area(session: Session) -> None:
    for level in Level:
        answer = ask(session, level=level, category="croquet")
        assert (answer.listings_used, answer.places_used, answer.beyond) == (1, 1, 1)
        assert counts(answer) == []
    found = view(session, CoverageQuery(category="croquet", region=EVERYWHERE))
    metres = np.hypot(*(found.world.points - to_bng(*ROYSTON)).T)
    near = int(np.argmin(metres))
    area = found.partition.postcode_area[near]
    expected = metres[found.partition.postcode_area == area].mean()
    assert found.measures.nearest_m[area] == pytest.approx(expected, abs=0.1)
    assert found.measures.share_within_drive[area] > 0.9, "Royston is a short drive"
    everything = ask(session)
    assert everything.beyond == 1
    assert beyond_words(everything).startswith("1 place outside the areas shown is counted too")


def test_where_nothing_outside_is_loaded_the_answer_says_so(read_session: Session) -> None:
    for level in Level:
        answer = ask(read_session, level=level)
        assert answer.beyond == 0
        told = beyond_words(answer)
        assert told.startswith("Nothing outside Cambridgeshire and Peterborough is known")
        assert not any(town in told for town in ("Royston", "St Neots", "Newmarket", "Stamford"))


def test_what_has_no_point_takes_no_part(session: Session) -> None:
    answer = ask(session, category="baseball", visiting=True)
    assert (answer.listings_used, answer.places_used, answer.kinds_used, answer.too_few) == (0, 0, 0, True)
    assert counts(answer) == []
    assert {area.nearest_m for area in answer.contents} == {None}, "and is no distance of zero"
    kept = {place.slug for place in view(session, CoverageQuery()).world.inputs.places}
    assert not kept & {"in-hiding", "somewhere-in-fenland", "for-all-of-fenland"}


def test_a_hidden_place_takes_no_part_even_if_a_point_is_stored(engine: Engine) -> None:
    connection = engine.connect()
    change = connection.begin()
    with Session(connection) as session:
        session.execute(
            text("UPDATE location SET easting = 541000, northing = 297000 WHERE precision = 'hidden'")
        )
        run_coverage(session, draws=0)
        assert ask(session, category="baseball").listings_used == 0
        assert ask(session, category="trampolining").places_used == 2
    change.rollback()
    connection.close()


@pytest.mark.parametrize("release", list(Release))
def test_only_what_goes_on_counts(session: Session, release: Release) -> None:
    answer = ask(session, category="petanque", release=release)
    assert (answer.listings_used, counts(answer)) == (1, [1])
    slugs = {place.slug for place in view(session, CoverageQuery()).world.inputs.places}
    assert "going-on" in slugs
    assert not slugs & {"wound-up", "shut-for-now"}


def test_what_visits_counts_only_when_asked(session: Session) -> None:
    assert ask(session, category="polo").listings_used == 0
    answer = ask(session, category="polo", visiting=True)
    assert (answer.listings_used, counts(answer)) == (1, [1])


@pytest.mark.parametrize("level", list(Level))
def test_a_listing_with_two_places_in_an_area_is_one(session: Session, level: Level) -> None:
    answer = ask(session, level=level, category="trampolining", release=Release.R2011)
    assert (answer.listings_used, answer.places_used) == (1, 2)
    [here] = [area for area in answer.contents if area.count]
    assert here.count == 1
    assert here.population
    assert here.rate_per_1000 == pytest.approx(1000 / here.population, abs=1e-4)
    assert here.rate_per_1000_of_age == here.rate_per_1000
    assert here.reach_drive is not None
    assert here.reach_drive <= 1, "two halls are not two listings"
    assert here.third_nearest_m is None


def test_a_place_known_by_its_parish_counts_in_the_parish_and_in_no_neighbourhood(session: Session) -> None:
    told = {level: ask(session, level=level, category="boxing") for level in Level}
    assert {level: counts(answer) for level, answer in told.items()} == {
        Level.LSOA: [],
        Level.WARD: [],
        Level.PARISH: [1],
        Level.DISTRICT: [1],
    }
    for answer in told.values():
        assert (answer.listings_used, answer.by_parish_used, answer.beyond) == (1, 1, 0)
        assert any(area.nearest_m for area in answer.contents), "it is measured to the parish's point"
    middle = session.execute(
        text("SELECT easting, northing FROM area WHERE code = :code AND release = '2021'"),
        {"code": MARCH_PARISH},
    ).one()
    found = view(session, replace(CoverageQuery(), category="boxing"))
    place = found.world.place_points[np.flatnonzero(found.offer.mask)[0]]
    assert place == pytest.approx([middle.easting, middle.northing], abs=1)
