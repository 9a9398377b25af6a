"""Do the two that judge a check agree: the matching that asks somebody, and the rule that gives a place?"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_volunteers import make_ready, make_wanted

from directory.needs.words import CheckLevel, Workforce
from directory.volunteers.checks import holds
from directory.volunteers.columns import Held, columns_of
from directory.volunteers.matching import find_rows
from directory.volunteers.schemas import CheckRead

DAY = date(2026, 11, 26)
NEAR = st.sampled_from((-400, -1, 0, 1, 400)).map(lambda days: DAY + timedelta(days=days))
HELD = st.builds(
    Held,
    st.sampled_from([each for each in CheckLevel if each is not CheckLevel.NONE]),
    st.sampled_from(Workforce),
    NEAR,
    NEAR,
)
ADULT, CHILD, BOTH = Workforce.ADULT, Workforce.CHILD, Workforce.BOTH


def seen(check: Held) -> CheckRead:
    return CheckRead(
        id=uuid4(),
        level=check.level,
        workforce=check.workforce,
        checked_on=check.checked_on,
        good_until=check.good_until,
        verified_by=uuid4(),
        verified_role="owner",
        verified_at=None,
    )


def asked(checks: list[Held], level: CheckLevel, workforce: Workforce | None) -> bool:
    """Whether matching would ask somebody who holds these checks."""
    bank = columns_of([make_ready("other"), make_ready(checks=tuple(checks))])
    wanted = make_wanted(level=level, workforce=workforce, on_day=DAY)
    return 1 in find_rows(bank, wanted)


def a_check(level: CheckLevel, workforce: Workforce, *, since: int = -10, until: int = 10) -> Held:
    return Held(level, workforce, DAY + timedelta(days=since), DAY + timedelta(days=until))


@given(st.lists(HELD, max_size=4), st.sampled_from(CheckLevel), st.sampled_from((None, ADULT, CHILD, BOTH)))
@example(
    [a_check(CheckLevel.ENHANCED, ADULT), a_check(CheckLevel.ENHANCED, CHILD)], CheckLevel.ENHANCED, BOTH
)
@settings(max_examples=400, deadline=None)
def test_whoever_is_asked_for_a_check_may_have_the_place_and_the_other_way_round(
    checks: list[Held], level: CheckLevel, workforce: Workforce | None
) -> None:
    assert asked(checks, level, workforce) is holds([seen(each) for each in checks], level, workforce, DAY)


@pytest.mark.parametrize(
    ("checks", "workforce", "enough"),
    [
        ([a_check(CheckLevel.ENHANCED, BOTH)], BOTH, True),
        ([a_check(CheckLevel.ENHANCED, ADULT), a_check(CheckLevel.ENHANCED, CHILD)], BOTH, True),
        ([a_check(CheckLevel.ENHANCED, ADULT), a_check(CheckLevel.BASIC, CHILD)], BOTH, False),
        ([a_check(CheckLevel.ENHANCED, ADULT), a_check(CheckLevel.ENHANCED, CHILD, until=-1)], BOTH, False),
        ([a_check(CheckLevel.ENHANCED, ADULT)], BOTH, False),
        ([a_check(CheckLevel.ENHANCED, ADULT)], CHILD, False),
        ([a_check(CheckLevel.ENHANCED_BARRED, BOTH)], CHILD, True),
        ([a_check(CheckLevel.ENHANCED, ADULT, until=0)], ADULT, True),
        ([a_check(CheckLevel.ENHANCED, ADULT, until=-1)], ADULT, False),
        ([a_check(CheckLevel.ENHANCED, ADULT, since=0)], ADULT, True),
        ([a_check(CheckLevel.ENHANCED, ADULT, since=1)], ADULT, False),
        ([a_check(CheckLevel.STANDARD, ADULT)], None, False),
        ([a_check(CheckLevel.ENHANCED, CHILD)], None, True),
        ([], None, False),
    ],
)
def test_what_is_enough_is_said_of_both(
    checks: list[Held], workforce: Workforce | None, *, enough: bool
) -> None:
    assert asked(checks, CheckLevel.ENHANCED, workforce) is enough
    assert holds([seen(each) for each in checks], CheckLevel.ENHANCED, workforce, DAY) is enough
