"""Are two districts compared by what the tables add up to, and is no more claimed than is known?"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sqlalchemy import text
from sqlmodel import Session

from directory.coverage.compare import Finding, Range, Verdict, compare, verdict
from directory.coverage.schemas import CoverageQuery
from directory.coverage.service import read_coverage
from directory.errors import InvalidInput
from directory.words import Capital, Day, Level, Region, Release

HUNTS, EAST, PETERBOROUGH = "E07000011", "E07000009", "E06000031"
PLACES = text(
    "SELECT DISTINCT l.id, p.easting, p.northing, p.district FROM listing l "
    "JOIN service_at_location s ON s.listing_id = l.id JOIN location p ON p.id = s.location_id "
    "WHERE l.status = 'active' AND l.kind <> 'parish_council' AND NOT l.visiting AND p.easting IS NOT NULL "
    "AND (:capital = '' OR EXISTS "
    "(SELECT 1 FROM instance i WHERE i.listing_id = l.id AND i.capital = :capital))"
)
POSTCODES = text(
    # Not those on an edge, which lie in an LSOA of another district or in another's ward.
    "SELECT easting, northing, district, CASE WHEN home THEN 1.0 * population / SUM(home) OVER (PARTITION BY "
    "lsoa21) ELSE 0 END AS people FROM (SELECT p.*, a.population, "
    "a.district_code = p.district AND a.district_code = w.district_code AS home "
    "FROM postcode p JOIN area a ON a.code = p.lsoa21 AND a.release = '2021' "
    "JOIN area w ON w.code = p.ward AND w.release = '2021' "
    "WHERE p.inside AND p.status = 'live' AND p.easting IS NOT NULL)"
)
PEOPLE = text("SELECT population FROM area WHERE code = :code AND release = '2021'")


def plain_distances(session: Session, capital: str, district: str) -> tuple[np.ndarray, np.ndarray]:
    """Measure every postcode of a district to every place, one by one, with the people at it."""
    places = np.array([(row.easting, row.northing) for row in session.execute(PLACES, {"capital": capital})])
    rows = [row for row in session.execute(POSTCODES) if row.district == district]
    points = np.array([(row.easting, row.northing) for row in rows])
    return cdist(points, places).min(axis=1), np.array([row.people for row in rows])


@pytest.mark.parametrize("capital", [None, Capital.HEALTH, Capital.EMPLOYABILITY])
def test_it_is_what_the_tables_add_up_to(read_session: Session, capital: Capital | None) -> None:
    told = compare(read_session, CoverageQuery(capital=capital), HUNTS, EAST)
    key = capital.value if capital else ""
    rows = read_session.execute(PLACES, {"capital": key}).all()
    figures = {}
    for side, code in ((told.a, HUNTS), (told.b, EAST)):
        count = len({row.id for row in rows if row.district == code})
        people = read_session.execute(PEOPLE, {"code": code}).scalar_one()
        metres, weight = plain_distances(read_session, key, code)
        mean = float((metres * weight).sum() / weight.sum())
        assert side.supply.count == count
        assert side.population == people
        assert side.supply.rate_per_1000 == pytest.approx(count / people * 1_000)
        assert side.supply.mean_distance_m == pytest.approx(mean, rel=1e-9)
        assert side.median_distance_m is not None
        assert side.p90_distance_m is not None
        for far, share in ((side.median_distance_m, 0.5), (side.p90_distance_m, 0.9)):
            within = weight[metres <= far + 1e-6].sum() / weight.sum()
            nearer = weight[metres < far - 1e-6].sum() / weight.sum()
            assert nearer < share <= within + 1e-12
        figures[code] = (count, people, mean)
    (count_a, people_a, mean_a), (count_b, people_b, mean_b) = figures[HUNTS], figures[EAST]
    assert told.ratio.by_count == pytest.approx(count_a / count_b)
    assert told.ratio.by_rate == pytest.approx(count_a / people_a / (count_b / people_b))
    assert told.ratio.by_distance == pytest.approx(mean_a / mean_b, rel=1e-9)


def test_it_says_what_the_map_of_gaps_says(read_session: Session) -> None:
    query = CoverageQuery(capital=Capital.CULTURAL)
    told = compare(read_session, query, HUNTS, PETERBOROUGH)
    districts = read_coverage(
        read_session, replace(query, level=Level.DISTRICT, region=Region.COMBINED_AUTHORITY)
    )
    of_map = {area.code: area for area in districts.contents}
    for side in (told.a, told.b):
        area = of_map[side.code]
        assert side.supply.count == area.count
        assert side.supply.rate_per_1000 == pytest.approx(area.rate_per_1000, abs=1e-3)
        assert side.e2sfca == pytest.approx(area.e2sfca, abs=1e-6)
        assert side.share_within_walk == pytest.approx(area.share_within_walk, abs=1e-4)
        assert side.need == pytest.approx(area.need, abs=1e-6)


def test_every_capital_is_compared_as_it_would_be_by_itself(read_session: Session) -> None:
    whole = compare(read_session, CoverageQuery(), HUNTS, EAST)
    assert [pair.capital for pair in whole.capitals] == [None, *Capital]
    for pair in whole.capitals:
        alone = compare(read_session, CoverageQuery(capital=pair.capital), HUNTS, EAST)
        assert (pair.a, pair.b, pair.ratio) == (alone.a.supply, alone.b.supply, alone.ratio)


def test_the_other_way_round_turns_it_over(read_session: Session) -> None:
    query = CoverageQuery(capital=Capital.HEALTH)
    one, other = compare(read_session, query, HUNTS, EAST), compare(read_session, query, EAST, HUNTS)
    turned = {Verdict.FIRST: Verdict.SECOND, Verdict.SECOND: Verdict.FIRST}
    for name in ("by_count", "by_rate", "by_distance"):
        assert getattr(one.ratio, name) == pytest.approx(1 / getattr(other.ratio, name))
        said, back = getattr(one, name), getattr(other, name)
        assert turned.get(said.verdict, said.verdict) is back.verdict
        assert said.may_be_equal == back.may_be_equal
        assert said.doubt.low == pytest.approx(1 / back.doubt.high, rel=0.02)


def test_people_who_live_further_are_worse_served() -> None:
    assert verdict(1.2) is Verdict.FIRST
    assert verdict(0.8) is Verdict.SECOND
    assert verdict(1.04) is verdict(0.96) is Verdict.ALIKE
    assert verdict(None) is Verdict.UNKNOWN
    assert Finding(Verdict.FIRST, 1.2, Range(0.9, 1.5)).may_be_equal
    assert not Finding(Verdict.FIRST, 1.2, Range(1.1, 1.5)).may_be_equal


def test_a_further_place_is_said_to_be_worse(read_session: Session) -> None:
    found = [
        compare(read_session, CoverageQuery(capital=capital), HUNTS, EAST).by_distance for capital in Capital
    ]
    assert {Verdict.FIRST, Verdict.SECOND} <= {each.verdict for each in found}
    for each in found:
        assert each.ratio is not None
        if each.verdict is Verdict.FIRST:
            assert each.ratio < 1, "nearer is better"


def test_how_full_the_directory_is_is_told_only_where_it_can_be(read_session: Session) -> None:
    rows = read_session.execute(
        text(
            "SELECT c.district, c.share FROM coverage_completeness c JOIN coverage_run r ON r.id = c.run_id "
            "WHERE r.active AND r.release = '2021' AND NOT r.visiting AND c.subject = 'employability' "
            "AND c.share IS NOT NULL AND c.estimated_of >= 0.8 * c.known"
        )
    ).all()
    known = {row.district: row.share for row in rows}
    assert known
    for code in (HUNTS, EAST):
        told = compare(read_session, CoverageQuery(capital=Capital.EMPLOYABILITY), code, PETERBOROUGH)
        assert (told.a.held is not None) == (code in known)
        if told.a.held is not None:
            assert told.a.held.share == known[code]
        both = told.a.held is not None and told.b.held is not None
        assert (told.doubt.if_full is not None) == both


def test_parishes_are_compared_too_and_a_code_may_be_of_one_release(read_session: Session) -> None:
    parishes = read_session.execute(
        text(
            "SELECT code, name, population FROM area WHERE level = 'parish' AND release = '2021' "
            "AND name IN ('March', 'Chatteris') ORDER BY name"
        )
    ).all()
    chatteris, march = parishes
    told = compare(read_session, CoverageQuery(category="library"), chatteris.code, march.code)
    assert (told.a.name, told.b.name) == ("Chatteris", "March")
    assert told.a.population == chatteris.population
    assert told.a.supply.count == told.b.supply.count == 1
    assert told.a.held is None, "completeness is of districts"
    lsoa = read_session.execute(
        text("SELECT code FROM area WHERE level = 'lsoa' AND release = '2021' AND code NOT IN "
             "(SELECT code FROM area WHERE release = '2011') LIMIT 1")
    ).scalar_one()  # fmt: skip
    compare(read_session, CoverageQuery(), lsoa, HUNTS)
    with pytest.raises(InvalidInput, match="one release"):
        compare(read_session, CoverageQuery(release=Release.R2011), lsoa, HUNTS)


def test_what_makes_no_comparison_is_refused(read_session: Session) -> None:
    with pytest.raises(InvalidInput, match="different places") as refused:
        compare(read_session, CoverageQuery(), HUNTS, HUNTS)
    assert refused.value.field == "b"
    with pytest.raises(InvalidInput, match="Choose a district") as refused:
        compare(read_session, CoverageQuery(), "E99", HUNTS)
    assert refused.value.field == "a"


def test_of_nothing_no_ratio_is_made(read_session: Session) -> None:
    told = compare(read_session, CoverageQuery(category="library", day=Day.TUE, at="03:00"), HUNTS, EAST)
    assert told.listings_used == 0
    assert (told.ratio.by_count, told.ratio.by_rate, told.ratio.by_distance) == (None, None, None)
    assert (told.doubt.by_count, told.doubt.by_distance) == (None, None)
    assert told.a.supply.mean_distance_m is None, "unknown, not zero"
    assert told.by_count.verdict is Verdict.UNKNOWN
