"""Is the place that is proposed the best of all the buildings we know, and is it told for whom?

The oracle works everything out again from the tables, with pandas and numpy over all candidates.
"""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lived_in import lived_in
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from sqlalchemy import Engine, text
from sqlmodel import Session

from directory.coverage.inputs import AreaInput
from directory.coverage.schemas import CoverageQuery, NeedChoice
from directory.coverage.siting import (
    Objective,
    SitingChoice,
    WhereNext,
    every_gain,
    keep_best,
    prove_best,
    site,
    where_next,
)
from directory.coverage.siting_count import alone, at_middles, gain_of
from directory.coverage.siting_question import Candidate, CandidateKind, Near, Question, Weight
from directory.coverage.world import Partition
from directory.errors import InvalidInput
from directory.store import data_version, mark_changed, open_engine, reading_scope, session_scope
from directory.words import DISTRICTS_OF_COUNTY, Capital

FENLAND, SOUTH = "E07000010", "E07000012"
CYCLE_M = 16_000 / 60 * 20 / 1.3
WORK = CoverageQuery(capital=Capital.EMPLOYABILITY)
FEW = (CandidateKind.HOSPITAL,)


class Oracle:
    """People, places and candidates of the five districts, gathered from the tables."""

    def __init__(self, session: Session, capital: str = "employability") -> None:
        connection = session.connection()
        postcodes = pd.read_sql(
            text("SELECT lsoa21, easting, northing FROM postcode WHERE inside AND status = 'live'"),
            connection,
        )
        areas = pd.read_sql(
            text("SELECT * FROM area WHERE release = '2021' AND level = 'lsoa'"), connection, index_col="code"
        )
        areas = areas[areas["district_code"].isin(DISTRICTS_OF_COUNTY)]
        middles = postcodes.groupby("lsoa21")[["easting", "northing"]].mean()
        self.areas = areas.drop(columns=["easting", "northing"]).join(middles)
        self.demand = self.areas[["easting", "northing"]].to_numpy()
        self.people = self.areas["population"].to_numpy(dtype=float)
        self.in_need = (self.areas["imd_decile"] <= 3).to_numpy()
        places = pd.read_sql(
            text(
                "SELECT s.id, l.name, l.kind, p.precision, p.easting, p.northing, p.district, EXISTS "
                "(SELECT 1 FROM instance i WHERE i.listing_id = l.id AND i.capital = :capital) AS offers, "
                "EXISTS (SELECT 1 FROM listing_category c WHERE c.listing_id = l.id AND c.category IN "
                "('library', 'community-centre')) AS hall "
                "FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
                "JOIN location p ON p.id = s.location_id WHERE l.status = 'active' AND NOT l.visiting "
                "AND l.kind <> 'parish_council' AND p.easting IS NOT NULL"
            ),
            connection,
            params={"capital": capital},
        )
        self.existing = places.loc[places["offers"] == 1, ["easting", "northing"]].to_numpy(dtype=float)
        could = (
            (places["offers"] == 0)
            & places["precision"].isin(["exact", "postcode"])
            & places["district"].isin(DISTRICTS_OF_COUNTY)
            & (places["kind"].isin(["hub", "venue"]) | (places["hall"] == 1))
        )
        reference = pd.read_sql(text("SELECT * FROM reference_place"), connection)
        reference = reference[reference["district_code"].isin(DISTRICTS_OF_COUNTY)]
        self.candidates = pd.concat(
            [places.loc[could, ["id", "name", "easting", "northing"]], reference], ignore_index=True
        )
        could_be = self.candidates[["easting", "northing"]].to_numpy(dtype=float)
        self.now_m: NDArray[np.float64] = cdist(self.demand, self.existing).min(axis=1)
        self.metres = cdist(self.demand, could_be)
        homes = pd.read_sql(
            text(f"SELECT lsoa21, easting, northing FROM ({lived_in()})"),  # noqa: S608
            connection,
        )
        homes = homes[homes["lsoa21"].isin(self.areas.index)]
        share = self.areas["population"] / homes["lsoa21"].value_counts()
        at = homes[["easting", "northing"]].to_numpy(dtype=float)
        self.home_people = homes["lsoa21"].map(share).to_numpy(dtype=float)
        self.home_in_need = homes["lsoa21"].map(self.areas["imd_decile"] <= 3).to_numpy(dtype=bool)
        self.home_now_m: NDArray[np.float64] = cdist(at, self.existing).min(axis=1)
        self.home_metres = cdist(at, could_be)

    def within(self, chosen: list[int], weight: NDArray[np.float64], within_m: float) -> float:
        return float(weight[self.after(chosen) <= within_m].sum())

    def after(self, chosen: list[int]) -> NDArray[np.float64]:
        return np.minimum(self.now_m, self.metres[:, chosen].min(axis=1))


