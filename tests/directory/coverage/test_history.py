r"""Is a change between two runs split rightly, where the truth is made by hand?

Eastings in metres; all northings 0. Two neighbourhoods in one district, A1 of 100 people and A2 of 300:

    A1: postcodes at 0 and 1,000        A2: one postcode at 10,000
    before: library at 0, hall at 10,000, club at 2,000
"""

import io
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from made_world import DISTRICT, area, place, world
from sqlalchemy import text
from sqlmodel import Session

from directory.coverage import queries
from directory.coverage.history import RunComparison, compare_runs, list_runs
from directory.coverage.inputs import OLDEST_AGE, Inputs, PlaceInput
from directory.coverage.models import CoverageRun
from directory.coverage.run import run_coverage
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.coverage.world import World
from directory.errors import InvalidInput, Unavailable
from directory.words import Capital, Release

POSTCODES = ((0, 0, "A1"), (1_000, 0, "A1"), (10_000, 0, "A2"))
AREAS = (
    area("A1", "lsoa", 100, imd_decile=9, imd_rank=30_000),
    area("A2", "lsoa", 300),
    area(DISTRICT, "district", 400, name="Fenland"),
)
SITES = {"library": 0, "hall": 10_000, "club": 2_000}
Compare = Callable[..., RunComparison]


@pytest.fixture
def ids(session: Session) -> dict[str, str]:
    """Give three listings of the directory for the made places to be of, and one that is not there."""
    rows = session.execute(text("SELECT id FROM listing ORDER BY id LIMIT 3")).scalars().all()
    return dict(zip(("library", "hall", "club"), rows, strict=True)) | {"shed": "f" * 32}


@pytest.fixture
def listing(ids: dict[str, str]) -> Callable[..., PlaceInput]:
    def made(name: str, easting: float, **said: Any) -> PlaceInput:
        area_code = "A1" if easting < 5_000 else "A2"
        return replace(
            place(0, easting, 0),
            site=f"s-{ids[name]}",
            listing=ids[name],
            slug=name,
            name=name,
            areas=(area_code, area_code, None, "E04000001", DISTRICT),
            **said,
        )

    return made


def made_world(places: list[PlaceInput], people: int = 100) -> World:
    areas = (replace(AREAS[0], population=people), *AREAS[1:])
    return world(POSTCODES, sorted(places, key=lambda each: each.listing), areas)


@pytest.fixture
def keep(session: Session) -> Callable[[World, int], int]:
    def keep(kept: World, day: int) -> int:
        sha256 = kept.inputs.sha256()
        queries.keep_inputs(session, sha256, kept.inputs.pack())
        run = CoverageRun(
            release="2021",
            visiting=False,
            computed_at=datetime(2026, 1, day, 10, tzinfo=UTC),
            method="made",
            inputs_sha256=f"{day}",
            inputs=sha256,
            active=False,
        )
        supply = {"capital": "all", "listings": 3, "kinds": 1, "places": 3, "by_parish": 0}
        return queries.add_run(session, run, [supply])

    return keep


@pytest.fixture
def before(listing: Callable[..., PlaceInput]) -> list[PlaceInput]:
    return [listing(name, easting) for name, easting in SITES.items()]


@pytest.fixture
def compared(session: Session, keep: Callable[[World, int], int], before: list[PlaceInput]) -> Compare:
    def compared(after: list[PlaceInput], people: int = 100, **more: Any) -> RunComparison:
        runs = keep(made_world(before), 1), keep(made_world(after, people), 2)
        return compare_runs(session, *runs, CoverageQuery(), **more)

    return compared


def close(session: Session, listing_id: str, status: str = "inactive") -> None:
    session.execute(
        text("UPDATE listing SET status = :status WHERE id = :id"), {"id": listing_id, "status": status}
    )


def why(told: RunComparison) -> dict[str, str]:
    return {each.slug: each.why for each in told.listings}


@pytest.mark.parametrize("status", ["inactive", "temporarily_closed"])
def test_a_closed_listing_is_a_change_of_provision(
    session: Session, compared: Compare, before: list[PlaceInput], ids: dict[str, str], status: str
) -> None:
    """The hall closes: the 300 people of A2 go 8,000 m further, to the club; 300 / 400 of that on average."""
    close(session, ids["hall"], status)
    told = compared([each for each in before if each.slug != "hall"])
    assert why(told) == {"hall": "closed"}
    district = told.districts[0]
    assert (district.code, district.name) == (DISTRICT, "Fenland")
    mean = district.mean_distance_m
    # Before: of A1 50 people are 0 m and 50 are 1,000 m away, of A2 300 are 0 m away.
    assert (mean.before, mean.after) == (125.0, 125.0 + 6_000.0)
    assert (mean.part.provision, mean.part.directory, mean.part.ground) == (6_000.0, 0.0, 0.0)
    assert district.count.part.provision == -1
    beyond = district.people_in_need_beyond
    assert (beyond.before, beyond.after, beyond.part.provision) == (0.0, 300.0, 300.0)
    (only,) = told.areas
    assert (only.code, only.district, only.mean_distance_m.part.whole) == ("A2", "Fenland", 8_000.0)
    assert told.whole.mean_distance_m == mean


