"""Does running a parish council's listing make somebody clerk of its parish, and only that?"""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from directory.accounts.clerks import follow_clerks
from directory.accounts.owned import follow_owners
from directory.accounts.schemas import Grant
from directory.accounts.service import add_grant, end_grant, find_or_make_account, grants_of
from directory.jobs.schemas import JobRead, Stores
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.words import Role

WISBECH = "E04001668"
CLERK = Grant(Role.PARISH_CLERK, WISBECH)


@pytest.fixture
def stores(settings: Settings) -> Stores:
    return Stores(open_engine(settings.database_url), open_people(settings), settings)


def listing_of(stores: Stores, slug: str) -> UUID:
    with Session(stores.directory) as session:
        return UUID(session.execute(text("SELECT id FROM listing WHERE slug = :s"), {"s": slug}).scalar_one())


def own(stores: Stores, listing_id: UUID, email: str = "clerk@example.org") -> UUID:
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, email)
        add_grant(session, account, Role.OWNER, str(listing_id), granted_by=None)
    return account


def held(stores: Stores, account: UUID) -> set[Grant]:
    with Session(stores.people) as session:
        return set(grants_of(session, account))


def test_the_owner_of_a_council_is_its_clerk_until_they_leave(stores: Stores) -> None:
    council = listing_of(stores, "wisbech-parish")
    account = own(stores, council)
    with Session(stores.people) as session:
        job_id, payload = session.execute(
            text("SELECT id, payload FROM job WHERE kind = 'follow_owners'")
        ).one()
    assert str(council) in payload
    job = JobRead(UUID(job_id), "follow_owners", {"listing_id": str(council)}, 0)
    for _ in range(2):  # a job killed after its effect is done again
        follow_owners(stores, job)
        assert held(stores, account) == {Grant(Role.OWNER, str(council)), CLERK}
    with session_scope(stores.people) as session:
        end_grant(session, account, Role.OWNER, str(council), ended_by=account)
    follow_clerks(stores, council)
    assert held(stores, account) == set()
    own(stores, council)
    follow_clerks(stores, council)
    assert CLERK in held(stores, account)


def test_a_role_given_otherwise_does_not_end_with_it(stores: Stores) -> None:
    council = listing_of(stores, "wisbech-parish")
    with session_scope(stores.people) as session:
        account = find_or_make_account(session, "clerk@example.org")
        add_grant(session, account, Role.PARISH_CLERK, WISBECH, granted_by=None)
    own(stores, council)
    follow_clerks(stores, council)
    with session_scope(stores.people) as session:
        end_grant(session, account, Role.OWNER, str(council), ended_by=account)
    follow_clerks(stores, council)
    assert held(stores, account) == {CLERK}


def test_a_role_that_was_taken_away_does_not_come_back(stores: Stores) -> None:
    council = listing_of(stores, "wisbech-parish")
    account = own(stores, council)
    follow_clerks(stores, council)
    with session_scope(stores.people) as session:
        end_grant(session, account, Role.PARISH_CLERK, WISBECH, ended_by=None)
    follow_clerks(stores, council)
    assert CLERK not in held(stores, account)


def test_no_other_listing_makes_a_clerk_whatever_it_calls_itself(stores: Stores) -> None:
    library = listing_of(stores, "wisbech-library")
    account = own(stores, library)
    follow_clerks(stores, library)
    with session_scope(stores.directory) as session:
        session.execute(text("UPDATE listing SET kind = 'parish_council' WHERE slug = 'wisbech-library'"))
    follow_clerks(stores, library)
    assert held(stores, account) == {Grant(Role.OWNER, str(library))}