@pytest.fixture(scope="module")
def oracle(read_session: Session) -> Oracle:
    return Oracle(read_session)


def test_every_building_we_know_is_looked_at_once(read_session: Session, oracle: Oracle) -> None:
    found = where_next(read_session, WORK, SitingChoice())
    asked = [each.id for each in found.question.candidates]
    assert len(asked) == len(set(asked)) > 500
    assert set(asked) == set(oracle.candidates["id"])


@pytest.mark.parametrize("weight", [Weight.DEPRIVED, Weight.PEOPLE])
def test_one_more_place_reaches_the_most_people(
    read_session: Session, oracle: Oracle, weight: Weight
) -> None:
    within_m = CYCLE_M
    needy = np.where(oracle.home_in_need, oracle.home_people, 0.0)
    counted = needy if weight is Weight.DEPRIVED else oracle.home_people
    newly = ((oracle.home_now_m > within_m)[:, None] & (oracle.home_metres <= within_m)).astype(float)
    expected = dict(zip(oracle.candidates["id"], counted @ newly, strict=True))
    need = dict(zip(oracle.candidates["id"], needy @ newly, strict=True))
    found = where_next(read_session, WORK, SitingChoice(weight=weight))
    told = {gain.candidate.id: gain for gain in every_gain(found.question)}
    assert {key: gain.counted for key, gain in told.items()} == pytest.approx(expected)
    assert {key: gain.people_in_need for key, gain in told.items()} == pytest.approx(need, abs=0.5)
    best = max(expected.values())
    assert best > 1_000
    assert found.chosen[0].counted == pytest.approx(best)
    assert found.chosen[0].candidate == found.ranked[0].candidate
    assert found.siting is not None
    assert found.siting.proven
    before = float(counted[oracle.home_now_m <= within_m].sum())
    assert found.before.share_within == pytest.approx(before / counted.sum())
    assert found.after.share_within == pytest.approx((before + best) / counted.sum())


def test_one_more_place_brings_it_nearest(read_session: Session, oracle: Oracle) -> None:
    counted = np.where(oracle.home_in_need, oracle.home_people, 0.0)
    saved = counted @ np.maximum(oracle.home_now_m[:, None] - oracle.home_metres, 0.0) / counted.sum()
    found = where_next(read_session, WORK, SitingChoice(objective=Objective.MEDIAN))
    assert found.chosen[0].saved_m == pytest.approx(saved.max())
    assert found.before.mean_m == pytest.approx(counted @ oracle.home_now_m / counted.sum())
    assert found.after.mean_m == pytest.approx(counted @ oracle.home_now_m / counted.sum() - saved.max())
    told = {gain.candidate.id: gain.saved_m for gain in every_gain(found.question)}
    assert told == pytest.approx(dict(zip(oracle.candidates["id"], saved, strict=True)))


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize("k", [2, 3])
def test_a_few_places_are_the_best_of_every_choice_or_say_how_far_off(
    session: Session, objective: Objective, k: int
) -> None:
    """Brute force over the hospitals: few enough that every choice can be tried."""
    choice = SitingChoice(k=k, objective=objective, weight=Weight.PEOPLE, near=Near.WALK, kinds=FEW)
    found = where_next(session, WORK, choice)
    oracle, question = Oracle(session), found.question
    assert k < len(question.candidates) < 20
    position = {each: number for number, each in enumerate(oracle.candidates["id"])}
    columns = [position[each.id] for each in question.candidates]

    def worth(chosen: list[int]) -> float:
        if objective is Objective.COVERING:
            return oracle.within(chosen, oracle.people, question.within_m)
        return float(oracle.people @ oracle.after(chosen))

    every = [worth(list(chosen)) for chosen in combinations(columns, k)]
    best = max(every) if objective is Objective.COVERING else min(every)
    assert found.siting is not None
    if objective is Objective.COVERING:
        assert found.siting.objective <= best + 1e-6 <= found.siting.bound + 1e-5
    else:
        assert found.siting.objective >= best - 1e-3 >= found.siting.bound - 1e-2
    exact = site(session, WORK, choice, seconds=20)
    assert exact.siting is not None
    assert exact.siting.proven
    assert exact.siting.objective == pytest.approx(best)
    assert worth([position[gain.candidate.id] for gain in exact.chosen]) == pytest.approx(best)