def test_a_listing_that_only_left_is_a_change_of_the_directory(
    compared: Compare, before: list[PlaceInput]
) -> None:
    told = compared([each for each in before if each.slug != "hall"])
    assert why(told) == {"hall": "gone"}
    part = told.districts[0].mean_distance_m.part
    assert (part.provision, part.directory, part.ground) == (0.0, 6_000.0, 0.0)


def test_a_new_listing_has_opened_only_if_somebody_says_so(
    compared: Compare, before: list[PlaceInput], listing: Callable[..., PlaceInput]
) -> None:
    """A shed at 1,000: 50 people have 1,000 m less to go."""
    after = [*before, listing("shed", 1_000)]
    found = compared(after)
    assert why(found) == {"shed": "new"}
    assert found.districts[0].mean_distance_m.part.directory == -125.0
    assert found.districts[0].mean_distance_m.part.provision == 0.0


def test_a_new_listing_that_opened_is_a_change_of_provision(
    compared: Compare, before: list[PlaceInput], listing: Callable[..., PlaceInput]
) -> None:
    told = compared([*before, listing("shed", 1_000)], opened=["shed"])
    assert why(told) == {"shed": "opened"}
    part = told.districts[0].mean_distance_m.part
    assert (part.provision, part.directory) == (-125.0, 0.0)
    assert told.districts[0].count.part.provision == 1


def test_a_corrected_place_is_a_change_of_the_directory(
    compared: Compare, before: list[PlaceInput], listing: Callable[..., PlaceInput]
) -> None:
    """The library was wrongly at 0 and is at 1,000."""
    told = compared([listing("library", 1_000), *before[1:]])
    assert why(told) == {"library": "corrected"}
    assert told.districts[0].mean_distance_m.part.directory == 0.0
    assert told.districts[0].mean_distance_m.part.whole == 0.0


def test_another_name_or_date_changes_nothing(compared: Compare, before: list[PlaceInput]) -> None:
    better_known = {"name": "The library", "dated": "2026-09", "confirmed": True, "origins": ("a list",)}
    told = compared([replace(before[0], **better_known), *before[1:]])
    assert told.listings == ()
    assert told.areas == ()
    assert not told.ground_changed


@pytest.mark.parametrize(
    ("ages", "changed"),
    [
        ((None, [7]), False),
        (([7], None), False),
        ((None, None), False),
        (([7], [7]), False),
        (([7], [8]), True),
    ],
)
def test_people_by_age_are_compared_where_both_runs_kept_them(
    session: Session, before: list[PlaceInput], ages: tuple[list[int] | None, ...], *, changed: bool
) -> None:
    """None: a run of before ages were kept, in the format of that time."""
    runs = []
    for day, people in enumerate(ages, 1):
        kept = made_world(before).inputs
        if people is not None:
            kept = replace(
                kept, age_codes=("A1",), ages=np.array([people * (OLDEST_AGE + 1)], dtype=np.int32)
            )
        packed = kept.pack() if people is not None else without_ages(kept)
        queries.keep_inputs(session, f"{day}", packed)
        run = CoverageRun(
            release="2021",
            visiting=False,
            computed_at=datetime(2026, 1, day, 10, tzinfo=UTC),
            method="made",
            inputs_sha256=f"{day}",
            inputs=f"{day}",
            active=False,
        )
        supply = {"capital": "all", "listings": 3, "kinds": 1, "places": 3, "by_parish": 0}
        runs.append(queries.add_run(session, run, [supply]))
    told = compare_runs(session, *runs, CoverageQuery())
    assert told.ground_changed is changed


def without_ages(inputs: Inputs) -> bytes:
    """Write inputs as they were written before ages were kept."""
    raw = zlib.decompress(inputs.pack())
    end = 8 + int.from_bytes(raw[:8], "big")
    columns = io.BytesIO()
    np.savez(columns, points=inputs.points, postcode_areas=inputs.postcode_areas, allow_pickle=False)
    head = json.dumps([1, *json.loads(raw[8:end])[1:6]]).encode()
    return zlib.compress(len(head).to_bytes(8, "big") + head + columns.getvalue())


