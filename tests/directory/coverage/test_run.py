"""Is stored coverage what geopandas makes of the same places, stored whole or not at all, and repeatable?"""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session

from directory.areas.service import read_area
from directory.coverage.models import CoverageSupply
from directory.coverage.queries import RESULTS
from directory.coverage.run import compute_coverage, lacks_coverage, run_coverage, store_coverage
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import area_capitals, instance_table, read_coverage
from directory.errors import InvalidInput, Unavailable
from directory.store import (
    DIRECTORY,
    alembic_config,
    data_version,
    mark_changed,
    migrate,
    open_engine,
    reading_scope,
    session_scope,
)
from directory.words import ALL_DISTRICTS, Capital, Level, Region, Release

LSOA = {Release.R2011: ("LSOA11", "lsoa11_code"), Release.R2021: ("LSOA21", "lsoa21_code")}
FEW_DRAWS = 3
CAPITALS = [None, Capital.HEALTH, Capital.EMPLOYABILITY]


@pytest.fixture(scope="module")
def places(read_session: Session) -> gpd.GeoDataFrame:
    """Read the placed sites, one row a (site, capital) and one a site for all."""
    rows = read_session.execute(
        text(
            "SELECT l.id, l.visiting, p.lon, p.lat, p.lsoa11, p.lsoa21, p.ward, p.parish, p.district, "
            "i.capital "
            "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
            "JOIN location p ON p.id = s.location_id LEFT JOIN instance i ON i.listing_id = l.id "
            "WHERE l.kind <> 'parish_council' AND p.lon IS NOT NULL"
        )
    ).all()
    frame = pd.DataFrame(rows)
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=4326)
    return gpd.GeoDataFrame(frame, geometry=points).to_crs(27700)


@pytest.fixture(scope="module")
def postcodes(reference_dir: Path) -> gpd.GeoDataFrame:
    """Read the live postcodes of the area from the full reference table, not from what ships."""
    frame = pd.read_csv(reference_dir / "postcodes" / "camb_postcodes.csv.gz", low_memory=False)
    frame = frame[(frame["in_camb_pboro"].astype(str) == "True") & (frame["status"] == "live")]
    assert len(frame) == 21_853
    points = gpd.points_from_xy(frame["easting"], frame["northing"], crs=27700)
    return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=points)


def column_of(postcodes: pd.DataFrame, stem: str) -> str:
    return next(name for name in postcodes.columns if name.lower().startswith(stem))


@pytest.mark.reference
@pytest.mark.parametrize("visiting", [False, True])
@pytest.mark.parametrize("capital", CAPITALS)
def test_coverage_is_what_geopandas_finds(
    read_session: Session,
    places: gpd.GeoDataFrame,
    postcodes: gpd.GeoDataFrame,
    capital: Capital | None,
    *,
    visiting: bool,
) -> None:
    used = places if visiting else places[places["visiting"] == 0]
    if capital is not None:
        used = used[used["capital"] == capital.value]
    used = used.drop_duplicates(["id", "lon", "lat", "geometry"])
    near = gpd.sjoin_nearest(postcodes, used[["id", "geometry"]], distance_col="away_m")
    away = near.groupby(level=0)["away_m"].min()
    for release in Release:
        for level in (Level.LSOA, Level.WARD, Level.DISTRICT):
            stem = (
                f"lsoa{release.value[2:]}"
                if level is Level.LSOA
                else {"ward": "ward", "district": "lad25"}[level]
            )
            column = column_of(postcodes, stem)
            mean = away.groupby(postcodes[column]).mean()
            share = (away <= 1_200).groupby(postcodes[column]).mean()
            site_column = f"lsoa{release.value[2:]}" if level is Level.LSOA else level.value
            count = used.groupby(site_column)["id"].nunique()
            query = CoverageQuery(level, capital, release, Region.COMBINED_AUTHORITY, visiting=visiting)
            answer = read_coverage(read_session, query)
            assert answer.listings_used == used["id"].nunique()
            assert len(answer.contents) == {"lsoa": len(mean), "ward": 120, "district": 6}[level]
            for area in answer.contents:
                assert area.nearest_m == pytest.approx(mean[area.code], abs=0.5)
                assert area.share_within_1200m == pytest.approx(share[area.code], abs=1e-4)
                assert area.count == count.get(area.code, 0)
                if area.population:
                    assert area.rate_per_1000 == pytest.approx(area.count / area.population * 1_000, abs=1e-4)


