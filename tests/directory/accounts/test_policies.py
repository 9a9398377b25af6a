"""May it be done in this state? Both tables are whole, and written out once more by hand."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from directory import clock
from directory.accounts.policies import (
    LISTING_POLICY,
    SUBMISSION_POLICY,
    ListingState,
    ListingStep,
    SubmissionState,
    SubmissionStep,
    check_listing,
    check_submission,
    state_of,
)
from directory.errors import Conflict
from directory.words import Departure, Status

# By state: shown, closed for now, ended, inactive, unconfirmed, archived, merged.
LISTING = """
change        yes yes yes yes yes no  no
suggest       yes yes yes yes yes yes no
claim         yes yes yes yes yes no  no
confirm       yes yes no  no  yes no  no
close_for_now yes yes no  no  no  no  no
reopen        no  yes no  yes no  no  no
archive       yes yes yes yes yes no  no
hand_over     yes yes yes yes yes no  no
merge         yes yes yes yes yes no  no
restore       yes yes yes yes yes yes no
"""
# By state: draft, confirming, waiting, returned, approved, declined, withdrawn.
SUBMISSION = """
edit            yes yes no  yes no no no
send            yes yes no  yes no no no
confirm_address no  yes no  no  no no no
withdraw        yes yes yes yes no no no
mend            no  no  yes no  no no no
approve         no  no  yes no  no no no
return          no  no  yes no  no no no
decline         no  no  yes yes no no no
"""


def rows(table: str) -> dict[str, list[bool]]:
    lines = [line.split() for line in table.split("\n") if line]
    return {line[0]: [word == "yes" for word in line[1:]] for line in lines}


def test_both_tables_are_whole() -> None:
    assert {step: set(row) for step, row in LISTING_POLICY.items()} == {
        step: set(ListingState) for step in ListingStep
    }
    assert {step: set(row) for step, row in SUBMISSION_POLICY.items()} == {
        step: set(SubmissionState) for step in SubmissionStep
    }
    assert set(rows(LISTING)) == set(ListingStep)
    assert set(rows(SUBMISSION)) == set(SubmissionStep)


@pytest.mark.parametrize(("step", "state"), list(product(ListingStep, ListingState)))
def test_what_may_be_done_to_a_listing(step: ListingStep, state: ListingState) -> None:
    if rows(LISTING)[step][list(ListingState).index(state)]:
        check_listing(step, state)
        return
    with pytest.raises(Conflict) as refused:
        check_listing(step, state)
    says_in_a_sentence(refused.value.message)


@pytest.mark.parametrize(("step", "state"), list(product(SubmissionStep, SubmissionState)))
def test_what_may_be_done_to_something_sent_in(step: SubmissionStep, state: SubmissionState) -> None:
    if rows(SUBMISSION)[step][list(SubmissionState).index(state)]:
        check_submission(step, state)
        return
    with pytest.raises(Conflict) as refused:
        check_submission(step, state)
    says_in_a_sentence(refused.value.message)


def says_in_a_sentence(message: str) -> None:
    assert message[0].isupper()
    assert message.endswith(".")
    assert len(message) > 10


@pytest.mark.parametrize(("status", "departure"), list(product(Status, (None, *Departure))))
def test_every_stored_state_is_told(status: Status, departure: Departure | None) -> None:
    found = state_of(status, departure)
    if departure is not None:
        assert found.value == departure.value
    else:
        assert found.value == {
            "active": "shown", "inactive": "inactive", "temporarily_closed": "closed_for_now",
        }[status]  # fmt: skip


def test_a_listing_ends_after_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    assert state_of("active", None, date(2026, 6, 30)) is ListingState.SHOWN
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 30, 23, 0, tzinfo=UTC))
    assert state_of("active", None, date(2026, 6, 30)) is ListingState.ENDED


def test_the_states_are_those_of_the_tables() -> None:
    from directory.submissions.models import Submission  # noqa: PLC0415

    checks = " ".join(
        str(each.sqltext) for each in Submission.__table__.constraints if hasattr(each, "sqltext")
    )  # type: ignore[attr-defined]
    assert all(f"'{state}'" in checks for state in SubmissionState)
