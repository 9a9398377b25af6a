"""Does each line of the rule decide what it says, and nothing else?"""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.evidence import Mark, Reason, State, majority, reasons, states

HAS, NONE, UNKNOWN = Mark
NAN = float("nan")

# lacking, known, mark, far_below, share_low, assured, count, expected_known; then what follows
TABLE: list[tuple[bool, bool, str | None, bool, float, bool, float, bool, Reason | None]] = [
    (True, False, "none", True, 0.1, False, 0, True, None),
    (False, True, None, True, 0.1, False, 0, True, Reason.SOMETHING_NEAR),
    (False, True, "unknown", True, 0.1, False, 0, True, Reason.SOMETHING_NEAR),
    (True, True, "has", True, 0.1, False, 0, True, Reason.TOLD_HAS),
    (True, True, "none", True, 0.1, False, 2, True, Reason.TOLD_NONE),
    (False, True, "none", False, 0.9, True, 0, True, Reason.TOLD_NONE),
    (False, True, "none", False, 0.9, True, 1, True, Reason.SOMETHING_NEAR),
    (False, True, "none", False, 0.9, True, NAN, True, Reason.SOMETHING_NEAR),
    (True, True, None, True, 0.1, False, 0, True, Reason.NOTHING_DATED),
    (True, True, None, True, 0.1, True, 0, True, Reason.FEWER_THAN_EXPECTED),
    (True, True, "unknown", False, 0.49, True, 0, True, Reason.INCOMPLETE),
    (True, True, "unknown", False, 0.5, True, 0, True, Reason.ASKED_NO_ANSWER),
    (True, True, "unknown", False, NAN, True, 0, True, Reason.ASKED_NO_ANSWER),
    (True, True, None, False, 0.5, True, 0, False, Reason.COMPLETE_ENOUGH),
    (True, True, None, False, NAN, True, 0, True, Reason.IN_LINE_WITH_EXPECTED),
    (True, True, None, False, NAN, True, 0, False, Reason.NOT_ESTIMABLE),
]