def stored(session: Session, query: CoverageQuery) -> pd.DataFrame:
    """Read the areas' measures as stored, before they are rounded to be shown."""
    rows = session.execute(
        text(
            "SELECT v.code, v.nearest_m, a.imd_rank, a.imd_decile, a.district_code FROM coverage_value v "
            "JOIN coverage_run r ON r.id = v.run_id AND r.active AND NOT r.visiting AND r.release = :release "
            "JOIN area a ON a.code = v.code AND a.release = r.release "
            "WHERE v.level = 'lsoa' AND v.capital = :capital"
        ),
        {"release": query.release.value, "capital": query.capital.value if query.capital else "all"},
    ).all()
    frame = pd.DataFrame(rows).set_index("code")
    return frame[frame["district_code"].isin(query.region.districts)]


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("capital", CAPITALS[:2])
def test_classes_and_ranks_are_what_pandas_makes_of_them(
    read_session: Session, release: Release, region: Region, capital: Capital | None
) -> None:
    query = CoverageQuery(Level.LSOA, capital, release, region)
    answer = read_coverage(read_session, query)
    frame = stored(read_session, query)
    assert not answer.too_few
    access = pd.qcut(frame["nearest_m"], 3, labels=[1, 2, 3]).astype(int)
    need = pd.cut(frame["imd_decile"], [0, 3, 7, 10], labels=[3, 2, 1]).astype(int)
    both = frame[(access == 3) & (need == 3)].reset_index()
    order = both.sort_values(["nearest_m", "imd_rank", "code"], ascending=[False, True, True])[
        "code"
    ].tolist()
    assert {area.code for area in answer.contents} == set(frame.index)
    for area in answer.contents:
        assert (area.access_class, area.need_class) == (access[area.code], need[area.code])
        assert area.gap_rank == (order.index(area.code) + 1 if area.code in order else None)
    assert answer.access_breaks_m == pytest.approx(frame["nearest_m"].quantile([1 / 3, 2 / 3]).tolist())
    people = {area.code: area.population or 0 for area in answer.contents}
    needy = frame[need == 3]
    assert answer.people is not None
    assert answer.people.of_residents == sum(people[code] for code in needy.index)
    assert answer.people.residents == sum(people[code] for code in needy.index[needy["nearest_m"] > 3_000])


def test_a_district_shows_its_own_areas_with_the_regions_classes(read_session: Session) -> None:
    whole = {area.code: area for area in read_coverage(read_session, CoverageQuery()).contents}
    for district in Region.CAMBRIDGESHIRE.districts:
        part = read_coverage(read_session, CoverageQuery(district=district))
        assert {area.district_code for area in part.contents} == {district}
        for area in part.contents:
            assert area.access_class == whole[area.code].access_class
            assert area.gap_rank == whole[area.code].gap_rank
        ranks = [area.gap_rank_here for area in part.contents if area.gap_rank_here is not None]
        assert sorted(ranks) == list(range(1, len(ranks) + 1))
        assert part.people_here is not None


@pytest.mark.parametrize("release", Release)
def test_a_district_with_no_area_in_englands_most_deprived_says_none(
    read_session: Session, release: Release
) -> None:
    told = {}
    for district in Region.CAMBRIDGESHIRE.districts:
        answer = read_coverage(read_session, CoverageQuery(release=release, district=district))
        needy = [area for area in answer.contents if area.imd_decile is not None and area.imd_decile <= 3]
        told[district] = answer.people
        if needy:
            assert answer.people is not None
            assert answer.people.of_residents == sum(area.population or 0 for area in needy)
        else:
            assert answer.people is None
            assert not any(area.gap_rank for area in answer.contents)
            assert answer.people_here is not None
    assert None in told.values(), "no such district: the test shows nothing"
    assert told["E07000010"] is not None


