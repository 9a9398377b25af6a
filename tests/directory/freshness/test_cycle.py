"""Does the pure cycle decide rightly, day by day?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from directory.freshness.cycle import add_months, decide, due_on
from directory.freshness.schemas import Asked, Decision, Spans, Stage, Step, UpkeepCase

SPANS = Spans()
OWNER, OTHER, CLERK, COORDINATOR = (UUID(int=number) for number in range(1, 5))
ASSURED = date(2026, 1, 10)


def case(**more: object) -> UpkeepCase:
    given: dict[str, object] = {
        "listing_id": uuid4(),
        "assured_on": ASSURED,
        "here_since": date(2025, 1, 1),
        "owned": True,
        "owners": (OWNER,),
        "clerks": (CLERK,),
        "coordinators": (COORDINATOR,),
    }
    return UpkeepCase(**(given | more))  # type: ignore[arg-type]


def live(start: UpkeepCase, days: int = 500) -> list[tuple[date, Decision]]:
    """Let a listing that nobody answers for live; every message leaves the day it is written."""
    told, day = [], ASSURED
    for _ in range(days):
        found = decide(day, start, SPANS)
        if found.step is not Step.NOTHING:
            told.append((day, found))
        if found.step is Step.ASK and found.stage:
            start = replace(start, asked=start.asked + tuple(Asked(found.stage, to, day) for to in found.to))
        elif found.step is Step.MARK:
            start = replace(start, unconfirmed_since=day)
        elif found.step is Step.LEAVE:
            start = replace(start, left=True)
        day += timedelta(days=1)
    return told


def test_months_end_where_the_month_does() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_nobody_answers() -> None:
    assert live(case()) == [
        (date(2026, 7, 10), Decision(Step.ASK, Stage.FIRST, (OWNER,))),
        (date(2026, 7, 31), Decision(Step.ASK, Stage.REMINDER, (OWNER,))),
        (date(2026, 8, 21), Decision(Step.ASK, Stage.ESCALATED, (CLERK,))),
        (date(2026, 9, 18), Decision(Step.MARK)),
        (date(2026, 12, 18), Decision(Step.LEAVE)),
        (date(2026, 12, 19), Decision(Step.ASK, Stage.LEFT, (OWNER,))),
    ]


def test_without_a_clerk_the_coordinators_are_asked() -> None:
    steps = live(case(clerks=()))
    assert steps[2] == (date(2026, 8, 21), Decision(Step.ASK, Stage.ESCALATED, (COORDINATOR,)))


def test_without_an_owner_to_write_to_the_clerk_is_asked_at_once() -> None:
    assert live(case(owners=()))[0] == (date(2026, 7, 10), Decision(Step.ASK, Stage.ESCALATED, (CLERK,)))


def test_with_nobody_to_write_to_there_is_time_to_telephone() -> None:
    steps = live(case(owners=(), clerks=(), coordinators=()))
    assert steps == [(date(2026, 8, 7), Decision(Step.MARK)), (date(2026, 11, 7), Decision(Step.LEAVE))]


def test_a_listing_of_a_register_is_marked_and_stays() -> None:
    assert [found.step for _, found in live(case(in_register=True))][-1] is Step.MARK


def test_what_nobody_owned_or_confirmed_is_left_alone() -> None:
    assert live(case(owned=False, assured_on=None), 3000) == []


def test_one_that_is_owned_and_was_never_confirmed_is_due_since_it_came() -> None:
    assert due_on(case(assured_on=None), SPANS) == date(2025, 7, 1)


def test_a_message_that_waits_holds_the_listing() -> None:
    held = case(asked=(Asked(Stage.FIRST, OWNER, None),))
    assert decide(date(2036, 1, 1), held, SPANS) == Decision(Step.NOTHING)


def test_a_second_owner_is_asked_when_free() -> None:
    held = case(owners=(OWNER, OTHER), asked=(Asked(Stage.FIRST, OWNER, date(2026, 7, 10)),))
    assert decide(date(2026, 7, 12), held, SPANS) == Decision(Step.ASK, Stage.FIRST, (OTHER,))


days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
people = st.lists(st.sampled_from([OWNER, OTHER, CLERK]), unique=True, max_size=3).map(tuple)
asked = st.lists(
    st.builds(Asked, st.sampled_from(Stage), st.sampled_from([OWNER, OTHER, CLERK]), st.none() | days),
    max_size=8,
).map(tuple)
cases = st.builds(
    UpkeepCase,
    listing_id=st.uuids(),
    assured_on=st.none() | days,
    here_since=days,
    owned=st.booleans(),
    in_register=st.booleans(),
    unconfirmed_since=st.none() | days,
    left=st.booleans(),
    owners=people,
    clerks=people,
    coordinators=people,
    asked=asked,
)


@given(days, cases)
def test_whatever_the_state_the_rules_hold(today: date, found: UpkeepCase) -> None:
    decision = decide(today, found, SPANS)
    if not found.in_cycle:
        assert decision.step is Step.NOTHING
    if decision.step is Step.ASK:
        allowed = {
            Stage.FIRST: found.owners,
            Stage.REMINDER: found.owners,
            Stage.ESCALATED: found.helpers,
            Stage.LEFT: found.owners,
        }
        assert decision.stage is not None
        assert decision.to
        assert set(decision.to) <= set(allowed[decision.stage])
        reached = {each.account_id for each in found.asked if each.stage is decision.stage}
        assert not reached & set(decision.to), "nobody is asked twice at one stage"
    if decision.step in {Step.MARK, Step.LEAVE} or decision.stage not in {None, Stage.LEFT}:
        assert today >= due_on(found, SPANS) or found.unconfirmed_since is not None
    if decision.step is Step.LEAVE:
        assert not found.in_register
        assert found.unconfirmed_since is not None
        assert today >= add_months(found.unconfirmed_since, SPANS.departure_months)
    if decision.step is Step.MARK:
        assert found.unconfirmed_since is None
        for stage, whom in ((Stage.FIRST, found.owners), (Stage.ESCALATED, found.helpers)):
            if whom:
                assert any(each.stage is stage and each.on is not None for each in found.asked)
    if found.left:
        assert decision.step in {Step.NOTHING, Step.ASK}
        assert decision.stage in {None, Stage.LEFT}


@given(cases, days)
def test_an_asking_that_went_out_is_not_decided_again_the_same_day(found: UpkeepCase, today: date) -> None:
    decision = decide(today, found, SPANS)
    if decision.step is not Step.ASK or decision.stage is None:
        return
    after = replace(found, asked=found.asked + tuple(Asked(decision.stage, to, None) for to in decision.to))
    again = decide(today, after, SPANS)
    assert again.stage is not decision.stage