def test_all_at_once_adds_up_and_each_part_is_what_it_was_alone(
    session: Session,
    compared: Compare,
    before: list[PlaceInput],
    ids: dict[str, str],
    listing: Callable[..., PlaceInput],
) -> None:
    """The hall closes, a shed at 1,000 is found, the club moves to 8,000, and A1 grows from 100 to 500."""
    close(session, ids["hall"])
    after = [before[0], listing("club", 8_000), listing("shed", 1_000)]
    told = compared(after, people=500)
    assert why(told) == {"hall": "closed", "club": "corrected", "shed": "new"}
    assert told.ground_changed
    for change in (told.districts[0].mean_distance_m, told.districts[0].people_in_need_beyond):
        assert change.before is not None
        assert change.after is not None
        assert change.part.whole == pytest.approx(change.after - change.before)
    mean = told.districts[0].mean_distance_m
    # 125; without the hall 6,125; then A1 is 0 m and 0 m, A2 2,000 m away: 1,500; then of 800 people: 750.
    assert mean.after == 750.0
    assert (mean.part.provision, mean.part.directory, mean.part.ground) == (6_000.0, -4_625.0, -750.0)


def test_the_parts_add_up_for_every_capital_of_the_real_directory(session: Session) -> None:
    first = next(run.id for run in list_runs(session) if run.shown and not run.visiting)
    session.execute(
        text("UPDATE listing SET status = 'inactive' WHERE slug IN ('march-library', 'st-ives-library')")
    )
    session.execute(
        text(
            "DELETE FROM instance WHERE capital = 'employability' AND listing_id IN "
            "(SELECT id FROM listing WHERE slug = 'soham-library')"
        )
    )
    run_coverage(session, draws=0)
    runs = {run.id: run for run in list_runs(session)}
    last = next(
        run.id
        for run in runs.values()
        if run.shown and not run.visiting and run.release is runs[first].release
    )
    told = compare_runs(session, first, last, CoverageQuery(capital=Capital.EMPLOYABILITY))
    assert why(told) == {
        "march-library": "closed",
        "st-ives-library": "closed",
        "soham-library": "corrected",
    }
    assert {"E07000009", "E07000010", "E07000011"} <= {each.code for each in told.districts}
    for each in (*told.districts, told.whole):
        for change in (each.count, each.mean_distance_m, each.people_in_need_beyond):
            assert change.before is not None
            assert change.part.whole == pytest.approx((change.after or 0) - change.before, abs=1e-6)
    by_code = {each.code: each for each in told.districts}
    assert by_code["E07000010"].count.part.provision == -1
    assert by_code["E07000009"].count.part.directory == -1
    assert (by_code["E07000009"].mean_distance_m.part.directory or 0) > 0
    assert len(told.areas) == 10
    moved = [abs(each.mean_distance_m.part.whole or 0) for each in told.areas]
    assert moved == sorted(moved, reverse=True)
    # What is told of the later run is what the map of gaps says.
    answer = read_coverage(session, CoverageQuery(capital=Capital.EMPLOYABILITY, release=runs[last].release))
    assert answer.people is not None
    of_county = sum(
        each.people_in_need_beyond.after or 0 for each in told.districts if each.code != "E06000031"
    )
    assert of_county == answer.people.residents


def test_runs_are_listed_newest_first_with_what_they_were_made_from(read_session: Session) -> None:
    runs = list_runs(read_session)
    assert len(runs) == 4
    assert {(run.release, run.visiting) for run in runs} == {
        (release, visiting) for release in Release for visiting in (False, True)
    }
    times = [run.computed_at for run in runs]
    assert times == sorted(times, reverse=True)
    for run in runs:
        assert run.shown
        assert run.computed_at.tzinfo is not None
        assert run.listings == 452 + run.visiting
        assert len(run.inputs_sha256) == 64
        assert run.draws == (0 if run.visiting else 25)


def test_what_cannot_be_compared_is_refused(
    session: Session, compared: Compare, before: list[PlaceInput]
) -> None:
    runs = list_runs(session)
    of = {(run.release, run.visiting): run.id for run in runs}
    new, old, visits = of[Release.R2021, False], of[Release.R2011, False], of[Release.R2021, True]
    for one, other, told in (
        (new, old, "one release"),
        (new, visits, "visiting"),
        (new, new, "different runs"),
        (new, 999, "not kept any more"),
    ):
        with pytest.raises(InvalidInput, match=told):
            compare_runs(session, one, other, CoverageQuery())
    with pytest.raises(InvalidInput, match="march-library"):
        compared(before, opened=["march-library"])
    session.execute(text("UPDATE coverage_run SET inputs = NULL WHERE id = :id"), {"id": new})
    with pytest.raises(Unavailable, match="did not keep"):
        compare_runs(session, new, old, CoverageQuery())
