"""Are parishes compared with those like them, and is nothing said where too few are?"""

import math
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.marks.schemas import MarkRead, Says
from directory.nodes.like_parishes import (
    LEAST_SHARE,
    Parishes,
    alike_in,
    all_parishes,
    compare,
    holding,
    measures_of,
    neighbours,
    similar_parishes,
)
from directory.nodes.parish_schemas import ParishFigures, Rurality
from directory.store import mark_changed

WISBECH, RAMSEY, LITTLE_GIDDING, CAMBRIDGE = "E04001668", "E04012035", "E04001720", "E43000042"
TOWN, VILLAGE = Rurality(1, 0, 0, 0), Rurality(0, 0, 1, 1)


def figures(
    code: str, population: int | None, rurality: Rurality | None, score: float | None
) -> ParishFigures:
    return ParishFigures(
        code,
        f"Name {code}",
        "D",
        unparished=False,
        easting=0,
        northing=0,
        population=population,
        imd_score=score,
        rurality=rurality,
    )


def world(*parishes: ParishFigures) -> Parishes:
    places = {each.code: number for number, each in enumerate(parishes)}
    return Parishes(parishes, places, (), np.zeros((len(parishes), 0), dtype=np.bool_))


def test_by_hand() -> None:
    same = [figures(f"s{number}", 1_000, VILLAGE, 10.0) for number in range(5)]
    made = world(figures("own", 1_000, VILLAGE, 10.0), figures("town", 1_000, TOWN, 40.0), *same)
    found = alike_in(made, "own")
    assert [each.code for each in found] == ["s0", "s1", "s2", "s3", "s4", "town"]
    assert [each.distance for each in found[:5]] == [0.0] * 5
    assert found[5].distance > 1


def test_only_between_half_and_twice_the_people() -> None:
    sizes = [499, 500, 2_000, 2_001, 900, 1_100, 1_200]
    made = world(figures("own", 1_000, VILLAGE, 10.0), *(figures(str(n), n, VILLAGE, 10.0) for n in sizes))
    assert {each.code for each in alike_in(made, "own")} == {"500", "2000", "900", "1100", "1200"}


def test_with_fewer_than_five_alike_nothing_is_said() -> None:
    four = [figures(str(number), 1_000, VILLAGE, 10.0) for number in range(4)]
    assert alike_in(world(figures("own", 1_000, VILLAGE, 10.0), *four), "own") == ()
    assert alike_in(world(figures("own", None, VILLAGE, 10.0), *four, four[0]), "own") == ()


def test_what_is_not_known_is_no_measure_and_not_zero() -> None:
    row = measures_of([figures("own", None, None, None)])[0]
    assert np.isnan(row).all()
    told = measures_of([figures("own", 1_000, Rurality(0.25, 0.25, 0.5, 0.75), 7.5)])[0]
    assert told.tolist() == [math.log(1_000), 1.25, 0.75, 7.5]


def test_of_the_shipped_parishes(session: Session) -> None:
    parishes = all_parishes(session)
    assert len(parishes.figures) == 266
    assert all(each.rurality is not None and each.population for each in parishes.figures)
    assert {each.name for each in similar_parishes(session, WISBECH)} >= {"March", "Huntingdon", "Whittlesey"}
    assert similar_parishes(session, CAMBRIDGE) == ()
    without = [each.code for each in parishes.figures if not alike_in(parishes, each.code)]
    assert len(without) <= 5, "nearly every parish has some like it"


def test_what_is_missing_is_listed_there_and_not_here(session: Session) -> None:
    parishes = all_parishes(session)
    seen = 0
    for each in parishes.figures:
        found = compare(session, each.code, ())
        for missing in found.missing:
            seen += 1
            column = parishes.subjects.index(missing.subject)
            theirs = [parishes.listed[parishes.place[other.code], column] for other in found.alike]
            assert missing.have == sum(theirs) == len(missing.names)
            assert missing.have >= LEAST_SHARE * missing.of
            assert not parishes.listed[parishes.place[each.code], column]
            assert missing.nearest is not None
        shares = [missing.have for missing in found.missing]
        assert shares == sorted(shares, reverse=True)
    assert seen > 100


def mark(subject: str, says: Says, on_date: str) -> MarkRead:
    return MarkRead(
        id=uuid4(),
        area_code=WISBECH,
        area_name="Wisbech",
        area_level="parish",
        district_name="Fenland",
        subject=subject,
        subject_label="",
        says=says,
        on_date=on_date,
        role="parish clerk",
        note=None,
        source="a test",
    )


def test_what_somebody_said_is_there_is_not_missing(session: Session) -> None:
    assert "bowls" in {each.subject for each in compare(session, WISBECH, ()).missing}
    said = [mark("bowls", Says.HAS, "2026-03-01"), mark("bowls", Says.NONE, "2025-01-01")]
    assert "bowls" not in {each.subject for each in compare(session, WISBECH, said).missing}
    none = [mark("bowls", Says.NONE, "2026-03-01"), mark("bowls", Says.UNKNOWN, "2026-04-01")]
    told = next(each for each in compare(session, WISBECH, none).missing if each.subject == "bowls")
    assert told.said is not None
    assert told.said.says is Says.NONE
    assert holding(none)["bowls"].says is Says.NONE, "not to know takes nothing back"


def test_a_change_of_listings_is_seen(session: Session) -> None:
    before = all_parishes(session)
    assert all_parishes(session) is before
    session.execute(text("DELETE FROM search_entry WHERE parish = :code"), {"code": WISBECH})
    mark_changed(session, "listings")
    after = all_parishes(session)
    assert before.listed[before.place[WISBECH]].any()
    assert not after.listed[after.place[WISBECH]].any()
    session.rollback()


@pytest.mark.parametrize("code", [WISBECH, RAMSEY, LITTLE_GIDDING, CAMBRIDGE])
def test_neighbours_are_the_nearest_by_their_middles(session: Session, code: str) -> None:
    every = all_parishes(session)
    own = every.figures[every.place[code]]
    away = sorted(
        math.hypot(each.easting - own.easting, each.northing - own.northing)
        for each in every.figures
        if each.code != code
    )
    found = neighbours(session, code)
    assert [each.distance_m for each in found] == [round(far) for far in away[:6]]