def test_an_answer_is_kept_for_the_very_same_question_only(session: Session) -> None:
    choice = SitingChoice(k=2, weight=Weight.PEOPLE, near=Near.WALK, kinds=FEW)
    assert not where_next(session, WORK, choice).stored
    kept = site(session, WORK, choice, seconds=20)
    again = where_next(session, WORK, choice)
    assert kept.stored
    assert again.stored
    assert again.chosen == kept.chosen
    assert again.seconds is not None
    for other in (
        SitingChoice(k=3, weight=Weight.PEOPLE, near=Near.WALK, kinds=FEW),
        SitingChoice(k=2, weight=Weight.NEED, near=Near.WALK, kinds=FEW),
        SitingChoice(k=2, weight=Weight.PEOPLE, near=Near.CYCLE, kinds=FEW),
        SitingChoice(k=2, objective=Objective.MEDIAN, weight=Weight.PEOPLE, near=Near.WALK, kinds=FEW),
    ):
        assert not where_next(session, WORK, other).stored
    assert not where_next(session, CoverageQuery(capital=Capital.HEALTH), choice).stored
    session.connection().execute(
        text("UPDATE reference_place SET easting = easting + 500 WHERE id = :id"),
        {"id": again.question.candidates[0].id},
    )
    assert not where_next(session, WORK, choice).stored


def test_a_job_that_is_interrupted_leaves_what_was_there(directory_engine: Engine) -> None:
    choice = SitingChoice(k=2, weight=Weight.PEOPLE, near=Near.WALK, kinds=FEW)

    def stop(step: str) -> None:
        if step.startswith("Keeping"):
            raise KeyboardInterrupt

    before = data_version(directory_engine)
    with pytest.raises(KeyboardInterrupt), session_scope(directory_engine) as session:
        site(session, WORK, choice, on_step=stop)
    with Session(directory_engine) as session:
        assert not where_next(session, WORK, choice).stored
    assert data_version(directory_engine) == before
    with session_scope(directory_engine) as session:
        site(session, WORK, choice)
    assert data_version(directory_engine) != before, "pages that were kept must be made anew"


def test_a_writer_can_write_while_a_job_looks(directory_engine: Engine, database_url: str) -> None:
    choice = SitingChoice(k=2, weight=Weight.PEOPLE, near=Near.WALK, kinds=FEW)
    other = open_engine(database_url)
    written: list[str] = []

    def write(step: str) -> None:
        with session_scope(other) as writing:
            mark_changed(writing, "listings")
        written.append(step)

    with reading_scope(directory_engine) as session:
        proof = prove_best(session, WORK, choice, on_step=write)
    other.dispose()
    assert [step.split()[0] for step in written] == ["Gathering", "Looking"]
    with session_scope(directory_engine) as session:
        assert not where_next(session, WORK, choice).stored
        keep_best(session, proof)
    told = proof.told()
    with Session(directory_engine) as session:
        kept = where_next(session, WORK, choice)
    assert kept.stored
    assert (kept.chosen, kept.before, kept.after) == (told.chosen, told.before, told.after)


