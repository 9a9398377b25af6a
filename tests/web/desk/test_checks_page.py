"""Can a group say that it has seen a check, and nobody else, and never of themselves?"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from signed_in import sign_in
from sqlmodel import Session, col, select

from directory import clock
from directory.accounts.service import find_or_make_account
from directory.listings.models import Listing
from directory.needs.words import CheckLevel, Workforce
from directory.settings import Settings
from directory.store import open_engine, open_people, session_scope
from directory.volunteers.checks import tell_check
from directory.volunteers.models import VolunteerCheck, VolunteerLook
from directory.volunteers.service import end_share, find_or_make, share
from directory.volunteers.words import Shared
from directory.words import Role

SLUG = "march-library"
PAGE = f"/desk/listing/{SLUG}/checks"


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


class Held:
    def __init__(self, settings: Settings, listing: UUID, volunteer: UUID, check: UUID) -> None:
        self.settings, self.listing, self.volunteer, self.check = settings, listing, volunteer, check

    def row(self) -> VolunteerCheck:
        people = open_people(self.settings)
        with Session(people) as session:
            found = session.get_one(VolunteerCheck, self.check)
        people.dispose()
        return found


@pytest.fixture
def held(settings: Settings) -> Held:
    directory, people = open_engine(settings.database_url), open_people(settings)
    with Session(directory) as session:
        listing = session.exec(select(Listing.id).where(col(Listing.slug) == SLUG)).one()
    with session_scope(people) as session:
        account = find_or_make_account(session, "ada@example.org")
        volunteer = find_or_make(session, account, name="Ada Quantock")
        day = clock.local_now().date() - timedelta(days=90)
        check = tell_check(session, volunteer, CheckLevel.ENHANCED, Workforce.CHILD, day)
        share(session, volunteer, listing, {Shared.NAME, Shared.CHECKS}, how="chosen")
    directory.dispose()
    people.dispose()
    return Held(settings, listing, volunteer, check)


def test_who_runs_the_group_sees_it_and_says_so(browser: TestClient, settings: Settings, held: Held) -> None:
    account = sign_in(browser, settings, "lead@example.org", (Role.OWNER, str(held.listing)))
    page = browser.get(PAGE)
    assert "Ada Quantock" in page.text
    assert "Nobody has seen it yet" in page.text
    assert "ada@example.org" not in page.text, "she does not share how to reach her"
    assert browser.post(PAGE, data={"check": "soon"}).status_code == 422
    assert browser.post(PAGE, data={"check": str(held.check)}).status_code == 303
    row = held.row()
    assert (row.verified_by, row.verified_role) == (held.listing, "owner")
    assert "Seen by March Library" in browser.get(PAGE).text
    people = open_people(settings)
    with Session(people) as session:
        looks = session.exec(select(VolunteerLook)).all()
    people.dispose()
    assert {(look.account_id, look.what) for look in looks} == {(account, "name"), (account, "checks")}


def test_nobody_else_sees_or_says_it(browser: TestClient, settings: Settings, held: Held) -> None:
    for role, scope in ((Role.COORDINATOR, "E07000010"), (Role.ADMINISTRATOR, None)):
        sign_in(browser, settings, f"{role.value}@example.org", (role, scope))
        assert "Ada" not in browser.get(PAGE).text
        assert browser.post(PAGE, data={"check": str(held.check)}).status_code == 403
    for role, scope in ((Role.PARISH_CLERK, "E04001687"), (Role.OWNER, str(held.check))):
        sign_in(browser, settings, f"other-{role.value}@example.org", (role, scope))
        assert browser.get(PAGE).status_code == 403
    assert held.row().verified_at is None


def test_nobody_sees_their_own_and_what_is_shared_no_more_is_gone(
    browser: TestClient, settings: Settings, held: Held
) -> None:
    sign_in(browser, settings, "ada@example.org", (Role.OWNER, str(held.listing)))
    assert browser.post(PAGE, data={"check": str(held.check)}).status_code == 403
    people = open_people(settings)
    with session_scope(people) as session:
        end_share(session, held.volunteer, held.listing)
    people.dispose()
    sign_in(browser, settings, "lead@example.org", (Role.OWNER, str(held.listing)))
    assert "Ada" not in browser.get(PAGE).text
    assert browser.post(PAGE, data={"check": str(held.check)}).status_code == 403
    assert held.row().verified_at is None
