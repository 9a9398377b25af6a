"""Is a role given once, over something, and does it end?"""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.accounts.service import (
    accounts_with,
    add_grant,
    end_grant,
    find_or_make_account,
    grants_of,
    list_people,
    owners_of,
)
from directory.errors import InvalidInput
from directory.jobs.schemas import Stores
from directory.jobs.service import attempt
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.words import Role


def jobs(session: Session) -> list[tuple[UUID, str]]:
    rows = session.execute(
        text("SELECT id, payload FROM job WHERE kind = 'follow_owners' ORDER BY created_at")
    )
    return [(UUID(row.id), row.payload) for row in rows]


@pytest.mark.parametrize(
    "typed", ["", " ", "jo", "jo@", "@example.org", "jo@example.org, sam@example.org", "a\r\nb@example.org"]
)
def test_what_is_no_address_is_refused(people: Session, typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        find_or_make_account(people, typed)
    assert refused.value.field == "email"
    assert "Enter an e-mail address" in refused.value.message


def test_one_address_is_one_account(people: Session) -> None:
    account = find_or_make_account(people, "Jo@Example.org")
    assert find_or_make_account(people, " jo@example.ORG ") == account
    assert [person.account.email for person in list_people(people)] == ["jo@example.org"]


def test_a_role_is_given_once_and_ends(people: Session) -> None:
    account, listing = find_or_make_account(people, "jo@example.org"), uuid4()
    grant = add_grant(people, account, Role.OWNER, str(listing), granted_by=None)
    assert add_grant(people, account, Role.OWNER, str(listing).upper(), granted_by=None) == grant
    assert [each.id for each in owners_of(people, listing)] == [account]
    assert jobs(people) == [(grant, f'{{"listing_id": "{listing}"}}')]
    ended = end_grant(people, account, Role.OWNER, str(listing), ended_by=None)
    assert owners_of(people, listing) == ()
    assert grants_of(people, account) == ()
    assert [job for job, _ in jobs(people)] == [grant, *ended]
    assert end_grant(people, account, Role.OWNER, str(listing), ended_by=None) == ()
    again = add_grant(people, account, Role.OWNER, str(listing), granted_by=None)
    assert again != grant
    audited = people.execute(text("SELECT action, detail FROM audit_entry ORDER BY at")).all()
    assert [row.action for row in audited] == ["give role", "end role", "give role"]


def test_who_has_a_role_is_told_by_its_scope(people: Session) -> None:
    for email, scope in (("a@example.org", "E07000010"), ("b@example.org", "E07000008")):
        account = find_or_make_account(people, email)
        add_grant(people, account, Role.COORDINATOR, scope, granted_by=None)
    boss = find_or_make_account(people, "c@example.org")
    add_grant(people, boss, Role.ADMINISTRATOR, None, granted_by=None)
    found = accounts_with(people, Role.COORDINATOR, "E07000010")
    assert [each.email for each in found] == ["a@example.org"]
    assert [each.id for each in accounts_with(people, Role.ADMINISTRATOR, None)] == [boss]
    assert accounts_with(people, Role.COORDINATOR, None) == ()


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_the_scope_it_needs_and_no_other(people: Session, role: Role) -> None:
    account = find_or_make_account(people, "jo@example.org")
    with pytest.raises(InvalidInput):
        add_grant(people, account, role, "E07000010" if role is Role.ADMINISTRATOR else None, granted_by=None)


def test_an_owner_of_what_is_not_published_yet_waits_for_no_second_try(settings: Settings) -> None:
    stores = Stores(open_engine(settings.database_url), open_people(settings), settings)
    with session_scope(stores.people) as people:
        account = find_or_make_account(people, "jo@example.org")
        grant = add_grant(people, account, Role.OWNER, str(uuid4()), granted_by=None)
    assert attempt(stores, "people", grant)
    stores.directory.dispose()
    stores.people.dispose()