def _columns(rows: list[tuple[Any, ...]]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    lacking, known, mark, far_below, share_low, assured, count, expected = zip(*rows, strict=True)
    flags = [np.array(column) for column in (lacking, known, far_below, assured, expected)]
    return (flags[0], flags[1], mark, flags[2], share_low, flags[3]), {
        "count": count,
        "expected_known": flags[4],
    }


def test_every_line_of_the_table() -> None:
    arguments, options = _columns([row[:-1] for row in TABLE])
    expected = [row[-1] for row in TABLE]
    assert reasons(*arguments, **options).tolist() == expected
    assert states(*arguments, **options).tolist() == [reason and reason.state for reason in expected]
    assert {row[-1] for row in TABLE} == {None, *Reason}


def test_each_state_has_its_reasons() -> None:
    assert {reason.value for reason in Reason if reason.state is State.GAP} == {"told_none"}
    assert {reason.value for reason in Reason if reason.state is State.SERVED} == {
        "something_near",
        "told_has",
    }
    assert {reason.state for reason in Reason} == set(State)


def test_the_least_completeness_is_a_choice() -> None:
    yes, no = np.array([True]), np.array([False])
    assert states(yes, yes, [None], no, [0.6], yes).tolist() == [State.PROBABLE_GAP]
    assert states(yes, yes, [None], no, [0.6], yes, least_complete=0.7).tolist() == [State.NOT_SURVEYED]


BOOL = st.booleans()
ROW = st.tuples(
    BOOL,
    BOOL,
    st.sampled_from([None, *Mark]),
    BOOL,
    st.one_of(st.floats(0, 1), st.just(NAN)),
    BOOL,
    st.one_of(st.integers(0, 3), st.just(NAN)),
    BOOL,
)


@given(st.lists(ROW, min_size=1, max_size=20), st.randoms())
def test_what_never_happens(rows: list[tuple[Any, ...]], random: Any) -> None:
    arguments, options = _columns(rows)
    found = states(*arguments, **options)
    assert (found == [reason and reason.state for reason in reasons(*arguments, **options)]).all()
    for (lacking, known, mark, far_below, share_low, assured, _, _), state in zip(rows, found, strict=True):
        assert (state is None) == (not known)
        if state is State.GAP:
            assert mark is Mark.NONE
        if state is State.PROBABLE_GAP:
            assert lacking
            assert assured
            assert not far_below
            assert not share_low < 0.5
            assert mark is None
        if state is State.NOT_SURVEYED:
            assert lacking
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled, options = _columns([rows[place] for place in order])
    assert states(*shuffled, **options).tolist() == found[order].tolist()


def test_more_doubt_never_makes_a_gap_surer() -> None:
    """An area that is less assured, further below expectation or less complete is never nearer to a gap."""
    certainty = {State.SERVED: 0, State.NOT_SURVEYED: 1, State.PROBABLE_GAP: 2, State.GAP: 3}
    yes = np.array([True])
    for mark, share in product([None, *Mark], [0.4, 0.6]):
        sure = states(yes, yes, [mark], ~yes, [share], yes)[0]
        for below, low, assured in product([True, False], [share, share / 2], [True, False]):
            doubtful = states(yes, yes, [mark], np.array([below]), [low], np.array([assured]))[0]
            assert certainty[doubtful] <= certainty[sure]


def test_wrong_input_is_refused() -> None:
    one, two = np.array([True]), np.array([True, False])
    with pytest.raises(ValueError, match="maybe"):
        states(one, one, ["maybe"], one, [1.0], one)
    with pytest.raises(ValueError, match="mark must have shape"):
        states(one, one, [], one, [1.0], one)
    for place in (1, 3, 5):
        arguments: list[Any] = [one, one, [None], one, [1.0], one]
        arguments[place] = two
        with pytest.raises(ValueError, match="must have shape"):
            states(*arguments)
    with pytest.raises(ValueError, match="completeness_share_low must have shape"):
        states(one, one, [None], one, [1.0, 1.0], one)
    with pytest.raises(ValueError, match="count must have shape"):
        states(one, one, [None], one, [1.0], one, count=[1, 2])


# Parishes a, b, c; areas 0 and 1; people of the postcodes:
#   area 0:  a 30, a 10, b 40      area 1:  b 20, c 60, none 500
PARISH, AREA, PEOPLE = [0, 0, 1, 1, 2, -1], [0, 0, 0, 1, 1, 1], [30, 10, 40, 20, 60, 500]


def test_a_majority_worked_by_hand() -> None:
    assert majority([True, False, True], PARISH, AREA, PEOPLE, 3)[:2].tolist() == [0.5, 0.75]
    # Where nobody knows about parish c, only the people of b speak for area 1; nobody speaks for area 2.
    np.testing.assert_array_equal(
        majority([1.0, 0.0, NAN], PARISH, AREA, PEOPLE, 3), [0.5, 0.0, NAN], strict=True
    )


@given(
    st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 2), st.integers(0, 9)), max_size=30),
    st.lists(BOOL, min_size=4, max_size=4),
)
def test_a_share_and_what_is_left_make_one(rows: list[tuple[int, int, int]], flags: list[bool]) -> None:
    parish, area, people = zip(*rows, strict=True) if rows else ((), (), ())
    share = majority(flags, parish, area, people, 3)
    rest = majority([not flag for flag in flags], parish, area, people, 3)
    np.testing.assert_allclose(share + rest, np.where(np.isnan(share), NAN, 1.0))
    for place in range(3):
        here = [(flags[p], w) for p, a, w in rows if a == place and p >= 0]
        total = sum(w for _, w in here)
        if total:
            assert share[place] == pytest.approx(sum(w for flag, w in here if flag) / total)
        else:
            assert np.isnan(share[place])


def test_wrong_postcodes_are_refused() -> None:
    with pytest.raises(ValueError, match="postcode_area must have shape"):
        majority([True], [0, 0], [0], [1, 1], 1)
    with pytest.raises(ValueError, match="between"):
        majority([True], [1], [0], [1], 1)
    for weight in (-1.0, NAN):
        with pytest.raises(ValueError, match="weight holds"):
            majority([True], [0], [0], [weight], 1)
