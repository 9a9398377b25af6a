"""Who sees what, besides what everybody sees? Each role is asked about its own ground and another."""

from collections.abc import Callable
from itertools import product
from uuid import UUID, uuid4

import pytest

from directory.accounts import visibility
from directory.accounts.schemas import Grant, Target, Who
from directory.words import Role

MINE = UUID(int=1)
HERE = Target(MINE, frozenset({"E04000001"}), frozenset({"E07000010"}))
THERE = Target(UUID(int=2), frozenset({"E04000002"}), frozenset({"E07000008"}))
SCOPES = (str(MINE), "E04000001", "E07000010", "E07000010", None)
# Owner, parish clerk, partner editor, coordinator, administrator; on their own ground.
TABLE = """
sees_queue_row      no  no  yes yes yes
sees_sender_address no  no  yes yes yes
sees_versions       yes yes yes yes yes
sees_departed       yes yes yes yes yes
sees_call_list      no  yes yes yes yes
sees_owner_address  no  no  no  yes yes
sees_demand         no  no  yes yes yes
sees_upkeep         no  yes yes yes yes
"""
ROWS = {line.split()[0]: [word == "yes" for word in line.split()[1:]] for line in TABLE.split("\n") if line}
SUBMISSION, PEOPLE, JOBS = "sees_submission", "sees_people", "sees_jobs"


def holder(role: Role, *, second_factor: bool = True) -> Who:
    grant = Grant(role, SCOPES[list(Role).index(role)])
    return Who(uuid4(), "jo@example.org", (grant,), uuid4(), second_factor)


def test_every_question_is_asked_here() -> None:
    asked = {name for name in vars(visibility) if name.startswith("sees_")}
    assert asked == {*ROWS, SUBMISSION, PEOPLE, JOBS}


@pytest.mark.parametrize(("question", "role"), list(product(ROWS, Role)))
def test_each_role_sees_what_the_table_says(question: str, role: Role) -> None:
    ask: Callable[[Who | None, Target], bool] = getattr(visibility, question)
    expected = ROWS[question][list(Role).index(role)]
    assert ask(holder(role), HERE) is expected
    assert ask(holder(role), THERE) is (expected and role is Role.ADMINISTRATOR)
    if role in {Role.COORDINATOR, Role.ADMINISTRATOR}:
        assert not ask(holder(role, second_factor=False), HERE)
    assert not ask(None, HERE)


def test_a_sender_sees_what_they_sent_and_nobody_elses() -> None:
    owner = holder(Role.OWNER)
    assert visibility.sees_submission(owner, THERE, sender=owner.account_id)
    assert not visibility.sees_submission(owner, HERE, sender=uuid4())
    assert not visibility.sees_submission(owner, HERE, sender=None)
    assert not visibility.sees_submission(None, HERE, sender=None)
    assert visibility.sees_submission(holder(Role.PARTNER_EDITOR), HERE, sender=None)


@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_see_people_and_jobs(role: Role) -> None:
    for ask in (visibility.sees_people, visibility.sees_jobs):
        assert ask(holder(role)) is (role is Role.ADMINISTRATOR)
        assert not ask(holder(role, second_factor=False))
        assert not ask(None)