def test_below_thirty_listings_nothing_is_called_a_gap(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        placed = (
            session.execute(
                text(
                    "SELECT DISTINCT i.listing_id FROM instance i JOIN service_at_location s "
                    "ON s.listing_id = i.listing_id JOIN location p ON p.id = s.location_id "
                    "JOIN listing l ON l.id = i.listing_id "
                    "WHERE p.easting IS NOT NULL AND NOT l.visiting AND i.capital = 'health' ORDER BY 1"
                )
            )
            .scalars()
            .all()
        )
        assert len(placed) > 40
        for few, expected in ((30, False), (29, True)):
            for listing in placed[few:]:
                session.execute(
                    text("DELETE FROM instance WHERE listing_id = :id AND capital = 'health'"),
                    {"id": listing},
                )
            run_coverage(session, draws=0)
            answer = read_coverage(session, CoverageQuery(capital=Capital.HEALTH))
            assert (answer.listings_used, answer.too_few) == (few, expected)
            assert (answer.access_breaks_m is None) == expected
            classed = [area for area in answer.contents if area.access_class is not None]
            assert bool(classed) != expected
            assert all(area.nearest_m for area in answer.contents), "the distances are told all the same"
            if expected:
                assert not any(area.gap_rank or area.gap_rank_here for area in answer.contents)


def test_no_listing_at_all_is_unknown_and_not_zero(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        session.execute(text("DELETE FROM instance WHERE capital = 'employability'"))
        run_coverage(session, draws=0)
        answer = read_coverage(session, CoverageQuery(capital=Capital.EMPLOYABILITY))
    assert (answer.listings_used, answer.too_few) == (0, True)
    assert answer.people is not None
    assert (answer.people.residents, answer.people.of_residents) == (0, 0)
    assert answer.people.unknown_residents > 0
    assert {(area.nearest_m, area.share_within_1200m, area.count) for area in answer.contents} == {
        (None, None, 0)
    }


def values(session: Session) -> dict[str, list[Any]]:
    """Read all that the runs shown have stored, every column of every table but the number of the run."""
    found = {}
    for table in (*RESULTS, CoverageSupply):
        names = [column.name for column in inspect(table).local_table.columns if column.name != "run_id"]
        columns = ", ".join(f"v.{name}" for name in names)
        order = ", ".join(str(number + 1) for number in range(len(names) + 2))
        found[table.__name__] = list(
            session.execute(
                text(
                    f"SELECT r.release, r.visiting, {columns} FROM {inspect(table).local_table.name} v "  # noqa: S608
                    f"JOIN coverage_run r ON r.id = v.run_id WHERE r.active ORDER BY {order}"
                )
            )
        )
    return found


def test_a_run_gives_the_same_whatever_the_order_of_rows(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        hashes = {report.inputs_sha256 for report in run_coverage(session, draws=FEW_DRAWS)}
        before = values(session)
        assert len(hashes) == len(Release)
        assert all(before.values()), "a table with nothing in it shows nothing"
    with session_scope(directory_engine) as session:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table in (
            *("postcode", "service_at_location", "instance", "location", "area"),
            *("listing_category", "source_record", "deprivation", "population_age"),
        ):
            session.execute(text(f"CREATE TEMP TABLE moved AS SELECT * FROM {table} ORDER BY random()"))  # noqa: S608
            if table in {"location", "service_at_location"}:
                # What points to these stays: rewrite each row at a new place instead.
                key = "id"
                session.execute(text(f"UPDATE {table} SET rowid = -rowid WHERE {key} IS NOT NULL"))  # noqa: S608
            else:
                session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
                session.execute(text(f"INSERT INTO {table} SELECT * FROM moved"))  # noqa: S608
            session.execute(text("DROP TABLE moved"))
        assert {report.inputs_sha256 for report in run_coverage(session, draws=FEW_DRAWS)} == hashes
        assert values(session) == before


def kept(session: Session) -> tuple[list[str], list[int]]:
    """List what is stored, shown or not: inputs, and the runs that any table holds rows of."""
    inputs = list(session.execute(text("SELECT sha256 FROM coverage_inputs ORDER BY 1")).scalars())
    tables = [inspect(table).local_table.name for table in (*RESULTS, CoverageSupply)]
    runs = " UNION ".join(f"SELECT run_id FROM {table}" for table in tables)  # noqa: S608
    return inputs, sorted(session.execute(text(runs)).scalars())


def test_other_inputs_have_another_hash(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        first = run_coverage(session, draws=0)[0].inputs_sha256
        session.execute(text("UPDATE listing SET status = 'inactive' WHERE slug = 'march-library'"))
        assert run_coverage(session, draws=0)[0].inputs_sha256 != first


@pytest.mark.parametrize(
    "step",
    [
        "Reading",
        "Measuring what can be reached, visits too",
        "Summing up the areas, LSOA 2011",
        "Estimating how complete",
        "Looking for clusters",
        "Drawing the listings again",
    ],
)
def test_a_run_that_is_interrupted_leaves_the_last_one_shown(directory_engine: Engine, step: str) -> None:
    with Session(directory_engine) as session:
        before, version = values(session), data_version(directory_engine)
        inputs = kept(session)
    assert all(before.values())

    def stop(told: str) -> None:
        if told.startswith(step):
            raise KeyboardInterrupt

    def run() -> None:
        with session_scope(directory_engine) as session:
            session.execute(text("UPDATE listing SET status = 'inactive'"))
            run_coverage(session, on_step=stop, draws=FEW_DRAWS)

    with pytest.raises(KeyboardInterrupt):
        run()
    with Session(directory_engine) as session:
        assert values(session) == before
        assert kept(session) == inputs
        active = session.execute(text("SELECT release, visiting FROM coverage_run WHERE active")).all()
        assert len(active) == len(set(active)) == 4
    assert data_version(directory_engine) == version


def test_a_writer_can_write_while_a_run_computes_and_the_run_is_of_what_it_read(
    directory_engine: Engine, database_url: str
) -> None:
    with session_scope(directory_engine) as session:
        expected = {report.inputs_sha256 for report in run_coverage(session, draws=0)}
    other = open_engine(database_url)
    written: list[str] = []

    def write(step: str) -> None:
        if not step.startswith("Reading"):
            with session_scope(other) as writing:
                writing.execute(text("UPDATE listing SET status = 'inactive' WHERE kind = 'hub'"))
                mark_changed(writing, "listings")
            written.append(step)

    with reading_scope(directory_engine) as session:
        computed = compute_coverage(session, on_step=write, draws=0)
    other.dispose()
    assert len(written) > 6, "at every step of computing"
    version = data_version(directory_engine)
    with session_scope(directory_engine) as session:
        reports = store_coverage(session, computed)
    assert {report.inputs_sha256 for report in reports} == expected, "what was written meanwhile is not in it"
    assert data_version(directory_engine) != version
    with session_scope(directory_engine) as session:
        again = {report.inputs_sha256 for report in run_coverage(session, draws=0)}
    assert again.isdisjoint(expected), "what was written was kept, and the next run has it"


def test_a_run_from_before_inputs_were_kept_is_to_be_computed_again(directory_engine: Engine) -> None:
    with Session(directory_engine) as session:
        assert not lacks_coverage(session)
    command.downgrade(alembic_config(DIRECTORY, directory_engine), "0003_shipped_and_by_parish")
    migrate(DIRECTORY, directory_engine)
    with Session(directory_engine) as session:
        assert lacks_coverage(session)
        with pytest.raises(Unavailable, match="hereabouts coverage run"):
            read_coverage(session, CoverageQuery())
    with session_scope(directory_engine) as session:
        run_coverage(session, draws=0)
    with Session(directory_engine) as session:
        assert not lacks_coverage(session)
        assert read_coverage(session, CoverageQuery()).contents
        session.execute(text("UPDATE coverage_run SET active = 0 WHERE visiting AND release = '2011'"))
        assert lacks_coverage(session), "one that pages need is not there"


def test_a_run_of_another_method_is_to_be_computed_again(session: Session) -> None:
    session.execute(text("UPDATE coverage_run SET method = 'another' WHERE visiting AND release = '2011'"))
    assert lacks_coverage(session)


def test_a_new_run_is_shown_in_place_of_the_last(directory_engine: Engine) -> None:
    with session_scope(directory_engine) as session:
        earlier = read_coverage(session, CoverageQuery()).computed_at
        run_coverage(session, draws=0)
        later = read_coverage(session, CoverageQuery()).computed_at
        active = session.execute(text("SELECT COUNT(*) FROM coverage_run WHERE active")).scalar_one()
    assert later > earlier
    assert later.tzinfo is not None
    assert active == 4


def test_what_visits_is_left_out_unless_asked(read_session: Session) -> None:
    without = read_coverage(read_session, CoverageQuery())
    including = read_coverage(read_session, CoverageQuery(visiting=True))
    assert including.listings_used == without.listings_used + 1
    assert including.places_used == without.places_used + 362
    nearer = 0
    for one, other in zip(including.contents, without.contents, strict=True):
        assert one.nearest_m is not None
        assert other.nearest_m is not None
        assert one.nearest_m <= other.nearest_m
        nearer += one.nearest_m < other.nearest_m
    assert nearer > 20


def test_a_store_without_a_run_or_without_data_says_what_to_do(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    migrate(DIRECTORY, engine)
    with Session(engine) as session:
        with pytest.raises(Unavailable, match="hereabouts coverage run"):
            read_coverage(session, CoverageQuery())
        with pytest.raises(Unavailable, match="hereabouts init"):
            run_coverage(session, draws=0)
    engine.dispose()


def test_a_district_of_another_region_is_refused(read_session: Session) -> None:
    with pytest.raises(InvalidInput, match="not in the region") as refused:
        read_coverage(read_session, CoverageQuery(district="E06000031"))
    assert refused.value.field == "district"


@pytest.mark.parametrize("release", Release)
def test_instances_by_capital_and_district_add_up_both_ways(read_session: Session, release: Release) -> None:
    table = instance_table(read_session, release)
    *parts, total = table.rows
    assert [row.code for row in parts[:6]] == list(ALL_DISTRICTS)
    for number in range(len(Capital)):
        assert sum(row.counts[number] for row in parts) == total.counts[number]
    for row in table.rows:
        assert sum(row.counts) == row.instances
        if row.population:
            for count, rate in zip(row.counts, row.rates_per_1000, strict=True):
                assert rate == pytest.approx(count / row.population * 1_000)
        else:
            assert set(row.rates_per_1000) == {None}
    assert sum(row.listings for row in parts) == total.listings
    assert total.population == sum(row.population or 0 for row in parts)
    counted = read_session.execute(
        text(
            "SELECT i.capital, COUNT(*) AS instances FROM instance i JOIN listing l ON l.id = i.listing_id "
            "WHERE l.status = 'active' AND l.kind <> 'parish_council' GROUP BY 1"
        )
    )
    assert {row.capital: row.instances for row in counted} == dict(
        zip((capital.value for capital in Capital), total.counts, strict=True)
    )
    listings = read_session.execute(
        text("SELECT COUNT(*) FROM listing WHERE kind <> 'parish_council' AND status = 'active'")
    )
    assert listings.scalar_one() == total.listings
    tagged = read_session.execute(text("SELECT COUNT(DISTINCT listing_id) FROM instance")).scalar_one()
    assert table.untagged_listings == total.listings - tagged


def test_an_area_is_told_beside_its_district(read_session: Session) -> None:
    area = read_area(read_session, "E01018111", Release.R2021)
    told = area_capitals(read_session, area)
    assert [one.capital for one in told] == [None, *Capital]
    whole = {
        found.code: found for found in read_coverage(read_session, CoverageQuery(Level.DISTRICT)).contents
    }["E07000010"]
    first = told[0]
    assert first.district_nearest_m == pytest.approx(whole.nearest_m, abs=0.1)
    assert first.district_rate_per_1000 == pytest.approx(whole.rate_per_1000, abs=1e-3)
    for one in told[1:]:
        assert one.count <= first.count
        assert one.nearest_m is not None
        assert first.nearest_m is not None
        assert one.nearest_m >= first.nearest_m - 1e-9
        assert one.nearest_listing_slug
        assert one.nearest_listing_distance_m is not None
    assert np.isfinite([one.nearest_listing_distance_m or 0 for one in told]).all()
