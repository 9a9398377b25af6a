"""Are figures taken as they stand, unknown ones kept unknown, and the rest told?"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory.errors import InvalidInput, NotFound
from directory.indicators.schemas import IndicatorLevel, IndicatorNew, IndicatorReport
from directory.indicators.service import (
    concerns,
    import_indicator,
    list_indicators,
    read_figures,
    read_indicator,
    remove_indicator,
)
from directory.store import data_version, session_scope

NO_CAR = IndicatorNew(
    slug="no-car",
    label="Households without a car",
    unit="% of households",
    level=IndicatorLevel.LSOA21,
    higher_is_worse=True,
    source="ONS, Census 2021, TS045",
    licence="Open Government Licence v3.0",
    vintage="March 2021",
)
ONE, TWO = "E01015589", "E01015590"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*rows: str) -> Path:
        path = tmp_path / "figures.csv"
        path.write_text("\n".join(("code,value", *rows)) + "\n", encoding="utf-8")
        return path

    return written


def bring(
    engine: Engine, path: Path, about: IndicatorNew = NO_CAR, *, dry_run: bool = False
) -> IndicatorReport:
    with session_scope(engine) as session:
        return import_indicator(session, path, about, dry_run=dry_run)


def test_the_shipped_ones_cover_every_lsoa(session: Session) -> None:
    found = {one.slug: one for one in list_indicators(session)}
    assert set(found) == {
        *("aged-65-plus", "deprived-households", "disabled", "overcrowded", "private-rented"),
        "social-rented",
    }
    for one in found.values():
        assert one.areas == (487 if one.level is IndicatorLevel.LSOA11 else 516), one.slug
        assert (one.unknown, one.shipped, one.higher_is_worse) == (0, True, True)
        values = read_figures(session, one.slug).values
        assert all(value is not None and 0 <= value <= 100 for value in values)


def test_a_share_is_the_published_count_over_the_published_whole(session: Session) -> None:
    # Census 2021, TS038, E01015589: 272 of 2,000 people; E01015590: 216 of 1,509.
    figures = read_figures(session, "disabled")
    values = dict(zip(figures.codes, figures.values, strict=True))
    assert (values[ONE], values[TWO]) == (13.6, 14.31)
    # TS011, E01015629: 63 + 17 + 0 of 696 households.
    figures = read_figures(session, "deprived-households")
    assert dict(zip(figures.codes, figures.values, strict=True))["E01015629"] == 11.49


def test_the_concerns_of_a_district_come_in_the_papers_order(session: Session) -> None:
    fenland = concerns(session, "E07000010")
    assert len(fenland) == 16
    assert fenland[0].concern == "Life expectancy at birth of men and women"
    assert {one.source_line for one in fenland} == {"1111"}
    assert concerns(session, "E06000031") == ()  # the table has no Peterborough
    assert len({one.district_code for one in concerns(session)}) == 5


def test_an_empty_cell_is_unknown_and_what_is_not_named_is_counted(
    directory_engine: Engine, write: Write
) -> None:
    path = write(f"{ONE},14.2", f"{TWO.lower()},")
    before = data_version(directory_engine)
    assert bring(directory_engine, path, dry_run=True).changed
    assert data_version(directory_engine) == before
    report = bring(directory_engine, path)
    assert (report.values, report.unknown, report.without) == (1, 1, 514)
    assert data_version(directory_engine) != before
    with Session(directory_engine) as session:
        figures = read_figures(session, "no-car")
        assert (figures.codes, figures.values) == ((ONE, TWO), (14.2, None))
        assert (figures.indicator.areas, figures.indicator.unknown) == (1, 1)


def test_the_same_file_changes_nothing_and_another_takes_its_place(
    directory_engine: Engine, write: Write
) -> None:
    bring(directory_engine, write(f"{ONE},1"))
    before = data_version(directory_engine)
    assert not bring(directory_engine, write(f"{ONE},1")).changed
    assert data_version(directory_engine) == before
    report = bring(directory_engine, write(f"{TWO},2"), replace(NO_CAR, higher_is_worse=False))
    assert (report.changed, report.replaced) == (True, True)
    with Session(directory_engine) as session:
        assert read_figures(session, "no-car").codes == (TWO,)
        assert not read_indicator(session, "no-car").higher_is_worse


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("E01015591,many", "is not a number"),
        ("E01015591,nan", "is not a figure"),
        ("E01015591,inf", "is not a figure"),
        ("E09000001,3", "none of the LSOAs of 2021"),
        ("E07000010,3", "one of the districts"),
        ("E04001687,3", "one of the parishes"),
        (",3", "An empty cell is none of"),
        (f"{ONE},3", "also in line 2"),
    ],
)
def test_a_bad_row_is_set_aside(directory_engine: Engine, write: Write, row: str, reason: str) -> None:
    report = bring(directory_engine, write(f"{ONE},1", row))
    assert report.values == 1
    assert [aside.line for aside in report.aside] == [3]
    assert reason in report.aside[0].reason
    with Session(directory_engine) as session:
        assert read_figures(session, "no-car").values == (1.0,)


@pytest.mark.parametrize(
    ("about", "says"),
    [
        (replace(NO_CAR, slug="No car"), "like no-car"),
        (replace(NO_CAR, label=" "), "label is empty"),
        (replace(NO_CAR, note="x" * 501), "keep it to 500"),
        (replace(NO_CAR, slug="disabled"), "ships with the product"),
        (replace(NO_CAR, label="=1+1"), "label begins with ="),
        (replace(NO_CAR, unit="+cars"), "unit begins with +"),
        (replace(NO_CAR, source="@SUM(1)"), "source begins with @"),
        (replace(NO_CAR, note=" -1"), "note begins with -"),
        (replace(NO_CAR, label="Asked by Mrs Example"), "label holds the name of a person"),
        (replace(NO_CAR, unit="per a@b.org"), "unit holds an e-mail address"),
        (replace(NO_CAR, source="Ring 01223 555 0100"), "source holds a telephone number"),
        (replace(NO_CAR, note="Cllr Example said so"), "note holds the name of a person"),
    ],
)
def test_what_is_said_of_it_is_checked(
    directory_engine: Engine, write: Write, about: IndicatorNew, says: str
) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)):
        bring(directory_engine, write(f"{ONE},1"), about)


def test_one_that_was_brought_can_be_taken_away_and_a_shipped_one_not(
    directory_engine: Engine, write: Write
) -> None:
    bring(directory_engine, write(f"{ONE},1"))
    with session_scope(directory_engine) as session:
        remove_indicator(session, "no-car")
        with pytest.raises(InvalidInput, match="ships"):
            remove_indicator(session, "disabled")
    with Session(directory_engine) as session, pytest.raises(NotFound, match="indicators list"):
        read_indicator(session, "no-car")