def test_where_nobody_counts_nothing_is_proposed(read_session: Session) -> None:
    found = where_next(read_session, CoverageQuery(capital=Capital.HEALTH, district=SOUTH), SitingChoice())
    assert found.people_in_need == 0
    assert found.siting is None
    assert found.chosen == found.ranked == ()
    with pytest.raises(InvalidInput, match="nobody to reach"):
        site(read_session, CoverageQuery(capital=Capital.HEALTH, district=SOUTH), SitingChoice())


def test_a_place_that_would_reach_nobody_is_left_out(read_session: Session) -> None:
    found = where_next(read_session, WORK, SitingChoice(k=10))
    assert 0 < len(found.chosen) < 10
    assert all(gain.counted > 0 for gain in found.chosen)
    assert found.after.share_within > 0.95
    far = where_next(read_session, WORK, SitingChoice(near=Near.DRIVE))
    assert far.before.share_within == 1.0
    assert far.chosen == ()


def test_where_nothing_is_known_now_there_is_no_distance_before(read_session: Session) -> None:
    nowhere = CoverageQuery(category="mobile-library", district=FENLAND)
    found = where_next(read_session, nowhere, SitingChoice(objective=Objective.MEDIAN, k=2))
    assert len(found.question.existing) == 0
    assert found.before.mean_m is None
    assert found.after.mean_m is not None
    assert found.after.mean_m < 20_000
    assert found.chosen[0].saved_m is None
    assert found.chosen[0].areas[0].before_m is None


@pytest.mark.parametrize("k", [0, 11])
def test_no_fewer_than_one_and_no_more_than_ten(read_session: Session, k: int) -> None:
    with pytest.raises(InvalidInput, match="from 1 to 10"):
        where_next(read_session, WORK, SitingChoice(k=k))


def test_more_places_than_there_are_buildings_is_refused(read_session: Session) -> None:
    with pytest.raises(InvalidInput, match="only"):
        where_next(
            read_session,
            CoverageQuery(capital=Capital.HEALTH, district=FENLAND),
            SitingChoice(k=9, kinds=FEW),
        )


def test_need_by_another_measure_is_of_other_areas(read_session: Session) -> None:
    work = where_next(
        read_session,
        CoverageQuery(capital=Capital.EMPLOYABILITY, need=NeedChoice((("employment", 1.0),))),
        SitingChoice(),
    )
    assert work.people_in_need != where_next(read_session, WORK, SitingChoice()).people_in_need


