"""Who may do what, where? The whole of it: each role, each action, on its own ground and on another's.

The table is written out here once more, by hand: a change of rights is a change of two files.
"""

from itertools import product
from uuid import UUID, uuid4

import pytest

from directory.accounts.permissions import (
    MAY,
    NEEDS_SECOND_FACTOR,
    Action,
    lacks_second_factor,
    may,
    role_for,
    where_may,
)
from directory.accounts.schemas import Grant, Target, Where, Who
from directory.words import Role

MINE, OTHER = UUID(int=1), UUID(int=2)
HERE = Target(MINE, frozenset({"E04000001"}), frozenset({"E07000010"}))
THERE = Target(OTHER, frozenset({"E04000002"}), frozenset({"E07000008"}))
NOWHERE = Target()
SCOPES = {
    Role.OWNER: str(MINE),
    Role.PARISH_CLERK: "E04000001",
    Role.PARTNER_EDITOR: "E07000010",
    Role.COORDINATOR: "E07000010",
    Role.ADMINISTRATOR: None,
}
# Owner, parish clerk, partner editor, coordinator, administrator; on their own ground.
TABLE = """
edit_listing      yes yes yes yes yes
suggest_change    yes yes yes yes yes
confirm_listing   yes yes yes yes yes
hand_over         yes no  no  yes yes
moderate          no  no  yes yes yes
archive           no  no  no  yes yes
restore           no  no  no  yes yes
merge             no  no  no  yes yes
import            no  no  yes yes yes
manage_feeds      no  no  no  no  yes
edit_tag_rules    no  no  no  no  yes
decide_tags       no  no  yes yes yes
see_upkeep        no  yes yes yes yes
note_call         no  yes yes yes yes
see_demand        no  no  yes yes yes
manage_people     no  no  no  no  yes
see_jobs          no  no  no  no  yes
write_notice      yes yes yes yes yes
check_notice      no  yes yes yes yes
mark_place        no  yes yes yes yes
record_awards     no  no  yes yes yes
send_paper        no  no  yes yes yes
link_groups       no  no  yes yes yes
recruit           yes no  yes yes yes
verify_check      yes no  no  yes yes
let_rooms         yes yes yes yes yes
run_fair          no  no  yes yes yes
broker            no  no  no  yes yes
hear_concerns     no  no  no  yes yes
"""
ROWS = {line.split()[0]: [word == "yes" for word in line.split()[1:]] for line in TABLE.split("\n") if line}


def who(*grants: Grant, second_factor: bool = True) -> Who:
    return Who(uuid4(), "jo@example.org", grants, uuid4(), second_factor)


def holder(role: Role, *, second_factor: bool = True) -> Who:
    return who(Grant(role, SCOPES[role]), second_factor=second_factor)


def test_the_table_has_every_action_and_every_role() -> None:
    assert set(ROWS) == {action.value for action in Action}
    assert set(MAY) == set(Role)
    assert all(len(row) == len(Role) for row in ROWS.values())


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_a_role_does_what_the_table_says_on_its_own_ground_and_nothing_elsewhere(
    role: Role, action: Action
) -> None:
    expected = ROWS[action.value][list(Role).index(role)]
    assert may(holder(role), action, HERE) is expected
    assert role_for(holder(role), action, HERE) is (role if expected else None)
    everywhere = role is Role.ADMINISTRATOR
    for target in (THERE, NOWHERE):
        assert may(holder(role), action, target) is (expected and everywhere)


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_a_role_that_needs_a_second_factor_does_nothing_without(role: Role, action: Action) -> None:
    expected = ROWS[action.value][list(Role).index(role)] and role not in NEEDS_SECOND_FACTOR
    without = holder(role, second_factor=False)
    assert may(without, action, HERE) is expected
    assert bool(where_may(without, action)) is expected
    assert lacks_second_factor(without) is (role in {Role.COORDINATOR, Role.ADMINISTRATOR})


@pytest.mark.parametrize("action", list(Action))
def test_nobody_and_an_account_without_a_role_do_nothing(action: Action) -> None:
    for target in (HERE, THERE, NOWHERE):
        assert not may(None, action, target)
        assert not may(who(), action, target)
    assert not where_may(None, action)
    assert not where_may(who(), action)


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_where_somebody_may_do_something_agrees_with_whether_they_may(role: Role, action: Action) -> None:
    found = where_may(holder(role), action)
    expected = {
        Role.OWNER: Where(listings=frozenset({MINE})),
        Role.PARISH_CLERK: Where(parishes=frozenset({"E04000001"})),
        Role.PARTNER_EDITOR: Where(districts=frozenset({"E07000010"})),
        Role.COORDINATOR: Where(districts=frozenset({"E07000010"})),
        Role.ADMINISTRATOR: Where(everywhere=True),
    }[role]
    assert found == (expected if ROWS[action.value][list(Role).index(role)] else Where())


def test_the_narrowest_role_that_allows_it_is_told() -> None:
    both = who(
        Grant(Role.ADMINISTRATOR, None), Grant(Role.COORDINATOR, "E07000010"), Grant(Role.OWNER, str(MINE))
    )
    assert role_for(both, Action.EDIT_LISTING, HERE) is Role.OWNER
    assert role_for(both, Action.MERGE, HERE) is Role.COORDINATOR
    assert role_for(both, Action.MERGE, THERE) is Role.ADMINISTRATOR


def test_roles_add_up_over_several_places() -> None:
    both = who(Grant(Role.COORDINATOR, "E07000010"), Grant(Role.COORDINATOR, "E07000008"))
    assert may(both, Action.MERGE, HERE)
    assert may(both, Action.MERGE, THERE)
    assert where_may(both, Action.MERGE) == Where(districts=frozenset({"E07000010", "E07000008"}))


def test_a_listing_at_several_places_is_on_the_ground_of_each() -> None:
    wide = Target(OTHER, frozenset({"E04000001", "E04000002"}), frozenset({"E07000010", "E07000008"}))
    for role in (Role.PARISH_CLERK, Role.PARTNER_EDITOR, Role.COORDINATOR):
        assert may(holder(role), Action.EDIT_LISTING, wide)
    assert not may(holder(Role.OWNER), Action.EDIT_LISTING, wide)