choices = st.builds(
    SitingChoice,
    k=st.integers(1, 6),
    objective=st.sampled_from(Objective),
    weight=st.sampled_from(Weight),
    near=st.sampled_from(Near),
    kinds=st.sets(st.sampled_from([kind for kind in CandidateKind if kind is not CandidateKind.HOSPITAL]))
    .filter(lambda kinds: bool(kinds & {CandidateKind.SCHOOL, CandidateKind.PHARMACY}))
    .map(lambda kinds: tuple(kind for kind in CandidateKind if kind in kinds)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=choices, capital=st.sampled_from(Capital), district=st.sampled_from([None, FENLAND]))
def test_what_is_told_adds_up(
    read_session: Session, choice: SitingChoice, capital: Capital, district: str | None
) -> None:
    found = where_next(read_session, CoverageQuery(capital=capital, district=district), choice)
    assert found.siting is not None
    question = found.question
    whole = float(question.weight.sum())
    gained = sum(gain.counted for gain in found.chosen)
    assert (found.after.share_within - found.before.share_within) * whole == pytest.approx(gained, abs=1e-3)
    people = sum(gain.people for gain in found.chosen)
    assert found.after.people_within - found.before.people_within == pytest.approx(people, abs=choice.k + 1)
    assert found.before.mean_m is not None
    assert found.after.mean_m is not None
    saved = sum(gain.saved_m or 0 for gain in found.chosen)
    assert found.before.mean_m - found.after.mean_m == pytest.approx(saved, abs=1e-3)
    covering = choice.objective is Objective.COVERING
    assert (found.siting.bound - found.siting.objective) * (1 if covering else -1) >= -1e-6
    if choice.k == 1:
        reached = gained + found.before.share_within * whole
        assert found.siting.proven
        assert found.siting.objective == pytest.approx(reached if covering else found.after.mean_m * whole)
    worth = [gain.counted if covering else gain.saved_m or 0 for gain in found.ranked]
    assert worth == sorted(worth, reverse=True)
    if choice.k == 1 and found.chosen:
        assert found.chosen[0].candidate == found.ranked[0].candidate
    check_lines(found)


def check_lines(found: WhereNext) -> None:
    """No two lines of the list stand within 250 m, and everything in a line does."""
    heads = np.array([(gain.candidate.easting, gain.candidate.northing) for gain in found.ranked])
    if len(heads) > 1:
        assert cdist(heads, heads)[np.triu_indices(len(heads), 1)].min() > 250
    for gain in found.ranked:
        for other in gain.beside:
            apart = np.hypot(other.easting - gain.candidate.easting, other.northing - gain.candidate.northing)
            assert apart <= 250


def area(code: str, population: int) -> AreaInput:
    return AreaInput("2021", "lsoa", code, code, FENLAND, population, None, None, None, None)


def building(name: str, easting: float, northing: float) -> Candidate:
    return Candidate(name, CandidateKind.SCHOOL, name, None, easting, northing, 0.0, 52.0, FENLAND)


def test_a_street_worked_out_by_hand() -> None:
    """One street, a kilometre a dash; X offers it now, P and Q could. Within reach is 1.5 km.

        A       B   P   C
        X---+---+---+---+       A 100 people, B 50 in high need, C 30 in high need
        0   1   2   3   4   Q   Q stands 1 km beyond C
                            5
    P reaches B (1 km) and C (1 km): 80 people, who are 2 and 4 km away now. They come 1 and 3 km closer.
    Q reaches C alone (1 km, 3 km closer); B stays at 2 km, as X is nearer than Q.
    """
    areas = (area("A", 100), area("B", 50), area("C", 30))
    question = Question(
        viewed=None,  # type: ignore[arg-type]  # nothing of a view is needed to weigh what is given here
        choice=SitingChoice(),
        partition=Partition(areas, np.arange(3), np.zeros(0, dtype=np.int64)),
        demand=np.array([(0.0, 0.0), (2_000.0, 0.0), (4_000.0, 0.0)]),
        area=(0, 1, 2),
        people=np.array([100.0, 50.0, 30.0]),
        in_need=np.array([False, True, True]),
        weight=np.array([0.0, 50.0, 30.0]),
        existing=np.array([(0.0, 0.0)]),
        candidates=(building("Q", 5_000, 0), building("P", 3_000, 0)),
        within_m=1_500.0,
        left_out=0,
    )
    crowd = at_middles(question)
    order, useful = alone(crowd, question.candidates, [1_500.0]).ranking(0, covering=True)
    assert order.tolist() == [1, 0]
    assert useful.all()
    first, second = (
        gain_of(crowd, each, crowd.now_m, np.minimum(crowd.now_m, crowd.metres_to(each)))
        for each in (question.candidates[number] for number in order)
    )
    assert (first.candidate.name, first.people, first.people_in_need, first.nearer) == ("P", 80, 80, 80)
    assert first.saved_m == pytest.approx((50 * 1_000 + 30 * 3_000) / 80)
    assert [(each.area.code, each.before_m, each.after_m) for each in first.areas] == [
        ("C", 4_000.0, 1_000.0),
        ("B", 2_000.0, 1_000.0),
    ]
    assert (second.candidate.name, second.people, second.nearer) == ("Q", 30, 30)
    assert second.saved_m == pytest.approx(30 * 3_000 / 80)
